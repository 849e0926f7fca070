# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The suite report-readers: MITRE's own programs read the report's HDF, of example records and of real hosts.

Heimdall's pictures are in build/report-readers, for people to look at too.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from lab import debian
from lab.errors import LabError
from lab.project import BUILD, ROOT
from lab.suite import Suite, contains, equal, run_suite
from lab.virtualenv import virtual_environment
from report.npm import install
from report.workflow import STEPS, report_of_workflow

PACKAGES = ("@mitre/saf@1.5.3", "@mitre/heimdall-lite@2.12.6", "puppeteer-core@25.16.0")
PLACE = BUILD / "report-readers"
SECONDS = 300

# What saf counts in the reports of real hosts.
WORKFLOW = {
    "before.hdf.json": {"compliance": 0, "passed": 0, "failed": 5},
    "before-hdf/right.hdf.json": {"compliance": 100, "passed": 5, "failed": 0},
    "before-hdf/drifting.hdf.json": {"compliance": 0, "passed": 0, "failed": 5},
    "after.hdf.json": {"compliance": 100, "passed": 5, "failed": 0},
}

# Heimdall is served and looked at where nothing but the loopback is.
SERVED = """set -e
ip link set lo up
"$1" "$2/node_modules/@mitre/heimdall-lite/src/server.js" 8123 >/dev/null &
server=$!
trap 'kill $server' EXIT
shift 2
timeout 200 "$@"
"""


class Saf:
    """saf, on a folder of reports."""

    def __init__(self, programs: Path) -> None:
        (node,) = (programs / "node_modules").glob("node-linux-*/bin/node")
        self.node = str(node)
        self._program = str(programs / "node_modules" / ".bin" / "saf")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it; it keeps what it keeps in the place of the reports."""
        return subprocess.run(
            [self.node, self._program, *arguments],
            cwd=PLACE,
            env={"HOME": str(PLACE), "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


def main(suite: Suite) -> None:
    """Write reports, and have them read."""
    debian.require_packages("chromium", "fonts-dejavu-core", "iproute2", "util-linux")
    jinja = virtual_environment("report-readers", "jinja2==3.1.6")
    sys.path[:0] = [str(ROOT), *map(str, jinja.glob("lib/python3*/site-packages"))]
    try:
        programs = install(*PACKAGES)
    except LabError as reason:
        suite.skip("saf and heimdall-lite", str(reason))
        return
    saf = Saf(programs)
    write_reports()
    if any(suite.wants(name) for name in tests_of_workflow()):
        report_of_workflow(suite, PLACE)
    check_saf(suite, saf)
    check_checklist(suite, saf)
    check_heimdall(suite, saf, programs)


def write_reports() -> None:
    """The reports of a good fleet, and of one with every kind of host."""
    from report.fleets import Found, example, fleet_of, hostile, wrong  # noqa: PLC0415

    from ansible_collections.hardening.yama.plugins.plugin_utils._report.make import make_report  # noqa: PLC0415

    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    good = {name: Found(example("compliant")) for name in ("web1", "web2")}
    mixed = {**good, "db1": Found(wrong()), "old1": Found(example("drifts_at_reboot"))}
    gone = {**good, "gone1": Found(result={"unreachable": True, "msg": "timed out"})}
    for name, found in {"good": good, "mixed": mixed, "gone": gone, "hostile": hostile()}.items():
        make_report(fleet_of(found, title="Production"), str(PLACE), name, ["hdf", "hdf_hosts"])


def tests_of_workflow() -> list[str]:
    """The tests that need the reports of real hosts."""
    files = [f"saf {what} {file}" for what in ("view summary", "validate threshold") for file in WORKFLOW]
    return [*STEPS.values(), *files, "heimdall-lite shows before", "heimdall-lite shows after"]


def totals(saf: Saf, file: str) -> dict[str, int]:
    """The totals of saf's summary."""
    done = saf.run("view", "summary", "-i", file, "-f", "json", "--no-print-pretty")
    found = re.search(r"\[.*\]", done.stdout, re.DOTALL)
    assert found, f"no summary: {done.stdout[-500:]} {done.stderr[-500:]}"
    summary: dict[str, Any] = json.loads(found[0])[0]
    counts = {name: summary[name]["total"] for name in ("passed", "failed", "skipped", "error", "no_impact")}
    return {"compliance": summary["compliance"], **counts}


def check_saf(suite: Suite, saf: Saf) -> None:
    """What it counts, and its threshold as a pipeline has it."""
    none = {"skipped": 0, "no_impact": 0}
    wanted = {
        "good.hdf.json": {"compliance": 100, "passed": 6, "failed": 0, "error": 0, **none},
        "mixed.hdf.json": {"compliance": 17, "passed": 1, "failed": 5, "error": 0, **none},
        "gone.hdf.json": {"compliance": 0, "passed": 0, "failed": 0, "error": 6, **none},
        "mixed-hdf/db1.hdf.json": {"compliance": 0, "passed": 0, "failed": 5, "error": 0, **none},
        "gone-hdf/gone1.hdf.json": {"compliance": 0, "passed": 0, "failed": 0, "error": 1, **none},
        **{file: {**counts, "error": 0, **none} for file, counts in WORKFLOW.items()},
    }
    for file, counts in wanted.items():
        with suite.test(f"saf view summary {file}"), suite.alone:
            equal(totals(saf, file), counts)
    (PLACE / "threshold.yml").write_text("compliance:\n  min: 100\nerror:\n  total:\n    max: 0\n", encoding="utf-8")
    for file in wanted:
        with suite.test(f"saf validate threshold {file}"), suite.alone:
            done = saf.run("validate", "threshold", "-i", file, "-T", "threshold.yml")
            right = wanted[file]["compliance"] == 100
            equal(done.returncode, 0 if right else 1, f"exit status ({done.stdout} {done.stderr})")


