# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The untouched suites: hosts as their packages made them, where after `set 1` there is nothing to doubt.

untouched.py             plain root folders of Debian 12 and 13
untouched.py --servers   Debian 11, 12, 13 and sid with the most installed server packages
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from lab import debian, native
from lab.errors import LabError
from lab.namespace import Namespace
from lab.project import PROGRAM
from lab.rootfolder import SUITES, root_folder
from lab.suite import Suite, equal, run_suite
from writers.hosts import ASKED, verdict
from writers.kinds import RIGHT

PLAIN_RELEASES = ("bookworm", "trixie")

# Those of the most installed server packages that start something, or bring settings or hooks.
SERVERS = (
    *("acpid", "anacron", "apache2", "apparmor", "apt-listchanges", "at", "auditd", "avahi-daemon", "bind9"),
    *("borgbackup", "certbot", "chrony", "cloud-init", "collectd-core", "containerd", "cron", "cryptsetup"),
    *("dbus", "docker.io"),
    *("dovecot-core", "ethtool", "fail2ban", "haproxy", "ifupdown", "irqbalance", "keepalived"),
    *("lm-sensors", "logrotate", "lvm2", "mariadb-server", "mdadm", "memcached", "monit", "munin-node", "needrestart"),
    *("nfs-common", "nfs-kernel-server", "nginx", "open-vm-tools", "openssh-server", "openvpn", "podman", "postfix"),
    *("postgresql", "procps", "prometheus-node-exporter", "qemu-guest-agent", "redis-server", "rsync", "rsyslog"),
    *("samba", "smartmontools", "snmpd", "strongswan", "sysstat", "tuned", "ufw", "unattended-upgrades", "unbound"),
    *("unscd", "wireguard-tools", "zabbix-agent"),
)
_PUPPET = {"bullseye": "puppet"}  # its name in a release, where it is not puppet-agent


def main(suite: Suite) -> None:
    """One test a root folder."""
    debian.require_root("copy a whole root folder")
    native.build("release")
    servers = "--servers" in sys.argv[1:]
    for release in SUITES if servers else PLAIN_RELEASES:
        name = f"{release}{' with servers' if servers else ''}: no doubt"
        with suite.test(name), suite.alone:
            check(root_folder(release, server_packages(release) if servers else ()))


def server_packages(release: str) -> tuple[str, ...]:
    """The server packages, as the release names them."""
    return (*SERVERS, _PUPPET.get(release, "puppet-agent"))


def check(folder: Path) -> None:
    """After `set 1` on the root folder, in memory over it, the verdict is the plain one."""
    with Namespace() as namespace:
        root = over(namespace, folder)
        command = [str(PROGRAM), "set", str(ASKED), "--json", "--root", str(root)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise LabError(f"`{' '.join(command)}` ended with {done.returncode}: {done.stdout}{done.stderr}")
        equal(json.loads(done.stdout.splitlines()[-1]).get("warnings", []), [], "warnings of `set`")
        equal(verdict(root), (RIGHT, []), "what `status` says")


def over(namespace: Namespace, folder: Path) -> Path:
    """A root folder that can be written to, over one that must not be; the path is this program's."""
    place = namespace.folder
    for part in ("base", "upper", "work", "root"):
        namespace.run("mkdir", str(place / part))
    # A name of our own: a cache's path may hold what overlay takes for punctuation.
    namespace.run("mount", "--bind", str(folder), str(place / "base"))
    layers = f"lowerdir={place}/base,upperdir={place}/upper,workdir={place}/work"
    namespace.run("mount", "-t", "overlay", "-o", layers, "overlay", str(place / "root"))
    return namespace.path(place / "root")


if __name__ == "__main__":
    run_suite("untouched", main)
