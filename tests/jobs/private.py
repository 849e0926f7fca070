# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-runner in the folder layout in which AWX runs its jobs."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.files import EXAMPLES
from lab.controller import Controller
from lab.laboratory import Lab

JOB_SECONDS = 300

RUNNER = "ansible-runner==2.4.3"

# The newest ansible-core whose cache of facts AWX 24.6 and ansible-runner 2.4 can read: 2.19 changed the names and the
# content of its files (ansible/ansible issue 85874, ansible/ansible-runner issue 1441).
CORE = "2.18"

# What AWX hands on to every job, beside what the job template says.
GIVEN = {"awx_job_id": 7, "tower_job_id": 7, "awx_user_name": "admin", "awx_job_template_name": "yama"}


@dataclass
class Job:
    """One finished run, as its artifacts tell it."""

    said: str
    status: str
    code: int
    events: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> dict[str, Any]:
        """What set_stats left, which AWX shows as the job's artifacts and hands on in a workflow."""
        last = [event for event in self.events if event["event"] == "playbook_on_stats"]
        return last[-1]["event_data"].get("artifact_data", {}).get("hardening_yama_summary", {}) if last else {}

    def counts(self) -> dict[str, int]:
        """The states that there are."""
        return {state: count for state, count in self.summary["counts"].items() if count}

    def started(self, module: str) -> list[str]:
        """The hosts on which a module was started."""
        begun = [event["event_data"] for event in self.events if event["event"] == "runner_on_start"]
        return [data["host"] for data in begun if data.get("resolved_action") == module]

    def results(self, module: str) -> dict[str, dict[str, Any]]:
        """What a module returned, by host."""
        return {
            event["event_data"]["host"]: event["event_data"]["res"]
            for event in self.events
            if event["event"] == "runner_on_ok" and event["event_data"].get("resolved_action", "") == module
        }

    def failures(self) -> dict[str, str]:
        """Why hosts failed: the last message of each."""
        failed = [event["event_data"] for event in self.events if event["event"] == "runner_on_failed"]
        return {data["host"]: str(data["res"].get("msg", "")) for data in failed}

    def changed(self) -> list[str]:
        """The hosts on which the module changed something."""
        return sorted(host for host, result in self.results("hardening.yama.yama_ptrace").items() if result["changed"])


class PrivateDataDir:
    """A private data directory in the lab, with the sample project in it and the package installed as AWX does."""

    def __init__(
        self, lab: Lab, controller: Controller, package: Path, environment: dict[str, str] | None = None
    ) -> None:
        self._lab = lab
        self._environment = environment or {}
        self._controller = controller
        self.inside = lab.namespace.folder / "runner"
        self.folder = lab.namespace.path(self.inside)
        shutil.copytree(EXAMPLES / "awx-project", self.folder / "project")
        shutil.copy(package, self.folder / "project" / "collections")
        (self.folder / "env").mkdir()
        self.settings: dict[str, object] = {"fact_cache": "fact_cache", "fact_cache_type": "jsonfile"}
        self._write("env/envvars", json.dumps({"ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_TIMEOUT": "60"}))
        shutil.copy(lab.namespace.path(lab.namespace.folder / "user-key"), self.folder / "env" / "ssh_key")
        (self.folder / "inventory").mkdir()
        hosts = [f"{machine.name} ansible_host={machine.address} ansible_user=root\n" for machine in lab.machines]
        self._write("inventory/hosts", "".join(hosts))

    def galaxy(self) -> subprocess.CompletedProcess[str]:
        """What AWX' update of the project does with collections/requirements.yml."""
        arguments = ("collection", "install", "-r", "collections/requirements.yml", "-p", "collections")
        return self._run("ansible-galaxy", *arguments, folder=self.inside / "project")

    def job(self, name: str, playbook: str, *options: str, **variables: object) -> Job:
        """Run a job to its end."""
        done = self._run(*self._runner(name, playbook, *options, **variables))
        return self.finished(name, done.stdout + done.stderr)

    def start(self, name: str, playbook: str, *options: str, **variables: object) -> subprocess.Popen[str]:
        """Start a job."""
        command = self._command(*self._runner(name, playbook, *options, **variables))
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def cancel(self, name: str, running: subprocess.Popen[str]) -> Job:
        """End a job as AWX does, which asks the runner to."""
        self._lab.namespace.run("kill", "-TERM", (self.folder / "pid").read_text(encoding="ascii").strip())
        said, _ = running.communicate(timeout=JOB_SECONDS)
        return self.finished(name, said)

    def finished(self, name: str, said: str) -> Job:
        """Read the artifacts of a job that has ended."""
        artifacts = self.folder / "artifacts" / name
        if not (artifacts / "status").is_file():
            raise AssertionError(f"the job {name} left no status: {said[-900:]}")
        files = sorted((artifacts / "job_events").glob("[0-9]*.json"), key=lambda file: int(file.name.split("-")[0]))
        facts = (artifacts / "fact_cache").glob("*") if (artifacts / "fact_cache").is_dir() else []
        return Job(
            said,
            (artifacts / "status").read_text(encoding="utf-8"),
            int((artifacts / "rc").read_text(encoding="utf-8")),
            [json.loads(file.read_text(encoding="utf-8")) for file in files],
            {file.name: json.loads(file.read_text(encoding="utf-8")) for file in facts},
        )

    def wait_for_task(self, name: str, action: str) -> None:
        """Wait until a job that runs has begun a task of that action on a host."""
        deadline = time.monotonic() + JOB_SECONDS
        while time.monotonic() < deadline:
            for file in (self.folder / "artifacts" / name / "job_events").glob("[0-9]*.json"):
                event = json.loads(file.read_text(encoding="utf-8"))  # the runner renames finished files
                if event["event"] == "runner_on_start" and event["event_data"].get("resolved_action") == action:
                    return
            time.sleep(0.05)
        raise AssertionError(f"the job {name} began no task {action}")

    def _runner(self, name: str, playbook: str, *options: str, **variables: object) -> tuple[str, ...]:
        self._write("env/settings", json.dumps(self.settings))
        self._write("env/extravars", json.dumps({**GIVEN, **variables}))
        self._write("env/cmdline", " ".join(options))
        return ("ansible-runner", "run", str(self.inside), "--playbook", playbook, "--ident", name)

    def _run(self, tool: str, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(tool, *arguments, folder=folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=JOB_SECONDS,
            check=False,
        )

    def _command(self, tool: str, *arguments: str, folder: Path | None = None) -> list[str]:
        """The tool without any setting of the lab's that says where collections are: the project has to."""
        forget = ("--unset=ANSIBLE_COLLECTIONS_PATH", "--unset=ANSIBLE_CONFIG", f"--chdir={folder or self.inside}")
        note = ("/bin/sh", "-c", f'echo $$ >{self.inside}/pid; exec "$@"', "sh")
        command = (*note, "/usr/bin/env", *forget, tool, *arguments)
        return self._controller.command(self._lab, *command, settings=self._environment)

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
