# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's playbook of the whole life of scope 3, with its own reboots."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from lab.machine import KERNEL_ARGUMENTS, Machine
from lab.suite import Suite, contains, equal
from scope3 import witness
from scope3.site import SilentMachineError, Site

VARIABLES = {
    "hardening_yama_enter_maintenance_command": f"mkdir -p /boot && echo maintenance >{KERNEL_ARGUMENTS}",
    "hardening_yama_leave_maintenance_command": f"rm {KERNEL_ARGUMENTS}",
}


def tests(suite: Suite, site: Site, machine: Machine, another: Callable[[], tuple[Site, Machine]]) -> None:
    """Needs a machine with the witness that has just booted at 0; leaves it so.

    Once in some hundred reboots a User-Mode Linux machine does not come back, whatever is on it. The life is lived
    again then, on another such machine, and the output says so: what the profile does to a boot it does there too.
    """
    with suite.test("life: the whole-life playbook applies, boots, maintains, locks, removes"):
        try:
            said = play(site, machine)
        except SilentMachineError as reason:
            print(f"AGAIN on another machine, for one fell silent: {reason}", flush=True)
            site, machine = another()
            said = play(site, machine)
        show(said)
        contains(said, "failed=0")
        locked, maintained = "kernel.yama.ptrace_scope is 3.", "kernel.yama.ptrace_scope is 1."
        found = re.findall(r'"msg": "(kernel.yama.ptrace_scope is \d.)"', said)
        equal(found, [locked, maintained, locked, "kernel.yama.ptrace_scope is 0."], "what the playbook found")
    with suite.test("life: sshd saw 0 before the playbook, then 3, 1 in the maintenance boot, and 0 again"):
        equal(witness.boots(machine), [0, 3, 1, 0], "values")
    with suite.test("life: nothing of the profile is left"):
        equal(machine.output("ls /etc/systemd/system /etc/sysctl.d | grep yama-ptrace || true"), "", "files")


def play(site: Site, machine: Machine) -> str:
    """Run the playbook on one machine."""
    variables = {**VARIABLES, "hardening_yama_hosts": machine.name}
    return site.play(machine, "hardening.yama.scope3_whole_life", "--extra-vars", json.dumps(variables))


def show(said: str) -> None:
    """The tasks, what they came to, and the recap."""
    wanted = re.compile(r'TASK|PLAY|changed:|ok:|skipping:|fatal:|\s+"msg"|.*failed=')
    print("\n".join(line for line in said.splitlines() if wanted.match(line)), flush=True)
