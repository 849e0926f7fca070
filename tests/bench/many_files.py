# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding and planning on a host with many settings, against a search for the word in the same warm files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench.row import Row, ratio
from lab.project import PROGRAM

ROUNDS = 12
FILES = (1_000, 10_000)
LINES = 100  # in each file: one comment in four, settings of other keys, and one file in the middle with Yama's

_KEYS = ("net.ipv4.conf.all.rp_filter", "vm.swappiness", "kernel.sysrq", "fs.file-max", "net.core.somaxconn")


def rows() -> list[Row]:
    """Processor time, in which a noisy machine is less noisy: each file is read whole, by both."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (Path(folder) / str(files) for files in FILES)
        for root, files in zip((few, many), FILES):
            write_settings(root, files)
        search, status, plan, plan_few = [], [], [], []
        for _ in range(ROUNDS):
            search.append(processor_milliseconds(["/usr/bin/grep", "-rE", "yama", str(many)]))
            status.append(processor_milliseconds([str(PROGRAM), "status", "--json", "--root", str(many)]))
            plan.append(processor_milliseconds([str(PROGRAM), "set", "1", "--check", "--json", "--root", str(many)]))
            plan_few.append(processor_milliseconds([str(PROGRAM), "set", "1", "--check", "--json", "--root", str(few)]))
        name = f"{FILES[1]:,} files, {FILES[1] * LINES:,} lines"
        return [
            Row(f"plan, {name}", "ms", plan),
            ratio(f"status / grep -rE yama, {name}", status, search, goal=1.2),
            ratio(f"plan / grep -rE yama, {name}", plan, search, goal=1.2),
            ratio(f"plan, {FILES[1]:,} / {FILES[0]:,} files", plan, plan_few, goal=10),
        ]


def write_settings(root: Path, files: int) -> None:
    """A root folder with that many files of settings."""
    folder = root / "etc" / "sysctl.d"
    folder.mkdir(parents=True)
    for number in range(files):
        lines = [
            "# why this is set\n" if line % 4 == 0 else f"{_KEYS[line % len(_KEYS)]} = {line}\n"
            for line in range(LINES)
        ]
        if number == files // 2:
            lines[LINES // 2] = "kernel.yama.ptrace_scope = 0\n"
        (folder / f"{number:05d}-settings.conf").write_text("".join(lines), encoding="ascii")


def processor_milliseconds(command: list[str]) -> float:
    """User and system time of a process that must end well."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    process = os.posix_spawn(command[0], command, {}, file_actions=quiet)
    _, status, used = os.wait4(process, 0)
    assert status in (0, 256), f"{command} ended with {status}"  # status of a host that is not right ends with 1
    return (used.ru_utime + used.ru_stime) * 1000
