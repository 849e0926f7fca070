# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job says of all its hosts together."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.hardening.yama.plugins.plugin_utils._fleet import state_of, summary


def fleet_summary(
    hosts: t.Iterable[str], hostvars: t.Mapping[str, t.Any], reached: t.Iterable[str], names: int = 100
) -> dict[str, t.Any]:
    try:
        present = set(reached)
        return summary({host: _state(hostvars[host], host in present) for host in hosts}, int(names))
    except (TypeError, ValueError, KeyError) as error:
        raise AnsibleFilterError(
            f"fleet_summary wants a play's hosts, hostvars and the hosts still in it: {error}"
        ) from error


def _state(variables: t.Mapping[str, t.Any], reached: bool) -> str:
    failed = variables.get("hardening_yama_failed")
    return "failed" if failed else state_of(variables.get("audit_result"), reached=reached)


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., dict[str, t.Any]]]:
        return {"fleet_summary": fleet_summary}
