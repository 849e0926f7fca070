# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What judges say of hosts, and how often they are right."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

from agreement.hosts import PLACES, Host
from judges.run import DEFINITION
from lab.errors import LabError

STREAMS = ("debian12", "debian13", "ubuntu2204", "ubuntu2404")

JUDGES = (
    "yama-ptrace",
    *(f"OpenSCAP, {stream}" for stream in STREAMS),
    "DISA, running kernel; Lynis",
    "DISA, `--cat-config`",
    "DISA, `grep -r`",
    "CIS, value 1",
)

SECONDS = 60
TRIES = 4  # oscap 1.3 stops or is silent about twice in a thousand runs


def oval_answers(hosts: list[Host], system: Path, definitions: dict[str, Path]) -> None:
    """Ask each stream about each copy of each host: what its half about files says; the running kernel has 1."""
    for host in hosts:
        for kind, copy in host.copies.items():
            for stream, file in definitions.items():
                copy.answers[stream] = ask(host.folder / kind, system, file)
        host.answers.update({f"OpenSCAP, {stream}": host.copies["before"].answers[stream] for stream in definitions})


def ask(settings: Path, system: Path, definition: Path) -> bool:
    """The definition's answer in the system's root folder with these settings."""
    root = shlex.quote(str(system))
    binds = "".join(f"mount --bind {shlex.quote(str(settings / place))} {root}/{place}\n" for place in PLACES)
    script = f"set -e\n{binds}mount --bind {shlex.quote(str(definition.parent))} {root}/mnt\n"
    script += f"exec chroot {root} oscap oval eval --id {DEFINITION} /mnt/{definition.name}"
    said = ""
    for _ in range(TRIES):
        try:
            done = subprocess.run(
                ["unshare", "--mount", "sh", "-c", script],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            continue
        said = done.stdout + done.stderr
        judgment = re.search(rf"^Definition {DEFINITION}: (true|false|error)$", said, re.MULTILINE)
        if judgment:
            return judgment[1] == "true"
    raise LabError(f"OpenSCAP gave no judgment by {definition.name} ({' '.join(said.split())[:300]}): run it by hand.")


def counts(hosts: list[Host], judge: str) -> str:
    """How often the judge is right about the boot, passes a wrong one, and finds fault with a right one.

    The boot is right when systemd-sysctl, which it runs, leaves 1.
    """
    truths = [(host.copies["before"].systemd == 1, host.answers[judge]) for host in hosts]
    wanted = ([(True, True), (False, False)], [(False, True)], [(True, False)])
    return " ".join(str(sum(pair in pairs for pair in truths)) for pairs in wanted)


def made_right(hosts: list[Host], who: str) -> str:
    """On how many hosts the boot has 1 afterwards: by systemd-sysctl, by `sysctl --system`, by both; how many of the
    others some stream calls right; how many changes ended with an error."""
    copies = [host.copies[who] for host in hosts]
    systemd = sum(copy.systemd == 1 for copy in copies)
    procps = sum(copy.procps == 1 for copy in copies)
    both = sum(copy.systemd == 1 and copy.procps == 1 for copy in copies)
    untrue = sum(copy.systemd != 1 and any(copy.answers.values()) for copy in copies)
    failed = sum(copy.status != 0 for copy in copies)
    return f"{systemd} {procps} {both} {untrue} {failed}"
