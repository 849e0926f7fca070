# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The writers-releases suite: random hosts with several writers, booted on four releases of Debian.

    releases.py [HOSTS [FIRST_SEED]]

Never may `status` have called a host compliant without doubt whose kernel then had another value than it asks for.
A third of the hosts must end with another value, so that the property is not proven on hosts that do nothing.
"""

from __future__ import annotations

import random
import sys

from lab import native
from lab.rootfolder import SUITES
from lab.suite import Suite, run_suite
from writers.hosts import ASKED, Host, boot_all
from writers.kinds import DECOYS, MINIMAL, RIGHT, WRITERS, File, Kind

HOSTS = 40
MOST_WRITERS = 4
VALUES = (0, 1, 2)


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
    release = SUITES[seed % len(SUITES)]
    everything = (*WRITERS, *DECOYS)
    chosen: list[Kind] = []
    # The first one decides what is installed.
    for kind in sorted(everything, key=lambda _: dice.random()):
        if len(chosen) == MOST_WRITERS:
            break
        if fits(kind, chosen):
            chosen.append(kind)
    chosen = chosen[: dice.randint(2, MOST_WRITERS)]
    files: list[File] = []
    for number, kind in enumerate(chosen):
        value = dice.choice(VALUES)
        files += [file.named(f"debug{number}", value) for file in kind.files]
    name = f"seed {seed}, {release}: {', '.join(kind.name for kind in chosen)}"
    return Host(name, tuple(files), chosen[0].packages, release)


def fits(kind: Kind, others: list[Kind]) -> bool:
    """Whether what the others want is installed will do, and none of them has the same file."""
    if others and kind.packages not in (MINIMAL, others[0].packages):
        return False
    taken = {file.path: file for other in others for file in other.files if "@N@" not in file.path}
    return all(
        taken.get(file.path, file) == file and not (file.path in taken and "@V@" in file.content) for file in kind.files
    )


if __name__ == "__main__":
    run_suite("writers-releases", main)
