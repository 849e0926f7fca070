# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The distributions suite: the program over folders shaped like the systems that people run.

    run.py [--write]

expected.txt holds what is to be said of each system, before `set 1` and after it. --write writes what is said now: read
every line of the difference, for nothing else says whether it is right.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from distributions import rpm_database
from distributions.tree import Tree
from distributions.trees import TREES
from lab import debian, native
from lab.project import PROGRAM
from lab.suite import Suite, equal, run_suite

EXPECTED = Path(__file__).with_name("expected.txt")
LICENCE = "SPDX-FileCopyrightText: hardening.yama contributors\nSPDX-License-Identifier: GPL-3.0-or-later\n"
HEADING = "=== "

# Systems whose whole `explain` is written down: one for each kind of way that the value takes.
EXPLAINED = (
    "RHEL 8.10",
    "CentOS Stream 9",
    "openSUSE Tumbleweed",
    "Ubuntu 24.04",
    "Alpine 3.22",
    "Devuan 5",
    "NixOS 25.05",
    "An empty folder",
)

# What at_boot says of a loader.
START = {True: "", False: ", not run at boot", None: ", perhaps not run at boot"}

# System, packages in the order in which they are installed, loaders as they are told then.
BY_RPM = (
    ("CentOS Stream 9", [("procps-ng", "3.3.17", "13.el9")], "systemd 252, procps 3.3.17-13.el9"),
    (
        "CentOS Stream 9",
        [("systemd", "252", "51.el9"), ("procps-ng", "3.3.17", "4.el9"), ("procps-ng", "3.3.17", "14.el9")],
        "systemd 252, procps 3.3.17-14.el9",
    ),
    ("CentOS Stream 9", [("procps-ng", "4.0.4", "4.el9")], "systemd 252, procps 3.3.17 el9"),
    ("CentOS Stream 9", [("filesystem", "3.16", "5.el9")], "systemd 252, procps 3.3.17 el9"),
    ("Fedora 36", [("procps-ng", "3.3.17", "5.fc36")], "systemd 250.8, procps 3.3.17-5.fc36"),
    (
        "A system whose os-release is missing",
        [("systemd", "239", "45.el8"), ("procps-ng", "3.3.15", "6.el8")],
        "systemd 239-45.el8, procps 3.3.15-6.el8",
    ),
)


def main(suite: Suite) -> None:
    """Compare every system with what is expected of it."""
    debian.require_packages("rpm")
    native.build("release")
    if "--write" in sys.argv[1:]:
        said = [LICENCE, *(HEADING + tree.name + "\n" + account(tree) for tree in TREES)]
        EXPECTED.write_text("\n".join(said), encoding="utf-8")
    expected = dict(section.split("\n", 1) for section in EXPECTED.read_text(encoding="utf-8").split(HEADING)[1:])
    for tree in TREES:
        with suite.test(tree.name), suite.alone:
            compare(account(tree), expected.pop(tree.name, "").rstrip("\n") + "\n")
    check_rpm(suite, {tree.name: tree for tree in TREES})
    with suite.test("every system of expected.txt is there"):
        equal(list(expected), [] if not suite.pattern else list(expected), "left over")


def check_rpm(suite: Suite, systems: dict[str, Tree]) -> None:
    """Which build it is where only the database of rpm says so, made by rpm itself."""
    for name, packages, wanted in BY_RPM:
        with (
            suite.test(f"{name} by the database of rpm: {wanted}"),
            suite.alone,
            tempfile.TemporaryDirectory(prefix="yama-tree-") as place,
        ):
            folder = Path(place) / "root"
            systems[name].build(folder)
            rpm_database.install(folder, Path(place), *packages)
            told = [line.partition(":")[0].partition(",")[0] for line in status(folder, "1")[:2]]
            equal(told, wanted.split(", "), "the loaders")


