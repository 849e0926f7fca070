# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job says of all its hosts, and which answers it refuses."""

from __future__ import annotations

import pytest
from ansible_collections.hardening.yama.plugins.plugin_utils._fleet import state_of, summary, wrong_answers


@pytest.mark.parametrize(
    ("result", "reached", "state"),
    [
        ({"audit": {"state": "drifts_at_reboot"}}, True, "drifts_at_reboot"),
        ({"audit": {"state": "a state of the future"}}, True, "unknown"),
        ({"failed": True, "audit": {"state": "compliant"}}, True, "failed"),
        ({"unreachable": True}, False, "unreachable"),
        ({}, True, "unknown"),
        (None, False, "unreachable"),
        (None, True, "not_judged"),
    ],
)
def test_a_hosts_state_is_what_this_run_found(result, reached, state):
    assert state_of(result, reached=reached) == state


def test_a_summary_counts_all_hosts_and_names_some():
    states = {f"web{number}": "non_compliant" for number in range(7)} | {"db": "compliant", "off": "unreachable"}
    found = summary(states, 2)
    assert (found["hosts"], found["right"], found["wrong"], found["names_left_out"]) == (9, 1, 8, 5)
    assert found["counts"]["non_compliant"] == 7
    assert found["hosts_by_state"] == {
        "compliant": ["db"],
        "non_compliant": ["web0", "web1"],
        "unreachable": ["off"],
    }
    assert (
        found["sentence"]
        == "9 hosts: 1 compliant, 7 not compliant (web0, web1, web2, web3, web4, …), 1 not reached (off)."
    )


def test_a_summary_of_no_host_says_so():
    assert summary({}, 10)["sentence"] == "0 hosts: none was judged."


@pytest.mark.parametrize(
    "answers",
    [
        {"hardening_yama_serial": "25%", "hardening_yama_max_fail_percentage": "10", "hardening_yama_reboot": "true"},
        {"hardening_yama_serial": 1, "hardening_yama_max_fail_percentage": 0, "hardening_yama_reboot": False},
        {"hardening_yama_serial": [1, "10%", "100%"], "sysctl_kernel_yama_ptrace_scope_value": "2"},
        {"scope1_restricted_scope": "admin-only", "scope3_no_attach_maintenance_scope": 0},
        {"hardening_yama_names_in_artifact": 1000},
    ],
)
def test_answers_in_range(answers):
    assert wrong_answers(answers) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("hardening_yama_serial", "0", "hardening_yama_serial is '0': give a number of hosts from 1 on"),
        ("hardening_yama_serial", "101%", "hardening_yama_serial is '101%': give a number"),
        ("hardening_yama_serial", [], "hardening_yama_serial is []: give a number"),
        ("hardening_yama_serial", True, "hardening_yama_serial is True: give a number"),
        ("hardening_yama_max_fail_percentage", 101, "hardening_yama_max_fail_percentage is 101: give a number from 0"),
        ("hardening_yama_max_fail_percentage", "-1", "hardening_yama_max_fail_percentage is '-1': give a number"),
        ("hardening_yama_reboot", "maybe", "hardening_yama_reboot is 'maybe': give true or false."),
        ("audit_scope", 4, "audit_scope is 4: choose 0 (classic), 1 (restricted), 2 (admin-only) or 3 (no-attach)."),
        ("audit_scope", True, "audit_scope is True: choose 0"),
        ("scope1_restricted_scope", "0", "scope1_restricted_scope is '0': choose 1 (restricted), 2 (admin-only) or 3"),
        (
            "scope3_no_attach_maintenance_scope",
            "3",
            "scope3_no_attach_maintenance_scope is '3': a boot for maintenance",
        ),
        ("hardening_yama_names_in_artifact", "all", "hardening_yama_names_in_artifact is 'all': give a number"),
    ],
)
def test_answers_out_of_range(name, value, said):
    (found,) = wrong_answers({name: value})
    assert found.startswith(said)
