# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection suite: what the ecosystem's checkers say, and the package as its users get it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from ansible_test import AnsibleTest, copy_sources
from lab import checkout, debian, native
from lab.controller import Controller
from lab.errors import LabError
from lab.processors import processor
from lab.project import COLLECTION, ROOT
from lab.suite import Suite, contains, equal, run_suite
from processors.image import make_image, tree
from tools import IMPORTER, LINTERS, PYTEST, Tools

MODULES = ("fleet_report", "yama_ptrace", "yama_ptrace_info", "yama_ptrace_timer")
FILTERS = ("fleet_summary", "not_applicable", "wrong_answers")
ROLES = ("audit", "report", "scope1_restricted", "scope3_no_attach")

# Before and since the release in which text became a template only where a playbook's author wrote it.
UNITS = ("2.16", "2.19")

SANITY = ("2.17", "2.18", "2.19", "2.20", "2.21")

# What git knows of the collection and nobody who installs it needs.
LEFT_OUT = {".gitignore", ".yamllint", "ruff.toml"}

OWN = processor(os.uname().machine)
PROGRAM = f"plugins/modules/__yama_ptrace_{OWN.name}"
MANIFEST = "plugins/modules/__yama_ptrace.sha256"


def main(suite: Suite) -> None:
    """Check the sources, then pack and install them with this machine's program."""
    with tempfile.TemporaryDirectory(prefix="yama-collection-") as name:
        folder = Path(name)
        controller = Controller(packages=LINTERS)
        sources = folder / "sources"
        copy_sources(sources, COLLECTION)
        check_sources(suite, Tools(controller, sources, folder / "home"))
        for version in UNITS:
            check_units(suite, version, Tools(Controller(version, packages=(PYTEST,)), sources, folder / "home"))
        check_sanity(suite, sources)
        check_integration(suite, folder)
        package = pack(folder / "package")
        installed = Tools(controller, folder / "installed", folder / "home")
        check_package(suite, package, installed)
        check_import(suite, package, folder)
        check_documentation(suite, installed)
        check_run(suite, installed, folder)
        check_bad_packages(suite, installed, folder)


def check_sources(suite: Suite, tools: Tools) -> None:
    """The linters that other collections use."""
    with suite.test("ansible-lint, profile production"), suite.alone:
        contains(tools.run("ansible-lint", "--offline", "--nocolor").stderr, "'production' was required, and it passed")
    scenarios = tools.collections.parent / "scenarios"
    copy_sources(scenarios, ROOT / "molecule", ROOT / ".ansible-lint")
    with suite.test("ansible-lint of molecule's scenarios, profile production"), suite.alone:
        said = tools.run("ansible-lint", "--offline", "--nocolor", folder=scenarios).stderr
        contains(said, "'production' was required, and it passed")
    with suite.test("antsibull-changelog lint"), suite.alone:
        equal(tools.output("antsibull-changelog", "lint"), "", "complaints")
    with suite.test("antsibull-docs lint-collection-docs"), suite.alone:
        strict = ("--plugin-docs", "--validate-collection-refs", "self", "--disallow-unknown-collection-refs")
        equal(tools.output("antsibull-docs", "lint-collection-docs", *strict, "."), "", "complaints")
    with suite.test("one version everywhere"), suite.alone:
        galaxy = version_in(COLLECTION / "galaxy.yml", r"^version: (\S+)$")
        equal(version_in(ROOT / "CMakeLists.txt", r"^project\(\S+ VERSION (\S+)"), galaxy, "the program's version")
        equal(version_in(COLLECTION / "changelogs" / "changelog.yaml", rf"^  ({galaxy}):$"), galaxy, "in the changelog")


