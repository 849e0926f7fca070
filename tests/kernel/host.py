# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab machine with the native program on it, as the tests of this suite see it."""

from __future__ import annotations

import contextlib
import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lab.machine import Machine
from lab.project import PROGRAM
from lab.suite import equal

SCOPE = "/proc/sys/kernel/yama/ptrace_scope"

# Everywhere that the program may write, with names, modes, owners and content.
_DIGEST = (
    "tar --create --sparse --sort=name --mtime=@0 --ignore-failed-read"
    " /etc/sysctl.d /etc/ufw /etc/systemd/system /run/sysctl.d /usr/local/lib /usr/lib/sysctl.d 2>/dev/null | sha256sum"
)


@dataclass
class Answer:
    """What one run of the program said."""

    status: int
    report: dict[str, Any]
    text: str


class Host:
    """A machine that has the program as /usr/local/bin/yama-ptrace."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        machine.write("/usr/local/bin/yama-ptrace", PROGRAM.read_bytes(), mode=0o755)

    def yama(self, arguments: str, within: str = "{}") -> Answer:
        """Run the program with --json. within is a shell command whose {} is the place of the program's own."""
        done = self.machine.run(within.format(f"yama-ptrace {arguments} --json"))
        lines = done.stdout.splitlines()
        report = json.loads(lines[-1]) if lines else {}
        return Answer(done.returncode, report, done.stdout + done.stderr)

    def ensure(self, arguments: str) -> Answer:
        """Run the program and require that it did not fail."""
        answer = self.yama(arguments)
        equal((answer.status, answer.report.get("failed")), (0, False), f"result of {arguments} ({answer.text})")
        return answer

    def scope(self) -> int:
        """The kernel's own value."""
        return int(self.machine.output(f"cat {SCOPE}"))

    def give_kernel(self, scope: int) -> None:
        """Set the kernel's value behind the program's back."""
        self.machine.output(f"echo {scope} >{SCOPE}")

    def load(self, loader: str) -> int:
        """The kernel's value after one real loader ran alone, from a value that nobody asked for."""
        self.give_kernel(2)
        self.machine.run(loader)
        return self.scope()

    def digest(self) -> str:
        """One number for everything that the program may write; /etc/sysctl.conf is not there on the lab's machines."""
        return self.machine.output(_DIGEST)

    def put(self, path: str, content: bytes) -> None:
        """Write a file on the running machine."""
        folder = shlex.quote(path.rpartition("/")[0])
        octal = "".join(f"\\{byte:03o}" for byte in content)
        self.machine.output(f"mkdir -p {folder} && printf '{octal}' >{shlex.quote(path)}")

    def get(self, path: str) -> str:
        """A file's content, or "absent"."""
        return self.machine.run(f"cat {shlex.quote(path)} 2>/dev/null || printf absent").stdout

    @contextlib.contextmanager
    def prepared(self, make: str, undo: str) -> Iterator[None]:
        """Run a shell command before and another after, and end cleaned()."""
        self.machine.output(make)
        with self.cleaned():
            try:
                yield
            finally:
                self.machine.output(undo)

    @contextlib.contextmanager
    def cleaned(self) -> Iterator[None]:
        """Leave no setting and the kernel's value 0 behind."""
        try:
            yield
        finally:
            self.reset()

    def reset(self) -> None:
        """Take back what the program did, and give the kernel Debian's default."""
        self.ensure("unset")
        self.give_kernel(0)
