# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program says that other judges say, and random hosts on which it is held against them."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

from lab.project import PROGRAM

KEY = "kernel.yama.ptrace_scope"

# Lines that people and packages write, and some that the judges take apart in different ways.
LINES = (
    f"{KEY} = 1",
    f"{KEY}=1",
    f"  {KEY} = 1  ",
    f"{KEY} = 0",
    f"{KEY} = 2",
    f"{KEY} = 3",
    f"{KEY} = 01",
    f"{KEY} = 1 # restricted",
    f"{KEY} =",
    f"{KEY}",
    f"-{KEY} = 0",
    f"-{KEY} = 1",
    f"-{KEY}",
    "kernel/yama/ptrace_scope = 0",
    "kernel/yama/ptrace_scope = 1",
    "kernel.yama.* = 0",
    f"# {KEY} = 0",
    f"  # {KEY} = 0",
    f"; {KEY} = 0",
    "net.ipv4.ip_forward = 0",
    "",
)

PLACES = (
    "/etc/sysctl.conf",
    "/etc/sysctl.d/10-a.conf",
    "/etc/sysctl.d/50-b.conf",
    "/etc/sysctl.d/99-c.conf",
    "/etc/sysctl.d/.hidden.conf",
    "/etc/sysctl.d/60-d.bak",
    "/usr/local/lib/sysctl.d/50-b.conf",
    "/usr/local/lib/sysctl.d/70-e.conf",
    "/usr/lib/sysctl.d/10-a.conf",
    "/usr/lib/sysctl.d/99-c.conf",
    "/usr/lib/sysctl.d/zz-f.conf",
)

# Links by path, each made in some of the hosts.
LINKS = {
    "/etc/sysctl.d/99-sysctl.conf": "../sysctl.conf",
    "/etc/sysctl.d/zz-f.conf": "/dev/null",
    "/etc/sysctl.d/80-nowhere.conf": "nowhere.conf",
}

# As the words of the streams' table have them.
ANSWERS = {"pass": "T", "finding": "f", "error": "error", "not_applicable": "-"}


def random_host(number: int) -> tuple[dict[str, str], dict[str, str]]:
    """Files and links of a host, the same for the same number."""
    choose = random.Random(number)
    files = {}
    for place in choose.sample(PLACES, choose.randint(0, 4)):
        lines = choose.choices(LINES, k=choose.randint(1, 3))
        if choose.random() < 0.5:
            lines = [f"{KEY} = 1"] + [line for line in lines if line.lstrip().startswith(("#", ";", "net"))]
        files[place] = "\n".join(lines) + ("\n" if choose.random() < 0.9 else "")
    links = {path: target for path, target in LINKS.items() if choose.random() < 0.25}
    return files, links


def answers_in(text: str) -> dict[str, str]:
    """By judge, its answer, in what `yama-ptrace status --json` printed."""
    return {judge["id"]: judge["answer"] for judge in json.loads(text)["audit"]["judges"]}


def model_of_folder(folder: Path) -> str:
    """What the program says that ComplianceAsCode's stream for the folder's system says."""
    command = [str(PROGRAM), "status", "--scope", "1", "--json", "--root", str(folder)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return ANSWERS[answers_in(done.stdout)["complianceascode"]]
