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
                check(boot, case)


def _boots() -> list[Boot]:
    trees = (*TREES, LOCK)
    if "--others" not in sys.argv[1:]:
        return [
            _boot("OpenRC", "bookworm", kinds.ALPINE, AT_BOOT, trees, promised=FEW),
            _boot("sysvinit", "bookworm", kinds.DEVUAN, AT_BOOT, trees, promised=FEW),
            _boot("runit", "bookworm", kinds.VOID, AT_BOOT, trees, promised=FEW),
        ]
    promised = (AT_BOOT, *SPLIT_TREES, *TREES)
    few = (AT_BOOT, *FEW)
    return [
        _boot("OpenRC", "bullseye", kinds.ALPINE, AT_BOOT, (*SPLIT_TREES, *trees), promised=promised),
        _boot("OpenRC", "trixie", kinds.ALPINE, WITH_CONF, trees, promised=FEW),
        _boot("OpenRC", "bookworm", kinds.ALPINE_2017, AT_BOOT, trees, promised=TREES[:6]),
        _boot("OpenRC", "bookworm", kinds.ALPINE_NOT_STARTED, WITH_CONF),
        _boot("OpenRC", "bookworm", kinds.ALPINE_OTHER_LEVEL, WITH_CONF),
        _boot("OpenRC", "bookworm", kinds.ALPINE_NOT_EXECUTABLE, WITH_CONF),
        _boot("OpenRC", "bookworm", kinds.OPENRC_BUSYBOX_OWN, WITH_CONF, FEW, promised=FEW),
        _boot("OpenRC", "bookworm", kinds.GENTOO, AT_BOOT, FEW, promised=few),
        _boot("OpenRC", "bookworm", kinds.OPENRC_INIT, WITH_CONF),
        _boot("OpenRC", "bookworm", kinds.DEBIAN_OPENRC, AT_BOOT, FEW, promised=few),
        _boot("OpenRC", "bookworm", kinds.DEBIAN_NO_BOOT, WITH_CONF),
        _boot("sysvinit", "trixie", kinds.DEVUAN, AT_BOOT, trees, promised=promised),
        _boot("sysvinit", "bookworm", kinds.DEVUAN_NOT_STARTED, WITH_CONF),
        _boot("runit", "trixie", kinds.VOID, AT_BOOT, trees, promised=promised),
        _boot("runit", "bookworm", kinds.DEBIAN_RUNIT, AT_BOOT, FEW, promised=few),
        _boot("runit", "bookworm", kinds.DEBIAN_RUNIT_WITHOUT, WITH_CONF),
    ]


def _boot(
    name: str,
    release: str,
    kind: Kind,
    tree: Tree,
    afterwards: tuple[Tree, ...] = (),
    *,
    promised: tuple[Tree, ...] = (),
) -> Boot:
    def case(what: Tree) -> Case:
        return Case(f"{name} of {release}, {kind.name}: {what.name}", kind, what, what in promised)

    return Boot(name, release, case(tree), [case(what) for what in afterwards])


def _only(suite: Suite, boot: Boot) -> Boot | None:
    """The boot with those cases that the run wants; none when it wants nothing of it."""
    boot.afterwards = [case for case in boot.afterwards if suite.wants(case.name)]
    return boot if boot.afterwards or suite.wants(boot.at_boot.name) else None


def check(boot: Boot, case: Case) -> None:
    """The kernel has the literal value, and `status` says so of the disk before, and of the running machine after."""
    set_before = case is boot.at_boot and case.promise
    wanted = ASKED if set_before else case.wanted
    equal(case.had, wanted, "the kernel's value")
    _check_said(case, wanted, case.on_disk, "the disk")
    _check_said(case, wanted, case.running, "the running machine")
    if case.promise:
        _check_promise(case, case.had if set_before else case.kept)


def _check_said(case: Case, wanted: int, report: dict[str, Any], where: str) -> None:
    verdict = report["verdict"]
    doubts = verdict.get("doubts", [])
    if case.kind.loader and not (case.tree.doubtful and (doubts or not verdict["compliant"])):
        said = report["boot"][case.kind.loader]["value"] or 0
        equal(said, wanted, f"{case.kind.loader}'s value at the next boot that `status` told of {where}")
        equal(doubts, [], f"doubts of {where}")
        if not case.tree.uses_run:
            equal(verdict["compliant"], wanted == ASKED, f"compliant, of {where} ({verdict['reasons']})")
    assert wanted == ASKED or doubts or not verdict["compliant"], f"compliant without a doubt, of {where}"


def _check_promise(case: Case, kept: int | None) -> None:
    """After `set` the loader gives what was asked for; where none runs, `set` fails and changes nothing."""
    failed, changed = case.done.get("failed"), case.done.get("changed")
    if not case.kind.loader or (case.kind.may_refuse and failed):
        equal((failed, changed), (True, False), f"failed and changed of `set` ({case.done.get('msg')})")
    else:
        equal((failed, kept), (False, ASKED), f"failed and the kernel's value after `set` ({case.done.get('msg')})")


if __name__ == "__main__":
    run_suite("inits", main)
