# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many endpoints at once: a task for all of them against a raw one, near by and behind a slow line.

The endpoints are 200 addresses of one native SSH server, each with a root folder of its own; controller and endpoints
share this machine's processors, so that what either spends is in the time.
"""

from __future__ import annotations

from bench.native_server import Line, native_server
from bench.playing import Stage
from bench.row import Row, ratio
from bench.warm_task import FILES_ONLY, SLOW
from lab.controller import Controller
from lab.laboratory import Lab

ENDPOINTS = 200
FORKS = 50
ROUNDS = 4


def rows() -> list[Row]:
    """Near by, then far away."""
    return measure(None, "near by") + measure(SLOW, str(SLOW))


def measure(line: Line | None, where: str, endpoints: int = ENDPOINTS) -> list[Row]:
    """From the task's start on the first endpoint to its result on the last."""
    with Lab() as lab, native_server(lab, "target", endpoints, line) as server:
        stage = Stage(lab, Controller("2.19"), server.inventory(), FORKS)
        tasks = {name: FILES_ONLY[name] for name in ("raw", "ours")}
        times = stage.times(tasks, ROUNDS, stage.settings())
        name = f"warm task, {endpoints} endpoints, {FORKS} forks, {where}"
        return [
            Row(name, "s", [each / 1000 for each in times["ours"]]),
            ratio(f"{name}, / raw", times["ours"], times["raw"], goal=1.3),
        ]
