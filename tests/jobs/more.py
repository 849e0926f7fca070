# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs-more suite: answers, moments of a cancelled job, failing hosts, scope 3, and the timer on three systemds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from examples.files import make_package
from jobs.private import CORE, RUNNER, PrivateDataDir
from jobs.run import SCOPE, SETTINGS, cancel
from jobs.timer import check_timer
from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.machine import Machine
from lab.suite import Suite, contains, equal, run_suite

# Answers of a survey that are out of range, and what is said of them.
ANSWERS: dict[str, tuple[dict[str, object], str]] = {
    "scope": ({"scope1_restricted_scope": "7"}, "scope1_restricted_scope is '7': choose 1 (restricted), 2 (admin"),
    "serial": ({"hardening_yama_serial": "0%"}, "hardening_yama_serial is '0%': give a number of hosts from 1 on"),
    "share": ({"hardening_yama_max_fail_percentage": 300}, "hardening_yama_max_fail_percentage is 300: give a number"),
    "hosts": ({"hardening_yama_hosts": "nowhere"}, "hardening_yama_hosts is nowhere, which is no host of this job"),
}


def main(suite: Suite) -> None:
    """A machine of each Debian release that the timer is tried on."""
    native.build("release", "all", "collection")
    controller = Controller(CORE, (RUNNER,))
    with tempfile.TemporaryDirectory(prefix="yama-jobs-") as name, Lab() as lab:
        package = make_package(Path(name), controller)
        machines = [lab.machine(suite_name, suite_name) for suite_name in ("bookworm", "trixie", "bullseye")]
        for machine in machines:
            machine.write("/etc/sysctl.d/50-scope.conf", "kernel.yama.ptrace_scope = 0\n")
            machine.start()
        for machine in machines:
            machine.wait()
        site = PrivateDataDir(lab, controller, package)
        equal(site.galaxy().returncode, 0, "exit status of ansible-galaxy")
        check_answers(suite, site, ANSWERS)
        check_away(suite, site)
        check_moments(suite, site, machines[0])
        check_failing(suite, site, machines)
        for machine in machines:
            check_timer(suite, site, machine)
        check_lock_down(suite, site, machines[1])


def check_answers(suite: Suite, site: PrivateDataDir, names: Iterable[str]) -> None:
    """Answers of a survey that are out of range."""
    for name in names:
        with suite.test(f"an answer out of range is one sentence, and no host is reached: {name}"), suite.alone:
            wrong, words = ANSWERS[name]
            job = site.job(f"answer-{name}", "remediate.yml", **wrong)
            equal((job.status, len(job.failures())), ("failed", 1), "status, failures")
            contains(next(iter(job.failures().values())), words)
            equal(job.started("hardening.yama.yama_ptrace"), [], "hosts that were reached")


def check_away(suite: Suite, site: PrivateDataDir) -> None:
    """A host that is not reached."""
    with suite.test("a host that is off is counted as not reached, and the others are judged"), suite.alone:
        away = site.folder / "inventory" / "away"
        away.write_text("away ansible_host=192.0.2.250 ansible_timeout=1\n", "ascii")
        job = site.job("check-away", "compliance_check.yml")
        away.unlink()
        equal(job.counts(), {"non_compliant": 3, "unreachable": 1}, "counts")
        assert job.code != 0, "a host that was not reached is no success"


def check_moments(suite: Suite, site: PrivateDataDir, machine: Machine) -> None:
    """A job that is cancelled at several moments, finished, and taken back."""
    before = machine.output(SETTINGS)
    seen = cancel(suite, site, machine, [0.0, 0.2, 0.4, 0.8])
    with suite.test("cancel: the files are as before or as after a whole run, and the next job finishes the host"):
        job = site.job("after-cancel", "remediate.yml", hardening_yama_hosts=machine.name)
        equal((job.status, job.counts()), ("successful", {"compliant": 1}), "status, counts")
        equal(seen - {before, machine.output(SETTINGS)}, set(), "other states")
    with suite.test("remove takes back what a job did"):
        job = site.job("remove", "remove.yml", hardening_yama_hosts=machine.name)
        equal((job.status, machine.output(SETTINGS)), ("successful", before), "status, settings")


def check_failing(suite: Suite, site: PrivateDataDir, machines: list[Machine]) -> None:
    """A host that cannot be finished."""
    with suite.test("a host that fails leaves its batch whole, and no further batch is begun"), suite.alone:
        for machine in machines:
            machine.output(f"rm -f /etc/sysctl.d/*yama* && echo 0 >{SCOPE}")
            machine.write("/etc/sysctl.d/50-scope.conf", "kernel.yama.ptrace_scope = 0\n")
        machines[0].output("mount -t tmpfs -o ro none /etc/sysctl.d")
        limits = {"hardening_yama_serial": 2, "hardening_yama_max_fail_percentage": 10}
        job = site.job("failing", "remediate.yml", **limits)
        machines[0].output("umount /etc/sysctl.d")
        equal((job.status, sorted(job.failures())), ("failed", ["bookworm"]), "status, failed hosts")
        equal(job.changed(), ["trixie"], "changed")
        equal(job.counts(), {"compliant": 1, "failed": 1, "not_judged": 1}, "counts")
        equal(machines[2].output(SETTINGS), "50-scope.conf:kernel.yama.ptrace_scope = 0", "files of the next batch")
    with suite.test("the next job finishes them all"):
        job = site.job("finishing", "remediate.yml")
        equal((job.status, job.counts()), ("successful", {"compliant": 3}), "status, counts")


def check_lock_down(suite: Suite, site: PrivateDataDir, machine: Machine) -> None:
    """Scope 3 by the boot unit, and the boot that proves it."""
    with suite.test("lock_down locks the host now and at its next boot"):
        job = site.job("lock-1", "lock_down.yml", hardening_yama_hosts=machine.name)
        equal((job.status, job.counts()), ("successful", {"compliant": 1}), "status, counts")
        machine.reboot()
        equal(machine.output(f"cat {SCOPE}"), "3", "kernel after the boot")
        job = site.job("lock-2", "compliance_check.yml", hardening_yama_hosts=machine.name, audit_scope="3")
        equal((job.status, job.counts()), ("successful", {"compliant": 1}), "status, counts")
    with suite.test("the report of a host that is locked stricter says that only a reboot lowers it"):
        job = site.job("lock-3", "compliance_check.yml", hardening_yama_hosts=machine.name)
        equal((job.status, job.counts()), ("failed", {"locked_stricter": 1}), "status, counts")
        contains(job.said, "reboot")


if __name__ == "__main__":
    run_suite("jobs-more", main)
