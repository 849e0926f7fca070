# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program by itself: time, peak memory and system calls of runs on a Debian root folder.

Without the search for other writers, which is another group: what it costs is up to the files of a host.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from bench.row import Row, ratio
from lab import debian
from lab.project import PROGRAM
from lab.rootfolder import root_folder

ROUNDS = 200
MEMORY_ROUNDS = 10


def rows() -> list[Row]:
    """A run that finds everything right, as nearly all runs do, and a run that makes the change."""
    debian.require_packages("time", "strace")
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "host"
        subprocess.run(["cp", "-a", "--reflink=auto", str(root_folder("bookworm")), str(image)], check=True)
        settle = [str(PROGRAM), "set", "1", "--json", "--root", str(image), "--other-writers", "skip"]
        subprocess.run(settle, stdout=subprocess.DEVNULL, check=True)
        undo = [str(PROGRAM), "unset", "--json", "--root", str(image)]
        again, empty, change = [], [], []
        for _ in range(ROUNDS):
            empty.append(milliseconds(["/bin/true"]))
            again.append(milliseconds(settle))
            subprocess.run(undo, stdout=subprocess.DEVNULL, check=True)
            change.append(milliseconds(settle))
        return [
            Row("native run, nothing to do", "ms", again, goal=3),
            ratio("native run, nothing to do / true", again, empty),
            Row("native run, the change made", "ms", change),
            Row("native run, peak memory", "MB", [peak_megabytes(settle) for _ in range(MEMORY_ROUNDS)], goal=6),
            Row("native run, system calls", "", [system_calls(settle)], goal=600),
            Row("program, size", "MB", [PROGRAM.stat().st_size / 1e6]),
        ]


def milliseconds(command: list[str]) -> float:
    """Wall time from the start of a process to its end; posix_spawn keeps this program's size out of it."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    started = time.perf_counter()
    process = os.posix_spawn(command[0], command, {}, file_actions=quiet)
    _, status = os.waitpid(process, 0)
    elapsed = time.perf_counter() - started
    assert status == 0, f"{command} ended with {status}"
    return elapsed * 1000


def peak_megabytes(command: list[str]) -> float:
    """The greatest resident size, as a small parent sees it: a child starts with its parent's peak."""
    done = subprocess.run(["time", "--format=%M", *command], capture_output=True, text=True, check=True)
    return int(done.stderr) / 1024


def system_calls(command: list[str]) -> float:
    """How many system calls a run makes, those of its children included."""
    with tempfile.NamedTemporaryFile("r") as trace:
        subprocess.run(["strace", "-f", "-qq", "-o", trace.name, *command], stdout=subprocess.DEVNULL, check=True)
        return sum("(" in line for line in trace)
