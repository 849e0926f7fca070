# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run does and undoes, on a running machine."""

from __future__ import annotations

from kernel.host import Host
from lab.suite import Suite, equal

SECURITY = "/sys/kernel/security"
DROP_IN = "/etc/sysctl.d/99-yama-ptrace.conf"


def tests(suite: Suite, host: Host) -> None:
    """Needs a booted machine without any setting; leaves it so."""
    with suite.test("a fresh Debian has 0 and no setting"):
        status = host.yama("status --scope 1")
        equal(status.status, 1, "exit status")
        equal(status.report["runtime"], {"yama": True, "value": 0, "writable": True}, "runtime")
        equal(boot_values(status.report), (None, None), "boot values")

    with suite.test("what only looks runs on a kernel without Landlock"):
        modules = (
            host.machine.output(f"mountpoint -q {SECURITY} || mount -t securityfs none {SECURITY}; cat {SECURITY}/lsm")
            .strip()
            .split(",")
        )
        equal("landlock" in modules, False, f"Landlock among {modules}")
        host.ensure("set 1 --check")

    untouched = host.digest()
    with suite.test("check mode changes nothing, and shows exactly what the real run then does"):
        check = host.ensure("set 1 --check --diff")
        equal((host.scope(), host.digest()), (0, untouched), "kernel and files after check mode")
        real = host.ensure("set 1 --diff")
        equal((check.report["changed"], real.report["changed"]), (True, True), "changed")
        equal(check.report["diff"], real.report["diff"], "diff of check mode")

    with suite.test("set 1 gives 1 now and from both loaders"):
        equal(host.scope(), 1, "kernel")
        equal(boot_values(host.yama("status").report), (1, 1), "predicted boot values")
        equal(host.load("systemctl restart systemd-sysctl"), 1, "value that systemd-sysctl sets")
        equal(host.load("sysctl --system"), 1, "value that sysctl --system sets")

    with suite.test("a second run changes nothing"):
        settled = host.digest()
        second = host.ensure("set 1 --diff")
        equal((second.report["changed"], second.report["diff"]), (False, []), "changed and diff")
        equal((host.scope(), host.digest()), (1, settled), "kernel and files")

    with suite.test("unset leaves the files as they were before"), host.cleaned():
        host.ensure("unset")
        equal(host.digest(), untouched, "files")

    for scope, name in ((2, "admin-only"), (1, "restricted"), (0, "classic")):
        with suite.test(f"set {name} gives the kernel {scope}"), suite.alone, host.cleaned():
            host.ensure(f"set {name}")
            equal((host.scope(), host.load("sysctl --system")), (scope, scope), "kernel, sysctl --system")

    for where, content in CONFLICTS.items():
        with (
            suite.test(f"a conflict in {where} ({content!r}) is commented out and comes back byte for byte"),
            suite.alone,
        ):
            comment_out_and_restore(host, where, content)

    with suite.test("a vendor file that sorts late stays as it is and is outranked"), suite.alone:
        vendor = "/usr/lib/sysctl.d/99-zz-vendor.conf"
        host.put(vendor, b"kernel.yama.ptrace_scope = 0\n")
        with host.prepared("true", f"rm {vendor}"):
            host.ensure("set 1")
            equal(host.get(vendor), "kernel.yama.ptrace_scope = 0\n", "vendor file")
            equal(loaded(host), (1, 1), "systemd-sysctl, sysctl --system")


CONFLICTS = {
    "/etc/sysctl.d/99-zzz.conf": b"kernel.yama.ptrace_scope = 0\n",
    "/etc/sysctl.d/99-zzz-slash.conf": b"# ours\nkernel/yama/ptrace_scope=0\n",
    "/etc/sysctl.d/99-zzz-crlf.conf": b"kernel.yama.ptrace_scope = 0\r\nvm.swappiness = 60\r\n",
    "/etc/sysctl.d/99-zzz-no-newline.conf": b"kernel.yama.ptrace_scope = 0",
    "/etc/sysctl.d/99-zzz-latin1.conf": b"# M\xfcller\nkernel.yama.ptrace_scope = 0\n",
    "/etc/sysctl.d/99-zzz-ignore-errors.conf": b"-kernel.yama.ptrace_scope = 0\n",
    "/run/sysctl.d/99-zzz.conf": b"kernel.yama.ptrace_scope = 0\n",
    "/usr/local/lib/sysctl.d/99-zzz.conf": b"kernel.yama.ptrace_scope = 0\n",
}


def comment_out_and_restore(host: Host, where: str, content: bytes) -> None:
    """Set 1 against one conflict; then unset must bring the file's bytes back."""
    host.put(where, content)
    with host.prepared("true", f"rm {where}"):
        before = host.machine.output(f"sha256sum {where}")
        equal(loaded(host), (0, 0), "systemd-sysctl, sysctl --system before")
        host.ensure("set 1")
        equal(loaded(host), (1, 1), "systemd-sysctl, sysctl --system after")
        host.ensure("unset")
        equal(host.machine.output(f"sha256sum {where}"), before, "the file after unset")


def loaded(host: Host) -> tuple[int, int]:
    """What each real loader sets from the machine's files."""
    return host.load("/usr/lib/systemd/systemd-sysctl || /lib/systemd/systemd-sysctl"), host.load("sysctl --system")


def boot_values(status: dict) -> tuple[int | None, int | None]:
    """The predictions of a status object: systemd's, procps's."""
    return status["boot"]["systemd"]["value"], status["boot"]["procps"]["value"]
