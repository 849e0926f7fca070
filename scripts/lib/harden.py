# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/harden: hardens the hosts of an inventory, or a throwaway machine that proves the promise."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from lab import native
from lab.controller import Controller
from lab.errors import LabError
from lab.laboratory import Lab
from lab.machine import Machine
from lab.progress import say
from lab.project import PROGRAM, ROOT

PLAYBOOK = "hardening.yama.harden"
WANTED = 1

# Every one of these puts 0 back at the next boot, or would if a lesser one were removed.
CONFLICTS = {
    "/etc/sysctl.d/10-developers.conf": "# our developers attach debuggers\nkernel.yama.ptrace_scope = 0\n",
    "/etc/sysctl.d/60-slash-key.conf": "kernel/yama/ptrace_scope=0\n",
    "/usr/local/lib/sysctl.d/50-local.conf": "kernel.yama.ptrace_scope=0\n",
    "/usr/lib/sysctl.d/99-zz-vendor.conf": "kernel.yama.ptrace_scope = 0\n",
    "/etc/ufw/sysctl.conf": "net/ipv4/conf/all/rp_filter=1\nkernel/yama/ptrace_scope=0\n",
}
# In the running machine's memory: gone with a reboot, and read by everything that loads settings before it.
RUNTIME_CONFLICT = ("/run/sysctl.d/70-runtime.conf", "kernel.yama.ptrace_scope = 0\n")

# What published checks say of the machine, by the models that the program has of them: by id, the head of the column.
JUDGES = {
    "disa_rhel8": "DISA RHEL 8",
    "disa_rhel9": "DISA RHEL 9",
    "cis_1": "CIS",
    "complianceascode": "OpenSCAP",
    "lynis": "Lynis",
}

LEGEND = """
running kernel: what /proc/sys/kernel/yama/ptrace_scope says. systemd-sysctl, sysctl --system: what the real loader,
run on the machine's files, makes of it. The rest is what published checks say of it, by `yama-ptrace status --judges`:
DISA's text for RHEL 8 (the running value) and RHEL 9 (besides, the last line that systemd-sysctl reads), CIS (the last
file that names the parameter), OpenSCAP with the rule for Debian 12 (no wrong line anywhere, outranked ones of packages
included) and Lynis (the running value).
"""

# Where the program is on the machine, to say what other judges say.
PROGRAM_THERE = "/root/yama-ptrace"

# Runs one loader from a value that nobody asked for, so that "leaves it alone" and "sets it" can be told apart.
MEASURE = """
scope=/proc/sys/kernel/yama/ptrace_scope
now=$(cat $scope)
echo $now
for loader in /usr/lib/systemd/systemd-sysctl 'sysctl --system'; do
    echo 2 >$scope
    $loader >/dev/null 2>&1
    cat $scope
done
echo $now >$scope
"""


@dataclass
class Stage:
    """One row of the table: what the kernel has, what each real loader makes of the files, what checks say."""

    name: str
    kernel: int
    systemd: int
    procps: int
    changed: int | None = None
    judges: dict[str, str] = field(default_factory=dict)


def main(arguments: list[str]) -> int:
    """Returns the exit status."""
    if arguments[:1] in (["-h"], ["--help"]):
        print_usage()
        return 0
    if arguments and not arguments[0].startswith("-"):
        return harden_inventory(arguments[0], arguments[1:])
    return harden_throwaway_machine(arguments)


def print_usage() -> None:
    """Print the comment at the top of scripts/harden."""
    text = (ROOT / "scripts" / "harden").read_text(encoding="utf-8")
    comment = text[text.index("# usage:") : text.index("set -euo")]
    print(re.sub("^# ?", "", comment, flags=re.MULTILINE), end="")


def harden_inventory(inventory: str, options: list[str]) -> int:
    """Harden the hosts of the inventory with the person's own Ansible configuration and keys."""
    if "," not in inventory and not Path(inventory).exists():
        raise LabError(f"There is no inventory {inventory}: give a file, or hosts in the form `host1,host2,`.")
    native.build("release", "all", "collection")
    controller = Controller()
    say(f"running {PLAYBOOK} with ansible-core {controller.version} on {inventory}")
    environment = dict(os.environ, LC_ALL="C.UTF-8", PATH=f"{controller.folder}/bin:{os.environ['PATH']}")
    del environment["PYTHONPATH"]  # it names this project's own library, and Ansible must not see it
    environment["ANSIBLE_COLLECTIONS_PATH"] = os.pathsep.join(
        filter(None, (str(ROOT), os.environ.get("ANSIBLE_COLLECTIONS_PATH")))
    )
    command = [f"{controller.folder}/bin/ansible-playbook", "-i", inventory, PLAYBOOK, "--diff", *options]
    return subprocess.run(command, env=environment, check=False).returncode


