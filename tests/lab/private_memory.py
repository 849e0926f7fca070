# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder in memory that only this program and its children see, and that ends with them."""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
from pathlib import Path

from . import debian

_CLONE_NEWNS = 0x00020000  # os.unshare is there since Python 3.12


def private_memory() -> Path:
    """Give this process a mount namespace of its own, with a tmpfs in it. To be called once, before other threads run.

    The folder that it is mounted on stays, empty, where the system keeps temporary files.
    """
    debian.require_root("mount a file system in memory")
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "this machine does not allow a new mount namespace")
    folder = Path(tempfile.gettempdir()) / "hardening-yama-memory"
    folder.mkdir(mode=0o700, exist_ok=True)
    for command in (
        ["mount", "--make-rprivate", "/"],
        ["mount", "-t", "tmpfs", "-o", "mode=755", "memory", str(folder)],
    ):
        subprocess.run(command, check=True)
    os.chdir("/")
    return folder
