# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files a program opens, seen by strace, and what somebody does to them meanwhile."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LIMIT = 30  # seconds for a run; a hang is what it is to be told from

# "openat2(3</t>, "etc/x", {…}, 24) = 4</t/etc/x>": the path that the kernel gives the new descriptor.
_OPENED = re.compile(r"^(?:\d+ +)?(?:open|openat|openat2|creat)\(.* = \d+<(.*)>$", re.MULTILINE)
# What a program is given by its kernel and its C library, whatever its work is.
_ITS_OWN = ("/proc/self", "/sys/devices/system/cpu", "/dev/null")

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_libc = ctypes.CDLL(None, use_errno=True)


def watched(folder: Path) -> str:
    """Every call of the last run that opened or tried to, as strace has it."""
    return _log(folder).read_text(encoding="utf-8", errors="replace")


def _log(folder: Path) -> Path:
    return folder.with_name("strace.log")


def run(
    folder: Path, command: list[str], *, without_openat2: bool = False, environment: dict[str, str] | None = None
) -> tuple[int, str, list[str]]:
    """The exit status, what was said, and every path outside of the folder that it opened.

    environment is what the program has beside this process' own variables.
    """
    log = _log(folder)
    trace = ["strace", "-f", "-y", "-qq", "-o", str(log), "-e", "trace=open,openat,openat2,creat"]
    if without_openat2:
        trace += ["-e", "inject=openat2:error=ENOSYS"]
    for name, value in (environment or {}).items():
        trace += ["-E", f"{name}={value}"]
    done = subprocess.run(
        [*trace, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, check=False
    )
    opened = _OPENED.findall(watched(folder))
    assert opened, f"strace saw nothing: {done.stdout}{done.stderr}"
    return done.returncode, done.stdout + done.stderr, [path for path in opened if _is_outside(path, folder)]


def _is_outside(path: str, folder: Path) -> bool:
    inside = path == str(folder) or path.startswith((f"{folder}/", *_ITS_OWN))
    return not inside and not re.match(r"/proc/\d+/", path)


@contextmanager
def swapping(one: Path, other: Path) -> Iterator[list[int]]:
    """Exchange two names again and again until the end of the block; gives a list with the number of exchanges."""
    stop = threading.Event()
    count = [0]

    def work() -> None:
        names = (os.fsencode(one), os.fsencode(other))
        while not stop.is_set():
            if _libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
                count[0] += 1
            stop.wait(0.0002)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield count
    finally:
        stop.set()
        worker.join()
