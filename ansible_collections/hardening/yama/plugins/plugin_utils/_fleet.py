# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job says of all its hosts together, and which answers of a survey it refuses."""

from __future__ import annotations

import re
import typing as t

# Every state of an audit record, and what only the controller can tell; in the order in which a summary names them.
STATES = {
    "compliant": "compliant",
    "compliant_with_doubts": "compliant with doubts",
    "not_applicable": "not applicable",
    "drifts_at_reboot": "will drift at reboot",
    "non_compliant": "not compliant",
    "locked_stricter": "locked stricter",
    "unknown": "not known",
    "failed": "failed",
    "unreachable": "not reached",
    "not_judged": "not judged",
}

# The states of a host about which nothing has to be done.
RIGHT = ("compliant", "compliant_with_doubts", "not_applicable")

# Sentences name so many hosts of a state.
_NAMED = 5

_SCOPES = {"0": 0, "1": 1, "2": 2, "3": 3, "classic": 0, "restricted": 1, "admin-only": 2, "no-attach": 3}
_SCOPE_WORDS = "choose 0 (classic), 1 (restricted), 2 (admin-only) or 3 (no-attach)"
_RESTRICTED_WORDS = "choose 1 (restricted), 2 (admin-only) or 3 (no-attach)"
_BATCH_WORDS = "give a number of hosts from 1 on, a share such as 25%, or a list of these"


def state_of(result: t.Any, *, reached: bool) -> str:
    """A host's state by what the module said of it in this run; what a cache kept of an earlier one does not count."""
    if not isinstance(result, dict):
        return "not_judged" if reached else "unreachable"
    if result.get("unreachable"):
        return "unreachable"
    if result.get("failed"):
        return "failed"
    record = result.get("audit")
    state = record.get("state") if isinstance(record, dict) else None
    return state if state in STATES else "unknown"


def summary(states: dict[str, str], bound: int) -> dict[str, t.Any]:
    """Counts and names by state: at most `bound` names of each, so that a job's artifact stays small."""
    by_state: dict[str, list[str]] = {state: [] for state in STATES}
    for host in sorted(states):
        by_state[states[host]].append(host)
    right = sum(len(by_state[state]) for state in RIGHT)
    return {
        "schema": 1,
        "hosts": len(states),
        "right": right,
        "wrong": len(states) - right,
        "counts": {state: len(hosts) for state, hosts in by_state.items()},
        "hosts_by_state": {state: hosts[:bound] for state, hosts in by_state.items() if hosts},
        "names_left_out": sum(max(0, len(hosts) - bound) for hosts in by_state.values()),
        "sentence": _sentence(len(states), by_state),
    }


def _sentence(count: int, by_state: dict[str, list[str]]) -> str:
    parts = []
    for state, hosts in by_state.items():
        if hosts:
            names = "" if state in RIGHT else f" ({', '.join(hosts[:_NAMED])}{', …' if len(hosts) > _NAMED else ''})"
            parts.append(f"{len(hosts)} {STATES[state]}{names}")
    return f"{count} {'host' if count == 1 else 'hosts'}: {', '.join(parts) or 'none was judged'}."


def wrong_answers(answers: dict[str, t.Any]) -> list[str]:
    """A sentence about each answer that is out of range. Answers come from surveys, so numbers may be text."""
    said = []
    for name, value in answers.items():
        wanted = next((words for end, (check, words) in _CHECKS.items() if name.endswith(end) and not check(value)), "")
        if wanted:
            shown = repr(value) if isinstance(value, str) else value
            said.append(f"{name} is {shown}: {wanted}.")
    return said


def _is_scope(value: t.Any) -> bool:
    return not isinstance(value, bool) and str(value) in _SCOPES


def _is_restricted_scope(value: t.Any) -> bool:
    return _is_scope(value) and _SCOPES[str(value)] > 0


def _is_open_scope(value: t.Any) -> bool:
    return _is_scope(value) and _SCOPES[str(value)] < 3


def _is_bool(value: t.Any) -> bool:
    return isinstance(value, bool) or str(value).lower() in ("true", "false", "yes", "no", "on", "off", "1", "0")


def _is_batches(value: t.Any) -> bool:
    return all(map(_is_batch, value)) and len(value) > 0 if isinstance(value, list) else _is_batch(value)


def _is_batch(value: t.Any) -> bool:
    if isinstance(value, bool):
        return False
    number = re.fullmatch(r"([1-9][0-9]{0,5})(%?)", str(value))
    return bool(number) and (number[2] == "" or int(number[1]) <= 100)


def _is_percentage(value: t.Any) -> bool:
    return not isinstance(value, bool) and bool(re.fullmatch(r"[0-9]{1,3}%?", str(value))) and _number(value) <= 100


def _is_bound(value: t.Any) -> bool:
    return not isinstance(value, bool) and bool(re.fullmatch(r"[0-9]{1,4}", str(value))) and _number(value) <= 1000


def _number(value: t.Any) -> int:
    return int(str(value).rstrip("%"))


# By how a variable's name ends: the range, and what to say of an answer outside of it.
_CHECKS: dict[str, tuple[t.Callable[[t.Any], bool], str]] = {
    "_maintenance_scope": (_is_open_scope, "a boot for maintenance can have 0, 1 or 2"),
    "_restricted_scope": (_is_restricted_scope, _RESTRICTED_WORDS),
    "_scope": (_is_scope, _SCOPE_WORDS),
    "_serial": (_is_batches, _BATCH_WORDS),
    "_max_fail_percentage": (_is_percentage, "give a number from 0 to 100"),
    "_names_in_artifact": (_is_bound, "give a number from 0 to 1000"),
    "_reboot": (_is_bool, "give true or false"),
    "_minimum": (_is_bool, "give true or false"),
    "_scope_value": (_is_scope, _SCOPE_WORDS),
    "_fail_on_doubts": (_is_bool, "give true or false"),
}
