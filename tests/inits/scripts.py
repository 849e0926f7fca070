# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What inits other than systemd run to load settings: scripts of the lab with the rules of the distributions' own.

Each was written for the lab from what the distribution's script does; where that was read stands above it. Debian's
procps brings its own script, which the lab runs as it is.
"""

from __future__ import annotations

_OPENRC_HEAD = """#!/sbin/openrc-run
description="Gives the kernel its settings"

"""

# Alpine: aports, main/openrc/sysctl.initd. A file of /lib or /usr/lib gives way to a regular file (or a link to one) of
# its name in /etc or /run, one of /etc to such a file in /run; a link to /dev/null is no such file. /etc/sysctl.conf
# comes after /etc/sysctl.d, /run last. /usr/local/lib is not read. What fails is reported and nothing more.
ALPINE = (
    _OPENRC_HEAD
    + """load()
{
	[ -f "$1" ] || return 0
	sysctl -q -p "$1" || ewarn "Not all of $1 could be set"
}

start()
{
	local file name

	ebegin "Setting kernel parameters"
	for file in /lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf; do
		name="${file##*/}"
		[ -f "/etc/sysctl.d/$name" ] || [ -f "/run/sysctl.d/$name" ] || load "$file"
	done
	for file in /etc/sysctl.d/*.conf; do
		[ -f "/run/sysctl.d/${file##*/}" ] || load "$file"
	done
	load /etc/sysctl.conf
	for file in /run/sysctl.d/*.conf; do
		load "$file"
	done
	eend 0
}
"""
)

# Alpine until 2017: aports, main/openrc/0003-sysctl-add-compatibility-for-busybox-sysctl.patch. Every file that is
# there, the strongest directory first, so that the last has the last word: the vendor's, and then /etc/sysctl.conf.
ALPINE_2017 = (
    _OPENRC_HEAD
    + """start()
{
	local file

	ebegin "Setting kernel parameters"
	for file in /run/sysctl.d/*.conf /etc/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf \\
		/usr/lib/sysctl.d/*.conf /lib/sysctl.d/*.conf /etc/sysctl.conf; do
		if [ -e "$file" ]; then
			sysctl -q -p "$file"
		fi
	done
	eend 0
}
"""
)

# OpenRC itself: init.d/sysctl.in, Linux_sysctl(), up to 0.63 at least. Busybox's sysctl has no --system, so that this
# sets nothing there; ways around that are only in pull requests (291, 948).
OPENRC = (
    _OPENRC_HEAD
    + """start()
{
	ebegin "Setting kernel parameters"
	sysctl -q --system
	eend $? "Not all kernel parameters could be set"
}
"""
)

# Void: void-runit, core-services/08-sysctl.sh since October 2019 (release 20200720). Of each name the first that is
# there, a link to /dev/null too, in the order /run, /etc, /usr/local/lib, /usr/lib; these by name, and then always
# /etc/sysctl.conf. Each is loaded by a `sysctl -p` of its own. Before that: `sysctl --system` until 2015, and then
# every file that is there, in the order of the first loop, with /etc/sysctl.conf last.
VOID = """# sourced by /etc/runit/1

if [ -x /sbin/sysctl ] || [ -x /bin/sysctl ]; then
    msg "Setting kernel parameters"
    mkdir -p /run/vsysctl.d
    for file in /run/sysctl.d/*.conf /etc/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf; do
        link=/run/vsysctl.d/${file##*/}
        [ -e "$file" ] && [ ! -e "$link" ] && ln -s "$file" "$link"
    done
    for file in /run/vsysctl.d/*.conf; do
        sysctl -p "$file"
    done
    rm -rf /run/vsysctl.d
    sysctl -p /etc/sysctl.conf
fi
"""

# The way to it on Void: the first stage sources all core services in turn.
VOID_STAGE_1 = """#!/bin/sh
PATH=/usr/bin:/usr/sbin:/bin:/sbin
. /etc/runit/functions
for service in /etc/runit/core-services/*.sh; do
    [ -r "$service" ] && . "$service"
done
"""
VOID_FUNCTIONS = """msg() {
    printf '=> %s\\n' "$*"
}
"""
VOID_FILE_SYSTEMS = """msg "Mounting file systems"
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs -o mode=0755 run /run
"""
