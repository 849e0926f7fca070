# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loaders suites: what the program predicts against what real loaders do, on random trees of settings.

    run.py [TREES [FIRST_SEED]]

busybox runs by the scripts in tests/loaders/scripts, written anew from what distributions' own were seen to do. The
promise of `set` is held by the models of all rows of behaviour, too, which needs no loader.

Most runs happen on a stand-in for the kernel, which is first held to recorded runs on real kernels. A sample, and boots
that end locked at 3, then happen on the real Yama of a User-Mode Linux guest.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from lab import debian, native, uml
from lab.errors import LabError
from lab.project import BUILD, PROGRAM, ROOT
from lab.rootfolder import SUITES, root_folder
from lab.suite import Suite, run_suite

DEFAULT_TREES = 500
BOOTED_TREES = 12  # on the real kernel, in one boot
PROMISED_SHARE = 5  # the whole job is done on one tree of so many: eight runs of real loaders each
ASK_EVERY = 20  # through the front door, too: one tree of so many
ROW_TREES = 1000  # by the models of every row, where all are wanted; a sample of them is in the unit tests
MOST_REFUSED = 0.02  # of ordinary trees
GUEST_SECONDS = 300

DRIVER = BUILD / "dev" / "tests" / "loaders" / "yama-loaders"
VECTORS = ROOT / "tests" / "unit" / "data"


@dataclass
class Results:
    """What several runs of the driver printed, added up."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    locks: dict[int, list[str]] = field(default_factory=dict)
    distinctions: dict[str, int] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    def read(self, output: str) -> None:
        """Add one run's lines."""
        for line in output.splitlines():
            if count := re.fullmatch(r"count (.+?)((?: [a-z]+ \d+)+)", line):
                sums = self.counts.setdefault(count[1], {})
                for name, number in re.findall(r"([a-z]+) (\d+)", count[2]):
                    sums[name] = sums.get(name, 0) + int(number)
            elif lock := re.fullmatch(r"locks (\d+) (\S+)", line):
                self.locks.setdefault(int(lock[1]), []).append(lock[2])
            elif distinction := re.fullmatch(r"distinguishes (.+) trees (\d+)", line):
                self.distinctions[distinction[1]] = self.distinctions.get(distinction[1], 0) + int(distinction[2])
            else:
                self.others.append(line)


