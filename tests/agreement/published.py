# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The remediation of ComplianceAsCode's rule in Debian's packages."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from judges.streams import REMEDIATION, unpacked_streams
from lab.errors import LabError

RULE = "xccdf_org.ssgproject.content_rule_sysctl_kernel_yama_ptrace_scope"
VALUE = "1"


def published_remediation() -> str:
    """The shell script that the stream has for the rule, with the wanted value put in. Raises LabError."""
    tree = ElementTree.parse(unpacked_streams() / f"ssg-{REMEDIATION}-ds.xml")
    for rule in tree.iterfind(".//{*}Rule"):
        if rule.get("id") == RULE:
            for fix in rule.iterfind("{*}fix"):
                if fix.get("system") == "urn:xccdf:fix:script:sh":
                    return "".join(part(fix))
    raise LabError(f"The stream {REMEDIATION} has no remediation of the rule.")


def part(fix: ElementTree.Element) -> Iterable[str]:
    """The script's pieces."""
    yield fix.text or ""
    for child in fix:
        yield VALUE if child.tag.endswith("}sub") else ""
        yield child.tail or ""
