# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that people really type, and names that are none of ours."""

from __future__ import annotations

import pathlib
import re

import pytest
from ansible_collections.hardening.yama.plugins.plugin_utils import _variables
from ansible_collections.hardening.yama.plugins.plugin_utils._variables import Asker, Known, complaints

ROLES = {
    "audit": ["audit_scope", "audit_minimum", "audit_root", "audit_assert", "audit_loader", _variables.PUBLISHED],
    "scope1_restricted": [
        "scope1_restricted_scope",
        "scope1_restricted_minimum",
        "scope1_restricted_vendor_files",
        "scope1_restricted_root",
        _variables.PUBLISHED,
    ],
    "scope3_no_attach": ["scope3_no_attach_maintenance_scope", "scope3_no_attach_backup"],
}
MODULES = ["scope", "minimum", "root", "state", "persist", "vendor_files", "backup", "maintenance_scope"]
KNOWN = Known(ROLES, MODULES)
HARDEN = Asker("scope1_restricted", "harden")
AUDIT = Asker("audit", "audit")


@pytest.mark.parametrize(
    "name, meant",
    [
        ("scope", "scope1_restricted_scope"),
        ("scop", "scope1_restricted_scope"),
        ("ptrace_scope", "scope1_restricted_scope"),
        ("yama_scope", "scope1_restricted_scope"),
        ("yama_ptrace_scope", "scope1_restricted_scope"),
        ("hardening_yama_scope", "scope1_restricted_scope"),
        ("kernel_yama_ptrace_scope", "scope1_restricted_scope"),
        ("sysctl_kernel_yama_ptrace_scope", "scope1_restricted_scope"),
        ("scope1_restricted_value", "scope1_restricted_scope"),
        ("scope1_restricted_scop", "scope1_restricted_scope"),
        ("minimum", "scope1_restricted_minimum"),
        ("minimun", "scope1_restricted_minimum"),
        ("vendorfiles", "scope1_restricted_vendor_files"),
        ("scope1_restricted_vendor_file", "scope1_restricted_vendor_files"),
        ("backup", "scope3_no_attach_backup"),
        ("maintenance_scope", "scope3_no_attach_maintenance_scope"),
        ("hosts", "hardening_yama_hosts"),
        ("target", "hardening_yama_hosts"),
        ("hardening_yama_host", "hardening_yama_hosts"),
        ("hardening_yama_rebot", "hardening_yama_reboot"),
    ],
)
def test_what_the_command_line_gives_a_playbook_is_for_it(name, meant):
    (said,) = complaints(HARDEN, KNOWN, [name], {name: "2"})
    assert said.startswith(f"The playbook hardening.yama.harden knows no variable {name}: did you mean {meant}?")


@pytest.mark.parametrize(
    "extra",
    [
        {"stage": "prod"},
        {"env": "prod", "region": "eu", "mode": "0600", "version": 3},
        {"awx_job_id": 1, "tower_job_id": 1, "ansible_user": "root", "awx_inventory_name": "yama"},
        {"scope1_restricted_scope": 2, "audit_scope": 2},
        {"sysctl_kernel_yama_ptrace_scope_value": 2},
        {"sysctl_kernel_yama_ptrace_scope": True},
        {"sysctl_kernel_yama_ptrace_scope": "true"},
        {"hardening_yama_hosts": "web", "hardening_yama_reboot": True},
        {"scope3_no_attach_backup": True},
    ],
)
def test_what_is_right_or_not_ours_passes(extra):
    assert complaints(HARDEN, KNOWN, list(extra), extra) == []


def test_names_of_ours_are_refused_from_an_inventory_too():
    names = ["hardening_yama_reboots", "scope1_restricted_vendorfiles", "scope", "hosts", "yama"]
    assert complaints(HARDEN, KNOWN, names, {}) == [
        "The playbook hardening.yama.harden knows no variable hardening_yama_reboots: "
        "did you mean hardening_yama_reboot?",
        "The playbook hardening.yama.harden knows no variable scope1_restricted_vendorfiles: "
        "did you mean scope1_restricted_vendor_files? "
        "If scope1_restricted_vendorfiles is for something else, list it in hardening_yama_other_variables.",
    ]


def test_a_role_is_asked_about_its_own_name_only():
    names = [
        "scope",
        "hardening_yama_x",
        "scope3_no_attach_x",
        "scope1_restricted_result",
        "scope1_restricted_conflict",
    ]
    (said,) = complaints(Asker("scope1_restricted"), KNOWN, names, {"scope": 2})
    assert said == (
        "The role hardening.yama.scope1_restricted knows no variable scope1_restricted_conflict: it knows "
        "scope1_restricted_minimum, scope1_restricted_root, scope1_restricted_scope, scope1_restricted_vendor_files, "
        "sysctl_kernel_yama_ptrace_scope_value. "
        "If scope1_restricted_conflict is for something else, list it in hardening_yama_other_variables."
    )


def test_audit_is_a_word_of_others_too():
    names = ["audit_log_size", "audit_rules", "audit_asert", "audit_value"]
    said = complaints(Asker("audit"), KNOWN, names, {})
    assert [sentence.split(". ")[0] for sentence in said] == [
        "The role hardening.yama.audit knows no variable audit_asert: did you mean audit_assert? "
        "If audit_asert is for something else, list it in hardening_yama_other_variables.",
        "The role hardening.yama.audit knows no variable audit_value: did you mean audit_scope? "
        "If audit_value is for something else, list it in hardening_yama_other_variables.",
    ]


def test_a_goal_that_another_role_was_given_is_no_goal():
    assert complaints(AUDIT, KNOWN, [], {"scope1_restricted_scope": 2, "scope1_restricted_root": "/mnt"}) == [
        "The playbook hardening.yama.audit does not use scope1_restricted_scope: use audit_scope, or "
        "sysctl_kernel_yama_ptrace_scope_value, which all playbooks use.",
        "The playbook hardening.yama.audit does not use scope1_restricted_root: use audit_root.",
    ]


def test_removal_and_boot_units_have_names_of_their_own():
    (said,) = complaints(HARDEN, KNOWN, [], {"state": "absent"})
    assert said == (
        "The playbook hardening.yama.harden knows no variable state: the playbook hardening.yama.remove takes "
        "everything back, the role hardening.yama.scope3_no_attach makes a boot unit. "
        "If state is for something else, list it in hardening_yama_other_variables."
    )


def test_every_variable_of_the_playbooks_is_known():
    playbooks = pathlib.Path(_variables.__file__).parents[2] / "playbooks"
    text = "".join(file.read_text(encoding="utf-8") for file in playbooks.rglob("*.yml"))
    found = set(re.findall(r"(?<!_)\bhardening_yama_\w+", text)) - {"hardening_yama_test_machines"}  # a group
    assert found | {"hardening_yama_other_variables"} == set(_variables.PLAYBOOKS)


def test_the_record_of_an_earlier_audit_passes():
    assert complaints(AUDIT, KNOWN, ["hardening_yama_audit"], {}) == []
