# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for other writers: what it adds to a run, held against grep over the same places."""

from __future__ import annotations

import re
import subprocess
import time

from bench.row import Row, ratio
from lab.project import PROGRAM, ROOT
from lab.rootfolder import root_folder

ROUNDS = 60


def rows() -> list[Row]:
    """A run with the search, without it, and grep."""
    root = root_folder("bookworm")
    status = [str(PROGRAM), "status", "--json", "--root", str(root)]
    found = {str((root / place.lstrip("/")).resolve()) for place in places() if (root / place.lstrip("/")).exists()}
    grep = ["grep", "-rIl", "ptrace_scope", *sorted(found)]
    with_search, search, grepped = [], [], []
    for _ in range(ROUNDS):
        all_of_it = milliseconds(status)
        with_search.append(all_of_it)
        search.append(all_of_it - milliseconds([*status, "--other-writers", "skip"]))
        grepped.append(milliseconds(grep))
    return [
        Row("status of a Debian root", "ms", with_search),
        Row("the search for other writers", "ms", search),
        Row("grep -rIl over the same places", "ms", grepped),
        ratio("search / grep", search, grepped, goal=1.2),
    ]


def places() -> list[str]:
    """Where the net reaches, as its source has it."""
    source = (ROOT / "native/observe/writers/net.cc").read_text(encoding="utf-8")
    block = re.search(r"kPlaces\[\] = \{(.*?)\};", source, re.DOTALL)
    assert block
    return re.findall(r'"([^"]+)"', block[1])


def milliseconds(command: list[str]) -> float:
    """Wall time; the status says something about the files, not about the run."""
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - started) * 1000
