# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Some of the systems with settings of an administrator's, or a package's, that their loaders read in their own way."""

from __future__ import annotations

from . import others, red_hat, suse
from .settings import YAMA
from .tree import Files, Link, Tree

_SYSTEMS = {tree.name: tree for tree in (*red_hat.TREES, *suse.TREES, *others.TREES)}


def _with(system: str, what: str, files: Files) -> Tree:
    tree = _SYSTEMS[system]
    return Tree(f"{system} with {what}", tree.os_release, {**tree.files, **files})


DASH: Files = {"/etc/sysctl.d/60-debug.conf": f"-{YAMA} = 0\n"}
PATTERN: Files = {"/etc/sysctl.d/60-debug.conf": "kernel.yama.* = 2\n"}

TREES = (
    _with("RHEL 7.9", "0 in sysctl.conf", {"/etc/sysctl.conf": f"{YAMA} = 0\n"}),
    _with("RHEL 7.9", "a dash", DASH),
    _with("RHEL 8.4", "a dash", DASH),
    _with("RHEL 8.10", "a dash", DASH),
    _with("CentOS Stream 8", "a dash", DASH),
    _with("RHEL 9.0", "a pattern", PATTERN),
    _with("CentOS Stream 9", "a pattern", PATTERN),
    _with(
        "CentOS Stream 8",
        "a name in /etc and /run",
        {"/etc/sysctl.d/70-a.conf": f"{YAMA} = 1\n", "/run/sysctl.d/70-a.conf": f"{YAMA} = 2\n"},
    ),
    _with(
        "SLE 15 SP6",
        "3 of the kernel's own",
        {"/usr/lib/modules/6.4.0-150600.23.65-default/sysctl.conf": f"{YAMA} = 3\n"},
    ),
    _with("Alpine 3.22", "0 in sysctl.conf", {"/etc/sysctl.conf": f"{YAMA} = 0\n"}),
    _with(
        "Alpine 3.22",
        "a package's 0 behind a link to /dev/null",
        {"/usr/lib/sysctl.d/50-debug.conf": f"{YAMA} = 0\n", "/etc/sysctl.d/50-debug.conf": Link("/dev/null")},
    ),
    _with("Alpine 3.22", "1 after what the kernel refuses", {"/etc/sysctl.d/50-a.conf": f"{YAMA} = 9\n{YAMA} = 1\n"}),
    _with("Alpine 3.6", "a package's 0", {"/usr/lib/sysctl.d/50-debug.conf": f"{YAMA} = 0\n"}),
    _with("Void", "0 in sysctl.conf", {"/etc/sysctl.conf": f"{YAMA} = 0\n"}),
    _with("Devuan 5", "0 in sysctl.conf", {"/etc/sysctl.conf": f"{YAMA} = 0\n"}),
    _with("Gentoo", "a package's 0", {"/usr/lib/sysctl.d/50-debug.conf": f"{YAMA} = 0\n"}),
)
