# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root folder of a machine that is off, as an image builder has it."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lab.machine import Machine
from lab.project import BUILD, COLLECTION, PROGRAM
from lab.rootfolder import make_image
from lab.suite import Suite, contains, equal
from scope3.witness import LOCK_UNIT

GUIDE = COLLECTION / "docs" / "images.md"

# name, shell command inside the root folder that prepares it, what the message says
REFUSALS = (
    (
        "no systemd",
        "dpkg --purge --force-all systemd systemd-sysv libpam-systemd dbus >/dev/null 2>&1;"
        " rm -rf /usr/lib/systemd /lib/systemd/systemd*",
        "persist: boot_unit needs systemd, which is not installed here; use persist: sysctl",
    ),
    (
        "systemd 215",
        "sed -i '/^Package: systemd$/,/^$/s/^Version: .*/Version: 215-17/' /var/lib/dpkg/status",
        "persist: boot_unit needs systemd 219 or newer, and this host has 215; use persist: sysctl",
    ),
)


def hook() -> str:
    """The customize hook of the guide's worked example."""
    match = re.search(r"--customize-hook='(.*)'", GUIDE.read_text(encoding="utf-8"))
    assert match is not None, f"{GUIDE} shows no customize hook"
    return match[1]


def customize(machine: Machine) -> None:
    """Do to a machine's root folder what mmdebstrap does to an image with the guide's hook."""
    command = ["env", f"PATH={PROGRAM.parent}:/usr/sbin:/usr/bin:/sbin:/bin", "sh", "-c", hook(), "hook"]
    done = subprocess.run([*command, str(machine.root)], capture_output=True, text=True, check=False)
    equal(done.returncode, 0, f"exit status of the hook ({done.stdout}{done.stderr})")


@contextlib.contextmanager
def built() -> Iterator[Path]:
    """An image that mmdebstrap makes with the guide's hook; gone afterwards."""
    folder = BUILD / "lab" / "image"
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        make_image(folder, "bookworm", hooks=[f'export PATH="{PROGRAM.parent}:$PATH"; {hook()}'])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def yama(machine: Machine, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and report of the program on a machine's root folder."""
    command = [str(PROGRAM), *arguments, "--root", str(machine.root), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


# The unit of the NSA sheet, as printed.
PRINTED = """\
[Unit]
Description=Removes, system-wide, the ability to ptrace
ConditionKernelCommandLine=!maintenance

[Service]
Type=forking
Execstart=/bin/bash -c "sysctl -w kernel.yama.ptrace_scope=3"
Execstop=

[Install]
WantedBy=default.target
"""


def verify(machine: Machine, unit: str) -> tuple[int, str]:
    """What systemd-analyze of the release says of a unit: its exit status and its words."""
    done = machine.chroot("systemd-analyze", "verify", "--man=no", f"/etc/systemd/system/{unit}")
    return done.returncode, done.stdout + done.stderr


def unit_tests(suite: Suite, machine: Machine) -> None:
    """The unit that the program writes, before the eyes of the release's own systemd."""
    with suite.test(f"{machine.name}: systemd-analyze verify finds nothing wrong with the unit"):
        equal(yama(machine, "set", "3", "--persist", "boot_unit")[0], 0, "exit status of set")
        equal(verify(machine, LOCK_UNIT), (0, ""), "exit status and words")
        machine.write("/etc/systemd/system/printed.service", PRINTED)
        contains(verify(machine, "printed.service")[1], "Execstart")  # it does find what is wrong
    with suite.test(f"{machine.name}: systemctl calls the unit enabled"):
        equal(machine.chroot("systemctl", "is-enabled", LOCK_UNIT).stdout.strip(), "enabled", "state")
    with suite.test(f"{machine.name}: what the image showed before comes back"):
        equal(yama(machine, "unset")[0], 0, "exit status of unset")
        equal(machine.chroot("systemctl", "is-enabled", LOCK_UNIT).returncode != 0, True, "it is gone")


def refusal_tests(suite: Suite, machine: Machine) -> None:
    """Spoils the root folder, step by step."""
    for name, prepare, words in reversed(REFUSALS):
        with suite.test(f"refused for an image: {name}"):
            machine.chroot("sh", "-c", prepare)
            before = digest(machine)
            status, report = yama(machine, "set", "3", "--persist", "boot_unit")
            equal((status, report["failed"], report["changed"]), (1, True, False), "status, failed, changed")
            equal(report["msg"], f"{words}; nothing was changed", "message")
            equal(digest(machine), before, "files")


def digest(machine: Machine) -> str:
    """One number for /etc and all that is in it."""
    return machine.chroot("sh", "-c", "tar --create --sort=name /etc | sha256sum").stdout
