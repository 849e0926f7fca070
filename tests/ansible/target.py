# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine with users for every way to be logged in, and the inventory in which each way is a host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lab.errors import LabError
from lab.laboratory import Lab
from lab.machine import Machine

PACKAGES = ("busybox-static", "python3", "sudo")

# Where Python is on the target. It is on no PATH, so that only a task that is told can find it.
PYTHON = "/opt/python3"

PASSWORD = "correct horse"

# A name as a directory of users may have it, as far as the newest OpenSSH client allows, and a home folder that needs
# care in a shell.
ODD_USER = "jo smith+ops@x.y"
ODD_HOME = '/home/jo\'s "home" $HOME'

SSHD = r"""
AuthorizedKeysFile /etc/ssh/lab-keys
MaxSessions 50
MaxStartups 50
Match User busybox
  SetEnv PATH=/opt/busybox
Match User silent
  ForceCommand head -c 1000 >/dev/null
Match User cut
  ForceCommand head -c 300000 | sh -c "$SSH_ORIGINAL_COMMAND"
Match User broken
  ForceCommand (head -c 300000; kill -9 $PPID; sleep 1) | sh -c "$SSH_ORIGINAL_COMMAND"
"""

SUDOERS = """
sudo ALL=(ALL) NOPASSWD: ALL
tty ALL=(ALL) NOPASSWD: ALL
password ALL=(ALL) ALL
Defaults:tty requiretty
"""

NOISE = r"""
echo 'Welcome {visitor}'
echo '{"changed": true, "failed": false, "msg": "noise"}'
echo 'yama-0123456789abcdef end 0'
echo 'noise' >&2
"""

USERS = "plain sudo password tty noise busybox noexec readonly full silent cut broken"

# What users write to is in memory: the machine's disk gives every new file to root.
PREPARE = rf"""
set -eu
for folder in /home /srv /tmp /var/tmp; do
    mount -t tmpfs -o mode=1777 none "$folder"
done
mv "$(readlink -f /usr/bin/python3)" {PYTHON}
mkdir /opt/busybox && /bin/busybox --install -s /opt/busybox
for user in {USERS}; do
    useradd --no-user-group --create-home --shell /bin/bash "$user"
    echo "$user:{PASSWORD}"
done | chpasswd
usermod --shell /opt/busybox/sh busybox
echo 'root:{PASSWORD}' | chpasswd
cat >>/etc/passwd <<'END'
{ODD_USER}:x:1500:1500::{ODD_HOME}:/bin/sh
END
cat >>/etc/shadow <<'END'
{ODD_USER}:*:20000::::::
END
mkdir "$(getent passwd 1500 | cut -d: -f6)"
chown 1500:1500 "$(getent passwd 1500 | cut -d: -f6)"
cat >/home/noise/.bashrc <<'END'
{NOISE}
END
mkdir -p "/home/plain/two  blanks"
chown plain "/home/plain/two  blanks"
mount -t tmpfs -o noexec,mode=700,uid="$(id -u noexec)" none /home/noexec
mount -t tmpfs -o ro none /home/readonly
mount -t tmpfs -o size=64k,mode=700,uid="$(id -u full)" none /home/full
"""

# Host by host: what the inventory says of it, and who owns the file tree that its tasks work on.
WAYS: dict[str, tuple[dict[str, Any], str]] = {
    "root": ({"ansible_user": "root"}, "root"),
    "plain": ({}, "plain"),
    "sudo": ({"ansible_become": True}, "root"),
    "sudo-login": ({"ansible_user": "sudo", "ansible_become": True, "ansible_become_flags": "-i -n"}, "root"),
    "sudo-to-user": ({"ansible_user": "sudo", "ansible_become": True, "ansible_become_user": "plain"}, "plain"),
    "password": ({"ansible_become": True, "ansible_become_password": PASSWORD}, "root"),
    "tty": ({"ansible_become": True}, "root"),
    "su": ({"ansible_user": "root", "ansible_become": True, "ansible_become_method": "su"}, "root"),
    "su-to-user": (
        {
            "ansible_user": "root",
            "ansible_become": True,
            "ansible_become_method": "su",
            "ansible_become_user": "plain",
        },
        "plain",
    ),
    "su-password": (
        {
            "ansible_user": "plain",
            "ansible_become": True,
            "ansible_become_method": "su",
            "ansible_become_password": PASSWORD,
        },
        "root",
    ),
    "noise": ({}, "noise"),
    "odd": ({"ansible_user": ODD_USER}, "1500"),
    "busybox": ({}, "busybox"),
    "blanks": ({"ansible_user": "plain", "ansible_remote_tmp": "~/two  blanks"}, "plain"),
    "noexec": ({}, "noexec"),
    "readonly": ({}, "readonly"),
    "full": ({}, "full"),
}

# Connections that end in the middle.
BROKEN = ("silent", "cut", "broken")

TREES = "/srv/trees"
CONFLICT = "# local\nkernel.yama.ptrace_scope = 0\n"

MAKE_TREE = f"""
mkdir -p {{tree}}/etc/sysctl.d
printf '%s' '{CONFLICT}' >{{tree}}/etc/sysctl.d/50-local.conf
chown -R {{owner}}:"$(getent passwd {{owner}} | cut -d: -f4)" {{tree}}
"""


def make_target(lab: Lab, suite: str) -> Machine:
    """Boot a machine of a Debian suite and prepare it."""
    machine = lab.machine("target", suite, PACKAGES)
    machine.write("/etc/ssh/sshd_config.d/lab.conf", SSHD)
    machine.write("/etc/ssh/lab-keys", machine.read("/root/.ssh/authorized_keys"))
    machine.write("/etc/hosts", f"127.0.0.1 localhost {machine.name}\n")
    machine.write("/etc/sudoers.d/lab", SUDOERS, mode=0o440)
    machine.boot()
    run_script(machine, PREPARE)
    make_trees(machine)
    return machine


def make_trees(machine: Machine) -> None:
    """Make the file tree of every way, from nothing."""
    trees = (MAKE_TREE.format(tree=f"{TREES}/{host}", owner=owner) for host, (_, owner) in WAYS.items())
    run_script(machine, f"set -eu; rm -rf {TREES}\n" + "".join(trees))


def run_script(machine: Machine, script: str) -> None:
    """Run a shell script as root. Raises LabError with what it said."""
    done = machine.run("sh", stdin=script.encode())
    if done.returncode != 0:
        raise LabError(f"The target could not be prepared: {done.stderr.strip()}")


def write_inventory(lab: Lab, machine: Machine) -> Path:
    """Write the inventory and return its path inside the namespace."""
    ways = {host: {"ansible_user": host, **variables} for host, (variables, _) in WAYS.items()}
    inventory = {
        "all": {
            "vars": {
                "ansible_host": machine.name,
                "ansible_ssh_common_args": f"-F {lab.ssh_config}",
                "tree": f"{TREES}/{{{{ inventory_hostname }}}}",
                "python": PYTHON,
            },
            "children": {
                "ways": {"hosts": ways},
                "ends": {"hosts": {host: {"ansible_user": host} for host in BROKEN}},
            },
        }
    }
    path = lab.namespace.folder / "inventory.json"
    lab.namespace.path(path).write_text(json.dumps(inventory, indent=1), encoding="utf-8")
    return path
