# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets to report on: records as the program makes them, of hosts as a data centre has them, and of hostile ones."""

from __future__ import annotations

import datetime
import json
import random
from typing import Any

from lab.project import COLLECTION, ROOT  # COLLECTION is the folder whose Python is imported as ansible_collections

from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet, Found, gather

EXAMPLES = ROOT / "tests" / "unit" / "data" / "audit"
NOW = datetime.datetime(2026, 11, 29, 12, 0, 0, tzinfo=datetime.timezone.utc)
assert COLLECTION.is_dir()

Record = dict[str, Any]

SYSTEMS = (
    ("Debian GNU/Linux 12 (bookworm)", "debian", "12", "6.1.0-40-amd64"),
    ("Debian GNU/Linux 13 (trixie)", "debian", "13", "6.12.48+deb13-amd64"),
    ("Ubuntu 24.04.3 LTS", "ubuntu", "24.04", "6.8.0-85-generic"),
    ("Red Hat Enterprise Linux 9.4 (Plow)", "rhel", "9.4", "5.14.0-427.13.1.el9_4.x86_64"),
    ("Red Hat Enterprise Linux 8.10 (Ootpa)", "rhel", "8.10", "4.18.0-553.el8_10.x86_64"),
)
ROLES = ("web", "db", "cache", "queue", "build", "edge", "log", "mail")


def example(state: str) -> Record:
    """One of the records that the contract gives as examples."""
    record: Record = json.loads((EXAMPLES / f"{state}.json").read_text(encoding="utf-8"))
    return record


def judged(**fields: object) -> Record:
    """A record of a host that is right, but for these fields."""
    return {**example("compliant"), **fields}


def with_doubts() -> Record:
    """A script of the administrator may change it."""
    doubt = "/etc/rc.local:4 may set the value at the next boot: its command comes from a variable"
    record = judged(state="compliant_with_doubts", summary=f"right for 1, with a doubt: {doubt}", doubts=[doubt])
    step = {"what": "a script", "value": None, "file": "/etc/rc.local", "line": 4, "text": 'sysctl -w "$SETTING"'}
    record["way"].append({**step, "remark": "may set it", "effect": "perhaps", "loader": None})
    return record


def wrong() -> Record:
    """Neither now nor at the next boot."""
    reasons = [
        "the running kernel has 0",
        "systemd sets 0 (/etc/sysctl.d/99-debug.conf:7) at the next boot",
    ]
    record = example("drifts_at_reboot")
    record.update(state="non_compliant", summary=f"not right for 1: {'; '.join(reasons)}", reasons=reasons)
    record["running"]["value"] = 0
    record["way"] = [
        record["way"][0],
        {**record["way"][1], "value": 1, "file": "/usr/lib/sysctl.d/10-yama.conf"},
        {**record["way"][2], "file": "/etc/sysctl.d/99-debug.conf", "line": 7, "text": "kernel.yama.ptrace_scope=0"},
    ]
    return record


def container() -> Record:
    """The kernel is its host's."""
    why = "this is a container, the kernel belongs to its host"
    record = judged(state="not_applicable", summary=f"not applicable: {why}", reasons=[why], way=[], next_boot=[])
    for judge in record["judges"]:
        judge.update(answer="not_applicable", agrees=None)
    return record


MAKERS = (
    (0.80, lambda: example("compliant")),
    (0.85, with_doubts),
    (0.895, lambda: example("drifts_at_reboot")),
    (0.93, wrong),
    (0.934, lambda: example("locked_stricter")),
    (0.945, lambda: example("unknown")),
    (1.0, container),
)


def data_centre(size: int, *, unreachable: int = 0, alike: bool = True) -> dict[str, Found]:
    """So many hosts, always the same ones. Where they are not alike, no two have the same files."""
    dice = random.Random(size)
    found: dict[str, Found] = {}
    for number in range(size):
        host = f"{ROLES[number % len(ROLES)]}-{number // len(ROLES) + 1:03}.example.org"
        if number % (size // unreachable if unreachable else size + 1) == 1:
            message = f"Failed to connect to the host via ssh: connect to host {host} port 22: Connection timed out"
            found[host] = Found(result={"unreachable": True, "msg": message})
            continue
        roll = dice.random()
        record = next(make for share, make in MAKERS if roll < share)()
        name, system, version, kernel = SYSTEMS[dice.randrange(len(SYSTEMS))]
        record["system"] = {**record["system"], "name": name, "id": system, "version": version, "kernel": kernel}
        record["time"] = f"2026-11-29T11:{dice.randrange(60):02}:{dice.randrange(60):02}Z"
        if not alike:
            text = json.dumps(record)
            for file in ("99-b.conf", "50-a.conf", "99-debug.conf", "99-yama-ptrace.conf"):
                text = text.replace(file, file.replace(".conf", f"-{number}.conf"))
            record = json.loads(text)
        record["host"] = host
        found[host] = Found(record=record)
    return found


def fleet_of(found: dict[str, Found], title: str = "kernel.yama.ptrace_scope", max_age: float = 0) -> Fleet:
    """The fleet at a time that never changes."""
    return gather(title, NOW, found, max_age)


# What a name, a file or an answer of a host may hold to do harm where it is shown.
EVIL = (
    "<script>alert(1)</script>",
    "]]><evil/>",
    "\x1b[31mred\x07",
    "two\r\nlines",
    "\u202egnp.exe",
    "=HYPERLINK(\"http://evil.example\")",
    "{{ 7 * 7 }}",
    "</style><img src=x onerror=alert(1)>",
    "\udc80\ud800",
    "\x00\ufffe\ufeff",
    "../../etc/passwd",
    "a'b\"c&d",
)


def hostile() -> dict[str, Found]:
    """Hosts that are called so and say such things wherever a record has text."""
    found: dict[str, Found] = {}
    for number, evil in enumerate(EVIL):
        text = json.dumps(wrong()).replace("/etc/sysctl.d", json.dumps(evil)[1:-1]).replace(
            "kernel.yama", json.dumps(evil)[1:-1]
        )
        record = json.loads(text)
        record["system"]["name"] = evil
        record["mend"] = {"command": evil, "text": evil, "reboot": True}
        record["judges"][0].update(name=evil, applies=True, controls=[evil], why=evil, to_do=evil, misses=evil)
        found[evil] = Found(record=record)
        found[f"{evil}-{number}"] = Found(result={"unreachable": True, "msg": evil})
    return found
