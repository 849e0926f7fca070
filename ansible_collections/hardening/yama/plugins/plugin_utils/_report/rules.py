# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The published rules as controls of an HDF file. Their identifiers and what they map to are data: controls.json."""

from __future__ import annotations

import functools
import json
import pathlib
import typing as t

CONTROLS = pathlib.Path(__file__).parent.parent / "controls.json"

Tags = t.Dict[str, t.Any]

# Our own verdict, which is about the running kernel and the next boot.
OWN = "hardening.yama"

_OWN_TITLE = "kernel.yama.ptrace_scope has the wanted value now and after the next boot"

_FIX = (
    "Run yama-ptrace set with the wanted scope, or the role hardening.yama.scope1_restricted: it sets the running kernel "
    "and makes every loader of the host leave the value at the next boot."
)
_RUNNING = "The answer of `sysctl kernel.yama.ptrace_scope`."

# What each check looks at.
_CHECKS = {
    OWN: "The running kernel's value, and what each loader that the host's init starts leaves at the next boot.",
    "disa_rhel8": _RUNNING,
    "disa_rhel9": f"{_RUNNING} Then the last line of `systemd-sysctl --cat-config` that names the parameter.",
    "complianceascode": "The running kernel's value, and every line that the OVAL of ComplianceAsCode finds.",
    "lynis": _RUNNING,
}


class Rule(t.NamedTuple):
    """A rule as one control of an HDF file."""

    id: str
    title: str
    why: str
    impact: float
    tags: Tags
    check: str
    fix: str


def rule_of(judge: str, name: str, controls: t.Sequence[str]) -> Rule:
    """The rule of a judge by its name in the audit record; one that the data does not know has the subject's mapping.

    A rule of DISA is called as in MITRE's own baselines, so that Heimdall lays the answers of both side by side.
    """
    data = _data()
    subject = data["subject"]
    known = [each for each in data["controls"] if each["judge"] and judge in (each["judge"], each["key"])]
    own = known[0] if len(known) == 1 else None
    tags: Tags = {
        "severity": subject["severity"],
        "nist": (own and own["nist"]) or subject["nist"],
        "cci": (own and own["cci"]) or subject["cci"],
        "published_as": list(controls),
    }
    title = own["title"] if own else _OWN_TITLE if judge == OWN else name
    identifier = judge
    if own and own["family"] == "disa":
        tags.update(_disa(own))
        identifier = f"S{tags['gid']}"
    check = _CHECKS.get(judge, f"The check of {name}.")
    return Rule(identifier, title, subject["why"], subject["impact"], tags, check, _FIX)


def _disa(control: t.Mapping[str, t.Any]) -> Tags:
    """DISA's identifiers under the names that its checklists have for them."""
    tags: Tags = {"stig_id": control["id"]}
    for each in control["also"]:
        name = "gid" if each.startswith("V-") else "rid" if each.startswith("SV-") else "gtitle"
        tags[name] = each
    return tags


@functools.lru_cache(maxsize=None)
def _data() -> t.Mapping[str, t.Any]:
    return t.cast("t.Mapping[str, t.Any]", json.loads(CONTROLS.read_text(encoding="utf-8")))
