# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the documentation as a web site: our pages by Sphinx, the reference of modules and roles by antsibull-docs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from lab.errors import LabError
from lab.progress import say
from lab.project import BUILD, COLLECTION, ROOT
from lab.virtualenv import virtual_environment

REQUIREMENTS = (
    "sphinx==9.0.4",
    "furo==2025.12.19",
    "myst-parser==5.2.0",
    "antsibull-docs==2.28.0",
    "ansible-core==2.19.14",
)

# Beside the pages in the collection, and no part of the site.
EXAMPLES = "examples"
PUBLISHED = "https://github.com/hardening-yama/hardening.yama/blob/main/ansible_collections/hardening/yama/docs"

SETTINGS = ROOT / "docs" / "site"
PLACE = BUILD / "site"
SOURCE = PLACE / "source"
HTML = PLACE / "html"


def build() -> Path:
    """Build it anew and return its folder. Raises LabError with the first warnings when there is any."""
    environment = virtual_environment("site", *REQUIREMENTS)
    shutil.rmtree(PLACE, ignore_errors=True)
    shutil.copytree(SETTINGS, SOURCE)
    for page in sorted((COLLECTION / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8").replace(f"]({EXAMPLES}/", f"]({PUBLISHED}/{EXAMPLES}/")
        (SOURCE / page.name).write_text(text, encoding="utf-8")
    shutil.copytree(COLLECTION / "docs" / "schemas", SOURCE / "schemas", ignore=shutil.ignore_patterns("*.license"))
    make_reference(environment)
    say("building the pages")
    sphinx = ("sphinx-build", "-W", "--keep-going", "--quiet", "--jobs=2", "-b", "html", "-d", str(PLACE / "doctrees"))
    run(environment, *sphinx, str(SOURCE), str(HTML))
    return HTML


def make_reference(environment: Path) -> None:
    """The pages of the modules, the roles, the filter and the changelog."""
    say("making the reference of modules and roles")
    reference = SOURCE / "reference"
    reference.mkdir(mode=0o700)  # antsibull-docs wants it so
    options = ("--use-current", "--squash-hierarchy", "--fail-on-error", "--no-add-antsibull-docs-version")
    run(environment, "antsibull-docs", "collection", *options, "--dest-dir", str(reference), "hardening.yama")
    (reference / "environment_variables.rst").unlink()  # it says that there are none


def run(environment: Path, *command: str) -> None:
    """Run a tool of the environment; a word of warning on its standard error is an error."""
    home = PLACE / "home"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    variables = {
        "PATH": f"{environment}/bin:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "HOME": str(home),
        "ANSIBLE_HOME": str(home / "ansible"),
        "ANSIBLE_CONFIG": str(home / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
    }
    done = subprocess.run(
        [str(environment / "bin" / command[0]), *command[1:]],
        cwd=SOURCE,
        env={name: value for name, value in {**os.environ, **variables}.items() if name != "PYTHONPATH"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line.replace(f"{SOURCE}/", "") for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    if done.returncode != 0:
        raise LabError(f"`{command[0]}` failed with status {done.returncode}: {' | '.join(said[:40])}")
