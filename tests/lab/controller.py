# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible controllers: ansible-core of a pinned version, each in a virtual environment of the build folder."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from .errors import LabError
from .laboratory import Lab
from .project import ROOT
from .virtualenv import virtual_environment


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
        name = "-".join((f"ansible-{self.version}", *(package.split("==")[0] for package in packages)))
        self.folder = virtual_environment(name, f"ansible-core=={release.pin}", *packages)

    def command(self, lab: Lab, tool: str, *arguments: str, settings: dict[str, str] | None = None) -> list[str]:
        """A command line that runs one of Ansible's tools inside the lab, from the project's root folder.

        Ansible's own folder is in the lab and ends with it; no personal configuration is read; settings are further
        environment variables.
        """
        home = lab.namespace.folder
        lab.namespace.path(home / "ansible.cfg").touch()
        variables = {**self.variables(home), **(settings or {})}
        environment = ["env", "--unset=PYTHONPATH", *(f"{name}={value}" for name, value in variables.items())]
        return lab.namespace.command([*environment, f"{self.folder}/bin/{tool}", *arguments], working_folder=ROOT)

    def variables(self, home: Path) -> dict[str, str]:
        """The environment of Ansible's tools. What they keep is in the folder home, and so is their only configuration,
        an ansible.cfg that may be missing."""
        return {
            "PATH": f"{self.folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_HOME": str(home / "ansible"),
            "ANSIBLE_CONFIG": str(home / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
            "ANSIBLE_NOCOLOR": "1",
        }


def _default_version() -> str:
    fitting = [
        name
        for name, release in RELEASES.items()
        if release.oldest_python <= sys.version_info.minor <= release.newest_python
    ]
    if not fitting:
        raise LabError(f"No ansible-core release of the lab runs on this host's Python 3.{sys.version_info.minor}.")
    return "2.19" if "2.19" in fitting else fitting[-1]
