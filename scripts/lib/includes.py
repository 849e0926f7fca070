# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What C++ files include of the project's own: the names in quotes. Everybody else's stand in angle brackets."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path

_INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


@functools.cache
def included_names(file: Path) -> tuple[str, ...]:
    """The names, as they are written, in their order."""
    return tuple(_INCLUDE.findall(file.read_text(encoding="utf-8")))


def with_included_files(file: Path, search: Iterable[Path]) -> list[Path]:
    """A file and all files that it includes, directly or not, looked for beside the file that names them and in search.

    What stands in an #if counts, whatever its condition is worth.
    """
    found = [file]
    for each in found:
        for name in included_names(each):
            places = (folder / name for folder in (each.parent, *search))
            target = next((place for place in places if place.is_file()), None)
            if target is not None and target not in found:
                found.append(target)
    return found
