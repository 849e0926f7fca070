# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole play: our role against the playbook that is published with the rule, on a machine with Yama.

The published one is written here from its described steps, and mended where it would abort: the file of ufw is edited
only if it is there, and the package facts need python3-apt, which the machine has.
"""

from __future__ import annotations

import time
from collections import defaultdict

from bench.playing import ROLE, Stage
from bench.row import Row, ratio
from lab.controller import Controller
from lab.laboratory import Lab

ROUNDS = 8

_KEY = "kernel.yama.ptrace_scope"
_APPLIES = "      when: '\"linux-base\" in ansible_facts.packages'"

OURS = [("role", f"ansible.builtin.import_role: {{name: {ROLE}}}")]

PUBLISHED = [
    ("learn the installed packages", "ansible.builtin.package_facts: {manager: auto}"),
    (
        "look for the key in the drop-ins",
        "ansible.builtin.find:\n"
        "        paths: [/etc/sysctl.d/, /run/sysctl.d/, /usr/local/lib/sysctl.d/]\n"
        "        patterns: '*.conf'\n"
        "        file_type: any\n"
        f"        contains: '^[\\s]*{_KEY}.*$'\n"
        f"      register: found\n{_APPLIES}",
    ),
    (
        "comment the key out in each",
        "ansible.builtin.replace:\n"
        "        path: '{{ item.path }}'\n"
        f"        regexp: '^[\\s]*{_KEY}'\n"
        f"        replace: '#{_KEY}'\n"
        f"      loop: '{{{{ found.files }}}}'\n{_APPLIES}",
    ),
    (
        "look whether ufw has its file",
        f"ansible.builtin.stat: {{path: /etc/ufw/sysctl.conf}}\n      register: ufw\n{_APPLIES}",
    ),
    (
        "comment the key out for ufw",
        "ansible.builtin.replace:\n"
        "        path: /etc/ufw/sysctl.conf\n"
        f"        regexp: '(^[\\s]*{_KEY}.*$)'\n"
        "        replace: '# \\1'\n"
        "      when: ufw.stat.exists",
    ),
    ("name the value", "ansible.builtin.set_fact: {wanted_scope: '1'}"),
    (
        "set the key",
        f"ansible.posix.sysctl: {{name: {_KEY}, value: '{{{{ wanted_scope }}}}', sysctl_file: /etc/sysctl.conf,"
        f" state: present, reload: true}}\n{_APPLIES}",
    ),
]


def rows() -> list[Row]:
    """The tasks alone, in turn in one play; and each as a run of Ansible of its own."""
    with Lab() as lab:
        lab.machine("target", packages=("python3", "python3-apt", "linux-base")).boot()
        stage = Stage(lab, Controller("2.19"))
        settings = stage.settings()
        times = stage.times(dict(OURS + PUBLISHED), ROUNDS, settings)
        theirs = [sum(each) for each in zip(*(times[name] for name, _ in PUBLISHED))]
        runs: dict[str, list[float]] = defaultdict(list)
        for _ in range(ROUNDS):
            for name, tasks in (("ours", OURS), ("published", PUBLISHED)):
                started = time.perf_counter()
                stage.play(tasks, settings)
                runs[name].append(time.perf_counter() - started)
        how = "UML, pipelined"
        return [
            Row(f"the published playbook, its tasks, {how}", "ms", theirs),
            ratio(f"role scope1_restricted / the published playbook, tasks, {how}", times["role"], theirs, goal=0.08),
            ratio(f"the same with the start of ansible-playbook, {how}", runs["ours"], runs["published"]),
        ]
