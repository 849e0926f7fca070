# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine had before scope 3 is what it has after the removal."""

from __future__ import annotations

from lab.machine import Machine
from lab.suite import Suite, contains, equal
from scope3 import witness
from scope3.site import Site

SETTING = "/etc/sysctl.d/60-ours.conf"
TEXT = b"# ours\nkernel.yama.ptrace_scope=1\n"
VENDOR = "/usr/lib/sysctl.d/55-ptrace.conf"


def install(machine: Machine) -> None:
    """Give a machine that is off a setting of its own."""
    machine.write(SETTING, TEXT)


def tests(suite: Suite, site: Site, machine: Machine) -> None:
    """Needs a running machine that is locked, with what install() gave it. Leaves it without the profile."""
    with suite.test(f"{machine.name}: a package that brings Ubuntu's setting of 1 does not make systemd-sysctl fail"):
        machine.output(f"echo 'kernel.yama.ptrace_scope = 1' >{VENDOR}")
        machine.output("systemctl restart systemd-sysctl.service")
    with suite.test(f"{machine.name}: the machine's own setting is commented out"):
        contains(machine.read(SETTING).decode(), "# commented out by yama-ptrace: kernel.yama.ptrace_scope=1")
    with suite.test(f"{machine.name}: the removal asks for a reboot, and then the machine has its old value"):
        said = " ".join(site.scope3(machine, entry="remove").split())
        contains(said, "kernel.yama.ptrace_scope is 3 now, 1 at the next boot")
        equal(machine.read(SETTING), TEXT, "the setting")
        machine.reboot()
        seen = witness.look(machine)
        equal((seen.first, seen.end, seen.unit, seen.failed), (1, 1, "inactive", ()), "boot")
