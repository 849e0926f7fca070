# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that are measured: played in the lab by a controller, with how long each task took."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bench import peers
from lab.controller import Controller
from lab.errors import LabError
from lab.laboratory import Lab
from lab.project import ROOT

ROLE = "hardening.yama.scope1_restricted"

# Tasks that are contenders, by name: their YAML, on one line or with the indent of a task's second line.
Tasks = dict[str, str]


@dataclass
class Played:
    """What a run of ansible-playbook took in all: its processes' user and system time, and the greatest of them."""

    seconds: float
    peak_megabytes: float


@dataclass
class Stage:
    """A lab, its controller, and which hosts are played on."""

    lab: Lab
    controller: Controller
    inventory: Path | None = None
    forks: int = 5

    def play(self, tasks: list[tuple[str, str]], settings: dict[str, str]) -> Played:
        """Run a playbook of these tasks, each a name and its YAML. Raises LabError with the end of what it said."""
        folder = self.lab.namespace.folder
        lines = ["- hosts: all", "  gather_facts: false", "  tasks:"]
        for name, task in tasks:
            lines += [f"    - name: {name}", f"      {task}"]
        self.lab.namespace.path(folder / "bench.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        inventory = self.inventory or self.lab.inventory()
        words = ["-i", str(inventory), "--forks", str(self.forks), str(folder / "bench.yml")]
        command = self.controller.command(self.lab, "ansible-playbook", *words, settings=settings)
        with (
            open(self.lab.namespace.path(folder / "said"), "w+", encoding="utf-8") as said,
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said) as process,
        ):
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            if process.returncode != 0:
                raise LabError(f"The measured playbook failed: {' '.join(said.read().split())[-500:]}")
        return Played(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    def settings(self, *, pipelining: bool = True) -> dict[str, str]:
        """What a play is measured with; the callback durations.py tells the times."""
        collections = (ROOT, peers.collections(self.controller, "ansible.posix"))
        return {
            "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(map(str, collections)),
            "ANSIBLE_PIPELINING": str(pipelining),
            "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent),
            "ANSIBLE_CALLBACKS_ENABLED": "durations",
            "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
            "BENCH_DURATIONS": str(self.lab.namespace.folder / "durations"),
        }

    def times(self, tasks: Tasks, rounds: int, settings: dict[str, str]) -> dict[str, list[float]]:
        """Play all tasks in turn, so many times after a round that warms up; milliseconds by the task's name.

        The tasks of a role count as one.
        """
        self.play(list(tasks.items()) * (1 + rounds), settings)
        durations = self.lab.namespace.path(self.lab.namespace.folder / "durations")
        times: dict[str, list[float]] = defaultdict(list)
        before = ""
        for line in durations.read_text(encoding="utf-8").splitlines():
            task, milliseconds = line.split("\t")
            name = "role" if task.startswith(ROLE) else task
            if name == before == "role":
                times[name][-1] += float(milliseconds)
            else:
                times[name].append(float(milliseconds))
            before = name
        return {name: samples[1:] for name, samples in times.items()}
