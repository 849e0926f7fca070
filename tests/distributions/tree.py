# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that are shaped like a system, made of a short description and of no foreign package.

A file is what the program looks at and no more: a program is the text in it that tells whose it is, a unit is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Union


@dataclass(frozen=True)
class Link:
    """A symbolic link, as the text that stands in it."""

    target: str


Files = dict[str, Union[str, Link]]

MERGED: Files = {
    "/bin": Link("usr/bin"),
    "/lib": Link("usr/lib"),
    "/sbin": Link("usr/sbin"),
}


@dataclass(frozen=True)
class Tree:
    """A system: its name for people, the fields of os-release that tell which it is, and its files."""

    name: str
    os_release: str
    files: Files = field(default_factory=dict)

    def build(self, folder: Path) -> None:
        """Make it in a folder that is empty or not there."""
        folder.mkdir(exist_ok=True)
        files = dict(self.files)
        if self.os_release:
            files["/usr/lib/os-release"] = "\n".join(self.os_release.split()) + "\n"
            files["/etc/os-release"] = Link("../usr/lib/os-release")
        for path, content in sorted(files.items()):  # a link to a folder comes before what is in it
            place = folder / path.removeprefix("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Link):
                place.symlink_to(content.target)
                if path in MERGED and f"/{content.target}" not in files:
                    (folder / content.target).mkdir(parents=True, exist_ok=True)
            else:
                place.write_text(content, encoding="latin-1")
                if content.startswith(("#!", "\x7fELF")):
                    place.chmod(0o755)


def program(*texts: str) -> str:
    """A program's bytes, as far as the texts in it go."""
    return "\x7fELF\0" + "\0".join(texts) + "\0"


def systemd(shared: str, build: str = "", lib: str = "/usr/lib") -> Files:
    """systemd with the name of its shared library and what it calls itself: systemd("239", "239 (239-82.el8_10.3)")."""
    folder = f"{lib}/systemd"
    release = shared.partition("-")[0].partition(".")[0]
    unit = f"[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart={folder}/systemd-sysctl\n"
    files: Files = {
        f"{folder}/systemd": program(f"libsystemd-shared-{shared}.so"),
        f"{folder}/systemd-sysctl": program(f"libsystemd-shared-{shared}.so"),
        f"{folder}/libsystemd-shared-{shared}.so": program(f"systemd {build or release}"),
        f"{folder}/system/systemd-sysctl.service": unit,
        f"{folder}/system/sysinit.target.wants/systemd-sysctl.service": Link("../systemd-sysctl.service"),
    }
    return files


def old_systemd(release: str, lib: str = "/usr/lib") -> Files:
    """systemd before 231, which has its texts in each of its programs."""
    files = systemd(release, lib=lib)
    del files[f"{lib}/systemd/libsystemd-shared-{release}.so"]
    files[f"{lib}/systemd/systemd"] = files[f"{lib}/systemd/systemd-sysctl"] = program(f"systemd {release}")
    return files


def procps(version: str, path: str = "/usr/sbin/sysctl") -> Files:
    """The program sysctl of procps-ng."""
    return {path: program("--system", f"procps-ng {version}")}


def dpkg(**versions: str) -> Files:
    """dpkg's list of installed packages."""
    paragraphs = (
        f"Package: {name}\nStatus: install ok installed\nVersion: {version}\n" for name, version in versions.items()
    )
    return {"/var/lib/dpkg/status": "\n".join(paragraphs)}
