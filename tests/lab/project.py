# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are: the project, its build folder, its cache."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from .errors import LabError

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
PROGRAM = BUILD / "release" / "yama-ptrace"
COLLECTION = ROOT / "ansible_collections" / "hardening" / "yama"


def cache_folder() -> Path:
    """The folder for what is slow to make and safe to delete; made when missing."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "hardening.yama"
    with contextlib.suppress(PermissionError):  # said below
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise LabError(
            f"{folder} cannot be written, because it belongs to another user: give it to yourself with "
            f"`sudo chown $USER {folder}`, or name another folder in XDG_CACHE_HOME."
        )
    return folder