def compare(found: str, wanted: str) -> None:
    """Raise AssertionError with the first line that differs."""
    for at, (line, right) in enumerate(zip(found.splitlines(), wanted.splitlines()), start=1):
        equal(line, right, f"line {at}")
    equal(len(found.splitlines()), len(wanted.splitlines()), "the number of lines")


def account(tree: Tree) -> str:
    """What the program says of a system and does to it, with its promises checked on the way."""
    with tempfile.TemporaryDirectory(prefix="yama-tree-") as place:
        folder = Path(place) / "root"
        tree.build(folder)
        lines = status(folder, "1")
        if tree.name in EXPLAINED:
            lines += ["explain:", *indented(run(folder, "explain")[1])]
        made, said = put_in_place(folder, "set", "1")
        lines += [f"set 1: exit {made}", *indented(said)]
        lines += status(folder, "1") if made == 0 else []
        taken_back(folder, tree)
        made, said = put_in_place(folder, "set", "3", "--persist", "boot_unit")
        lines += [f"set 3 --persist boot_unit: exit {made}", *indented(said)[-1:]]
        lines += status(folder, "3") if made == 0 else []
        taken_back(folder, tree)
    return "\n".join(lines) + "\n"


def put_in_place(folder: Path, *words: str) -> tuple[int, str]:
    """Do it; a refusal must change nothing, and neither must a second run."""
    before = photograph(folder)
    made, said = run(folder, *words)
    after = photograph(folder)
    if made != 0:
        equal(after, before, "the folder after a refusal")
    else:
        equal(run(folder, *words)[0], 0, "the exit status of a second run")
        equal(photograph(folder), after, "the folder after a second run")
    return made, said


def taken_back(folder: Path, tree: Tree) -> None:
    """Unset; the folder must be as it was made."""
    if (code_and_words := run(folder, "unset"))[0] != 0:
        raise AssertionError(f"unset: {code_and_words[1]}")
    with tempfile.TemporaryDirectory(prefix="yama-tree-") as place:
        tree.build(Path(place) / "root")
        wanted = without_folders(photograph(Path(place) / "root"))
    equal(without_folders(photograph(folder)), wanted, "the folder after unset")


def status(folder: Path, scope: str) -> list[str]:
    """The next boot and the verdict about a scope, in lines."""
    code, text = run(folder, "status", "--scope", scope, "--json")
    told: dict[str, Any] = json.loads(text)
    lines = []
    for loader, boot in told["boot"].items():
        if not boot["installed"]:
            continue
        value = "the kernel's default" if boot["value"] is None else boot["value"]
        where = f" by {boot['file']}:{boot['line']}" if boot.get("file") else ""
        started = f", by {boot['started_by']}" if "started_by" in boot else START[boot["at_boot"]]
        lines.append(f"{loader} {boot['version']}{started}: {value}{where}")
    verdict = told["verdict"]
    lines.append(f"status --scope {scope}: exit {code}, {verdict['status']}")
    lines += [f"    because: {reason}" for reason in verdict["reasons"]]
    lines += [f"    doubt: {doubt}" for doubt in verdict.get("doubts", ())]
    return lines


def run(folder: Path, *words: str) -> tuple[int, str]:
    """The exit status and what was said; a folder's name in it is taken out."""
    done = subprocess.run(
        [str(PROGRAM), *words, "--root", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.replace(str(folder), "ROOT")


def indented(text: str) -> list[str]:
    """The lines of a text, indented and without blanks at their ends."""
    return [f"    {line}".rstrip() for line in text.rstrip("\n").splitlines()]


def photograph(folder: Path) -> dict[str, str]:
    """Every path with its mode and content."""
    picture = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            picture[name] = f"link to {path.readlink()}"
        elif path.is_dir():
            picture[name] = "folder"
        else:
            picture[name] = f"{path.stat().st_mode:o} {path.read_bytes()!r}"
    return picture


def without_folders(picture: dict[str, str]) -> dict[str, str]:
    """Without folders: one for drop-ins may be left."""
    return {name: what for name, what in picture.items() if what != "folder"}


if __name__ == "__main__":
    run_suite("distributions", main)
