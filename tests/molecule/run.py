# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The molecule suite: every scenario of molecule/, as a person runs it, and molecule's own account of its steps."""

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

LOGS = BUILD / "molecule"


def main(suite: Suite) -> None:
    """Run each scenario and report it."""
    debian.require_root("run containers with a systemd of their own")
    debian.require_packages(*PACKAGES)
    require_podman()
    native.build("release", "all", "collection")
    controller = Controller("2.19", packages=(MOLECULE,))
    collections = (str(ROOT), str(peers.collections(controller, "containers.podman")))
    LOGS.mkdir(exist_ok=True)
    for scenario in sorted(file.parent.name for file in (ROOT / "molecule").glob("*/molecule.yml")):
        with (
            suite.test(f"molecule scenario {scenario}"),
            suite.alone,
            tempfile.TemporaryDirectory(prefix="yama-molecule-") as home,
        ):
            said = run(controller, scenario, Path(home), os.pathsep.join(collections))
            log = LOGS / f"{scenario}.log"
            log.write_text(said, encoding="utf-8")
            done = re.findall(rf"^{scenario} > (\w+): Executed: Successful", said, re.MULTILINE)
            missing = [step for step in STEPS if step not in done]
            assert not missing, f"{', '.join(missing)} did not succeed: see {log}"


def require_podman() -> None:
    """Raise LabError unless podman can keep images here, as the scenarios have it do."""
    environment = {**os.environ, "CONTAINERS_CONF": str(ROOT / "molecule" / "shared" / "containers.conf")}
    done = subprocess.run(["podman", "info"], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise LabError(f"podman cannot run containers here ({words[0]}): run `podman info` until it has no complaint.")


def run(controller: Controller, scenario: str, home: Path, collections: str) -> str:
    """Run one scenario from its first step to its last; what molecule said."""
    return subprocess.run(
        [f"{controller.folder}/bin/molecule", "test", "--scenario-name", scenario],
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
    ).stdout


if __name__ == "__main__":
    run_suite("molecule", main)
