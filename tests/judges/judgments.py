# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What scanners say, as it was seen: the suite judges runs them again and compares, and the page *Scanners* of the
documentation has its tables from here. The program itself calls each of these hosts right."""

from __future__ import annotations

# The ways to set a scope, as the command line has them.
WAYS_TO_SET = {
    "scope 1, outrank": "set 1",
    "scope 1, shadow": "set 1 --vendor-files shadow",
    "scope 1, edit": "set 1 --vendor-files edit",
    "scope 2": "set 2",
    "scope 3, boot unit": "set 3 --persist boot_unit",
    "scope 3, boot unit, plain line": "set 3 --persist boot_unit --maintenance-line plain",
}

# The columns of STREAMS.
WAYS = ("before", *WAYS_TO_SET)

# Stream, system, and what the stream's half about files says before and after: T true, f false. Those of Amazon Linux
# 2023, Fedora and Oracle 10 take /lib/sysctl.d for a place of the administrator's, where every line must be right.
# There /lib is a link to /usr/lib, so the package's line of 0 is wrong to them although a later one outranks it.
STREAMS = (
    ("al2023", "Amazon Linux 2023", "f f f T f f f"),
    ("almalinux9", "Alma 9.6", "f T T T f f T"),
    ("centos8", "CentOS Stream 8", "f T T T f T T"),
    ("cs9", "CentOS Stream 9", "f T T T f f T"),
    ("cs10", "CentOS Stream 10", "f T T T f f T"),
    ("debian12", "Debian 12", "f T T T f f T"),
    ("debian13", "Debian 13", "f T T T f f T"),
    ("fedora", "Fedora 42", "f f f T f f f"),
    ("ol7", "Oracle 7.9", "f T T T f T T"),
    ("ol8", "Oracle 8.10", "f T T T f T T"),
    ("ol9", "Oracle 9.4", "f T T T f f T"),
    ("ol10", "Oracle 10.0", "f f f T f f f"),
    ("rhel8", "RHEL 8.4", "f T T T f T T"),
    ("rhel8", "RHEL 8.10", "f T T T f T T"),
    ("rhel9", "RHEL 9.4", "f T T T f f T"),
    ("rhel10", "RHEL 10.0", "f T T T f f T"),
    ("sle12", "SLE 12 SP5", "f T T T f T T"),
    ("sle16", "SLE 16.0", "f T T T f f T"),
    ("ubuntu2204", "Ubuntu 22.04", "T T T T f f T"),
    ("ubuntu2404", "Ubuntu 24.04", "T T T T T f T"),
)

# The other way round: stream, system, what was put on it, in words, and what the next boot has by systemd-sysctl. The
# stream calls each of these true; the program does not call it right for 1.
KEY = "kernel.yama.ptrace_scope"
PASSES_AND_IS_WRONG = (
    (
        "debian13",
        "Debian 13",
        {"/etc/sysctl.conf": f"{KEY} = 1\n"},
        "the published remediation's line, in `/etc/sysctl.conf` only",
        None,
    ),
    (
        "debian12",
        "Debian 12",
        {"/etc/sysctl.d/50-a.conf": f"{KEY} = 1\n", "/etc/sysctl.d/99-b.conf": f"-{KEY} = 0\n"},
        "a line of 1, then `-kernel.yama.ptrace_scope = 0` in a later file",
        0,
    ),
    (
        "debian12",
        "Debian 12",
        {"/etc/sysctl.d/50-a.conf": f"{KEY} = 1\n", "/etc/sysctl.d/99-b.conf": f"-{KEY}\n"},
        "a line of 1, then the exclusion `-kernel.yama.ptrace_scope` in a later file",
        None,
    ),
    (
        "ubuntu2404",
        "Ubuntu 24.04",
        {"/usr/lib/sysctl.d/99-vendor.conf": f"{KEY} = 0\n"},
        "the distribution's line of 1, and a package's later line of 0",
        0,
    ),
    (
        "debian12",
        "Debian 12",
        {
            "/etc/sysctl.d/50-a.conf": f"{KEY} = 1\n",
            "/etc/tmpfiles.d/a.conf": "w /proc/sys/kernel/yama/ptrace_scope - - - - 0\n",
        },
        "a line of 1, and a line of `tmpfiles.d` that writes 0",
        1,
    ),
)

# These streams have no such rule.
SILENT = ("debian11", "opensuse", "sle15", "slmicro5", "slmicro6", "ubuntu2604")

SCANNERS = (
    "OpenSCAP, debian12",
    "DISA, running kernel",
    "DISA, `--cat-config`",
    "DISA, `grep -r`",
    "CIS, value 1",
    "CIS, values 1 to 3",
    "Lynis",
)

# Debian 12, booted: what each of SCANNERS says after each way.
SCANNED = {
    ("without a package's line", "scope 1, outrank"): "pass pass pass pass pass pass pass",
    ("without a package's line", "scope 2"): "finding finding finding finding finding pass pass",
    ("without a package's line", "scope 3, boot unit"): "finding finding finding finding finding finding pass",
    ("without a package's line", "scope 3, boot unit, plain line"): "finding finding finding finding finding pass pass",
    ("with a package's line of 0", "scope 1, outrank"): "finding pass pass finding pass pass pass",
    ("with a package's line of 0", "scope 1, shadow"): "finding pass pass finding pass pass pass",
    ("with a package's line of 0", "scope 1, edit"): "pass pass pass pass pass pass pass",
    ("with a package's line of 0", "scope 2"): "finding finding finding finding finding pass pass",
    ("with a package's line of 0", "scope 3, boot unit"): "finding finding finding finding finding finding pass",
    (
        "with a package's line of 0",
        "scope 3, boot unit, plain line",
    ): "finding finding finding finding finding pass pass",
}
