# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Ansible on one of the lab's machines, over SSH."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from lab.controller import Controller
from lab.errors import LabError
from lab.laboratory import Lab
from lab.machine import Machine
from lab.suite import equal

PLAYS = Path(__file__).parent / "plays"

PLAY_SECONDS = 600

# What ansible-playbook ends with when a host was unreachable.
_UNREACHABLE = 4


class SilentMachineError(LabError):
    """A machine that a play could not reach: its kernel may have ended or hung."""


class Site:
    """One controller and all machines of a lab. Make it when the lab has its machines."""

    def __init__(self, lab: Lab, controller: Controller) -> None:
        self._lab = lab
        self._controller = controller
        self._inventory = str(lab.inventory())

    def task(self, machine: Machine, module: str, arguments: str, *options: str) -> str:
        """Run one task on a machine and return what Ansible printed; fails with it."""
        return _succeeded(self._run("ansible", machine.name, "-m", module, "-a", arguments, *options))

    def refused_task(self, machine: Machine, module: str, arguments: dict[str, object]) -> str:
        """Run one task on a machine and return what Ansible printed; fails unless the task does."""
        done = self._run("ansible", machine.name, "-m", module, "-a", json.dumps(arguments))
        equal(done.returncode, 2, f"exit status ({done.stdout}{done.stderr})")
        return done.stdout + done.stderr

    def scope3(self, machine: Machine, *options: str, entry: str = "main", **variables: str) -> str:
        """Run an entry point of the role scope3_no_attach on a machine."""
        values = json.dumps({"entry": entry, **variables})
        return self.play(machine, str(PLAYS / "scope3.yml"), "--extra-vars", values, *options)

    def play(self, machine: Machine, playbook: str, *options: str) -> str:
        """Run a playbook on a machine. Raises SilentMachineError when it gave no answer."""
        done = self._run("ansible-playbook", playbook, "--limit", machine.name, *options)
        if done.returncode == _UNREACHABLE:
            raise SilentMachineError(f"{machine.last_words()}; the play's end: {done.stdout[-300:]}")
        return _succeeded(done)

    def _run(self, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._controller.command(self._lab, tool, "-i", self._inventory, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PLAY_SECONDS,
            check=False,
        )


def _succeeded(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, f"exit status {done.returncode}: {done.stdout[-600:]} {done.stderr[-300:]}"
    return done.stdout + done.stderr
