# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The harden suite: scripts/harden as a person runs it, and what it says when something is missing."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from documents import console
from lab import native, uml
from lab.controller import Controller
from lab.laboratory import Lab
from lab.project import ROOT
from lab.suite import Suite, contains, equal, run_suite

HARDEN = str(ROOT / "scripts" / "harden")
RUN_SECONDS = 900

# Someone else's device and address, with the names and numbers that the lab uses in its own namespaces.
BUSY_ADDRESS = "ip tuntap add tap0 mode tap && ip address add 192.0.2.1/30 dev tap0 && ip link set tap0 up"

# dpkg's list, less the package that brings linux.uml.
WITHOUT_UML = """
sed '/^Package: user-mode-linux$/,/^$/ s/^Status: .*/Status: deinstall ok config-files/' /var/lib/dpkg/status >{copy} &&
mount --bind {copy} /var/lib/dpkg/status &&
"""

# The checkout at a place that everyone can reach, even where the folders above it are root's alone.
AS_NOBODY = f"""
mount --bind {shlex.quote(str(ROOT))} /mnt && cd /mnt &&
exec setpriv --reuid 65534 --regid 65534 --clear-groups scripts/harden
"""

TABLE = """
                running kernel  systemd-sysctl  sysctl --system  changed
before          0               0               0                -
after           1               1               1                1
second run      1               1               1                0
after a reboot  1               1               1                -
"""


def main(suite: Suite) -> None:
    """The whole run once, then everything that can stop it."""
    fetch()
    with (
        suite.test("hardens and reboots a machine, although its device name and address are in use on this host"),
        suite.alone,
    ):
        done = harden(f"unshare --net sh -c {shlex.quote(BUSY_ADDRESS + ' && exec ' + HARDEN)}")
        equal(done.returncode, 0, f"exit status ({last_words(done)})")
        for row in TABLE.strip("\n").splitlines():
            contains(done.stdout, row)
        check_readme(done.stdout)

    with suite.test("no root rights: says so, and how to get them"), suite.alone:
        done = harden(f"unshare --mount sh -c {shlex.quote(AS_NOBODY)}")
        refused(done, "Root rights are needed", "sudo")

    with suite.test("no linux.uml and no network: names the package and where to look"), suite.alone:
        with tempfile.NamedTemporaryFile() as copy:
            script = WITHOUT_UML.format(copy=copy.name) + f"exec {HARDEN}"
            done = harden(f"unshare --net --mount sh -c {shlex.quote(script)}")
        refused(done, "The Debian packages user-mode-linux could not be installed", "check the network")

    with suite.test("no network and an empty cache: says what could not be fetched"), suite.alone:
        with tempfile.TemporaryDirectory() as cache:
            done = harden(f"unshare --net env XDG_CACHE_HOME={cache} {HARDEN}")
        refused(done, "root folder could not be made", "Debian archive")

    with suite.test("an inventory that there is not"), suite.alone:
        refused(harden(f"{HARDEN} no-such-inventory"), "There is no inventory no-such-inventory")

    with suite.test("Ctrl-C leaves nothing behind"), suite.alone:
        interrupted(signal.SIGINT, 130)
    with suite.test("SIGTERM leaves nothing behind"), suite.alone:
        interrupted(signal.SIGTERM, 143)
    with suite.test("SIGKILL leaves no process behind"), suite.alone:
        interrupted(signal.SIGKILL, -9)


def check_readme(printed: str) -> None:
    """What README.md shows of such a run is in what it prints, and its first commands are those of this suite."""
    shown_here = [block for block in console.blocks(Path("README.md")) if block.what == "harden"]
    commands = [step.command for block in shown_here if block.language == "console" for step in block.steps]
    equal(commands, ["sudo scripts/harden", "sudo scripts/test"], "the commands of README.md")
    for block in shown_here:
        if block.language != "console":
            shown = ["...", *block.text.rstrip("\n").splitlines(), "..."]
            assert console.fits(shown, printed.splitlines()), f"the run does not print {block.name}"


def fetch() -> None:
    """Have everything here that a run fetches or makes once: most of the tests take the network away."""
    native.build("release", "all", "collection")
    Controller()
    with Lab() as lab:
        lab.machine("fetched")
        uml.environment(str(lab.namespace.folder))


def harden(command: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command to its end."""
    return subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Require exit status 1 and a last line that holds the words."""
    equal(done.returncode, 1, f"exit status ({last_words(done)})")
    for part in words:
        contains(done.stderr.strip().splitlines()[-1], part)


def interrupted(number: int, status: int) -> None:
    """Start a run, send it a signal while its machine boots, and require that the machine is gone with it."""
    with (
        tempfile.TemporaryDirectory() as place,
        subprocess.Popen(
            # A shell has its background jobs ignore Ctrl-C, and what they start inherits that.
            ["env", "--default-signal=INT", HARDEN],
            cwd=ROOT,
            env=dict(os.environ, TMPDIR=place),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as running,
    ):
        for line in running.stderr:
            if "waiting for its sshd" in line:
                break
        equal(bool(processes_with(place)), True, "a machine that runs")
        running.send_signal(number)
        running.stderr.read()
        equal(running.wait(), status, "exit status")
        deadline = time.monotonic() + 5
        while processes_with(place) and time.monotonic() < deadline:
            time.sleep(0.1)
        equal(processes_with(place), [], "processes left")
        if number != signal.SIGKILL:
            equal(os.listdir(place), [], "files left")


def processes_with(word: str) -> list[str]:
    """The command lines of this host's processes that hold the word, this suite's own excepted."""
    found = []
    for folder in Path("/proc").iterdir():
        if re.fullmatch(r"\d+", folder.name) and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue  # it has just ended
            if word in line:
                found.append(line)
    return found


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """The end of what was said, for a failure's reason."""
    return " ".join((done.stdout + done.stderr).split())[-400:]


if __name__ == "__main__":
    run_suite("harden", main)
