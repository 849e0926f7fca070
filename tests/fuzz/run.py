# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fuzz suites: what reads bytes of others, under the sanitizers.

    run.py [SECONDS [FIRST_SEED]]    spoilt trees, then the corpus and its inputs spoilt, a moment a target
    run.py --guided [SECONDS]        libFuzzer, which looks for inputs that reach new code, so long a target

An input that shows a fault is printed as a line for tests/fuzz/corpus.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab import debian, native
from lab.project import BUILD
from lab.suite import Suite, run_suite

FUZZER = BUILD / "asan" / "tests" / "fuzz" / "yama-fuzz"
GUIDED = BUILD / "fuzz" / "tests" / "fuzz" / "yama-fuzz-guided"
CORPUS = Path(__file__).with_name("corpus")
FOUND = BUILD / "fuzz" / "found"  # inputs that libFuzzer keeps; the next run begins with them
SPOILT_MILLISECONDS = 500  # a target
GUIDED_SECONDS = 600  # a target
_ESCAPED = re.compile(rb"\\(n|\\|x[0-9a-f]{2})")


def main(suite: Suite) -> None:
    """Build, run for a while, pass its words on."""
    debian.require_packages("libgtest-dev")
    if sys.argv[1:2] == ["--guided"]:
        guided(suite, sys.argv[2] if len(sys.argv) > 2 else str(GUIDED_SECONDS))
        return
    seconds = sys.argv[1] if len(sys.argv) > 1 else "15"
    first = sys.argv[2] if len(sys.argv) > 2 else "1"
    native.build("asan", "yama-fuzz")
    with suite.test(f"spoilt trees for {seconds} s from seed {first}"), suite.alone:
        run_fuzzer("--seconds", seconds, "--first", first)
    with suite.test(f"{len(list(CORPUS.glob('*.txt')))} readers: the corpus, and spoilt inputs"), suite.alone:
        run_fuzzer("--corpus", str(CORPUS), "--seconds", str(SPOILT_MILLISECONDS), "--first", first)


def run_fuzzer(*words: str) -> None:
    """yama-fuzz, with its words passed on."""
    done = subprocess.run(
        [str(FUZZER), *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    print(done.stdout.replace("PASS ", "").replace("FAIL ", ""), end="")
    assert done.returncode == 0, done.stdout[-300:] + done.stderr[-600:]


def guided(suite: Suite, seconds: str) -> None:
    """libFuzzer on every target, as many side by side as there are processors."""
    debian.require_packages("clang", "libclang-rt-dev")
    native.build("fuzz", "yama-fuzz-guided")
    names = sorted(file.stem for file in CORPUS.glob("*.txt"))
    names = [name for name in names if suite.wants(name)]
    print(f"{'':18} {'executions':>11} {'a second':>9} {'edges':>7} {'inputs':>7}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, (status, said) in zip(names, pool.map(lambda name: run_guided(name, seconds), names)):
            executions = re.findall(r"stat::number_of_executed_units:\s+(\d+)", said)
            speed = re.findall(r"stat::average_exec_per_sec:\s+(\d+)", said)
            reached = re.findall(r"cov: (\d+) ft: \d+ corp: (\d+)", said)
            edges, inputs = reached[-1] if reached else ("?", "?")
            print(f"{name:18} {''.join(executions):>11} {''.join(speed):>9} {edges:>7} {inputs:>7}", flush=True)
            with suite.test(f"{name}: {seconds} s guided by coverage"):
                assert status == 0, said[-2000:]


def run_guided(name: str, seconds: str) -> tuple[int, str]:
    """The exit status and the words of libFuzzer on one target."""
    folder = FOUND / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, line in enumerate((CORPUS / f"{name}.txt").read_bytes().splitlines()):
        if not line.startswith(b"#"):
            (folder / f"given-{number}").write_bytes(unescaped(line))
    command = [str(GUIDED), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=3000", "-max_len=4096"]
    command += ["-print_final_stats=1", f"-artifact_prefix={FOUND}/{name}-", str(folder)]
    done = subprocess.run(
        command,
        env={**os.environ, "YAMA_FUZZ_TARGET": name},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stderr


def unescaped(line: bytes) -> bytes:
    """The input of a line of the corpus."""

    def byte(match: re.Match[bytes]) -> bytes:
        word = match[1]
        return b"\n" if word == b"n" else word if word == b"\\" else bytes([int(word[1:], 16)])

    return _ESCAPED.sub(byte, line)


if __name__ == "__main__":
    run_suite("fuzz", main)
