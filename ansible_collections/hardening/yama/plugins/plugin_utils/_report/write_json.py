# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JSON, by docs/schemas/fleet-report-1.schema.json."""

from __future__ import annotations

import json

from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet
from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import Row

SCHEMA = 1


def write_json(fleet: Fleet) -> str:
    """One host a line, so that text tools find their way, too."""
    head = {
        "schema": SCHEMA,
        "title": fleet.title,
        "time": fleet.made,
        "summary": fleet.sentence,
        "hosts_total": len(fleet.rows),
        "hosts_concerned": fleet.concerned,
        "hosts_right": fleet.right,
        "counts": fleet.counts,
    }
    start = json.dumps(head, indent=1).removesuffix("\n}")
    hosts = ",\n".join("  " + json.dumps(_host(row), separators=(",", ":")) for row in fleet.rows)
    return f'{start},\n "hosts": [\n{hosts}\n ]\n}}\n' if hosts else f'{start},\n "hosts": []\n}}\n'


def _host(row: Row) -> dict[str, object]:
    return {
        "host": row.host,
        "state": row.state,
        "summary": row.summary,
        "reasons": list(row.reasons),
        "doubts": list(row.doubts),
        "record": row.record,
    }
