# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release by scope by kind of boot: what a machine is told over SSH, and what its real boots then show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from lab.machine import Machine
from lab.suite import Suite, equal
from scope3 import witness
from scope3.site import Site
from scope3.witness import Seen

# The normal boot is the last: what comes next is told to the machine that is then running.
KINDS = {
    "emergency": "systemd.unit=emergency.target",
    "rescue": "systemd.unit=rescue.target",
    "maintenance": "maintenance",
    "normal": "",
}

WITHOUT_SSHD = ("emergency", "rescue")


@dataclass(frozen=True)
class Boot:
    """One cell of the matrix."""

    release: str
    scope: int
    kind: str

    def __str__(self) -> str:
        return f"{self.release}, scope {self.scope}, {self.kind} boot"


# What each boot showed, or why it showed nothing.
Results = dict[Boot, Union[Seen, str]]

# What a boot is to show: first and last value; value once the loaders ran again; exit status of `status --scope N`.
# No loader runs in an emergency boot, so what files say counts only from the restart of systemd-sysctl on.
EXPECTED = {
    (0, "emergency"): (0, 0, 0),
    (0, "rescue"): (0, 0, 0),
    (0, "maintenance"): (0, 0, 0),
    (0, "normal"): (0, 0, 0),
    (1, "emergency"): (0, 1, 1),
    (1, "rescue"): (1, 1, 0),
    (1, "maintenance"): (1, 1, 0),
    (1, "normal"): (1, 1, 0),
    (2, "emergency"): (0, 2, 1),
    (2, "rescue"): (2, 2, 0),
    (2, "maintenance"): (2, 2, 0),
    (2, "normal"): (2, 2, 0),
    (3, "emergency"): (3, 3, 0),
    (3, "rescue"): (3, 3, 0),
    (3, "maintenance"): (1, 1, 1),
    (3, "normal"): (3, 3, 0),
}

# The exit status of `sysctl --system` on a locked kernel. procps 4.0.2 and 4.0.4 report the refusal of a line that says
# "-", and go on; the value stays.
RELOADED_LOCKED = {"bullseye": 0, "bookworm": 1, "trixie": 1, "sid": 0}


def expected(boot: Boot) -> Seen:
    """What a boot is to show."""
    value, later, judged = EXPECTED[boot.scope, boot.kind]
    return Seen(
        first=value,
        end=value,
        unit="active" if boot.scope == 3 and boot.kind != "maintenance" else "inactive",
        failed=(),
        probe=value,
        agrees=True,
        judged=judged,
        maintenance=boot.kind == "maintenance",
        restarted=0,
        after_restart=later,
        reloaded=RELOADED_LOCKED[boot.release] if value == 3 else 0,
        after_reload=later,
    )


def apply(site: Site, machine: Machine, scope: int) -> None:
    """Have Ansible set the scope on a running machine, and set it again, which changes nothing."""
    for changed in (True, False):
        if scope == 3:
            said, word = site.scope3(machine), f"changed={int(changed)}"
        else:
            said = site.task(machine, "hardening.yama.yama_ptrace", f"scope={scope}")
            word = "CHANGED" if changed else "SUCCESS"
        assert word in said, f"{word} is not in: {said[-900:]}"


def boots(site: Site, machine: Machine, release: str, *scopes: int) -> Results:
    """Set each scope and boot in every kind. Needs a running machine; leaves it running at the last scope."""
    results: Results = {}
    for scope in scopes:
        try:
            apply(site, machine, scope)
            machine.power_off()
        except Exception as reason:  # noqa: BLE001 - the other scopes still run
            results.update({Boot(release, scope, kind): str(reason) for kind in KINDS})
            continue
        results.update(boots_at(machine, release, scope))
    return results


def boots_at(machine: Machine, release: str, scope: int) -> Results:
    """Boot in every kind a machine that is off and has the scope set; leaves it running."""
    results: Results = {}
    for kind in KINDS:
        boot = Boot(release, scope, kind)
        try:
            results[boot] = one_boot(machine, boot)
        except Exception as reason:  # noqa: BLE001 - one bad boot is one failed test
            results[boot] = str(reason) or type(reason).__name__
    return results


def one_boot(machine: Machine, boot: Boot) -> Seen:
    """Boot a machine that is off. It is off again afterwards, but runs after a normal boot."""
    witness.expect(machine, boot.scope)
    machine.start(*KINDS[boot.kind].split())
    if boot.kind in WITHOUT_SSHD:
        machine.wait_until_off()
        return witness.read(machine)
    machine.wait()
    seen = witness.look(machine)
    if boot.kind != "normal":
        machine.power_off()
    return seen


def judge(suite: Suite, results: Results) -> None:
    """One test a boot."""
    for boot, seen in results.items():
        with suite.test(str(boot)):
            assert isinstance(seen, Seen), seen
            for name, value in vars(expected(boot)).items():
                equal(getattr(seen, name), value, name)


def show(results: Results) -> None:
    """The matrix as a table: the value when sshd or the shell started, at the end, and the unit's state."""
    kinds = list(reversed(KINDS))
    print(f"{'release':10}{'scope':7}" + "".join(f"{kind:22}" for kind in kinds))
    releases = list(dict.fromkeys(boot.release for boot in results))
    rows = {(boot.release, boot.scope) for boot in results}
    for release, scope in sorted(rows, key=lambda row: (releases.index(row[0]), row[1])):
        cells = [_cell(results.get(Boot(release, scope, kind))) for kind in kinds]
        print(f"{release:10}{scope:<7}" + "".join(f"{text:22}" for text in cells), flush=True)


def _cell(seen: Seen | str | None) -> str:
    if not isinstance(seen, Seen):
        return "-" if seen is None else "no result"
    return f"{seen.first} {seen.end} unit {seen.unit}"
