# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fuzz suites: what reads bytes of others, under the sanitizers.

    run.py [SECONDS [FIRST_SEED]]    spoilt trees, then the corpus and its inputs spoilt, a moment a target
    run.py --guided [SECONDS]        libFuzzer, which looks for inputs that reach new code, so long a target
    run.py --keep                    puts the best of what it found into tests/fuzz/corpus

An input that shows a fault is printed as a line for tests/fuzz/corpus.
"""

from __future__ import annotations

import subprocess
import sys

from guided import CORPUS, guided, keep
from lab import debian, native
from lab.project import BUILD
from lab.suite import Suite, run_suite

FUZZER = BUILD / "asan" / "tests" / "fuzz" / "yama-fuzz"
SPOILT_MILLISECONDS = 500  # a target
GUIDED_SECONDS = 600  # a target


def main(suite: Suite) -> None:
    """Build, run for a while, pass its words on."""
    debian.require_packages("libgtest-dev")
    if sys.argv[1:2] == ["--guided"]:
        guided(suite, sys.argv[2] if len(sys.argv) > 2 else str(GUIDED_SECONDS))
        return
    if sys.argv[1:2] == ["--keep"]:
        keep()
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


if __name__ == "__main__":
    run_suite("fuzz", main)