def version_in(file: Path, pattern: str) -> str | None:
    """The first match of a line's pattern in a file."""
    match = re.search(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
    return match and match[1]


def check_units(suite: Suite, version: str, tools: Tools) -> None:
    """The unit tests of the collection's Python, with every shell that they know."""
    debian.require_packages("busybox-static", "dash", "mksh", "zsh")
    with suite.test(f"pytest of the action plugins and filters, core {version}"), suite.alone:
        done = tools.run("pytest", "-q", "-r", "fEs", "-p", "no:cacheprovider", "tests/unit")
        said = done.stdout.splitlines()
        print(*said[-1:])
        failures = [line for line in said if line.startswith(("FAILED", "ERROR", "SKIPPED"))]
        equal((done.returncode, failures), (0, []), "exit status, failures and skipped tests")


def check_sanity(suite: Suite, sources: Path) -> None:
    """ansible-test sanity of every controller that the collection's ignore files are for."""
    for version in SANITY:
        with suite.test(f"ansible-test sanity, core {version}"), suite.alone:
            equal(AnsibleTest(version).complaints("sanity", sources / COLLECTION.relative_to(ROOT)), "", "complaints")


def check_integration(suite: Suite, folder: Path) -> None:
    """The targets for those who test collections with ansible-test; what is proved on machines is the suite ansible."""
    native.build("release", "collection")
    collection = folder / "integration" / COLLECTION.relative_to(ROOT)
    copy_sources(folder / "integration", COLLECTION)
    for file in (PROGRAM, MANIFEST):
        shutil.copy(COLLECTION / file, collection / file)
    with suite.test("ansible-test integration, core 2.19"), suite.alone:
        equal(AnsibleTest("2.19").complaints("integration", collection), "", "complaints")


def pack(output: Path, *processors: str, environment: dict[str, str] | None = None, root: Path = ROOT) -> Path:
    """Run scripts/package as a person does, for this machine's processor if no other is named."""
    done = subprocess.run(
        [str(root / "scripts" / "package"), "--output", str(output), *(processors or (OWN.name,))],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LabError(f"scripts/package failed: {done.stderr.strip()[-900:]}")
    return Path(done.stdout.splitlines()[-1])


def check_package(suite: Suite, package: Path, tools: Tools) -> None:
    """What is in the package, and that ansible-galaxy takes it into an empty folder and finds nothing changed there."""
    with (
        suite.test("the package holds the files of the collection, the program and its checksum, and nothing else"),
        suite.alone,
    ):
        wanted = {str((ROOT / file).relative_to(COLLECTION)) for file in checkout.files(under=COLLECTION)} - LEFT_OUT
        wanted |= {PROGRAM, MANIFEST, "MANIFEST.json", "FILES.json", "docs/bill-of-materials.spdx.json"}
        wanted -= {"galaxy.yml"}
        with tarfile.open(package) as packed:
            found = {member.name for member in packed if not member.isdir()}
        # Of whom they are tells the bill of materials, which the suite package holds against them.
        wanted |= {name for name in found if name.startswith("docs/notices/COPYING-lib")}
        equal((sorted(found - wanted), sorted(wanted - found)), ([], []), "what is too much and what is missing")
    with suite.test("the package is the same, byte for byte, when it is packed again"), suite.alone:
        equal(pack(package.parent / "again").read_bytes() == package.read_bytes(), True, "the same")
    tools.collections.mkdir()
    with suite.test("ansible-galaxy collection install, into an empty folder"):
        install = ("collection", "install", "--offline", "--collections-path", str(tools.collections), str(package))
        contains(tools.output("ansible-galaxy", *install, folder=tools.collections), "was installed successfully")
    with suite.test("ansible-galaxy collection verify --offline"), suite.alone:
        said = tools.output("ansible-galaxy", "collection", "verify", "--offline", "hardening.yama")
        contains(said, "Successfully verified")


def check_import(suite: Suite, package: Path, folder: Path) -> None:
    """What Ansible Galaxy itself does with a package when it is published."""
    importer = Tools(Controller("2.19", packages=(IMPORTER,)), folder / "nothing", folder / "importer")
    with suite.test("galaxy-importer imports the package"), suite.alone:
        done = importer.run("python", "-m", "galaxy_importer.main", str(package), folder=folder)
        said = done.stdout + done.stderr
        for line in said.splitlines():
            if "WARNING" in line:
                print(line)
        contains(said, "Importer processing completed successfully")
        # It tells ansible-lint the folder ansible_collections for the one that holds it; check_sources() finds them.
        said = re.sub(r"ERROR +Failed to find hardening\.yama\.\w+ playbook\.$", "", said, flags=re.MULTILINE)
        assert "ERROR" not in said, said[-900:]


def check_documentation(suite: Suite, tools: Tools) -> None:
    """ansible-doc of the installed collection, the programs beside the modules."""
    for kind, names in (("module", MODULES), ("filter", FILTERS), ("role", ROLES)):
        with suite.test(f"ansible-doc --list of each {kind}, without noise"), suite.alone:
            listed = tools.output("ansible-doc", "--type", kind, "--list", "hardening.yama")
            equal(set(re.findall(r"^hardening\.yama\.(\w+)", listed, re.MULTILINE)), set(names), "what is listed")
        for name in names:
            with suite.test(f"ansible-doc of the {kind} {name}"), suite.alone:
                contains(tools.output("ansible-doc", "--type", kind, f"hardening.yama.{name}").upper(), name.upper())


def check_run(suite: Suite, tools: Tools, folder: Path) -> None:
    """The installed collection sets an image of this host and takes everything back."""
    image = folder / "image"
    make_image(image)
    before = tree(image)
    with suite.test("the installed module: info, set, set again, removal"), suite.alone:
        equal(tools.task("yama_ptrace_info", {"scope": 1, "root": str(image)})["verdict"]["compliant"], False)
        equal(tools.task("yama_ptrace", {"scope": 1, "root": str(image)})["changed"], True, "changed by the first run")
        equal(tools.task("yama_ptrace", {"scope": 1, "root": str(image)})["changed"], False, "changed by the second")
        equal(tools.task("yama_ptrace", {"state": "absent", "root": str(image)})["changed"], True, "changed by removal")
        equal(tree(image), before, "the files in the end")


def check_bad_packages(suite: Suite, tools: Tools, folder: Path) -> None:
    """A program that is not the one that was built is never run: one sentence, and the image is as it was."""
    image = folder / "untouched"
    make_image(image)
    before = tree(image)
    program, manifest = tools.collection / PROGRAM, tools.collection / MANIFEST
    spoilt: dict[str, tuple[Callable[[], object], str]] = {
        "no program for this processor": (program.unlink, "holds no program for the processor"),
        "a program cut in half": (
            lambda: os.truncate(program, program.stat().st_size // 2),
            "not the one that was built",
        ),
        "another program in its place": (lambda: shutil.copy("/bin/true", program), "not the one that was built"),
        "an empty program": (lambda: os.truncate(program, 0), "not the one that was built"),
        "no checksums": (manifest.unlink, "cannot be read, so none was run"),
        "no checksum of this program": (lambda: os.truncate(manifest, 0), "has no checksum of"),
    }
    kept = {file: file.read_bytes() for file in (program, manifest)}
    for name, (spoil, words) in spoilt.items():
        with suite.test(f"a spoilt package: {name}"), suite.alone:
            spoil()
            for options in ((), ("--check",), ("-B", "60", "-P", "1")):
                result = tools.task("yama_ptrace", {"scope": 1, "root": str(image)}, *options)
                equal((result.get("failed", True), result["changed"]), (True, False), "failed, changed")
                contains(result["msg"], words)
            equal(tree(image), before, "the files of the image")
        for file, content in kept.items():
            file.write_bytes(content)
    with suite.test("a spoilt package: ansible-galaxy collection verify names the program"), suite.alone:
        program.write_bytes(kept[program] + b"\0")
        done = tools.run("ansible-galaxy", "collection", "verify", "--offline", "hardening.yama")
        assert done.returncode != 0, "it found nothing"
        contains(done.stdout + done.stderr, PROGRAM)


if __name__ == "__main__":
    run_suite("collection", main)
