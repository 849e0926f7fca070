# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What judges say of hosts."""

from __future__ import annotations

import shlex
from pathlib import Path

from agreement.hosts import PLACES, Host
from judges.streams import DEFINITION, judgment

STREAMS = ("debian12", "debian13", "ubuntu2204", "ubuntu2404")

JUDGES = (
    "yama-ptrace",
    *(f"OpenSCAP, {stream}" for stream in STREAMS),
    "DISA, running kernel; Lynis",
    "DISA, `--cat-config`",
    "DISA, `grep -r`",
    "CIS, value 1",
)


def oval_answers(hosts: list[Host], system: Path, definitions: dict[str, Path]) -> None:
    """Ask each stream about each copy of each host: what its half about files says; the running kernel has 1."""
    for host in hosts:
        for kind, copy in host.copies.items():
            for stream, file in definitions.items():
                copy.answers[stream] = ask(host.folder / kind, system, file)
        host.answers.update({f"OpenSCAP, {stream}": host.copies["before"].answers[stream] for stream in definitions})


def ask(settings: Path, system: Path, definition: Path) -> bool:
    """The definition's answer in the system's root folder with these settings; an error passes nobody."""
    root = shlex.quote(str(system))
    binds = "".join(f"mount --bind {shlex.quote(str(settings / place))} {root}/{place}\n" for place in PLACES)
    script = f"set -e\n{binds}mount --bind {shlex.quote(str(definition.parent))} {root}/mnt\n"
    script += f"exec chroot {root} oscap oval eval --id {DEFINITION} /mnt/{definition.name}"
    return judgment(["unshare", "--mount", "sh", "-c", script], definition) == "true"
