# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of others made safe to show: what a record says comes from the target, which may say anything."""

from __future__ import annotations

# A sentence is some hundred characters long. What is longer is no sentence.
LONGEST = 2000

# Names of programs, which begin a sentence as they are.
NAMES = {"systemd", "procps", "busybox", "sysctl", "ufw", "tuned", "udev", "cron", "dracut", "grub"}


def visible(text: str) -> str:
    """The text on one line, with everything that is not seen, or turns what is seen, as an escape such as \\u202e.

    That is control characters, marks of direction, blanks without width, and half characters, none of which XML could
    hold either. What is too long ends with "…".
    """
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escape(each) for each in text)


def whole(value: object) -> object:
    """A value for JSON, in whose text half characters (which come from bytes that are no UTF-8) are escapes."""
    if isinstance(value, str):
        return value if value.isprintable() else "".join(_escape(c) if "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, dict):
        return {str(whole(str(key))): whole(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [whole(each) for each in value]
    return value


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 host", "1,000 hosts"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: list[str], most: int = 5) -> str:
    """ "a, b and c", "a, b and 7 more"."""
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1:,} more"]
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1] if words else "") if part)


def sentence(text: str) -> str:
    """A clause of the program as a sentence; a name or a path at its start stays as it is."""
    first = text.split(" ", 1)[0].rstrip(":,")
    if first.isalpha() and first.islower() and first not in NAMES:
        text = text[0].upper() + text[1:]
    return text if text.endswith((".", "…", ":", "!", "?")) else f"{text}."


def _escape(character: str) -> str:
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    if short:
        return short
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"  # a byte that is no UTF-8, as Python hands it on
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
