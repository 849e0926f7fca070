# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fuzz suite: what parses settings, under the sanitizers, on spoilt trees. run.py [SECONDS [FIRST_SEED]]"""

from __future__ import annotations

import subprocess
import sys

from lab import debian, native
from lab.project import BUILD
from lab.suite import Suite, run_suite

FUZZER = BUILD / "asan" / "tests" / "fuzz" / "yama-fuzz"


def main(suite: Suite) -> None:
    """Build, run for a while, pass its words on."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "15"
    first = sys.argv[2] if len(sys.argv) > 2 else "1"
    with suite.test(f"spoilt trees for {seconds} s from seed {first}"), suite.alone:
        debian.require_packages("libgtest-dev")
        native.build("asan", "yama-fuzz")
        done = subprocess.run(
            [str(FUZZER), "--seconds", seconds, "--first", first],
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
