# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a built program that others made: what the linker took, and the headers that the compiler read.

Nothing is known beforehand but the licences: files come from the linker's map and from the compiler's own list of what
it read, packages and versions from dpkg.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from debian_files import DebianPackage, owners
from lab.errors import LabError
from link_map import placed

# What the compiler makes of the own sources and of what they include when it optimizes all of them together.
_WHOLE_PROGRAM = re.compile(r".*\.ltrans\d*\.ltrans\.o")


@dataclass(frozen=True)
class Kind:
    """A kind of part: its packages' names, how its source's name begins, and its licence."""

    packages: str
    source: str
    licence: str
    remark: str


KINDS = (
    Kind(
        r"libc6-dev(-.*)?",
        "glibc",
        "LGPL-2.1-or-later",
        "The start files are under the same with permission to link them freely; some files bring further notices.",
    ),
    Kind(
        r"lib(stdc\+\+|gcc)-\d+-dev(-.*)?",
        "gcc",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        "The exception allows programs of any licence. libgcc's arithmetic on long double is LGPL-2.1-or-later with "
        "permission to link it freely.",
    ),
    Kind(
        r"linux-libc-dev(-.*)?",
        "linux",
        "GPL-2.0-only WITH Linux-syscall-note",
        "Numbers and structures of system calls: the note says that programs which use them are no derived work, so "
        "this is not part of the program's licence.",
    ),
    Kind(r"libboost[\d.]*-dev", "boost", "BSL-1.0", "Object code needs no notice."),
)

# Licences of which nothing is in a program's own code, however often its headers are read.
NOT_IN_THE_PROGRAM = "GPL-2.0-only WITH Linux-syscall-note"


@dataclass(frozen=True)
class LinkedFile:
    """An archive or object of which something is in the program; members with their bytes, "" for an object's."""

    path: str
    sha1: str
    sha256: str
    members: dict[str, int]


@dataclass(frozen=True)
class Part:
    """One Debian package of which something is in the program."""

    package: DebianPackage
    origin: tuple[str, str]
    licence: str
    remark: str
    linked: tuple[LinkedFile, ...]
    headers: int
    headers_sha256: str  # of what sha256sum prints for all of them, in the order of their names


@dataclass(frozen=True)
class Program:
    """A built program, where it is in the collection, and its parts."""

    processor: str
    name: str
    sha1: str
    sha256: str
    own_bytes: int
    parts: tuple[Part, ...]


def read_program(processor: str, program: Path, name: str) -> Program:
    """What a program in its build folder is made of. Raises LabError."""
    folder = program.parent
    text = (folder / f"{program.name}.map").read_text(encoding="utf-8", errors="replace")
    try:
        files = placed(text)
    except ValueError as trouble:
        raise LabError(f"{folder}/{program.name}.map cannot be read: {trouble}.") from None
    own = {file for file in files if is_own(file, folder)}
    linked = {Path(os.path.realpath(file)): members for file, members in files.items() if file not in own}
    return Program(
        processor,
        name,
        digest("sha1", program),
        digest("sha256", program),
        sum(sum(files[file].values()) for file in own),
        _parts(linked, read_headers(folder)),
    )


def is_own(file: str, folder: Path) -> bool:
    """Whether a file in the map was compiled from the own sources."""
    inside = not os.path.isabs(file) or Path(file).is_relative_to(folder)
    return inside or bool(re.fullmatch(_WHOLE_PROGRAM, file))


def read_headers(folder: Path) -> set[Path]:
    """The headers of others that the compiler read, by its own list."""
    done = subprocess.run(
        ["ninja", "-C", str(folder), "-t", "deps"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    read = {line.strip() for line in done.stdout.splitlines() if line.startswith("    ")}
    if done.returncode != 0 or not read:
        raise LabError(f"ninja does not know which headers {folder} was compiled with: {done.stderr.strip()}")
    project = folder.parent.parent
    absolute = {Path(os.path.realpath(name)) for name in read if os.path.isabs(name)}
    return {file for file in absolute if not file.is_relative_to(project)}


def kind_of(package: str) -> Kind:
    """The kind of a package. Raises LabError for one whose licence nobody has looked at."""
    for kind in KINDS:
        if re.fullmatch(kind.packages, package):
            return kind
    raise LabError(
        f"The program has something of Debian's package {package}, whose licence scripts/lib/linked_parts.py does not "
        "know: add its kind there and its licence to LICENSES."
    )


def _parts(linked: dict[Path, dict[str, int]], headers: set[Path]) -> tuple[Part, ...]:
    owner = owners(sorted({*linked, *headers}))
    parts = []
    for package in sorted(set(owner.values()), key=lambda each: each.name):
        kind = kind_of(package.name)
        own_headers = sorted(file for file in headers if owner[file] == package)
        parts.append(
            Part(
                package,
                package.origin(kind.source),
                kind.licence,
                kind.remark,
                tuple(
                    LinkedFile(str(file), digest("sha1", file), digest("sha256", file), members)
                    for file, members in sorted(linked.items())
                    if owner[file] == package
                ),
                len(own_headers),
                _digest_of_list(own_headers),
            )
        )
    return tuple(parts)


def digest(algorithm: str, file: Path) -> str:
    """The checksum of a file, by an algorithm of hashlib, in hexadecimal digits."""
    return hashlib.new(algorithm, file.read_bytes()).hexdigest()


def _digest_of_list(files: Iterable[Path]) -> str:
    lines = "".join(f"{digest('sha256', file)}  {file}\n" for file in files)
    return hashlib.sha256(lines.encode()).hexdigest() if lines else ""
