# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests that the page about threats names: each is one of its suite."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lab.project import COLLECTION, ROOT

PAGE = COLLECTION / "docs" / "threat-model.md"

SUITES = ROOT / "tests" / "suites.d"

# "`suite: a name, or how it begins`"
_NAMED = re.compile(r"`([a-z0-9-]+): ([^`]+)`")

# `TEST(Suite, Name)` of GoogleTest.
_UNIT_TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", re.MULTILINE)


def named() -> list[tuple[str, str]]:
    """Suite and name of every test that the page names; the example in its text is none."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [test for row in rows for test in _NAMED.findall(row)]


def missing() -> list[str]:
    """Those that are not there."""
    return [f"{suite}: {name}" for suite, name in named() if not _is_there(suite, name)]


def rows_without_a_test() -> list[str]:
    """Rows that name none."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    heads = ("| they may", "| it may", "| who", "| somebody may", "| ---")
    return [row for row in rows if not row.startswith(heads) and not _NAMED.search(row)]


def _is_there(suite: str, name: str) -> bool:
    if suite == "unit":
        return any(f"{one}.{other}".startswith(name) for one, other in _unit_tests())
    return name.strip() in _texts(suite)


@cache
def _unit_tests() -> list[tuple[str, str]]:
    files = (ROOT / "tests" / "unit").rglob("*_test.cc")
    return [test for file in files for test in _UNIT_TEST.findall(file.read_text(encoding="utf-8"))]


@cache
def _texts(suite: str) -> str:
    """All Python of a suite's folder, with each name of a test in the words that it has there."""
    registered = [file for file in SUITES.iterdir() if file.name.partition("-")[2] == suite]
    if not registered:
        return ""
    program = re.search(r"^exec scripts/lib/run-python (\S+)", registered[0].read_text(encoding="utf-8"), re.MULTILINE)
    folders = [(ROOT / program[1]).parent] if program else []
    if suite == "collection":
        folders.append(COLLECTION / "tests" / "unit")
    return "\n".join(_text(file) for folder in folders for file in sorted(folder.rglob("*.py")))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
