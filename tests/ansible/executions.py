# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The executions suite: how many times one task goes to its target over SSH, as `-vvv` shows.

usage: executions.py CONTROLLER...

And other ways to a target: Mitogen, and the connection chroot.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from bench import peers
from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.project import PROGRAM, ROOT
from lab.suite import Suite, contains, equal, run_suite
from play import Site, succeeded
from programs import add_program, copy_collection
from target import PYTHON, TREES, make_target

OURS = f"scope=1 root={TREES}/plain"

INFO = "hardening.yama.yama_ptrace_info"

DRY = ("--check", "-vvv")

MITOGEN = "mitogen==0.3.54"

# Each changes nothing, in check mode.
TASKS = {
    "hardening.yama": ("hardening.yama.yama_ptrace", OURS),
    "ansible.posix.sysctl": (
        "ansible.posix.sysctl",
        "name=kernel.yama.ptrace_scope value=1 sysctl_file=/etc/sysctl.d/1.conf",
    ),
    "binary module": ("yama_ptrace", OURS),
}

HOSTS = {"no become": "root", "become root": "sudo", "become a user": "sudo-to-user"}

# By pipelining. Core takes a binary module to another unprivileged user only where setfacl is, which the target lacks.
DOCUMENTED = {
    False: {"hardening.yama": 1, "ansible.posix.sysctl": 6, "binary module": 7},
    True: {"hardening.yama": 1, "ansible.posix.sysctl": 1, "binary module": 7},
}
NEEDS_SETFACL = {(False, "ansible.posix.sysctl"), (False, "binary module"), (True, "binary module")}

# Where the one execution is not enough: Ansible's own way for binary modules after a look at the processor, which
# follows a refusal of sudo with requiretty; a program for another processor that was sent first.
COSTLIER = {"become with su": ("su", 8), "sudo with requiretty": ("tty", 9)}
WRONG_GUESS = {"one task": (1, 2), "three tasks": (3, 4)}


def main(suite: Suite) -> None:
    """Print the table of each controller, and compare it with what the documentation says."""
    native.build("release", "all", "collection")
    with Lab() as lab:
        machine = make_target(lab, "bookworm")
        for version in sys.argv[1:]:
            site = Site(lab, machine, Controller(version))
            test_controller(suite, site)
            test_costlier(suite, site)
            test_wrong_guess(suite, site)
        test_chroot(suite, Site(lab, machine, Controller("2.19")))
        test_mitogen(suite, Site(lab, machine, Controller("2.19", packages=(MITOGEN,))))


def test_controller(suite: Suite, site: Site) -> None:
    """Measure every cell."""
    print(f"{'core ' + site.controller.version:32}" + "".join(f"{name:>22}" for name in TASKS))
    with site.folder() as folder:
        shutil.copy(PROGRAM, site.outside(folder) / "yama_ptrace")
        for pipelining, wanted in DOCUMENTED.items():
            for become, host in HOSTS.items():
                row = f"pipelining {'on' if pipelining else 'off'}, {become}"
                with suite.test(f"executions with core {site.controller.version}: {row}"), suite.alone, site.cleaned():
                    cells = {
                        name: count(site, folder, host, name, pipelining)
                        for name in TASKS
                        if become != "become a user" or (pipelining, name) not in NEEDS_SETFACL
                    }
                    print(f"{row:32}" + "".join(f"{cells.get(name, '-'):>22}" for name in TASKS))
                    equal(cells, {name: wanted[name] for name in cells}, "executions")


def test_costlier(suite: Suite, site: Site) -> None:
    """What become needs beside sudo without a terminal."""
    for name, (host, wanted) in COSTLIER.items():
        with suite.test(f"executions with core {site.controller.version}: {name}"), suite.alone, site.cleaned():
            said = succeeded(site.task(host, "hardening.yama.yama_ptrace", f"scope=1 root={TREES}/{host}", *DRY))
            equal(said.count("SSH: EXEC"), wanted, "executions")


def test_wrong_guess(suite: Suite, site: Site) -> None:
    """A controller that takes the target for an i686 like itself, because it has a program for it, and learns."""
    with site.folder() as folder:
        add_program(copy_collection(site.outside(folder)), "i686")
        for name, (tasks, wanted) in WRONG_GUESS.items():
            with (
                suite.test(f"a wrong guess at the processor costs one execution a run: {name}"),
                suite.alone,
                site.cleaned(),
            ):
                play = {"hosts": "plain", "gather_facts": False, "tasks": [{INFO: {"scope": 1}}] * tasks}
                site.outside(folder / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
                playbook = f"{site.controller.folder}/bin/ansible-playbook"
                arguments = ("i686", playbook, "-vvv", "-i", site.inventory, str(folder / "play.yml"))
                said = succeeded(site.run("/usr/bin/setarch", *arguments, ANSIBLE_COLLECTIONS_PATH=str(folder)))
                equal(said.count("SSH: EXEC"), wanted, "executions")


def test_mitogen(suite: Suite, site: Site) -> None:
    """The life of a setting through Mitogen, which needs Python on the target."""
    plugins = next(site.controller.folder.glob("lib/python3*/site-packages/ansible_mitogen/plugins/strategy"))
    settings = {"ANSIBLE_STRATEGY_PLUGINS": str(plugins), "ANSIBLE_STRATEGY": "mitogen_linear"}
    with suite.test("with Mitogen: check mode, diff, second run, info, removal"), suite.alone, site.cleaned():
        succeeded(site.play("life.yml", "-e", f"ansible_python_interpreter={PYTHON}", **settings))


def test_chroot(suite: Suite, site: Site) -> None:
    """The connection chroot of community.general, on the files of the target."""
    collections = f"{ROOT}:{peers.collections(site.controller, 'community.general')}"
    files = Path(site.inventory).parent / site.machine.name / "root"
    with suite.test("with the connection chroot"), suite.alone, site.cleaned():
        arguments = ("-i", f"{files},", "all", "-c", "community.general.chroot", "-m", INFO, "-a", "scope=1")
        said = succeeded(site.run("ansible", *arguments, ANSIBLE_COLLECTIONS_PATH=collections))
        contains(said, '"compliant": false')
        left = [path for place in ("root", "tmp", "var/tmp") for path in site.outside(files / place).glob(".yama-*")]
        equal(left, [], "left in the files")


def count(site: Site, library: Path, host: str, name: str, pipelining: bool) -> int:
    """Run one task; the executions."""
    module, arguments = TASKS[name]
    collections = f"{ROOT}:{peers.collections(site.controller, 'ansible.posix')}"
    options = (*DRY, "-M", str(library), "-e", f"ansible_python_interpreter={PYTHON}")
    settings = {"ANSIBLE_PIPELINING": str(pipelining), "ANSIBLE_COLLECTIONS_PATH": collections}
    return succeeded(site.task(host, module, arguments, *options, **settings)).count("SSH: EXEC")


if __name__ == "__main__":
    run_suite("executions", main)
