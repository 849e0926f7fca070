# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON, CSV, JUnit and HDF, read by readers of other people."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree

import junitparser
from jsonschema import Draft202012Validator
from lab.project import COLLECTION
from lab.suite import Suite, contains, equal
from referencing import Registry, Resource
from report.fleets import EVIL, container, data_centre, example, fleet_of, hostile, judged, with_doubts, wrong

from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Found
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_csv import write_csv
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_hdf import (
    file_name,
    write_hdf,
    write_hdf_hosts,
)
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_json import write_json
from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_junit import write_junit

SCHEMAS = COLLECTION / "docs" / "schemas"

EVERY_STATE = {
    "right": Found(example("compliant")),
    "doubtful": Found(with_doubts()),
    "drifting": Found(example("drifts_at_reboot")),
    "wrong": Found(wrong()),
    "locked": Found(example("locked_stricter")),
    "unseen": Found(example("unknown")),
    "container": Found(container()),
    "gone": Found(result={"unreachable": True, "msg": "timed out"}),
    "broken": Found(result={"failed": True, "msg": "no rights"}),
    "old": Found(judged(schema=0)),
}


def check(suite: Suite) -> None:
    """Each format with a host of every state, and with hostile ones."""
    check_json(suite)
    check_csv(suite)
    check_junit(suite)
    check_hdf(suite)


