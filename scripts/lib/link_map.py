# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a linker put into a program, read from the map that it wrote (ld's -Map)."""

from __future__ import annotations

import re

# The list of what was placed comes last; what stands before it is what was loaded, or left out.
_PLACED = "\nLinker script and memory map\n"

# ".text           0x0000000000401000     0x1234": a section of the program. Debug sections and comments have address 0:
# they are not loaded, and stripped.
# " .text          0x0000000000401000       0x2a /usr/lib/libc.a(exit.o)": what one file brought into it. A long name of
# a section has a line of its own.
_SECTION = re.compile(
    r"^(?P<indent> ?)(?P<name>[^\s*]\S*)(?:\n| )\s+"
    r"0x(?P<address>[0-9a-f]+)\s+0x(?P<size>[0-9a-f]+)(?: (?P<file>\S.*))?$",
    re.MULTILINE,
)

_MEMBER = re.compile(r"(?P<archive>.+)\((?P<member>[^()]+)\)")


def placed(text: str) -> dict[str, dict[str, int]]:
    """The files of which something is in the program: for each its archive members with their bytes.

    A file that is no archive has one member, "". Raises ValueError for a text that is no such map.
    """
    _, mark, layout = text.partition(_PLACED)
    if not mark:
        raise ValueError("this is no link map of GNU ld")
    files: dict[str, dict[str, int]] = {}
    loaded = False
    for section in re.finditer(_SECTION, layout):
        size = int(section["size"], 16)
        if not section["indent"]:
            loaded = int(section["address"], 16) != 0
        elif loaded and size and section["file"]:
            inside = re.fullmatch(_MEMBER, section["file"])
            file, member = (inside["archive"], inside["member"]) if inside else (section["file"], "")
            members = files.setdefault(file, {})
            members[member] = members.get(member, 0) + size
    return files
