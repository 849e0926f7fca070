# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scope3 suite: scope 3 and maintenance proved by real boots of Debian machines, driven by Ansible over SSH.

Without arguments, what one machine and its neighbour show in two minutes: an image of Debian 12 that is locked from its
first boot in every kind of boot, and the whole life of the profile. With Debian suites as arguments, for each of them:
every scope in every kind of boot, the removal, and a host that followed the NSA sheet.
"""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor

from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.machine import Machine
from lab.rootfolder import SUITES
from lab.suite import Suite, equal, run_suite
from scope3 import images, life, matrix, published, refusals, undo, witness
from scope3.site import Site


def short(suite: Suite) -> None:
    """A locked image on one machine, the whole-life playbook on another."""
    native.build("release", "all", "collection")
    controller = Controller()
    folders(suite)
    with Lab() as lab, ThreadPoolExecutor() as pool:
        image = lab.machine("image")
        machine = lab.machine("life")
        prepare(image, machine)
        undo.install(image)
        images.customize(image)
        site = Site(lab, controller)
        machine.start()
        of_image = pool.submit(matrix.boots_at, image, "bookworm", 3)
        machine.wait()
        refusals.tests(suite, site, machine)
        life.tests(suite, site, machine, lambda: another_life(lab, controller))
        matrix.judge(suite, of_image.result())
        undo.tests(suite, site, image)
    matrix.show(of_image.result())


def another_life(lab: Lab, controller: Controller) -> tuple[Site, Machine]:
    """A second machine for the life, booted."""
    machine = lab.machine("life-again")
    prepare(machine)
    machine.boot()
    return Site(lab, controller), machine


def folders(suite: Suite) -> None:
    """What needs no boot: the unit as each release's systemd reads it, and images that cannot have it."""
    with Lab() as lab:
        # systemd 247 verifies only where it may move processes between control groups: on a machine.
        machines = [lab.machine(f"folder-{name}", suite=name) for name in SUITES if name != "bullseye"]
        for machine in machines:
            images.unit_tests(suite, machine)
        images.refusal_tests(suite, machines[0])


def releases(suite: Suite) -> None:
    """Everything, release by release."""
    native.build("release", "all", "collection")
    controller = Controller()
    results: matrix.Results = {}
    for release in sys.argv[1:]:
        with Lab() as lab, ThreadPoolExecutor() as pool:
            low, high = lab.machine(f"{release}-low", suite=release), lab.machine(f"{release}-high", suite=release)
            prepare(low, high)
            published.install(low)
            undo.install(high)
            site = Site(lab, controller)
            low.start()
            high.start()
            low.wait()
            high.wait()
            rows = [pool.submit(matrix.boots, site, low, release, 1, 0)]
            rows.append(pool.submit(matrix.boots, site, high, release, 2, 3))
            found = collect(rows)
            matrix.judge(suite, found)
            results.update(found)
            verified_by_machine(suite, high)
            undo.tests(suite, site, high)
            high.power_off()
            without_yama(suite, lab, release)
            published.tests(suite, site, low)
    matrix.show(results)


def prepare(*machines: Machine) -> None:
    """Have machines that are off witness their boots."""
    for machine in machines:
        witness.install(machine)
        witness.expect(machine, 3)


def collect(rows: list[Future[matrix.Results]]) -> matrix.Results:
    """What all of them found."""
    found: matrix.Results = {}
    for row in rows:
        found.update(row.result())
    return found


def verified_by_machine(suite: Suite, machine: Machine) -> None:
    """The unit as the systemd of a locked machine reads it."""
    with (
        suite.test(f"{machine.name}: systemd-analyze verify on the machine finds nothing wrong with the unit"),
        suite.alone,
    ):
        done = machine.run(f"systemd-analyze verify --man=no /etc/systemd/system/{witness.LOCK_UNIT}")
        equal((done.returncode, done.stdout + done.stderr), (0, ""), "exit status and words")


def without_yama(suite: Suite, lab: Lab, release: str) -> None:
    """A locked image on a kernel that leaves Yama out."""
    machine = lab.machine(f"{release}-without-yama", suite=release)
    images.customize(machine)
    machine.boot("lsm=capability")
    refusals.without_yama_tests(suite, machine)
    machine.power_off()


if __name__ == "__main__":
    run_suite("scope3", releases if len(sys.argv) > 1 else short)
