# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a judge is wrong about a host: told from its lines, and from which of them the real boot followed."""

from __future__ import annotations

import re
from typing import Any

from agreement.hosts import Host
from lab.errors import LabError

KEY = "kernel.yama.ptrace_scope"

NO_FILE = "it looks at no file"
STRICTER = "it takes 2 and 3 for right too"
FORM_UNSEEN = "the line that decides is in a form that it does not look for"
PLACE_UNSEEN = "the line that decides is a package's, which it does not look at"
UNREAD = "it counts a line that systemd-sysctl does not read"
HIDDEN = "it counts a line of a file that another one hides"
OUTRANKED = "it counts a line that a later one outranks"
FORM_REFUSED = "the line that decides is in a form that it does not take"

KINDS = (NO_FILE, STRICTER, FORM_UNSEEN, PLACE_UNSEEN, UNREAD, HIDDEN, OUTRANKED, FORM_REFUSED)

BY_FATE = {"overridden": OUTRANKED, "shadowed": HIDDEN, "unread": UNREAD, "ignored": UNREAD}

# The program's model of a check knows the line that it blames.
MODELS = {"DISA, `--cat-config`": "disa_rhel9", "CIS, value 1": "cis_1"}

RUNNING = "DISA, running kernel; Lynis"

# This stream's rule wants 1, 2 or 3.
TAKES_STRICTER = "OpenSCAP, ubuntu2404"

Line = dict[str, Any]


def kind_of(host: Host, judge: str) -> str:
    """Why the judge is wrong about the host. Raises LabError when none of the kinds is the reason."""
    lines: list[Line] = host.told["definitions"]
    kind = why_it_passes(host, judge, lines) if host.answers[judge] else why_it_finds_fault(host, judge, lines)
    if not kind:
        raise LabError(f"It is not known why {judge} is wrong about {host.name}: look at {host.files}.")
    return kind


def why_it_passes(host: Host, judge: str, lines: list[Line]) -> str:
    """The boot is wrong: what the judge does not see of the line that decides, or what it sees instead of one."""
    if judge == RUNNING:
        return NO_FILE
    deciding = [line for line in lines if line["systemd"] == "wins" or line["kind"] == "invalid"]
    if deciding:
        if is_plain(deciding[0]) and deciding[0]["value"] in taken_by(judge):
            return STRICTER
        return PLACE_UNSEEN if is_plain(deciding[0]) else FORM_UNSEEN
    return next((BY_FATE[line["systemd"]] for line in lines if line["value"] in taken_by(judge)), "")


def why_it_finds_fault(host: Host, judge: str, lines: list[Line]) -> str:
    """The boot is right: the line that the judge counts against it."""
    if judge in MODELS:
        (held,) = (each for each in host.told["audit"]["judges"] if each["id"] == MODELS[judge])
        blamed = [
            line for line in lines if held["file"] in (line["file"], line.get("entry")) and line["line"] == held["line"]
        ]
    else:
        dotted = [line for line in lines if KEY in line["text"]]
        blamed = [line for line in dotted if not (is_plain(line) and line["value"] in taken_by(judge))]
    fates = {line["systemd"] for line in blamed}
    return next((kind for fate, kind in BY_FATE.items() if fate in fates), FORM_REFUSED)


def taken_by(judge: str) -> tuple[int, ...]:
    """The values that the judge takes for right."""
    return (1, 2, 3) if judge == TAKES_STRICTER else (1,)


def is_plain(line: Line) -> bool:
    """Whether it is as everybody looks for it."""
    return bool(re.fullmatch(rf"\s*{re.escape(KEY)}\s*=\s*[0-3]\s*", line["text"]))
