# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are: the project, its build folder, its cache."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
PROGRAM = BUILD / "release" / "yama-ptrace"
COLLECTION = ROOT / "ansible_collections" / "hardening" / "yama"


def cache_folder() -> Path:
    """The folder for what is slow to make and safe to delete; made when missing."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "hardening.yama"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
