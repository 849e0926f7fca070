# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All hosts of a report, from what Ansible's variables hold of each."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import functools
import typing as t

from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import AGAIN, Row, row_of, without_record
from ansible_collections.hardening.yama.plugins.plugin_utils._report.states import RANKS, STATES
from ansible_collections.hardening.yama.plugins.plugin_utils._report.text import counted, listed, visible

TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclasses.dataclass(frozen=True)
class Found:
    """What the variables of a host hold: the fact of an audit, and what the last run of the audit registered."""

    record: object = None
    result: object = None


@dataclasses.dataclass(frozen=True)
class Fleet:
    """What a writer writes."""

    title: str
    made: str  # the controller's time, as the records have theirs
    rows: tuple[Row, ...]

    @functools.cached_property
    def counts(self) -> dict[str, int]:
        """How many hosts are in each state, in the order of the states; 0 where none is."""
        counter = collections.Counter(row.state for row in self.rows)
        return {name: counter[name] for name in STATES}

    @functools.cached_property
    def right(self) -> int:
        """How many are right now and at the next boot."""
        return sum(row.outcome == "pass" for row in self.rows)

    @functools.cached_property
    def concerned(self) -> int:
        """How many there are without those that the rule does not concern."""
        return len(self.rows) - self.counts["not_applicable"]

    @property
    def sentence(self) -> str:
        """The result for people."""
        if not self.rows:
            return "There are no hosts in this report."
        if not self.concerned:
            return f"The rule concerns none of {counted(len(self.rows), 'host')}."
        if self.right == self.concerned:
            hosts = "The only host is" if self.right == 1 else f"All {self.right:,} hosts are"
            return f"{hosts} right now and at the next boot{self._with_doubts()}."
        verb = "is" if self.right == 1 else "are"
        head = f"{self.right:,} of {counted(self.concerned, 'host')} {verb} right now and at the next boot"
        others = [
            f"{count:,} {STATES[name].clause_of_one if count == 1 else STATES[name].clause}"
            for name, count in self.counts.items()
            if count and STATES[name].outcome in ("failure", "error")
        ]
        return f"{head}{self._with_doubts()}; {listed(others, len(others))}."

    def _with_doubts(self) -> str:
        doubts = self.counts["compliant_with_doubts"]
        return f", {doubts:,} of them with doubts" if doubts else ""


def gather(title: str, now: datetime.datetime, found: t.Mapping[str, Found], max_age: float = 0) -> Fleet:
    """The fleet of the hosts by their names. A record older than max_age hours is not believed, unless that is 0."""
    oldest = (now - datetime.timedelta(hours=max_age)) if max_age else None
    rows = [_row(host, each, oldest) for host, each in found.items()]
    rows.sort(key=lambda row: (RANKS[row.state], row.host))
    return Fleet(visible(title), now.strftime(TIME), tuple(rows))


def _row(host: str, found: Found, oldest: datetime.datetime | None) -> Row:
    """What this run saw of a host goes before what an earlier one left in a cache of facts."""
    row = row_of(host, found.record) if found.record is not None else None
    result = found.result if isinstance(found.result, dict) else {}
    state = "unreachable" if result.get("unreachable") is True else "failed" if result.get("failed") is True else ""
    if state and not (row and row.state == state):
        return without_record(host, state, _why(result, state) + _earlier(row))
    if row is None:
        return without_record(host, "failed", f"it has no audit record: {AGAIN} and see what stops it")
    if oldest and row.time and _is_older(row.time, oldest):
        why = f"its record is of {row.time}, which is too long ago: {AGAIN}"
        return without_record(host, "unknown", why, row.record)
    return row


def _why(result: t.Mapping[str, t.Any], state: str) -> str:
    said = " ".join(str(result.get("msg") or "").split())
    return said or ("it cannot be reached" if state == "unreachable" else "the audit failed")


def _earlier(row: Row | None) -> str:
    return f" (at {row.time} it was: {STATES[row.state].label})" if row and row.time else ""


def _is_older(time: str, oldest: datetime.datetime) -> bool:
    """Whether that is before; a time that cannot be read is."""
    try:
        made = datetime.datetime.strptime(time, TIME).replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        return True
    return made < oldest
