#!/bin/sh
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# An old or embedded system: /etc/sysctl.conf and nothing else. $SYSCTL is the command.

$SYSCTL -p
