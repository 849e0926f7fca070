# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inits, and the ways in which they have settings loaded."""

from __future__ import annotations

from dataclasses import dataclass

from inits import scripts
from writers.kinds import File, link, script


@dataclass(frozen=True)
class Init:
    """A machine without systemd, by Debian's packages; late is the place where it runs the lab's driver."""

    packages: tuple[str, ...]
    late: str


INITTAB = "/etc/inittab"
STAGE_2 = "/etc/runit/2"

SYSVINIT = Init(("sysvinit-core", "procps"), INITTAB)
OPENRC = Init(("sysvinit-core", "openrc", "busybox"), INITTAB)
OPENRC_PROCPS = Init(("sysvinit-core", "openrc", "procps"), INITTAB)
RUNIT = Init(("runit-init", "procps"), STAGE_2)


@dataclass(frozen=True)
class Kind:
    """One way: what makes a machine of the init so, and how the init's own tool does it again."""

    name: str
    init: Init
    column: str  # whose values it has in trees.py
    loader: str  # `status` calls it so; empty: none runs at boot
    files: tuple[File, ...] = ()
    removed: tuple[str, ...] = ()  # of what the packages brought, as patterns
    again: str = ""


_BUSYBOX = (link("/sbin/sysctl", "/bin/busybox"),)
_DEBIANS = ("/etc/init.d/procps", "/etc/rc*.d/S??procps", "/etc/runlevels/*/procps")


def _openrc(text: str) -> tuple[File, ...]:
    return (script("/etc/init.d/sysctl", text), link("/etc/runlevels/boot/sysctl", "/etc/init.d/sysctl"))


_RC_SERVICE = "rc-service sysctl restart"

DEVUAN = Kind("Devuan's script", SYSVINIT, "system", "procps", again="/etc/init.d/procps start")
DEVUAN_NOT_STARTED = Kind("Devuan's script in no runlevel", SYSVINIT, "nothing", "", removed=("/etc/rc*.d/S??procps",))
ALPINE = Kind(
    "Alpine's script", OPENRC, "alpine", "busybox", (*_BUSYBOX, *_openrc(scripts.ALPINE)), again=_RC_SERVICE
)
ALPINE_2017 = Kind(
    "Alpine's script of 2017",
    OPENRC,
    "alpine2017",
    "busybox",
    (*_BUSYBOX, *_openrc(scripts.ALPINE_2017)),
    again=_RC_SERVICE,
)
ALPINE_NOT_STARTED = Kind(
    "Alpine's script in no runlevel",
    OPENRC,
    "nothing",
    "",
    (*_BUSYBOX, script("/etc/init.d/sysctl", scripts.ALPINE)),
)
OPENRC_BUSYBOX = Kind(
    "OpenRC's script with busybox", OPENRC, "nothing", "", (*_BUSYBOX, *_openrc(scripts.OPENRC)), again=_RC_SERVICE
)
OPENRC_DEBIAN = Kind(
    "Debian's script under OpenRC", OPENRC_PROCPS, "system", "procps", again="rc-service procps restart"
)
OPENRC_OWN = Kind(
    "OpenRC's script with procps",
    OPENRC_PROCPS,
    "system",
    "procps",
    _openrc(scripts.OPENRC),
    _DEBIANS,
    again=_RC_SERVICE,
)
RUNIT_DEBIAN = Kind("Debian's script under runit", RUNIT, "system", "procps", again="/etc/init.d/procps start")
VOID = Kind(
    "Void's script",
    RUNIT,
    "void",
    "procps",
    (
        script("/etc/runit/1", scripts.VOID_STAGE_1),
        File("/etc/runit/functions", scripts.VOID_FUNCTIONS),
        File("/etc/runit/core-services/00-pseudofs.sh", scripts.VOID_FILE_SYSTEMS),
        File("/etc/runit/core-services/08-sysctl.sh", scripts.VOID),
    ),
    _DEBIANS,
    again=". /etc/runit/functions; . /etc/runit/core-services/08-sysctl.sh",
)
