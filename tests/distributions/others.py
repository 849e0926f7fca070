# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Systems without systemd, systems that make their files themselves, Arch, and folders that hold no system.

The scripts of inits are written anew: they load the same files in the same order as the distributions' own.
"""

from __future__ import annotations

from .settings import OF_SYSTEMD, SYSTEMD_INIT, YAMA
from .tree import MERGED, Files, Link, Tree, dpkg, procps, program, systemd

ARCH: Files = {
    "/bin": Link("usr/bin"),
    "/lib": Link("usr/lib"),
    "/sbin": Link("usr/bin"),
    "/usr/sbin": Link("bin"),
    "/usr/bin/init": Link("../lib/systemd/systemd"),
    **OF_SYSTEMD,
    "/usr/lib/sysctl.d/10-arch.conf": "fs.inotify.max_user_instances = 1024\n",
    **systemd("257.9-1"),
    **procps("4.0.5", "/usr/bin/sysctl"),
}

# main/openrc/sysctl.initd of aports
ALPINE_SCRIPT = """#!/sbin/openrc-run
start() {
    for file in /lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf; do
        [ -f "/etc/sysctl.d/${file##*/}" ] && continue
        [ -f "/run/sysctl.d/${file##*/}" ] && continue
        [ -f "$file" ] && sysctl -q -p "$file"
    done
    for file in /etc/sysctl.d/*.conf; do
        [ -f "/run/sysctl.d/${file##*/}" ] && continue
        [ -f "$file" ] && sysctl -q -p "$file"
    done
    [ -f /etc/sysctl.conf ] && sysctl -q -p /etc/sysctl.conf
    for file in /run/sysctl.d/*.conf; do
        [ -f "$file" ] && sysctl -q -p "$file"
    done
}
"""
# 0003-sysctl-add-compatibility-for-busybox-sysctl.patch of 2017
ALPINE_SCRIPT_OF_2017 = """#!/sbin/openrc-run
start() {
    for file in /run/sysctl.d/*.conf /etc/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf \\
        /usr/lib/sysctl.d/*.conf /lib/sysctl.d/*.conf /etc/sysctl.conf; do
        if [ -e "$file" ]; then
            sysctl -q -p "$file"
        fi
    done
}
"""


def busybox(version: str) -> Files:
    """busybox with its links, and its texts of sysctl."""
    return {
        "/bin/busybox": program(f"BusyBox v{version} (2025-01-01 00:00:00 UTC)", "/etc/sysctl.conf", "sysctl"),
        "/sbin/init": Link("/bin/busybox"),
        "/sbin/sysctl": Link("/bin/busybox"),
    }


def openrc(script: str, runlevel: str = "boot") -> Files:
    """OpenRC with a script that loads settings; without a runlevel nothing starts it."""
    files: Files = {
        "/sbin/openrc-run": program("openrc-run"),
        "/sbin/openrc": program("openrc"),
        "/etc/init.d/sysctl": script,
        "/etc/init.d/bootmisc": "#!/sbin/openrc-run\n",
        "/etc/runlevels/boot/bootmisc": Link("/etc/init.d/bootmisc"),
        "/etc/inittab": "::sysinit:/sbin/openrc sysinit\n::sysinit:/sbin/openrc boot\n::wait:/sbin/openrc default\n",
    }
    if runlevel:
        files[f"/etc/runlevels/{runlevel}/sysctl"] = Link("/etc/init.d/sysctl")
    return files


# alpine-baselayout's.
ALPINE_SETTINGS: Files = {
    "/lib/sysctl.d/00-alpine.conf": "net.ipv4.tcp_syncookies = 1\nkernel.unprivileged_bpf_disabled = 1\n",
    "/etc/sysctl.conf": "# content of this file will override /etc/sysctl.d/*\n",
}
ALPINE: Files = {**ALPINE_SETTINGS, **busybox("1.37.0"), **openrc(ALPINE_SCRIPT)}

# init.d/sysctl.in of OpenRC, as Gentoo has it.
OPENRC_SCRIPT = """#!/sbin/openrc-run
Linux_sysctl() {
    sysctl -q --system
}
start() {
    Linux_sysctl
}
"""

# debian/procps.init of Devuan's procps.
DEVUAN_SCRIPT = """#!/bin/sh
### BEGIN INIT INFO
# Provides:          procps
# Default-Start:     S
### END INIT INFO
case "$1" in
    start | restart) sysctl --system ;;
esac
"""
DEVUAN: Files = {
    **MERGED,
    "/usr/sbin/init": program("INIT: version %s booting", "/etc/inittab"),
    "/etc/inittab": "id:2:initdefault:\nsi::sysinit:/etc/init.d/rcS\n",
    "/etc/init.d/rcS": "#!/bin/sh\nexec /etc/init.d/rc S\n",
    "/etc/init.d/procps": DEVUAN_SCRIPT,
    "/etc/sysctl.conf": "#kernel.domainname = example.com\n",
    **procps("4.0.2"),
    **dpkg(sysvinit="3.06-4devuan3", procps="2:4.0.2-3"),
}

# core-services/08-sysctl.sh of void-runit since 2019: the first file of a name counts.
VOID_SCRIPT = """if [ -x /sbin/sysctl -o -x /bin/sysctl ]; then
    mkdir -p /run/chosen.d
    for f in /run/sysctl.d/*.conf /etc/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf; do
        [ -e "$f" ] && [ ! -e "/run/chosen.d/${f##*/}" ] && ln -s "$f" "/run/chosen.d/${f##*/}"
    done
    for f in /run/chosen.d/*.conf; do
        sysctl -p "$f"
    done
    rm -rf -- /run/chosen.d
    sysctl -p /etc/sysctl.conf
fi
"""
# The same from 2015 to 2019: every file, one directory after the other.
VOID_SCRIPT_OF_2015 = """for f in /run/sysctl.d/*.conf /etc/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf \\
    /usr/lib/sysctl.d/*.conf /etc/sysctl.conf; do
    if [ -e "$f" ]; then
        sysctl -p "$f"
    fi
done
"""
VOID: Files = {
    **MERGED,
    "/usr/sbin/init": Link("runit-init"),
    "/usr/sbin/runit-init": program("/etc/runit/reboot", "runit"),
    "/etc/runit/1": "#!/bin/sh\nfor f in /etc/runit/core-services/*.sh; do\n    . $f\ndone\n",
    "/etc/runit/core-services/08-sysctl.sh": VOID_SCRIPT,
    "/usr/lib/sysctl.d/10-void.conf": "kernel.core_uses_pid=1\nkernel.kptr_restrict=1\n",
    **procps("4.0.4"),
}

NIXOS: Files = {
    "/etc/NIXOS": "",
    "/etc/static": Link("/nix/store/0000-etc/etc"),
    "/etc/sysctl.d": Link("/etc/static/sysctl.d"),
    "/nix/store/0000-etc/etc/sysctl.d/60-nixos.conf": Link("/nix/store/1111-etc-60-nixos.conf"),
    "/nix/store/1111-etc-60-nixos.conf": f"kernel.kptr_restrict=1\n{YAMA}=0\n",
    "/nix/var/nix/profiles/system": Link("/nix/store/2222-nixos-system"),
    "/nix/store/2222-nixos-system/systemd": Link("/nix/store/3333-systemd-257.8"),
    "/nix/store/2222-nixos-system/init": "#!/bin/sh\n",
    "/nix/store/3333-systemd-257.8/lib/systemd/systemd": program("libsystemd-shared-257.so"),
    "/nix/store/3333-systemd-257.8/lib/systemd/systemd-sysctl": program("libsystemd-shared-257.so"),
}
GUIX: Files = {
    "/var/guix/profiles/system": Link("/gnu/store/0000-system"),
    "/gnu/store/0000-system/parameters": "(boot-parameters)\n",
    "/gnu/store/1111-sysctl.conf": "fs.protected_hardlinks = 1\n",
}

TREES = (
    Tree("Arch", "ID=arch BUILD_ID=rolling", ARCH),
    Tree("Alpine 3.22", "ID=alpine VERSION_ID=3.22.1", ALPINE),
    Tree(
        "Alpine 3.6",
        "ID=alpine VERSION_ID=3.6.5",
        {**ALPINE_SETTINGS, **busybox("1.26.2"), **openrc(ALPINE_SCRIPT_OF_2017)},
    ),
    Tree(
        "Alpine 3.22 whose sysctl is in no runlevel",
        "ID=alpine VERSION_ID=3.22.1",
        {**ALPINE_SETTINGS, **busybox("1.37.0"), **openrc(ALPINE_SCRIPT, runlevel="")},
    ),
    Tree("Alpine 3.22 without OpenRC", "ID=alpine VERSION_ID=3.22.1", {**ALPINE_SETTINGS, **busybox("1.37.0")}),
    Tree(
        "Gentoo",
        "ID=gentoo",
        {
            "/sbin/init": program("INIT: version %s booting"),
            **procps("4.0.5", "/sbin/sysctl"),
            **openrc(OPENRC_SCRIPT),
            "/etc/inittab": "si::sysinit:/sbin/openrc sysinit\nrc::bootwait:/sbin/openrc boot\n",
        },
    ),
    Tree("Devuan 5", 'ID=devuan VERSION_ID="5"', {**DEVUAN, "/etc/rcS.d/S14procps": Link("../init.d/procps")}),
    Tree("Devuan 5 whose procps is in no runlevel", 'ID=devuan VERSION_ID="5"', DEVUAN),
    Tree("Void", 'ID="void"', VOID),
    Tree("Void of 2015", 'ID="void"', {**VOID, "/etc/runit/core-services/08-sysctl.sh": VOID_SCRIPT_OF_2015}),
    Tree("NixOS 25.05", 'ID=nixos VERSION_ID="25.05"', NIXOS),
    Tree("Guix", "ID=guix", GUIX),
    Tree(
        "A system whose os-release is missing",
        "",
        {**MERGED, **SYSTEMD_INIT, **systemd("239"), **procps("3.3.15"), **OF_SYSTEMD},
    ),
    Tree("A container's Debian without loaders", 'ID=debian VERSION_ID="12"', {**MERGED, **dpkg(tar="1.34")}),
    Tree("An empty folder", "", {}),
)
