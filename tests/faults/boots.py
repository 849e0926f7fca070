# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What real loaders make of a folder: those of Debian 12, on a file in place of the kernel's."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from lab.errors import LabError
from lab.rootfolder import root_folder

# The versions that the folders of tests/faults say they have.
SYSTEMD = "252"
PROCPS = "4.0.2"

_PROGRAMS = {"systemd": ["/usr/lib/systemd/systemd-sysctl"], "procps": ["/usr/sbin/sysctl", "--system"]}
_PLACES = ("etc/sysctl.d", "etc/sysctl.conf", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d", "srv")
_VALUE = "proc/sys/kernel/yama/ptrace_scope"
DEFAULT = 0  # what the kernel has before the first loader


class Boots:
    """An overlay in memory over a root folder that is not written to, in which loaders run. One at a time.

    The value is a plain file: it takes what is written, which is all that folders without a line of 3 ask of it.
    """

    def __init__(self, work: Path) -> None:
        self._root = work / "root"
        for name in ("root", "upper", "work"):
            (work / name).mkdir(parents=True)
        layers = f"lowerdir={root_folder('bookworm', ('busybox',))},upperdir={work}/upper,workdir={work}/work"
        subprocess.run(["mount", "-t", "overlay", "-o", layers, "overlay", str(self._root)], check=True)
        value = self._root / _VALUE
        value.parent.mkdir(parents=True)
        self._value = value

    def values(self, folder: Path) -> dict[str, int]:
        """The value that each loader leaves, alone."""
        for place in _PLACES:
            self._lay(folder / place, self._root / place)
        return {loader: self._run(loader, command) for loader, command in _PROGRAMS.items()}

    @staticmethod
    def _lay(given: Path, here: Path) -> None:
        if here.is_dir() and not here.is_symlink():
            shutil.rmtree(here)
        else:
            here.unlink(missing_ok=True)
        if given.is_symlink():
            os.symlink(os.readlink(given), here)
        elif given.is_dir():
            shutil.copytree(given, here, symlinks=True)
        elif given.exists():
            shutil.copy(given, here)

    def _run(self, loader: str, command: list[str]) -> int:
        self._value.write_text(f"{DEFAULT}\n", encoding="ascii")
        done = subprocess.run(
            ["chroot", str(self._root), *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode in (126, 127) or done.returncode < 0:
            raise LabError(f"The loader {loader} did not run: {done.stderr.strip()}.")
        return int(self._value.read_text(encoding="ascii"))
