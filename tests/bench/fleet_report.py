# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet: seconds, memory and size for 1,000 and 10,000 hosts, alike as they are and all different."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.row import Row
from lab import debian
from lab.project import ROOT

SIZES = (1_000, 10_000)
ROUNDS = {1_000: 5, 10_000: 1}
GOALS = {1_000: (5.0, 3.0), 10_000: (None, None)}

# What is measured alone, in a process of its own: reading the records and writing every format but a file a host.
MEASURED = """
import json, resource, sys, time
from report.fleets import data_centre, fleet_of
from ansible_collections.hardening.yama.plugins.plugin_utils._report.make import FORMATS
found = data_centre(int(sys.argv[1]), unreachable=int(sys.argv[1]) // 20, alike=sys.argv[2] == "alike")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
fleet = fleet_of(found)
written = {name: FORMATS[name].write(fleet) for name in ("html", "json", "csv", "junit", "hdf")}
seconds = time.perf_counter() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sizes = {name: len(text.encode()) / 1e6 for name, text in written.items()}
print(json.dumps({"seconds": seconds, "memory": memory / 1024, "records": before / 1024, "sizes": sizes}))
"""


def rows() -> list[Row]:
    """A row for each size, kind and thing that is measured."""
    debian.require_packages("python3-jinja2")
    table: list[Row] = []
    for size in SIZES:
        seconds, megabytes = GOALS[size]
        for kind in ("alike", "different"):
            samples = [measure(size, kind) for _round in range(ROUNDS[size])]
            name = f"report of {size:,} hosts, {kind}"
            table.append(Row(f"{name}: all formats", "s", [each["seconds"] for each in samples], seconds))
            table.append(Row(f"{name}: memory", "MB", [each["memory"] for each in samples]))
            table.append(Row(f"{name}: the page", "MB", [each["sizes"]["html"] for each in samples[:1]], megabytes))
            table.append(Row(f"{name}: JSON", "MB", [each["sizes"]["json"] for each in samples[:1]]))
            table.append(Row(f"{name}: HDF", "MB", [each["sizes"]["hdf"] for each in samples[:1]]))
    return table


def measure(size: int, kind: str) -> dict[str, Any]:
    """One sample."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(size), kind],
        env={"PYTHONPATH": f"{ROOT}:{Path(__file__).parent.parent}", "PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    sample: dict[str, Any] = json.loads(done.stdout)
    return sample
