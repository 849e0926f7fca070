# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Red Hat's systems, their rebuilds, and what is made of their packages.

All have elfutils-default-yama-scope, whose file is config/10-default-yama-scope.conf of elfutils.
"""

from __future__ import annotations

from .settings import OF_SYSTEMD, SYSCTL_CONF, SYSTEMD_INIT, YAMA
from .tree import MERGED, Files, Link, Tree, old_systemd, procps, systemd

ELFUTILS: Files = {
    "/usr/lib/sysctl.d/10-default-yama-scope.conf": (
        "# When yama is enabled in the kernel it might be used to filter any user\n"
        "# space access which requires PTRACE_MODE_ATTACH like ptrace attach, access\n"
        "# to /proc/PID/{mem,personality,stack,syscall}, and the syscalls\n"
        f"{YAMA} = 0\n"
    ),
}
COMMON: Files = {**MERGED, **SYSTEMD_INIT, **SYSCTL_CONF, **OF_SYSTEMD, **ELFUTILS}

EL7: Files = {**COMMON, **old_systemd("219"), **procps("3.3.10", "/usr/sbin/sysctl")}


def el8(systemd_package: str) -> Files:
    """A release of RHEL 8: its systemd says which package it is of."""
    return {**COMMON, **systemd("239", f"239 ({systemd_package})"), **procps("3.3.15")}


EL9: Files = {**COMMON, **systemd("252"), **procps("3.3.17")}
EL10: Files = {**COMMON, **systemd("257"), **procps("4.0.4")}


def of_el(name: str, identity: str, version: str, files: Files) -> Tree:
    """A system that says of which RHEL it is, as all since 8 do."""
    major = version.partition(".")[0]
    return Tree(name, f'ID="{identity}" VERSION_ID="{version}" PLATFORM_ID="platform:el{major}"', files)


# /usr/sbin is a link since Fedora 42.
FEDORA_42: Files = {
    **SYSCTL_CONF,
    **OF_SYSTEMD,
    **ELFUTILS,
    "/bin": Link("usr/bin"),
    "/lib": Link("usr/lib"),
    "/sbin": Link("usr/sbin"),
    "/usr/sbin": Link("bin"),
    "/usr/bin/init": Link("../lib/systemd/systemd"),
    **systemd("257.7-1.fc42"),
    **procps("4.0.4", "/usr/bin/sysctl"),
}

TREES = (
    Tree("RHEL 7.9", 'ID="rhel" VERSION_ID="7.9" ID_LIKE="fedora"', EL7),
    Tree("CentOS 7", 'ID="centos" VERSION_ID="7" ID_LIKE="rhel"', EL7),
    Tree("Oracle 7.9", 'ID="ol" VERSION_ID="7.9" ID_LIKE="fedora"', EL7),
    of_el("RHEL 8.4", "rhel", "8.4", el8("239-45.el8_4.3")),
    of_el("RHEL 8.10", "rhel", "8.10", el8("239-82.el8_10.3")),
    of_el("Rocky 8.9", "rocky", "8.9", el8("239-78.el8")),
    of_el("Alma 8.10", "almalinux", "8.10", el8("239-82.el8_10.2")),
    of_el("Oracle 8.10", "ol", "8.10", el8("239-82.0.1.el8_10.1")),
    of_el("CentOS Stream 8", "centos", "8", el8("239-82.el8")),
    of_el("RHEL 9.0", "rhel", "9.0", EL9),
    of_el("RHEL 9.4", "rhel", "9.4", EL9),
    of_el("Rocky 9.5", "rocky", "9.5", EL9),
    of_el("CentOS Stream 9", "centos", "9", EL9),
    of_el("Alma 9.6", "almalinux", "9.6", EL9),
    of_el("Oracle 9.4", "ol", "9.4", EL9),
    of_el("RHEL 10.0", "rhel", "10.0", EL10),
    of_el("CentOS Stream 10", "centos", "10", EL10),
    of_el("Oracle 10.0", "ol", "10.0", EL10),
    Tree(
        "Fedora 36",
        'ID=fedora VERSION_ID=36 PLATFORM_ID="platform:f36"',
        {**COMMON, **systemd("250.8-1.fc36"), **procps("3.3.17")},
    ),
    Tree("Fedora 42", 'ID=fedora VERSION_ID=42 PLATFORM_ID="platform:f42"', FEDORA_42),
    Tree(
        "Amazon Linux 2",
        'ID="amzn" VERSION_ID="2" ID_LIKE="centos"',
        {**EL7, "/etc/sysctl.d/99-amazon.conf": "vm.watermark_scale_factor=20\n"},
    ),
    Tree(
        "Amazon Linux 2023",
        'ID="amzn" VERSION_ID="2023" PLATFORM_ID="platform:al2023"',
        {**COMMON, **systemd("252.23-2.amzn2023"), **procps("3.3.17")},
    ),
)
