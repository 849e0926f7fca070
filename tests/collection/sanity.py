# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-test sanity of several controllers, on the collection's own files.

The native programs are left out: they are no source, and validate-modules cannot read them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from lab import checkout
from lab.chroot import Chroot
from lab.controller import RELEASES, Controller
from lab.errors import LabError
from lab.progress import say
from lab.project import BUILD, COLLECTION, ROOT
from lab.rootfolder import root_folder

STAND_IN = Path(__file__).with_name("get_pip.py")

# Kept from run to run: what ansible-test installs for itself.
HOMES = BUILD / "sanity"

# For controllers that want a newer Python than this host has.
NEWER_SUITE = "trixie"
NEWER_PYTHON = 13
NEWER_PACKAGES = ("ca-certificates", "python3-venv")


def copy_sources(folder: Path) -> Path:
    """Copy the files that git knows into a collections path, which tools may write to."""
    for file in checkout.files(under=COLLECTION):
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, target)
    return folder / COLLECTION.relative_to(ROOT)


class Sanity:
    """ansible-test of one release of ansible-core, on this host's Python or, where that is too old, on Debian 13's."""

    def __init__(self, version: str) -> None:
        self._home = HOMES / version
        self._home.mkdir(parents=True, exist_ok=True)
        if sys.version_info.minor >= RELEASES[version].oldest_python:
            self._python = sys.version_info.minor
            self._chroot = None
            self._environment = Controller(version).folder
        else:
            self._python = NEWER_PYTHON
            self._chroot = Chroot(root_folder(NEWER_SUITE, NEWER_PACKAGES), BUILD)
            self._environment = self._make_environment(version)
        self._prepare_home()

    def complaints(self, collection: Path) -> str:
        """Run all sanity tests on a collection; what they say against it, "" for nothing."""
        command = [f"{self._environment}/bin/ansible-test", "sanity", "--color", "no", "--python", f"3.{self._python}"]
        done = self._run(*command, folder=collection)
        if done.returncode == 0:
            return ""
        said = [line for line in (done.stdout + done.stderr).splitlines() if re.match("(ERROR|FATAL|WARNING):", line)]
        return "\n".join(said) or done.stdout[-1000:] + done.stderr[-1000:]

    def _make_environment(self, version: str) -> Path:
        """A virtual environment of the newer Python, made once."""
        requirement = f"ansible-core=={RELEASES[version].pin}"
        environment = BUILD / "venv" / f"{NEWER_SUITE}-ansible-{version}"
        complete = environment / "complete"
        if not complete.is_file() or complete.read_text(encoding="utf-8") != requirement:
            say(f"installing {requirement} from PyPI on Debian {NEWER_SUITE}'s Python (once)")
            shutil.rmtree(environment, ignore_errors=True)
            for command in (
                ("python3", "-m", "venv", str(environment)),
                (f"{environment}/bin/pip", "install", "--quiet", requirement),
            ):
                done = self._run(*command)
                if done.returncode != 0:
                    raise LabError(f"`{' '.join(command)}` failed on Debian {NEWER_SUITE}: {done.stderr.strip()}")
            complete.write_text(requirement, encoding="utf-8")
        return environment

    def _prepare_home(self) -> None:
        """Put the stand-in where ansible-test keeps the script, under the name that it looks for."""
        package = f"lib/python3.{self._python}/site-packages/ansible_test/_internal/python_requirements.py"
        code = (self._environment / package).read_text(encoding="utf-8")
        scripts = self._home / ".ansible" / "test" / "cache"
        scripts.mkdir(parents=True, exist_ok=True)
        for version in re.findall(r"\bpip='([0-9.]+)'", code):
            shutil.copy(STAND_IN, scripts / f"get_pip_{version.replace('.', '_')}.py")

    def _run(self, *command: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
        variables = {
            "HOME": str(self._home),
            "PATH": f"{self._environment}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
        }
        inherited = {
            name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
        }
        if self._chroot is not None:
            command = tuple(self._chroot.command(*command, folder=folder))
        return subprocess.run(
            command,
            cwd=folder,
            env={**inherited, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
