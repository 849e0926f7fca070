# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inits, and the ways in which they have settings loaded."""

from __future__ import annotations

from dataclasses import dataclass

from inits import scripts
from writers.kinds import File, link, script


@dataclass(frozen=True)
class Init:
    """A machine without systemd, by Debian's packages; late has it run the lab's driver when all is started."""

    packages: tuple[str, ...]
    late: tuple[File, ...]


DRIVER = "/lab/driver"
INITTAB = "/etc/inittab"  # its late text is added to what is there

_AT_END = (File(INITTAB, f"lab:23:wait:{DRIVER}\n"),)
_IN_RUNLEVEL = (
    script("/etc/init.d/lab", f"#!/sbin/openrc-run\nstart()\n{{\n\tsetsid {DRIVER} &\n}}\n"),
    link("/etc/runlevels/default/lab", "/etc/init.d/lab"),
)

SYSVINIT = Init(("sysvinit-core", "procps"), _AT_END)
OPENRC_BUSYBOX = Init(("openrc", "busybox"), (File(INITTAB, f"::wait:{DRIVER}\n"),))
OPENRC_SYSVINIT = Init(("sysvinit-core", "openrc", "procps"), _AT_END)
OPENRC_ALONE = Init(("openrc", "procps"), _IN_RUNLEVEL)
RUNIT = Init(("runit-init", "procps"), (script("/etc/runit/2", f"#!/bin/sh\nexec {DRIVER}\n"),))


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
    may_refuse: bool = False  # `set` has no place to write to where a vendor's file has the last word


_DEBIANS = ("/etc/init.d/procps", "/etc/rc*.d/S??procps", "/etc/runlevels/*/procps")

# Alpine's /etc/inittab for busybox' init, and Gentoo's for sysvinit; Debian's knows no runlevel boot.
_BUSYBOX = (
    link("/sbin/init", "/bin/busybox"),
    link("/sbin/sysctl", "/bin/busybox"),
    File(INITTAB, "::sysinit:/sbin/openrc sysinit\n::sysinit:/sbin/openrc boot\n::wait:/sbin/openrc default\n"),
)
_GENTOO = (
    File(
        INITTAB,
        "id:3:initdefault:\n"
        "si::sysinit:/sbin/openrc sysinit\n"
        "rc::bootwait:/sbin/openrc boot\n"
        "l3:3:wait:/sbin/openrc default\n",
    ),
)


_SYSCTL = "/etc/init.d/sysctl"


def _in_boot(text: str) -> tuple[File, ...]:
    return (script(_SYSCTL, text), link("/etc/runlevels/boot/sysctl", _SYSCTL))


_RC_SERVICE = "rc-service sysctl restart"
_INIT_D = "/etc/init.d/procps start"

DEVUAN = Kind("Devuan's script", SYSVINIT, "system", "procps", again=_INIT_D)
DEVUAN_NOT_STARTED = Kind("Devuan's script in no runlevel", SYSVINIT, "nothing", "", removed=("/etc/rc*.d/S??procps",))
ALPINE = Kind(
    "Alpine's script",
    OPENRC_BUSYBOX,
    "alpine",
    "busybox",
    (*_BUSYBOX, *_in_boot(scripts.ALPINE)),
    again=_RC_SERVICE,
)
ALPINE_2017 = Kind(
    "Alpine's script of 2017",
    OPENRC_BUSYBOX,
    "alpine2017",
    "busybox",
    (*_BUSYBOX, *_in_boot(scripts.ALPINE_2017)),
    again=_RC_SERVICE,
    may_refuse=True,
)
ALPINE_NOT_STARTED = Kind(
    "Alpine's script in no runlevel",
    OPENRC_BUSYBOX,
    "nothing",
    "",
    (*_BUSYBOX, script(_SYSCTL, scripts.ALPINE)),
)
ALPINE_OTHER_LEVEL = Kind(
    "Alpine's script in a runlevel that nothing enters",
    OPENRC_BUSYBOX,
    "nothing",
    "",
    (*_BUSYBOX, script("/etc/init.d/sysctl", scripts.ALPINE), link("/etc/runlevels/laptop/sysctl", _SYSCTL)),
)
ALPINE_NOT_EXECUTABLE = Kind(
    "Alpine's script that is not executable",
    OPENRC_BUSYBOX,
    "nothing",
    "",
    (*_BUSYBOX, File(_SYSCTL, scripts.ALPINE), link("/etc/runlevels/boot/sysctl", _SYSCTL)),
)
OPENRC_BUSYBOX_OWN = Kind(
    "OpenRC's script with busybox",
    OPENRC_BUSYBOX,
    "nothing",
    "",
    (*_BUSYBOX, *_in_boot(scripts.OPENRC)),
    again=_RC_SERVICE,
)
GENTOO = Kind(
    "OpenRC's script with procps",
    OPENRC_SYSVINIT,
    "system",
    "procps",
    (*_GENTOO, *_in_boot(scripts.OPENRC)),
    _DEBIANS,
    again=_RC_SERVICE,
)
OPENRC_INIT = Kind(
    "OpenRC's script under openrc-init",
    OPENRC_ALONE,
    "system",
    "procps",
    (link("/sbin/init", "/sbin/openrc-init"), *_in_boot(scripts.OPENRC)),
    _DEBIANS,
    again=_RC_SERVICE,
)
DEBIAN_OPENRC = Kind(
    "Debian's script under OpenRC", OPENRC_SYSVINIT, "system", "procps", again="rc-service procps restart"
)
DEBIAN_NO_BOOT = Kind(
    "OpenRC's script in a runlevel that Debian's inittab does not start",
    OPENRC_SYSVINIT,
    "nothing",
    "",
    _in_boot(scripts.OPENRC),
    _DEBIANS,
)
DEBIAN_RUNIT = Kind("Debian's script under runit", RUNIT, "system", "procps", again=_INIT_D)
DEBIAN_RUNIT_WITHOUT = Kind(
    "Debian's script, which runit is told to leave out",
    RUNIT,
    "nothing",
    "",
    (File("/etc/runit/no.emulate.sysv.d/procps", ""),),
)
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
