# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs suite: ansible-runner in AWX' layout, and AWX' workflow step by step on three machines that really reboot."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from examples.files import make_package
from jobs.private import PrivateDataDir
from jobs.timer import check_timer
from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.machine import Machine
from lab.suite import Suite, contains, equal, run_suite

SCOPE = "/proc/sys/kernel/yama/ptrace_scope"
RUNNER = "ansible-runner==2.4.3"

SETTINGS = "cd /etc/sysctl.d && grep -r . ."

# What a run could leave behind. A program whose connection has ended may take a moment to finish.
FIND = "find /root /tmp /var/tmp /dev/shm /etc -name '*.yama-*' -o -name 'ansible-tmp-*'"
LEFTOVERS = f'for turn in 1 2 3 4 5 6 7 8 9; do [ -z "$({FIND})" ] && break; sleep 1; done; {FIND}'


def main(suite: Suite) -> None:
    """Three machines for all."""
    native.build("release", "all", "collection")
    controller = Controller("2.19", (RUNNER,))
    with tempfile.TemporaryDirectory(prefix="yama-jobs-") as name, Lab() as lab:
        package = make_package(Path(name), controller)
        right, drifting, wrong = machines = [lab.machine(name) for name in ("right", "drifting", "wrong")]
        right.write("/etc/sysctl.d/50-scope.conf", "kernel.yama.ptrace_scope = 1\n")
        wrong.write("/etc/sysctl.d/50-scope.conf", "kernel.yama.ptrace_scope = 0\n")
        for machine in machines:
            machine.start()
        for machine in machines:
            machine.wait()
        drifting.output(f"echo 1 >{SCOPE}")
        site = PrivateDataDir(lab, controller, package)
        with suite.test("the project installs its collection, and every playbook is found without any setting"):
            equal(site.galaxy().returncode, 0, "exit status of ansible-galaxy")
        check(suite, site, machines)
        answers(suite, site)
        before = wrong.output(SETTINGS)
        seen = cancel(suite, site, wrong)
        remediate(suite, site, machines, "wrong" if not seen - {before} else "")
        with suite.test("cancel: the files were as before or as after a whole run, never in between"):
            equal(seen - {before, wrong.output(SETTINGS)}, set(), "other states")
        reboot(suite, site, machines)
        check_timer(suite, site, drifting)


def check(suite: Suite, site: PrivateDataDir, machines: list[Machine]) -> None:
    """The first step of the workflow."""
    with suite.test("check: all hosts are judged, then the job fails, and nothing was changed"):
        before = [machine.output("ls -l /etc/sysctl.d") for machine in machines]
        job = site.job("check-1", "compliance_check.yml")
        equal((job.status, job.code), ("failed", 2), "status")
        equal(job.counts(), {"compliant": 1, "drifts_at_reboot": 1, "non_compliant": 1}, "counts")
        states = {"compliant": ["right"], "drifts_at_reboot": ["drifting"], "non_compliant": ["wrong"]}
        equal(job.summary["hosts_by_state"], states, "hosts by state")
        equal([machine.output("ls -l /etc/sysctl.d") for machine in machines], before, "files")
        equal([machine.output(f"cat {SCOPE}") for machine in machines], ["1", "1", "0"], "kernels")
    with suite.test("check: every host's record is in the fact cache, with its schema"):
        records = {host: facts["hardening_yama_audit"] for host, facts in job.facts.items()}
        states = {host: (record["schema"], record["state"]) for host, record in records.items()}
        wanted = {"right": (1, "compliant"), "drifting": (1, "drifts_at_reboot"), "wrong": (1, "non_compliant")}
        equal(states, wanted, "records")
    with suite.test("check: a host that is off is counted as not reached, and the others are judged"), suite.alone:
        (site.folder / "inventory" / "away").write_text("away ansible_host=192.0.2.250 ansible_timeout=1\n", "ascii")
        job = site.job("check-away", "compliance_check.yml")
        (site.folder / "inventory" / "away").unlink()
        equal(job.counts(), {"compliant": 1, "drifts_at_reboot": 1, "non_compliant": 1, "unreachable": 1}, "counts")
        assert job.code != 0, "a host that was not reached is no success"


