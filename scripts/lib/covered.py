# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where each file of native/ is tested: by a file of its name, or as tests/unit/COVERED_BY.md says."""

from __future__ import annotations

import re
from pathlib import Path

from lab.project import ROOT
from lab.suite import Suite

TESTS = ROOT / "tests"
TABLE = TESTS / "unit" / "COVERED_BY.md"


def check_covered(suite: Suite, rooms: list[Path]) -> None:
    """rooms: the compiled files of the rooms, as paths below native/."""
    rows = read_table()
    orphans = [file for file in rooms if not own_test(file).is_file()]
    with suite.test("covered: every native file has a test of its name, or a row"):
        missing = sorted({str(file) for file in orphans} - set(rows))
        assert not missing, f"no test and no row in {TABLE.relative_to(ROOT)}: {', '.join(missing)}"
    for native, (file, test) in rows.items():
        with suite.test(f"covered: {native}"):
            assert Path(native) in orphans, "take its row away: there is no such file, or it has a test of its name now"
            assert (TESTS / file).is_file(), f"there is no tests/{file}"
            assert holds(TESTS / file, test), f"tests/{file} has no test {test}"


def read_table() -> dict[str, tuple[str, str]]:
    """The rows: by native file, the file and the name of the test."""
    rows = re.findall(r"^\| `(.+)` \| `(.+)` \| `(.+)` \|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    return {native: (file, test) for native, file, test in rows}


def own_test(file: Path) -> Path:
    """The test file of the same name, whether it is there or not."""
    return TESTS / "unit" / file.with_name(f"{file.stem}_test.cc")


def holds(file: Path, test: str) -> bool:
    """Whether a file has a test: SUITE.NAME of GoogleTest, or the name that a Python suite prints."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return f'"{test}"' in text
    return re.search(rf"^TEST(_F|_P)?\({test.replace('.', ', ')}\)", text, re.MULTILINE) is not None
