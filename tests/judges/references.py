# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's mapping of controls against the references that the data streams themselves give for the rule."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

from lab.project import COLLECTION
from lab.suite import Suite, equal

DATA = COLLECTION / "plugins" / "plugin_utils" / "controls.json"
RULE = "xccdf_org.ssgproject.content_rule_sysctl_kernel_yama_ptrace_scope"
XCCDF = "{http://checklists.nist.gov/xccdf/1.2}"


def check_references(suite: Suite, streams: Path) -> None:
    """Every identifier that is mapped is a reference of the rule, and no profile for PCI DSS selects it."""
    controls = json.loads(DATA.read_text(encoding="utf-8"))["controls"]
    for stream in sorted({each["stream"] for each in controls if each["stream"]}):
        with suite.test(f"the stream {stream} has the references of the mapping"), suite.alone:
            root = ET.parse(streams / f"ssg-{stream}-ds.xml").getroot()
            rule = next(each for each in root.iter(f"{XCCDF}Rule") if each.get("id") == RULE)
            found = {each.text for each in rule.findall(f"{XCCDF}reference")} | {RULE.rpartition("_rule_")[2]}
            wanted = {
                name
                for each in controls
                if each["stream"] == stream
                for name in (each["id"], *each["also"], *(each["nist"] if each["key"] == "rule" else ()))
            }
            equal(wanted - found, set(), f"what is not in {sorted(map(str, found))}")
            equal(selecting(root) & {"pci-dss", "pci-dss-4"}, set(), "profiles for PCI DSS that select the rule")


def selecting(root: ET.Element) -> set[str]:
    """The profiles that select the rule, by the end of their names."""
    return {
        str(profile.get("id")).rpartition("_profile_")[2]
        for profile in root.iter(f"{XCCDF}Profile")
        for choice in profile.findall(f"{XCCDF}select")
        if choice.get("idref") == RULE and choice.get("selected") == "true"
    }
