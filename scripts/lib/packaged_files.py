# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What both system packages are made from: scripts/packages/description.toml, with the version and the date."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import tomllib


@dataclass(frozen=True)
class File:
    """A file of the packages; debian and rpm are its places there where they are others, "" for none."""

    path: str
    mode: int = 0o644
    packed: bool = False
    kind: str = ""
    debian: str | None = None
    rpm: str | None = None

    def place(self, system: str) -> str:
        """Where it is in a package for "debian" or "rpm"; "" for nowhere."""
        special = {"debian": self.debian, "rpm": self.rpm}[system]
        place = self.path if special is None else special
        return f"{place}.gz" if place and self.packed else place


@dataclass(frozen=True)
class Description:
    """The packages in words, and their files."""

    name: str
    summary: str
    description: str
    licence: str
    licence_of_program: str
    homepage: str
    maintainer: str
    version: str
    date: int
    files: tuple[File, ...]

    @property
    def paragraphs(self) -> list[str]:
        """The long description; each paragraph is one line."""
        return self.description.strip().split("\n\n")

    def words(self) -> dict[str, str]:
        """What stands for @WORD@ in the templates."""
        utc = time.gmtime(self.date)
        return {
            "NAME": self.name,
            "VERSION": self.version,
            "SUMMARY": self.summary,
            "SUMMARY_WITH_CAPITAL": self.summary[0].upper() + self.summary[1:],
            "LICENCE": self.licence,
            "LICENCE_OF_PROGRAM": self.licence_of_program,
            "HOMEPAGE": self.homepage,
            "MAINTAINER": self.maintainer,
            "DEBIAN_DATE": time.strftime("%a, %d %b %Y %H:%M:%S +0000", utc),
            "RPM_DATE": time.strftime("%a %b %d %Y", utc),
        }


def read_description(file: Path, version: str, date: int) -> Description:
    """The description of a release of that version and date."""
    described = tomllib.loads(file.read_text(encoding="utf-8"))
    files = tuple(File(**each) for each in described.pop("files"))
    return Description(**described, version=version, date=date, files=files)