def checklist(saf: Saf, file: str) -> tuple[str, dict[str, str]]:
    """The host and each rule's status of the checklist that saf makes of a file."""
    done = saf.run("convert", "hdf2ckl", "-i", file, "-o", "list.ckl")
    made = PLACE / "list.ckl"
    assert made.is_file(), f"no checklist: {done.stdout[-500:]} {done.stderr[-500:]}"
    text = made.read_text(encoding="utf-8")
    made.unlink()
    host = re.search(r"<HOST_NAME>(.*?)</HOST_NAME>", text)
    number = r"<VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE>\s*<ATTRIBUTE_DATA>(.*?)</ATTRIBUTE_DATA>"
    rules = (re.search(rf"{number}.*?<STATUS>(.*?)</STATUS>", part, re.DOTALL) for part in text.split("<VULN>")[1:])
    return host[1] if host else "", {rule[1]: rule[2] for rule in rules if rule}


def check_checklist(suite: Suite, saf: Saf) -> None:
    """DISA's checklist has the host and its rule by the number that DISA gave it."""
    open_ = dict.fromkeys(("hardening.yama", "cis_1", "cis_1_to_3", "complianceascode", "lynis"), "Open")
    with suite.test("saf convert hdf2ckl: a right host has no finding"), suite.alone:
        host, rules = checklist(saf, "good-hdf/web1.hdf.json")
        equal((host, rules), ("web1", dict.fromkeys((*open_, "V-257811"), "NotAFinding")))
    with suite.test("saf convert hdf2ckl: a wrong host is open"), suite.alone:
        equal(checklist(saf, "mixed-hdf/db1.hdf.json"), ("db1", open_))
    with suite.test("saf convert hdf2ckl: a host that was not reached is not reviewed"), suite.alone:
        equal(checklist(saf, "gone-hdf/gone1.hdf.json"), ("gone1", {"hardening.yama": "Not_Reviewed"}))
    with suite.test("saf convert hdf2ckl: nor does the fleet's file hide it"), suite.alone:
        equal(set(checklist(saf, "gone.hdf.json")[1].values()), {"Open"})
    with suite.test("saf convert hdf2ckl takes what hostile hosts say"), suite.alone:
        for file in sorted((PLACE / "hostile-hdf").iterdir())[:6]:
            contains(" ".join(checklist(saf, f"hostile-hdf/{file.name}")[1]), "hardening.yama")


def check_heimdall(suite: Suite, saf: Saf, programs: Path) -> None:
    """A person's way: open the page, load the files, look."""
    cases = {
        "mixed": (["mixed.hdf.json"], ("Passed: 1", "Failed: 5")),
        "hosts": (["good-hdf/web1.hdf.json", "mixed-hdf/db1.hdf.json"], ("Passed: 6", "Failed: 5")),
        "gone": (["gone.hdf.json"], ("Passed: 0", "ALERT: 6 Profile Errors")),
        "hostile": (["hostile.hdf.json"], ("Passed: 0",)),
        "before": (["before.hdf.json"], ("Passed: 0", "Failed: 5")),
        "after": (["after.hdf.json"], ("Passed: 5", "Failed: 0")),
    }
    for name, (files, parts) in cases.items():
        with suite.test(f"heimdall-lite shows {name}"), suite.alone:
            told = look(saf, programs, PLACE / f"heimdall-{name}.png", [str(PLACE / file) for file in files])
            equal(told["errors"], [], "errors of its script")
            for part in parts:
                contains(told["text"], part)
            assert (PLACE / f"heimdall-{name}.png").is_file(), "there is no picture"


def look(saf: Saf, programs: Path, picture: Path, files: list[str]) -> dict[str, Any]:
    """What Heimdall shows of files."""
    driver = str(Path(__file__).with_name("heimdall.js"))
    done = subprocess.run(
        ["unshare", "--net", "bash", "-c", SERVED, "bash", saf.node, str(programs)]
        + [saf.node, driver, "http://127.0.0.1:8123/", str(picture), *files],
        env={"HOME": str(PLACE), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "NODE_PATH": str(programs / "node_modules")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    line = next((line for line in done.stdout.splitlines() if line.startswith("{")), "")
    assert line, f"Heimdall showed nothing: {done.stderr[-600:]}"
    told: dict[str, Any] = json.loads(line)
    return told


if __name__ == "__main__":
    run_suite("report-readers", main)
