# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rooms of native/: who includes whom, held against the table in native/ROOMS.md."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from includes import included_names
from lab.project import ROOT
from lab.suite import Suite

NATIVE = ROOT / "native"
TABLE = NATIVE / "ROOMS.md"

# The room of the files that are in no folder.
ENTRANCE = "main"


def check_rooms(suite: Suite, files: list[Path]) -> None:
    """One test a room: all that its files include is allowed, and all that it is allowed is included."""
    table = read_table()
    found = found_includes(files)
    with suite.test("rooms: every folder has its row"):
        different = sorted(set(found) ^ set(table))
        assert not different, f"give it a row in {_shown(TABLE)}, or take the row away: {', '.join(different)}"
    for room in filter(found.__contains__, table):
        with suite.test(f"rooms: {room}"):
            complaints = complaints_about(room, found[room], table)
            assert not complaints, "; ".join(complaints)


def read_table() -> dict[str, list[str]]:
    """The table's rows: what a room may include, by room, the ground floor first."""
    rows = re.findall(r"^\| `(\S+)` \|[^|]+\|([^|]*)\|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    return {room: allowed.split() for room, allowed in rows}


def found_includes(files: list[Path]) -> dict[str, dict[str, str]]:
    """By room, the other rooms that its files include, each with one place where they do."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for file in files:
        room = room_of(file.relative_to(NATIVE))
        found[room].update({room_of(Path(name)): f"{_shown(file)} includes {name}" for name in included_names(file)})
    return {room: {other: place for other, place in others.items() if other != room} for room, others in found.items()}


def complaints_about(room: str, found: dict[str, str], table: dict[str, list[str]]) -> list[str]:
    """What is wrong in a room or its row, in sentences that say what to do."""
    floors = {each: floor for floor, each in enumerate(table)}
    complaints = [
        f"{place}, but {room} may not include {other}: move what is needed to a room that both may include, or, if this"
        f" is to be the new plan of the house, add {other} to the row of {room} in {_shown(TABLE)}"
        for other, place in found.items()
        if other not in table[room]
    ]
    for other in table[room]:
        if other not in found:
            complaints.append(f"nothing in {room} includes {other}: take it from the row in {_shown(TABLE)}")
        elif floors.get(other, -1) > floors[room] and other != hall_of(room):
            complaints.append(f"the row of {other} is below that of {room}, which may include only rows above")
        elif other != hall_of(other) and hall_of(other) != hall_of(room):
            complaints.append(f"{other} is a wing of {hall_of(other)}, to which {room} does not belong")
    return complaints


def room_of(file: Path) -> str:
    """The room of a file, from its path below native/."""
    return str(file.parent) if file.parent.name else ENTRANCE


def hall_of(room: str) -> str:
    """The hall of a wing; any other room is its own."""
    return room.partition("/")[0]


def _shown(file: Path) -> Path:
    return file.relative_to(ROOT)
