# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The integration tests: a function a mode, which is a column of the matrix; all are for any controller and target."""

from __future__ import annotations

import json
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from lab.project import PROGRAM
from lab.suite import Suite, contains, equal
from play import Site, failed, succeeded
from programs import add_program, copy_collection, program_for
from target import TREES

INFO = "hardening.yama.yama_ptrace_info"
SET = "hardening.yama.yama_ptrace"

# Stands in an option's value, so that a search finds every place that shows options.
MARK = "m4rked-by-the-test"

# Of a terminal: 24 lines of 80.
SCREEN = 24 * 80


@dataclass
class Test:
    """Opens the tests of one row of the matrix, as its suite does."""

    suite: Suite
    row: str

    def __call__(self, name: str) -> AbstractContextManager[None]:
        """One test."""
        return self.suite.test(f"{self.row}: {name}")

    @property
    def alone(self) -> AbstractContextManager[None]:
        """Suite.alone."""
        return self.suite.alone


def life(test: Test, site: Site) -> None:
    """The module by its full name on the real kernel, as root and by sudo."""
    for host in ("root", "sudo"):
        with test(f"by its full name, {host}: check mode, diff, second run, info, removal"), test.alone, site.cleaned():
            succeeded(site.play("life.yml", hosts=host))


def short(test: Test, site: Site) -> None:
    """The short name, through collections."""
    with test("by its short name, with collections"), test.alone, site.cleaned():
        succeeded(site.play("short.yml"))


def library(test: Test, site: Site) -> None:
    """The program alone, in a playbook's library/, where Ansible takes it for a binary module."""
    with site.folder() as folder:
        program = put_into_library(site, folder)
        with test("the bare program in library/"), test.alone, site.cleaned():
            succeeded(site.play_from(folder, "short.yml"))
        with test("the bare program of another processor fails; the right one works"), test.alone, site.cleaned():
            program.write_bytes(program_for("aarch64"))
            failed(site.play_from(folder, "one-task.yml"), "Exec format error")
            equal(site.scope(), "0", "kernel")
            shutil.copy(PROGRAM, program)
            succeeded(site.play_from(folder, "one-task.yml"))
            equal(site.scope(), "1", "kernel")


def refusals(test: Test, site: Site) -> None:
    """What is said of bad arguments."""
    with test("bad arguments are refused in one sentence, by the action plugin"), test.alone, site.cleaned():
        succeeded(site.play("refusals.yml"))
    with site.folder() as folder:
        put_into_library(site, folder)
        with test("bad arguments are refused in one sentence, by the bare program"), test.alone, site.cleaned():
            succeeded(site.play_from(folder, "refusals.yml"))


def ways(test: Test, site: Site) -> None:
    """Users, become methods, shells and temporary folders of every kind."""
    with (
        test("every way in: root, user, sudo, su, requiretty, noise, odd names, BusyBox, bad folders"),
        test.alone,
        site.cleaned(),
    ):
        succeeded(site.play("ways.yml", "--forks", "6", hosts="ways"))


def pipelining(test: Test, site: Site) -> None:
    """The same where standard input is what Ansible's own modules use too."""
    with test("every way in, with pipelining"), test.alone, site.cleaned():
        succeeded(site.play("ways.yml", "--forks", "6", "-e", "ansible_pipelining=true", hosts="ways"))


def keywords(test: Test, site: Site) -> None:
    """What a task can say beside its module."""
    with test("loop, delegate_to, become, register, until, failed_when, no_log, rescue"), test.alone, site.cleaned():
        succeeded(site.play("keywords.yml"))
    with test("async with poll, without, and its status"), test.alone, site.cleaned():
        succeeded(site.play("async.yml", hosts="root,sudo"))
    with test("async without Python on the target fails in words"), test.alone, site.cleaned():
        failed(site.task("plain", INFO, "scope=1", "-B", "60", "-P", "1"), "python")
    with test("no_log hides every option, whichever way the program goes"), test.alone, site.cleaned():
        for host in ("plain", "su"):
            arguments = json.dumps({"scope": 1, "root": f"{TREES}/{host}", "sysctl_file": f"/etc/sysctl.d/{MARK}.conf"})
            play = f"- hosts: {host}\n  gather_facts: false\n  tasks:\n    - {SET}: {arguments}\n"
            said = run_text(site, play + "      no_log: true\n      check_mode: true\n", "-vvv")
            contains(said, "censored")
            assert MARK not in said, f"an option of {host} was shown"


