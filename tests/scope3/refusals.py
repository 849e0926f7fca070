# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a running machine does not allow: one clear sentence, and nothing changed."""

from __future__ import annotations

from kernel.host import Host
from kernel.refusals import refused
from lab.machine import Machine
from lab.suite import Suite, contains, equal
from scope3.site import Site
from scope3.witness import LOCK_UNIT

LOCK = "set 3 --persist boot_unit"

# name, made by, undone by, what the message says
HOSTS = (
    (
        "a read-only /etc",
        "mount --bind /etc /etc && mount -o remount,bind,ro /etc",
        "umount /etc",
        "the file system is read-only: remount it writable and run again",
    ),
    (
        "the unit's name is somebody else's",
        f"printf '[Service]\\nExecStart=/bin/true\\n' >/etc/systemd/system/{LOCK_UNIT}",
        f"rm /etc/systemd/system/{LOCK_UNIT}",
        f"the unit name {LOCK_UNIT} is taken: /etc/systemd/system/{LOCK_UNIT} is not this product's; "
        "rename that unit and run again; nothing was changed",
    ),
    (
        "the unit is masked",
        f"systemctl mask --quiet {LOCK_UNIT}",
        f"systemctl unmask --quiet {LOCK_UNIT}",
        f"the unit {LOCK_UNIT} is masked by /etc/systemd/system/{LOCK_UNIT}; "
        f"unmask it with `systemctl unmask {LOCK_UNIT}` and run again; nothing was changed",
    ),
    (
        "the boot loader has every boot be a maintenance boot",
        "mkdir -p /boot/loader/entries && printf 'options root=98:0 maintenance' >/boot/loader/entries/a.conf",
        "rm -r /boot/loader",
        "the next boot is a maintenance boot: 'maintenance' is on its kernel command line",
    ),
)

WORDS = ("two words", '"quoted"', "it's", "50%", "a=b", "")


def tests(suite: Suite, site: Site, machine: Machine) -> None:
    """Needs a running machine without any setting; leaves it so."""
    host = Host(machine)
    for name, make, undo, words in HOSTS:
        with suite.test(f"refused: {name}"), suite.alone, host.prepared(make, undo):
            before = (host.scope(), host.digest())
            refused(host.yama(LOCK), words)
            equal((host.scope(), host.digest()), before, "kernel and files")
    for word in WORDS:
        with suite.test(f"refused: maintenance_argument {word!r}"), suite.alone:
            before = (host.scope(), host.digest())
            said = site.refused_task(
                machine,
                "hardening.yama.yama_ptrace",
                {"scope": 3, "persist": "boot_unit", "maintenance_argument": word},
            )
            contains(said, "maintenance_argument must be one word of letters, digits, '_', '-' and '.'")
            equal((host.scope(), host.digest()), before, "kernel and files")


def without_yama_tests(suite: Suite, machine: Machine) -> None:
    """Needs a locked image that was booted by a kernel that leaves Yama out."""
    with suite.test("a kernel without Yama: sshd answers, and the boot unit alone is seen to have failed"), suite.alone:
        machine.run("systemctl is-system-running --wait")
        failed = machine.output("systemctl --failed --plain --no-legend | cut --delimiter=' ' --fields=1")
        equal(failed.split(), [LOCK_UNIT], "failed units")
        equal(machine.output("systemctl is-active multi-user.target"), "active", "multi-user.target")
        contains(machine.output(f"journalctl --unit {LOCK_UNIT}"), "status=209/STDOUT")  # EXIT_STDOUT: no such sysctl
