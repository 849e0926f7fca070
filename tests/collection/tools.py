# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's tools and the ecosystem's checkers, run on a copy of the collection."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from lab.controller import Controller
from lab.project import COLLECTION, ROOT

LINTERS = (
    "ansible-lint==26.10.1",
    "antsibull-changelog==0.36.0",
    "antsibull-docs==2.28.0",
)

PYTEST = "pytest==9.2.0"

IMPORTER = "galaxy-importer==0.4.44"


class Tools:
    """Programs of one virtual environment, which see one collections path and keep what they keep in one folder."""

    def __init__(self, controller: Controller, collections: Path, home: Path) -> None:
        self.collections = collections
        self.collection = collections / COLLECTION.relative_to(ROOT)
        self._controller = controller
        self._variables = {
            **controller.variables(home),
            "HOME": str(home),
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "PYTHONPATH": str(collections),
        }

    def run(self, tool: str, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run one of them, in the collection if no folder is given."""
        return subprocess.run(
            [f"{self._controller.folder}/bin/{tool}", *arguments],
            cwd=folder or self.collection,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def output(self, tool: str, *arguments: str, folder: Path | None = None) -> str:
        """Run one of them, which must succeed without a word on standard error; what it said."""
        done = self.run(tool, *arguments, folder=folder)
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{tool} ended with status {done.returncode}: {said.strip()[-900:]}"
        assert not done.stderr.strip(), f"{tool} warned: {done.stderr.strip()[-900:]}"
        return done.stdout

    def task(self, module: str, arguments: dict[str, object], *options: str) -> dict[str, object]:
        """Run one task of the collection on this host; its result, failed or not."""
        ad_hoc = ["localhost", "-c", "local", "-m", f"hardening.yama.{module}", "-a", json.dumps(arguments), *options]
        done = self.run("ansible", *ad_hoc, folder=self.collections)
        result = re.search(r"^localhost \| \S+ => (\{.*)", done.stdout, re.DOTALL | re.MULTILINE)
        assert result, f"no result: {done.stdout} {done.stderr}"
        return json.JSONDecoder().raw_decode(result[1])[0]


def in_order(root: Path) -> list[str]:
    """The files below a folder."""
    return sorted(str(file.relative_to(root)) for file in root.rglob("*") if file.is_file() or os.path.islink(file))
