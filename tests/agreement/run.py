# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agreement suite: which judge of kernel.yama.ptrace_scope is right how often, and who makes it right.

    run.py [TREES]

On the states of states.py and on random ordinary trees, as Debian 12 with a real Yama kernel that has 1 now. True is
what Debian 12's own loaders leave in that kernel when they run. Each judge is asked whether the host is right for 1;
then the program and the published remediation make copies of it right, and the loaders run again.

figures.py holds what was seen, and the page *Agreement* of the documentation has its tables from there.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from agreement.figures import JUDGED, MADE_RIGHT, TREES
from agreement.hosts import Host, lay_hosts
from agreement.judged import JUDGES, STREAMS, counts, made_right, oval_answers
from agreement.play import play
from agreement.published import published_remediation, thin_definitions
from lab import debian, native
from lab.rootfolder import root_folder
from lab.suite import Suite, equal, run_suite

# What the published remediation's precondition and OpenSCAP's own check need on the host.
PACKAGES = ("linux-base", "openscap-scanner", "gawk")

BATCH = 20  # hosts a boot, three copies of each


def main(suite: Suite) -> None:
    """Ask all judges about all hosts."""
    trees = int(sys.argv[1]) if len(sys.argv) > 1 else TREES
    debian.require_root("mount file systems for real loaders")
    debian.require_packages("libfuse3-dev", "pkg-config", "libgtest-dev", "user-mode-linux", "openscap-scanner")
    native.build("dev", "yama-loaders")
    native.build("release")
    system = root_folder("bookworm", PACKAGES)
    with tempfile.TemporaryDirectory(prefix="yama-agreement-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        definitions = thin_definitions(folder, STREAMS)
        hosts = lay_hosts(folder / "trees", trees)
        batches = [hosts[first : first + BATCH] for first in range(0, len(hosts), BATCH)]
        remediation = published_remediation()

        def one(batch: list[Host]) -> None:
            play(batch, system, remediation)
            oval_answers(batch, system, definitions)
            print_hosts(batch)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, batches))
    for judge in JUDGES:
        with suite.test(f"{judge}: right, passes a wrong boot, finds fault with a right one"), suite.alone:
            equal(counts(hosts, judge), JUDGED.get(judge), f"on {len(hosts)} hosts")
    for who in ("the program", "the published remediation"):
        with suite.test(f"{who}: boots right afterwards"), suite.alone:
            equal(made_right(hosts, who), MADE_RIGHT.get(who), f"on {len(hosts)} hosts")


def print_hosts(hosts: list[Host]) -> None:
    """A line a host: the boot's value by each loader, and what each judge says."""
    for host in hosts:
        answers = " ".join(f"{'p' if host.answers[judge] else 'f'}" for judge in JUDGES)
        after = " ".join(f"{kind}={copy.systemd}/{copy.procps}" for kind, copy in host.copies.items())
        print(f"{host.name}: {after}; {answers}", flush=True)


if __name__ == "__main__":
    run_suite("agreement", main)
