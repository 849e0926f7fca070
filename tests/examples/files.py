# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example files of the collection, and the package that they ask for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from lab import checkout
from lab.controller import Controller
from lab.errors import LabError
from lab.project import COLLECTION, ROOT

EXAMPLES = COLLECTION / "docs" / "examples"

PACKAGE = "hardening-yama-1.0.0.tar.gz"

_BUILT = ("plugins/modules/__yama_ptrace_x86_64", "plugins/modules/__yama_ptrace.sha256")


def make_package(folder: Path, controller: Controller) -> Path:
    """The package of this checkout with this machine's program, as ansible-galaxy builds it."""
    staged = folder / "staged"
    for file in [*checkout.files(under=COLLECTION), *(COLLECTION.relative_to(ROOT) / name for name in _BUILT)]:
        target = staged / (ROOT / file).relative_to(COLLECTION)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, target)
    done = subprocess.run(
        [f"{controller.folder}/bin/ansible-galaxy", "collection", "build", "--output-path", str(folder), str(staged)],
        env=controller.variables(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    package = folder / PACKAGE
    if done.returncode != 0 or not package.is_file():
        raise LabError(f"ansible-galaxy built no {PACKAGE}: {done.stderr.strip() or done.stdout.strip()}")
    return package
