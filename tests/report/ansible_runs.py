# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as Ansible makes it: in batches, with hosts that are gone, from a cache of facts, into bad folders.

The hosts are names for this machine, whose records stand in the inventory; what is not there cannot be reached indeed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from lab.controller import Controller
from lab.project import COLLECTION, ROOT
from lab.suite import Suite, contains, equal
from report.fleets import example, with_doubts, wrong

HOSTS = {"web1": example("compliant"), "web2": example("drifts_at_reboot"), "web3": with_doubts(), "db1": wrong()}

# As the role audit leaves them: what was registered, and the fact. A host that fails or is gone gets none.
AUDITED = """
- hosts: all
  gather_facts: false
  serial: "{{ serial | default(100) }}"
  ignore_unreachable: "{{ patient | default(false) }}"
  tasks:
    - ansible.builtin.raw: "test {{ inventory_hostname }} != broken1"
      register: audit_result
    - ansible.builtin.set_fact:
        hardening_yama_audit: "{{ given }}"
        cacheable: true
      when: given is defined
"""

REPORTED = """
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: hardening.yama.report
      run_once: true
"""

IN_BATCHES = f"""{AUDITED}
    - ansible.builtin.include_role:
        name: hardening.yama.report
      run_once: true
"""


class Site:
    """An inventory, plays and a folder for reports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reports = folder / "reports"
        self.reports.mkdir()
        self._controller = Controller()
        lines = {host: {"ansible_connection": "local", "given": record} for host, record in HOSTS.items()}
        lines["broken1"] = {"ansible_connection": "local"}
        lines["gone1"] = {"ansible_host": "127.0.0.1", "ansible_port": 1}
        (folder / "inventory.json").write_text(json.dumps({"all": {"hosts": lines}}), encoding="utf-8")
        (folder / "ansible.cfg").touch()

    def play(self, text: str, *options: str, **variables: object) -> tuple[int, str]:
        """Run a playbook; its exit status and what it printed."""
        (self.folder / "play.yml").write_text(text, encoding="utf-8")
        return self.run(str(self.folder / "play.yml"), *options, **variables)

    def run(self, playbook: str, *options: str, **variables: object) -> tuple[int, str]:
        """The same for a playbook by its name."""
        given = json.dumps({"report_path": str(self.reports), **variables})
        environment = {
            **self._controller.variables(self.folder),
            "HOME": str(self.folder),
            "ANSIBLE_CACHE_PLUGIN": "jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(self.folder / "cache"),
            "ANSIBLE_DEPRECATION_WARNINGS": "0",
        }
        program = str(self._controller.folder / "bin" / "ansible-playbook")
        done = subprocess.run(
            self._controller.inside(
                program, "-i", str(self.folder / "inventory.json"), "-e", given, *options, playbook, folder=ROOT
            ),
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def states(self) -> dict[str, str]:
        """The states of the report that is there, which then goes away."""
        file = self.reports / "yama-report.json"
        report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        file.unlink()
        return {host["host"]: host["state"] for host in report["hosts"]}


STATES = {
    "web1": "compliant",
    "web2": "drifts_at_reboot",
    "web3": "compliant_with_doubts",
    "db1": "non_compliant",
    "broken1": "failed",
    "gone1": "unreachable",
}


def check(suite: Suite) -> None:
    """Every way in which a report comes about."""
    with tempfile.TemporaryDirectory(prefix="yama-report-") as name:
        site = Site(Path(name))
        with suite.test("a report of all hosts, one of them gone, one failed"):
            status, said = site.play(AUDITED + REPORTED)
            equal(status, 4, "exit status, which is Ansible's for hosts that were not reached")
            equal(site.states(), STATES)
            contains(said, "2 of 6 hosts are right now and at the next boot, 1 of them with doubts; 1 is wrong now")
            files = sorted(file.name for file in site.reports.iterdir())
            equal(
                files, [f"yama-report{end}" for end in (".csv", ".hdf.json", ".html", ".junit.xml")], "the other files"
            )
        with suite.test("batches: one report, after the last"), suite.alone:
            _status, said = site.play(IN_BATCHES, serial=4, patient=True)
            equal(site.states(), STATES)
            equal(said.count("hosts are right now"), 1, "reports")
            contains(said, "The report is made after the last batch of the play.")
        with suite.test("a part of the fleet by --limit"), suite.alone:
            site.play(AUDITED + REPORTED, "--limit", "web*")
            equal(site.states(), {host: STATES[host] for host in ("web1", "web2", "web3")})
        with suite.test("from the cache of facts of an earlier job, nobody is reached"), suite.alone:
            status, said = site.play(REPORTED)
            wanted = {**STATES, "gone1": "failed"}
            equal((status, site.states()), (0, wanted))
            status, said = site.play(REPORTED, report_max_age=0.001)
            equal(set(site.states().values()), {"unknown", "failed"}, "states by records that are too old")
        with suite.test("report_assert fails the job after the report is written"), suite.alone:
            status, said = site.play(REPORTED, report_assert=True)
            equal((status, site.states()["web2"]), (2, "drifts_at_reboot"))
            contains(said, "1 is wrong now")
        check_refusals(suite, site)
        check_playbook(suite, site)


def check_refusals(suite: Suite, site: Site) -> None:
    """One sentence each, and nothing is written."""
    missing = f"{site.folder}/missing"
    path = f"The folder {missing} does not exist on the controller: make it, or name another one."
    cases = {
        path: {"report_path": missing},
        "name must be a file's name without a folder, a dot at its start or control characters: change it.": {
            "report_name": "../x"
        },
        "max_age is less than 0: give the hours that a record is good for, or 0 for no limit.": {"report_max_age": -1},
        "The role hardening.yama.report knows no variable report_format: did you mean report_formats?": {
            "report_format": "x"
        },
    }
    for why, variables in cases.items():
        with suite.test(f"refused: {why[:40]}"), suite.alone:
            status, said = site.play(REPORTED, "--limit", "web1", **variables)
            equal(status, 2, "exit status")
            contains(" ".join(said.split()), why)
            equal([file for file in site.folder.rglob("*") if file.suffix == ".new"], [], "what is left")
    with suite.test("check mode writes the report, which is no change of a host"), suite.alone:
        status, said = site.play(REPORTED, "--limit", "web1", "--check")
        equal((status, site.states()), (0, {"web1": "compliant"}))
        assert re.search(r"web1 .*changed=0 ", said), said[-300:]
    with suite.test("the options of role and module are the same"), suite.alone:
        check_options()


def check_options() -> None:
    """The role's argument spec against the module's; `hosts` and the like with the role's name before them."""
    from ansible_collections.hardening.yama.plugins.plugin_utils._report.make import FORMATS  # noqa: PLC0415

    text = (COLLECTION / "plugins" / "action" / "fleet_report.py").read_text(encoding="utf-8")
    spec = re.search(r"ARGUMENT_SPEC.*?^}", text, re.DOTALL | re.MULTILINE)
    assert spec, "there is no ARGUMENT_SPEC"
    options = re.findall(r'^    "(\w+)": {', spec[0], re.MULTILINE)
    role = (COLLECTION / "roles" / "report" / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    taken = re.findall(r"^      report_(\w+):$", role, re.MULTILINE)
    equal(sorted(set(taken) - {"assert"}), sorted(options), "the role's options")
    choices = re.findall(r"^          - (\w+)$", role, re.MULTILINE)
    equal(set(FORMATS) <= set(choices), True, "the role's formats")


def check_playbook(suite: Suite, site: Site) -> None:
    """The playbook as it is; that its audit comes to nothing here, without programs for the hosts, is reported, too."""
    with suite.test("the playbook report reports hosts that cannot be judged"), suite.alone:
        _status, said = site.run("hardening.yama.report", "--limit", "gone1,web1", "-e", "audit_scope=7")
        states = site.states()
        equal((states["web1"], set(states)), ("failed", {"web1", "gone1"}), said[-600:])
