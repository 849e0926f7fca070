# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The writers-releases suite: random hosts with several writers, booted on four releases of Debian.

    releases.py [HOSTS [FIRST_SEED]]

Never may `status` have called a host compliant without doubt whose kernel then had another value than it asks for. That a
writer really wrote is asked of every kind over all hosts, so that the property is not proven on hosts that do nothing.
"""

from __future__ import annotations

import random
import sys

from lab import native
from lab.rootfolder import SUITES
from lab.suite import Suite, run_suite
from writers.hosts import ASKED, Host, boot_all
from writers.kinds import DECOYS, PLAIN, RIGHT, WRITERS, File, Kind

HOSTS = 40
MOST_WRITERS = 4
VALUES = (0, 1, 2)

# Packages that are on a host only now and then: their root folders are slow to boot.
_SELDOM = 0.3


def main(suite: Suite) -> None:
    """The same number of hosts on each release."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else HOSTS
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    native.build("release")
    hosts = [random_host(seed) for seed in range(first, first + count)]
    wanted = [host for host in hosts if suite.wants(host.name)]
    wrong = 0
    for host in boot_all(wanted):
        print(f"{host.row()} {host.words}", flush=True)
        wrong += host.had != ASKED
        with suite.test(host.name):
            assert not host.fault, host.fault
            assert host.said != RIGHT or host.had == ASKED, f"the kernel has {host.had}; said: {host.said}"
    if not suite.pattern:
        with suite.test(f"a third of {count} hosts boots with another value: {wrong}"):
            assert wrong * 3 >= count, "these hosts show little"


def random_host(seed: int) -> Host:
    """The host of a seed: some writers of different kinds, some decoys."""
    dice = random.Random(seed)
    packages = PLAIN
    release = SUITES[seed % len(SUITES)]
    others = sorted({kind.packages for kind in WRITERS} - {PLAIN})
    if dice.random() < _SELDOM:
        packages = dice.choice(others)
    possible = [kind for kind in (*WRITERS, *DECOYS) if kind.packages in (PLAIN, packages)]
    if packages != PLAIN:
        # The root folder has these packages alone.
        possible = [kind for kind in possible if "cron" not in kind.name]
    chosen: list[Kind] = []
    for kind in dice.sample(possible, dice.randint(1, MOST_WRITERS)):
        # Of those that a host can have only once, no two of which want the same file.
        taken = {file.path for other in chosen for file in other.files if "@N@" not in file.path}
        if not any(file.path in taken for file in kind.files):
            chosen.append(kind)
    files: list[File] = []
    for number, kind in enumerate(chosen):
        value = dice.choice(VALUES)
        files += [file.named(f"debug{number}", value) for file in kind.files]
    name = f"seed {seed}, {release}: {', '.join(kind.name for kind in chosen)}"
    return Host(name, tuple(files), packages, release)


if __name__ == "__main__":
    run_suite("writers-releases", main)
