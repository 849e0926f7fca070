# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-tidy on compiled files, in parallel. What it found clean is remembered by content and not looked at again.

It takes seconds to a minute a file, most of it in the analyzer of paths, so a file is looked at again only when
something changed that clang-tidy sees of it: the file, what it includes of the project, its command line, the checks.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import json
import os
import shlex
import subprocess
from pathlib import Path

from includes import with_included_files
from lab import native
from lab.project import BUILD, ROOT, cache_folder
from lab.suite import Suite

_PRESET = "asan"


def check_tidiness(suite: Suite, sources: set[Path]) -> None:
    """One test for each of these files, and one that says whether the preset compiles all of them."""
    native.configure(_PRESET)
    commands = json.loads((BUILD / _PRESET / "compile_commands.json").read_text(encoding="utf-8"))
    chosen = {file: entry for entry in commands if (file := from_root(entry["file"])) in sources}
    with suite.test("every C++ file is compiled"):
        unseen = sorted(map(str, sources - set(chosen)))
        assert not unseen, f"not in the {_PRESET} preset: {', '.join(unseen)}"
    checks = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    checks += (ROOT / ".clang-tidy").read_bytes()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        names = {file: f"clang-tidy {file}" for file in chosen}
        runs = {file: workers.submit(_tidy, chosen[file], checks) for file in chosen if suite.wants(names[file])}
        for file, run in runs.items():
            with suite.test(names[file]):
                complaints = run.result()
                assert not complaints, complaints


def _tidy(entry: dict[str, str], checks: bytes) -> str:
    """clang-tidy's complaints about one compiled file, "" for none."""
    clean = cache_folder() / "clang-tidy" / digest(entry, checks)
    if clean.exists():
        return ""
    command = ["clang-tidy", "--quiet", "-p", str(BUILD / _PRESET), entry["file"]]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return run.stdout or run.stderr
    clean.parent.mkdir(exist_ok=True)
    clean.touch()
    return ""


def digest(entry: dict[str, str], checks: bytes) -> str:
    """One number for all that the answer depends on, the same in every checkout."""
    words = shlex.split(entry["command"])
    search = [Path(word[2:]) for word in words if word.startswith("-I")]
    inputs = hashlib.sha256(checks + entry["command"].replace(str(ROOT), "").encode())
    for file in with_included_files(Path(entry["file"]), search):
        inputs.update(f"\0{from_root(file)}\0".encode() + file.read_bytes())
    return inputs.hexdigest()


def from_root(file: str | Path) -> Path:
    """A path in the checkout as seen from its top."""
    return Path(os.path.relpath(file, ROOT))
