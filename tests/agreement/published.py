# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ComplianceAsCode's rule in Debian's packages: its definition, cut out of its stream, and its remediation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from judges.streams import DEFINITION, REMEDIATION, stream_file, unpacked_streams
from lab.errors import LabError

RULE = "xccdf_org.ssgproject.content_rule_sysctl_kernel_yama_ptrace_scope"
VALUE = "1"


def thin_definitions(folder: Path, streams: Iterable[str]) -> dict[str, Path]:
    """For each stream a file with the static definition and what it refers to: read in a tenth of the time."""
    sources = unpacked_streams()
    made = {}
    for stream in streams:
        tree = ElementTree.parse(stream_file(sources, stream))
        wanted = closure(tree.getroot(), DEFINITION)
        for parent in list(tree.getroot()):
            others = [
                child for child in parent if child.get("id", "").startswith("oval:") and child.get("id") not in wanted
            ]
            for child in others:
                parent.remove(child)
            if others and not len(parent):  # a list without entries is not allowed
                tree.getroot().remove(parent)
        made[stream] = folder / f"{stream}.xml"
        tree.write(made[stream], encoding="utf-8")
    return made


def closure(root: ElementTree.Element, first: str) -> set[str]:
    """The identifiers that a definition needs."""
    elements = {
        child.get("id"): child for parent in root for child in parent if child.get("id", "").startswith("oval:")
    }
    wanted: set[str] = set()
    left = [first]
    while left:
        name = left.pop()
        if name in wanted or name not in elements:
            continue
        wanted.add(name)
        left += re.findall(r"oval:[\w.:-]+", ElementTree.tostring(elements[name], encoding="unicode"))
    return wanted


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
