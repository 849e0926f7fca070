#!/bin/sh
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same as it was in 2017, from Alpine 3.6 on: every file of every directory, and none hides another. $SYSCTL is the
# command.

for file in /run/sysctl.d/*.conf /etc/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf \
  /lib/sysctl.d/*.conf /etc/sysctl.conf; do
  [ -f "$file" ] && $SYSCTL -p "$file"
done
