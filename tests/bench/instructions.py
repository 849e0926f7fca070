# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions of the hot spots, as callgrind counts them: the same on a busy machine as on a quiet one."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from bench.many_files import FILES, LINES, write_settings
from bench.row import Row
from lab import debian, native
from lab.errors import LabError
from lab.project import BUILD
from lab.rootfolder import root_folder

# The release's options with the functions' names left in, and no line numbers, by which callgrind would divide them.
PRESET = "profile"

# The reading of all files, with the search of each for what may concern the key; that search; the copy of what does.
WITH_MANY_FILES = ("yama::read_tree", "yama::sysctl::may_concern", "yama::sysctl::relevant_part")

# Of an ordinary host: all of it, what it looks at, and the units of the boot among that.
ORDINARY = ("yama::do_job", "yama::observe", "yama::read_boot_units")


def rows() -> list[Row]:
    """A status of a Debian root folder, and of hosts with many settings, with all that the functions call."""
    debian.require_packages("valgrind")
    native.build(PRESET)
    found = rows_of(ORDINARY, "native run", root_folder("bookworm"), "--other-writers", "skip")
    for files in FILES:
        with tempfile.TemporaryDirectory() as folder:
            write_settings(Path(folder), files)
            found += rows_of(WITH_MANY_FILES, f"{files:,} files, {files * LINES:,} lines", Path(folder))
    return found


def rows_of(functions: tuple[str, ...], where: str, root: Path, *options: str) -> list[Row]:
    """One run's rows."""
    counts = inclusive_counts(["status", "--json", "--root", str(root), *options])
    return [
        Row(f"{function.rpartition('::')[2]}, {where}", "M instructions", [counted(counts, function) / 1e6])
        for function in functions
    ]


def inclusive_counts(arguments: list[str]) -> dict[str, int]:
    """Instructions by function, those of what it called included, of one run of the program."""
    with tempfile.NamedTemporaryFile() as profile:
        callgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile.name}"]
        done = subprocess.run(
            [*callgrind, str(BUILD / PRESET / "yama-ptrace"), *arguments], capture_output=True, check=False
        )
        # A host that is not right ends with 1.
        if done.returncode not in (0, 1):
            raise LabError(f"valgrind ended with status {done.returncode}: {done.stderr.decode()[-300:]}")
        annotate = ["callgrind_annotate", "--inclusive=yes", "--auto=no", "--threshold=100", profile.name]
        table = subprocess.run(annotate, capture_output=True, text=True, check=True).stdout
    # " 1,234,567 (12.3%)  FILE:FUNCTION [OBJECT]"
    lines = re.findall(r"^ *([\d,]+) .*?:(\S.*?)(?: \[.*\])?$", table, re.MULTILINE)
    return {function: int(count.replace(",", "")) for count, function in lines}


def counted(counts: dict[str, int], function: str) -> int:
    """The count of the function, whatever its parameters; a lambda in it is another one."""
    matches = [count for name, count in counts.items() if re.fullmatch(rf"{function}\([^()]*\)", name)]
    if len(matches) != 1:
        raise LabError(f"callgrind knows {len(matches)} functions {function}: name the hot spot as the source does.")
    return matches[0]
