# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agreement suite: which judge of kernel.yama.ptrace_scope is right how often, and who makes it right.

    run.py [TREES] [--write] [--keep FILE]

On the states of states.py and on random ordinary trees, as Debian 12 with a real Yama kernel that has 1 now. True is
what Debian 12's own loaders leave in that kernel when they run. Each judge is asked whether the host is right for 1;
then the program and the published remediation make copies of it right, and the loaders run again.

figures.json holds what was seen, and the page *Agreement* of the documentation has its tables from there. `--write`
records what is seen now. `--keep` writes a line of JSON for each host, with its files and all that was said; a host
that the file has is not asked again, so that a run of many hours can be gone on with.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from agreement.figures import figures_of, record, recorded
from agreement.hosts import Copy, Host, lay_hosts
from agreement.judged import JUDGES, STREAMS, oval_answers
from agreement.play import play
from agreement.published import published_remediation
from agreement.states import STATES
from judges.streams import DEFINITION, stream_file, unpacked_streams, write_thin
from lab import debian, native
from lab.rootfolder import root_folder
from lab.suite import Suite, equal, run_suite

TREES = 74  # with the states a hundred hosts; a quarter of an hour where nothing else runs

# What the published remediation's precondition and OpenSCAP's own check need on the host.
PACKAGES = ("linux-base", "openscap-scanner", "gawk")

BATCH = 20  # hosts a boot, three copies of each

KEPT = threading.Lock()


def main(suite: Suite) -> None:
    """Ask all judges about all hosts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("trees", nargs="?", type=int, default=TREES)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    debian.require_root("mount file systems for real loaders")
    debian.require_packages("libfuse3-dev", "pkg-config", "libgtest-dev", "user-mode-linux", "openscap-scanner")
    native.build("dev", "yama-loaders")
    native.build("release")
    hosts = asked_hosts(options.trees, options.keep)
    groups = {f"{len(STATES)} states": hosts[: len(STATES)], f"{options.trees} trees": hosts[len(STATES) :]}
    found = {name: figures_of(group) for name, group in groups.items()}
    if options.write:
        record(found)
    wanted = recorded()
    for name, figures in found.items():
        for part, figure in figures.items():
            with suite.test(f"{name}, {part}, as recorded"), suite.alone:
                equal(figure, wanted.get(name, {}).get(part), "what was seen")
        with suite.test(f"{name}: the program is right about every boot"), suite.alone:
            equal(figures["judged"]["yama-ptrace"]["right"], len(groups[name]), "how often")


def asked_hosts(trees: int, keep: Path | None) -> list[Host]:
    """All hosts, after everything was asked about them and done to them."""
    system = root_folder("bookworm", PACKAGES)
    kept = read_kept(keep)
    with tempfile.TemporaryDirectory(prefix="yama-agreement-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        definitions = {stream: folder / f"{stream}.xml" for stream in STREAMS}
        for stream, file in definitions.items():
            write_thin(stream_file(unpacked_streams(), stream), DEFINITION, file)
        hosts = lay_hosts(folder / "trees", trees)
        left = [host for host in hosts if host.name not in kept]
        batches = [left[first : first + BATCH] for first in range(0, len(left), BATCH)]
        remediation = published_remediation()

        def one(batch: list[Host]) -> None:
            play(batch, system, remediation)
            oval_answers(batch, system, definitions)
            tell(batch, keep)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, batches))
    return [kept.get(host.name, host) for host in hosts]


def tell(hosts: list[Host], keep: Path | None) -> None:
    """Print a line a host: the boot's value by each loader, and what each judge says; keep all of it, if wanted."""
    for host in hosts:
        answers = " ".join(f"{'p' if host.answers[judge] else 'f'}" for judge in JUDGES)
        after = " ".join(f"{kind}={copy.systemd}/{copy.procps}" for kind, copy in host.copies.items())
        print(f"{host.name}: {after}; {answers}", flush=True)
    if keep:
        with KEPT, keep.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps({**asdict(host), "folder": ""}) + "\n" for host in hosts)


def read_kept(keep: Path | None) -> dict[str, Host]:
    """By name, the hosts that an earlier run has asked about."""
    if keep is None or not keep.is_file():
        return {}
    found = [json.loads(line) for line in keep.read_text(encoding="utf-8").splitlines()]
    for host in found:
        host["copies"] = {kind: Copy(**copy) for kind, copy in host["copies"].items()}
    return {host["name"]: Host(**host) for host in found}


if __name__ == "__main__":
    run_suite("agreement", main)
