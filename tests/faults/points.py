# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One change of a host, broken off at one system call, and what must be true of the host afterwards."""

from __future__ import annotations

import errno
import json
import shutil
import stat
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults.boots import Boots
from faults.hosts import Change
from faults.photograph import (
    BACKUP,
    TEMPORARY,
    Picture,
    digest,
    photograph,
    temporary,
    without_folders,
    without_temporary,
)
from faults.power import Disk, build

ERRORS = ("ENOSPC", "EIO", "EPERM", "EINTR", "EROFS", "EDQUOT")
LASTING = {"no more space": f"{errno.ENOSPC}w", "read-only from then on": f"{errno.EROFS}+"}  # on the way back, too
ENDS = {"abort": "abort", "no more memory": "memory"}  # the program's own last words
FAULTS = ("kill", *ERRORS, *LASTING, *ENDS, "short")

# What is wrong, one word each; a table's columns.
THIRD_VALUE = "third boot value"
KINDS = ("half file", THIRD_VALUE, "untrue answer", "next run", "undo")


@dataclass
class Tally:
    """What came of the faults in one change."""

    points: int = 0
    faults: int = 0
    lived: int = 0
    cuts: int = 0
    found: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)

    def add(self, kind: str, where: str, what: str) -> None:
        """One more thing that is wrong."""
        self.found[kind] += 1
        self.words.append(f"{kind}: {where}: {what}")


@dataclass(frozen=True)
class Boot:
    """What the next boot comes to: by each loader really run, and by the program's own forecast with all stages."""

    real: dict[str, int]
    forecast: dict[str, int | None]

    def third(self, old: Boot, new: Boot) -> str:
        """What is neither as it was nor as it was wanted; empty when nothing is."""
        return "; ".join(
            f"{name} {mine[name]}, was {was[name]}, wanted {wanted[name]}"
            for mine, was, wanted in ((self.real, old.real, new.real), (self.forecast, old.forecast, new.forecast))
            for name in mine
            if mine[name] not in (was[name], wanted[name])
        )


