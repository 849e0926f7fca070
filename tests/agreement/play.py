# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens on the copies of a host, on the real Yama of a guest of User-Mode Linux."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from agreement.hosts import PLACES, Copy, Host
from judges.scanners import CAT_CONFIG, GREP, RIGHT_LINE, RUNNING
from lab import uml
from lab.errors import LabError
from lab.project import PROGRAM, ROOT

GUEST = Path(__file__).with_name("guest.sh")
CIS_STEPS = ROOT / "tests" / "judges" / "cis_steps"
SECONDS = 900
MOST_BOOTS = 200  # each ends a batch, or a step that locks the kernel

# The value that the kernel has before each step, its name, its command.
LOADERS = "0 systemd /lib/systemd/systemd-sysctl\n0 procps /sbin/sysctl --system\n"
STEPS = {
    "before": "1 program /run/judges/yama-ptrace status --scope 1 --json\n"
    f"1 running {RUNNING}\n1 cat_config {CAT_CONFIG}\n1 grep {GREP}\n1 cis bash /run/judges/cis_steps 1\n{LOADERS}",
    "the program": f"0 change /run/judges/yama-ptrace set 1\n{LOADERS}",
    "the published remediation": f"0 change bash /run/judges/remediation\n{LOADERS}",
}


def play(hosts: list[Host], system: Path, remediation: str) -> None:
    """Lay copies of these hosts, do the steps of each, and note what came of it. Their folders stay, changed."""
    with tempfile.TemporaryDirectory(prefix="yama-agreement-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        init = folder / "init"
        init.write_bytes(GUEST.read_bytes())
        init.chmod(0o755)
        copies = [(host, kind) for host in hosts for kind in STEPS]
        for number, (host, kind) in enumerate(copies):
            lay(folder / f"{number:03}", host.folder, kind, system, remediation)
        boot_until_complete(folder, len(copies), init, system)
        for number, (host, kind) in enumerate(copies):
            host.copies[kind] = read_copy(folder / f"{number:03}")
            if kind == "before":
                host.told = json.loads(said_in(folder / f"{number:03}", "program"))
                host.answers.update(read_answers(folder / f"{number:03}", host.told))
            shutil.rmtree(host.folder / kind, ignore_errors=True)
            shutil.copytree(folder / f"{number:03}" / "root", host.folder / kind, symlinks=True)


def lay(folder: Path, tree: Path, kind: str, system: Path, remediation: str) -> None:
    """One copy: /etc of the system with the host's settings instead of its own."""
    root = folder / "root"
    shutil.copytree(system / "etc", root / "etc", symlinks=True)
    shutil.rmtree(root / "etc" / "sysctl.d", ignore_errors=True)
    (root / "etc" / "sysctl.conf").unlink(missing_ok=True)
    for place in PLACES:
        shutil.copytree(tree / place, root / place, symlinks=True, dirs_exist_ok=True)
    judges = root / "run" / "judges"
    judges.mkdir()
    shutil.copy(PROGRAM, judges / "yama-ptrace")
    shutil.copy(CIS_STEPS, judges / "cis_steps")
    (judges / "remediation").write_text(remediation, encoding="utf-8")
    (folder / "steps").write_text(STEPS[kind], encoding="utf-8")


def boot_until_complete(folder: Path, copies: int, init: Path, system: Path) -> None:
    """Boot the guest as often as it takes. Raises LabError when a boot does nothing."""
    done = -1
    for _ in range(MOST_BOOTS):
        output = uml.run_once(str(folder), "256M", str(init), f"hosts={folder}", f"system={system}", seconds=SECONDS)
        if len(list(folder.glob("*/complete"))) == copies:
            return
        before, done = done, len(list(folder.glob("*/*.value")))
        if done == before:
            break
    raise LabError(f"The guest of User-Mode Linux did not come to its end: {' '.join(output.split())[-600:]}")


def read_copy(folder: Path) -> Copy:
    """What one copy's loaders left."""
    values = [int((folder / f"{name}.value").read_text(encoding="ascii")) for name in ("systemd", "procps")]
    status = folder / "change.status"
    if not status.exists():
        return Copy(*values)
    return Copy(*values, status=int(status.read_text(encoding="ascii")), said=said_in(folder, "change"))


def said_in(folder: Path, step: str) -> str:
    """What a step printed."""
    return (folder / f"{step}.said").read_text(encoding="utf-8", errors="replace")


def read_answers(folder: Path, told: dict[str, Any]) -> dict[str, bool]:
    """What the judges say that were asked in the guest; True is "right"."""

    def said(name: str) -> str:
        return said_in(folder, name)

    def right(line: str) -> bool:
        return bool(re.fullmatch(RIGHT_LINE, line))

    settings = [line.partition(":")[2] for line in said("grep").splitlines() if ":" in line]
    settings = [line for line in settings if "kernel.yama.ptrace_scope" in line and not re.match(r"\s*[#;]", line)]
    running = right(said("running").strip())
    return {
        "yama-ptrace": told["verdict"]["compliant"],
        "DISA, running kernel; Lynis": running,
        "DISA, `--cat-config`": running and right(said("cat_config").strip()),
        "DISA, `grep -r`": running and bool(settings) and all(map(right, settings)),
        "CIS, value 1": (folder / "cis.status").read_text(encoding="ascii").strip() == "0",
    }
