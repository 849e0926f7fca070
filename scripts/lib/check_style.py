# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The style suite: a line for each tool and file that it looks at."""

from __future__ import annotations

import concurrent.futures
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from lab import checkout, debian, native
from lab.project import BUILD, ROOT, cache_folder
from lab.suite import Suite, run_suite
from lab.virtualenv import virtual_environment

RUFF = "ruff==0.17.6"

# What carries no comment of its own: data, generated text, and what is a licence itself.
UNLICENSED_SUFFIXES = {".json", ".license"}
UNLICENSED_NAMES = {"LICENSE", "COPYING"}
UNLICENSED_FOLDERS = {"LICENSES", "corpus"}


def main(suite: Suite) -> None:
    """Report a line for each tool and file."""
    # The libraries are for the compilation database, which must hold every C++ file.
    debian.require_packages("git", "clang-format", "clang-tidy", "shellcheck", "libgtest-dev")
    debian.require_packages("libfuse3-dev", "pkg-config")
    ruff = f"{virtual_environment('ruff', RUFF)}/bin/ruff"
    files = checkout.files("--others", "--exclude-standard")
    cpp = [file for file in files if file.suffix in (".cc", ".h")]
    if sys.argv[1:] == ["tests"]:
        check_tidiness(suite, cpp, "tests")
        return
    check_licences(suite, files)
    check_each(suite, "clang-format", cpp, ["clang-format", "--dry-run", "--Werror"])
    check_each(suite, "shellcheck", [file for file in files if is_script(file, "sh")], ["shellcheck"])
    python = [file for file in files if is_script(file, "python")]
    check_each(suite, "ruff check", python, [ruff, "check", "--quiet", "--no-cache"])
    check_each(suite, "ruff format", python, [ruff, "format", "--quiet", "--no-cache", "--diff"])
    check_tidiness(suite, cpp, "native")


def is_script(file: Path, language: str) -> bool:
    """Whether the file is a program in "sh" (bash too) or "python", by its suffix or its first line."""
    if file.suffix:
        return file.suffix == {"sh": ".sh", "python": ".py"}[language]
    with open(ROOT / file, "rb") as program:
        first = program.readline(200)
    return first.startswith(b"#!") and language.encode() in first


def check_licences(suite: Suite, files: list[Path]) -> None:
    """Every file says whose it is and under which licence, itself or in FILE.license."""
    with suite.test("a licence in every file"):
        missing = [str(file) for file in files if needs_licence(file) and not has_licence(file)]
        assert not missing, f"no SPDX-License-Identifier in {', '.join(missing)}"


def needs_licence(file: Path) -> bool:
    """Whether the file can carry a licence."""
    return not (
        file.suffix in UNLICENSED_SUFFIXES
        or file.name in UNLICENSED_NAMES
        or UNLICENSED_FOLDERS.intersection(file.parts)
    )


def has_licence(file: Path) -> bool:
    """Whether an SPDX identifier is in the file's first bytes or beside it."""
    beside = ROOT / f"{file}.license"
    return b"SPDX-License-Identifier:" in (ROOT / file).read_bytes()[:2000] or beside.is_file()


def check_each(suite: Suite, tool: str, files: list[Path], command: list[str]) -> None:
    """Run the command on each file; what it prints is the reason of the failure."""
    for file in files:
        with suite.test(f"{tool} {file}"):
            run = subprocess.run([*command, str(file)], cwd=ROOT, capture_output=True, text=True, check=False)
            assert run.returncode == 0, run.stdout + run.stderr


def check_tidiness(suite: Suite, cpp: list[Path], folder: str) -> None:
    """Run clang-tidy on a folder's compiled files, in parallel. What passed once with equal inputs is not run again."""
    native.configure("asan")
    commands = json.loads((BUILD / "asan" / "compile_commands.json").read_text(encoding="utf-8"))
    sources = {file for file in cpp if file.suffix == ".cc" and file.parts[0] == folder}
    chosen = [entry for entry in commands if Path(os.path.relpath(entry["file"], ROOT)) in sources]
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    common = hashlib.sha256(version + (ROOT / ".clang-tidy").read_bytes())
    for header in (file for file in cpp if file.suffix == ".h"):
        common.update((ROOT / header).read_bytes())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        runs = {entry["file"]: workers.submit(tidy, entry, common.digest()) for entry in chosen}
        for file, run in runs.items():
            with suite.test(f"clang-tidy {os.path.relpath(file, ROOT)}"):
                complaints = run.result()
                assert not complaints, complaints
    unseen = sources - {Path(os.path.relpath(entry["file"], ROOT)) for entry in chosen}
    with suite.test("every C++ file is compiled"):
        assert not unseen, f"not in the asan preset: {', '.join(map(str, sorted(unseen)))}"


def tidy(entry: dict[str, str], common: bytes) -> str:
    """clang-tidy's complaints about one compiled file, "" for none."""
    command_anywhere = entry["command"].replace(str(ROOT), "")  # what passed in one checkout has passed in all
    inputs = hashlib.sha256(common + command_anywhere.encode() + Path(entry["file"]).read_bytes())
    passed = cache_folder() / "clang-tidy" / inputs.hexdigest()
    if passed.exists():
        return ""
    command = ["clang-tidy", "--quiet", "-p", str(BUILD / "asan"), entry["file"]]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return run.stdout or run.stderr
    passed.parent.mkdir(exist_ok=True)
    passed.touch()
    return ""


if __name__ == "__main__":
    run_suite("style", main)
