# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private network, mount and process namespace that dies with its maker.

Everything of the lab lives in one: tap devices, overlays, machines, SSH masters, controllers. Its first process
reads from a pipe whose other end only this program holds, so the kernel itself ends and removes all of it when
this program ends, however it ends. Names and addresses inside collide with nothing outside.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import debian
from .errors import LabError

# Runs as the namespace's first process; $1 is the folder that gets a private tmpfs. The process id is read
# from the /proc of the outer namespace, before the inner one covers it.
_FIRST_PROCESS = """
set -e
mount -t tmpfs -o mode=700 lab "$1"
read -r pid rest </proc/self/stat
mount -t proc proc /proc
ip link set lo up
echo "$pid"
read -r rest || exit 0
"""


class Namespace:
    """Context manager. folder is a path inside that is private, empty at first, and gone afterwards."""

    def __init__(self) -> None:
        self.folder = Path()
        self.process = 0
        self._holder: subprocess.Popen[str] | None = None

    def __enter__(self) -> Namespace:
        debian.require_root("make network and mount namespaces")
        debian.require_packages("iproute2")
        self.folder = Path(tempfile.mkdtemp(prefix="hardening-yama-"))
        unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]
        self._holder = subprocess.Popen(
            [*unshare, "sh", "-c", _FIRST_PROCESS, "lab", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C must not end it before the orderly end
        )
        answer = self._holder.stdout.readline().strip()
        if not answer:
            reason = self._holder.stderr.read().strip() or "no reason given"
            self.close()
            raise LabError(
                f"This machine does not allow new namespaces ({reason}): "
                "run outside of a container, or in one with CAP_SYS_ADMIN (for example --privileged)."
            )
        self.process = int(answer)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process inside and remove the folder; harmless when done twice."""
        if self._holder is not None:
            self._holder.stdin.close()
            self._holder.wait()
            self._holder.stdout.close()
            self._holder.stderr.close()
            self._holder = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, arguments: list[str], working_folder: Path = Path("/")) -> list[str]:
        """The arguments, made to run inside."""
        enter = ["nsenter", f"--target={self.process}", "--net", "--mount", "--pid", "--root"]
        return [*enter, "--", "env", f"--chdir={working_folder}", *arguments]

    def run(self, *arguments: str) -> str:
        """Run a command inside and return its output. Raises LabError with its error text when it fails."""
        done = subprocess.run(
            self.command(list(arguments)), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise LabError(f"`{' '.join(arguments)}` failed inside the lab: {done.stderr.strip()}.")
        return done.stdout

    def path(self, inside: os.PathLike[str] | str) -> Path:
        """How this program reaches a path that exists only inside."""
        return Path(f"/proc/{self.process}/root") / str(inside).lstrip("/")
