# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lab: a namespace, its keys and its machines."""

from __future__ import annotations

import signal
from pathlib import Path

from . import debian
from .errors import LabError
from .machine import Machine
from .namespace import Namespace
from .rootfolder import root_folder

_SSH_CONFIG = """\
Host *
    User root
    IdentityFile {folder}/user-key
    IdentitiesOnly yes
    UserKnownHostsFile {folder}/known-hosts
    StrictHostKeyChecking yes
    ConnectTimeout 10
    ServerAliveInterval 10
    LogLevel ERROR
    ControlMaster auto
    ControlPath {folder}/ssh-%n
    ControlPersist 300
"""


class Lab:
    """Context manager: any number of machines that share one private network, and one key for all.

    Labs are independent: several can run side by side, in one program or in many.
    """

    def __init__(self) -> None:
        self.namespace = Namespace()
        self.machines: list[Machine] = []

    def __enter__(self) -> Lab:
        debian.require_root("run a throwaway machine")
        debian.require_packages("user-mode-linux", "openssh-client")
        signal.signal(signal.SIGTERM, _leave)
        signal.signal(signal.SIGHUP, _leave)
        self.namespace.__enter__()
        try:
            folder = self.namespace.folder
            for key in ("user-key", "host-key"):
                self.namespace.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", f"{folder}/{key}")
            self.namespace.path(self.ssh_config).write_text(_SSH_CONFIG.format(folder=folder), encoding="ascii")
        except BaseException:
            self.namespace.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.namespace.close()

    @property
    def ssh_config(self) -> Path:
        """An OpenSSH configuration, valid inside the namespace, that knows every machine by name."""
        return self.namespace.folder / "ssh-config"

    def machine(
        self, name: str, suite: str = "bookworm", packages: tuple[str, ...] = (), image: Path | None = None
    ) -> Machine:
        """A new machine that is not yet booted, so that a test can first write to its disk.

        It starts from a cached root folder of the suite with the packages, or from an image; neither is written to.
        """
        if any(machine.name == name for machine in self.machines):
            raise LabError(f"This lab already has a machine {name}.")
        ssh = ["ssh", "-F", str(self.ssh_config)]
        machine = Machine(self.namespace, name, len(self.machines), image or root_folder(suite, packages), ssh)
        self._give_keys(machine)
        self.machines.append(machine)
        return machine

    def silent_machine(self, name: str, image: Path) -> Machine:
        """A machine without network, sshd and systemd: it runs what is on its disk, and leaves files there.

        start() it, and wait_until_off(): what it runs has to power it off.
        """
        machine = Machine(self.namespace, name, len(self.machines), image, [], network=False)
        self.machines.append(machine)
        return machine

    def inventory(self) -> Path:
        """Write an Ansible inventory (INI) of the machines and return its path inside the namespace."""
        common = f'ansible_user=root ansible_ssh_common_args="-F {self.ssh_config}"'
        path = self.namespace.folder / "inventory"
        lines = [f"{machine.name} {common}\n" for machine in self.machines]
        self.namespace.path(path).write_text("".join(lines), encoding="ascii")
        return path

    def _give_keys(self, machine: Machine) -> None:
        folder = self.namespace.path(self.namespace.folder)
        machine.write("/etc/ssh/ssh_host_ed25519_key", (folder / "host-key").read_bytes(), mode=0o600)
        machine.write("/root/.ssh/authorized_keys", (folder / "user-key.pub").read_bytes(), mode=0o600)
        with open(folder / "known-hosts", "a", encoding="ascii") as known_hosts:
            known_hosts.write(f"{machine.address} {(folder / 'host-key.pub').read_text(encoding='ascii')}")
        with open(self.namespace.path(self.ssh_config), "a", encoding="ascii") as config:
            config.write(f"Host {machine.name}\n    HostName {machine.address}\n")


def _leave(number: int, _frame: object) -> None:
    """End like Ctrl-C does, so that every `with` block cleans up."""
    raise SystemExit(128 + number)
