# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python virtual environments in the project's ignored build folder, filled from PyPI by pip."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

from . import debian
from .errors import LabError
from .progress import say
from .project import BUILD


def virtual_environment(name: str, *requirements: str) -> Path:
    """The folder of an environment of this host's own Python with exactly these requirements.

    Made on first use and again when the requirements differ; safe against interruption and against two programs that
    want the same one. Raises LabError when pip fails.
    """
    folder = BUILD / "venv" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    recipe = " ".join(requirements)
    complete = folder / "complete"
    with open(f"{folder}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.is_file() or complete.read_text(encoding="utf-8") != recipe:
            debian.require_packages("python3-venv")
            say(f"installing {recipe} from PyPI (once)")
            shutil.rmtree(folder, ignore_errors=True)
            _run([sys.executable, "-m", "venv", str(folder)], recipe)
            _run([f"{folder}/bin/pip", "install", "--quiet", *requirements], recipe)
            complete.write_text(recipe, encoding="utf-8")
    return folder


def _run(command: list[str], recipe: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = [line for line in done.stderr.splitlines() if "ERROR" in line] or done.stderr.splitlines()
        reason = words[-1] if words else "no reason given"
        raise LabError(f"{recipe} could not be installed ({reason}): check that pip reaches PyPI, then run again.")
