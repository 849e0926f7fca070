# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs suite: ansible-runner in AWX' layout, and AWX' workflow step by step on three machines that reboot."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from examples.files import make_package
from jobs.private import CORE, RUNNER, PrivateDataDir
from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.machine import Machine
from lab.suite import Suite, equal, run_suite

SCOPE = "/proc/sys/kernel/yama/ptrace_scope"
SETTINGS = "cd /etc/sysctl.d && grep ptrace_scope /dev/null *.conf || :"

# What a run could leave behind. A program whose connection has ended may take a moment to finish.
FIND = "find /root /tmp /var/tmp /dev/shm /etc -name '*.yama-*' -o -name 'ansible-tmp-*'"
LEFTOVERS = f'for turn in 1 2 3 4 5 6 7 8 9; do [ -z "$({FIND})" ] && break; sleep 1; done; {FIND}'


def main(suite: Suite) -> None:
    """Three machines for all: right, drifting at its next boot, wrong."""
    native.build("release", "all", "collection")
    controller = Controller(CORE, (RUNNER,))
    with tempfile.TemporaryDirectory(prefix="yama-jobs-") as name, Lab() as lab:
        package = make_package(Path(name), controller)
        machines = three_machines(lab)
        site = PrivateDataDir(lab, controller, package)
        with suite.test("the project installs its collection, and every playbook is found without any setting"):
            equal(site.galaxy().returncode, 0, "exit status of ansible-galaxy")
        check(suite, site, machines)
        remediate(suite, site, machines)
        reboot(suite, site, machines)


def three_machines(lab: Lab) -> list[Machine]:
    """One that is right, one that drifts at its next boot, one that is wrong, all running."""
    right, drifting, wrong = machines = [lab.machine(name) for name in ("right", "drifting", "wrong")]
    right.write("/etc/sysctl.d/50-scope.conf", "kernel.yama.ptrace_scope = 1\n")
    wrong.write("/etc/sysctl.d/50-scope.conf", "kernel.yama.ptrace_scope = 0\n")
    for machine in machines:
        machine.start()
    for machine in machines:
        machine.wait()
    drifting.output(f"echo 1 >{SCOPE}")
    return machines


def check(suite: Suite, site: PrivateDataDir, machines: list[Machine]) -> None:
    """The first step of the workflow."""
    states = {"right": "compliant", "drifting": "drifts_at_reboot", "wrong": "non_compliant"}
    with suite.test("check: all hosts are judged, then the job fails, and nothing was changed"):
        before = [machine.output("ls -l /etc/sysctl.d") for machine in machines]
        job = site.job("check-1", "compliance_check.yml")
        equal((job.status, job.code), ("failed", 2), "status")
        equal(job.counts(), dict.fromkeys(states.values(), 1), "counts")
        equal(job.summary["hosts_by_state"], {state: [host] for host, state in states.items()}, "hosts by state")
        equal(sorted(job.failures()), ["drifting", "wrong"], "failed hosts")
        equal([machine.output("ls -l /etc/sysctl.d") for machine in machines], before, "files")
        equal([machine.output(f"cat {SCOPE}") for machine in machines], ["1", "1", "0"], "kernels")
    with suite.test("check: every host's record is in the fact cache, with its schema"):
        records = {host: facts["hardening_yama_audit"] for host, facts in job.facts.items()}
        found = {host: (record["schema"], record["state"]) for host, record in records.items()}
        equal(found, {host: (1, state) for host, state in states.items()}, "records")


def cancel(suite: Suite, site: PrivateDataDir, machine: Machine, moments: Iterable[float]) -> set[str]:
    """A job that is ended in the middle: while the program is sent, while it runs, when it has just ended.

    The settings that were there after each, of which none may be between those before and those after a whole run.
    """
    seen = set()
    for delay in moments:
        name = f"cancel-{delay}"
        with suite.test(f"cancel {delay} s after the task began: the job says so, and leaves nothing behind"):
            job = site.start(name, "remediate.yml", hardening_yama_hosts=machine.name)
            site.wait_for_task(name, "hardening.yama.yama_ptrace")
            time.sleep(delay)
            equal(site.cancel(name, job).status, "canceled", "status")
            equal(machine.output(LEFTOVERS), "", "left behind")
            seen.add(machine.output(SETTINGS))
    return seen


def remediate(suite: Suite, site: PrivateDataDir, machines: list[Machine]) -> None:
    """A cancelled job, the step after the approval, and real boots."""
    wrong = machines[2]
    before = wrong.output(SETTINGS)
    seen = cancel(suite, site, wrong, [0.3])
    with suite.test("remediate, one host after the other: only those that were not right are changed"):
        changed = ["drifting", "wrong"] if wrong.output(SETTINGS) == before else ["drifting"]
        job = site.job("remediate-1", "remediate.yml", hardening_yama_serial=1, hardening_yama_max_fail_percentage=0)
        equal((job.status, job.changed()), ("successful", changed), "status, changed")
        equal(job.counts(), {"compliant": 3}, "counts")
    with suite.test("cancel: the files were as before or as after a whole run"):
        equal(seen - {before, wrong.output(SETTINGS)}, set(), "other states")
    with suite.test("check: all are right, also after each has really rebooted"):
        reboot_all(machines)
        job = site.job("check-2", "compliance_check.yml")
        equal((job.status, job.counts()), ("successful", {"compliant": 3}), "status, counts")
        equal([machine.output(f"cat {SCOPE}") for machine in machines], ["1", "1", "1"], "kernels")


def reboot(suite: Suite, site: PrivateDataDir, machines: list[Machine]) -> None:
    """The step that reboots."""
    with suite.test("reboot: only the host that is locked at 3 is rebooted, and judged after the boot"):
        boots = [boot_of(machine) for machine in machines]
        machines[0].output(f"echo 3 >{SCOPE}")
        job = site.job("reboot-1", "remediate.yml", hardening_yama_reboot=True, hardening_yama_serial="50%")
        equal((job.status, job.counts()), ("successful", {"compliant": 3}), "status, counts")
        machines[0].forget_connection()
        rebooted = [boot_of(machine) != boot for machine, boot in zip(machines, boots)]
        equal(rebooted, [True, False, False], "who rebooted")


def reboot_all(machines: list[Machine]) -> None:
    """Real boots of all at once."""
    boots = [boot_of(machine) for machine in machines]
    for machine in machines:
        machine.run("systemctl --no-block reboot")
    for machine, boot in zip(machines, boots):
        machine.forget_connection()
        machine.wait(previous_boot=boot)


def boot_of(machine: Machine) -> str:
    """What the kernel calls this boot."""
    return machine.output("cat /proc/sys/kernel/random/boot_id")


if __name__ == "__main__":
    run_suite("jobs", main)
