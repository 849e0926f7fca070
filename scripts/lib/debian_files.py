# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Debian package an installed file is of, and of which source that package was built."""

from __future__ import annotations

import hashlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lab.errors import LabError

DATABASE = Path("/var/lib/dpkg/info")

_FIELDS = ("binary:Package", "Package", "Version", "Architecture", "source:Package", "source:Version", "Built-Using")


@dataclass(frozen=True)
class DebianPackage:
    """An installed package. built_using names the sources whose code is in it beside its own, "glibc (= 2.36-8)"."""

    key: str  # as dpkg tells it from others: with ":amd64" where it may be installed for several
    name: str
    version: str
    architecture: str
    source: str
    source_version: str
    built_using: str = ""

    @property
    def purl(self) -> str:
        """What scanners and other tools call it."""
        return f"pkg:deb/debian/{quote(self.name)}@{quote(self.version)}?arch={self.architecture}"

    def origin(self, source: str) -> tuple[str, str]:
        """The source whose code this is, with its version: the own one, or that which a cross compiler's repacks.

        source is how its name begins.
        """
        for name, version in re.findall(r"(\S+) \(= ([^)]+)\)", self.built_using):
            if name.startswith(source):
                return name, version
        return self.source, self.source_version


def owners(files: list[Path]) -> dict[Path, DebianPackage]:
    """The package of each file, which must be as the package brought it. Raises LabError."""
    if not files:
        return {}
    keys = _owner_keys(files)
    packages = {key: _package(key) for key in sorted(set(keys.values()))}
    for key in packages:
        _check(key, [file for file in files if keys[file] == key])
    return {file: packages[keys[file]] for file in files}


def _owner_keys(files: list[Path]) -> dict[Path, str]:
    # The archive has some files below /lib that are found below /usr/lib.
    names = [name for file in files for name in (str(file), str(file).removeprefix("/usr"))]
    said = _run("dpkg-query", "--search", *names, may_fail=True)
    found = {}
    for line in said.splitlines():
        key, _, name = line.rpartition(": ")
        if not line.startswith("diversion by "):
            found[name] = key.split(", ")[0]
    keys = {file: found.get(str(file)) or found.get(str(file).removeprefix("/usr")) for file in files}
    strange = [str(file) for file, key in keys.items() if key is None]
    if strange:
        raise LabError(
            f"{strange[0]} is built into the program and of no Debian package, so its source cannot be told: "
            "build with Debian's compilers and libraries."
        )
    return {file: key for file, key in keys.items() if key}


def _package(key: str) -> DebianPackage:
    said = _run("dpkg-query", "--show", "--showformat", "\\t".join(f"${{{field}}}" for field in _FIELDS), key)
    return DebianPackage(*said.split("\t"))


def _check(key: str, files: list[Path]) -> None:
    """Hold the files against the sums that the package brought."""
    sums = (DATABASE / f"{key}.md5sums").read_text(encoding="utf-8")
    wanted = {f"/{line[34:]}": line[:32] for line in sums.splitlines()}
    for file in files:
        known = wanted.get(str(file)) or wanted.get(str(file).removeprefix("/usr"))
        if known and hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest() != known:
            name = key.partition(":")[0]
            raise LabError(
                f"{file} is not as Debian's package {name} brought it: install it anew with "
                f"`sudo apt-get install --reinstall {name}`."
            )


def _run(*command: str, may_fail: bool = False) -> str:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0 and not may_fail:
        raise LabError(f"`{' '.join(command[:2])}` failed: {done.stderr.strip()}")
    return done.stdout
