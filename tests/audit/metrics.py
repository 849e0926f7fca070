# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metrics suite: promtool accepts what `yama-ptrace status --format prometheus` prints of every kind of system."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from distributions.tree import Tree
from distributions.trees import TREES
from lab import debian, native
from lab.project import PROGRAM
from lab.suite import Suite, equal, run_suite

HOSTILE = Tree("a hostile os-release", 'ID=a PRETTY_NAME="a\\"{}=\\\\\xff" NAME=b')


def main(suite: Suite) -> None:
    """Ask promtool about each system's metrics, and about this host's."""
    debian.require_packages("prometheus")
    native.build("release")
    for tree in (*TREES, HOSTILE):
        with (
            suite.test(f"promtool accepts the metrics of {tree.name}"),
            suite.alone,
            tempfile.TemporaryDirectory(prefix="yama-metrics-") as place,
        ):
            tree.build(Path(place) / "root")
            check("--root", f"{place}/root")
    with suite.test("promtool accepts the metrics of this host"), suite.alone:
        check()


def check(*options: str) -> None:
    """Promtool has nothing to say, and ends with 0."""
    words = [str(PROGRAM), "status", "--scope", "1", "--format", "prometheus", *options]
    metrics = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False).stdout
    assert metrics.startswith(b"# HELP yama_ptrace_scope_"), f"it prints {metrics[:200]!r}"
    done = subprocess.run(["promtool", "check", "metrics"], input=metrics, capture_output=True, check=False)
    equal((done.returncode, done.stdout, done.stderr), (0, b"", b""), "promtool's exit status and words")


if __name__ == "__main__":
    run_suite("metrics", main)
