# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""States of a host on which judges are known to differ: in words, and the files of its settings."""

from __future__ import annotations

from distributions.tree import Files, Link

KEY = "kernel.yama.ptrace_scope"
ONE = f"{KEY} = 1\n"
NONE = f"{KEY} = 0\n"
CONF = "/etc/sysctl.conf"
LINKED: Files = {"/etc/sysctl.d/99-sysctl.conf": Link("../sysctl.conf")}
ETC = "/etc/sysctl.d/"
VENDOR = "/usr/lib/sysctl.d/"

STATES: dict[str, Files] = {
    "no line at all": {},
    "1 in sysctl.conf, which systemd does not read": {CONF: ONE},
    "1 in sysctl.conf, with its link": {CONF: ONE, **LINKED},
    "1 in sysctl.conf with its link, 0 in a later file": {CONF: ONE, **LINKED, f"{ETC}zz.conf": NONE},
    "0 in sysctl.conf without its link, 1 in a file": {CONF: NONE, f"{ETC}60-a.conf": ONE},
    "1, then a later line of 0 with a dash": {f"{ETC}50-a.conf": ONE, f"{ETC}99-b.conf": f"-{NONE}"},
    "1, then a later exclusion": {f"{ETC}10-a.conf": ONE, f"{ETC}99-b.conf": f"-{KEY}\n"},
    "1, then a later line without a value": {f"{ETC}10-a.conf": ONE, f"{ETC}99-b.conf": f"{KEY} =\n"},
    "1, then 0 with a blank after the dash": {f"{ETC}10-a.conf": ONE, f"{ETC}99-b.conf": f"- {NONE}"},
    "1, and a later glob of 0": {f"{ETC}10-a.conf": ONE, f"{ETC}99-b.conf": "kernel.yama.* = 0\n"},
    "a glob of 0 alone": {f"{ETC}99-b.conf": "kernel.yama.* = 0\n"},
    "a glob of 1 alone": {f"{ETC}99-b.conf": "kernel.yama.* = 1\n"},
    "1 with slashes": {f"{ETC}50-a.conf": "kernel/yama/ptrace_scope = 1\n"},
    "1 with two dots in the name": {f"{ETC}50-a.conf": "kernel..yama.ptrace_scope = 1\n"},
    "a package's 0, later than one's own 1": {f"{VENDOR}99-vendor.conf": NONE, f"{ETC}50-a.conf": ONE},
    "a package's 0, outranked": {f"{VENDOR}10-default-yama-scope.conf": NONE, f"{ETC}99-a.conf": ONE},
    "a package's 0, masked, and 1": {
        f"{VENDOR}10-default-yama-scope.conf": NONE,
        f"{ETC}10-default-yama-scope.conf": Link("/dev/null"),
        f"{ETC}99-a.conf": ONE,
    },
    "a package's 1, shadowed by an empty file": {f"{VENDOR}50-yama.conf": ONE, f"{ETC}50-yama.conf": ""},
    "0 in /run, shadowed by 1 in /etc": {"/run/sysctl.d/50-a.conf": NONE, f"{ETC}50-a.conf": ONE},
    "0, then 1, in one file": {f"{ETC}50-a.conf": NONE + ONE},
    "1 in a hidden file": {f"{ETC}.hidden.conf": ONE},
    "1 in a file that is no .conf": {f"{ETC}50-a.conf.bak": ONE},
    "1 behind a byte order mark": {f"{ETC}50-a.conf": "\u00ef\u00bb\u00bf" + ONE},
    "1 and a comment on one line": {f"{ETC}50-a.conf": f"{KEY} = 1 # restricted\n"},
    "01": {f"{ETC}50-a.conf": f"{KEY} = 01\n"},
    "2 where 1 is asked": {f"{ETC}50-a.conf": f"{KEY} = 2\n"},
}
