# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs commands of the documentation on the hosts of hosts.py: folders, on a real Yama kernel.

The kernel is User-Mode Linux. Each run happens in its own copy of a host's folder, as its root folder,
after the kernel was given the value that the host begins with.
"""

from __future__ import annotations

import shlex
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from documents.hosts import Host
from lab import debian, uml
from lab.errors import LabError
from lab.project import PROGRAM

SECONDS = 120

# A shell as the guest's first process: $1 is the folder with a folder a run.
_INIT = """#!/bin/sh
mount -t proc proc /proc
mount -t tmpfs none /sys
mkdir /sys/runs
mount -t hostfs -o {folder} none /sys/runs
scope=/proc/sys/kernel/yama/ptrace_scope
echo web2 >/proc/sys/kernel/hostname
for run in /sys/runs/[0-9]*; do
    mount -t proc proc $run/root/proc
    mount --bind $run/cmdline $run/root/proc/cmdline
    mount --bind /dev/null $run/root/dev/null
    cat $run/scope >$scope
    run=$run sh $run/commands
done
: >/sys/runs/complete
exec /bin/sh -c 'echo o >/proc/sysrq-trigger; sleep 60'
"""

_COMMAND = "chroot $run/root {words} >$run/{number}.said 2>&1 </dev/null; echo $? >$run/{number}.status\n"


@dataclass
class Run:
    """A host and the commands for it; afterwards what they printed, and their exit statuses."""

    host: Host
    commands: list[str]
    outputs: list[list[str]]
    statuses: list[int]


def run_all(runs: list[Run]) -> None:
    """Do them in one boot; each that may lock the kernel has one of its own."""
    debian.require_packages("user-mode-linux")
    together = [run for run in runs if not locks(run)]
    for group in [together, *([run] for run in runs if locks(run))]:
        if group:
            boot_with(group)


def boot_with(runs: list[Run]) -> None:
    """Boot the guest once, for these."""
    with tempfile.TemporaryDirectory(prefix="yama-documents-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        for number, run in enumerate(runs):
            prepare(folder / f"{number:03}", run)
        boot(folder)
        for number, run in enumerate(runs):
            collect(folder / f"{number:03}", run)


def locks(run: Run) -> bool:
    """Whether the kernel may be locked at 3 afterwards."""
    return run.host.scope == 3 or any("set 3" in command and "--root" not in command for command in run.commands)


def prepare(folder: Path, run: Run) -> None:
    """Lay out one run."""
    root = folder / "root"
    folder.mkdir()
    run.host.build(root)
    for name in ("proc", "dev"):
        (root / name).mkdir(exist_ok=True)
    (root / "dev" / "null").touch()
    program = root / "usr" / "bin" / "yama-ptrace"
    program.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROGRAM, program)
    (folder / "cmdline").write_text(run.host.command_line + "\n", encoding="ascii")
    (folder / "scope").write_text(f"{run.host.scope}\n", encoding="ascii")
    script = ""
    for number, command in enumerate(run.commands):
        script += _COMMAND.format(words=words_of(command), number=number)
    (folder / "commands").write_text(script, encoding="utf-8")


def words_of(command: str) -> str:
    """A command of a page as one for the guest: the program is called by its path, and root is who calls it."""
    words = shlex.split(command, comments=True)
    if words[:1] == ["sudo"]:
        words = words[1:]
    if words[:1] != ["yama-ptrace"]:
        raise LabError(
            f"`{command}` is no command of the program: say with a comment who runs the block, or that nobody does."
        )
    return shlex.join(["/usr/bin/yama-ptrace", *words[1:]])


def boot(folder: Path) -> None:
    """Boot the guest and wait for its end."""
    init = folder / "init"
    init.write_text(_INIT.format(folder=shlex.quote(str(folder))), encoding="utf-8")
    init.chmod(0o755)
    output = uml.run_once(str(folder), "256M", str(init), seconds=SECONDS)
    if not (folder / "complete").exists():
        raise LabError(f"The guest of User-Mode Linux did not come to its end: {' '.join(output.split())[-600:]}")


def collect(folder: Path, run: Run) -> None:
    """Take what one run left."""
    for number in range(len(run.commands)):
        said = (folder / f"{number}.said").read_text(encoding="utf-8", errors="replace")
        run.outputs.append([line.rstrip() for line in said.splitlines()])
        run.statuses.append(int((folder / f"{number}.status").read_text(encoding="ascii")))
