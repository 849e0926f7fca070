# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as CSV (RFC 4180), one line a host, that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet
from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import Row

COLUMNS = (
    "host",
    "state",
    "summary",
    "reasons",
    "doubts",
    "mend",
    "running",
    "next_boot",
    "wanted",
    "system",
    "kernel",
    "init",
    "judges_finding",
    "audited",
    "version",
)

# What begins so is a formula to a spreadsheet (OWASP, CSV Injection), with full-width forms as Excel takes them, too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_csv(fleet: Fleet) -> str:
    """A header, and the worst hosts first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _values(row)] for row in fleet.rows)
    return text.getvalue()


def _values(row: Row) -> tuple[str | None, ...]:
    boots = dict.fromkeys(_final(boot.final) for boot in row.boots if boot.at_boot is not False)
    findings = [judge.name for judge in row.judges if judge.applies and judge.answer == "finding"]
    wanted = None if row.scope is None else f"{row.scope}{' or stricter' if row.minimum else ''}"
    return (
        row.host,
        row.state,
        row.summary,
        "; ".join(row.reasons),
        "; ".join(row.doubts),
        row.mend and (row.mend.command or row.mend.text),
        row.running,
        " or ".join(boots),
        wanted,
        row.system,
        row.kernel,
        row.init,
        "; ".join(findings),
        row.time,
        row.program,
    )


def _final(value: int | None) -> str:
    return "the kernel's default" if value is None else str(value)


def _cell(value: str | None) -> str:
    if not value:
        return ""
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
