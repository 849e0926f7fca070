# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-test of several controllers, on a copy of the collection's own files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from lab import checkout
from lab.controller import Controller
from lab.project import BUILD, ROOT

STAND_IN = Path(__file__).with_name("get_pip.py")

# Kept from run to run: what ansible-test installs for itself.
HOMES = BUILD / "ansible-test"

COMPLAINT = re.compile(r"(ERROR|FATAL|WARNING|fatal|\[ERROR\]):")


def copy_sources(folder: Path, *wanted: Path) -> None:
    """Copy what git knows of some files and folders, under the same names, to where tools may write.

    The native programs are none of them: they are no source, and validate-modules cannot read them.
    """
    for place in wanted:
        for file in checkout.files(under=place):
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, target)


class AnsibleTest:
    """ansible-test of one release of ansible-core."""

    def __init__(self, version: str) -> None:
        self._home = HOMES / version
        self._home.mkdir(parents=True, exist_ok=True)
        self._controller = Controller(version)
        self._prepare_home()

    def complaints(self, kind: str, collection: Path) -> str:
        """Run all tests of a kind, "sanity" or "integration"; what they say against the collection, "" for nothing."""
        python = f"3.{self._controller.python}"
        command = [f"{self._controller.folder}/bin/ansible-test", kind, "--color", "no", "--python", python]
        done = self._run(*command, folder=collection)
        if done.returncode == 0:
            return ""
        said = [line for line in (done.stdout + done.stderr).splitlines() if re.match(COMPLAINT, line)]
        return "\n".join(said) or done.stdout[-1000:] + done.stderr[-1000:]

    def _prepare_home(self) -> None:
        """Put the stand-in where ansible-test keeps the script, under the name that it looks for."""
        package = f"lib/python3.{self._controller.python}/site-packages/ansible_test/_internal/python_requirements.py"
        code = (self._controller.folder / package).read_text(encoding="utf-8")
        scripts = self._home / ".ansible" / "test" / "cache"
        scripts.mkdir(parents=True, exist_ok=True)
        for version in re.findall(r"\bpip='([0-9.]+)'", code):
            shutil.copy(STAND_IN, scripts / f"get_pip_{version.replace('.', '_')}.py")

    def _run(self, *command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        variables = {
            "HOME": str(self._home),
            "PATH": f"{self._controller.folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
        }
        inherited = {
            name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
        }
        return subprocess.run(
            self._controller.inside(*command, folder=folder, shared=(folder,)),
            env={**inherited, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
