# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One warm Ansible task over SSH: ours against the cheapest task there is and against ansible.posix.sysctl.

The target with Yama is a User-Mode Linux machine, whose system calls are slow; the other is a native SSH server in a
root folder, on a loopback device of its own, whose files alone are set (its kernel is this machine's).
"""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from pathlib import Path

from bench import peers
from bench.native_server import NativeServer, native_server
from bench.row import Row, ratio
from lab.controller import Controller
from lab.errors import LabError
from lab.laboratory import Lab
from lab.project import ROOT

ROUNDS = 20

ROLE = "hardening.yama.scope1_restricted"
FIRST_OF_ROLE = "Refuse variables that nobody knows"

# Each leaves the machine as it was once the first round is over, which is not counted.
RAW = "ansible.builtin.raw: 'true'"
WITH_YAMA = {
    "raw": RAW,
    "ours": "hardening.yama.yama_ptrace: {scope: 1}",
    "role": f"ansible.builtin.import_role: {{name: {ROLE}}}",
    "sysctl": "ansible.posix.sysctl: {name: kernel.yama.ptrace_scope, value: '1', sysctl_set: true,"
    " sysctl_file: /etc/sysctl.d/50-peer.conf}",
}
FILES_ONLY = {
    "raw": RAW,
    "ours": "hardening.yama.yama_ptrace: {scope: 1, runtime: false}",
    "role": f"ansible.builtin.import_role: {{name: {ROLE}}}\n      vars: {{scope1_restricted_runtime: false}}",
}

# To and fro; and of how many packets one is lost.
DELAY = "25ms"
LOSS = "1%"


def rows() -> list[Row]:
    """Both ways in which Ansible talks to a host, on both targets, and a slow line."""
    controller = Controller("2.19")
    peer_collections = peers.collections(controller, "ansible.posix")
    with Lab() as lab:
        # Ours needs no Python on the target; ansible.posix.sysctl does.
        lab.machine("target", packages=("python3",)).boot()
        found = []
        for pipelining in (True, False):
            times = play(lab, controller, peer_collections, pipelining, WITH_YAMA)
            how = f"UML, {'pipelined' if pipelining else 'not pipelined'}"
            found += [
                *ours_and_role(times, how),
                ratio(f"warm task / ansible.posix.sysctl, {how}", times["ours"], times["sysctl"], goal=0.5),
            ]
    with Lab() as lab, native_server(lab, "target") as server:
        for pipelining in (True, False):
            times = play(lab, controller, peer_collections, pipelining, FILES_ONLY)
            found += ours_and_role(times, f"native, {'pipelined' if pipelining else 'not pipelined'}")
        found += bytes_on_the_wire(lab, controller, server)
        server.slow_down(DELAY, LOSS)
        times = play(lab, controller, peer_collections, True, FILES_ONLY)
        return found + ours_and_role(times, f"native, pipelined, {DELAY} each way, {LOSS} lost", goal=1.3)


def ours_and_role(times: dict[str, list[float]], how: str, goal: float = 1.25) -> list[Row]:
    """Our task and our role against one raw task."""
    return [
        Row(f"warm task, {how}", "ms", times["ours"]),
        ratio(f"warm task / raw, {how}", times["ours"], times["raw"], goal),
        ratio(f"role scope1_restricted / one raw task, {how}", times["role"], times["raw"], goal=1.3),
    ]


def bytes_on_the_wire(lab: Lab, controller: Controller, server: NativeServer) -> list[Row]:
    """What our first task sends to and fro beyond a raw one, and what each later task of a play does."""
    sent = {
        (task, count): bytes_of(lab, controller, server, [FILES_ONLY[task]] * count)
        for task in ("raw", "ours")
        for count in (1, 3)
    }
    first = sent["ours", 1] - sent["raw", 1]
    later = (sent["ours", 3] - sent["ours", 1] - sent["raw", 3] + sent["raw", 1]) / 2
    return [
        Row("bytes on the wire, the first task, beyond raw", "KB", [first / 1000], goal=350),
        Row("bytes on the wire, a later task of the play, beyond raw", "KB", [later / 1000], goal=8),
    ]


def bytes_of(lab: Lab, controller: Controller, server: NativeServer, tasks: list[str]) -> int:
    """The bytes that a play of these tasks sends to and fro."""
    before = server.bytes()
    run(lab, controller, [("task", task) for task in tasks], {"ANSIBLE_PIPELINING": "True"})
    return server.bytes() - before


def play(
    lab: Lab, controller: Controller, peer_collections: Path, pipelining: bool, tasks: dict[str, str]
) -> dict[str, list[float]]:
    """Play all tasks in turn, ROUNDS times after one that warms up; milliseconds by the task's name."""
    durations = lab.namespace.folder / "durations"
    settings = {
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join((str(ROOT), str(peer_collections))),
        "ANSIBLE_PIPELINING": str(pipelining),
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent),
        "ANSIBLE_CALLBACKS_ENABLED": "durations",
        "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
        "BENCH_DURATIONS": str(durations),
    }
    run(lab, controller, list(tasks.items()) * (1 + ROUNDS), settings)
    times: dict[str, list[float]] = defaultdict(list)
    for line in lab.namespace.path(durations).read_text(encoding="utf-8").splitlines():
        name, milliseconds = line.split("\t")
        if not name.startswith(ROLE):
            times[name].append(float(milliseconds))
        elif name.endswith(FIRST_OF_ROLE):
            times["role"].append(float(milliseconds))
        else:
            times["role"][-1] += float(milliseconds)
    return {name: samples[1:] for name, samples in times.items()}


def run(lab: Lab, controller: Controller, tasks: list[tuple[str, str]], settings: dict[str, str]) -> None:
    """Run a playbook of these tasks, each a name and its line of YAML."""
    folder = lab.namespace.folder
    lines = ["- hosts: all", "  gather_facts: false", "  tasks:"]
    for name, task in tasks:
        lines += [f"    - name: {name}", f"      {task}"]
    lab.namespace.path(folder / "bench.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = controller.command(
        lab, "ansible-playbook", "-i", str(lab.inventory()), str(folder / "bench.yml"), settings=settings
    )
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"The measured playbook failed: {' '.join((done.stdout + done.stderr).split())[-500:]}")
