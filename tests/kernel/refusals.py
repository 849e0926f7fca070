# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel or the host does not allow: one clear sentence, and nothing changed."""

from __future__ import annotations

from kernel.host import Answer, Host
from lab.suite import Suite, contains, equal

READ_ONLY = "unshare --mount sh -c 'mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && {}'"
WITHOUT_CAPABILITY = "setpriv --bounding-set -sys_ptrace --inh-caps -sys_ptrace {}"
NOT_ROOT = "setpriv --reuid 65534 --regid 65534 --clear-groups {}"

# name, shell around the program, its arguments, what the message says
RUNTIME_REFUSALS = (
    ("read-only /proc/sys", READ_ONLY, "set 1 --runtime required", "read-only"),
    ("no CAP_SYS_PTRACE", WITHOUT_CAPABILITY, "set 1 --runtime required", "CAP_SYS_PTRACE"),
    ("not root", NOT_ROOT, "set 1 --runtime required", "root"),
    ("not root, without the runtime", NOT_ROOT, "set 1 --runtime skip", "root"),
)

# name, made by, undone by, what the message says
STORAGE_REFUSALS = (
    (
        "no space left",
        "mount -t tmpfs -o size=4k full /etc/sysctl.d && head -c 4096 /dev/zero >/etc/sysctl.d/full",
        "umount /etc/sysctl.d",
        "No space left on device",
    ),
    ("read-only /etc/sysctl.d", "mount -t tmpfs -o ro none /etc/sysctl.d", "umount /etc/sysctl.d", "read-only"),
    (
        "a FIFO among the settings",
        "mkfifo /etc/sysctl.d/50-fifo.conf",
        "rm /etc/sysctl.d/50-fifo.conf",
        "/etc/sysctl.d/50-fifo.conf is a FIFO",
    ),
    (
        "a settings file of 1 GiB",
        "truncate --size=1G /etc/sysctl.d/50-huge.conf",
        "rm /etc/sysctl.d/50-huge.conf",
        "/etc/sysctl.d/50-huge.conf could not be read: larger than",
    ),
)

# name, made by, undone by: odd, but no reason to refuse
ODD_FILES = (
    ("a directory", "mkdir /etc/sysctl.d/50-odd.conf", "rmdir /etc/sysctl.d/50-odd.conf"),
    ("a dangling link", "ln -s nowhere /etc/sysctl.d/50-odd.conf", "rm /etc/sysctl.d/50-odd.conf"),
    ("a link to itself", "ln -s 50-odd.conf /etc/sysctl.d/50-odd.conf", "rm /etc/sysctl.d/50-odd.conf"),
    ("bytes that are no UTF-8", "printf '\\377=\\351' >/etc/sysctl.d/50-odd.conf", "rm /etc/sysctl.d/50-odd.conf"),
)


def tests(suite: Suite, host: Host) -> None:
    """Needs a booted machine without any setting; leaves it so."""
    for name, within, arguments, words in RUNTIME_REFUSALS:
        with suite.test(f"refused: {name}"), suite.alone:
            before = (host.scope(), host.digest())
            answer = host.yama(arguments, within)
            refused(answer, words)
            equal((host.scope(), host.digest()), before, "kernel and files")

    for name, make, undo, words in STORAGE_REFUSALS:
        with suite.test(f"refused: {name}"), suite.alone, host.prepared(make, undo):
            before = (host.scope(), host.digest())
            refused(host.yama("set 1"), words)
            equal((host.scope(), host.digest()), before, "kernel and files")

    for name, make, undo in ODD_FILES:
        with suite.test(f"no reason to refuse: {name} among the settings"), suite.alone, host.prepared(make, undo):
            host.ensure("set 1")
            equal((host.scope(), host.load("sysctl --system")), (1, 1), "kernel, sysctl --system")

    name = "a read-only /proc/sys, as in a container: the files are set, and the result says what is missing"
    with suite.test(name), suite.alone, host.cleaned():
        answer = host.yama("set 1", READ_ONLY)
        equal((answer.status, answer.report["failed"], host.scope()), (0, False, 0), "status, failed, kernel")
        contains(" ".join(answer.report["warnings"]), "read-only")
        equal(host.load("sysctl --system"), 1, "value that sysctl --system sets")

    with suite.test("anybody may ask for the status"), suite.alone:
        answer = host.yama("status --scope 0", NOT_ROOT)
        equal(answer.report["runtime"]["value"], 0, "runtime value")


def locked_tests(suite: Suite, host: Host) -> None:
    """Needs a machine whose systemd-sysctl is masked. Unmasks it, and locks the kernel at 3 until the next boot."""
    with suite.test("refused: a masked systemd-sysctl, since nothing would load the files at boot"):
        host.reset()
        before = host.digest()
        refused(host.yama("set 1"), "systemd-sysctl.service is masked")
        equal(host.digest(), before, "files")
        host.machine.output("systemctl unmask --quiet systemd-sysctl.service")
    with suite.test("refused: a locked kernel, when the runtime is required"):
        host.reset()
        host.give_kernel(3)
        before = host.digest()
        refused(host.yama("set 1 --runtime required"), "locked at 3")
        equal((host.scope(), host.digest()), (3, before), "kernel and files")
    with suite.test("a locked kernel: the files are set for the next boot, and a reboot is asked for"):
        answer = host.ensure("set 1")
        equal((answer.report["changed"], answer.report["reboot_required"]), (True, True), "changed, reboot_required")
        equal(host.scope(), 3, "kernel")


def no_yama_tests(suite: Suite, host: Host) -> None:
    """Needs a machine that was booted without Yama."""
    with suite.test("refused: a kernel without Yama, when the runtime is required"), suite.alone:
        before = host.digest()
        refused(host.yama("set 1 --runtime required"), "has no Yama")
        equal(host.digest(), before, "files")
    with suite.test("a kernel without Yama: status says so"), suite.alone:
        answer = host.yama("status --scope 1")
        equal((answer.status, answer.report["runtime"]["yama"]), (1, False), "exit status, yama")
        contains(answer.report["runtime"]["why_not"], "without Yama")
    with suite.test("refused: a kernel command line that leaves Yama out of the next boot too"), suite.alone:
        before = host.digest()
        refused(host.yama("set 1"), "the kernel command line leaves Yama out: lsm=capability")
        equal(host.digest(), before, "files")


def refused(answer: Answer, words: str) -> None:
    """Require a failure that says the words in one line, and that claims no change."""
    equal((answer.status, answer.report.get("failed")), (1, True), f"status, failed ({answer.text})")
    contains(answer.report["msg"], words)
    equal("\n" in answer.report["msg"], False, "a line break in the message")
    equal(answer.report["changed"], False, "changed")
