# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The writers suite: each kind of boot-time writer on a real host, what `status` said and what the kernel then had.

Every host asks for 1 and its writer writes 2. Prints the table.
"""

from __future__ import annotations

from lab import native
from lab.suite import Suite, equal, run_suite
from writers.hosts import ASKED, Host, boot_all
from writers.kinds import DECOYS, DOUBT, RIGHT, WRITERS, WRONG, Kind

WRITTEN = 2


def main(suite: Suite) -> None:
    """One boot a kind."""
    native.build("release")
    kinds = [kind for kind in (*WRITERS, *DECOYS) if suite.wants(kind.name)]
    hosts = [
        Host(kind.name, tuple(file.named("debug", WRITTEN) for file in kind.files), kind.packages) for kind in kinds
    ]
    for kind, host in zip(kinds, boot_all(hosts)):
        print(host.row(), flush=True)
        with suite.test(kind.name):
            check(kind, host)


def check(kind: Kind, host: Host) -> None:
    """What was said must be true, and what the table of kinds wants."""
    assert not host.fault, host.fault
    equal(host.had, WRITTEN if kind.writes else ASKED, "the kernel's value after the boot")
    wanted = {RIGHT: (RIGHT,), DOUBT: (DOUBT, WRONG), WRONG: (WRONG,)}[kind.said]
    assert host.said in wanted, f"said {host.said!r}, not {kind.said!r}: {host.words}"


if __name__ == "__main__":
    run_suite("writers", main)
