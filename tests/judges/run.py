# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judges suite: what published checks say of hosts that the program calls right, held against judgments.py.

OpenSCAP's rule of each distribution looks at the folders of distributions/: as their packages leave them, after each
way to set a scope, and with random settings. Then a booted machine is scanned with OpenSCAP, DISA's commands, the steps
of CIS and Lynis. Everywhere the program's own models of them (native/judge) have to say the same.

usage: tests/judges/run.py [RANDOM]: how many random hosts each stream is asked about
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from distributions.tree import Files, Tree
from distributions.trees import TREES
from judges.judgments import PASSES_AND_IS_WRONG, SILENT, STREAMS, WAYS, WAYS_TO_SET
from judges.models import model_of_folder, random_host
from judges.references import check_references
from judges.scanners import check_scanners
from judges.streams import DEFINITION, judge, stream_file, unpacked_streams
from lab import debian, native
from lab.project import PROGRAM
from lab.suite import Suite, equal, run_suite

JUDGED = {"true": "T", "false": "f", "error": "error"}

RANDOM = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 10


def main(suite: Suite) -> None:
    """Judge every system and print the table."""
    debian.require_packages("openscap-scanner")
    streams = unpacked_streams()
    native.build("release")
    systems = {tree.name: tree for tree in TREES}
    rows = []
    for stream, name, wanted in STREAMS:
        with suite.test(f"{stream} on {name}"), suite.alone:
            found = judge_system(streams, stream, systems[name])
            rows.append((stream, name, *found))
            equal(" ".join(found), wanted, f"what it says: {', '.join(WAYS)}")
    for stream in SILENT:
        with suite.test(f"{stream} has no such rule"), suite.alone:
            equal(DEFINITION in stream_file(streams, stream).read_text(encoding="utf-8"), False, "the rule in it")
    for stream, name, files, words, value in PASSES_AND_IS_WRONG:
        with suite.test(f"{stream} passes, and the program does not: {words}"), suite.alone:
            check_passes_and_is_wrong(stream_file(streams, stream), systems[name], files, value)
    show([("stream", "system", *WAYS), *rows])
    for stream, name, _ in STREAMS:
        with suite.test(f"the model of {stream} on {name} says the same of {RANDOM} random hosts"), suite.alone:
            check_random_hosts(stream_file(streams, stream), systems[name])
    check_references(suite, streams)
    check_scanners(suite, stream_file(streams, "debian12"))


def judge_system(streams: Path, stream: str, system: Tree) -> list[str]:
    """What a stream says of a system, in each of the ways."""
    found = []
    for way in WAYS:
        with tempfile.TemporaryDirectory(prefix="yama-judged-") as place:
            folder = Path(place) / "root"
            system.build(folder)
            if way in WAYS_TO_SET:
                put_in_place(folder, WAYS_TO_SET[way])
            found.append(JUDGED[judge(stream_file(streams, stream), folder)])
            equal(model_of_folder(folder), found[-1], f"what the program says that {stream} says: {way}")
    return found


def check_random_hosts(stream: Path, system: Tree) -> None:
    """The stream and the program's model of it, on random settings beside those of the system's packages."""
    for number in range(RANDOM):
        files, links = random_host(number)
        with tempfile.TemporaryDirectory(prefix="yama-judged-") as place:
            folder = Path(place) / "root"
            Tree(system.name, system.os_release, {**system.files, **files}).build(folder)
            for path, target in links.items():
                make_link(folder / path.lstrip("/"), target)
            said = JUDGED[judge(stream, folder)]
            equal(model_of_folder(folder), said, f"the model's answer on random host {number}: {files} {links}")


def make_link(path: Path, target: str) -> None:
    """A link, where nothing is yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() and not path.is_symlink():
        path.symlink_to(target)


def check_passes_and_is_wrong(stream: Path, system: Tree, files: Files, value: int | None) -> None:
    """The stream says true of a system with these files, and the program says that it is wrong, and why."""
    with tempfile.TemporaryDirectory(prefix="yama-judged-") as place:
        folder = Path(place) / "root"
        Tree(system.name, system.os_release, {**system.files, **files}).build(folder)
        equal(judge(stream, folder), "true", "what the stream says")
        command = [str(PROGRAM), "status", "--scope", "1", "--json", "--root", str(folder)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        told = json.loads(done.stdout)
        equal((done.returncode, told["verdict"]["compliant"]), (1, False), "exit status and verdict")
        equal(told["boot"]["systemd"]["value"], value, "what systemd-sysctl leaves")


def put_in_place(folder: Path, way: str) -> None:
    """Have the program set a scope, and call it right."""
    scope = way.split()[1]
    for words in (way.split(), ["status", "--scope", scope]):
        command = [str(PROGRAM), *words, "--root", str(folder)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        equal(done.returncode, 0, f"the exit status of {' '.join(words)} ({done.stdout} {done.stderr})")


def show(rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table."""
    rows = list(rows)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


if __name__ == "__main__":
    run_suite("judges", main)