def check_json(suite: Suite) -> None:
    """By the schema that the collection documents, whose records are those of the audit's schema."""
    schemas = {name: json.loads((SCHEMAS / name).read_text(encoding="utf-8")) for name in ("audit-1.schema.json",)}
    registry = Registry().with_resources((name, Resource.from_contents(schema)) for name, schema in schemas.items())
    schema = json.loads((SCHEMAS / "fleet-report-1.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema, registry=registry)
    for name, found in (("every state", EVERY_STATE), ("hostile", hostile()), ("no host", {})):
        with suite.test(f"JSON is by its schema, {name}"), suite.alone:
            report = json.loads(write_json(fleet_of(found)))
            equal([error.message for error in validator.iter_errors(report)], [], "what the schema says")
            equal(len(report["hosts"]), len(found), "hosts")
    with suite.test("JSON has the counts, and a line a host"), suite.alone:
        text = write_json(fleet_of(EVERY_STATE))
        report = json.loads(text)
        totals = {key: report[key] for key in ("schema", "hosts_total", "hosts_concerned", "hosts_right")}
        equal(totals, {"schema": 1, "hosts_total": 10, "hosts_concerned": 9, "hosts_right": 2})
        equal(report["counts"]["unknown"], 2, "unknown hosts")
        equal(sum(line.startswith('  {"host":') for line in text.splitlines()), 10, "lines of hosts")
    with suite.test("JSON is plain ASCII without half characters"), suite.alone:
        text = write_json(fleet_of(hostile()))
        assert text.isascii(), "there are letters beyond ASCII"
        json.dumps(json.loads(text), ensure_ascii=False).encode()  # which half characters cannot be


def check_csv(suite: Suite) -> None:
    """Literal rows, and nothing that a spreadsheet runs."""
    with suite.test("CSV has the worst first"), suite.alone:
        rows = list(csv.DictReader(io.StringIO(write_csv(fleet_of(EVERY_STATE)))))
        equal(
            [row["host"] for row in rows],
            ["wrong", "drifting", "locked", "broken", "gone", "old", "unseen", "doubtful", "right", "container"],
        )
        first = {key: rows[0][key] for key in ("state", "reasons", "mend", "running", "next_boot", "wanted", "init")}
        reasons = "the running kernel has 0; systemd sets 0 (/etc/sysctl.d/99-debug.conf:7) at the next boot"
        mend = "yama-ptrace set 1"
        wanted = {"state": "non_compliant", "reasons": reasons, "mend": mend, "running": "0", "next_boot": "0"}
        equal(first, {**wanted, "wanted": "1", "init": "systemd"})
    with suite.test("CSV has a line a host and no formula, whatever hosts say"), suite.alone:
        text = write_csv(fleet_of(hostile()))
        rows = list(csv.reader(io.StringIO(text, newline="")))
        equal((text.count("\n"), text.count("\r\n"), len(rows)), (25, 25, 25), "line ends and rows")
        formulas = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        equal(formulas, [], "formulas")
        contains(text, '"\'=HYPERLINK(""http://evil.example"")"')


def check_junit(suite: Suite) -> None:
    """A host that was not judged is an error, as junitparser reads it."""
    with suite.test("JUnit has a result for every state"), suite.alone:
        cases = {case.name: case for case in read_junit(fleet_of(EVERY_STATE))}
        kinds = {name: [type(result).__name__ for result in case.result] for name, case in cases.items()}
        passed, failure, error = [[], ["Failure"], ["Error"]]
        wanted = {"right": passed, "doubtful": passed, "drifting": failure, "wrong": failure, "locked": failure}
        wanted |= {"unseen": error, "gone": error, "broken": error, "old": error, "container": ["Skipped"]}
        equal(kinds, wanted)
        equal(cases["gone"].result[0].message, "Unreachable: timed out")
        equal(cases["wrong"].result[0].type, "non_compliant")
        contains(cases["wrong"].result[0].text, "To mend it: Run yama-ptrace set 1.")
        contains(cases["doubtful"].system_out, "doubt: /etc/rc.local:4 may set the value at the next boot")
    with suite.test("JUnit's totals are right"), suite.alone:
        suites = ElementTree.fromstring(write_junit(fleet_of(EVERY_STATE)))
        numbers = {key: suites.attrib[key] for key in ("tests", "failures", "errors", "skipped")}
        equal(numbers, {"tests": "10", "failures": "3", "errors": "4", "skipped": "1"})
    with suite.test("JUnit with 50 of 1,000 hosts not reached has 50 errors more"), suite.alone:
        fleet = fleet_of(data_centre(1000, unreachable=50))
        green = [case.name for case in read_junit(fleet) if not case.result]
        reached = {row.host for row in fleet.rows if row.state in ("compliant", "compliant_with_doubts")}
        equal(set(green) - reached, set(), "green though not right")
        equal(len(green), 791, "green")
    with suite.test("JUnit is XML, whatever hosts say"), suite.alone:
        names = {case.name for case in read_junit(fleet_of(hostile()))}
        equal(len(names), 2 * len(EVIL), "cases")
        contains(" ".join(names), "]]><evil/>")


def read_junit(fleet: Any) -> list[Any]:
    """The cases of the one suite."""
    suites = junitparser.JUnitXml.fromstring(write_junit(fleet).encode())
    return [case for suite in suites for case in suite]


def check_hdf(suite: Suite) -> None:
    """Statuses by control; real readers are in the suite report-readers."""
    with suite.test("HDF has a control a rule, and no green one for a host that is not right"), suite.alone:
        found = {"good": Found(example("compliant")), "drift": Found(example("drifts_at_reboot"))}
        controls = read_hdf(fleet_of(found))
        statuses = {name: [each["status"] for each in control["results"]] for name, control in controls.items()}
        wanted = {
            name: ["failed", "passed"]
            for name in ("hardening.yama", "cis_1", "cis_1_to_3", "complianceascode", "lynis")
        }
        equal(statuses, {**wanted, "SV-257811": ["passed"]})
        message = controls["lynis"]["results"][0]["message"]
        contains(message, "The check passes, and yet: Right for 1 until the next boot")
        contains(message, "It does not see that systemd sets 0 (/etc/sysctl.d/99-b.conf:1) at the next boot.")
        tags = controls["SV-257811"]["tags"]
        equal(
            (tags["gid"], tags["stig_id"], tags["cci"], tags["nist"]),
            ("V-257811", "RHEL-09-213080", ["CCI-001082"], ["SC-2"]),
        )
    with suite.test("HDF: a host that was not reached is an error everywhere, and failed for checklists"), suite.alone:
        found = {"good": Found(example("compliant")), "gone": EVERY_STATE["gone"]}
        for name, control in read_hdf(fleet_of(found)).items():
            statuses = [each["status"] for each in control["results"]]
            equal(sorted(statuses), ["error", "failed", "passed"], f"results of {name}")
            contains(control["results"][2]["message"], "1 of 2 hosts were not judged.")
    with suite.test("HDF: a container is not applicable"), suite.alone:
        control = read_hdf(fleet_of({"c": EVERY_STATE["container"]}))["hardening.yama"]
        equal((control["impact"], control["results"][0]["status"]), (0.0, "skipped"))
    with suite.test("HDF has a file a host, of its own, whatever it is called"), suite.alone:
        files = write_hdf_hosts(fleet_of(hostile()))
        equal(len(files), 2 * len(EVIL), "files")
        equal([name for name in files if "/" in name or name.startswith(".")], [], "names that lead elsewhere")
        equal(file_name("web-1.example.org"), "web-1.example.org.hdf.json")
        equal(file_name("../x"), "host-_x-d6b96a97d147.hdf.json")


def read_hdf(fleet: Any) -> dict[str, Any]:
    """The controls by their names."""
    return {control["id"]: control for control in json.loads(write_hdf(fleet))["profiles"][0]["controls"]}
