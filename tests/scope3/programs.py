# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scope3-programs suite: an image that mmdebstrap makes as the guide says, and what each scope ends."""

from __future__ import annotations

from lab import native
from lab.laboratory import Lab
from lab.progress import say
from lab.suite import Suite, equal, run_suite
from scope3 import images, impact, witness


def main(suite: Suite) -> None:
    """Two machines, one after the other."""
    native.build("release")
    with (
        suite.test("an image that mmdebstrap made with the guide's hook has 3 before sshd in its first boot"),
        suite.alone,
    ):
        say("making an image with mmdebstrap")
        with images.built() as folder, Lab() as lab:
            machine = lab.machine("built", image=folder)
            witness.install(machine)
            witness.expect(machine, 3)
            machine.boot()
            seen = witness.look(machine)
        equal((seen.first, seen.end, seen.unit, seen.failed), (3, 3, "active", ()), "boot")
    with Lab() as lab:
        machine = lab.machine("programs", packages=impact.PACKAGES)
        witness.install(machine)
        witness.expect(machine, 3)
        machine.boot()
        impact.tests(suite, machine)


if __name__ == "__main__":
    run_suite("scope3-programs", main)
