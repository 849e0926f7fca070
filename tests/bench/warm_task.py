# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One warm Ansible task over SSH: ours against the cheapest task there is, and against other ways to the same setting.

The target with Yama is a User-Mode Linux machine, whose system calls are slow; the other is a native SSH server in a
root folder, on a loopback device of its own, whose files alone are set (its kernel is this machine's).
"""

from __future__ import annotations

import shutil
from collections import defaultdict

from bench.native_server import Line, NativeServer, native_server
from bench.playing import ROLE, Stage, Tasks
from bench.row import Row, ratio
from lab.controller import Controller
from lab.laboratory import Lab
from lab.project import PROGRAM

ROUNDS = 20
APART = (4, 5)  # plays, and counted tasks in each, where contenders cannot be in one play

# The release of Mitogen that supports the lab's ansible-core 2.19.
MITOGEN = "mitogen==0.3.54"

# Each leaves the machine as it was once the first round is over, which is not counted. The last is the same program
# as a module of the playbook's folder library, which Ansible copies to the target and runs in its own way.
RAW = "ansible.builtin.raw: 'true'"
WITH_YAMA = {
    "raw": RAW,
    "ours": "hardening.yama.yama_ptrace: {scope: 1}",
    "role": f"ansible.builtin.import_role: {{name: {ROLE}}}",
    "sysctl": "ansible.posix.sysctl: {name: kernel.yama.ptrace_scope, value: '1', sysctl_set: true,"
    " sysctl_file: /etc/sysctl.d/50-peer.conf}",
    "binary": "yama_ptrace: {scope: 1}",
}
FILES_ONLY = {
    "raw": RAW,
    "ours": "hardening.yama.yama_ptrace: {scope: 1, runtime: skip}",
    "role": f"ansible.builtin.import_role: {{name: {ROLE}}}\n      vars: {{scope1_restricted_runtime: skip}}",
    "sysctl": "ansible.posix.sysctl: {name: kernel.yama.ptrace_scope, value: '1', reload: false,"
    " sysctl_file: /etc/sysctl.d/50-peer.conf}",
    "binary": "yama_ptrace: {scope: 1, runtime: skip}",
}

SLOW = Line(milliseconds_each_way=25, lost_of_1000=10)


def rows() -> list[Row]:
    """Both ways in which Ansible talks to a host, on both targets, and a slow line."""
    controller = Controller("2.19")
    found = []
    with Lab() as lab:
        # Ours needs no Python on the target; ansible.posix.sysctl does.
        lab.machine("target", packages=("python3",)).boot()
        found += both_ways(Stage(lab, controller), WITH_YAMA, "UML")
    with Lab() as lab, native_server(lab, "target") as server:
        stage = Stage(lab, controller)
        found += both_ways(stage, FILES_ONLY, "native")
        found += mitogen(stage, Stage(lab, Controller("2.19", packages=(MITOGEN,))))
        found += on_the_controller(stage)
        found += bytes_on_the_wire(stage, server, "")
        found += where_it_is_installed(stage, server)
    with Lab() as lab, native_server(lab, "target", line=SLOW):
        tasks = {name: FILES_ONLY[name] for name in ("raw", "ours", "role", "sysctl")}
        stage = Stage(lab, controller)
        times = stage.times(tasks, ROUNDS, stage.settings())
        return found + against_raw(times, f"native, pipelined, {SLOW}", goal=1.3)


def both_ways(stage: Stage, tasks: Tasks, target: str) -> list[Row]:
    """With pipelining and without."""
    library = stage.lab.namespace.path(stage.lab.namespace.folder) / "library"
    library.mkdir()
    shutil.copy(PROGRAM, library / "yama_ptrace")
    found = []
    for pipelining in (True, False):
        times = stage.times(tasks, ROUNDS, stage.settings(pipelining=pipelining))
        how = f"{target}, {'pipelined' if pipelining else 'not pipelined'}"
        found += [
            *against_raw(times, how, goal=1.25),
            ratio(f"warm task / ansible.posix.sysctl, {how}", times["ours"], times["sysctl"], goal=0.5),
            ratio(f"warm task / the program as a binary module, {how}", times["ours"], times["binary"], goal=0.2),
        ]
    return found


def against_raw(times: dict[str, list[float]], how: str, goal: float) -> list[Row]:
    """Our task and our role against one raw task."""
    return [
        Row(f"warm task, {how}", "ms", times["ours"]),
        ratio(f"warm task / raw, {how}", times["ours"], times["raw"], goal),
        ratio(f"role scope1_restricted / one raw task, {how}", times["role"], times["raw"], goal=1.3),
    ]


def mitogen(ours: Stage, theirs: Stage) -> list[Row]:
    """The same setting by ansible.posix.sysctl over Mitogen, which takes a whole run of Ansible for itself."""
    plugins = next(theirs.controller.folder.glob("lib/python3*/site-packages/ansible_mitogen/plugins"))
    by_mitogen = {"ANSIBLE_STRATEGY_PLUGINS": str(plugins / "strategy"), "ANSIBLE_STRATEGY": "mitogen_linear"}
    plays, rounds = APART
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(plays):
        times["ours"] += ours.times({"ours": FILES_ONLY["ours"]}, rounds, ours.settings())["ours"]
        settings = theirs.settings() | by_mitogen
        times["sysctl"] += theirs.times({"sysctl": FILES_ONLY["sysctl"]}, rounds, settings)["sysctl"]
    name = f"warm task / ansible.posix.sysctl by {MITOGEN.replace('==', ' ')} with core 2.19, native, pipelined"
    return [ratio(name, times["ours"], times["sysctl"], goal=1)]


def on_the_controller(stage: Stage) -> list[Row]:
    """What a task takes of the controller: the difference of plays with many and with one, ssh's own processes too."""
    plays, many = APART[0], ROUNDS
    seconds: dict[str, list[float]] = defaultdict(list)
    peaks: dict[str, list[float]] = defaultdict(list)
    settings = {"ANSIBLE_PIPELINING": "True", "ANSIBLE_COLLECTIONS_PATH": stage.settings()["ANSIBLE_COLLECTIONS_PATH"]}
    for _ in range(plays):
        for name in ("raw", "ours"):
            taken = {}
            for count in (1, 1 + many):
                before = seconds_of_ssh(stage.lab)
                played = stage.play([(name, FILES_ONLY[name])] * count, settings)
                taken[count] = played.seconds + seconds_of_ssh(stage.lab) - before
                peaks[name].append(played.peak_megabytes)
            seconds[name].append((taken[1 + many] - taken[1]) / many)
    return [
        Row("controller: processor time of a warm task", "ms", [each * 1000 for each in seconds["ours"]]),
        ratio("controller: processor time of a warm task / raw", seconds["ours"], seconds["raw"], goal=1.3),
        ratio("controller: peak memory / raw", peaks["ours"], peaks["raw"], goal=1.3),
    ]


def seconds_of_ssh(lab: Lab) -> float:
    """User and system time of the shared SSH connections so far, which outlive a play."""
    total = 0
    for file in lab.namespace.path("/proc").glob("[0-9]*/stat"):
        name, _, fields = file.read_text(encoding="utf-8").partition("(")[2].rpartition(")")
        if name == "ssh":
            total += sum(map(int, fields.split()[11:13]))
    return total / 100


def where_it_is_installed(stage: Stage, server: NativeServer) -> list[Row]:
    """The same on a host with the package of the same build, which is not sent it twice in a run."""
    (machine,) = stage.lab.machines
    machine.write("/usr/sbin/yama-ptrace", PROGRAM.read_bytes(), mode=0o755)
    tasks = {name: FILES_ONLY[name] for name in ("raw", "ours", "role")}
    times = stage.times(tasks, ROUNDS, stage.settings())
    how = "native, pipelined, program installed"
    return against_raw(times, how, goal=1.25) + bytes_on_the_wire(stage, server, ", program installed")


def bytes_on_the_wire(stage: Stage, server: NativeServer, where: str) -> list[Row]:
    """What our first task sends to and fro beyond a raw one, and what each later task of a play does."""
    sent = {(task, count): bytes_of(stage, server, task, count) for task in ("raw", "ours") for count in (1, 3)}
    first = sent["ours", 1] - sent["raw", 1]
    later = (sent["ours", 3] - sent["ours", 1] - sent["raw", 3] + sent["raw", 1]) / 2
    return [
        Row(f"bytes on the wire, the first task, beyond raw{where}", "KB", [first / 1000], goal=350),
        Row(f"bytes on the wire, a later task of the play, beyond raw{where}", "KB", [later / 1000], goal=8),
    ]


def bytes_of(stage: Stage, server: NativeServer, task: str, count: int) -> int:
    """The bytes that a play with the task so many times sends to and fro."""
    before = server.bytes()
    stage.play([("task", FILES_ONLY[task])] * count, {"ANSIBLE_PIPELINING": "True"})
    return server.bytes() - before
