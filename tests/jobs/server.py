# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs-server suite: the configuration of AWX as far as it can be checked without a server.

The real modules of awx.awx get the arguments that Ansible makes of the example, and refuse what they do not know before
they look for a server, of which there is none.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from examples.files import EXAMPLES
from lab.suite import Suite, contains, equal, run_suite
from lab.virtualenv import virtual_environment

ANSIBLE = "ansible==12.3.0"

CONFIGURATION = EXAMPLES / "awx-configuration" / "configure.yml"
ADDRESS = "yama_project_url=https://git.example.com/yama-project.git"

# A port of this host on which nothing answers.
NOBODY = "http://127.0.0.1:1"

# What AWX' survey_spec asks of a question, by the question's type.
DEFAULTS = {"multiplechoice": str, "text": str, "integer": int}


class Tools:
    """PyPI's Ansible, which has the collection awx.awx."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._bin = virtual_environment("ansible-12", ANSIBLE) / "bin"

    def run(self, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a tool that finds no server and no configuration of the user's."""
        settings = {
            "PATH": f"{self._bin}:{os.environ['PATH']}",
            "HOME": str(self._home),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
            "CONTROLLER_HOST": NOBODY,
            "CONTROLLER_USERNAME": "nobody",
            "CONTROLLER_PASSWORD": "nothing",
        }
        return subprocess.run(
            [str(self._bin / tool), *arguments],
            env=settings,
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def play(self, playbook: Path, *options: str) -> dict[str, Any]:
        """Run a playbook; its result by task."""
        done = self.run("ansible-playbook", str(playbook), *options)
        try:
            plays = json.loads(done.stdout)["plays"]
        except ValueError:
            raise AssertionError(f"ansible-playbook gave no result: {(done.stdout + done.stderr)[-900:]}") from None
        return {task["task"]["name"]: task["hosts"]["localhost"] for play in plays for task in play["tasks"]}

    def documented(self, module: str) -> dict[str, Any]:
        """The options of a module as its documentation has them."""
        done = self.run("ansible-doc", "--json", "--type", "module", module)
        options: dict[str, Any] = json.loads(done.stdout)[module]["doc"]["options"]
        return options


def main(suite: Suite) -> None:
    """One environment for all."""
    with tempfile.TemporaryDirectory(prefix="yama-jobs-server-") as name:
        folder = Path(name)
        tools = Tools(folder)
        with suite.test("syntax"), suite.alone:
            done = tools.run("ansible-playbook", "--syntax-check", str(CONFIGURATION))
            equal(done.returncode, 0, f"exit status ({done.stderr})")
        with suite.test("without the project's address it says so in one sentence"), suite.alone:
            results = tools.play(CONFIGURATION)
            said = [result["msg"] for result in results.values() if result.get("failed")]
            equal(len(said), 1, "failed tasks")
            contains(said[0], "yama_project_url is missing: give the address of the repository")
        results = arguments_of(tools, folder)
        for task, result in results.items():
            with suite.test(f"the real module takes what it is given: {task}"):
                contains(result["msg"], "Connection refused")  # it looked for the server
        given = {
            task: result["invocation"]["module_args"] for task, result in results.items() if "invocation" in result
        }
        check_templates(suite, given)
        check_workflow(suite, given, tools)


def arguments_of(tools: Tools, folder: Path) -> dict[str, Any]:
    """The results of all tasks that call awx.awx; each is made to go on after its failure."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    goes_on = folder / "configure.yml"
    goes_on.write_text(
        text.replace("  gather_facts: false\n", "  gather_facts: false\n  ignore_errors: true\n"), "utf-8"
    )
    environment = (
        "yama_execution_environment=yama",
        "yama_execution_environment_image=registry.example.com/yama-ee:1.0.0",
    )
    options = [word for variable in (ADDRESS, *environment) for word in ("-e", variable)]
    results = tools.play(goes_on, *options)
    wanted = re.findall(r"- name: (.*)\n      awx\.awx\.", text)
    equal([name for name in results if name in wanted], wanted, "tasks")
    return {name: results[name] for name in wanted}


def check_templates(suite: Suite, given: dict[str, Any]) -> None:
    """The job templates against the project, and the surveys against AWX' rules."""
    surveys = {task: arguments["survey_spec"] for task, arguments in given.items() if arguments.get("survey_spec")}
    with suite.test("every template's playbook is one of the project"):
        playbooks = {arguments["playbook"] for arguments in given.values() if "playbook" in arguments}
        equal(playbooks - {file.name for file in (EXAMPLES / "awx-project").glob("*.yml")}, set(), "missing playbooks")
    with suite.test("every survey is one that AWX takes"):
        assert len(surveys) == 5, sorted(surveys)
        for task, survey in surveys.items():
            assert survey["name"] and survey["description"], task
            for question in survey["spec"]:
                check_question(task, question)


def check_question(task: str, question: dict[str, Any]) -> None:
    """One question by the rules of AWX' survey_spec."""
    where = f"{task}: {question['variable']}"
    assert isinstance(question["required"], bool) and question["question_name"], where
    assert isinstance(question["min"], int) and isinstance(question["max"], int), where
    assert isinstance(question["default"], DEFAULTS[question["type"]]), where
    if question["type"] == "multiplechoice":
        assert question["default"] in question["choices"].split("\n"), where
    if question["type"] == "text":
        assert question["min"] <= len(question["default"]) <= question["max"], where
    if question["type"] == "integer":
        assert question["min"] <= question["default"] <= question["max"], where


def check_workflow(suite: Suite, given: dict[str, Any], tools: Tools) -> None:
    """The nodes of the workflow, which the module's argument spec leaves unchecked."""
    workflow = given["Make the workflow"]
    nodes = {node["identifier"]: node for node in workflow["workflow_nodes"]}
    with suite.test("every key of a node is documented"):
        documented = tools.documented("awx.awx.workflow_job_template")["workflow_nodes"]["suboptions"]
        for node in nodes.values():
            check_keys(node, documented, node["identifier"])
    with suite.test("the nodes lead from the check over the approval to the second check"):
        ways = {
            name: {
                kind: [next_node["identifier"] for next_node in after]
                for kind, after in node.get("related", {}).items()
            }
            for name, node in nodes.items()
        }
        wanted = {
            "check": {"failure_nodes": ["approve"]},
            "approve": {"success_nodes": ["remediate"]},
            "remediate": {"success_nodes": ["reboot"], "failure_nodes": ["check again"]},
            "reboot": {"always_nodes": ["check again"]},
            "check again": {},
        }
        equal(ways, wanted, "nodes")
    with suite.test("every node runs a template that is made, and every question reaches it"):
        templates = {arguments["name"]: arguments for arguments in given.values() if "playbook" in arguments}
        asked = {question["variable"] for question in workflow["survey_spec"]["spec"]}
        for node in nodes.values():
            template = node["unified_job_template"]
            if template["type"] == "job_template":
                known = {question["variable"] for question in templates[template["name"]]["survey_spec"]["spec"]}
                equal(known - asked, set(), f"questions of {template['name']} that the workflow does not ask")
        equal(set(given["Make the schedule"]["extra_data"]), asked, "answers of the schedule")


def check_keys(value: dict[str, Any], documented: dict[str, Any], where: str) -> None:
    """Require that each key is an option, down to the last suboption."""
    for key, below in value.items():
        assert key in documented, f"{where} has {key}, which is no option"
        suboptions = documented[key].get("suboptions")
        for each in below if isinstance(below, list) else [below]:
            if suboptions and isinstance(each, dict):
                check_keys(each, suboptions, f"{where}.{key}")


if __name__ == "__main__":
    run_suite("jobs-server", main)
