# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Ansible callback plugin: writes how long each task took, from its start on the controller to its result.

One line a task in the file that BENCH_DURATIONS names: the task's name, a tab, milliseconds.
"""

from __future__ import annotations

import os
import time

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
        self._file = open(os.environ["BENCH_DURATIONS"], "w", encoding="utf-8")
        self._started = 0.0

    def v2_runner_on_start(self, host, task) -> None:
        self._started = time.perf_counter()

    def v2_runner_on_ok(self, result) -> None:
        elapsed = (time.perf_counter() - self._started) * 1000
        self._file.write(f"{result._task.get_name()}\t{elapsed:.3f}\n")
        self._file.flush()
