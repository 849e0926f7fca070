# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The concurrency suites: many runs at once on files that others edit and read meanwhile. run.py [REPETITIONS]"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from concurrency.editors import EDITORS, HEAD, edit, lost, read
from distributions.tree import Tree
from faults.hosts import DEBIAN, KEY
from lab import native
from lab.project import PROGRAM
from lab.suite import Suite, run_suite

RUNS = 60
DEFAULT_REPETITIONS = 3
WAYS = (("set", "0"), ("set", "1"), ("set", "2"), ("unset",))
VALUES = {path: number % 3 for number, path in enumerate(EDITORS)}


def main(suite: Suite) -> None:
    """Build, repeat, count."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_REPETITIONS
    native.build("release")
    lines, reads, out_of_order, missing, halves, untrue = 0, 0, 0, [], [], []
    said: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="yama-concurrency-") as place:
        for repetition in range(repetitions):
            folder = Path(place) / str(repetition)
            build(folder)
            answers, numbers, (read_here, out_of_order_here, halves_here) = at_once(folder, random.Random(repetition))
            for path, number in numbers.items():
                lines += number
                gone = lost((folder / path[1:]).read_bytes(), number)
                missing += [f"{path}: line {line} of {number}, repetition {repetition}" for line in gone]
            reads += read_here
            out_of_order += out_of_order_here
            halves += halves_here
            untrue += [why for answer in answers if (why := untruth(*answer))]
            said.update(kind_of(answer[2]) for answer in answers)
            untrue += quiet_end(folder)
            shutil.rmtree(folder)
    print(f"{repetitions} repetitions, {repetitions * RUNS} runs, {lines} lines added, {reads} files read")
    print(f"    {out_of_order:5} of them had a line of the editor's before an earlier one")
    for kind, number in said.most_common():
        print(f"    {number:5} {kind}")
    with suite.test(f"no line of {lines} is lost"):
        assert not missing, f"{len(missing)} are lost: {missing[:5]}"
    with suite.test(f"no half file in {reads} reads"):
        assert reads > 0 and not halves, f"{len(halves)}: {halves[:3]}"
    with suite.test(f"all results of {repetitions * RUNS} runs are true"):
        assert not untrue, f"{len(untrue)}: {untrue[:3]}"
    with suite.test("runs get through although all files change all the time"):
        done = sum(number for kind, number in said.items() if kind == "done")
        assert done > 0, f"{done} of {repetitions * RUNS}"


def build(folder: Path) -> None:
    """A host with one file for each editor, and a definition in each."""
    files = {path: f"{HEAD.decode()}{KEY} = {value}\n" for path, value in VALUES.items()}
    Tree("concurrency", "ID=debian VERSION_ID=12", {**DEBIAN, **files}).build(folder)


Answer = tuple[tuple[str, ...], int, dict[str, Any]]


def at_once(folder: Path, dice: random.Random) -> tuple[list[Answer], dict[str, int], tuple[int, int, list[str]]]:
    """All runs, started together, while the editors and the reader are at work."""
    with multiprocessing.Pool(len(EDITORS) + 1) as pool, multiprocessing.Manager() as manager:
        stop = manager.Event()
        editors = {path: pool.apply_async(edit, (str(folder), path, stop)) for path in EDITORS}
        reader = pool.apply_async(read, (str(folder), stop))
        ways = [dice.choice(WAYS) for _ in range(RUNS)]
        runs = [start(folder, words) for words in ways]
        answers = [(words, *end(run)) for words, run in zip(ways, runs)]
        stop.set()
        return answers, {path: editor.get(60) for path, editor in editors.items()}, reader.get(60)


def start(folder: Path, words: tuple[str, ...]) -> subprocess.Popen[str]:
    """One run."""
    return subprocess.Popen(
        [str(PROGRAM), *words, "--json", "--root", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def end(run: subprocess.Popen[str]) -> tuple[int, dict[str, Any]]:
    """Its exit status and answer."""
    said = run.communicate(timeout=120)[0]
    try:
        return run.returncode, json.loads(said.splitlines()[-1])
    except (IndexError, ValueError):
        return run.returncode, {"failed": None, "msg": f"no answer: {said}"}


def untruth(words: tuple[str, ...], status: int, answer: dict[str, Any]) -> str:
    """What the answer says that cannot be; empty when it is sound."""
    if answer["failed"] != (status != 0) or not answer["msg"]:
        return f"{' '.join(words)}: exit status {status}, {answer}"
    if status == 0 and words[0] == "set":
        boots = {loader["final"] for loader in answer["after"]["boot"].values()}
        return "" if boots == {int(words[1])} else f"{' '.join(words)}: done, and the next boot is {boots}"
    return ""


def kind_of(answer: dict[str, Any]) -> str:
    """What became of a run, in a few words."""
    return "done" if answer["failed"] is False else re.sub(r"/\S+|[0-9]+", "…", answer["msg"])[:120]


def quiet_end(folder: Path) -> list[str]:
    """Nobody else is at work any more: it works, and undone all is as it was but for the editors' lines."""
    found = []
    for words in (("set", "1"), ("unset",)):
        status, answer = end(start(folder, words))
        if status != 0:
            found.append(f"{' '.join(words)} at the end: {answer['msg']}")
    for path, value in VALUES.items():
        content = (folder / path[1:]).read_text(encoding="ascii").splitlines()
        rest = [line for line in content if not line.startswith("# line ")]
        if rest != [HEAD.decode().rstrip(), f"{KEY} = {value}"]:
            found.append(f"{path} at the end: {rest}")
    left = [str(path) for path in folder.rglob(".*") if path.is_file()]
    return found + [f"left behind: {left}"] * bool(left)


if __name__ == "__main__":
    run_suite("concurrency", main)
