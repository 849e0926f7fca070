#!/bin/sh
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What Alpine's service "sysctl" does at boot, written anew from what it was seen to do: the program busybox loads one
# file after the other. A vendor's file is passed over when /etc or /run has a regular file of its name, or a link to
# one; a file in /etc when /run has one. $SYSCTL is the command.

load() {
  [ -f "$1" ] && $SYSCTL -p "$1"
}

for file in /lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf; do
  name=${file##*/}
  [ -f "/etc/sysctl.d/$name" ] || [ -f "/run/sysctl.d/$name" ] || load "$file"
done
for file in /etc/sysctl.d/*.conf; do
  [ -f "/run/sysctl.d/${file##*/}" ] || load "$file"
done
load /etc/sysctl.conf
for file in /run/sysctl.d/*.conf; do
  load "$file"
done
