# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the published rules are called in the catalogues of others, by the judge's name in the audit record.

Sources: DISA's STIGs for RHEL 8 and 9 as MITRE's baselines (redhat-enterprise-linux-8-stig-baseline and -9-) carry their
identifiers; ComplianceAsCode's rule.yml of sysctl_kernel_yama_ptrace_scope. CCI-000366 is CM-6 b of NIST SP 800-53,
CCI-001082 is SC-2, in DISA's list of CCIs.
"""

from __future__ import annotations

import typing as t

Tags = t.Dict[str, t.Any]

# Our own verdict, which is about the running kernel and the next boot.
OWN = "hardening.yama"


class Rule(t.NamedTuple):
    """A rule as one control of an HDF file."""

    id: str
    title: str
    tags: Tags
    check: str
    fix: str


_TITLE = "must restrict usage of ptrace to descendant processes."
_FIX = (
    "Run yama-ptrace set 1, or the role hardening.yama.scope1_restricted: it sets the running kernel and makes every "
    "loader of the host leave the value at the next boot."
)
_RUN_TIME = "The answer of `sysctl kernel.yama.ptrace_scope`."

_RULES = {
    OWN: Rule(
        OWN,
        "kernel.yama.ptrace_scope has the wanted value now and after the next boot",
        {"nist": ["SC-7 (10)", "CM-6 b"], "cci": ["CCI-000366"]},
        "The running kernel's value, and what each loader that the host's init starts leaves at the next boot.",
        _FIX,
    ),
    "disa_rhel8": Rule(
        "SV-230546",
        f"RHEL 8 {_TITLE}",
        {
            "gid": "V-230546",
            "rid": "SV-230546r858824_rule",
            "stig_id": "RHEL-08-040282",
            "gtitle": "SRG-OS-000480-GPOS-00227",
            "nist": ["CM-6 b"],
            "cci": ["CCI-000366"],
        },
        _RUN_TIME,
        _FIX,
    ),
    "disa_rhel9": Rule(
        "SV-257811",
        f"RHEL 9 {_TITLE}",
        {
            "gid": "V-257811",
            "rid": "SV-257811r958514_rule",
            "stig_id": "RHEL-09-213080",
            "gtitle": "SRG-OS-000132-GPOS-00067",
            "satisfies": ["SRG-OS-000132-GPOS-00067", "SRG-OS-000480-GPOS-00227"],
            "nist": ["CM-6 b", "SC-2"],
            "cci": ["CCI-000366", "CCI-001082"],
        },
        f"{_RUN_TIME} Then the last line of `systemd-sysctl --cat-config` that names the parameter.",
        _FIX,
    ),
    "complianceascode": Rule(
        "sysctl_kernel_yama_ptrace_scope",
        "Restrict usage of ptrace to descendant processes",
        {"nist": ["SC-7 (10)"], "satisfies": ["SRG-OS-000132-GPOS-00067", "SRG-OS-000480-GPOS-00227"]},
        "ComplianceAsCode's OVAL: the running kernel's value, and every line of the folders that it knows.",
        _FIX,
    ),
}


def rule_of(judge: str, name: str, controls: t.Sequence[str]) -> Rule:
    """The rule of a judge; one that this version does not know is shown under its own name."""
    known = _RULES.get(judge)
    if known is None:
        known = Rule(judge, name, {"nist": ["CM-6 b"], "cci": ["CCI-000366"]}, f"The check of {name}.", _FIX)
    return known._replace(tags={"severity": "medium", **known.tags, "published_as": list(controls)})
