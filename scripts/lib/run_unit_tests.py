# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unit suite: ctest, a line for each test. All of them on the asan preset; some of them, for speed, on dev."""

from __future__ import annotations

import os
import re
import subprocess
from xml.etree import ElementTree

from lab import debian, native
from lab.errors import LabError
from lab.project import BUILD, ROOT
from lab.suite import Suite, run_suite


def main(suite: Suite) -> None:
    """Build what holds the tests, run those that are wanted, report each."""
    debian.require_packages("libgtest-dev")
    if suite.pattern:
        native.build("dev", "yama_unit")
        report_tests(suite, "dev", "--tests-regex", in_either_case(suite.pattern))
    else:
        native.build("asan")
        report_tests(suite, "asan")


def report_tests(suite: Suite, preset: str, *options: str) -> None:
    """Run ctest and report what it ran."""
    report = BUILD / preset / "ctest.xml"
    report.unlink(missing_ok=True)
    command = ["ctest", "--preset", preset, "--output-junit", str(report), "--parallel", str(os.cpu_count()), *options]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if not report.is_file():
        raise LabError(f"`{' '.join(command)}` wrote no report: {done.stderr.strip() or done.stdout.strip()}")
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        with suite.test(case.get("name")):
            if case.get("status") != "run":
                output = case.findtext("system-out") or case.get("status")
                print(output)
                # Of GoogleTest, or of a sanitizer; else the last words.
                complaint = re.search(r"^.*(: Failure$|ERROR: |runtime error: )", output, re.MULTILINE)
                raise AssertionError(output[complaint.start() :][:500] if complaint else output[-300:])


def in_either_case(pattern: str) -> str:
    """The regular expression that finds the pattern's own letters, great or small, with ctest's few operators."""
    return "".join(
        f"[{each.lower()}{each.upper()}]" if re.match("[A-Za-z]", each) else re.escape(each) for each in pattern
    )


if __name__ == "__main__":
    run_suite("unit", main)
