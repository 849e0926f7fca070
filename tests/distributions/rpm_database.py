# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""rpm's database as rpm itself makes it: a package that holds nothing is built, and its header is put in."""

from __future__ import annotations

import subprocess
from pathlib import Path

from lab.errors import LabError

_SPEC = """Name: {name}
Version: {version}
Release: {release}
Summary: A stand-in
License: GPL
BuildArch: noarch
%description
A stand-in.
%files
"""


def install(root: Path, workplace: Path, *packages: tuple[str, str, str]) -> None:
    """Install packages (name, version, release) in a folder's database; one of a name that is there is upgraded."""
    database = root / "var/lib/rpm"
    database.mkdir(parents=True, exist_ok=True)
    for name, version, release in packages:
        spec = workplace / f"{name}.spec"
        spec.write_text(_SPEC.format(name=name, version=version, release=release), encoding="ascii")
        _run("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {workplace}/top", str(spec))
        built = workplace / f"top/RPMS/noarch/{name}-{version}-{release}.noarch.rpm"
        _run("rpm", "--dbpath", str(database), "--nodeps", "--justdb", "--force-debian", "-U", str(built))


def _run(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"`{' '.join(command)}` failed: {' '.join(done.stderr.split())[-300:]}")
