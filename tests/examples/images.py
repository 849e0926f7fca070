# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples-images suite: mmdebstrap, mkosi and cloud-init with the collection's example files as they are."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from files import EXAMPLES, PACKAGE, make_package
from lab import debian, native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.project import PROGRAM
from lab.suite import Suite, contains, equal, run_suite

# What keeps cloud-init from the lab's own keys and network, and from programs that a minimal system lacks.
LAB = """\
locale: false
ssh_deletekeys: false
disable_root: false
network: {config: disabled}
datasource_list: [NoCloud]
"""

SEED = "/var/lib/cloud/seed/nocloud"

BUILD_SECONDS = 1800


def main(suite: Suite) -> None:
    """Each tool in a folder of its own."""
    debian.require_root("build images")
    debian.require_packages("mmdebstrap", "mkosi", "systemd-container")
    native.build("release", "all", "collection")
    with tempfile.TemporaryDirectory(prefix="yama-examples-", dir="/var/tmp") as name:
        mmdebstrap(suite, Path(name))
        mkosi(suite, Path(name))
        cloud_init(suite, make_package(Path(name), Controller("2.19")))


def copied(name: str, folder: Path) -> Path:
    """A copy of an example's folder, with the program beside its files."""
    copy = Path(shutil.copytree(EXAMPLES / name, folder / name))
    shutil.copy(PROGRAM, copy / "yama-ptrace")
    return copy


def build(*command: str, folder: Path) -> None:
    """Run a build in a folder; fails with its last words."""
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    equal(done.returncode, 0, f"exit status of {command[0]} ({(done.stdout + done.stderr)[-900:]})")


def expect_locked(image: Path) -> None:
    """What the image's own loaders and units will do, and that systemd calls the unit enabled."""
    command = [str(PROGRAM), "status", "--scope", "3", "--root", str(image), "--json"]
    status = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    equal(
        (status["verdict"]["status"], status["maintenance"]["systemd"]), ("compliant", 1), "verdict, maintenance boot"
    )
    unit = ("systemctl", "--root", str(image), "is-enabled", "yama-ptrace-lock.service")
    equal(subprocess.run(unit, capture_output=True, text=True, check=False).stdout.strip(), "enabled", "boot unit")


def mmdebstrap(suite: Suite, folder: Path) -> None:
    """The script, from the mirror that this host installs from."""
    with suite.test("mmdebstrap/build makes a Debian 12 that is locked from its first boot on"), suite.alone:
        example = copied("mmdebstrap", folder)
        mirror = debian.archive_address()
        build(str(example / "build"), str(folder / "debian"), *([mirror] if mirror else []), folder=folder)
        expect_locked(folder / "debian")


def mkosi(suite: Suite, folder: Path) -> None:
    """The configuration, whose mirror is the one that this host installs from."""
    with suite.test("mkosi makes a Debian 12 that is locked from its first boot on"), suite.alone:
        example = copied("mkosi", folder)
        mirror = debian.archive_address()
        build("mkosi", *([f"--mirror={mirror}"] if mirror else []), "build", folder=example)
        expect_locked(example / "image")


def cloud_init(suite: Suite, package: Path) -> None:
    """A first boot with the user data, in which only the package's address and checksum are another."""
    user_data = EXAMPLES / "cloud-init" / "user-data"
    with suite.test("cloud-init's first boot sets 1, now and for every boot"), suite.alone, Lab() as lab:
        machine = lab.machine("cloud", packages=("cloud-init",))
        machine.write(f"/srv/{PACKAGE}", package.read_bytes())
        machine.write("/etc/cloud/cloud.cfg.d/99-lab.cfg", LAB)
        machine.write(f"{SEED}/meta-data", "instance-id: lab-1\n")
        machine.write(f"{SEED}/user-data", with_package(user_data.read_text(encoding="utf-8"), package))
        machine.boot()
        waited = machine.run("cloud-init status --wait --long", seconds=300).stdout
        contains(waited, "status: done")
        equal(machine.output("cat /proc/sys/kernel/yama/ptrace_scope"), "1", "kernel")
        told = json.loads(machine.run("/usr/local/sbin/yama-ptrace status --scope 1 --json").stdout)
        equal((told["verdict"]["status"], told["verdict"].get("doubts", [])), ("compliant", []), "verdict and doubts")
        schema = machine.run(f"cloud-init schema --config-file {SEED}/user-data")
        contains(schema.stdout + schema.stderr, "Valid cloud-config")
        machine.reboot()
        equal(machine.output("cat /proc/sys/kernel/yama/ptrace_scope"), "1", "kernel after a reboot")


def with_package(text: str, package: Path) -> str:
    """The user data with the address and the checksum of a package on the machine's disk."""
    checksum = hashlib.sha256(package.read_bytes()).hexdigest()
    text, addresses = re.subn(r"(?m)^( +package=).*$", rf"\1file:///srv/{PACKAGE}", text)
    text, checksums = re.subn(r"(?m)^( +checksum=).*$", rf"\g<1>{checksum}", text)
    equal((addresses, checksums), (1, 1), "addresses and checksums in the user data")
    return text


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    run_suite("examples-images", main)
