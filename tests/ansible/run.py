# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ansible suite: the release program driven by real ansible-core, over SSH, on a machine without Python."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.machine import Machine
from lab.project import COLLECTION, PROGRAM, ROOT
from lab.suite import Suite, contains, equal, run_suite

PLAYS = Path(__file__).parent / "plays"

PLAY_SECONDS = 600

EM_AARCH64 = 183


class Site:
    """One booted machine and one controller; run() plays one of PLAYS."""

    def __init__(self, lab: Lab, machine: Machine, controller: Controller) -> None:
        self.machine = machine
        self._lab = lab
        self._controller = controller
        self._inventory = str(lab.inventory())

    def run(self, play: str, *options: str, collections: Path = ROOT) -> subprocess.CompletedProcess[str]:
        """Run a playbook (a name of this suite's plays, or a collection's) and return what Ansible said."""
        playbook = str(PLAYS / play) if play.endswith(".yml") else play
        return self._run("ansible-playbook", "-i", self._inventory, playbook, *options, collections=collections)

    def run_from(self, folder: Path, play: str) -> subprocess.CompletedProcess[str]:
        """Copy the play into a folder that has its own library/, and run it there without any collection."""
        shutil.copy(PLAYS / play, self._lab.namespace.path(folder))
        return self._run("ansible-playbook", "-i", self._inventory, f"{folder}/{play}", collections=folder)

    def task(self, module: str, arguments: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run one ad-hoc task."""
        return self._run("ansible", "-i", self._inventory, "all", "-m", module, "-a", arguments, *options)

    def folder(self, name: str) -> Path:
        """Make a folder inside the lab's namespace."""
        folder = self._lab.namespace.folder / name
        self._lab.namespace.path(folder).mkdir()
        return folder

    def outside(self, folder: Path) -> Path:
        """The same folder as this program reaches it."""
        return self._lab.namespace.path(folder)

    def scope(self) -> str:
        """The kernel's own value."""
        return self.machine.output("cat /proc/sys/kernel/yama/ptrace_scope")

    @contextlib.contextmanager
    def cleaned(self) -> Iterator[None]:
        """Leave no setting and the kernel's value 0 behind, by other means than the program's."""
        try:
            yield
        finally:
            self.machine.output("rm -f /etc/sysctl.d/*yama-ptrace.conf; echo 0 >/proc/sys/kernel/yama/ptrace_scope")

    def _run(self, *command: str, collections: Path = ROOT) -> subprocess.CompletedProcess[str]:
        settings = {"ANSIBLE_COLLECTIONS_PATH": str(collections)}
        return subprocess.run(
            self._controller.command(self._lab, *command, settings=settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PLAY_SECONDS,
            check=False,
        )


def main(suite: Suite) -> None:
    """Boot one machine and play everything on it."""
    native.build("release", "all", "collection")
    controller = Controller()
    with Lab() as lab:
        machine = lab.machine("target")
        machine.boot()
        site = Site(lab, machine, controller)
        plays(suite, site)
        bare_program(suite, site)
        wrong_processor(suite, site)
        role(suite, site)


def plays(suite: Suite, site: Site) -> None:
    """The collection's module by its full and by its short name."""
    for play, name in (
        ("life.yml", "by its full name: check mode, diff, second run, info, removal"),
        ("short.yml", "by its short name, with collections"),
        ("refusals.yml", "bad arguments are refused in one sentence, by the action plugin"),
    ):
        with suite.test(name), site.cleaned():
            succeeded(site.run(play))
    with (
        suite.test("ad hoc: key=value, and check mode of a removal"),
        site.cleaned(),
    ):
        done = site.task("hardening.yama.yama_ptrace", "scope=2")
        succeeded(done)
        contains(done.stdout, "CHANGED")
        equal(site.scope(), "2", "kernel")
        done = site.task("hardening.yama.yama_ptrace", "state=absent", "--check", "--diff")
        succeeded(done)
        contains(done.stdout, "-kernel.yama.ptrace_scope = 2")
        contains(site.machine.output("cat /etc/sysctl.d/*yama-ptrace.conf"), "kernel.yama.ptrace_scope = 2")


def bare_program(suite: Suite, site: Site) -> None:
    """The program alone, in a playbook's library/, where Ansible takes it for a binary module."""
    folder = site.folder("bare")
    library = site.outside(folder) / "library"
    library.mkdir()
    shutil.copy(PROGRAM, library / "yama_ptrace")
    for play, name in (
        ("short.yml", "the bare program in library/"),
        ("refusals.yml", "bad arguments are refused in one sentence, by the bare program"),
    ):
        with suite.test(name), site.cleaned():
            succeeded(site.run_from(folder, play))


def wrong_processor(suite: Suite, site: Site) -> None:
    """A program that the target's processor cannot run: the task fails in words, and nothing happens."""
    foreign = program_of_another_processor()
    with suite.test("the bare program of another processor fails; the right one works"), site.cleaned():
        folder = site.folder("foreign-bare")
        library = site.outside(folder) / "library"
        library.mkdir()
        (library / "yama_ptrace").write_bytes(foreign)
        failed(site.run_from(folder, "one-task.yml"), "Exec format error")
        equal(site.scope(), "0", "kernel")
        shutil.copy(PROGRAM, library / "yama_ptrace")
        succeeded(site.run_from(folder, "one-task.yml"))
        equal(site.scope(), "1", "kernel")
    with suite.test("a collection for another processor only says so; ours works"), site.cleaned():
        folder = site.folder("foreign-collection")
        copied = site.outside(folder) / "ansible_collections" / "hardening" / "yama"
        shutil.copytree(COLLECTION, copied)
        modules = copied / "plugins" / "modules"
        (modules / "__yama_ptrace_x86_64").unlink()
        (modules / "__yama_ptrace_aarch64").write_bytes(foreign)
        checksum = hashlib.sha256(foreign).hexdigest()
        (modules / "__yama_ptrace.sha256").write_text(f"{checksum}  __yama_ptrace_aarch64\n", encoding="ascii")
        failed(site.run("one-task.yml", collections=folder), "no program for the processor x86_64")
        equal(site.scope(), "0", "kernel")
        succeeded(site.run("one-task.yml"))
        equal(site.scope(), "1", "kernel")


def role(suite: Suite, site: Site) -> None:
    """The playbook of the collection: what scripts/harden runs."""
    with suite.test("hardening.yama.harden in check mode shows the change and makes none"), site.cleaned():
        done = site.run("hardening.yama.harden", "--check", "--diff")
        succeeded(done)
        contains(done.stdout, "+kernel.yama.ptrace_scope = 1")
        contains(done.stdout, "changed=1")
        equal(site.scope(), "0", "kernel")
    with suite.test("hardening.yama.harden sets 1, and a second run changes nothing"), site.cleaned():
        succeeded(site.run("hardening.yama.harden"))
        equal(site.scope(), "1", "kernel")
        contains(site.run("hardening.yama.harden").stdout, "changed=0")
    with suite.test("hardening.yama.harden takes the value by its published name"), site.cleaned():
        succeeded(site.run("hardening.yama.harden", "-e", "sysctl_kernel_yama_ptrace_scope_value=2"))
        equal(site.scope(), "2", "kernel")


def program_of_another_processor() -> bytes:
    """The program with the processor in its ELF header exchanged, which is all that the kernel looks at."""
    program = bytearray(PROGRAM.read_bytes())
    struct.pack_into("<H", program, 18, EM_AARCH64)
    return bytes(program)


def succeeded(done: subprocess.CompletedProcess[str]) -> None:
    """Require exit status 0; the reason of a failure is what Ansible said last."""
    assert done.returncode == 0, f"status {done.returncode}: {' '.join((done.stdout + done.stderr).split())[-900:]}"


def failed(done: subprocess.CompletedProcess[str], words: str) -> None:
    """Require a failed task whose result holds the words."""
    equal(done.returncode, 2, "exit status")
    contains(done.stdout + done.stderr, words)
    contains(done.stdout, "failed=1")


if __name__ == "__main__":
    run_suite("ansible", main)
