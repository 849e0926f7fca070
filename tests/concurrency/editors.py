# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other programs that work on the files meanwhile: one that adds lines to each file, and one that reads them all."""

from __future__ import annotations

import os
import re
import tempfile
import time
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Callable

PAUSE = 0.002
PAGE = 4096
HEAD = b"# the first line\n"
_LINE = re.compile(rb"^# line (\d+)$", re.MULTILINE)


def appends(file: Path, line: bytes) -> None:
    """echo line >> file."""
    with open(file, "ab", buffering=0) as opened:
        opened.write(line)


def appends_slowly(file: Path, line: bytes) -> None:
    """The same by a program that has the file open for a while before it writes."""
    with open(file, "ab", buffering=0) as opened:
        time.sleep(5 * PAUSE)
        opened.write(line)


def as_vim(file: Path, line: bytes) -> None:
    """vim's `:w` with backupcopy=no: the old file gets another name, a new one is written, the old one goes."""
    content = file.read_bytes()
    former = file.with_name(file.name + "~")
    file.rename(former)
    with open(file, "xb") as opened:
        opened.write(content + line)
        opened.flush()
        os.fsync(opened.fileno())
    former.unlink()


def as_sed(file: Path, line: bytes) -> None:
    """sed -i: a new file beside it gets its name."""
    content = file.read_bytes()
    descriptor, name = tempfile.mkstemp(prefix="sed", dir=file.parent)
    with open(descriptor, "wb") as opened:
        opened.write(content + line)
    os.chmod(name, 0o644)
    os.rename(name, file)


def as_dpkg(file: Path, line: bytes) -> None:
    """dpkg with a new conffile: .dpkg-new is written and synced, the old one kept as .dpkg-tmp, then renamed over."""
    new, kept = (file.with_name(f"{file.name}.dpkg-{word}") for word in ("new", "tmp"))
    with open(new, "wb") as opened:
        opened.write(file.read_bytes() + line)
        opened.flush()
        os.fsync(opened.fileno())
    kept.unlink(missing_ok=True)
    os.link(file, kept)
    new.rename(file)
    kept.unlink()


Way = Callable[[Path, bytes], None]

# File, who works on it.
EDITORS: dict[str, Way] = {
    "/etc/sysctl.conf": appends,
    "/etc/sysctl.d/10-slow.conf": appends_slowly,
    "/etc/sysctl.d/20-vim.conf": as_vim,
    "/etc/sysctl.d/30-sed.conf": as_sed,
    "/etc/sysctl.d/40-dpkg.conf": as_dpkg,
}


def edit(root: str, path: str, stop: Event) -> int:
    """Add numbered lines to a file until told to stop: how many."""
    file = Path(root + path)
    number = 0
    while not stop.is_set():
        number += 1
        EDITORS[path](file, b"# line %d\n" % number)
        time.sleep(PAUSE)
    return number


def lost(content: bytes, number: int) -> list[int]:
    """Which of the lines up to that number are not there."""
    return sorted(set(range(1, number + 1)) - {int(found) for found in _LINE.findall(content)})


def half(path: str, content: bytes) -> str:
    """Why this is no whole file; empty when it is one.

    It may be older than what a reader saw before: while names are exchanged back the file of before has the place.
    """
    if not content.startswith(HEAD):
        return f"{path} begins with {content[:40]!r}"
    if len(content) % PAGE == 0:
        return ""  # a write that goes on in the next page is seen in two steps, whoever appends
    if not content.endswith(b"\n"):
        return f"{path} ends with {content[-40:]!r}"
    return ""


def is_out_of_order(content: bytes) -> bool:
    """Whether a line is there before an earlier one: that one was added to a file that lost the place, and follows."""
    return bool(lost(content, last_line(content)))


def last_line(content: bytes) -> int:
    """The number of the last line that an editor added."""
    return max((int(found) for found in _LINE.findall(content)), default=0)


def read(root: str, stop: Event) -> tuple[int, int, list[str]]:
    """Read all files until told to stop: how often, how often lines were out of order, and what was no whole file."""
    reads, out_of_order, found = 0, 0, []
    while not stop.is_set():
        for path, way in EDITORS.items():
            content = _content(Path(root + path))
            if content is None:
                if way is not as_vim:
                    found.append(f"{path} is missing")
                continue
            reads += 1
            if way is as_vim and not content.endswith(b"\n"):
                continue  # vim's own half file
            out_of_order += is_out_of_order(content)
            if why := half(path, content):
                found.append(why)
    return reads, out_of_order, found


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
