# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs the program and a timer that runs it, or takes both away, over the same one SSH execution as the modules."""

from __future__ import annotations

import typing as t

from ansible_collections.hardening.yama.plugins.module_utils._argument_spec import YAMA_PTRACE_TIMER
from ansible_collections.hardening.yama.plugins.plugin_utils import _timer
from ansible_collections.hardening.yama.plugins.plugin_utils._action import NativeActionBase
from ansible_collections.hardening.yama.plugins.plugin_utils._errors import NativeError


class ActionModule(NativeActionBase):
    MODULE = "yama_ptrace_timer"
    ARGUMENT_SPEC = YAMA_PTRACE_TIMER

    # The program is not run: a shell script, in the place of the arguments, installs it.
    RUN = 'sh "$dir/arguments" "$program"'

    def _checked_arguments(self) -> dict[str, t.Any]:
        defaults = {name: option["default"] for name, option in YAMA_PTRACE_TIMER.items()}
        arguments = {**defaults, **super()._checked_arguments()}
        wrong = _timer.wrong_value(arguments)
        if wrong:
            raise NativeError(wrong)
        return arguments

    def _sent_arguments(self, arguments: dict[str, t.Any], checksum: str) -> str:
        return _timer.script(arguments, checksum, check=bool(arguments["_ansible_check_mode"]))

    def _run_by_core(self, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        raise NativeError(
            "yama_ptrace_timer needs a connection that hands standard input to the target: leave async out, or set "
            "pipelining to true where become asks for a password."
        )