def faults(test: Test, site: Site) -> None:
    """The system log, and what is left of a run that fails half-way."""
    with (
        test("the system log: a line for each real change, none in check mode or with no_log"),
        test.alone,
        site.cleaned(),
    ):
        before = log_lines(site)
        succeeded(site.task("root", SET, "scope=1", "--check"))
        equal(log_lines(site), before, "log lines after check mode")
        contains(succeeded(site.task("sudo", SET, "scope=1")), "CHANGED")
        (line,) = log_lines(site)[len(before) :]
        contains(line, "module yama_ptrace: scope 1; changed: set the running kernel to 1")
        play = f"- hosts: root\n  gather_facts: false\n  tasks:\n    - {SET}: {{scope: 2}}\n      no_log: true\n"
        said = run_text(site, play)
        contains(said, "changed=1")
        equal(site.scope(), "2", "kernel")
        assert "running kernel" not in said, "a task with no_log said what it did"
        equal(log_lines(site), [*before, line], "log lines after a task with no_log")
    with (
        test("backup: on a full disk what stays is named, the next run does the rest"),
        test.alone,
        site.cleaned(),
    ):
        with_full_disk(site)


def log_lines(site: Site) -> list[str]:
    """What the program wrote to the system log since the boot."""
    return site.machine.output("journalctl --sync; journalctl -q -t yama-ptrace -o cat").splitlines()


def with_full_disk(site: Site) -> None:
    """The first file and its backup fit on the disk, the second and the way back do not; then they do."""
    tree = f"{TREES}-full"
    site.machine.output(
        f"mkdir {tree}; mount -t tmpfs -o size=96k none {tree}; mkdir -p {tree}/etc/sysctl.d; "
        f"cd {tree}/etc/sysctl.d; for name in 10-a 99-zz; do "
        "(head -c 20000 /dev/zero | tr '\\0' '#'; echo; echo kernel.yama.ptrace_scope=0) >$name.conf; done"
    )
    try:
        task = (SET, f"scope=1 root={tree} backup=true")
        done = site.task("root", *task)
        failed(done, "No space left on device")
        said = " ".join((done.stdout + done.stderr).split())
        contains(said, "could not take a change back")  # the way back of the first file needs space, too
        contains(site.machine.output(f"cat {tree}/etc/sysctl.d/99-yama-ptrace.conf"), "kernel.yama.ptrace_scope = 1")
        copies = site.machine.output(f"find {tree} -name '*.conf.*~'").splitlines()
        assert copies, "there is no backup of what stays changed"
        for copy in copies:
            contains(said, json.dumps(copy.removeprefix(tree)))
        site.machine.output(f"mount -o remount,size=1m {tree}")
        said = succeeded(site.task("root", *task))
        contains(said, '"changed": true')
    finally:
        site.machine.output(f"umount {tree}; rmdir {tree}")