def answers(suite: Suite, site: PrivateDataDir) -> None:
    """Answers of a survey that are out of range."""
    for name, wrong, words in (
        ("scope", {"scope1_restricted_scope": "7"}, "scope1_restricted_scope is '7': choose 0 (classic)"),
        ("serial", {"hardening_yama_serial": "0%"}, "hardening_yama_serial is '0%': give a number of hosts from 1 on"),
        ("share", {"hardening_yama_max_fail_percentage": 300}, "hardening_yama_max_fail_percentage is 300: give a"),
        ("hosts", {"hardening_yama_hosts": "nowhere"}, "hardening_yama_hosts is nowhere, which is no host of this job"),
    ):
        with suite.test(f"an answer out of range is one sentence, and no host is reached: {name}"), suite.alone:
            job = site.job(f"answer-{name}", "remediate.yml", **wrong)
            equal(job.status, "failed", "status")
            failures = [event for event in job.events if event["event"] == "runner_on_failed"]
            equal(len(failures), 1, "failures")
            contains(failures[0]["event_data"]["res"]["msg"], words)
            assert "yama_ptrace" not in {event["event_data"].get("task_action", "") for event in job.events}, "reached"


def cancel(suite: Suite, site: PrivateDataDir, machine: Machine) -> set[str]:
    """A job that is ended in the middle: while the program is sent, runs, has just ended. What the files were then."""
    seen = set()
    for number, delay in enumerate((0.0, 0.3, 0.6)):
        name = f"cancel-{number}"
        with suite.test(f"cancel {delay} s after the task began: the job says so, and leaves nothing behind"):
            job = site.start(name, "remediate.yml", hardening_yama_hosts=machine.name)
            site.wait_for_task(name, "hardening.yama.yama_ptrace")
            time.sleep(delay)
            equal(site.cancel(name, job).status, "canceled", "status")
            equal(machine.output(LEFTOVERS), "", "left behind")
            seen.add(machine.output(SETTINGS))
    return seen


def remediate(suite: Suite, site: PrivateDataDir, machines: list[Machine], untouched: str) -> None:
    """The steps after the approval, and real boots. A cancelled job may have treated one of the machines to its end."""
    with suite.test("remediate, one host after the other: only those that were not right are changed"):
        job = site.job("remediate-1", "remediate.yml", hardening_yama_serial=1, hardening_yama_max_fail_percentage=0)
        changed = [name for name in ("drifting", untouched) if name]
        equal((job.status, job.changed()), ("successful", changed), "status, changed")
        equal(job.counts(), {"compliant": 3}, "counts")
    with suite.test("check: all are right, also after each has really rebooted"):
        for machine in machines:
            machine.reboot()
        job = site.job("check-2", "compliance_check.yml")
        equal((job.status, job.counts()), ("successful", {"compliant": 3}), "status, counts")
        equal([machine.output(f"cat {SCOPE}") for machine in machines], ["1", "1", "1"], "kernels")


def reboot(suite: Suite, site: PrivateDataDir, machines: list[Machine]) -> None:
    """The step that reboots."""
    with suite.test("reboot: only the host that is locked at 3 is rebooted, and judged after the boot"):
        boots = [boot_of(machine) for machine in machines]
        machines[0].output(f"echo 3 >{SCOPE}")
        equal(site.job("check-3", "compliance_check.yml").counts(), {"compliant": 2, "locked_stricter": 1}, "counts")
        job = site.job("reboot-1", "remediate.yml", hardening_yama_reboot=True, hardening_yama_serial="50%")
        equal((job.status, job.counts()), ("successful", {"compliant": 3}), "status, counts")
        rebooted = [boot_of(machine) != boot for machine, boot in zip(machines, boots)]
        equal(rebooted, [True, False, False], "who rebooted")


def boot_of(machine: Machine) -> str:
    """What the kernel calls this boot."""
    return machine.output("cat /proc/sys/kernel/random/boot_id")


if __name__ == "__main__":
    run_suite("jobs", main)
