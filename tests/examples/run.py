# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples suite: the project folder for AWX and the playbook that reboots, as they are, on a real machine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from files import EXAMPLES, PACKAGE, make_package
from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.machine import Machine
from lab.project import ROOT
from lab.suite import Suite, contains, equal, run_suite

SCOPE = "/proc/sys/kernel/yama/ptrace_scope"

# What AWX hands on to every job, beside what the job template says.
JOB = {"awx_job_id": 7, "tower_job_id": 7, "awx_user_name": "admin", "awx_job_template_name": "remediate"}

RUN_SECONDS = 300


class Site:
    """A controller in the lab, whose only collections are those of one folder."""

    def __init__(self, lab: Lab, controller: Controller) -> None:
        self._lab = lab
        self._controller = controller
        self._inventory = str(lab.inventory())

    def play(self, folder: Path, playbook: str, *options: str, collections: Path) -> subprocess.CompletedProcess[str]:
        """Run a playbook from a folder."""
        arguments = ("-i", self._inventory, playbook, *options)
        return self.run(folder, "ansible-playbook", *arguments, ANSIBLE_COLLECTIONS_PATH=str(collections))

    def run(self, folder: Path, tool: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one of Ansible's tools in a folder inside the lab, which has no network beside the lab's own."""
        command = ("/usr/bin/env", f"--chdir={folder}", tool, *arguments)
        return subprocess.run(
            self._controller.command(self._lab, *command, settings={"ANSIBLE_TIMEOUT": "60", **settings}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )


def main(suite: Suite) -> None:
    """One machine for all."""
    native.build("release", "all", "collection")
    controller = Controller("2.19")
    with tempfile.TemporaryDirectory(prefix="yama-examples-") as name, Lab() as lab:
        package = make_package(Path(name), controller)
        machine = lab.machine("web1", packages=("dbus", "python3"))  # what ansible.builtin.reboot wants
        machine.boot()
        site = Site(lab, controller)
        awx(suite, site, machine, lab, package)
        reboots(suite, site, machine)


def awx(suite: Suite, site: Site, machine: Machine, lab: Lab, package: Path) -> None:
    """The project folder, as AWX updates it and runs its jobs."""
    project, installed = lab.namespace.folder / "awx-project", lab.namespace.folder / "installed"
    outside = lab.namespace.path(project)
    shutil.copytree(EXAMPLES / "awx-project", outside)
    shutil.copy(package, outside / "collections" / PACKAGE)
    with suite.test("awx-project: every playbook is one that AWX lists"):
        playbooks = sorted(file.name for file in outside.glob("*.yml"))
        wanted = "audit_timer compliance_check lock_down remediate remove report"
        equal(playbooks, [f"{name}.yml" for name in wanted.split()], "playbooks")
        for playbook in playbooks:
            text = (outside / playbook).read_text(encoding="utf-8")
            assert re.search(r"^\s*import_playbook: hardening\.yama\.\w+", text, re.MULTILINE), playbook
    with suite.test("awx-project: ansible-galaxy installs requirements.yml, without a network"):
        arguments = ("collection", "install", "-r", "collections/requirements.yml", "-p", str(installed))
        done = site.run(project, "ansible-galaxy", *arguments, ANSIBLE_COLLECTIONS_PATH=str(installed))
        contains(succeeded(done), "hardening.yama:1.0.0 was installed")

    def job(playbook: str, *options: str, **variables: object) -> subprocess.CompletedProcess[str]:
        extra = json.dumps({**JOB, **variables})
        return site.play(project, playbook, "--extra-vars", extra, *options, collections=installed)

    with suite.test("awx-project: the audit's job fails with reasons"):
        done = job("compliance_check.yml")
        equal(done.returncode, 2, "exit status")
        contains(done.stdout, "the running kernel has 0")
    with suite.test("awx-project: a check job shows the difference, a run job makes it, the audit's job passes"):
        contains(succeeded(job("remediate.yml", "--check", "--diff")), "+kernel.yama.ptrace_scope = 1")
        equal(machine.output(f"cat {SCOPE}"), "0", "kernel after the check job")
        contains(succeeded(job("remediate.yml")), "changed=1")
        equal(machine.output(f"cat {SCOPE}"), "1", "kernel after the run job")
        contains(
            succeeded(job("compliance_check.yml")), "compliant: right for 1, in the running kernel and at the next boot"
        )
    with suite.test("awx-project: a survey's wrong name fails the job in words"):
        done = job("remediate.yml", scope="2")
        equal(done.returncode, 2, "exit status")
        contains(done.stdout, "knows no variable scope: did you mean scope1_restricted_scope?")
    with suite.test("awx-project: remove.yml takes everything back"):
        contains(succeeded(job("remove.yml")), "changed=1")
        equal(machine.run("ls /etc/sysctl.d | grep yama-ptrace").stdout, "", "files")


def reboots(suite: Suite, site: Site, machine: Machine) -> None:
    """A kernel that is locked at 3 gets 1 by a reboot; one that has it is left running."""
    with suite.test("reboot-if-needed.yml reboots a locked host, and proves it"):
        boot = boot_of(machine)
        machine.output(f"echo 3 >{SCOPE}")
        said = succeeded(site.play(ROOT, str(EXAMPLES / "reboot-if-needed.yml"), collections=ROOT))
        contains(said, "changed, needs a reboot, not_compliant")
        contains(said, '"msg": "compliant: right for 1, in the running kernel and at the next boot"')
        equal(
            (machine.output(f"cat {SCOPE}"), boot_of(machine) != boot), ("1", True), "kernel, and whether it rebooted"
        )
    with suite.test("reboot-if-needed.yml leaves a right host running"):
        boot = boot_of(machine)
        said = succeeded(site.play(ROOT, str(EXAMPLES / "reboot-if-needed.yml"), collections=ROOT))
        contains(said, "as it was, needs no reboot, compliant")
        equal(boot_of(machine), boot, "boot")
    with suite.test("hardening.yama.harden with hardening_yama_reboot does it without Python on the host"):
        boot = boot_of(machine)
        machine.output(f"mv /usr/bin/python3 /usr/bin/python3-away; echo 3 >{SCOPE}")
        reboot = ("-e", "hardening_yama_reboot=true")
        succeeded(site.play(ROOT, "hardening.yama.harden", *reboot, collections=ROOT))
        equal(
            (machine.output(f"cat {SCOPE}"), boot_of(machine) != boot), ("1", True), "kernel, and whether it rebooted"
        )


def boot_of(machine: Machine) -> str:
    """What the kernel calls this boot."""
    return machine.output("cat /proc/sys/kernel/random/boot_id")


def succeeded(done: subprocess.CompletedProcess[str]) -> str:
    """Require exit status 0; what was said."""
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"exit status {done.returncode}: {said[-900:]}"
    return said


if __name__ == "__main__":
    run_suite("examples", main)
