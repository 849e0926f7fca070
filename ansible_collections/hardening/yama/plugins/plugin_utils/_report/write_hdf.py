# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in MITRE's Heimdall Data Format (its "exec json"), for Heimdall and saf.

A control is a published rule, and one more is our own verdict. Heimdall takes a file a host, as its own converters make
them; the file of the whole fleet has a result a host in each control.

Nothing is green that is not right: a result is "passed" only where the check passes and the host is right by our
verdict, too; and a host that was not judged is an "error" in every control, since nobody knows that it is not concerned.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import typing as t

from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet
from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import Judge, Row
from ansible_collections.hardening.yama.plugins.plugin_utils._report.rules import OWN, Rule, rule_of
from ansible_collections.hardening.yama.plugins.plugin_utils._report.states import STATES
from ansible_collections.hardening.yama.plugins.plugin_utils._report.text import sentence

Object = t.Dict[str, t.Any]

_STATUS = {"pass": "passed", "failure": "failed", "error": "error", "skipped": "skipped"}


def write_hdf(fleet: Fleet) -> str:
    """One file of the whole fleet."""
    return _text(fleet, fleet.title, f"{len(fleet.rows)} hosts", list(fleet.rows))


def write_hdf_hosts(fleet: Fleet) -> dict[str, str]:
    """A file a host, by its name."""
    files: dict[str, str] = {}
    for row in fleet.rows:
        files[file_name(row.host)] = _text(fleet, f"{fleet.title}, {row.host}", row.host, [row])
    return files


def file_name(host: str) -> str:
    """A host's name as the name of a file: another host never has the same one."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", host)[:100]
    if plain != host or plain.startswith("."):
        plain = f"host-{plain.lstrip('.')}-{hashlib.sha256(host.encode()).hexdigest()[:12]}"
    return f"{plain}.hdf.json"


def _text(fleet: Fleet, title: str, target: str, rows: list[Row]) -> str:
    controls = [_own(rows, fleet.made), *(_published(judge, rows, fleet.made) for judge in _judges(rows))]
    version = next((row.program for row in rows if row.program), "unknown")
    profile = {
        "name": "hardening.yama",
        "title": title,
        "version": version,
        "summary": "Whether kernel.yama.ptrace_scope is right now and after the next boot.",
        "maintainer": "hardening.yama contributors",
        "license": "GPL-3.0-or-later",
        "copyright": "hardening.yama contributors",
        "copyright_email": "",
        "supports": [],
        "attributes": [],
        "groups": [],
        "status": "loaded",
        "controls": controls,
    }
    profile["sha256"] = hashlib.sha256(json.dumps([control["id"] for control in controls]).encode()).hexdigest()
    # What saf writes into a checklist.
    metadata = {"hostname": target if len(rows) == 1 else "", "vulidmapping": "gid"}
    systems = sorted({row.system for row in rows if row.system})
    return json.dumps(
        {
            "platform": {"name": systems[0] if len(systems) == 1 else "Linux", "release": "", "target_id": target},
            "version": version,
            "statistics": {"duration": 0},
            "profiles": [profile],
            "passthrough": {"title": title, "time": fleet.made, "summary": fleet.sentence, "metadata": metadata},
        },
        separators=(",", ":"),
    )


def _own(rows: list[Row], made: str) -> Object:
    return _control(rule_of(OWN, OWN, ()), [_verdict(row, made) for row in rows])


def _verdict(row: Row, made: str) -> Object:
    lines = [sentence(row.summary), *(f"doubt: {doubt}" for doubt in row.doubts)]
    if row.mend:
        lines.append(f"To mend it: {sentence(row.mend.text)}")
    return _result(row, _STATUS[row.outcome], f"{row.host}: now and after the next boot", "\n".join(lines), made)


def _judges(rows: list[Row]) -> list[Judge]:
    """The published checks of some host's system, each once, under the name that is true of every host."""
    names: dict[str, list[Judge]] = {}
    for row in rows:
        for judge in row.judges:
            if judge.applies and judge.id != OWN:
                names.setdefault(judge.id, []).append(judge)
    return [judges[0] for _id, judges in sorted(names.items())]


def _published(judge: Judge, rows: list[Row], made: str) -> Object:
    answers = []
    names: set[str] = set()
    controls: set[str] = set()
    for row in rows:
        for own in row.judges:
            if own.id == judge.id and own.applies:
                answers.append(_answer(row, own, made))
                names.add(own.name)
                controls.update(own.controls)
                break
        else:
            if row.outcome == "error":
                answers.append(_result(row, "error", f"{row.host}: not judged", row.summary, made))
    return _control(rule_of(judge.id, _common(sorted(names)), sorted(controls)), answers)


def _common(names: list[str]) -> str:
    """The name, or what all names begin with."""
    return os.path.commonprefix(names).rstrip(" ,(") or names[0]


def _answer(row: Row, judge: Judge, made: str) -> Object:
    status = {"pass": "passed", "finding": "failed", "not_applicable": "skipped"}.get(judge.answer, "error")
    lines = [f"{judge.name}: {sentence(judge.why)}"]
    if status == "passed" and row.outcome != "pass":
        status = _STATUS[row.outcome]
        lines.append(f"The check passes, and yet: {sentence(row.summary)}")
    if judge.misses:
        lines.append(sentence(judge.misses))
    if judge.to_do:
        lines.append(f"To do: {sentence(judge.to_do)}")
    return _result(row, status, f"{row.host}: {judge.name}", "\n".join(lines), made)


def _result(row: Row, status: str, what: str, message: str, made: str) -> Object:
    result: Object = {"status": status, "code_desc": what, "run_time": 0, "start_time": row.time or made}
    result["skip_message" if status == "skipped" else "message"] = f"{STATES[row.state].label}. {message}"
    return result


def _control(rule: Rule, results: list[Object]) -> Object:
    concerned = any(result["status"] != "skipped" for result in results)
    return {
        "id": rule.id,
        "title": rule.title,
        "desc": rule.why,
        "descriptions": [
            {"label": "default", "data": rule.why},
            {"label": "check", "data": rule.check},
            {"label": "fix", "data": rule.fix},
        ],
        "impact": rule.impact if concerned or not results else 0.0,
        "refs": [],
        "tags": rule.tags,
        "code": "",
        "source_location": {},
        "results": [*results, *_not_judged(results)],
    }


def _not_judged(results: list[Object]) -> list[Object]:
    """Heimdall shows a control with an error as an error; a checklist made by saf looks at passed and failed alone, and
    would have it as no finding. So what is not known of some hosts is a failed result, too."""
    statuses = [result["status"] for result in results]
    if "error" not in statuses or "failed" in statuses or "passed" not in statuses:
        return []
    message = f"{statuses.count('error'):,} of {len(statuses):,} hosts were not judged."
    return [
        {
            "status": "failed",
            "code_desc": "every host was judged",
            "run_time": 0,
            "start_time": results[0]["start_time"],
            "message": message,
        }
    ]
