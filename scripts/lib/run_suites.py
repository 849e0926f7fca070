# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/test: runs the suites of tests/suites.d and counts what they report."""

from __future__ import annotations

import argparse
import os
import queue
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from lab.project import ROOT
from lab.suite import PATTERN_VARIABLE

FOLDER = ROOT / "tests" / "suites.d"

MOST_HINTS = 20

# A virtual machine takes half a gigabyte, and some suites have four.
MOST_SIDE_BY_SIDE = 4


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

    def take(self, suite: Registered, line: str) -> None:
        """Count what one line of a suite reports."""
        self.passed += line.startswith("PASS ")
        self.skipped += line.startswith("SKIP ")
        if line.startswith("FAIL "):
            self.failed += 1
            self.again.append(command_again(suite, line))

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main(arguments: list[str]) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/test", description="Run test suites; see the top of scripts/test.")
    parser.add_argument("names", metavar="NAME", nargs="*", help="a suite; without any, those of the default tier")
    parser.add_argument("-k", metavar="PATTERN", dest="pattern", default="", help="only tests whose name holds this")
    parser.add_argument("--all", action="store_true", help="every suite, the slow ones too")
    parser.add_argument(
        "-j",
        metavar="N",
        dest="side_by_side",
        type=int,
        default=min(len(os.sched_getaffinity(0)), MOST_SIDE_BY_SIDE),
        help=f"so many suites at a time; without it one a processor, at most {MOST_SIDE_BY_SIDE}",
    )
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
    if options.side_by_side < 1:
        parser.error("-j takes a number from 1 on")
    return run_all(chosen, options.pattern, options.side_by_side)


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


class Running:
    """One suite's run: its lines as they come, and its time."""

    def __init__(self, suite: Registered, pattern: str, stopping: threading.Event) -> None:
        self.suite = suite
        self.seconds = 0.0
        self._pattern = pattern
        self._stopping = stopping
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def run(self) -> None:
        """Run the suite to its end. Called in a thread of its own; never raises."""
        started = time.monotonic()
        try:
            self._run()
        except OSError as reason:
            self._lines.put(f"FAIL {self.suite.name}: {reason}\n")
        self.seconds = time.monotonic() - started
        self._lines.put(None)

    def lines(self) -> Iterator[str]:
        """What it prints, to its end."""
        return iter(self._lines.get, None)

    def _run(self) -> None:
        count = Count()
        with subprocess.Popen(
            [str(self.suite.program)],
            cwd=ROOT,
            env={**os.environ, PATTERN_VARIABLE: self._pattern},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as running:
            threading.Thread(target=self._end_early, args=(running,), daemon=True).start()
            for line in running.stdout:
                count.take(self.suite, line)
                self._lines.put(line)
        if running.returncode != 0 and not count.failed:
            self._lines.put(f"FAIL {self.suite.name}: exit status {running.returncode}\n")
        elif not (count.passed + count.failed + count.skipped or self._pattern):
            self._lines.put(f"FAIL {self.suite.name}: reported no test\n")

    def _end_early(self, running: subprocess.Popen[str]) -> None:
        self._stopping.wait()
        running.terminate()


def run_all(suites: list[Registered], pattern: str, side_by_side: int) -> int:
    """Run the suites, or what the pattern chooses of them, some at a time; print each whole, in order, and the sums."""
    total = Count()
    started = time.monotonic()
    stopping = threading.Event()
    runs = [Running(suite, pattern, stopping) for suite in suites]
    summary = []
    with ThreadPoolExecutor(side_by_side) as pool:
        futures: list[Future[None]] = [pool.submit(run.run) for run in runs]
        try:
            for run in runs:
                print(f"=== {run.suite.name}: {run.suite.about}", flush=True)
                count = Count()
                for line in run.lines():
                    print(line, end="", flush=True)
                    count.take(run.suite, line)
                total.add(count)
                summary.append(f"{run.suite.name:12} {run.seconds:6.1f} s  {count}")
        except BaseException:
            for future in futures:
                future.cancel()
            stopping.set()
            raise
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
    print(f"{'all':12} {time.monotonic() - started:6.1f} s  {side_by_side} suites at a time")
    print(total)
    return 1 if total.failed else 0


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
