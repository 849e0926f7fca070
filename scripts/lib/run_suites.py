# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/test: runs the suites of tests/suites.d and counts what they report."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from lab.project import ROOT
from lab.suite import PATTERN_VARIABLE

FOLDER = ROOT / "tests" / "suites.d"

MOST_HINTS = 20


@dataclass
class Registered:
    """One file of tests/suites.d."""

    name: str
    tier: str
    about: str
    program: Path


@dataclass
class Count:
    """How many tests passed, failed and were skipped, and the commands that run again what failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    again: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        """Add the other's to these."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.again += other.again

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main(arguments: list[str]) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/test", description="Run test suites; see the top of scripts/test.")
    parser.add_argument("names", metavar="NAME", nargs="*", help="a suite; without any, those of the default tier")
    parser.add_argument("-k", metavar="PATTERN", dest="pattern", default="", help="only tests whose name holds this")
    parser.add_argument("--all", action="store_true", help="every suite, the slow ones too")
    parser.add_argument("--list", action="store_true", help="list the suites and run none")
    options = parser.parse_args(arguments)
    suites = registered()
    if options.list:
        for suite in suites:
            print(f"{suite.name:12} {suite.tier:8} {suite.about}")
        return 0
    known = {suite.name: suite for suite in suites}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        parser.error(f"there is no suite {unknown[0]}: choose from {', '.join(known)}")
    if options.names:
        chosen = [known[name] for name in options.names]
    else:
        chosen = [suite for suite in suites if options.all or suite.tier == "default"]
    return run_all(chosen, options.pattern)


def registered() -> list[Registered]:
    """The suites in their order."""
    suites = []
    for program in sorted(FOLDER.iterdir()):
        match = re.fullmatch(r"\d\d-(?P<name>[a-z0-9-]+)", program.name)
        if match is None:
            continue
        text = program.read_text(encoding="utf-8")
        notes = dict(re.findall(r"^# (about|tier): (.*)$", text, re.MULTILINE))
        suites.append(Registered(match["name"], notes["tier"], notes["about"], program))
    return suites


def run_all(suites: list[Registered], pattern: str) -> int:
    """Run the suites one after the other, or what the pattern chooses of them, and print the closing lines."""
    total = Count()
    summary = []
    for suite in suites:
        print(f"=== {suite.name}: {suite.about}", flush=True)
        started = time.monotonic()
        count = run_one(suite, pattern)
        total.add(count)
        summary.append(f"{suite.name:12} {time.monotonic() - started:6.1f} s  {count}")
    if not total.passed + total.failed + total.skipped:
        print(f"FAIL no test of {', '.join(suite.name for suite in suites)} has {pattern!r} in its name")
        total.failed += 1
    print("===")
    if total.again:
        print("To run again what failed:", *total.again[:MOST_HINTS], sep="\n  ")
        if len(total.again) > MOST_HINTS:
            print(f"  and {len(total.again) - MOST_HINTS} more")
        print("===")
    print("\n".join(summary))
    print(total)
    return 1 if total.failed else 0


def run_one(suite: Registered, pattern: str) -> Count:
    """Run one suite, pass its output on and count it."""
    count = Count()
    with subprocess.Popen(
        [str(suite.program)],
        cwd=ROOT,
        env={**os.environ, PATTERN_VARIABLE: pattern},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as running:
        try:
            for line in running.stdout:
                print(line, end="", flush=True)
                count.passed += line.startswith("PASS ")
                count.skipped += line.startswith("SKIP ")
                if line.startswith("FAIL "):
                    count.failed += 1
                    count.again.append(command_again(suite, line))
        except BaseException:
            running.terminate()
            raise
    if running.returncode != 0 and not count.failed:
        failure = f"FAIL {suite.name}: exit status {running.returncode}"
    elif not (count.passed + count.failed + count.skipped or pattern):
        failure = f"FAIL {suite.name}: reported no test"
    else:
        return count
    print(failure)
    count.add(Count(failed=1, again=[command_again(suite, failure)]))
    return count


def command_again(suite: Registered, line: str) -> str:
    """The command that runs a failed test again: a tab ends the name of one that can be run without the others."""
    name, tab, _ = line[len("FAIL ") :].partition(":\t")
    return f"scripts/test {suite.name}" + (f" -k {shlex.quote(name)}" if tab else "")


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
