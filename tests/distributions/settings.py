# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that several families of systems share."""

from __future__ import annotations

from .tree import Files, Link

YAMA = "kernel.yama.ptrace_scope"

SYSTEMD_INIT: Files = {"/usr/sbin/init": Link("../lib/systemd/systemd")}

# An empty /etc/sysctl.conf, and systemd's link to it.
SYSCTL_CONF: Files = {
    "/etc/sysctl.conf": "# For more information, see sysctl.conf(5) and sysctl.d(5).\n",
    "/etc/sysctl.d/99-sysctl.conf": Link("../sysctl.conf"),
}

# What systemd itself ships.
OF_SYSTEMD: Files = {
    "/usr/lib/sysctl.d/50-coredump.conf": "kernel.core_pattern=|/usr/lib/systemd/systemd-coredump %P %u %g %s %t\n",
    "/usr/lib/sysctl.d/50-default.conf": "kernel.sysrq = 16\nkernel.core_uses_pid = 1\nfs.protected_hardlinks = 1\n",
    "/usr/lib/sysctl.d/50-pid-max.conf": "kernel.pid_max = 4194304\n",
}
