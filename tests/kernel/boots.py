# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real boots: what each loader alone gives a freshly booted kernel."""

from __future__ import annotations

from kernel.host import Host
from lab.suite import Suite, equal


def tests(suite: Suite, host: Host, scope: int = 1) -> None:
    """Needs a booted machine without any setting; leaves it with the scope set and systemd-sysctl masked."""
    host.put("/etc/sysctl.d/99-zzz.conf", b"kernel.yama.ptrace_scope = 0\n")
    host.ensure(f"set {scope}")

    with suite.test(f"{host.machine.name}: after a reboot systemd-sysctl alone has set {scope}"):
        host.machine.reboot()
        equal(host.scope(), scope, "kernel")
        equal(host.machine.output("systemctl is-active systemd-sysctl"), "active", "systemd-sysctl")
        equal(host.yama(f"status --scope {scope}").status, 0, "exit status of status")

    with suite.test(f"{host.machine.name}: a run after the reboot changes nothing"):
        equal(host.ensure(f"set {scope}").report["changed"], False, "changed")

    host.machine.output("systemctl mask --quiet systemd-sysctl.service")
    with suite.test(f"{host.machine.name}: after a reboot without systemd-sysctl, sysctl --system alone sets {scope}"):
        host.machine.reboot()
        equal(host.scope(), 0, "kernel before any loader")
        host.machine.run("sysctl --system")
        equal(host.scope(), scope, "kernel after sysctl --system")
