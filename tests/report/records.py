# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of records: good ones, old ones, broken ones and hostile ones."""

from __future__ import annotations

from typing import Any

from lab.suite import Suite, equal
from report.fleets import container, data_centre, example, fleet_of, judged, with_doubts, wrong

from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Found
from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import Mend, row_of
from ansible_collections.hardening.yama.plugins.plugin_utils._report.text import listed, sentence, visible

AGAIN = "run the audit again"

VISIBLE = {
    "plain": "plain",
    "Grüße, 世界": "Grüße, 世界",
    "a\tb\r\nc": "a\\tb\\r\\nc",
    "\x1b[31m": "\\x1b[31m",
    "\u202egnp.exe": "\\u202egnp.exe",
    "a\u200bb\ufeff": "a\\u200bb\\ufeff",
    "\udcff\ud800": "\\xff\\ud800",
    "\ufffe": "\\ufffe",
    "x" * 2001: "x" * 1999 + "…",
}

BROKEN: dict[str, tuple[Any, str]] = {
    "another schema": (judged(schema=2), f"its record was made by another version (schema 2): {AGAIN}"),
    "no schema": ({"state": "compliant"}, f"its record was made by another version (no schema): {AGAIN}"),
    "a text": ("compliant", f"its record cannot be read (it is no object): {AGAIN}"),
    "a list": ([], f"its record cannot be read (it is no object): {AGAIN}"),
    "an unknown state": (
        judged(state="splendid"),
        f"its record cannot be read (its state is none that this version knows): {AGAIN}",
    ),
    "no reasons": (judged(reasons=None), f"its record cannot be read (reasons is no list): {AGAIN}"),
    "reasons that are numbers": (
        judged(reasons=[1]),
        f"its record cannot be read (reasons is no list of texts): {AGAIN}",
    ),
    "a value that is a text": (
        judged(running={"yama": True, "value": "1"}),
        f"its record cannot be read (value is no number): {AGAIN}",
    ),
    "too much": (judged(doubts=["x" * 999_999]), f"its record cannot be read (it is larger than 1 MB): {AGAIN}"),
    "no JSON": (judged(doubts=[object()]), f"its record cannot be read (it is no JSON): {AGAIN}"),
}


def check(suite: Suite) -> None:
    """Text, records, fleets."""
    with suite.test("text is shown on one line without anything unseen"), suite.alone:
        equal({text: visible(text) for text in VISIBLE}, VISIBLE, "what is shown")
    with suite.test("clauses become sentences"), suite.alone:
        equal(sentence("run yama-ptrace set 1"), "Run yama-ptrace set 1.")
        equal(sentence("systemd sets 0 (/etc/a.conf:1)"), "systemd sets 0 (/etc/a.conf:1).")
        equal(sentence("/etc/a.conf may set it"), "/etc/a.conf may set it.")
        equal((listed([]), listed(["a"]), listed(["a", "b", "c"])), ("", "a", "a, b and c"))
        equal(listed(list("abcdefg")), "a, b, c, d and 3 more")
    for name, (record, why) in BROKEN.items():
        with suite.test(f"a record that is wrong, {name}, makes the host unknown"), suite.alone:
            row = row_of("web1", record)
            equal((row.state, row.reasons, row.outcome), ("unknown", (why,), "error"))
    with suite.test("a record of every example is read"), suite.alone:
        states = ("compliant", "drifts_at_reboot", "locked_stricter", "unknown")
        equal([row_of("h", example(state)).state for state in states], list(states))
        row = row_of("h", wrong())
        equal(
            (row.running, row.scope, row.boots[0].final, row.boots[0].place), ("0", 1, 0, "/etc/sysctl.d/99-b.conf:1")
        )
        unknown = example("unknown")
        equal(row_of("h", unknown).mend, Mend(None, "ask again as root", False), "what to do")
        unknown["mend"]["text"] = unknown["reasons"][0]
        equal(row_of("h", unknown).mend, None, "what to do, which the reason says already")
        equal(row_of("h", {"schema": 1, "state": "failed", "summary": "no rights"}).state, "failed")
    check_fleets(suite)


def check_fleets(suite: Suite) -> None:
    """What the report says of all, and which of two sources it believes."""
    good, bad = Found(record=example("compliant")), Found(record=wrong())
    gone = {"unreachable": True, "msg": "no route\nto host"}
    sentences = {
        "There are no hosts in this report.": {},
        "The only host is right now and at the next boot.": {"a": good},
        "All 2 hosts are right now and at the next boot.": {"a": good, "b": good},
        "All 2 hosts are right now and at the next boot, 1 of them with doubts.": {
            "a": good,
            "b": Found(with_doubts()),
        },
        "1 of 2 hosts is right now and at the next boot; 1 is wrong now.": {"a": good, "b": bad},
        "0 of 1 hosts are right now and at the next boot; 1 was not reached.": {"a": Found(result=gone)},
        "The rule concerns none of the hosts.": {"a": Found(container())},
        "1 of 3 hosts is right now and at the next boot; 1 drifts at the next reboot and 1 could not be judged.": {
            "a": good,
            "b": Found(example("drifts_at_reboot")),
            "c": Found(),
            "d": Found(container()),
        },
    }
    with suite.test("the result in one sentence"), suite.alone:
        equal(
            {fleet_of(found).sentence: None for found in sentences.values()}, dict.fromkeys(sentences), "the sentences"
        )
    with suite.test("what this run saw goes before what a cache has"), suite.alone:
        row = fleet_of({"a": Found(example("compliant"), gone)}).rows[0]
        equal((row.state, row.summary), ("unreachable", "no route to host (at 2026-11-29T10:20:00Z it was: Compliant)"))
        row = fleet_of({"a": Found(example("compliant"), {"failed": True, "msg": ""})}).rows[0]
        equal((row.state, row.outcome), ("failed", "error"))
    with suite.test("a host without a record is not right"), suite.alone:
        row = fleet_of({"a": Found()}).rows[0]
        equal((row.state, row.summary), ("failed", f"it has no audit record: {AGAIN} and see what stops it"))
    with suite.test("a record that is too old makes the host unknown"), suite.alone:
        old = {"a": good, "b": Found(judged(time="2026-11-29T11:30:00Z")), "c": Found(judged(time="yesterday"))}
        states = {row.host: row.state for row in fleet_of(old, max_age=1).rows}
        equal(states, {"a": "unknown", "b": "compliant", "c": "unknown"})
        equal(
            fleet_of({"a": good}, max_age=1).rows[0].reasons[0],
            f"its record is of 2026-11-29T10:20:00Z, which is too long ago: {AGAIN}",
        )
    with suite.test("1,000 hosts, 50 of them not reached"), suite.alone:
        fleet = fleet_of(data_centre(1000, unreachable=50))
        equal((len(fleet.rows), fleet.counts["unreachable"], fleet.right), (1000, 50, 791), "hosts, not reached, right")
        equal(fleet.rows[0].state, "non_compliant", "the first of the report")
