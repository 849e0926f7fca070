# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a test suite reports: one line a test, which scripts/test counts.

    PASS name
    FAIL name: why
    SKIP name: reason

The exit status is 1 when a test failed, else 0. A name can hold a colon; the one that ends it is followed by a tab,
and by a space where it is the suite itself that failed.

PATTERN_VARIABLE in the environment, which `scripts/test -k` sets, chooses tests: those whose name holds its value,
in either case of letters.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator
from typing import Callable, NoReturn

from .errors import LabError

PATTERN_VARIABLE = "TEST_PATTERN"


class Suite:
    """Collects results; use test() around each test and return status() from the program.

        with suite.test("the first step"):               # done in every run: what comes after builds on it
            ...
        with suite.test("something else"), suite.alone:  # left out of a run that wants other tests
            ...

    A run that wants some tests reports these alone, and a step before them that fails.
    """

    def __init__(self) -> None:
        self.passes = 0
        self.failures = 0
        self.pattern = os.environ.get(PATTERN_VARIABLE, "")
        self._wanted = True  # the test that was opened last

    def wants(self, name: str) -> bool:
        """Whether this run reports a test of that name."""
        return self.pattern.casefold() in name.casefold()

    @contextlib.contextmanager
    def test(self, name: str) -> Iterator[None]:
        """The body is one test: it passes unless it raises. A failure is reported and the suite goes on."""
        wanted = self._wanted = self.wants(name)
        try:
            yield
        except _NotWantedError:
            return
        except (AssertionError, LabError) as reason:
            self.fail(name, str(reason) or _failed_line())
        except Exception as reason:  # noqa: BLE001 - a broken test is a failed test, the others still run
            self.fail(name, f"{type(reason).__name__}: {reason} at {_failed_line()}")
        else:
            if wanted:
                self.passes += 1
                print(f"PASS {name}", flush=True)

    @property
    def alone(self) -> contextlib.AbstractContextManager[None]:
        """Stands behind test() in its `with`: nothing builds on this test, so its body runs only if it is wanted."""
        return _body_only_if(self._wanted)

    def fail(self, name: str, why: str) -> None:
        """Report a test that failed."""
        self.failures += 1
        print(f"FAIL {name}:\t{_one_line(why)}", flush=True)

    def skip(self, name: str, reason: str) -> None:
        """Report a test that this host cannot run; never one of the core."""
        if self.wants(name):
            print(f"SKIP {name}:\t{_one_line(reason)}", flush=True)

    def status(self) -> int:
        """The exit status for what was reported so far."""
        return 1 if self.failures else 0


class _NotWantedError(Exception):
    """Ends the `with` of a test whose body is not to run; test() takes it."""


@contextlib.contextmanager
def _body_only_if(wanted: bool) -> Iterator[None]:
    if not wanted:
        raise _NotWantedError
    yield


def run_suite(name: str, body: Callable[[Suite], None]) -> NoReturn:
    """The main of every suite: run the body, report what stopped it, and leave with the exit status."""
    suite = Suite()
    try:
        body(suite)
    except (AssertionError, LabError) as reason:
        print(f"FAIL {name}: {_one_line(str(reason))}", flush=True)
        suite.failures += 1
    sys.exit(suite.status())


def equal(found: object, wanted: object, what: str = "value") -> None:
    """Raise AssertionError that shows both, unless they are equal."""
    if found != wanted:
        raise AssertionError(f"{what} is {found!r}, not {wanted!r}")


def contains(text: str, part: str) -> None:
    """Raise AssertionError that shows both, unless the text contains the part."""
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:1000]


def _failed_line() -> str:
    frame = traceback.extract_tb(sys.exc_info()[2])[-1]
    return f"{frame.filename}:{frame.lineno}: {frame.line}"
