# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the modules; the action plugins check a task against them before anything is sent."""

from __future__ import annotations

# What both modules take.
_SHARED = dict(
    scope=dict(type="str", choices=["0", "1", "2", "3", "classic", "restricted", "admin-only", "no-attach"]),
    minimum=dict(type="bool", default=False),
    root=dict(type="path"),
    probe=dict(type="bool", default=False),
    maintenance_argument=dict(type="str", default="maintenance"),
    other_writers=dict(type="str", choices=["read", "skip"], default="read"),
)

YAMA_PTRACE = dict(
    **_SHARED,
    state=dict(type="str", choices=["present", "absent"], default="present"),
    persist=dict(type="str", choices=["sysctl", "boot_unit", "none"], default="sysctl"),
    sysctl_file=dict(type="path"),
    runtime=dict(type="str", choices=["required", "auto", "skip"], default="auto"),
    reload=dict(type="bool", default=True),
    conflicts=dict(type="str", choices=["comment", "fail", "ignore"], default="comment"),
    vendor_files=dict(type="str", choices=["outrank", "shadow", "edit"], default="outrank"),
    backup=dict(type="bool", default=False),
    maintenance_scope=dict(type="str", choices=["0", "1", "2", "classic", "restricted", "admin-only"], default="1"),
    maintenance_line=dict(type="str", choices=["tolerant", "plain"], default="tolerant"),
    replace_published_unit=dict(type="bool", default=False),
    remove_lock=dict(type="bool", default=False),
    fail_if_traced=dict(type="bool", default=False),
    loader=dict(type="list", elements="str"),
)

YAMA_PTRACE_INFO = dict(
    **_SHARED,
    loader=dict(type="list", elements="str"),
)

YAMA_PTRACE_TIMER = dict(
    state=dict(type="str", choices=["present", "absent"], default="present"),
    scope=dict(
        type="str", choices=["0", "1", "2", "3", "classic", "restricted", "admin-only", "no-attach"], default="1"
    ),
    minimum=dict(type="bool", default=False),
    calendar=dict(type="str", default="hourly"),
    textfile_directory=dict(type="path", default="/var/lib/prometheus/node-exporter"),
)
