# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One warm Ansible task over SSH: ours against the cheapest task there is and against ansible.posix.sysctl."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from pathlib import Path

from bench import peers
from bench.row import Row, ratio
from lab.controller import Controller
from lab.errors import LabError
from lab.laboratory import Lab
from lab.project import ROOT

ROUNDS = 20

# Each leaves the machine as it was once the first round is over, which is not counted.
TASKS = {
    "raw": "ansible.builtin.raw: 'true'",
    "ours": "hardening.yama.yama_ptrace: {scope: 1}",
    "sysctl": "ansible.posix.sysctl: {name: kernel.yama.ptrace_scope, value: '1', sysctl_set: true,"
    " sysctl_file: /etc/sysctl.d/50-peer.conf}",
}


def rows() -> list[Row]:
    """Both ways in which Ansible talks to a host."""
    controller = Controller("2.19")
    peer_collections = peers.collections(controller, "ansible.posix")
    with Lab() as lab:
        # Ours needs no Python on the target; ansible.posix.sysctl does.
        lab.machine("target", packages=("python3",)).boot()
        found = []
        for pipelining in (True, False):
            times = play(lab, controller, peer_collections, pipelining)
            how = "pipelined" if pipelining else "not pipelined"
            found += [
                Row(f"warm task, {how}", "ms", times["ours"]),
                ratio(f"warm task / raw, {how}", times["ours"], times["raw"], goal=1.3),
                ratio(f"warm task / ansible.posix.sysctl, {how}", times["ours"], times["sysctl"], goal=0.5),
            ]
        return found


def play(lab: Lab, controller: Controller, peer_collections: Path, pipelining: bool) -> dict[str, list[float]]:
    """Play all tasks in turn, ROUNDS times after one that warms up; milliseconds by the task's name."""
    folder = lab.namespace.folder
    outside = lab.namespace.path(folder)
    (outside / "bench.yml").write_text(playbook(), encoding="utf-8")
    settings = {
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join((str(ROOT), str(peer_collections))),
        "ANSIBLE_PIPELINING": str(pipelining),
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent),
        "ANSIBLE_CALLBACKS_ENABLED": "durations",
        "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
        "BENCH_DURATIONS": str(folder / "durations"),
    }
    command = controller.command(
        lab, "ansible-playbook", "-i", str(lab.inventory()), str(folder / "bench.yml"), settings=settings
    )
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"The measured playbook failed: {' '.join((done.stdout + done.stderr).split())[-500:]}")
    times: dict[str, list[float]] = defaultdict(list)
    for line in (outside / "durations").read_text(encoding="utf-8").splitlines():
        name, milliseconds = line.split("\t")
        times[name].append(float(milliseconds))
    return {name: samples[1:] for name, samples in times.items()}


def playbook() -> str:
    """All tasks in turn, one round after the other."""
    lines = ["- hosts: all", "  gather_facts: false", "  tasks:"]
    for _ in range(1 + ROUNDS):
        for name, task in TASKS.items():
            lines += [f"    - name: {name}", f"      {task}"]
    return "\n".join(lines) + "\n"
