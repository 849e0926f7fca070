# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module yama_ptrace_info."""

from __future__ import annotations

from ansible_collections.hardening.yama.plugins.module_utils._argument_spec import YAMA_PTRACE_INFO
from ansible_collections.hardening.yama.plugins.plugin_utils._action import NativeActionBase


class ActionModule(NativeActionBase):
    MODULE = "yama_ptrace_info"
    ARGUMENT_SPEC = YAMA_PTRACE_INFO
