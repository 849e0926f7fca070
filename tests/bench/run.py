# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/bench: runs the groups, prints the table, keeps the numbers."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Callable

from bench import (
    fleet_report,
    instructions,
    many_files,
    many_hosts,
    native_run,
    other_writers,
    published,
    warm_task,
)
from bench.row import HEADS, Row
from lab import native
from lab.errors import LabError
from lab.progress import say

GROUPS: dict[str, Callable[[], list[Row]]] = {
    "native": native_run.rows,
    "files": many_files.rows,
    "writers": other_writers.rows,
    "instructions": instructions.rows,
    "task": warm_task.rows,
    "play": published.rows,
    "hosts": many_hosts.rows,
    "report": fleet_report.rows,
}


def main(arguments: list[str]) -> int:
    """Measure the named groups, or all; the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure; see the top of scripts/bench.")
    parser.add_argument("groups", metavar="GROUP", nargs="*", help=f"{' or '.join(GROUPS)}; without any, all")
    parser.add_argument("--json", metavar="FILE", type=Path, help="the rows for a program, too")
    options = parser.parse_args(arguments)
    names = options.groups
    for name in names:
        if name not in GROUPS:
            parser.error(f"there is no group {name}: choose from {', '.join(GROUPS)}")
    native.build("release", "all", "collection")
    rows: list[Row] = []
    failures = 0
    for name in names or GROUPS:
        say(f"measuring: {name}")
        try:
            rows += GROUPS[name]()
        except LabError as error:  # the rows of the others took long
            failures += 1
            print(f"{name} could not be measured: {error}", file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps({"rows": [row.record() for row in rows]}, indent=1) + "\n", encoding="utf-8")
    print_table(rows)
    return min(failures, 1)


def print_table(rows: list[Row]) -> None:
    """Print the rows under their heads."""
    table = [HEADS] + [row.cells() for row in rows]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(HEADS))]
    print()
    for cells in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LabError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
