# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that appear whole and together, or not at all."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lab.suite import Suite, equal

from ansible_collections.hardening.yama.plugins.plugin_utils._report.files import FilesError, publish

NAMES = ("a.html", "b.json", "c.csv", "d.xml")
ROUNDS = 40
NOBODY = 65534


def check(suite: Suite) -> None:
    """Good folders, bad folders, and two reports at once."""
    with tempfile.TemporaryDirectory(prefix="yama-report-") as name:
        check_good(suite, Path(name))
        check_bad(suite, Path(name))
    with suite.test("of reports made at once one wins wholly"), suite.alone:
        check_races()


def check_good(suite: Suite, folder: Path) -> None:
    """What is there afterwards is what was asked for, and nothing else."""
    with suite.test("files and a folder of files are replaced whole"), suite.alone:
        os.umask(0o027)
        for text in ("one", "two"):
            paths = publish(str(folder), {"a.html": text, "hosts": {f"{text}.json": text}})
            equal(paths, [f"{folder}/a.html", f"{folder}/hosts"], "paths")
        equal(sorted(each.name for each in folder.iterdir()), ["a.html", "hosts"], "the folder")
        equal((folder / "a.html").read_text(encoding="utf-8"), "two")
        equal([each.name for each in (folder / "hosts").iterdir()], ["two.json"], "the folder of files")
        equal(oct((folder / "a.html").stat().st_mode & 0o777), "0o640", "the file's rights")
        os.umask(0o022)


def check_bad(suite: Suite, folder: Path) -> None:
    """One sentence, and nothing is left of the attempt."""
    (folder / "file").write_text("", encoding="utf-8")
    (folder / "taken").mkdir()
    (folder / "link").symlink_to("nowhere")
    move = "move it away, or name another one."
    cases = {
        "missing": f"The folder {folder}/missing does not exist on the controller: make it, or name another one.",
        "file": f"{folder}/file is no folder: name the folder that the report is to be written to.",
    }
    for name, why in cases.items():
        with suite.test(f"a folder that is none, {name}, is one sentence"), suite.alone:
            equal(refusal(folder / name, {"a": "x"}), why)
    with suite.test("a folder that cannot be written is one sentence"), suite.alone:
        (folder / "closed").mkdir(0o500)
        folder.chmod(0o755)
        with as_nobody():
            why = refusal(folder / "closed", {"a": "x"})
        advice = "give the user who runs Ansible the right to write there, or name another folder."
        equal(why, f"The report cannot be written to {folder}/closed (Permission denied): {advice}")
        why = refusal(Path("/proc/self"), {"a": "x"})
        equal(why, "The report cannot be written to /proc/self (No such file or directory): name another folder.")
    with suite.test("what stands in the way is one sentence, and nothing is written"), suite.alone:
        why = refusal(folder, {"first": "x", "taken": "x"})
        equal(why, f"{folder}/taken is a folder, and the report has a file of that name: {move}")
        why = refusal(folder, {"first": "x", "link": {"x": "x"}})
        equal(why, f"{folder}/link is no folder, and the report has one of that name: {move}")
        equal([each.name for each in folder.iterdir() if "first" in each.name], [], "what is left")


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere, so let it be somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def refusal(folder: Path, contents: dict[str, object]) -> str:
    """Why it was not written."""
    try:
        publish(str(folder), contents)  # type: ignore[arg-type]
    except FilesError as error:
        return str(error)
    raise AssertionError("it was written")


def check_races() -> None:
    """Four writers, each of which reads what is there after each of its own reports."""
    with tempfile.TemporaryDirectory(prefix="yama-report-") as name:
        race(Path(name))


def race(folder: Path) -> None:
    """All of them in one folder."""
    start = multiprocessing.get_context("fork")
    writers = [start.Process(target=write_many, args=(folder, number)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    equal([writer.exitcode for writer in writers], [0, 0, 0, 0], "exit statuses")
    texts = {(folder / name).read_text(encoding="utf-8") for name in NAMES}
    equal(len(texts), 1, "reports in the folder")
    equal(sorted(each.name for each in folder.iterdir()), sorted(NAMES), "the folder")


def write_many(folder: Path, number: int) -> None:
    """Reports one after the other."""
    for turn in range(ROUNDS):
        text = f"{number} {turn} " * 1000
        publish(str(folder), dict.fromkeys(NAMES, text))
        for name in NAMES:
            words = set((folder / name).read_text(encoding="utf-8").split(" ")[::2])
            assert len(words) <= 2, f"{name} is of several reports: {words}"  # the last one is empty
