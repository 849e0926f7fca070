# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts of the power in one change of one host, one boot after the other, and what must be true after each."""

from __future__ import annotations

import contextlib
import random
import stat
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from faults.photograph import Picture, without_temporary
from lab.errors import LabError
from powercut.machine import Machine, Writes

ROUND = Path(__file__).with_name("round.sh")
_ATTRIBUTES = ("SCHILY.xattr.", "SCHILY.acl.")


@dataclass(frozen=True)
class Change:
    """What is done before, the run whose power is cut, and the boot values before it and after it, by each loader."""

    name: str
    run: str
    systemd: tuple[str, str]
    procps: tuple[str, str]
    before: str = ""


@dataclass
class Tally:
    """What came of the cuts in one change."""

    cuts: int = 0
    fell: Counter[str] = field(default_factory=Counter)  # where they fell
    milliseconds: int = 0
    writes: int = 0
    wrong: list[str] = field(default_factory=list)


def cut_again_and_again(machine: Machine, change: Change, cuts: int, seed: int) -> Tally:
    """The change once as a whole, then so many times with a cut."""
    chance = random.Random(seed)
    tally = Tally()
    with contextlib.closing(_rounds(machine, change, tally)) as rounds:
        next(rounds)
        for number in range(cuts):
            by_write = chance.randint(1, tally.writes) if number % 3 else 0
            wait = chance.random() * (0.004 if by_write else tally.milliseconds / 1000)
            try:
                rounds.send((by_write, wait))
            except LabError as trouble:
                tally.wrong.append(f"{change.name}, cut {number + 1}: {trouble}")
                break
    return tally


def _rounds(machine: Machine, change: Change, tally: Tally) -> Iterator[None]:
    """Boots the machine for each cut that is sent: after how many writes to the disk, and so many seconds."""
    files = {"round.sh": ROUND.read_text(encoding="utf-8"), "run": change.run, "before": change.before}
    try:
        seen = machine.boot({**files, "first": ""})
        with Writes(seen.parent / "disk") as writes:
            began = machine.wait_for(seen / "whole-start")
            tally.writes = writes.count_until(1 << 30, seen / "whole-end")
            tally.milliseconds = round(1000 * (time.monotonic() - began))
        machine.wait_for(seen / "start")
        judge = _Judge(change, seen)
        while True:
            by_write, wait = yield
            with Writes(seen.parent / "disk") as writes:
                writes.count_until(by_write, seen / "end")
            time.sleep(wait)
            machine.cut()
            was_over = (seen / "end").exists()
            if was_over and not by_write:  # a run takes less time by now
                tally.milliseconds = min(tally.milliseconds, round(1000 * wait))
            wrong = machine.faults_of_disk()
            seen = machine.boot(files)
            machine.wait_for(seen / "start")
            tally.cuts += 1
            where = f"{change.name}, cut {tally.cuts}, after {by_write} writes and {1000 * wait:.1f} ms"
            tally.wrong += [f"{where}: {each}" for each in ([wrong] if wrong else []) + judge.judge(seen, was_over)]
            tally.fell[judge.fell(seen, was_over)] += 1
    finally:
        machine.cut()


class _Judge:
    """Knows the host before the change and after it."""

    def __init__(self, change: Change, seen: Path) -> None:
        self._change = change
        self._untouched = _picture(seen / "left.tar")
        self._before = _picture(seen / "before.tar")
        self._after = _picture(seen / "after.tar")
        said = f"{_word(seen, 'whole.said')} {_word(seen, 'undo.said')}"
        if _word(seen, "whole.status") != "0" or _word(seen, "undo.status") != "0":
            raise LabError(f"Without a cut the change fails: {said}")
        for when, number in (("before", 0), ("after", 1)):
            if wrong := self._values(seen, when, (number,)):
                raise LabError(f"Without a cut the value is another one: {wrong}; {said}")
        if self._before == self._after or _picture(seen / "undone.tar") != self._untouched:
            raise LabError(f"Without a cut nothing is changed, or undo leaves something: {said}")

    def judge(self, seen: Path, was_over: bool) -> list[str]:
        """What is wrong in the boot after a cut."""
        wrong = []
        left, next_one = _picture(seen / "left.tar"), _picture(seen / "next.tar")
        for path in {**self._before, **self._after, **without_temporary(left)}:
            may_be = (self._after,) if was_over else (self._before, self._after)
            if left.get(path) not in [picture.get(path) for picture in may_be]:
                wrong.append(f"half file: {path} is {left.get(path)}")
        may_be = (1,) if was_over else (0, 1)
        if (boot := _word(seen, "boot")) not in [self._change.systemd[number] for number in may_be]:
            wrong.append(f"third boot value: {boot}")
        wrong += self._values(seen, "left", may_be)
        if _word(seen, "next.status") != "0":
            wrong.append(f"the next run fails: {_word(seen, 'next.said')}")
        wrong += [f"after the next run, {each}" for each in self._values(seen, "next", (1,))]
        wrong += [f"after the next run, {path}" for path in _differences(next_one, self._after)]
        if _word(seen, "undo.status") != "0":
            wrong.append(f"undo fails: {_word(seen, 'undo.said')}")
        wrong += [f"after undo, {path}" for path in _differences(_picture(seen / "undone.tar"), self._untouched)]
        return wrong

    def fell(self, seen: Path, was_over: bool) -> str:
        """Where the cut fell, by what it left."""
        left = _picture(seen / "left.tar")
        if was_over:
            return "after"
        if left == self._before:
            return "nothing yet"
        return "all done" if without_temporary(left) == self._after else "between"

    def _values(self, seen: Path, when: str, may_be: tuple[int, ...]) -> list[str]:
        wrong = []
        for loader, values in (("systemd", self._change.systemd), ("procps", self._change.procps)):
            if _word(seen, f"{when}.{loader}") not in [values[number] for number in may_be]:
                wrong.append(f"{loader} gives {_word(seen, f'{when}.{loader}')}")
        return wrong


def _word(seen: Path, name: str) -> str:
    return (seen / name).read_text(encoding="utf-8", errors="replace").strip()


def _picture(file: Path) -> Picture:
    """What a tar of photograph() in round.sh holds, as tests/faults has it."""
    picture: Picture = {}
    with tarfile.open(file) as archive:
        for member in archive:
            content = (archive.extractfile(member) or contextlib.nullcontext()).read() if member.isreg() else b""
            attributes = tuple(sorted(each for each in member.pax_headers.items() if each[0].startswith(_ATTRIBUTES)))
            kind = stat.S_IFLNK if member.issym() else stat.S_IFDIR if member.isdir() else stat.S_IFREG
            looks = (kind, member.uid, member.gid, member.mode, attributes, member.linkname, content)
            picture[f"/{member.name}"] = looks
    return picture


def _differences(found: Picture, wanted: Picture) -> list[str]:
    return [
        f"{path} is {found.get(path)}, not {wanted.get(path)}"
        for path in {**found, **wanted}
        if found.get(path) != wanted.get(path)
    ]
