# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""libFuzzer on the targets: inputs that reach new code, which code that is, and the best of them for the corpus."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab import debian, native
from lab.project import BUILD, ROOT
from lab.suite import Suite

GUIDED = BUILD / "fuzz" / "tests" / "fuzz" / "yama-fuzz-guided"
CORPUS = Path(__file__).with_name("corpus")
FOUND = BUILD / "fuzz" / "found"  # inputs that libFuzzer keeps; the next run begins with them
PROFILES = BUILD / "fuzz" / "profiles"
KEPT_BYTES = 4096  # a target, as lines of the corpus
LONGEST_INPUT = 1024  # of those
HEADING = b"# found by libFuzzer, the ones that reach most"
_ESCAPED = re.compile(rb"\\(n|\\|x[0-9a-f]{2})")
_PLAIN = frozenset(range(0x20, 0x7F)) - {ord("\\")}


def guided(suite: Suite, seconds: str) -> None:
    """libFuzzer on every target, as many side by side as there are processors; then what all of them reached."""
    debian.require_packages("clang", "libclang-rt-dev", "llvm")
    native.build("fuzz", "yama-fuzz-guided")
    names = [name for name in target_names() if suite.wants(name)]
    shutil.rmtree(PROFILES, ignore_errors=True)
    print(f"{'':18} {'executions':>11} {'a second':>9} {'edges':>7} {'inputs':>7}")
    total = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, (status, said) in zip(names, pool.map(lambda name: run_guided(name, seconds), names)):
            executions = re.findall(r"stat::number_of_executed_units:\s+(\d+)", said)
            speed = re.findall(r"stat::average_exec_per_sec:\s+(\d+)", said)
            reached = re.findall(r"cov: (\d+) ft: \d+ corp: (\d+)", said)
            edges, inputs = reached[-1] if reached else ("?", "?")
            total += int("".join(executions) or 0)
            print(f"{name:18} {''.join(executions):>11} {''.join(speed):>9} {edges:>7} {inputs:>7}", flush=True)
            with suite.test(f"{name}: {seconds} s guided by coverage"):
                assert status == 0, "; ".join(re.findall(r"fault: .*\n.*|SUMMARY: .*|ERROR: .*", said)) + said[-600:]
    print(f"{'all':18} {total:>11}")
    print_coverage()


def target_names() -> list[str]:
    """Of all targets: each has a file in the corpus."""
    return sorted(file.stem for file in CORPUS.glob("*.txt"))


def run_guided(name: str, seconds: str) -> tuple[int, str]:
    """The exit status and the words of libFuzzer on one target."""
    folder = found_with_corpus(name)
    words = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=3000", "-max_len=4096"]
    words += ["-print_final_stats=1", f"-artifact_prefix={FOUND}/{name}-", str(folder)]
    done = fuzz(name, *words)
    fuzz(name, "-runs=0", str(folder), profile=f"{PROFILES}/{name}")
    return done.returncode, done.stderr


def found_with_corpus(name: str) -> Path:
    """The folder of what was found for a target, with the inputs of the corpus, which libFuzzer may have removed."""
    folder = FOUND / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, line in enumerate((CORPUS / f"{name}.txt").read_bytes().splitlines()):
        if not line.startswith(b"#"):
            (folder / f"given-{number}").write_bytes(unescaped(line))
    return folder


def fuzz(name: str, *words: str, profile: str = "/dev/null") -> subprocess.CompletedProcess[str]:
    """libFuzzer on one target with some of its options; which lines were reached goes into the profile."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        return subprocess.run(
            [str(GUIDED), *words],
            env={**os.environ, "YAMA_FUZZ_TARGET": name, "LLVM_PROFILE_FILE": profile, "TMPDIR": memory},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )


def print_coverage() -> None:
    """How many lines of each room, and of each of its wings, all found inputs together reach."""
    merged = PROFILES / "merged"
    profiles = [str(file) for file in PROFILES.iterdir()]
    subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", str(merged), *profiles], check=True)
    command = ["llvm-cov", "export", "-summary-only", f"-instr-profile={merged}", str(GUIDED)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    lines: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for file in told["data"][0]["files"]:
        source = Path(file["filename"]).resolve()
        if source.is_relative_to(ROOT / "native"):
            counted = file["summary"]["lines"]
            room = lines[str(source.relative_to(ROOT / "native").parent)]
            room[0] += counted["covered"]
            room[1] += counted["count"]
    for room, (reached, count) in sorted(lines.items()):
        print(f"{room:18} {reached:6} of {count:6} lines reached, {100 * reached // max(1, count):3} %")


def keep() -> None:
    """Puts the found inputs that reach most, for their length, into the corpus, instead of those of an earlier time."""
    for name in target_names():
        control, unused = FOUND / f"{name}.control", FOUND / f"{name}.unused"
        control.unlink(missing_ok=True)
        unused.mkdir(exist_ok=True)
        fuzz(name, "-set_cover_merge=1", f"-merge_control_file={control}", str(unused), str(found_with_corpus(name)))
        shutil.rmtree(unused)
        file = CORPUS / f"{name}.txt"
        given = file.read_bytes().partition(HEADING)[0].splitlines()
        known = {unescaped(line) for line in given}
        reached: set[int] = set()
        lines: list[bytes] = []
        inputs = {Path(path).read_bytes(): edges for path, edges in edges_of(control.read_text()).items()}
        for content, edges in inputs.items():
            reached |= edges if content in known else set()
        before = len(reached)
        inputs = {content: edges for content, edges in inputs.items() if len(content) <= LONGEST_INPUT}
        room = KEPT_BYTES
        while inputs:
            best = max(inputs, key=lambda content: len(inputs[content] - reached) / (20 + len(content)))
            line, new = escaped(best), inputs.pop(best) - reached
            if not new:
                break
            if len(line) < room:
                room -= len(line) + 1
                reached |= new
                lines.append(line)
        kept = [*given, HEADING, *lines] if lines else given
        file.write_bytes(b"".join(line + b"\n" for line in kept))
        print(f"{name:18} {before:6} edges by the corpus, {len(reached):6} with {len(lines):3} more inputs")


def edges_of(control: str) -> dict[str, set[int]]:
    """By file: the edges that it reaches, from libFuzzer's control file of a merge, which has 8 features an edge."""
    first, _, *lines = control.splitlines()
    paths = lines[: int(first)]
    reached: dict[str, set[int]] = {}
    for line in lines[int(first) :]:
        word, number, *features = line.split()
        if word == "FT":
            reached[paths[int(number)]] = {int(feature) // 8 for feature in features}
    return reached


def escaped(content: bytes) -> bytes:
    """An input as a line of the corpus."""
    special = {ord("\n"): b"\\n", ord("\\"): b"\\\\"}
    line = b"".join(special.get(byte) or (bytes([byte]) if byte in _PLAIN else b"\\x%02x" % byte) for byte in content)
    return b"\\x23" + line[1:] if line.startswith(b"#") else line


def unescaped(line: bytes) -> bytes:
    """The input of a line of the corpus."""

    def byte(match: re.Match[bytes]) -> bytes:
        word = match[1]
        return b"\n" if word == b"n" else word if word == b"\\" else bytes([int(word[1:], 16)])

    return _ESCAPED.sub(byte, line)
