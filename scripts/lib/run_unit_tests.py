# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unit suite: ctest of the asan preset, a line for each test."""

from __future__ import annotations

import os
import subprocess
from xml.etree import ElementTree

from lab import debian, native
from lab.errors import LabError
from lab.project import BUILD, ROOT
from lab.suite import Suite, run_suite


def main(suite: Suite) -> None:
    """Build the asan preset, run all its tests, report each."""
    debian.require_packages("libgtest-dev")
    native.build("asan")
    report = BUILD / "asan" / "ctest.xml"
    report.unlink(missing_ok=True)
    command = ["ctest", "--preset", "asan", "--output-junit", str(report), "--parallel", str(os.cpu_count())]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if not report.is_file():
        raise LabError(f"`{' '.join(command)}` wrote no report: {done.stderr.strip() or done.stdout.strip()}")
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        with suite.test(case.get("name")):
            if case.get("status") != "run":
                output = case.findtext("system-out") or case.get("status")
                print(output)
                raise AssertionError(" ".join(output.split())[-300:])


if __name__ == "__main__":
    run_suite("unit", main)
