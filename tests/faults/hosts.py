# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts whose changes are broken off, and what is done to each."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

from distributions.tree import MERGED, Files, Link, Tree, dpkg, procps, systemd
from faults.boots import PROCPS, SYSTEMD

KEY = "kernel.yama.ptrace_scope"

PUBLISHED = "/etc/systemd/system/limit-ptrace.service"

# The NSA sheet's unit with its two faults mended, as administrators run it.
_PUBLISHED_UNIT = """\
[Unit]
Description=Removes, system-wide, the ability to ptrace
ConditionKernelCommandLine=!maintenance

[Service]
Type=oneshot
ExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3

[Install]
WantedBy=multi-user.target
"""

DEBIAN: Files = {
    **MERGED,
    **systemd(SYSTEMD),
    **procps(PROCPS),
    **dpkg(systemd="252.39-1~deb12u1", procps="2:4.0.2-3"),
    "/usr/lib/sysctl.d/50-default.conf": "net.ipv4.conf.default.rp_filter = 2\n",
    "/usr/sbin/init": Link("../lib/systemd/systemd"),
}

# systemd comes to 2, procps to 0; four files are edited and the own one is made. None of them is 3: the plain file that
# stands for the kernel here cannot be locked.
EDITED_SETTINGS: Files = {
    "/etc/sysctl.conf": f"# the last word for procps\r\n{KEY} = 0\r\nvm.swappiness=1",
    "/etc/sysctl.d/10-site.conf": f"vm.swappiness = 1\n{KEY}=2\n{KEY}=0\n",
    "/etc/sysctl.d/99-zzz.conf": f"{KEY}=2\n",
    "/usr/local/lib/sysctl.d/50-local.conf": f"-{KEY} = 0\n",
    "/etc/sysctl.d/60-link.conf": Link("/srv/settings/site.conf"),
    "/srv/settings/site.conf": f"# shared\n{KEY} = 2\n",
}
_EDITED: Files = {**DEBIAN, **EDITED_SETTINGS}

_VENDOR: Files = {
    **DEBIAN,
    "/usr/lib/sysctl.d/99-zz-vendor.conf": f"# of a package\nvm.swappiness=7\n{KEY} = 0\n",
    "/usr/lib/sysctl.d/60-other.conf": f"{KEY} = 2\n",
}

_UNIT: Files = {
    **DEBIAN,
    PUBLISHED: _PUBLISHED_UNIT,
    "/etc/systemd/system/multi-user.target.wants/limit-ptrace.service": Link(PUBLISHED),
    "/etc/sysctl.d/10-site.conf": f"{KEY}=1\n",
}

# Owner, mode and attributes that must outlive every fault.
_ODD = {"/etc/sysctl.d/99-zzz.conf": (1234, 4321, 0o640), "/etc/sysctl.conf": (0, 7, 0o600)}
_LIST_HEAD = struct.pack("<I", 2)
_ACCESS_LIST = _LIST_HEAD + b"".join(
    struct.pack("<HHI", tag, rights, who)
    for tag, rights, who in (
        (1, 6, 0xFFFFFFFF),
        (2, 4, 1000),
        (4, 4, 0xFFFFFFFF),
        (16, 4, 0xFFFFFFFF),
        (32, 0, 0xFFFFFFFF),
    )
)


@dataclass(frozen=True)
class Change:
    """A host, what was done to it before, and the run that is broken off."""

    name: str
    files: Files
    run: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()

    def build(self, folder: Path) -> None:
        """Make the host, as it is before `before`."""
        Tree(self.name, "ID=debian VERSION_ID=12", self.files).build(folder)
        make_odd(folder)


def make_odd(folder: Path) -> None:
    """Give some of the files what must outlive every fault."""
    for path, (user, group, mode) in _ODD.items():
        place = folder / path.removeprefix("/")
        if place.exists():
            os.chown(place, user, group)
            place.chmod(mode)
            os.setxattr(place, "trusted.note", b"\0kept\xff")
            os.setxattr(place, "security.selinux", b"system_u:object_r:system_conf_t:s0\0")
    listed = folder / "etc/sysctl.d/10-site.conf"
    if listed.exists():
        os.setxattr(listed, "system.posix_acl_access", _ACCESS_LIST)


_LOCK = ("set", "3", "--persist", "boot_unit")

CHANGES = (
    Change("set", _EDITED, ("set", "1")),
    Change("set with copies", _EDITED, ("set", "1", "--backup")),
    Change("undo", _EDITED, ("unset",), (("set", "1"),)),
    Change("other scope", _EDITED, ("set", "2"), (("set", "1"),)),
    Change("comment out", _EDITED, ("comment-out",)),
    Change("outrank", _VENDOR, ("set", "1")),
    Change("shadow", _VENDOR, ("set", "1", "--vendor-files", "shadow")),
    Change("undo of shadow", _VENDOR, ("unset",), (("set", "1", "--vendor-files", "shadow"),)),
    Change("edit", _VENDOR, ("set", "1", "--vendor-files", "edit")),
    Change("boot unit", _EDITED, _LOCK),
    Change("undo of boot unit", _EDITED, ("unset",), (_LOCK,)),
    Change("boot unit instead of a line", _EDITED, _LOCK, (("set", "1"),)),
    Change("a line instead of the boot unit", _EDITED, ("set", "1", "--remove-lock"), (_LOCK,)),
    Change("published unit replaced", _UNIT, (*_LOCK, "--replace-published-unit")),
    Change("undo of that", _UNIT, ("unset",), ((*_LOCK, "--replace-published-unit"),)),
)