def command_line(test: Test, site: Site) -> None:
    """Ad hoc, and the console."""
    with test("ad hoc: key=value, and check mode of a removal"), test.alone, site.cleaned():
        contains(succeeded(site.task("root", SET, "scope=2")), "CHANGED")
        equal(site.scope(), "2", "kernel")
        said = succeeded(site.task("root", SET, "state=absent", "--check", "--diff"))
        contains(said, "-kernel.yama.ptrace_scope = 2")
        contains(site.machine.output("cat /etc/sysctl.d/*yama-ptrace.conf"), "kernel.yama.ptrace_scope = 2")
    with test("ad hoc: a pattern and --limit"), test.alone, site.cleaned():
        said = succeeded(site.task("ways", INFO, f"scope=1 root={TREES}/plain", "--limit", "plain,odd"))
        equal(sorted(line.split(" | ")[0] for line in said.splitlines() if " | " in line), ["odd", "plain"], "hosts")
    with test("ansible-console"), test.alone, site.cleaned():
        command = f"{INFO} scope=1 root={TREES}/plain\n"
        said = succeeded(site.run("ansible-console", "-i", site.inventory, "plain", stdin=command))
        contains(said, '"compliant": false')
    with test("ad hoc, with the remote files kept"), test.alone, site.cleaned():
        said = succeeded(site.task("plain", INFO, "scope=1", ANSIBLE_KEEP_REMOTE_FILES="1"))
        contains(said, '"compliant": false')
        contains(site.machine.output("find /home/plain -name 'AnsiballZ_*' ; rm -r /home/plain/.ansible"), "AnsiballZ_")


def local(test: Test, site: Site) -> None:
    """The connection local, on files of the lab."""
    with test("connection local, with and without become"), test.alone, site.folder() as folder, site.cleaned():
        conflict = site.outside(folder) / "etc" / "sysctl.d" / "50-local.conf"
        conflict.parent.mkdir(parents=True)
        conflict.write_text("kernel.yama.ptrace_scope = 0\n", encoding="ascii")
        for host in ("localhost", "su"):
            for scope, changed in ((1, "true"), (1, "false"), (0, "true")):
                said = succeeded(site.task(host, SET, f"scope={scope} root={folder}", "-c", "local"))
                contains(said, f'"changed": {changed}')


def role(test: Test, site: Site) -> None:
    """The playbooks of the collection; scripts/harden runs the first."""
    with test("hardening.yama.harden in check mode shows the change and makes none"), test.alone, site.cleaned():
        said = succeeded(site.play("hardening.yama.harden", "--check", "--diff"))
        contains(said, "+kernel.yama.ptrace_scope = 1")
        contains(said, "changed=1")
        equal(site.scope(), "0", "kernel")
    with test("hardening.yama.harden sets 1, and a second run changes nothing"), test.alone, site.cleaned():
        succeeded(site.play("hardening.yama.harden"))
        equal(site.scope(), "1", "kernel")
        contains(site.play("hardening.yama.harden").stdout, "changed=0")
    with test("hardening.yama.harden takes the value by its published name"), test.alone, site.cleaned():
        succeeded(site.play("hardening.yama.harden", "-e", "sysctl_kernel_yama_ptrace_scope_value=2", hosts="sudo"))
        equal(site.scope(), "2", "kernel")

    with test("hardening.yama.remove takes everything back"), test.alone, site.cleaned():
        succeeded(site.play("hardening.yama.harden"))
        contains(succeeded(site.play("hardening.yama.remove")), "changed=1")
        equal(site.machine.run("ls /etc/sysctl.d | grep yama-ptrace").stdout, "", "files")
        contains(succeeded(site.play("hardening.yama.remove")), "changed=0")

    with test("hardening.yama.audit tells each reason once and fails with what to do"), test.alone, site.cleaned():
        done = site.play("hardening.yama.audit")
        failed(done, "non_compliant: wrong for 1: the running kernel has 0 (and 1 more); systemd leaves the kernel's")
        contains(done.stdout, "To mend it: run yama-ptrace set 1.")
        equal(done.stdout.count("leaves the kernel's default"), 1, "how often a reason is told")
        contains(succeeded(site.play("hardening.yama.audit", "-e", "audit_assert=false")), "wrong for 1")

    with test("hardening.yama.audit tells its doubts, and fails on them when asked"), test.alone, site.cleaned():
        site.machine.output(
            "mkdir -p /tmp/doubts/etc/sysctl.d /tmp/doubts/etc/credstore.encrypted /tmp/doubts/usr/lib/systemd; "
            "echo kernel.yama.ptrace_scope=1 > /tmp/doubts/etc/sysctl.d/a.conf; "
            "echo libsystemd-shared-252.39.so > /tmp/doubts/usr/lib/systemd/systemd-sysctl; "
            "echo secret > /tmp/doubts/etc/credstore.encrypted/sysctl.extra"
        )
        doubts = "compliant_with_doubts: right for 1 at the next boot, with doubts: an encrypted credential"
        judge = ("-e", "audit_root=/tmp/doubts")
        contains(succeeded(site.play("hardening.yama.audit", *judge)), doubts)
        failed(site.play("hardening.yama.audit", *judge, "-e", "audit_fail_on_doubts=true"), doubts)
        done = site.task("sudo", SET, "scope=1 root=/tmp/doubts", "--check")
        contains(succeeded(done) + done.stderr, "sudo: not certain at the next boot")
        site.machine.output("rm -r /tmp/doubts")


