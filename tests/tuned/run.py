# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tuned suite: what the program predicts of TuneD against TuneD's own code, on random hosts.

    run.py [HOSTS [FIRST_SEED]]

TuneD is that of Debian's packages; stand_in.py says what is real in a run.
"""

from __future__ import annotations

import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from dice import Dice, write
from lab import debian, native
from lab.chroot import Chroot
from lab.errors import LabError
from lab.project import PROGRAM
from lab.rootfolder import root_folder
from lab.suite import Suite, run_suite

DEFAULT_HOSTS = 200
RELEASES = ("bookworm", "trixie", "sid")  # bullseye's TuneD 2.15 is older than the oldest behaviour that is known
INITIAL = (0, 1, 2)
STAND_IN = Path(__file__).resolve().parent / "stand_in.py"
DOWNLOAD = "apt-get -qq -o Acquire::Check-Valid-Until=false update && apt-get -qq download tuned"


class Tuned:
    """A release's TuneD, and its version."""

    def __init__(self, release: str, folder: Path) -> None:
        folder.mkdir()
        fetched = subprocess.run(
            Chroot(root_folder(release), folder).command("sh", "-c", DOWNLOAD, folder=folder),
            capture_output=True,
            text=True,
            check=False,
        )
        packages = list(folder.glob("tuned_*.deb"))
        if not packages:
            raise LabError(
                f"Debian {release}'s package tuned could not be fetched ({fetched.stderr.strip()[-200:]}): "
                "check the network, then run again."
            )
        subprocess.run(["dpkg-deb", "--extract", str(packages[0]), str(folder)], check=True)
        modules = folder / "usr" / "lib" / "python3" / "dist-packages"
        lines = (modules / "tuned" / "version.py").read_text(encoding="utf-8").splitlines()
        numbers = dict(line.split(" = ") for line in lines if line.count(" = ") == 1)
        self.version = f"{numbers['TUNED_VERSION_MAJOR']}.{numbers['TUNED_VERSION_MINOR']}"
        self._process = subprocess.Popen(
            [sys.executable, str(STAND_IN), str(modules)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def leaves(self, root: Path, initial: int) -> set[int]:
        """What it leaves in the kernel, on a virtual machine and on none."""
        values = set()
        for virtual in (0, 1):
            self._process.stdin.write(f"{root} {virtual} {initial}\n")
            self._process.stdin.flush()
            words = self._process.stdout.readline().split()
            if not words:
                raise LabError(f"TuneD {self.version} ended: run its stand_in.py on {root} by hand.")
            values.add(int(words[0]))
        return values


def predict(root: Path) -> tuple[int | None, int | None, dict | None]:
    """What systemd-sysctl leaves, what is there in the end, and TuneD's stage."""
    run = subprocess.run(
        [str(PROGRAM), "status", "--json", "--root", str(root)], capture_output=True, text=True, check=False
    )
    status = json.loads(run.stdout)
    stages = [stage for stage in status["stages"] if stage["stage"] == "tuned"]
    boot = status["boot"]["systemd"]
    return boot["value"], boot["final"], stages[0] if stages else None


def compare(tuned: Tuned, hosts: int, first: int, folder: Path) -> collections.Counter:
    """Raise AssertionError for the first host on which TuneD does what was not predicted."""
    counts: collections.Counter = collections.Counter()
    for seed in range(first, first + hosts):
        root = folder / f"host-{seed}"
        Dice(seed).make_host(root, tuned.version)
        for value in INITIAL:
            write(root, "/usr/lib/sysctl.d/zzz.conf", f"kernel.yama.ptrace_scope={value}\n")
            initial, final, stage = predict(root)
            if initial is None:
                continue
            found = tuned.leaves(root, initial)
            if stage is None or stage["certain"]:
                counts["certain"] += 1
                wanted = {final}
            else:
                counts["doubts"] += 1
                wanted = {initial, stage["value"]} if stage["value"] is not None else {0, 1, 2, 3}
            if not found <= wanted:
                raise AssertionError(f"seed {seed}: TuneD {tuned.version} makes {found} of {initial}, not {wanted}")
    return counts


def main(suite: Suite) -> None:
    """Fetch, run, report."""
    hosts = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_HOSTS
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    debian.require_root("look into Debian root folders")
    native.build("release")
    with tempfile.TemporaryDirectory() as scratch:
        for release in RELEASES:
            with suite.test(f"TuneD of Debian {release} on {hosts} random hosts"), suite.alone:
                tuned = Tuned(release, Path(scratch) / release)
                counts = compare(tuned, hosts, first, Path(scratch))
                print(f"TuneD {tuned.version}: {counts['certain']} runs as predicted, {counts['doubts']} doubts")


run_suite("tuned", main)