class Broken:
    """A change that is broken off again and again, each time on a fresh copy of its host."""

    def __init__(self, change: Change, program: Path, supervisor: Path, work: Path, boots: Boots) -> None:
        self.change = change
        self._program, self._supervisor, self._work, self._boots = program, supervisor, work, boots
        self._host, self._copy, self._log = work / "host", work / "copy", work / "log"
        self._known: dict[str, tuple[Boot, list[tuple[str, str]]]] = {}
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        change.build(self._host)
        self._untouched = without_folders(photograph(self._host))
        for words in change.before:
            self._expect(self._host, words)
        self.before = photograph(self._host)
        self.old = self._boot(self._host)
        self._fresh()
        self.calls = self._run(0, "0")[1]
        self.after = photograph(self._copy)
        self.new = self._boot(self._copy)

    def break_off(self, number: int, fault: str, tally: Tally) -> None:
        """The run with one fault at its call of that number."""
        self._fresh()
        given = str(getattr(errno, fault)) if fault in ERRORS else {**LASTING, **ENDS}.get(fault, fault)
        (status, answer), calls = self._run(number, given)
        call = calls[-1].split("\t") if number > len(calls) else calls[number - 1].split("\t")
        where = f"{self.change.name}, {fault} at call {number}, {call[1]} {call[2].removeprefix(str(self._copy))}"
        picture = photograph(self._copy)
        tally.faults += 1
        self._check_files(picture, where, tally)
        boot, followed = self._consequences(picture)
        if third := boot.third(self.old, self.new):
            tally.add(THIRD_VALUE, where, third)
        for kind, what in followed:
            tally.add(kind, where, what)
        if fault != "kill":
            tally.lived += 1
            if untrue := self._untrue(status, answer, picture, boot, is_end=fault in ENDS):
                tally.add("untrue answer", where, untrue)

    def cut_power(self, tally: Tally) -> None:
        """Everything that a disk may hold when the power goes, after each call of the run."""
        disk = Disk(self.before, self._copy)
        contents = [_contents(picture) for picture in (self.before, self.after)]
        looked_at: dict[str, str] = {}
        for number, line in enumerate(self.calls, start=1):
            disk.apply(line)
            for left in disk.cuts():
                tally.cuts += 1
                where = f"{self.change.name}, power cut after call {number}, {line.split()[1]}"
                now = {path: looks for path, looks in _contents(left).items() if not TEMPORARY.search(path)}
                word = repr(sorted(now.items()))
                if word not in looked_at:
                    looked_at[word] = self._third_on(left)
                for path in {**contents[0], **contents[1], **now}:
                    if now.get(path) not in (contents[0].get(path), contents[1].get(path)):
                        tally.add("half file", where, f"{path} is {now.get(path)!r}")
                if looked_at[word]:
                    tally.add(THIRD_VALUE, where, looked_at[word])
        assert now == contents[1], f"the replay ends elsewhere: {set(now.items()) ^ set(contents[1].items())}"

    def _third_on(self, disk: dict[str, object]) -> str:
        self._fresh()
        build(disk, self._copy)
        return self._boot(self._copy).third(self.old, self.new)

    def _check_files(self, picture: Picture, where: str, tally: Tally) -> None:
        for path in {**self.before, **self.after, **without_temporary(picture)}:
            here = picture.get(path)
            if here not in (self.before.get(path), self.after.get(path)):
                tally.add("half file", where, f"{path} is {here}")

    def _untrue(self, status: int, answer: dict[str, Any], picture: Picture, boot: Boot, *, is_end: bool) -> str:
        """What the answer says that is not so; the last words of an end know only whether the change had begun."""
        files = without_folders(without_temporary(picture))
        if answer.get("failed") != (status != 0):
            return f"exit status {status} and {answer}"
        if status == 0 and files != without_folders(self.after):
            return "it says that all went well, and not all is done"
        if status == 0 and not answer["changed"] and self.before != self.after:
            return "it says that nothing changed"
        copies = {path: looks for path, looks in files.items() if not path.endswith(".BACKUP~")}
        if status != 0 and not answer.get("changed") and copies != without_folders(self.before):
            return f"it says that nothing changed, and something did: {answer['msg']}"
        if status != 0 and not is_end and answer.get("changed") and files == without_folders(self.before):
            return f"it says that something changed, and nothing did: {answer['msg']}"
        said = {name: loader["final"] for name, loader in ((answer.get("after") or {}).get("boot") or {}).items()}
        return f"it says that the next boot is {said}" if said and said != boot.forecast else ""

    def _consequences(self, picture: Picture) -> tuple[Boot, list[tuple[str, str]]]:
        """The boot value, and what is wrong after the next run. Equal hosts are looked at once."""
        word = digest(picture)
        if word not in self._known:
            boot = self._boot(self._copy)
            self._known[word] = (boot, self._follow(bool(temporary(picture))))
        return self._known[word]

    def _follow(self, left: bool) -> list[tuple[str, str]]:
        found = []
        status, answer = self._do(self._copy, self.change.run)
        then = photograph(self._copy)
        if status != 0:
            found.append(("next run", f"it fails: {answer.get('msg')}"))
        elif without_folders(then) != without_folders(self.after):
            odd = [path for path in {**then, **self.after} if then.get(path) != self.after.get(path)]
            found.append(("next run", f"{'a leftover' if left else 'something else'}: {odd}"))
        status, answer = self._do(self._copy, ("unset",))
        undone = {
            path: looks
            for path, looks in without_folders(photograph(self._copy)).items()
            if not path.endswith(".BACKUP~")
        }
        if status != 0 or without_temporary(undone) != self._untouched:
            odd = [path for path in {**undone, **self._untouched} if undone.get(path) != self._untouched.get(path)]
            found.append(("undo", f"exit status {status}, {odd}"))
        return found

    def _boot(self, folder: Path) -> Boot:
        told = self._do(folder, ("status",))[1]
        return Boot(self._boots.values(folder), {name: loader["final"] for name, loader in told["boot"].items()})

    def _fresh(self) -> None:
        shutil.rmtree(self._copy, ignore_errors=True)
        subprocess.run(["cp", "-a", str(self._host), str(self._copy)], check=True)

    def _run(self, number: int, fault: str) -> tuple[tuple[int, dict[str, Any]], list[str]]:
        command = [str(self._supervisor), str(self._log), str(number), fault]
        answer = self._do(self._copy, self.change.run, command)
        return answer, self._log.read_text(encoding="utf-8").splitlines()

    def _expect(self, folder: Path, words: tuple[str, ...]) -> None:
        status, answer = self._do(folder, words)
        assert status == 0, f"{' '.join(words)} on {self.change.name}: {answer}"

    def _do(self, folder: Path, words: tuple[str, ...], under: list[str] | None = None) -> tuple[int, dict[str, Any]]:
        command = [*(under or []), str(self._program), *words, "--json", "--root", str(folder)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        try:
            answer = json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            answer = {"msg": f"no answer: {done.stdout}{done.stderr}"}
        return done.returncode, answer


def _contents(picture: dict[str, Any]) -> dict[str, Any]:
    """Bytes and links alone; a copy's number and time are taken out of its name."""
    found = {}
    for path, what in picture.items():
        if isinstance(what, bytes):
            found[BACKUP.sub(".BACKUP~", path)] = what
        elif what[0] in (stat.S_IFREG, stat.S_IFLNK):
            found[BACKUP.sub(".BACKUP~", path)] = what[-1]
    return found
