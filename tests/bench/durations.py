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
    """A task of many hosts takes from its start on the first to its result on the last."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "durations"

    def __init__(self) -> None:
        super().__init__()
        self._started: dict[str, float] = {}
        self._lines: dict[str, str] = {}

    def v2_runner_on_start(self, _host: object, task: Any) -> None:
        """Ansible calls this when a task begins on a host."""
        self._started.setdefault(task._uuid, time.perf_counter())

    def v2_runner_on_ok(self, result: Any) -> None:
        """Ansible calls this with a task's result."""
        task = result._task
        elapsed = (time.perf_counter() - self._started[task._uuid]) * 1000
        self._lines[task._uuid] = f"{task.get_name()}\t{elapsed:.3f}\n"

    def v2_runner_on_skipped(self, result: Any) -> None:
        """Ansible calls this when a task's condition does not hold."""
        self.v2_runner_on_ok(result)

    def v2_playbook_on_stats(self, _stats: object) -> None:
        """Ansible calls this at the end."""
        Path(os.environ["BENCH_DURATIONS"]).write_text("".join(self._lines.values()), encoding="utf-8")
