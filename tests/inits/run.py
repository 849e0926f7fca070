# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inits suite: sysvinit, OpenRC and runit really booted, what they loaded, and what `status` said of it.

    run.py           one boot of each of the three, with trees
    run.py --others  the other ways of loading, no way at all, and other releases of busybox and procps
"""

from __future__ import annotations

import sys
from typing import Any

from inits import kinds
from inits.kinds import Kind
from inits.machines import ASKED, Boot, Case, run_all
from inits.trees import AT_BOOT, LOCK, SPLIT_TREES, TREES, WITH_CONF, Tree
from lab import native
from lab.suite import Suite, equal, run_suite

FEW = TREES[:3]


def main(suite: Suite) -> None:
    """One test a tree and way of loading."""
    native.build("release")
    wanted = [boot for boot in map(lambda boot: _only(suite, boot), _boots()) if boot is not None]
    for boot in run_all(wanted):
        for case in boot.cases:
            with suite.test(case.name):
                assert not boot.fault, boot.fault
                check(case)


def _boots() -> list[Boot]:
    trees = (*TREES, LOCK)
    if "--others" not in sys.argv[1:]:
        return [
            _boot("OpenRC", "bookworm", kinds.ALPINE, AT_BOOT, (kinds.ALPINE, trees)),
            _boot("sysvinit", "bookworm", kinds.DEVUAN, AT_BOOT, (kinds.DEVUAN, trees)),
            _boot("runit", "bookworm", kinds.VOID, AT_BOOT, (kinds.VOID, trees)),
        ]
    return [
        _boot("OpenRC", "bookworm", kinds.ALPINE_2017, WITH_CONF, (kinds.ALPINE_2017, trees)),
        _boot("OpenRC", "bookworm", kinds.ALPINE_NOT_STARTED, WITH_CONF),
        _boot("OpenRC", "bookworm", kinds.OPENRC_BUSYBOX_OWN, WITH_CONF, (kinds.OPENRC_BUSYBOX_OWN, FEW)),
        _boot("OpenRC", "bookworm", kinds.GENTOO, WITH_CONF, (kinds.GENTOO, FEW)),
        _boot("OpenRC", "bookworm", kinds.OPENRC_INIT, WITH_CONF),
        _boot("OpenRC", "bookworm", kinds.DEBIAN_OPENRC, AT_BOOT, (kinds.DEBIAN_OPENRC, FEW)),
        _boot("OpenRC", "bookworm", kinds.DEBIAN_NO_BOOT, WITH_CONF),
        _boot("OpenRC", "bullseye", kinds.ALPINE, WITH_CONF, (kinds.ALPINE, (*SPLIT_TREES, *trees))),
        _boot("OpenRC", "trixie", kinds.ALPINE, WITH_CONF, (kinds.ALPINE, trees)),
        _boot("sysvinit", "bookworm", kinds.DEVUAN_NOT_STARTED, WITH_CONF),
        _boot("sysvinit", "trixie", kinds.DEVUAN, WITH_CONF, (kinds.DEVUAN, trees)),
        _boot("runit", "bookworm", kinds.DEBIAN_RUNIT, WITH_CONF, (kinds.DEBIAN_RUNIT, FEW)),
        _boot("runit", "trixie", kinds.VOID, WITH_CONF, (kinds.VOID, trees)),
    ]


def _boot(name: str, release: str, kind: Kind, tree: Tree, *afterwards: tuple[Kind, tuple[Tree, ...]]) -> Boot:
    def case(way: Kind, what: Tree) -> Case:
        return Case(f"{name} of {release}, {way.name}: {what.name}", way, what)

    return Boot(name, release, case(kind, tree), [case(way, what) for way, trees in afterwards for what in trees])


def _only(suite: Suite, boot: Boot) -> Boot | None:
    """The boot with those cases that the run wants; none when it wants nothing of it."""
    boot.afterwards = [case for case in boot.afterwards if suite.wants(case.name)]
    return boot if boot.afterwards or suite.wants(boot.at_boot.name) else None


def check(case: Case) -> None:
    """The kernel has the literal value, and `status` said so before on the disk, and says so after."""
    equal(case.had, case.wanted, "the kernel's value")
    _check_said(case, case.on_disk, "the disk")
    _check_said(case, case.running, "the running machine")


def _check_said(case: Case, report: dict[str, Any], where: str) -> None:
    verdict = report["verdict"]
    words = [*verdict["reasons"], *verdict.get("doubts", [])]
    if case.kind.loader:
        said = report["boot"][case.kind.loader]["value"] or 0
        equal(said, case.wanted, f"{case.kind.loader}'s value at the next boot that `status` told of {where}")
        if not case.tree.uses_run:
            equal(verdict["compliant"], case.wanted == ASKED, f"compliant, of {where} ({words})")
        equal(verdict.get("doubts", []), [], f"doubts of {where}")
    assert case.wanted == ASKED or not verdict["compliant"], f"compliant, of {where}"


if __name__ == "__main__":
    run_suite("inits", main)
