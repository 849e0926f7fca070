# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""SUSE's systems. Each kernel package has settings of its own, which suse-module-tools has loaded before all others."""

from __future__ import annotations

from .settings import SYSTEMD_INIT, YAMA
from .tree import MERGED, Files, Link, Tree, old_systemd, procps, systemd

# aaa_base's.
COMMON: Files = {
    **SYSTEMD_INIT,
    "/usr/lib/sysctl.d/50-default.conf": "net.ipv4.conf.all.rp_filter = 2\nkernel.sysrq = 184\n",
    "/usr/lib/sysctl.d/51-network.conf": "net.ipv4.conf.all.accept_source_route = 0\n",
}
# /bin, /lib and /sbin are folders until 15.4, with a link for each program that had moved.
APART: Files = {"/sbin/init": Link("../usr/lib/systemd/systemd"), "/sbin/sysctl": Link("../usr/sbin/sysctl")}


def kernel_settings(release: str) -> Files:
    """What a kernel package has of its own, and the units of suse-module-tools that load it or what is in /boot."""
    settings = f"/usr/lib/modules/{release}/sysctl.conf"
    units = "/usr/lib/systemd/system"
    return {
        f"/boot/vmlinuz-{release}": Link(f"..{settings.replace('sysctl.conf', 'vmlinuz')}"),
        f"/boot/sysctl.conf-{release}": Link(f"..{settings}"),
        settings.replace("sysctl.conf", "vmlinuz"): "",
        settings: "# Sysctl defaults of this kernel\nkernel.core_uses_pid = 1\n",
        f"{units}/kernel-sysctl.service": unit("/usr/lib/modules/%v/sysctl.conf", "/usr/lib/modules/%v/sysctl.conf"),
        f"{units}/boot-sysctl.service": unit("!/usr/lib/modules/%v/sysctl.conf", "/boot/sysctl.conf-%v"),
        f"{units}/systemd-sysctl.service.wants/kernel-sysctl.service": Link("../kernel-sysctl.service"),
        f"{units}/systemd-sysctl.service.wants/boot-sysctl.service": Link("../boot-sysctl.service"),
    }


def unit(condition: str, file: str) -> str:
    """Of suse-module-tools."""
    return (
        "[Unit]\n"
        "Description=Apply Kernel Variables for %v\n"
        "DefaultDependencies=no\n"
        "Conflicts=shutdown.target\n"
        "Before=systemd-sysctl.service\n"
        "After=systemd-modules-load.service\n"
        f"ConditionPathExists={condition}\n"
        "RequiresMountsFor=/boot\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"ExecStart=/usr/lib/systemd/systemd-sysctl {file}\n"
        "RemainAfterExit=yes\n"
        "\n"
        "[Install]\n"
        "WantedBy=systemd-sysctl.service\n"
    )


# What suse-module-tools had before it had units.
DROP_IN: Files = {
    "/boot/vmlinuz-5.3.18-24.107-default": "",
    "/boot/sysctl.conf-5.3.18-24.107-default": "# Sysctl defaults of this kernel\nkernel.core_uses_pid = 1\n",
    "/usr/lib/systemd/system/systemd-sysctl.service.d/50-kernel-uname_r.conf": (
        "[Unit]\n"
        "RequiresMountsFor=/boot\n"
        "\n"
        "[Service]\n"
        "ExecStartPre=-/usr/lib/systemd/systemd-sysctl /boot/sysctl.conf-%v\n"
    ),
}


def without_boot(systemd_release: str, procps_release: str, kernel: str) -> Files:
    """SLE and Leap from 15.4 on, whose /boot has nothing that is not below /usr."""
    return {
        **COMMON,
        **MERGED,
        **systemd(systemd_release),
        **procps(procps_release),
        **kernel_settings(kernel),
    }


TREES = (
    Tree(
        "SLE 12 SP5",
        'ID="sles" VERSION_ID="12.5"',
        {**COMMON, **APART, **old_systemd("228"), **procps("3.3.9"), "/boot/sysctl.conf-4.12.14-122.222-default": ""},
    ),
    Tree(
        "SLE 15 SP2",
        'ID="sles" VERSION_ID="15.2"',
        {**COMMON, **APART, **systemd("234"), **procps("3.3.15"), **DROP_IN},
    ),
    Tree("SLE 15 SP6", 'ID="sles" VERSION_ID="15.6"', without_boot("254", "3.3.17", "6.4.0-150600.23.65-default")),
    Tree(
        "Leap 15.6",
        'ID="opensuse-leap" VERSION_ID="15.6"',
        without_boot("254", "3.3.17", "6.4.0-150600.23.65-default"),
    ),
    Tree("SLE 16.0", 'ID="sles" VERSION_ID="16.0"', without_boot("257", "4.0.4", "6.12.0-160000.5-default")),
    Tree(
        "openSUSE Tumbleweed",
        'ID="opensuse-tumbleweed" VERSION_ID="20250901"',
        {
            **without_boot("257", "4.0.5", "6.16.3-1-default"),
            # of aaa_base-yama-enable-ptrace
            "/usr/lib/sysctl.d/52-yama.conf": f"# The default value of ptrace_scope is 1.\n-{YAMA} = 0\n",
        },
    ),
)
