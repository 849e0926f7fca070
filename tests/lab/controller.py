# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible controllers: ansible-core of a pinned version from PyPI, or the one that a Debian release ships."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from .chroot import Chroot
from .errors import LabError
from .laboratory import Lab
from .project import ROOT
from .rootfolder import root_folder
from .virtualenv import virtual_environment


@dataclass(frozen=True)
class Release:
    """One release line of ansible-core: what PyPI calls it, and the Python minor versions (3.N) that it runs on."""

    pin: str
    oldest_python: int
    newest_python: int

    def runs_on(self, minor: int) -> bool:
        """Whether it runs on Python 3.minor."""
        return self.oldest_python <= minor <= self.newest_python


RELEASES = {
    "2.16": Release("2.16.19", 10, 12),
    "2.17": Release("2.17.14", 10, 12),
    "2.18": Release("2.18.19", 11, 13),
    "2.19": Release("2.19.14", 11, 13),
    "2.20": Release("2.20.10", 12, 14),
    "2.21": Release("2.21.5", 12, 14),
}

# What Debian ships, by the Debian suite.
DEBIAN_RELEASES = {"2.14": "bookworm", "2.22": "sid"}

# The Python minor version of Debian suites, for releases that do not run on this host's own.
_PYTHONS = {"bookworm": 11, "trixie": 13}
_PYTHON_PACKAGES = ("ca-certificates", "python3-venv")


class Controller:
    """ansible-core, made on first use: on this host's own Python, or in a Debian root folder that has the right one.

    version is a key of RELEASES or DEBIAN_RELEASES, or None for the one that suits this host; packages are further PyPI
    requirements, which give the environment its own folder. Its tools are in folder/bin. Raises LabError when pip or
    mmdebstrap fails.
    """

    def __init__(self, version: str | None = None, packages: tuple[str, ...] = ()) -> None:
        self.version = version or _default_version()
        self.python = sys.version_info.minor
        self._root: Path | None = None
        if self.version in DEBIAN_RELEASES:
            self._root = root_folder(DEBIAN_RELEASES[self.version], ("ansible-core",))
            self.folder = Path("/usr")
            return
        release = RELEASES[self.version]
        name = "-".join((f"ansible-{self.version}", *(package.split("==")[0] for package in packages)))
        if not release.runs_on(self.python):
            suite, self.python = next(each for each in _PYTHONS.items() if release.runs_on(each[1]))
            self._root = root_folder(suite, _PYTHON_PACKAGES)
            name = f"{suite}-{name}"
        chroot = self._root and Chroot(self._root, ROOT)
        self.folder = virtual_environment(name, f"ansible-core=={release.pin}", *packages, chroot=chroot)

    def command(self, lab: Lab, tool: str, *arguments: str, settings: dict[str, str] | None = None) -> list[str]:
        """A command line that runs one of Ansible's tools, or an absolute path, in the lab, from the project's root.

        Ansible's own folder is in the lab and ends with it; no personal configuration is read; settings are further
        environment variables.
        """
        home = lab.namespace.folder
        lab.namespace.path(home / "ansible.cfg").touch()
        variables = {**self.variables(home), **(settings or {})}
        environment = ["env", "--unset=PYTHONPATH", *(f"{name}={value}" for name, value in variables.items())]
        command = [*environment, str(self.folder / "bin" / tool), *arguments]
        return lab.namespace.command(self.inside(*command, folder=ROOT, shared=(home,)))

    def inside(self, *command: str, folder: Path, shared: tuple[Path, ...] = ()) -> list[str]:
        """The command, made to run from a folder on the system that this controller is installed on.

        That system sees the project and the folders that are shared with it.
        """
        if self._root is None:
            return ["env", f"--chdir={folder}", *command]
        return Chroot(self._root, ROOT, *shared).command(*command, folder=folder)

    def variables(self, home: Path) -> dict[str, str]:
        """The environment of Ansible's tools. What they keep is in the folder home, and so is their only configuration,
        an ansible.cfg that may be missing."""
        return {
            "PATH": f"{self.folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_HOME": str(home / "ansible"),
            # By default in the user's folder, where it would bring one lab's tasks to another's machine of that name.
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(home / "cp"),
            "ANSIBLE_CONFIG": str(home / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
            "ANSIBLE_NOCOLOR": "1",
        }


def _default_version() -> str:
    fitting = [name for name, release in RELEASES.items() if release.runs_on(sys.version_info.minor)]
    if not fitting:
        raise LabError(f"No ansible-core release of the lab runs on this host's Python 3.{sys.version_info.minor}.")
    return "2.19" if "2.19" in fitting else fitting[-1]
