# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What git knows of this checkout."""

from __future__ import annotations

import subprocess
from pathlib import Path

from . import debian
from .errors import LabError
from .project import ROOT


def files(*options: str, under: Path = ROOT) -> list[Path]:
    """The files below a folder that are in the project's history, as paths from ROOT; links are left out.

    options are those of git ls-files: "--others", "--exclude-standard" add what is about to be in it.
    """
    names = sorted(set(filter(None, _git("ls-files", "-z", "--cached", *options, "--", str(under)).split("\0"))))
    return [Path(name) for name in names if (ROOT / name).is_file() and not (ROOT / name).is_symlink()]


def changed_files(under: Path = ROOT) -> list[str]:
    """The files below a folder that differ from the last commit, in git's short form."""
    return _git("status", "--short", "--", str(under)).splitlines()


def commit() -> str:
    """The last commit."""
    return _git("rev-parse", "HEAD").strip()


def tree() -> str:
    """The folder that the last commit has, by git's name: the same files have the same."""
    return _git("rev-parse", "HEAD^{tree}").strip()


def commit_time() -> int:
    """When the last commit was made, in seconds since 1970."""
    return int(_git("log", "-1", "--format=%ct"))


def _git(*arguments: str) -> str:
    debian.require_packages("git")
    command = ["git", "-c", f"safe.directory={ROOT}", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"`git {arguments[0]}` failed in {ROOT} ({done.stderr.strip()}): this needs a git checkout.")
    return done.stdout
