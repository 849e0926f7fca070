# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a rule about kernel.yama.ptrace_scope concerns a host at all."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError


def not_applicable(host: dict[str, t.Any]) -> str:
    try:
        stages = [stage["stage"] for stage in host["stages"]]
        host["runtime"]["yama"]  # which every result has
    except (KeyError, TypeError):
        raise AnsibleFilterError(
            "not_applicable wants a result of the module hardening.yama.yama_ptrace_info that has not failed"
        ) from None
    return "this is a container, the kernel belongs to its host" if "container" in stages else ""


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., str]]:
        return {"not_applicable": not_applicable}
