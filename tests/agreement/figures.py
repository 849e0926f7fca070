# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen on the states of states.py and on TREES random ordinary trees."""

from __future__ import annotations

TREES = 200

# Judge: how often it is right about the next boot, passes a wrong one, finds fault with a right one.
JUDGED: dict[str, str] = {}

# Who: on how many hosts the boot has 1 afterwards by systemd-sysctl, by `sysctl --system`, by both; how many of the
# others some stream of OpenSCAP calls right; how many changes ended with an error.
MADE_RIGHT: dict[str, str] = {}
