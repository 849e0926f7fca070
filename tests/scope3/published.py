# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that followed the NSA sheet: what its unit does, its replacement, and the way back."""

from __future__ import annotations

from lab.machine import Machine
from lab.suite import Suite, contains, equal
from scope3 import witness
from scope3.images import PRINTED
from scope3.site import Site

NAME = "limit-ptrace.service"
PATH = f"/etc/systemd/system/{NAME}"
MEND = f"sed -i 's/^Execstart=/ExecStart=/; /^Execstop=/d' {PATH} && systemctl enable --quiet {NAME}"


def install(machine: Machine) -> None:
    """Do what the sheet says, to a machine that is off: its `systemctl daemon-reload` enables nothing."""
    machine.write(PATH, PRINTED, mode=0o550)


def tests(suite: Suite, site: Site, machine: Machine) -> None:
    """Needs a machine with the witness that has booted with the unit as printed."""
    with suite.test(f"{machine.name}: as printed, systemd refuses the unit, and the boot leaves 0"):
        equal(witness.look(machine).end, 0, "value")
        equal(show(machine, "LoadState"), "bad-setting", "LoadState")
    with suite.test(f"{machine.name}: as printed, the role in check mode tells so"):
        said = " ".join(site.scope3(machine, "--check").split())
        contains(said, f"the published unit {NAME} ({PATH}:7) never starts as it is printed")
        equal(show(machine, "LoadState"), "bad-setting", "LoadState")

    machine.output(MEND)
    corrected = digest(machine)
    machine.reboot()
    with suite.test(f"{machine.name}: corrected and enabled, it comes to 3, but nothing orders it before sshd"):
        equal(witness.look(machine).end, 3, "value")
        equal({"ssh.service", "sysinit.target"} & set(show(machine, "Before").split()), set(), "order")
        equal("sysinit.target" in show(machine, "After").split(), True, "after sysinit.target")

    with suite.test(f"{machine.name}: replaced by the role, 3 is there before sshd, and only once"):
        site.scope3(machine, scope3_no_attach_replace_published_unit="true")
        machine.reboot()
        seen = witness.look(machine)
        equal((seen.first, seen.end, seen.unit, seen.failed), (3, 3, "active", ()), "boot")
        equal(machine.run(f"systemctl is-enabled {NAME}").stdout.strip() == "enabled", False, "published unit enabled")
        equal(machine.output(f"stat --format=%a {PATH}"), "550", "its mode")

    with suite.test(
        f"{machine.name}: taken back, the corrected unit is there again, byte for byte, and does what it did"
    ):
        site.scope3(machine, entry="remove")
        equal(digest(machine), corrected, "the unit and its links")
        machine.reboot()
        seen = witness.look(machine)
        equal((seen.end, seen.unit, seen.failed), (3, "inactive", ()), "boot")


def digest(machine: Machine) -> str:
    """One number for all of the administrator's units."""
    return machine.output("tar --create --sort=name --mtime=@0 /etc/systemd/system 2>/dev/null | sha256sum")


def show(machine: Machine, name: str) -> str:
    """A property of the published unit, as systemd has it."""
    return machine.output(f"systemctl show --property={name} --value {NAME}")
