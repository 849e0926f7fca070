# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts whose pages are looked at: folders shaped like Debian 12, each in a state of its own."""

from __future__ import annotations

from distributions.tree import MERGED, Files, Link, Tree, procps, systemd

KEY = "kernel.yama.ptrace_scope"
OTHER_UNIT = f"[Service]\nExecStart=/bin/sh -c 'for i in 0; do sysctl -w {KEY}=$i; done'\n"
LONG_NAME = "/etc/sysctl.d/99-a-name-that-goes-on-and-on-until-no-terminal-of-eighty-columns-can-hold-it.conf"


def _debian(name: str, files: Files) -> Tree:
    init: Files = {"/sbin/init": Link("/lib/systemd/systemd")}
    system = {**MERGED, **init, **systemd("252", "252 (252.39-1~deb12u1)"), **procps("4.0.2")}
    return Tree(name, "ID=debian VERSION_ID=12", {**system, **files})


RIGHT = _debian("right", {"/etc/sysctl.d/99-hardening.conf": f"# by hand\n{KEY} = 1\n"})
WRONG = _debian(
    "wrong",
    {
        "/usr/lib/sysctl.d/99-zz-vendor.conf": f"# by the vendor\n{KEY} = 0\n",
        "/etc/sysctl.d/50-local.conf": f"vm.swappiness = 10\n{KEY} = 1\n",
        "/etc/sysctl.conf": f"{KEY} = 1\n",
    },
)
DOUBTFUL = _debian(
    "doubtful",
    {
        "/etc/sysctl.d/50-local.conf": f"{KEY} = 1\n",
        "/etc/systemd/system/other.service": OTHER_UNIT,
        "/etc/systemd/system/multi-user.target.wants/other.service": Link("../other.service"),
    },
)
CONTAINER = _debian(
    "container",
    {"/etc/sysctl.d/50-local.conf": f"{KEY} = 1\n", "/run/systemd/container": "podman\n"},
)
MASKED = _debian(
    "masked",
    {
        "/etc/sysctl.d/50-local.conf": f"{KEY} = 1\n",
        "/usr/lib/sysctl.d/10-lock.conf": f"{KEY} = 3\n",
        "/etc/systemd/system/systemd-sysctl.service": Link("/dev/null"),
    },
)
LOCKED = _debian("locked", {})  # by `set 3 --persist boot_unit`
# Names and lines that are too long, a tab, an escape sequence, Latin-1 (which is not UTF-8) and wide characters.
NAMES = _debian(
    "names",
    {
        LONG_NAME: f"{KEY}\t=\t1\n",
        "/etc/sysctl.d/70-\u00e9.conf": f"{KEY} = 2 # \x1b[31mred \xe9\n",
        "/etc/sysctl.d/71-\u8a2d\u5b9a.conf": f"-{KEY}\n",
        "/etc/sysctl.d/99-hardening": f"{KEY} = 2 and a remark that is longer than anybody would want it to be\n",
    },
)
FRESH = _debian("fresh", {})
EMPTY = Tree("empty", "", {})
