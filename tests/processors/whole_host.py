# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Debian system that a foreign program can set while it "runs".

Its /proc/sys is a folder that only looks like Yama's, so that the job can be done on any kernel. What matters here: the
foreign program starts the system's own loader, which is a program of this machine's processor, reads what it says and
waits for it.
"""

from __future__ import annotations

import json
import subprocess

from foreign import Foreign
from lab.chroot import Chroot
from lab.rootfolder import root_folder
from lab.suite import contains, equal

ARGUMENTS = {"_ansible_module_name": "hardening.yama.yama_ptrace", "scope": 1, "runtime": "required"}

DO_JOB = """
set -e
mount -t tmpfs none /proc/sys
mkdir -p /proc/sys/kernel/yama /sys/kernel/security /run/systemd/system
echo 0 >/proc/sys/kernel/yama/ptrace_scope
echo capability,yama >/sys/kernel/security/lsm
echo 'kernel.yama.ptrace_scope = 0' >/etc/sysctl.d/50-other.conf
"$@"
cat /proc/sys/kernel/yama/ptrace_scope /etc/sysctl.d/50-other.conf
"""


def do_job(program: Foreign) -> None:
    """Set 1 on such a system, with the reload; require what must be true afterwards."""
    command = program.command(json.dumps(ARGUMENTS).encode())
    done = subprocess.run(
        Chroot(root_folder("bookworm"), program.folder).command("sh", "-c", DO_JOB, "job", *command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    equal((done.returncode, done.stderr), (0, ""), "exit status and standard error")
    answer, scope, other = done.stdout.splitlines()
    result = json.loads(answer)
    equal(result["failed"], False, f"failed ({result['msg']})")
    equal(scope, "1", "the running value")
    equal(result["after"]["runtime"]["value"], 1, "the running value that it saw")
    contains(other, "# ")
    contains(" ".join(result["actions"]), "systemd-sysctl")
    equal(result["warnings"], [], "warnings")