def harden_throwaway_machine(options: list[str]) -> int:
    """Make, seed, harden, harden again and reboot a machine; print the table; 0 when the promise held."""
    with Lab() as lab:
        say("making a Debian 12 machine with conflicting settings")
        machine = lab.machine("throwaway")
        for path, content in CONFLICTS.items():
            machine.write(path, content)
        machine.start()
        native.build("release", "all", "collection")
        controller = Controller()
        say("waiting for its sshd")
        machine.wait()
        path, content = RUNTIME_CONFLICT
        machine.output(f"mkdir -p {os.path.dirname(path)} && printf '{content}' >{path}")
        machine.write(PROGRAM_THERE, PROGRAM.read_bytes(), mode=0o755)

        stages = [observe(machine, "before")]
        for name in ("after", "second run"):
            say(f"running {PLAYBOOK} with ansible-core {controller.version} over SSH: {name}")
            changed = run_playbook(lab, controller, options)
            stages.append(observe(machine, name))
            stages[-1].changed = changed
        say("rebooting the machine")
        machine.reboot()
        stages.append(observe(machine, "after a reboot"))
        say("done, removing the machine")
    print_table(stages)
    broken = broken_promises(stages)
    for sentence in broken:
        print(f"NOT AS PROMISED: {sentence}")
    return 1 if broken else 0


def run_playbook(lab: Lab, controller: Controller, options: list[str]) -> int:
    """Run the playbook on the lab's machines and return how many tasks changed something."""
    command = controller.command(lab, "ansible-playbook", "-i", str(lab.inventory()), PLAYBOOK, "--diff", *options)
    recap = None
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as playbook:
        for line in playbook.stdout:
            print(line, end="", flush=True)
            recap = re.search(r"changed=(\d+)", line) or recap
    if playbook.returncode != 0 or recap is None:
        raise LabError(f"The playbook failed with status {playbook.returncode}: Ansible's own words are above.")
    return int(recap.group(1))


def observe(machine: Machine, name: str) -> Stage:
    """Measure one stage with the machine's own kernel, loaders and tools."""
    kernel, systemd, procps = map(int, machine.output(MEASURE).split())
    stage = Stage(name, kernel, systemd, procps)
    told = json.loads(machine.run(f"{PROGRAM_THERE} status --scope {WANTED} --json").stdout)
    stage.judges = {judge["id"]: judge["answer"] for judge in told["audit"]["judges"]}
    return stage


def broken_promises(stages: list[Stage]) -> list[str]:
    """What differs from: 0 before, WANTED in the kernel and from both loaders afterwards, no change by a second run."""
    before, first, second, rebooted = stages
    broken = []
    for stage, wanted in ((before, 0), (first, WANTED), (second, WANTED), (rebooted, WANTED)):
        for what in ("kernel", "systemd", "procps"):
            found = getattr(stage, what)
            if found != wanted:
                broken.append(f"{stage.name}: {what} has {found}, not {wanted}")
    if not first.changed:
        broken.append("the first run changed nothing")
    if second.changed:
        broken.append(f"the second run changed {second.changed} tasks")
    return broken


def print_table(stages: list[Stage]) -> None:
    """Print the stages, a row each, and what the columns are."""
    heads = ["", "running kernel", "systemd-sysctl", "sysctl --system", "changed", *JUDGES.values()]
    rows = [heads]
    for stage in stages:
        changed = "-" if stage.changed is None else str(stage.changed)
        verdicts = [stage.judges[judge] for judge in JUDGES]
        rows.append([stage.name, str(stage.kernel), str(stage.systemd), str(stage.procps), changed, *verdicts])
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    print()
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    print(LEGEND)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LabError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("interrupted: everything that was started has been removed", file=sys.stderr)
        sys.exit(130)
