# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the mapping page, made of the collection's data file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from lab.project import COLLECTION

DATA = COLLECTION / "plugins" / "plugin_utils" / "controls.json"


def controls() -> Iterator[tuple[str, ...]]:
    """A row for each control of a standard."""
    yield "standard", "control", "further identifiers", "wants", "CCI", "NIST SP 800-53", "source"
    for each in _data()["controls"]:
        scopes = " or ".join(map(str, each["scopes"])) if len(each["scopes"]) < 3 else "1, 2 or 3"
        yield (
            each["standard"],
            each["id"],
            _some(each["also"]),
            scopes,
            _some(each["cci"]),
            _some(each["nist"]),
            each["source"],
        )


def serves() -> Iterator[tuple[str, ...]]:
    """A row for each role and option, with the controls that it serves."""
    data = _data()
    names = {each["key"]: f"{each['standard']} {each['id']}" for each in data["controls"]}
    yield "with", "controls that it serves", "why"
    for each in data["serves"]:
        served = "all of the table above" if len(each["controls"]) == len(names) else _names(each["controls"], names)
        yield f"{each['what']}{': ' if each['with'] else ''}{_code(each['with'])}", served, each.get("why", "")


def not_claimed() -> Iterator[tuple[str, ...]]:
    """A row for each standard that people ask for and that no control of is claimed."""
    yield "standard", "why"
    for each in _data()["not_claimed"]:
        yield each["standard"], each["why"]


def sources() -> Iterator[tuple[str, ...]]:
    """A row for each source."""
    yield "source", "what it is"
    for name, each in _data()["sources"].items():
        yield name, f"{each['name']} (<{each['where']}>)"


def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


def _names(keys: Iterable[str], names: dict[str, str]) -> str:
    chosen = list(keys)
    if len(chosen) > len(names) / 2:
        return "all of the table above but " + "; ".join(name for key, name in names.items() if key not in chosen)
    return "; ".join(names[key] for key in chosen)


def _code(text: str) -> str:
    return ", ".join(f"`{part}`" for part in text.split(", ")) if text else ""


def _some(texts: list[str]) -> str:
    return ", ".join(texts)
