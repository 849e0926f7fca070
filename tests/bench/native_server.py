# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A native SSH server: sshd of a Debian root folder, on this machine's kernel, in the lab's network namespace."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lab import debian
from lab.errors import LabError
from lab.laboratory import Lab

# The kernel's settings are this machine's: nobody may write to them from here.
_START = """
set -e
mount -t proc proc "$1/proc"
mount --bind "$1/proc/sys" "$1/proc/sys"
mount -o remount,ro,bind "$1/proc/sys"
mount --rbind /dev "$1/dev"
mkdir -p "$1/run/sshd"
exec chroot "$1" /usr/sbin/sshd -D -o ListenAddress="$2"
"""

SECONDS = 20


@dataclass
class NativeServer:
    """The line to it is the loopback device of the lab's namespace, which nothing else uses."""

    lab: Lab

    def bytes(self) -> int:
        """How many bytes went over the line so far, to and fro."""
        return int(self.lab.namespace.run("cat", "/sys/class/net/lo/statistics/tx_bytes"))

    def slow_down(self, delay: str, loss: str) -> None:
        """Have each packet take a while ("25ms"), and some of them lost ("1%")."""
        self.lab.namespace.run("tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", delay, "loss", loss)


@contextmanager
def native_server(lab: Lab, name: str) -> Iterator[NativeServer]:
    """A server of that name in the lab's inventory, for the life of the context."""
    debian.require_packages("iproute2")
    machine = lab.machine(name, packages=("python3",))
    folder = lab.namespace.folder / name / "root"
    lab.namespace.run("ip", "address", "add", f"{machine.address}/32", "dev", "lo")
    command = ["unshare", "--mount", "sh", "-c", _START, "sshd", str(folder), machine.address]
    sshd = subprocess.Popen(lab.namespace.command(command), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _wait(lab, name, sshd)
        yield NativeServer(lab)
    finally:
        sshd.terminate()
        sshd.wait()


def _wait(lab: Lab, name: str, sshd: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if sshd.poll() is not None:
            raise LabError(f"The native SSH server did not start: {sshd.stderr.read().strip()}.")
        try:
            lab.namespace.run("ssh", "-F", str(lab.ssh_config), name, "true")
            return
        except LabError:
            time.sleep(0.2)
    raise LabError(f"The native SSH server gave no answer within {SECONDS} seconds.")
