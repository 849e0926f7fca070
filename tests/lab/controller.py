# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible controllers: ansible-core of a pinned version, each in a virtual environment of the build folder."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from dataclasses import dataclass

from . import debian
from .errors import LabError
from .laboratory import Lab
from .progress import say
from .project import BUILD, ROOT


@dataclass(frozen=True)
class Release:
    """One release line of ansible-core, and the Python minor versions (3.N) that it runs on."""

    pin: str
    oldest_python: int
    newest_python: int


RELEASES = {
    "2.16": Release("2.16.19", 10, 12),
    "2.17": Release("2.17.14", 10, 12),
    "2.18": Release("2.18.19", 11, 13),
    "2.19": Release("2.19.14", 11, 13),
    "2.20": Release("2.20.10", 12, 14),
    "2.21": Release("2.21.5", 12, 14),
}


class Controller:
    """ansible-core in a virtual environment of this host's own Python, made on first use.

    version is a key of RELEASES, or None for the one that suits this host; packages are further PyPI requirements,
    which give the environment its own folder. Raises LabError when the host's Python is unfit or pip fails.
    """

    def __init__(self, version: str | None = None, packages: tuple[str, ...] = ()) -> None:
        self.version = version or _default_version()
        release = RELEASES[self.version]
        if not release.oldest_python <= sys.version_info.minor <= release.newest_python:
            raise LabError(
                f"ansible-core {self.version} needs Python 3.{release.oldest_python} to 3.{release.newest_python}, "
                f"and this host has 3.{sys.version_info.minor}: choose another release."
            )
        self._requirements = (f"ansible-core=={release.pin}", *packages)
        plain_names = [package.split("==")[0] for package in packages]
        self.folder = BUILD / "venv" / "-".join((f"ansible-{self.version}", *plain_names))
        self._make()

    def command(self, lab: Lab, tool: str, *arguments: str, settings: dict[str, str] | None = None) -> list[str]:
        """A command line that runs one of Ansible's tools inside the lab, from the project's root folder.

        Ansible's own folder is in the lab and ends with it; no personal configuration is read; settings are further
        environment variables.
        """
        no_configuration = lab.namespace.folder / "ansible.cfg"
        lab.namespace.path(no_configuration).touch()
        variables = {
            "PATH": f"{self.folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_HOME": str(lab.namespace.folder / "ansible"),
            "ANSIBLE_CONFIG": str(no_configuration),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
            "ANSIBLE_NOCOLOR": "1",
            **(settings or {}),
        }
        environment = ["env", "--unset=PYTHONPATH", *(f"{name}={value}" for name, value in variables.items())]
        return lab.namespace.command([*environment, f"{self.folder}/bin/{tool}", *arguments], working_folder=ROOT)

    def _make(self) -> None:
        complete = self.folder / "complete"
        recipe = " ".join(self._requirements)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.folder}.lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if complete.is_file() and complete.read_text(encoding="utf-8") == recipe:
                return
            debian.require_packages("python3-venv")
            say(f"installing {recipe} from PyPI (once)")
            shutil.rmtree(self.folder, ignore_errors=True)
            _run_or_tell([sys.executable, "-m", "venv", str(self.folder)], recipe)
            _run_or_tell([f"{self.folder}/bin/pip", "install", "--quiet", *self._requirements], recipe)
            complete.write_text(recipe, encoding="utf-8")


def _default_version() -> str:
    fitting = [
        name
        for name, release in RELEASES.items()
        if release.oldest_python <= sys.version_info.minor <= release.newest_python
    ]
    if not fitting:
        raise LabError(f"No ansible-core release of the lab runs on this host's Python 3.{sys.version_info.minor}.")
    return "2.19" if "2.19" in fitting else fitting[-1]


def _run_or_tell(command: list[str], recipe: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = [line for line in done.stderr.splitlines() if "ERROR" in line] or done.stderr.splitlines()
        reason = words[-1] if words else "no reason given"
        raise LabError(f"{recipe} could not be installed ({reason}): check that pip reaches PyPI, then run again.")
