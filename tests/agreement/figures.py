# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen on the states of states.py and on TREES random ordinary trees."""

from __future__ import annotations

TREES = 14

# Judge: how often it is right about the next boot, passes a wrong one, finds fault with a right one.
JUDGED = {
    "yama-ptrace": "40 0 0",
    "OpenSCAP, debian12": "24 7 9",
    "OpenSCAP, debian13": "24 7 9",
    "OpenSCAP, ubuntu2204": "25 8 7",
    "OpenSCAP, ubuntu2404": "21 12 7",
    "DISA, running kernel; Lynis": "14 26 0",
    "DISA, `--cat-config`": "34 1 5",
    "DISA, `grep -r`": "26 3 11",
    "CIS, value 1": "32 3 5",
}

# Who: on how many hosts the boot has 1 afterwards by systemd-sysctl, by `sysctl --system`, by both; how many of the
# others some stream of OpenSCAP calls right; how many changes ended with an error.
# The program refuses two: a line of 3, which it takes away only when asked to; a line below /usr, which is read-only
# in this laboratory.
MADE_RIGHT = {
    "the program": "38 38 38 0 2",
    "the published remediation": "11 40 11 29 0",
}
