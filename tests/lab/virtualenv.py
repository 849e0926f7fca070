# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python virtual environments in the project's ignored build folder, filled from PyPI by pip."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from . import debian
from .chroot import Chroot
from .errors import LabError
from .locks import held
from .progress import say
from .project import BUILD


def virtual_environment(name: str, *requirements: str, chroot: Chroot | None = None) -> Path:
    """The folder of an environment with exactly these requirements, of this host's own Python or of a chroot's.

    A chroot must hold python3-venv and ca-certificates and share the build folder. Made on first use and again when the
    requirements differ; safe against interruption and against two programs that want the same one. Raises LabError when
    pip fails.
    """
    folder = BUILD / "venv" / name
    recipe = " ".join(requirements)
    complete = folder / "complete"
    with held(Path(f"{folder}.lock")):
        if not complete.is_file() or complete.read_text(encoding="utf-8") != recipe:
            if chroot is None:
                debian.require_packages("python3-venv")
            say(f"installing {recipe} from PyPI (once)")
            shutil.rmtree(folder, ignore_errors=True)
            python = sys.executable if chroot is None else "python3"
            for command in (
                (python, "-m", "venv", str(folder)),
                (f"{folder}/bin/pip", "install", "--quiet", *requirements),
            ):
                _run(list(command) if chroot is None else chroot.command(*command), recipe)
            complete.write_text(recipe, encoding="utf-8")
    return folder


def _run(command: list[str], recipe: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = [line for line in done.stderr.splitlines() if "ERROR" in line] or done.stderr.splitlines()
        reason = words[-1] if words else "no reason given"
        raise LabError(f"{recipe} could not be installed ({reason}): check that pip reaches PyPI, then run again.")
