# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scope3 suite: real boots of real Debian machines. Arguments: Debian suites."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.suite import Suite, run_suite
from scope3 import matrix, witness
from scope3.site import Site


def main(suite: Suite) -> None:
    native.build("release", "all", "collection")
    controller = Controller()
    for release in sys.argv[1:]:
        with Lab() as lab:
            low = lab.machine(f"{release}-low", suite=release)
            high = lab.machine(f"{release}-high", suite=release)
            site = Site(lab, controller)
            for machine in (low, high):
                witness.install(machine)
                witness.expect(machine, 0)
                machine.start()
            for machine in (low, high):
                machine.wait()
            with ThreadPoolExecutor() as pool:
                a = pool.submit(matrix.boots, site, low, release, (0, 1))
                b = pool.submit(matrix.boots, site, high, release, (2, 3))
                results = {**a.result(), **b.result()}
        matrix.judge(suite, results)
        matrix.show(results)


if __name__ == "__main__":
    run_suite("scope3", main)
