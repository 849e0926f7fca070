# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Ansible callback plugin: writes how long each task took, from its start on the controller to its result.

One line a task in the file that BENCH_DURATIONS names: the task's name, a tab, milliseconds.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: durations
    type: aggregate
    short_description: writes how long each task took
    description: Writes the name of each task and its milliseconds to a file.
"""


class CallbackModule(CallbackBase):
    """For playbooks with one host."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "durations"

    def __init__(self) -> None:
        super().__init__()
        self._started = 0.0
        self._lines: list[str] = []

    def v2_runner_on_start(self, _host: object, _task: object) -> None:
        """Ansible calls this when a task begins on a host."""
        self._started = time.perf_counter()

    def v2_runner_on_ok(self, result: Any) -> None:
        """Ansible calls this with a task's result."""
        elapsed = (time.perf_counter() - self._started) * 1000
        self._lines.append(f"{result._task.get_name()}\t{elapsed:.3f}\n")

    def v2_runner_on_skipped(self, result: Any) -> None:
        """Ansible calls this when a task's condition does not hold."""
        self.v2_runner_on_ok(result)

    def v2_playbook_on_stats(self, _stats: object) -> None:
        """Ansible calls this at the end."""
        Path(os.environ["BENCH_DURATIONS"]).write_text("".join(self._lines), encoding="utf-8")