def results(test: Test, site: Site) -> None:
    """What roles and failed tasks return and show."""
    hosts = "plain,odd"
    with (
        test("after a role: changed, reboot_required, verdict; each warning names its host"),
        test.alone,
        site.cleaned(),
    ):
        done = site.play("results.yml", hosts=hosts)
        succeeded(done)
        lowers = "lowers the next boot from 2 (/etc/sysctl.d/99-yama-ptrace.conf:3) to 1"
        told = [line.split(": ")[0] for line in joined_warnings(done.stderr) if lowers in line]
        equal(sorted(told), ["odd", "plain"], "hosts of the warning")
    with test("a failed task prints one screen"), test.alone, site.folder() as folder, site.cleaned():
        for number in range(10, 22):
            conflict = site.outside(folder) / "etc" / "sysctl.d" / f"{number}-a-file-of-somebody.conf"
            conflict.parent.mkdir(parents=True, exist_ok=True)
            conflict.write_text("kernel.yama.ptrace_scope = 0\n", encoding="ascii")
        play = [{"hosts": "plain", "gather_facts": False, "tasks": [{SET: {"scope": 1, "conflicts": "fail"}}]}]
        play[0]["tasks"][0][SET]["root"] = str(folder)
        site.outside(folder / "play.yml").write_text(json.dumps(play), encoding="utf-8")
        done = site.run("ansible-playbook", "-i", site.inventory, "-c", "local", str(folder / "play.yml"))
        failed(done, "21-a-file-of-somebody.conf:1")
        (result,) = (line for line in done.stdout.splitlines() if line.startswith("fatal:"))
        print(f"a failed task prints {len(result)} characters")
        assert len(result) < SCREEN, f"{len(result)} characters: {result}"


def variables(test: Test, site: Site) -> None:
    """What playbooks and roles say of variables that nobody reads."""
    ends = "If {0} is for something else, list it in hardening_yama_other_variables."
    for playbook, given, words in (
        ("harden", "scope=2", "knows no variable scope: did you mean scope1_restricted_scope? " + ends.format("scope")),
        ("audit", "ptrace_scope=2", "knows no variable ptrace_scope: did you mean audit_scope?"),
        ("audit", "scope1_restricted_scope=2", "does not use scope1_restricted_scope: use audit_scope, or sysctl_"),
        ("remove", "hosts=web", "knows no variable hosts: did you mean hardening_yama_hosts?"),
        ("harden", "scope1_restricted_vendorfiles=edit", "did you mean scope1_restricted_vendor_files?"),
        ("harden", "scope1_restricted_scope=4", "scope1_restricted_scope is '4': choose 1 (restricted), 2 (admin"),
    ):
        with test(f"hardening.yama.{playbook} refuses -e {given}"), test.alone, site.cleaned():
            failed(site.play(f"hardening.yama.{playbook}", "-e", given), words)
            equal(site.scope(), "0", "kernel")
    with test("a variable for something else is listed, and Ansible's and AWX' own pass"), test.alone, site.cleaned():
        others = {"scope": "eu", "hardening_yama_other_variables": ["scope"], "awx_job_id": 1, "stage": "prod"}
        succeeded(site.play("hardening.yama.harden", "--check", "-e", json.dumps(others)))


