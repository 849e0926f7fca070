# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One target, one controller, and what the tests do with them."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from lab.controller import Controller
from lab.laboratory import Lab
from lab.machine import Machine
from lab.project import ROOT
from lab.suite import contains, equal
from target import CONFLICT, TREES, make_trees, write_inventory

PLAYS = Path(__file__).parent / "plays"

# Long enough for a busy machine, short enough that a run that hangs is a failed test.
PLAY_SECONDS = 300

# What a run of ours, or of core's own way for binary modules, could leave behind.
FIND = (
    r"find /dev/shm /home /opt /root /srv /tmp /var/tmp \( -name '.yama-*' -o -name 'ansible-tmp-*' "
    r"-o -name 'AnsiballZ_*' -o -path '*/.ansible_async/*' \) -prune -print"
)

# A script that has lost its connection may take a moment to clean up.
LEFTOVERS = f'for turn in 1 2 3 4 5; do [ -z "$({FIND})" ] && break; sleep 1; done; {FIND}'

# A line for each line of each file of the trees, the number of files first.
CONTENTS = f"find {TREES} -type f | wc -l; find {TREES} -type f -exec cat {{}} + | sort | uniq -c"

RESET = "rm -f /etc/sysctl.d/*yama-ptrace.conf; echo 0 >/proc/sys/kernel/yama/ptrace_scope"

Done = subprocess.CompletedProcess  # what a tool of Ansible's said, and its exit status


class Site:
    """A booted target and a controller."""

    def __init__(self, lab: Lab, machine: Machine, controller: Controller) -> None:
        self.machine = machine
        self.controller = controller
        self._lab = lab
        self._inventory = write_inventory(lab, machine)

    def play(
        self, play: str, *options: str, hosts: str = "root", collections: Path = ROOT, **settings: str
    ) -> Done[str]:
        """Run a playbook (a name of this suite's plays, or a collection's) on some hosts of the inventory."""
        playbook = str(PLAYS / play) if play.endswith(".yml") else play
        arguments = ("-i", str(self._inventory), "--limit", hosts, playbook, *options)
        return self.run("ansible-playbook", *arguments, ANSIBLE_COLLECTIONS_PATH=str(collections), **settings)

    def play_from(self, folder: Path, play: str) -> Done[str]:
        """Copy the play into a folder that has its own library/, and run it there without any collection."""
        shutil.copy(PLAYS / play, self.outside(folder))
        arguments = ("-i", str(self._inventory), "--limit", "root", f"{folder}/{play}")
        return self.run("ansible-playbook", *arguments, ANSIBLE_COLLECTIONS_PATH=str(folder))

    def task(self, host: str, module: str, arguments: str, *options: str, **settings: str) -> Done[str]:
        """Run one ad-hoc task of a module by its full name."""
        chosen = ("-i", str(self._inventory), host, "-m", module, "-a", arguments)
        return self.run("ansible", *chosen, *options, **settings)

    def run(self, tool: str, *arguments: str, stdin: str = "", **settings: str) -> Done[str]:
        """Run one of Ansible's tools; settings are environment variables."""
        return subprocess.run(
            self.controller.command(self._lab, tool, *arguments, settings={"ANSIBLE_TIMEOUT": "60", **settings}),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PLAY_SECONDS,
            check=False,
        )

    @property
    def inventory(self) -> str:
        """The inventory's path inside the lab."""
        return str(self._inventory)

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder inside the lab's namespace, for one test."""
        folder = self._lab.namespace.folder / "test"
        self.outside(folder).mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(self.outside(folder))

    def outside(self, folder: Path) -> Path:
        """The same folder as this program reaches it."""
        return self._lab.namespace.path(folder)

    def scope(self) -> str:
        """The kernel's own value."""
        return self.machine.output("cat /proc/sys/kernel/yama/ptrace_scope")

    @contextlib.contextmanager
    def cleaned(self) -> Iterator[None]:
        """Leave no setting and the kernel's value 0 behind, by other means than the program's.

        When the body went well, the target must be as it was: no temporary file, and each tree with its one file.
        """
        try:
            yield
            left, _, contents = self.machine.output(f"{LEFTOVERS}; echo ---; {CONTENTS}; {RESET}").rpartition("---\n")
            equal(left, "", "left on the target")
            count, *lines = (line.strip() for line in contents.splitlines())
            equal(lines, [f"{count} {line}" for line in sorted(CONFLICT.splitlines())], "the files of the trees")
        except BaseException:
            self.machine.output(f"{FIND} -exec rm -rf {{}} +; {RESET}")
            make_trees(self.machine)
            raise


def succeeded(done: Done[str]) -> str:
    """Require exit status 0; what was said. The reason of a failure is what Ansible said of it."""
    said = done.stdout + done.stderr
    found = re.search(r"fatal:|FAILED|UNREACHABLE|ERROR", said)
    assert done.returncode == 0, f"status {done.returncode}: {said[found.start() if found else 0 :][:900]}"
    return done.stdout


def failed(done: Done[str], words: str) -> None:
    """Require a failed task, or an unreachable host, whose result holds the words."""
    assert done.returncode in (2, 4), f"exit status is {done.returncode}: {done.stdout[-900:]}"
    contains(done.stdout + done.stderr, words)
    assert "Traceback" not in done.stdout + done.stderr, "a traceback was shown"
