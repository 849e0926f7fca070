# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts that are alike: most of a fleet is, so that what is said of them is said once."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet
from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import Mend, Row
from ansible_collections.hardening.yama.plugins.plugin_utils._report.states import RANKS


@dataclasses.dataclass(frozen=True)
class Kind:
    """Hosts of which everything but their name, kernel and time is the same."""

    number: int
    row: Row  # without these
    hosts: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Task:
    """What to do, and on which hosts."""

    number: int
    state: str
    reasons: tuple[str, ...]
    mend: Mend | None
    hosts: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Opinion:
    """How the answers of a published check are spread over the hosts that it is published for."""

    name: str
    controls: str
    answers: dict[str, int]
    stricter: int  # findings on hosts that are right
    blind: int  # passes on hosts that are not


def kinds_of(fleet: Fleet) -> tuple[list[Kind], list[int]]:
    """The kinds, and for each host of the fleet the number of its kind."""
    hosts: dict[Row, list[str]] = {}
    keys = [_alike(row) for row in fleet.rows]
    for key, row in zip(keys, fleet.rows):
        hosts.setdefault(key, []).append(row.host)
    kinds = [Kind(number, key, tuple(names)) for number, (key, names) in enumerate(hosts.items(), 1)]
    numbers = {key: number for number, key in enumerate(hosts, 1)}
    return kinds, [numbers[key] for key in keys]


def _alike(row: Row) -> Row:
    if row.outcome == "error" and not row.time:  # what ssh says has the host's name in it
        said = row.summary.replace(row.host, "…")
        return dataclasses.replace(row, host="", summary=said, reasons=(said,))
    return dataclasses.replace(row, host="", kernel=None, time=None)


def tasks_of(fleet: Fleet) -> tuple[list[Task], list[int]]:
    """What to do about the hosts that are not right, most hosts of the worst state first; for each host its task or 0."""
    hosts: dict[tuple[str, tuple[str, ...], Mend | None], list[str]] = collections.defaultdict(list)
    keys = [_task(row) for row in fleet.rows]
    for key, row in zip(keys, fleet.rows):
        if key:
            hosts[key].append(row.host)
    ordered = sorted(hosts, key=lambda key: (RANKS[key[0]], -len(hosts[key])))
    numbers = {key: number for number, key in enumerate(ordered, 1)}
    tasks = [Task(numbers[key], *key, tuple(hosts[key])) for key in ordered]
    return tasks, [numbers[key] if key else 0 for key in keys]


def _task(row: Row) -> tuple[str, tuple[str, ...], Mend | None] | None:
    if row.outcome not in ("failure", "error"):
        return None
    return row.state, () if row.state == "unreachable" else row.reasons or (row.summary,), row.mend


def opinions_of(fleet: Fleet) -> list[Opinion]:
    """What each published check says of the fleet."""
    found: dict[str, list[tuple[Row, t.Any]]] = collections.defaultdict(list)
    for row in fleet.rows:
        for judge in row.judges:
            if judge.applies:
                found[judge.name].append((row, judge))
    opinions = []
    for name, answers in sorted(found.items()):
        counts = collections.Counter(judge.answer for _row, judge in answers)
        controls = ", ".join(dict.fromkeys(control for _row, judge in answers for control in judge.controls))
        stricter = sum(judge.answer == "finding" and row.outcome == "pass" for row, judge in answers)
        blind = sum(judge.answer == "pass" and row.outcome == "failure" for row, judge in answers)
        opinions.append(Opinion(name, controls, dict(counts), stricter, blind))
    return opinions
