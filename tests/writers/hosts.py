# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts that ask for 1, with other writers: what `status` says of their disks, and what the kernel has after a boot."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from lab.errors import LabError
from lab.laboratory import Lab
from lab.machine import Machine
from lab.project import PROGRAM
from writers.kinds import DOUBT, RIGHT, WRONG, File

ASKED = 1
AT_ONCE = 2  # machines that run side by side

_RESULT = "/var/lib/lab-value"

# Put onto the disk after `status` has looked at it. The first is done when systemd has no job left; programs that were
# only started by then, as cron's jobs and a timer of one second, get some seconds more.
_COLLECTOR = f"""#!/bin/sh
systemctl is-system-running --wait >/dev/null
sleep 4
while systemctl list-jobs | grep -q 'start *running$'; do sleep 1; done
cat /proc/sys/kernel/yama/ptrace_scope >{_RESULT}.new
mv {_RESULT}.new {_RESULT}
sync
systemctl poweroff --force --force
"""
_COLLECTOR_UNIT = "[Service]\nExecStart=/lab-collector\n"


@dataclass
class Host:
    """One host, and what came of it."""

    name: str
    files: tuple[File, ...]
    packages: tuple[str, ...] = ()
    release: str = "bookworm"
    said: str = ""
    had: int | None = None
    words: list[str] = field(default_factory=list)  # reasons and doubts
    fault: str = ""  # why it could not be booted

    def row(self) -> str:
        """A line of a table."""
        return f"{self.name:34} {self.said:20} {'?' if self.had is None else self.had}"


def boot_all(hosts: Iterable[Host]) -> Iterator[Host]:
    """Boot each, AT_ONCE side by side, and give them back in their order, with what was said and had."""
    making = Lock()  # a lab makes one machine after the other
    with Lab() as lab, ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda host: _boot(lab, making, host), hosts)


def verdict(root: Path, *arguments: str) -> tuple[str, list[str]]:
    """What `status` says of a root folder for the scope that is asked for: the word, and the reasons and doubts."""
    command = [str(PROGRAM), "status", "--json", "--scope", str(ASKED), "--root", str(root), *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        raise LabError(f"`{' '.join(command)}` ended with {done.returncode}: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])["verdict"]
    doubts = found.get("doubts", [])
    if not found["compliant"]:
        return WRONG, found["reasons"] + doubts
    return (DOUBT if doubts else RIGHT), doubts


def put(machine: Machine, file: File) -> None:
    """Write a file or a link on the disk of a machine that is off."""
    if not file.target:
        machine.write(file.path, file.content, file.mode)
        return
    place = machine.root / file.path.lstrip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.symlink_to(file.target)


def _boot(lab: Lab, making: Lock, host: Host) -> Host:
    try:
        with making:
            machine = lab.machine(f"host{len(lab.machines)}", suite=host.release, packages=host.packages)
        _prepare(machine, host)
        machine.start()
        try:
            machine.wait_until_off()
            host.had = int(machine.read(_RESULT))
        except (LabError, OSError, ValueError) as error:
            host.fault = f"{error} The console is {machine.save_console()}."
    except (LabError, OSError, ValueError) as error:
        host.fault = str(error)
    return host


def _prepare(machine: Machine, host: Host) -> None:
    put(machine, File("/etc/sysctl.d/50-admin.conf", f"kernel.yama.ptrace_scope = {ASKED}\n"))
    for file in host.files:
        put(machine, file)
    for crontab in (machine.root / "var/spool/cron/crontabs").glob("*"):
        os.chown(crontab, 0, crontab.parent.stat().st_gid)
    host.said, host.words = verdict(machine.root)
    machine.write("/lab-collector", _COLLECTOR, mode=0o755)
    machine.enable("lab-collector.service", _COLLECTOR_UNIT, wanted_by="multi-user.target")
