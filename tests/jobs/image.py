# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs-image suite: the example's execution environment, really built, and the jobs in it, as AWX runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from examples.files import EXAMPLES, PACKAGE, make_package
from jobs.private import CORE, RUNNER, PrivateDataDir
from lab import debian, native
from lab.controller import Controller
from lab.errors import LabError
from lab.laboratory import Lab
from lab.machine import Machine
from lab.progress import say
from lab.project import ROOT
from lab.rootfolder import cached_folder
from lab.suite import Suite, contains, equal, run_suite
from lab.virtualenv import virtual_environment

SCOPE = "/proc/sys/kernel/yama/ptrace_scope"
BUILDER = "ansible-builder==3.2.0"
NAVIGATOR = "ansible-navigator==26.10.0"

BASE = "docker.io/library/debian:12"
IMAGE = "localhost/yama-ee:1.0.0"

# What reaches the registries of this host from inside of a build, too.
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"

BUILD_SECONDS = 1500


class Podman:
    """podman with a store of its own, in a folder that the caller removes."""

    def __init__(self, folder: Path) -> None:
        debian.require_packages("podman", "runc", "ca-certificates")
        storage = folder / "storage.conf"
        storage.write_text(
            f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/store"\nrunroot = "{folder}/run"\n', encoding="utf-8"
        )
        self.settings = {
            "CONTAINERS_CONF": str(ROOT / "molecule" / "shared" / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(storage),
        }

    def run(self, *arguments: str, stdin: bytes | None = None) -> str:
        """Run podman. Raises LabError with its last words."""
        done = subprocess.run(
            ["podman", *arguments],
            env={**os.environ, **self.settings},
            **({"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}),
            capture_output=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
            raise LabError(f"`podman {' '.join(arguments)[:200]}` failed: {' | '.join(words)}")
        return done.stdout.decode(errors="replace").strip()

    def import_folder(self, folder: Path, name: str) -> None:
        """Make an image of a root folder."""
        archive = subprocess.Popen(["tar", "-C", str(folder), "-c", "."], stdout=subprocess.PIPE)
        done = subprocess.run(
            ["podman", "import", "-", name],
            env={**os.environ, **self.settings},
            stdin=archive.stdout,
            capture_output=True,
            text=True,
            check=False,
        )
        if archive.wait() != 0 or done.returncode != 0:
            raise LabError(f"podman takes no image of {folder}: {done.stderr.strip()}")


def main(suite: Suite) -> None:
    """One image, one machine."""
    native.build("release", "all", "collection")
    controller = Controller(CORE, (RUNNER,))
    with tempfile.TemporaryDirectory(prefix="yama-jobs-image-") as name:
        folder = Path(name)
        podman = Podman(folder)
        try:
            package = make_package(folder, controller)
            build(suite, podman, folder, package)
            with Lab() as lab:
                machine = lab.machine("host")
                machine.boot()
                jobs(suite, PrivateDataDir(lab, controller, package, podman.settings), machine)
                navigator(suite, lab, controller, podman, machine)
        finally:
            podman.run("system", "reset", "--force")


def build(suite: Suite, podman: Podman, folder: Path, package: Path) -> None:
    """ansible-builder's context from the example as it is, and the image."""
    context = folder / "context"
    with suite.test("ansible-builder takes the definition, and the package is in its context"):
        definition = folder / "definition"
        shutil.copytree(EXAMPLES / "execution-environment", definition)
        shutil.copy(package, definition)
        builder = virtual_environment("ansible-builder", BUILDER) / "bin" / "ansible-builder"
        done = subprocess.run(
            [str(builder), "create", "--context", str(context)],
            cwd=definition,
            capture_output=True,
            text=True,
            check=False,
        )
        equal((done.returncode, done.stderr), (0, ""), "exit status, errors")
        with tarfile.open(context / "_build" / "packages" / PACKAGE) as archive:
            assert "MANIFEST.json" in archive.getnames(), "no package of a collection"
    with suite.test("the image is built from Debian's and PyPI's packages, and has the collection"):
        podman.import_folder(cached_folder("bookworm", ("ca-certificates",)), BASE)
        say("building the image (some minutes)")
        volumes = [f"--volume={file}:{file}:ro" for file in (CERTIFICATES, "/etc/resolv.conf")]
        podman.run("build", "--network=host", "--pull=never", *volumes, "--tag", IMAGE, str(context))
        said = podman.run("run", "--rm", IMAGE, "ansible-galaxy", "collection", "list", "hardening.yama")
        contains(said, "1.0.0")


def jobs(suite: Suite, site: PrivateDataDir, machine: Machine) -> None:
    """ansible-runner with the image, as AWX calls it."""
    site.settings.update(
        process_isolation=True,
        process_isolation_executable="podman",
        container_image=IMAGE,
        container_options=["--network=host", "--user=root"],
    )
    with suite.test("a job in the image judges the host: events, artifacts, facts"):
        job = site.job("check-1", "compliance_check.yml")
        equal((job.status, job.counts()), ("failed", {"non_compliant": 1}), "status, counts")
        equal(job.facts[machine.name]["hardening_yama_audit"]["state"], "non_compliant", "cached record")
    with suite.test("a job in the image that is cancelled leaves the host whole, and the next one finishes it"):
        running = site.start("cancel-1", "remediate.yml")
        site.wait_for_task("cancel-1", "hardening.yama.yama_ptrace")
        equal(site.cancel("cancel-1", running).status, "canceled", "status")
        job = site.job("remediate-1", "remediate.yml")
        equal((job.status, job.counts()), ("successful", {"compliant": 1}), "status, counts")
    with suite.test("a job in the image finds the host right after a real reboot"):
        machine.reboot()
        job = site.job("check-2", "compliance_check.yml")
        equal((job.status, job.counts()), ("successful", {"compliant": 1}), "status, counts")


def navigator(suite: Suite, lab: Lab, controller: Controller, podman: Podman, machine: Machine) -> None:
    """ansible-navigator with the image, whose collection it uses."""
    with suite.test("ansible-navigator run --mode stdout judges the host in the image"):
        folder = lab.namespace.folder / "navigator"
        outside = lab.namespace.path(folder)
        outside.mkdir()
        lab.namespace.run("mkdir", "-p", "/dev/mqueue")  # without which ansible-navigator takes no podman
        shutil.copy(lab.namespace.path(lab.namespace.folder / "user-key"), outside / "key")
        login = f"ansible_user=root ansible_ssh_private_key_file={folder}/key"
        host = f"{machine.name} ansible_host={machine.address} {login}\n"
        (outside / "hosts").write_text(host, encoding="utf-8")
        tool = virtual_environment("ansible-navigator", NAVIGATOR) / "bin"
        command = ["env", f"PATH={tool}:/usr/sbin:/usr/bin:/sbin:/bin", f"HOME={folder}", "LC_ALL=C.UTF-8"]
        command += [
            f"{name}={value}" for name, value in {**podman.settings, "ANSIBLE_HOST_KEY_CHECKING": "False"}.items()
        ]
        command += [
            "ansible-navigator",
            "run",
            "hardening.yama.compliance_check",
            "-i",
            f"{folder}/hosts",
            "--mode",
            "stdout",
        ]
        command += ["--container-engine", "podman", "--execution-environment-image", IMAGE, "--pull-policy", "never"]
        command += ["--container-options=--network=host", "--playbook-artifact-enable", "false"]
        command += ["--penv", "ANSIBLE_HOST_KEY_CHECKING", "--log-file", f"{folder}/log"]
        done = subprocess.run(
            lab.namespace.command(command, folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        equal(done.returncode, 0, f"exit status ({(done.stdout + done.stderr)[-900:]})")
        contains(done.stdout, "1 host: 1 compliant.")


if __name__ == "__main__":
    run_suite("jobs-image", main)
