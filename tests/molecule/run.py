# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The molecule suite: every scenario of molecule/, as a person runs them, and molecule's own account of each."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

from bench import peers
from lab import debian, native
from lab.controller import Controller
from lab.errors import LabError
from lab.project import BUILD, ROOT
from lab.suite import Suite, run_suite

MOLECULE = "molecule==26.10.0"

# What the scenarios call on this host. They install some of it, but only after molecule's first step, in which podman
# removes what an earlier run left.
PACKAGES = ("mmdebstrap", "openscap-scanner", "podman", "python3-apt", "runc")

# What molecule calls its steps; every scenario must go through all of them.
STEPS = ("create", "prepare", "converge", "idempotence", "verify", "destroy")

LOG = BUILD / "molecule.log"


def main(suite: Suite) -> None:
    """Run molecule test --all once and report each scenario."""
    debian.require_root("run containers with a systemd of their own")
    debian.require_packages(*PACKAGES)
    native.build("release", "all", "collection")
    controller = Controller("2.19", packages=(MOLECULE,))
    collections = (str(ROOT), str(peers.collections(controller, "containers.podman")))
    with tempfile.TemporaryDirectory(prefix="yama-molecule-") as home:
        said = run(controller, Path(home), os.pathsep.join(collections))
    print(*closing_lines(said), sep="\n")
    for scenario in sorted(file.parent.name for file in (ROOT / "molecule").glob("*/molecule.yml")):
        with suite.test(f"molecule scenario {scenario}"):
            done = re.findall(rf"^{scenario} > (\w+): Executed: Successful", said, re.MULTILINE)
            missing = [step for step in STEPS if step not in done]
            assert not missing, f"{', '.join(missing)} did not succeed: see {LOG}"


def run(controller: Controller, home: Path, collections: str) -> str:
    """Run all scenarios; what molecule said."""
    done = subprocess.run(
        [f"{controller.folder}/bin/molecule", "test", "--all"],
        cwd=ROOT,
        env={
            **controller.variables(home),
            "HOME": str(home),
            "ANSIBLE_COLLECTIONS_PATH": collections,
            "XDG_RUNTIME_DIR": str(home),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    LOG.write_text(done.stdout, encoding="utf-8")
    if "SCENARIO RECAP" not in done.stdout:
        raise LabError(f"molecule ran no scenario: {done.stdout.strip()[-900:]}")
    return done.stdout


def closing_lines(said: str) -> list[str]:
    """Molecule's report, which is the last that it says."""
    lines = said.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("SCENARIO RECAP")]
    return lines[starts[-1] :] if starts else lines[-20:]


if __name__ == "__main__":
    run_suite("molecule", main)
