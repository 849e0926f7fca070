# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the report of a fleet, on the controller alone: no host is connected to."""

from __future__ import annotations

import datetime
import typing as t

from ansible.plugins.action import ActionBase
from ansible_collections.hardening.yama.plugins.plugin_utils._report.files import FilesError
from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet, Found, gather
from ansible_collections.hardening.yama.plugins.plugin_utils._report.make import FORMATS, make_report

# What the role audit leaves: the fact that it caches, and what its task registered in this run.
FACT = "hardening_yama_audit"
RESULT = "audit_result"

ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {
    "path": {"type": "path", "required": True},
    "name": {"type": "str", "default": "yama-report"},
    "title": {"type": "str", "default": "kernel.yama.ptrace_scope"},
    "formats": {
        "type": "list",
        "elements": "str",
        "choices": list(FORMATS),
        "default": ["html", "json", "csv", "junit", "hdf"],
    },
    "hosts": {"type": "list", "elements": "str"},
    "max_age": {"type": "float", "default": 0},
}


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        _validation, options = self.validate_argument_spec(argument_spec=ARGUMENT_SPEC)
        wrong = _wrong(options)
        if wrong:
            return {**result, "failed": True, "msg": wrong}
        if options["hosts"] is None and _is_followed(task_vars):
            later = "The report is made after the last batch of the play."
            return {**result, "changed": False, "skipped": True, "skip_reason": later, "msg": later}
        hosts = options["hosts"]
        if hosts is None:
            hosts = task_vars.get("ansible_play_hosts_all", [])
        lost = set(task_vars.get("ansible_play_hosts_all", [])).difference(task_vars.get("ansible_play_hosts", []))
        found = {host: _found(task_vars["hostvars"], host, host in lost) for host in dict.fromkeys(map(str, hosts))}
        now = datetime.datetime.now(datetime.timezone.utc)
        fleet = gather(options["title"], now, found, options["max_age"])
        if not any(each.record is not None or each.result is not None for each in found.values()):
            # As when the audit was left out, whose variables would be there even if it had reached nobody.
            result["warnings"] = ["No host has an audit record: run the role hardening.yama.audit before the report."]
        result.update(_summary(fleet), changed=False, files={})
        if self._task.check_mode:
            result["msg"] = f"Check mode: no report was written. {fleet.sentence}"
            return result
        try:
            result["files"] = make_report(fleet, options["path"], options["name"], options["formats"])
        except FilesError as error:
            return {**result, "failed": True, "msg": str(error)}
        result.update(changed=True, msg=fleet.sentence)
        return result


def _wrong(options: dict[str, t.Any]) -> str:
    """What is wrong with the options, which their types do not say."""
    name = options["name"]
    if not name or "/" in name or name.startswith(".") or not name.isprintable():
        return "name must be a file's name without a folder, a dot at its start or control characters: change it."
    if not options["formats"]:
        return f"formats is empty: name at least one of {', '.join(FORMATS)}."
    if options["max_age"] < 0:
        return "max_age is less than 0: give the hours that a record is good for, or 0 for no limit."
    return ""


def _is_followed(task_vars: dict[str, t.Any]) -> bool:
    """Whether the play goes on with hosts behind this batch, as it does with `serial`."""
    batch = set(task_vars.get("ansible_play_batch", []))
    hosts = list(task_vars.get("ansible_play_hosts", []))
    ends = [number for number, host in enumerate(hosts) if host in batch]
    return bool(ends) and ends[-1] < len(hosts) - 1


def _found(hostvars: t.Any, host: str, lost: bool) -> Found:
    """What the variables of the host hold, as they are: a record of a target is no template.

    A host that this job lost before it was judged is not what a cache says of an earlier job.
    """
    if host not in hostvars:
        return Found(result={"failed": True, "msg": "it is not in the inventory"})
    variables = hostvars.raw_get(host)
    record, result = _plain(variables.get(FACT)), _plain(variables.get(RESULT))
    if lost and result is None:
        result = {"failed": True, "msg": "this job lost it before it was judged: see the job's output"}
    return Found(record, result)


def _plain(value: t.Any) -> t.Any:
    """The value in Python's own types; Ansible marks what comes from a target by types of its own."""
    if isinstance(value, t.Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, str):
        return str.__str__(value)
    return value


def _summary(fleet: Fleet) -> dict[str, t.Any]:
    return {
        "summary": fleet.sentence,
        "counts": fleet.counts,
        "hosts_total": len(fleet.rows),
        "hosts_concerned": fleet.concerned,
        "hosts_right": fleet.right,
        "all_right": bool(fleet.rows) and fleet.right == fleet.concerned,
        "not_right": [row.host for row in fleet.rows if row.outcome in ("failure", "error")],
    }
