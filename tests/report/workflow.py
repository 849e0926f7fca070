# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of real hosts: three machines as AWX' jobs find them, and as the jobs and a real reboot leave them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from examples.files import make_package
from jobs.private import CORE, RUNNER, PrivateDataDir
from jobs.run import reboot_all, three_machines
from lab import native
from lab.controller import Controller
from lab.laboratory import Lab
from lab.suite import Suite, equal

# The tests, of which each builds on the one before.
STEPS = {
    "before": "the job report judges three real hosts: right, drifting at the next boot, wrong",
    "mended": "the job remediate and real reboots make the three hosts right",
    "after": "the job report judges the three hosts again",
}

FORMATS = ["html", "json", "hdf", "hdf_hosts"]


def report_of_workflow(suite: Suite, place: Path) -> None:
    """Write before.hdf.json, after.hdf.json and their kin into the place."""
    native.build("release", "all", "collection")
    controller = Controller(CORE, (RUNNER,))
    with tempfile.TemporaryDirectory(prefix="yama-report-") as name, Lab() as lab:
        package = make_package(Path(name), controller)
        machines = three_machines(lab)
        site = PrivateDataDir(lab, controller, package)
        equal(site.galaxy().returncode, 0, "exit status of ansible-galaxy")
        with suite.test(STEPS["before"]):
            write_report(site, "before", place)
        with suite.test(STEPS["mended"]):
            job = site.job("remediate", "remediate.yml")
            equal((job.status, job.counts()), ("successful", {"compliant": 3}), "status, counts")
            reboot_all(machines)
        with suite.test(STEPS["after"]):
            write_report(site, "after", place)


def write_report(site: PrivateDataDir, name: str, place: Path) -> None:
    """The job `report`; what it writes on the controller is copied into the place."""
    folder = site.folder / "reports"
    folder.mkdir(exist_ok=True)
    variables = {"report_path": str(site.inside / "reports"), "report_name": name, "report_formats": FORMATS}
    job = site.job(f"report-{name}", "report.yml", **variables)
    equal(job.status, "successful", f"status ({job.said[-600:]})")
    shutil.copytree(folder, place, dirs_exist_ok=True)
