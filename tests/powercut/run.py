# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power-cut suites: a machine is killed at a random moment of a run that edits several files. run.py [CUTS]

A third of the cuts falls at a random time of the run, the others right after a random write to the disk. The machine
is booted again from that disk: fsck has nothing to mend once the journal is replayed; every file is its old or its
new self; the boot of systemd and `sysctl --system` come to the old value or the wanted one, to the wanted one when the
run had ended; the next run does the rest and leaves nothing behind; and the host can be undone.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from distributions.tree import Tree
from faults.hosts import EDITED_SETTINGS, make_odd
from lab import debian, native
from lab.namespace import Namespace
from lab.suite import Suite, run_suite
from powercut.cuts import Change, Tally, cut_again_and_again
from powercut.machine import Machine, make_disk

SEED = 15
SHOWN = 12  # of what is wrong

_SET = "yama-ptrace set 1"
_LOCK = "yama-ptrace set 3 --persist boot_unit"
CHANGES = (
    Change("set", _SET, systemd=("2", "1"), procps=("0", "1")),
    Change("undo", "yama-ptrace unset", systemd=("1", "2"), procps=("1", "0"), before=_SET),
    Change("boot unit", _LOCK, systemd=("2", "3"), procps=("0", "3")),
)


def main(suite: Suite) -> None:
    """Make the disk, cut the power, one test a change."""
    cuts = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    debian.require_root("run a throwaway machine")
    debian.require_packages("user-mode-linux", "procps")
    native.build("release")
    changes = [change for change in CHANGES if suite.wants(change.name)]
    with Namespace() as namespace:
        disk = make_disk(namespace, _settings(namespace))
        print(f"{'':12} {'cuts':>5} {'run in ms':>9} {'writes':>6}  where they fell")
        jobs = list(_jobs(changes, cuts))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            tallies = list(pool.map(lambda job: _cut(Machine(namespace, f"power-{job[2]}", disk), job), jobs))
    for change in {job[0]: None for job in jobs}:
        _report(suite, change, [tally for tally, job in zip(tallies, jobs) if job[0] is change])


def _jobs(changes: list[Change], cuts: int) -> Iterator[tuple[Change, int, int]]:
    """So many cuts in all, one machine for at most 20 of them: its change, cuts and seed."""
    for number, change in enumerate(changes):
        mine = (cuts + len(changes) - 1 - number) // len(changes)
        for first in range(0, mine, 20):
            yield change, min(20, mine - first), SEED + 1000 * number + first


def _cut(machine: Machine, job: tuple[Change, int, int]) -> Tally:
    return cut_again_and_again(machine, *job)


def _settings(namespace: Namespace) -> Path:
    folder = namespace.folder / "settings"
    Tree("settings", "", EDITED_SETTINGS).build(namespace.path(folder))
    make_odd(namespace.path(folder))
    return folder


def _report(suite: Suite, change: Change, tallies: list[Tally]) -> None:
    cuts = sum(tally.cuts for tally in tallies)
    fell: Counter[str] = sum((tally.fell for tally in tallies), Counter())
    wrong = [each for tally in tallies for each in tally.wrong]
    words = ", ".join(f"{count} {where}" for where, count in sorted(fell.items()))
    print(f"{change.name:12} {cuts:5} {tallies[0].milliseconds:9} {tallies[0].writes:6}  {words}")
    for each in wrong[:SHOWN]:
        print(f"    {each}")
    with suite.test(f"{change.name}: {cuts} cuts of the power"):
        assert cuts > 0, "nothing was cut"
        assert not wrong, f"{len(wrong)} things are wrong, the first: {wrong[0]}"


if __name__ == "__main__":
    run_suite("power cuts", main)
