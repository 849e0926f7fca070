# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a rule about kernel.yama.ptrace_scope concerns a host at all."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError


def not_applicable(host: dict[str, t.Any]) -> str:
    try:
        if any(stage["stage"] == "container" for stage in host["stages"]):
            return "this is a container, the kernel belongs to its host"
        if not host["runtime"]["yama"]:
            return "the running kernel has no Yama"
    except (KeyError, TypeError):
        raise AnsibleFilterError(
            "not_applicable wants a result of the module hardening.yama.yama_ptrace_info that has not failed"
        ) from None
    return ""


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., str]]:
        return {"not_applicable": not_applicable}
