# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One host of the report: its audit record, read with suspicion, since it comes from the target."""

from __future__ import annotations

import dataclasses
import json
import typing as t

from ansible_collections.hardening.yama.plugins.plugin_utils._report.states import STATES
from ansible_collections.hardening.yama.plugins.plugin_utils._report.text import visible, whole

SCHEMA = 1

# A record of a host with a hundred files of settings has some 50 kB.
LARGEST = 1_000_000

# What nobody would read to the end.
MOST = 200

AGAIN = "run the audit again"

Fields = t.Dict[str, t.Any]


class RecordError(Exception):
    """The record is not what the schema says; the message completes "its record cannot be read: "."""


@dataclasses.dataclass(frozen=True)
class Mend:
    """What mends a host."""

    command: str | None
    text: str
    reboot: bool


@dataclasses.dataclass(frozen=True)
class Boot:
    """What one loader leaves at the next boot."""

    loader: str
    version: str | None
    at_boot: bool | None
    final: int | None
    locks: bool
    place: str


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of the way of the value."""

    what: str
    value: int | None
    place: str
    text: str | None
    remark: str
    effect: str
    loader: str | None


@dataclasses.dataclass(frozen=True)
class Judge:
    """The answer of a published check."""

    name: str
    id: str
    controls: tuple[str, ...]
    applies: bool
    answer: str
    agrees: bool | None
    why: str
    misses: str | None
    to_do: str | None
    place: str


@dataclasses.dataclass(frozen=True)
class Row:
    """A host. All text in it can be shown as it is; `record` is what the host said, byte for byte."""

    host: str
    state: str
    summary: str
    reasons: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    mend: Mend | None = None
    time: str | None = None
    program: str | None = None
    system: str | None = None
    kernel: str | None = None
    init: str | None = None
    scope: int | None = None
    minimum: bool = False
    running: str | None = None
    boots: tuple[Boot, ...] = ()
    way: tuple[Step, ...] = ()
    judges: tuple[Judge, ...] = ()
    record: Fields | None = dataclasses.field(default=None, compare=False)  # JSON, which has no hash

    @property
    def outcome(self) -> str:
        """What the state is in JUnit's words."""
        return STATES[self.state].outcome


def without_record(host: str, state: str, why: str, record: Fields | None = None) -> Row:
    """A host that has no judgement."""
    why = visible(why)
    return Row(visible(host), state, why, reasons=(why,), record=record)


def row_of(host: str, record: object) -> Row:
    """The host as its record has it; unknown, and why, where the record cannot be read."""
    schema = record.get("schema") if isinstance(record, dict) else None
    if isinstance(record, dict) and schema != SCHEMA:
        made = f"schema {json.dumps(schema)[:20]}" if "schema" in record else "no schema"
        return without_record(host, "unknown", f"its record was made by another version ({made}): {AGAIN}")
    try:
        return _read(host, record)
    except RecordError as error:
        return without_record(host, "unknown", f"its record cannot be read ({error}): {AGAIN}")


def _read(host: str, record: object) -> Row:
    try:
        text = json.dumps(record)
    except (TypeError, ValueError, RecursionError):
        raise RecordError("it is no JSON") from None
    if len(text) > LARGEST:
        raise RecordError("it is larger than 1 MB")
    record = _object(whole(record) if "\\ud" in text else record, "it")
    state = _text(record, "state")
    if state not in STATES:
        raise RecordError("its state is none that this version knows")
    if state in ("unreachable", "failed"):
        return without_record(host, state, _text(record, "summary"), record)
    system, wanted = _object(record.get("system"), "system"), _object(record.get("wanted"), "wanted")
    return Row(
        visible(host),
        state,
        _text(record, "summary"),
        reasons=_texts(record, "reasons"),
        doubts=_texts(record, "doubts"),
        mend=_mend(record.get("mend")),
        time=_text(record, "time"),
        program=_text(_object(record.get("program"), "program"), "version"),
        system=_maybe(system, "name"),
        kernel=_maybe(system, "kernel"),
        init=_maybe(system, "init"),
        scope=_number(wanted, "scope"),
        minimum=wanted.get("minimum") is True,
        running=_running(record.get("running")),
        boots=tuple(map(_boot, _objects(record, "next_boot"))),
        way=tuple(map(_step, _objects(record, "way"))),
        judges=tuple(map(_judge, _objects(record, "judges"))),
        record=record,
    )


def _mend(value: object) -> Mend | None:
    if value is None:
        return None
    mend = _object(value, "mend")
    return Mend(_maybe(mend, "command"), _text(mend, "text"), mend.get("reboot") is True)


def _running(value: object) -> str | None:
    if value is None:
        return None
    running = _object(value, "running")
    number = _number(running, "value")
    return "no Yama" if running.get("yama") is False else None if number is None else str(number)


def _boot(boot: Fields) -> Boot:
    at_boot = boot.get("at_boot")
    return Boot(
        _text(boot, "loader"),
        _maybe(boot, "version"),
        at_boot if isinstance(at_boot, bool) else None,
        _number(boot, "final"),
        boot.get("locks") is True,
        _place(boot),
    )


def _step(step: Fields) -> Step:
    return Step(
        _text(step, "what"),
        _number(step, "value"),
        _place(step),
        _maybe(step, "text"),
        _maybe(step, "remark") or "",
        _text(step, "effect"),
        _maybe(step, "loader"),
    )


def _judge(judge: Fields) -> Judge:
    agrees = judge.get("agrees")
    return Judge(
        _text(judge, "name"),
        _text(judge, "id"),
        _texts(judge, "controls"),
        judge.get("applies") is True,
        _text(judge, "answer"),
        agrees if isinstance(agrees, bool) else None,
        _maybe(judge, "why") or "",
        _maybe(judge, "misses"),
        _maybe(judge, "to_do"),
        _place(judge),
    )


def _place(fields: Fields) -> str:
    """File and line as "/etc/a.conf:3", or ""."""
    file, line = _maybe(fields, "file"), _number(fields, "line")
    return "" if not file else file if line is None else f"{file}:{line}"


def _object(value: object, name: str) -> Fields:
    if not isinstance(value, dict):
        raise RecordError(f"{name} is no object")
    return value


def _objects(fields: Fields, key: str) -> list[Fields]:
    return [_object(each, f"an entry of {key}") for each in _list(fields, key)[:MOST]]


def _list(fields: Fields, key: str) -> list[t.Any]:
    value = fields.get(key)
    if not isinstance(value, list):
        raise RecordError(f"{key} is no list")
    return value


def _text(fields: Fields, key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise RecordError(f"{key} is no text")
    return visible(value)


def _maybe(fields: Fields, key: str) -> str | None:
    return None if fields.get(key) is None else _text(fields, key)


def _texts(fields: Fields, key: str) -> tuple[str, ...]:
    values = _list(fields, key)
    if not all(isinstance(value, str) for value in values):
        raise RecordError(f"{key} is no list of texts")
    more = (f"… and {len(values) - MOST} more",) if len(values) > MOST else ()
    return (*map(visible, values[:MOST]), *more)


def _number(fields: Fields, key: str) -> int | None:
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise RecordError(f"{key} is no number")
    return value
