# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines without systemd: a real boot of one tree, and then further trees that the init's own tool loads.

`status` looks at the disk before, and at the running machine after each; the kernel's value is read in between.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import DEVNULL, run
from threading import Lock
from typing import Any

from inits.kinds import INITTAB, Kind
from inits.trees import PLACES, Tree
from lab.errors import LabError
from lab.laboratory import Lab
from lab.machine import BOOT_SECONDS, Machine
from lab.project import PROGRAM
from lab.rootfolder import cached_folder
from writers.hosts import put

ASKED = 1
AT_ONCE = 2  # machines that run side by side
CASE_SECONDS = 10  # for one tree, on a slow host

_STATUS = f"status --json --scope {ASKED}"
_SET = f"set {ASKED} --json"

# The value of the boot first; then every case, from the value 0, on a disk without another tree. The key is spelt so
# that `status`, which reads what an init starts, does not take this for one more writer.
_DRIVER = f"""#!/bin/sh
cd /lab
set -- /proc/sys/kernel/y*a/p*_scope
value=$1
cat "$value" >boot/value
./yama-ptrace {_STATUS} >boot/running
for case in cases/*; do
    [ -d "$case" ] || continue
    echo 0 >"$value"
    rm -rf {" ".join(PLACES)}
    cp -a "$case/root/." /
    sh "$case/again" >"$case/log" 2>&1 </dev/null
    cat "$value" >"$case/value"
    cut -d ' ' -f 1 /proc/uptime >"$case/uptime"
    ./yama-ptrace {_STATUS} >"$case/running"
    [ -e "$case/kept" ] || continue
    ./yama-ptrace {_SET} >"$case/set"
    echo 0 >"$value"
    sh "$case/again" >>"$case/log" 2>&1 </dev/null
    cat "$value" >"$case/kept"
done
sync
echo o >/proc/sysrq-trigger
"""


@dataclass
class Case:
    """One tree, loaded in one way; what was said of it and what the kernel then had.

    promise: of a boot, that `set` changes the disk before; of the others, that it does so afterwards, on the running
    machine, and that all is loaded once more.
    """

    name: str
    kind: Kind
    tree: Tree
    promise: bool = False
    had: int | None = None
    kept: int | None = None  # the kernel's value after `set` and one more load
    done: dict[str, Any] = field(default_factory=dict)  # what `set` said
    on_disk: dict[str, Any] = field(default_factory=dict)
    running: dict[str, Any] = field(default_factory=dict)

    @property
    def wanted(self) -> int:
        """The literal value."""
        value: int = getattr(self.tree, self.kind.column)
        return value


@dataclass
class Boot:
    """One machine: the case that it boots, and those that it loads afterwards."""

    name: str
    release: str
    at_boot: Case
    afterwards: list[Case]
    fault: str = ""  # why there is no answer

    @property
    def cases(self) -> list[Case]:
        """All of it."""
        return [self.at_boot, *self.afterwards]


def run_all(boots: Iterable[Boot]) -> Iterator[Boot]:
    """Each in turn, AT_ONCE side by side, and back in their order."""
    making = Lock()  # a lab makes one machine after the other
    with Lab() as lab, ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda boot: _run(lab, making, boot), boots)


def _run(lab: Lab, making: Lock, boot: Boot) -> Boot:
    try:
        with making:
            folder = cached_folder(boot.release, boot.at_boot.kind.init.packages)
            machine = lab.silent_machine(f"{boot.release}{len(lab.machines)}", folder)
        _look(machine, boot)
        _load_onto(machine, boot)
        machine.start()
        try:
            machine.wait_until_off(BOOT_SECONDS + CASE_SECONDS * len(boot.afterwards))
            _read(machine, "boot", boot.at_boot)
            for number, case in enumerate(boot.afterwards):
                _read(machine, f"cases/{number:03}", case)
                if case.promise:
                    case.kept = int(machine.read(f"/lab/cases/{number:03}/kept"))
                    case.done = _json(machine.read(f"/lab/cases/{number:03}/set"))
        except (LabError, OSError, ValueError) as error:
            boot.fault = f"{error} The console is {machine.save_console()}."
    except (LabError, OSError, ValueError) as error:
        boot.fault = str(error)
    return boot


def _look(machine: Machine, boot: Boot) -> None:
    """What `status` says of the disk with each tree; the boot's own stays there."""
    for pattern in boot.at_boot.kind.removed:
        for path in machine.root.glob(pattern.lstrip("/")):
            path.unlink()
    for case in reversed(boot.cases):
        if boot.afterwards:
            _clear(machine.root)
        for file in (*case.kind.files, *case.tree.files):
            put(machine, file)
        if case is boot.at_boot and case.promise:
            case.done = _on_disk(machine.root, _SET)
        case.on_disk = _on_disk(machine.root, _STATUS)


def _load_onto(machine: Machine, boot: Boot) -> None:
    """Put the driver and its cases onto the disk, where the init runs it late."""
    machine.write("/lab/yama-ptrace", PROGRAM.read_bytes(), mode=0o755)
    machine.write("/lab/driver", _DRIVER, mode=0o755)
    machine.write("/lab/boot/kind", boot.at_boot.kind.name + "\n")
    kind = boot.at_boot.kind
    for number, case in enumerate(boot.afterwards):
        folder = f"/lab/cases/{number:03}"
        machine.write(f"{folder}/again", case.kind.again + "\n")
        if case.promise:
            machine.write(f"{folder}/kept", "")
        (machine.root / f"{folder.lstrip('/')}/root").mkdir()
        changed = () if case.kind is kind else case.kind.files  # OpenRC looks at all scripts when one is new
        kind = case.kind
        for file in (*changed, *case.tree.files):
            put(machine, replace(file, path=f"{folder}/root{file.path}"))
    for file in boot.at_boot.kind.init.late:
        if file.path == INITTAB:
            machine.write(INITTAB, _without_terminals(machine.read(INITTAB).decode()) + file.content)
        else:
            put(machine, file)


def _without_terminals(inittab: str) -> str:
    return "".join(line for line in inittab.splitlines(keepends=True) if "getty" not in line)


def _read(machine: Machine, folder: str, case: Case) -> None:
    case.had = int(machine.read(f"/lab/{folder}/value"))
    case.running = _json(machine.read(f"/lab/{folder}/running"))


def _json(output: bytes | str) -> dict[str, Any]:
    lines = output.splitlines()
    report: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return report


def _clear(root: Path) -> None:
    """Take every place of settings off the disk."""
    for place in PLACES:
        path = root / place.lstrip("/")
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _on_disk(root: Path, arguments: str) -> dict[str, Any]:
    command = [str(PROGRAM), *arguments.split(), "--root", str(root)]
    done = run(command, stdin=DEVNULL, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise LabError(f"`{' '.join(command)}` ended with {done.returncode}: {done.stderr.strip()}")
    return _json(done.stdout)
