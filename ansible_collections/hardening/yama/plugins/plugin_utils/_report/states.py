# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of a host, the worst first: that is the order of the report."""

from __future__ import annotations

import typing as t


class State(t.NamedTuple):
    """How a state is shown, and what it is for a program that reads the report."""

    name: str  # as in the record
    label: str
    clause: str  # "3 hosts ..."
    clause_of_one: str  # "1 host ..."
    outcome: str  # "pass", "failure", "error" or "skipped", in JUnit's words


STATES = {
    state.name: state
    for state in (
        State("non_compliant", "Non-compliant", "are wrong now", "is wrong now", "failure"),
        State("drifts_at_reboot", "Drifts at reboot", "drift at the next reboot", "drifts at the next reboot", "failure"),
        State(
            "locked_stricter",
            "Locked stricter",
            "are locked stricter until a reboot",
            "is locked stricter until a reboot",
            "failure",
        ),
        State("failed", "Failed", "could not be judged", "could not be judged", "error"),
        State("unreachable", "Unreachable", "were not reached", "was not reached", "error"),
        State("unknown", "Unknown", "are not known", "is not known", "error"),
        State(
            "compliant_with_doubts",
            "Compliant, doubts",
            "are right, with doubts",
            "is right, with doubts",
            "pass",
        ),
        State("compliant", "Compliant", "are right", "is right", "pass"),
        State("not_applicable", "Not applicable", "are not concerned", "is not concerned", "skipped"),
    )
}

RANKS = {name: rank for rank, name in enumerate(STATES)}
