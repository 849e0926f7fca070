# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts that are judged: states that people described, and random ordinary trees."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from agreement.states import STATES
from distributions.tree import Tree
from lab.errors import LabError
from lab.project import BUILD

DRIVER = BUILD / "dev" / "tests" / "loaders" / "yama-loaders"

PLACES = ("etc", "run", "usr/lib/sysctl.d", "usr/local/lib")


@dataclass
class Copy:
    """One copy of a host: what each loader leaves in a kernel that had 0, the change's status and words, OpenSCAP's
    answers."""

    systemd: int = -1
    procps: int = -1
    status: int = 0
    said: str = ""
    answers: dict[str, bool] = field(default_factory=dict)


@dataclass
class Host:
    """A host, in words, and the folder with its settings; what became of its copies, what each judge said of it, and
    where the program says that the boot value comes from."""

    name: str
    folder: Path
    files: dict[str, str] = field(default_factory=dict)
    told: dict[str, object] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)
    answers: dict[str, bool] = field(default_factory=dict)


def lay_hosts(folder: Path, trees: int) -> list[Host]:
    """The states, then that many random trees, each as a folder below this one. Raises LabError."""
    folder.mkdir()
    hosts = []
    for number, (name, files) in enumerate(STATES.items()):
        place = folder / f"state-{number}"
        Tree(name, "", files).build(place)
        hosts.append(Host(name, place))
    command = [str(DRIVER), "--write", str(folder), "--count", str(trees)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"`{' '.join(command)}` failed: {done.stdout}{done.stderr}")
    for seed in range(1, trees + 1):
        hosts.append(Host(f"tree {seed}", folder / str(seed)))
    for host in hosts:
        host.files = texts_in(host.folder)
        for place in PLACES:
            (host.folder / place).mkdir(parents=True, exist_ok=True)
        shutil.rmtree(host.folder / "lib", ignore_errors=True)  # Debian 12's /lib is a link to usr/lib
    return hosts


def texts_in(folder: Path) -> dict[str, str]:
    """What each file below the folder holds, by its path on the host; of a link, an arrow and where it leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[f"/{path.relative_to(folder)}"] = f"-> {path.readlink()}"
        elif path.is_file():
            found[f"/{path.relative_to(folder)}"] = path.read_text(encoding="utf-8", errors="surrogateescape")
    return found
