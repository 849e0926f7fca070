# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The style suite: a line for each tool and file that it looks at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from covered import check_covered
from lab import checkout, debian
from lab.project import COLLECTION, ROOT
from lab.suite import Suite, run_suite
from lab.virtualenv import virtual_environment
from messages import check_messages
from rooms import check_rooms
from tidiness import check_tidiness

RUFF = "ruff==0.17.6"
YAMLLINT = "yamllint==1.38.0"

# What carries no comment of its own: data, generated text, and what is a licence itself.
UNLICENSED_SUFFIXES = {".json", ".license"}
UNLICENSED_NAMES = {"LICENSE", "COPYING"}
UNLICENSED_FOLDERS = {"LICENSES", "corpus"}


def main(suite: Suite) -> None:
    """Report a line for each tool and file."""
    # The libraries are for the compilation database, which must hold every C++ file.
    debian.require_packages("git", "clang-format", "clang-tidy", "shellcheck", "libgtest-dev")
    debian.require_packages("libfuse3-dev", "pkg-config")
    files = checkout.files("--others", "--exclude-standard")
    cpp = [file for file in files if file.suffix in (".c", ".cc", ".h")]
    if sys.argv[1:] == ["tests"]:
        check_tidiness(suite, compiled(cpp, "tests"))
        return
    ruff = f"{virtual_environment('ruff', RUFF)}/bin/ruff"
    check_licences(suite, files)
    check_rooms(suite, [ROOT / file for file in cpp if file.parts[0] == "native"])
    native = (file.relative_to("native") for file in compiled(cpp, "native"))
    check_covered(suite, [file for file in native if file.parent.name])
    check_messages(suite)
    check_each(suite, "clang-format", cpp, ["clang-format", "--dry-run", "--Werror"])
    check_each(suite, "shellcheck", [file for file in files if is_script(file, "sh")], ["shellcheck"])
    python = [file for file in files if is_script(file, "python")]
    check_each(suite, "ruff check", python, [ruff, "check", "--quiet", "--no-cache"])
    check_each(suite, "ruff format", python, [ruff, "format", "--quiet", "--no-cache", "--diff"])
    yamllint = f"{virtual_environment('yamllint', YAMLLINT)}/bin/yamllint"
    yaml = [file for file in files if file.suffix in (".yml", ".yaml")]
    check_each(suite, "yamllint", yaml, [yamllint, "--strict", "--config-file", str(COLLECTION / ".yamllint")])
    check_tidiness(suite, compiled(cpp, "native"))


def compiled(cpp: list[Path], folder: str) -> set[Path]:
    """The files below a folder that are compiled, as against included."""
    return {file for file in cpp if file.suffix == ".cc" and file.parts[0] == folder}


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
    """Run the command on each file; what it prints is the reason of the failure.

    One start is for all files. Only if that one finds something is each looked at alone, to learn what is wrong where.
    """
    files = [file for file in files if suite.wants(f"{tool} {file}")]
    clean = not files or run_tool(command, *files).returncode == 0
    for file in files:
        with suite.test(f"{tool} {file}"):
            if not clean:
                run = run_tool(command, file)
                assert run.returncode == 0, run.stdout + run.stderr


def run_tool(command: list[str], *files: Path) -> subprocess.CompletedProcess[str]:
    """Run the command on files."""
    return subprocess.run([*command, *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    run_suite("style", main)
