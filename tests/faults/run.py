# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults suites: runs that change a host, each broken off by one fault at one system call. run.py [--all]

A fault is at a call that changes files or makes a change durable: a kill, an error, a short write. Afterwards every
file is its old or its new self; both loaders, really run, come to the old or to the wanted value; the answer, if there
is one, is true; the next run does the rest and leaves nothing behind; and the host can be undone. Then the power is cut
after each call, by a model of what a disk keeps (power.py).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from faults.boots import Boots
from faults.hosts import CHANGES, Change
from faults.points import FAULTS, KINDS, Broken, Tally
from lab import debian, native
from lab.private_memory import private_memory
from lab.project import BUILD, PROGRAM
from lab.rootfolder import root_folder
from lab.suite import Suite, run_suite

SUPERVISOR = BUILD / "dev" / "tests" / "faults" / "yama-one-fault"
SAMPLE = 24  # faults a change in the default tier, beside a kill at every call
SEED = 15
SHOWN = 12  # of what is wrong in a change


def main(suite: Suite) -> None:
    """Build, break every change off, one test a change."""
    every = "--all" in sys.argv[1:]
    debian.require_root("run loaders in a root folder")
    debian.require_packages("libgtest-dev")
    native.build("dev", "yama-one-fault")
    native.build("release")
    root_folder("bookworm", ("busybox",))
    memory = private_memory()
    wanted = [change for change in CHANGES if suite.wants(change.name)]
    total = Tally()
    with multiprocessing.Pool(os.cpu_count()) as pool:
        jobs = [(change, every, memory) for change in wanted]
        print(f"{'':34} points faults lived   cuts  {'  '.join(KINDS)}")
        for change, tally in zip(wanted, pool.imap(_break_off, jobs)):
            _report(suite, change, tally, total)
    print(_row("all", total))


def _break_off(job: tuple[Change, bool, Path]) -> Tally:
    change, every, memory = job
    folder = memory / str(os.getpid())
    boots = Boots(folder / "boots") if not folder.exists() else _BOOTS[0]
    _BOOTS[:] = [boots]
    broken = Broken(change, PROGRAM, SUPERVISOR, folder / "change", boots)
    tally = Tally(points=len(broken.calls))
    for number, fault in _faults(broken.calls, every):
        broken.break_off(number, fault, tally)
    broken.cut_power(tally)
    return tally


_BOOTS: list[Boots] = []  # of this process


def _faults(calls: list[str], every: bool) -> Iterator[tuple[int, str]]:
    """Which faults at which calls: all of them, or every kill and some others."""
    all_of_them = [
        (number, fault)
        for number, call in enumerate(calls, start=1)
        for fault in FAULTS
        if fault != "short" or call.split("\t")[1] == "write"
    ]
    if every:
        yield from all_of_them
        return
    kills = [each for each in all_of_them if each[1] == "kill"]
    others = [each for each in all_of_them if each[1] != "kill"]
    yield from kills
    yield from random.Random(SEED).sample(others, min(SAMPLE, len(others)))


def _report(suite: Suite, change: Change, tally: Tally, total: Tally) -> None:
    total.points += tally.points
    total.faults += tally.faults
    total.lived += tally.lived
    total.cuts += tally.cuts
    total.found += tally.found
    print(_row(change.name, tally))
    for words in tally.words[:SHOWN]:
        print(f"    {words}")
    with suite.test(f"{change.name}: {tally.faults} faults at {tally.points} calls, {tally.cuts} cuts of the power"):
        assert tally.faults > 0 and tally.lived > 0, "nothing was broken off"
        assert not tally.found, f"{dict(tally.found)}, shown above"


def _row(name: str, tally: Tally) -> str:
    found = "  ".join(f"{tally.found[kind]:{len(kind)}}" for kind in KINDS)
    return f"{name:34} {tally.points:6} {tally.faults:6} {tally.lived:5} {tally.cuts:6}  {found}"


if __name__ == "__main__":
    run_suite("faults", main)