def joined_warnings(said: str) -> list[str]:
    """The warnings on standard error, each in one line; older releases wrap them."""
    return [" ".join(text.split()) for text in said.split("[WARNING]: ")[1:]]


def broken(test: Test, site: Site) -> None:
    """Targets that let nobody work: one sentence, and nothing is left there."""
    for name, host, options, words in (
        ("a shell that starts nothing", "silent", (), "shell ended without starting the program"),
        ("standard input that ends in the middle", "cut", (), "whole program had arrived, so it was not run"),
        ("a connection that breaks in the middle", "broken", (), "UNREACHABLE"),
        ("a wrong sudo password", "password", ("-e", "ansible_become_password=wrong"), "Incorrect sudo password"),
        ("no right to use sudo", "plain", ("--become",), "assword"),
        ("nobody to become", "sudo", ("-e", "ansible_become_user=nosuch"), "sudo started nothing; its exit status"),
    ):
        with test(f"broken: {name}"), test.alone, site.cleaned():
            failed(site.task(host, SET, "scope=1", *options), words)
            equal(site.scope(), "0", "kernel")
    with test("broken: no folder to run from"), test.alone, site.cleaned():
        site.machine.output(
            "mount -t tmpfs -o size=4k,mode=1777 none /tmp; mount -t tmpfs -o ro none /var/tmp; "
            "mount -t tmpfs -o noexec,mode=1777 none /dev/shm"
        )
        try:
            said = "no folder that the program can be run from (/home/readonly/.ansible/tmp is no directory, "
            said += "/home/readonly cannot be written, /var/tmp cannot be written, /tmp is full, /dev/shm is noexec)"
            failed(site.task("readonly", SET, "scope=1"), said)
        finally:
            site.machine.output("umount /tmp /var/tmp /dev/shm")


def spoilt(test: Test, site: Site) -> None:
    """A collection whose program is not the one that was built, or is for another processor."""
    with (
        test("a spoilt collection never runs its program; ours works"),
        test.alone,
        site.folder() as folder,
        site.cleaned(),
    ):
        collection = copy_collection(site.outside(folder))
        program = collection / "plugins" / "modules" / "__yama_ptrace_x86_64"
        for spoil, words in (
            (lambda: cut_in_half(program), "is not the one that was built"),
            (program.unlink, "holds no program for the processor x86_64"),
            (lambda: add_program(collection, "aarch64"), "no program for the processor x86_64"),
        ):
            spoil()
            failed(site.play("one-task.yml", collections=folder), words)
            equal(site.scope(), "0", "kernel")
        succeeded(site.play("one-task.yml"))
        equal(site.scope(), "1", "kernel")


MODES = {
    "life": life,
    "short": short,
    "library": library,
    "refusals": refusals,
    "ways": ways,
    "pipelining": pipelining,
    "keywords": keywords,
    "faults": faults,
    "ad hoc": command_line,
    "local": local,
    "role": role,
    "results": results,
    "variables": variables,
    "broken": broken,
    "spoilt": spoilt,
}

# What is left when a row must be quick: every way to name the module, and every way in.
QUICK_MODES = ("life", "short", "library", "ways", "faults", "results", "variables")


def put_into_library(site: Site, folder: Path) -> Path:
    """Copy the program into a folder's library/, and return where it is."""
    program = site.outside(folder) / "library" / "yama_ptrace"
    program.parent.mkdir()
    return Path(shutil.copy(PROGRAM, program))


def run_text(site: Site, playbook: str, *options: str) -> str:
    """Run the text of a playbook; what was said."""
    with site.folder() as folder:
        path = folder / "play.yml"
        site.outside(path).write_text(playbook, encoding="utf-8")
        return succeeded(site.run("ansible-playbook", "-i", site.inventory, str(path), *options))


def cut_in_half(program: Path) -> None:
    """Keep the first half of a program."""
    content = program.read_bytes()
    program.write_bytes(content[: len(content) // 2])
