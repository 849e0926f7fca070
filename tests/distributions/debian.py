# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian and Ubuntu. Ubuntu's procps has a file that asks for 1; Debian has none."""

from __future__ import annotations

from .settings import SYSCTL_CONF, SYSTEMD_INIT, YAMA
from .tree import MERGED, Files, Link, Tree, dpkg, procps, systemd

OF_UBUNTU: Files = {
    **SYSCTL_CONF,
    "/etc/sysctl.d/10-kernel-hardening.conf": "kernel.kptr_restrict = 1\n",
    "/etc/sysctl.d/10-ptrace.conf": (
        "# The PTRACE system is used for debugging.  With it, a single user process\n"
        "# can attach to any other dumpable process owned by the same user.\n"
        f"{YAMA} = 1\n"
    ),
}


def major(package: str) -> str:
    """255 of 255.4-1ubuntu8.10."""
    return package.partition("-")[0].partition(".")[0]


def merged(systemd_package: str, procps_package: str) -> Files:
    """The loaders where /lib is a link."""
    return {
        **MERGED,
        **SYSTEMD_INIT,
        **systemd(major(systemd_package)),
        **procps(procps_package.removeprefix("2:").partition("-")[0]),
        **dpkg(systemd=systemd_package, procps=procps_package),
    }


def apart(systemd_package: str, procps_package: str) -> Files:
    """The loaders where /lib is a folder, as in Ubuntu 18.04 and in hosts that were upgraded."""
    return {
        "/sbin/init": Link("/lib/systemd/systemd"),
        **systemd(major(systemd_package), lib="/lib"),
        **procps(procps_package.removeprefix("2:").partition("-")[0], "/sbin/sysctl"),
        **dpkg(systemd=systemd_package, procps=procps_package),
    }


def ubuntu(version: str, loaders: Files) -> Tree:
    """A release of Ubuntu."""
    return Tree(f"Ubuntu {version}", f'ID=ubuntu ID_LIKE=debian VERSION_ID="{version}"', {**OF_UBUNTU, **loaders})


def debian(version: str, files: Files) -> Tree:
    """A release of Debian."""
    return Tree(f"Debian {version}", f'ID=debian VERSION_ID="{version}"', files)


TREES = (
    ubuntu("18.04", apart("237-3ubuntu10.57", "2:3.3.12-3ubuntu1.2")),
    ubuntu("20.04", merged("245.4-4ubuntu3.24", "2:3.3.16-1ubuntu2.4")),
    ubuntu("22.04", merged("249.11-0ubuntu3.16", "2:3.3.17-6ubuntu2.1")),
    ubuntu("24.04", merged("255.4-1ubuntu8.10", "2:4.0.4-4ubuntu3.2")),
    ubuntu("26.04", merged("259-1ubuntu1", "2:4.0.4-8ubuntu3")),
    debian("10", {**SYSCTL_CONF, **apart("241-7~deb10u10", "2:3.3.15-2")}),
    debian("11", {**SYSCTL_CONF, **merged("247.3-7+deb11u7", "2:3.3.17-5")}),
    debian("12", {**SYSCTL_CONF, **merged("252.39-1~deb12u1", "2:4.0.2-3")}),
    debian("13", merged("257.9-1~deb13u1", "2:4.0.4-9")),
)
