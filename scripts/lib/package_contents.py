# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the collection's package and their licences."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from lab.errors import LabError
from linked_parts import NOT_IN_THE_PROGRAM, Program

LICENCE = "GPL-3.0-or-later"

# Licence expressions are made of names, AND, OR and WITH.
LICENCE_NAMES = re.compile(r"[A-Za-z0-9.+-]+")


@dataclass(frozen=True)
class Content:
    """A file of the package."""

    name: str
    sha1: str
    sha256: str
    licence: str


def licence_of(program: Program) -> str:
    """The licence of a program as a whole: that of each part of which something is in it."""
    licences = {LICENCE, *(part.licence for part in program.parts)} - {NOT_IN_THE_PROGRAM}
    return " AND ".join(sorted(f"({each})" if " OR " in each else each for each in licences))


def licence_files(programs: list[Program]) -> list[str]:
    """The files, by the convention of REUSE, with the text of every licence and exception that the bill names."""
    expressions = {LICENCE, *(part.licence for program in programs for part in program.parts)}
    names = {name for each in expressions for name in re.findall(LICENCE_NAMES, each)}
    return sorted(f"LICENSES/{name}.txt" for name in names - {"AND", "OR", "WITH"})


def read_contents(folder: Path, names: set[str], programs: list[Program]) -> list[Content]:
    """The files of these names below a folder. Raises LabError when the text of a licence is not among them."""
    binary = {program.name: licence_of(program) for program in programs}
    contents = []
    for name in sorted(names):
        file = folder / name
        data = file.read_bytes()
        contents.append(digested(name, data, binary.get(name) or _named_licence(file, data)))
    missing = set(licence_files(programs)) - {each.name for each in contents}
    if missing:
        raise LabError(f"The package has something under a licence without its text: add {', '.join(sorted(missing))}.")
    return contents


def digested(name: str, data: bytes, licence: str) -> Content:
    """A file with its checksums."""
    return Content(name, hashlib.sha1(data).hexdigest(), hashlib.sha256(data).hexdigest(), licence)


def _named_licence(file: Path, data: bytes) -> str:
    """What the file, or FILE.license beside it, says of itself."""
    beside = file.with_name(f"{file.name}.license")
    head = beside.read_bytes() if beside.is_file() else data
    found = re.search(rb"SPDX-License-Identifier: ([A-Za-z0-9.-]+)", head[:2000])
    return found[1].decode() if found else "NOASSERTION"
