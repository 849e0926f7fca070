# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ansible suites: the release program driven by real ansible-core, over SSH, on machines without Python.

usage: run.py [--quick] CONTROLLER/DEBIAN...

Each row, such as 2.19/bookworm, is a controller's release of ansible-core and the Debian release of the target. It goes
through the same modes as every other row, with --quick through some of them; the matrix at the end shows all.
"""

from __future__ import annotations

import argparse
import time

from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.progress import say
from lab.rootfolder import SUITES
from lab.suite import Suite, run_suite
from modes import MODES, QUICK_MODES, Test
from play import Site
from target import make_target


def main(suite: Suite) -> None:
    """Boot one machine a Debian release, and play everything on it from each of its controllers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("rows", metavar="CONTROLLER/DEBIAN", nargs="+")
    options = parser.parse_args()
    modes = QUICK_MODES if options.quick else tuple(MODES)
    rows = [word.split("/") for word in options.rows]
    native.build("release", "all", "collection")
    matrix: dict[str, dict[str, str]] = {}
    for release in SUITES:
        versions = [version for version, name in rows if name == release]
        if not versions:
            continue
        with Lab() as lab:
            machine = make_target(lab, release)
            for version in versions:
                site = Site(lab, machine, Controller(version))
                matrix[f"{version}/{release}"] = play_row(suite, site, release, modes)
    print_matrix(matrix)


def play_row(suite: Suite, site: Site, release: str, modes: tuple[str, ...]) -> dict[str, str]:
    """Go through the modes; "ok", "FAIL" or "-" for no test that was wanted, by mode."""
    title = f"core {site.controller.version}, {release}"
    started = time.monotonic()
    cells = {}
    for mode in modes:
        passes, failures = suite.passes, suite.failures
        MODES[mode](Test(suite, title), site)
        cells[mode] = "FAIL" if suite.failures > failures else "ok" if suite.passes > passes else "-"
    say(f"{title}: {time.monotonic() - started:.0f} s")
    return cells


def print_matrix(matrix: dict[str, dict[str, str]]) -> None:
    """Print controllers and targets by modes."""
    table = [["", *next(iter(matrix.values()))]] + [[row, *cells.values()] for row, cells in matrix.items()]
    widths = [max(map(len, column)) for column in zip(*table)]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


if __name__ == "__main__":
    run_suite("ansible", main)
