# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a folder holds: every path with its kind, owner, mode, bytes and extended attributes."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

Picture = dict[str, tuple[object, ...]]

TEMPORARY = re.compile(r"(^|/)\.yama-ptrace\.[0-9a-f]{16}~$")
BACKUP = re.compile(r"\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$")


def photograph(folder: Path) -> Picture:
    """The paths below a folder, from "/": a copy's number and time are taken out of its name."""
    picture: Picture = {}
    places = [(str(folder), "")]
    while places:
        place, inside = places.pop()
        for entry in os.scandir(place):
            path = f"{inside}/{BACKUP.sub('.BACKUP~', entry.name)}"
            picture[path] = _looks_of(entry)
            if entry.is_dir(follow_symlinks=False):
                places.append((entry.path, f"{inside}/{entry.name}"))
    return picture


def without_folders(picture: Picture) -> Picture:
    """Only what is no folder."""
    return {path: looks for path, looks in picture.items() if looks[0] != stat.S_IFDIR}


def temporary(picture: Picture) -> list[str]:
    """The temporary files of the program in it."""
    return [path for path in picture if TEMPORARY.search(path)]


def without_temporary(picture: Picture) -> Picture:
    """All but the temporary files of the program."""
    return {path: looks for path, looks in picture.items() if not TEMPORARY.search(path)}


def digest(picture: Picture) -> str:
    """One word for a picture, whatever its temporary files are called."""
    named = sorted((TEMPORARY.sub("/TEMPORARY", path), repr(looks)) for path, looks in picture.items())
    return hashlib.sha256(repr(named).encode()).hexdigest()


def _looks_of(entry: os.DirEntry[str]) -> tuple[object, ...]:
    status = entry.stat(follow_symlinks=False)
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFLNK:
        return (kind, status.st_uid, status.st_gid, os.readlink(entry.path))
    attributes = tuple(
        (name, os.getxattr(entry.path, name, follow_symlinks=False))
        for name in sorted(os.listxattr(entry.path, follow_symlinks=False))
    )
    content = Path(entry.path).read_bytes() if kind == stat.S_IFREG else b""
    return (kind, status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode), attributes, content)