def main(suite: Suite) -> None:
    """Build, run, report."""
    trees = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_TREES
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    debian.require_root("mount file systems for real loaders")
    debian.require_packages("libfuse3-dev", "pkg-config", "libgtest-dev", "user-mode-linux")
    native.build("dev", "yama-loaders")
    native.build("release")
    roots = [f"{name}={root_folder(name, ('busybox',))}" for name in SUITES]

    check_instrument(suite, roots)
    results = compare(roots, first, trees)
    for line in results.others:
        print(line)
    report_releases(suite, results)
    report_distinctions(suite, results)
    check_rows(suite, first, ROW_TREES if trees > DEFAULT_TREES else ROW_TREES // 10)
    check_promises(suite, roots, first, trees // PROMISED_SHARE)
    check_real_kernel(suite, roots, first, trees // 20 if trees > DEFAULT_TREES else BOOTED_TREES)
    check_locking_boots(suite, roots, results)


def check_instrument(suite: Suite, roots: list[str]) -> None:
    """The stand-in and the vectors: each of them was recorded on a real kernel."""
    for name in ("loader_vectors.json", "regression_vectors.json"):
        results = Results()
        results.read(run_driver("--vectors", str(VECTORS / name), *roots))
        for what, sums in results.counts.items():
            with suite.test(f"recorded {what} of {name}"):
                assert sums["differences"] == 0, f"{sums} {results.others}"


def compare(roots: list[str], first: int, trees: int) -> Results:
    """All loaders of all root folders over random trees."""
    results = Results()
    for output in run_shared(first, trees, "--program", str(PROGRAM), "--every", str(ASK_EVERY), *roots):
        results.read(output)
    return results


def check_rows(suite: Suite, first: int, trees: int) -> None:
    """The promise by the models of every row of behaviour: none broken, and hardly an ordinary tree refused."""
    with suite.test(f"promises by the models of all rows on {trees} trees"), suite.alone:
        results = Results()
        for output in run_shared(first, trees, "--rows"):
            results.read(output)
        for line in results.others:
            print(line)
        hosts = sorted({name.rpartition(", ")[0] for name in results.counts})
        print(f"{'':32} ordinary: kept refused broken   hostile: kept refused broken")
        for host in hosts:
            ordinary, hostile = (results.counts[f"{host}, {kind}"] for kind in ("ordinary", "hostile"))
            print(f"{host:32} {row_text(ordinary):>30} {row_text(hostile):>31}")
        broken = {name for name, sums in results.counts.items() if sums["broken"]}
        assert hosts and not broken, f"broken for {sorted(broken)}, shown above"
        ordinary_sums = {host: results.counts[f"{host}, ordinary"] for host in hosts}
        refused = [host for host, sums in ordinary_sums.items() if sums["refused"] > MOST_REFUSED * sums["trees"]]
        assert not refused, f"refused on too many ordinary trees: {sorted(refused)}"


def row_text(sums: dict[str, int]) -> str:
    """Three columns of the table."""
    return f"{sums['trees'] - sums['refused'] - sums['broken']:6} {sums['refused']:7} {sums['broken']:6}"


def check_promises(suite: Suite, roots: list[str], first: int, trees: int) -> None:
    """The whole job on random trees: real loaders afterwards, check mode, a second run, undo."""
    with suite.test(f"promises on {trees} trees in {len(roots)} root folders"), suite.alone:
        output = "\n".join(run_shared(first, trees, "--promises", *roots))
        sums: dict[str, int] = {}
        for what, number in re.findall(r"^promise (.+) (\d+)$", output, re.MULTILINE):
            sums[what] = sums.get(what, 0) + int(number)
        print(f"promises: {sums}")
        broken = [line for line in output.splitlines() if line and not line.startswith("promise ")]
        for line in broken:
            print(line)
        assert not broken, f"{sum(line.startswith('broken:') for line in broken)} broken, shown above"
        assert sum(sums.values()) == trees * len(roots), "some trees were passed over"
        assert all(sums.get(what, 0) > 0 for what in ("changed", "refused", "right already")), "these trees show little"


def run_shared(first: int, trees: int, *words: str) -> list[str]:
    """The driver's outputs for that many trees, shared out to the processors."""
    shares = os.cpu_count() or 1
    starts = [first + trees * share // shares for share in range(shares + 1)]
    with ThreadPoolExecutor(shares) as pool:
        return list(
            pool.map(
                lambda share: run_driver(
                    "--first", str(starts[share]), "--count", str(starts[share + 1] - starts[share]), *words
                ),
                range(shares),
            )
        )


def report_releases(suite: Suite, results: Results) -> None:
    """One test a release and loader."""
    for name, sums in sorted(results.counts.items()):
        with suite.test(
            f"{name}: {sums['trees']} trees, {sums['sets']} set, {sums['locks']} lock, {sums['asked']} asked"
        ):
            assert sums["trees"] > 0 and sums["sets"] > 0 and sums["locks"] > 0, "these trees show nothing"
            assert sums["differences"] == 0, f"{sums['differences']} differences, shown above"


# What is new in them needs lines of 4,096 bytes, or repeated slashes in two spellings, which random trees hardly have:
# the recorded layouts of other releases tell them apart (tests/unit/data/other_releases.json).
TOLD_BY_LAYOUTS = {"procps 3.3.13", "systemd 238"}


def report_distinctions(suite: Suite, results: Results) -> None:
    """The trees are worth something only if they tell each behaviour from the one before it."""
    for name, trees in sorted(results.distinctions.items()):
        if name in TOLD_BY_LAYOUTS:
            continue
        with suite.test(f"trees tell {name} from the release before it: {trees}"):
            assert trees > 0, "none of the trees does"


def check_real_kernel(suite: Suite, roots: list[str], first: int, trees: int) -> None:
    """A sample in User-Mode Linux, without the runs that would lock the kernel."""
    batches = range(first, first + trees, BOOTED_TREES)
    with suite.test(f"real Yama: {len(batches) * BOOTED_TREES} trees"), suite.alone:
        results = Results()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for output in pool.map(
                lambda seed: run_guest("--first", str(seed), "--count", str(BOOTED_TREES), *roots), batches
            ):
                results.read(output)
        runs = sum(sums["trees"] for sums in results.counts.values())
        print(f"real Yama: {runs} runs")
        wrong = sum(sums["differences"] for sums in results.counts.values())
        assert runs > 0 and wrong == 0 and results.others.count("status 0") == len(batches), "\n".join(results.others)


def check_locking_boots(suite: Suite, roots: list[str], results: Results) -> None:
    """Every tree that leaves the kernel locked, under one of the loaders that do: a boot each."""

    def boot(seed: int) -> tuple[int, str, str]:
        choices = results.locks[seed]
        chosen = choices[seed % len(choices)]
        folder = [root for root in roots if root.startswith(chosen.split("/")[0] + "=")]
        return seed, chosen, run_guest("--first", str(seed), "--count", "1", "--only", chosen, *folder)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        boots = list(pool.map(boot, sorted(results.locks)))
    with suite.test(f"real Yama: {len(boots)} boots that end locked at 3"):
        assert boots, "no tree locks"
        for seed, chosen, output in boots:
            assert f"locks {seed} {chosen}" in output and "status 0" in output, f"seed {seed}, {chosen}: {output}"


def run_driver(*words: str) -> str:
    """The driver's output. Raises LabError when it could not do its work."""
    done = subprocess.run(
        [str(DRIVER), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode not in (0, 1):
        raise LabError(f"`{DRIVER.name} {' '.join(words)}` failed: {done.stdout[-500:]} {done.stderr[-500:]}")
    return done.stdout


def run_guest(*words: str) -> str:
    """The driver as the first process of a User-Mode Linux guest whose disk is this host's, read-only: its output."""
    with tempfile.TemporaryDirectory(prefix="hardening-yama-") as folder:
        output = uml.run_once(folder, "512M", str(DRIVER), f"YAMA_LOADERS={','.join(words)}", seconds=GUEST_SECONDS)
    wanted = re.compile(r"(count|locks|status|difference|error|\{)")
    return "\n".join(line for line in output.splitlines() if wanted.match(line))


if __name__ == "__main__":
    run_suite("loaders", main)
