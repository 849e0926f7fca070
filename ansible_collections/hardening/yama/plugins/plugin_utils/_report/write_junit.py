# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JUnit XML: a test case a host. A host that was not judged is an error, never a passed test."""

from __future__ import annotations

import collections
from xml.sax.saxutils import escape, quoteattr

from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet
from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import Row
from ansible_collections.hardening.yama.plugins.plugin_utils._report.states import STATES
from ansible_collections.hardening.yama.plugins.plugin_utils._report.text import sentence

CLASS = "hardening.yama.ptrace_scope"


def write_junit(fleet: Fleet) -> str:
    """All text of a row is printable, so it has nothing that XML cannot hold."""
    counts = collections.Counter(row.outcome for row in fleet.rows)
    numbers = (
        f'tests="{len(fleet.rows)}" failures="{counts["failure"]}" errors="{counts["error"]}" '
        f'skipped="{counts["skipped"]}"'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={quoteattr(fleet.title)} {numbers} time=\"0\">",
        f'  <testsuite name={quoteattr(fleet.title)} {numbers} time="0" timestamp="{fleet.made.removesuffix("Z")}">',
        *(_case(row) for row in fleet.rows),
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _case(row: Row) -> str:
    start = f'    <testcase classname="{CLASS}" name={quoteattr(row.host)} time="0"'
    parts = [part for part in (_result(row), _output(row)) if part]
    return "\n".join([f"{start}>", *parts, "    </testcase>"]) if parts else f"{start}/>"


def _result(row: Row) -> str:
    if row.outcome == "pass":
        return ""
    message = quoteattr(f"{STATES[row.state].label}: {row.summary}")
    if row.outcome == "skipped":
        return f"      <skipped message={message}/>"
    text = [*row.reasons, *([f"To mend it: {sentence(row.mend.text)}"] if row.mend else [])]
    body = escape("\n".join(text))
    return f'      <{row.outcome} type="{row.state}" message={message}>{body}</{row.outcome}>'


def _output(row: Row) -> str:
    lines = [f"doubt: {doubt}" for doubt in row.doubts]
    lines += [f"{judge.name}: {judge.answer}: {judge.why}" for judge in row.judges if judge.applies]
    return f"      <system-out>{escape(chr(10).join(lines))}</system-out>" if lines else ""
