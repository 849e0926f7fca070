# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a test suite reports: one line a test, which scripts/test counts.

    PASS name
    FAIL name: why
    SKIP name: reason

The exit status is 1 when a test failed, else 0.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Iterator
from typing import Callable, NoReturn

from .errors import LabError


class Suite:
    """Collects results; use test() around each test and return status() from the program."""

    def __init__(self) -> None:
        self.failures = 0

    @contextlib.contextmanager
    def test(self, name: str) -> Iterator[None]:
        """The body is one test: it passes unless it raises. A failure is reported and the suite goes on."""
        try:
            yield
        except (AssertionError, LabError) as reason:
            self.fail(name, str(reason) or _failed_line())
        except Exception as reason:  # noqa: BLE001 - a broken test is a failed test, the others still run
            self.fail(name, f"{type(reason).__name__}: {reason} at {_failed_line()}")
        else:
            print(f"PASS {name}", flush=True)

    def fail(self, name: str, why: str) -> None:
        """Report a test that failed."""
        self.failures += 1
        print(f"FAIL {name}: {_one_line(why)}", flush=True)

    def skip(self, name: str, reason: str) -> None:
        """Report a test that this host cannot run; never one of the core."""
        print(f"SKIP {name}: {_one_line(reason)}", flush=True)

    def status(self) -> int:
        """The exit status for what was reported so far."""
        return 1 if self.failures else 0


def run_suite(name: str, body: Callable[[Suite], None]) -> NoReturn:
    """The main of every suite: run the body, report what stopped it, and leave with the exit status."""
    suite = Suite()
    try:
        body(suite)
    except (AssertionError, LabError) as reason:
        suite.fail(name, str(reason))
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
