# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen: counts of a group of hosts, and those that are recorded in figures.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agreement.hosts import Host
from agreement.judged import JUDGES
from agreement.kinds import KINDS, kind_of

FILE = Path(__file__).with_suffix(".json")

WHO = ("the program", "the published remediation")

# By systemd-sysctl the remediation's file, /etc/sysctl.conf, is read through this link alone. Debian 12's package has
# it, Debian 13's has not.
LINK = "/etc/sysctl.d/99-sysctl.conf"

Figures = dict[str, Any]


def figures_of(hosts: list[Host]) -> Figures:
    """All counts of a group.

    The boot is right when systemd-sysctl, which it runs, leaves 1.
    """
    linked = [host for host in hosts if host.files.get(LINK, "").endswith("sysctl.conf")]
    without = [host for host in hosts if host not in linked]
    return {
        "hosts": len(hosts),
        "right boots": sum(boots_right(host) for host in hosts),
        "judged": {judge: judged(hosts, judge) for judge in JUDGES},
        "why": why(hosts),
        "afterwards": {
            name: {"hosts": len(group), **{who: afterwards(group, who) for who in WHO}}
            for name, group in (("with the link", linked), ("without the link", without))
        },
    }


def boots_right(host: Host) -> bool:
    """Whether the host as it is has 1 at its next boot."""
    return host.copies["before"].systemd == 1


def judged(hosts: list[Host], judge: str) -> Figures:
    """How often the judge is right about the boot, passes a wrong one, and finds fault with a right one."""
    truths = [(boots_right(host), host.answers[judge]) for host in hosts]
    return {
        "right": sum(right == passes for right, passes in truths),
        "passes a wrong boot": truths.count((False, True)),
        "finds fault with a right boot": truths.count((True, False)),
    }


def why(hosts: list[Host]) -> Figures:
    """For each kind of reason how often it makes which judge wrong."""
    wrong = [(judge, host) for judge in JUDGES for host in hosts if host.answers[judge] != boots_right(host)]
    found = [(kind_of(host, judge), judge) for judge, host in wrong]
    return {
        kind: {judge: found.count((kind, judge)) for judge in JUDGES if (kind, judge) in found}
        for kind in KINDS
        if any(kind == each for each, _ in found)
    }


def afterwards(hosts: list[Host], who: str) -> Figures:
    """On how many hosts the boot has 1 after the change, by systemd-sysctl and by `sysctl --system`; how many of those
    that are wrong by systemd-sysctl were right before, and how many some stream calls right; how many changes ended
    with an error."""
    copies = [host.copies[who] for host in hosts]
    wrong = [copy for copy in copies if copy.systemd != 1]
    return {
        "systemd": sum(copy.systemd == 1 for copy in copies),
        "procps": sum(copy.procps == 1 for copy in copies),
        "wrong, and right before": sum(boots_right(host) and host.copies[who].systemd != 1 for host in hosts),
        "wrong, and called right": sum(any(copy.answers.values()) for copy in wrong),
        "errors": sum(copy.status != 0 for copy in copies),
    }


def recorded() -> dict[str, Figures]:
    """The figures of each group that was ever looked at, by its name."""
    found: dict[str, Figures] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return found


def record(groups: dict[str, Figures]) -> None:
    """Put figures beside the others that are recorded, or in place of older ones."""
    FILE.write_text(json.dumps({**recorded(), **groups}, indent=1) + "\n", encoding="utf-8")
