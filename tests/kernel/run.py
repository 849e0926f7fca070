# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kernel suite: the program on a real Yama kernel. Arguments: Debian suites, for their boots alone."""

from __future__ import annotations

import sys

from kernel import boots, refusals, settings
from kernel.host import Host
from lab import native
from lab.laboratory import Lab
from lab.suite import Suite, run_suite


def bookworm(suite: Suite) -> None:
    """Everything, on two Debian 12 machines side by side: one with Yama, one booted without."""
    native.build("release")
    with Lab() as lab:
        host = Host(lab.machine("debian"))
        without_yama = Host(lab.machine("without-yama"))
        host.machine.start()
        without_yama.machine.start("lsm=capability")
        host.machine.wait()
        settings.tests(suite, host)
        refusals.tests(suite, host)
        boots.tests(suite, host)
        refusals.locked_tests(suite, host)
        without_yama.machine.wait()
        refusals.no_yama_tests(suite, without_yama)


def releases(suite: Suite) -> None:
    """Real boots on other releases of Debian, each with its own systemd and procps."""
    native.build("release")
    for release in sys.argv[1:]:
        with Lab() as lab:
            host = Host(lab.machine(release, suite=release))
            host.machine.boot()
            boots.tests(suite, host)


if __name__ == "__main__":
    run_suite("kernel", releases if len(sys.argv) > 1 else bookworm)
