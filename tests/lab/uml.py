# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What linux.uml needs on this host, and a guest that does one thing."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
from pathlib import Path

from . import debian
from .errors import LabError
from .project import cache_folder

_REGISTERS = Path(__file__).with_name("whole_registers.c")


def environment(folder: str) -> dict[str, str]:
    """The variables that linux.uml is to be started with; it maps its memory from a file in the folder."""
    debian.require_packages("user-mode-linux")
    return {"TMPDIR": folder, "LD_PRELOAD": str(_registers_library())}


def run_once(folder: str, memory: str, init: str, *words: str, seconds: float) -> str:
    """What a guest prints until its end, with that program as its first process; its disk is this host's, read-only.

    The folder is for the guest's own files. Raises subprocess.TimeoutExpired when it does not come to its end.
    """
    kernel = ["linux.uml", f"mem={memory}", f"uml_dir={folder}/", "rootfstype=hostfs", "rootflags=/", "ro", "quiet"]
    kernel += ["con=null", "con0=null,fd:1", f"init={init}", *words]
    with subprocess.Popen(
        kernel,
        env={**os.environ, **environment(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as guest:
        try:
            return guest.communicate(timeout=seconds)[0]
        except BaseException:
            os.killpg(guest.pid, signal.SIGKILL)
            raise


def _registers_library() -> Path:
    """whole_registers.c, compiled; made once."""
    library = cache_folder() / f"registers-{hashlib.sha256(_REGISTERS.read_bytes()).hexdigest()[:8]}.so"
    if not library.is_file():
        debian.require_packages("gcc", "libc6-dev")
        unfinished = library.with_name(f"{library.name}.{os.getpid()}")
        command = [
            "gcc",
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-shared",
            "-fPIC",
            "-o",
            str(unfinished),
            str(_REGISTERS),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise LabError(f"`{' '.join(command)}` failed: {done.stderr.strip()}")
        unfinished.replace(library)
    return library
