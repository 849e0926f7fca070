# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timer between jobs, on a real systemd."""

from __future__ import annotations

import json
import re

from jobs.private import PrivateDataDir
from lab.machine import Machine
from lab.suite import Suite, contains, equal

SCOPE = "/proc/sys/kernel/yama/ptrace_scope"
PROGRAM = "/usr/local/libexec/hardening.yama/yama-ptrace"
COLLECTOR = "/var/lib/prometheus/node-exporter"
UNITS = "/etc/systemd/system/yama-ptrace-audit"

# All that the timer may leave, or not.
OURS = f"find /usr/local/libexec /etc/systemd/system {COLLECTOR} | grep -E 'yama' | sort"

# Run the service once, to its end.
SERVICE = "yama-ptrace-audit.service"
JOURNAL = f"journalctl --sync; journalctl -q -u {SERVICE}"
ONCE = f"systemctl start {SERVICE}; systemctl show --property=Result,ExecMainStatus --value {SERVICE}"


def check_timer(suite: Suite, site: PrivateDataDir, machine: Machine) -> None:
    """Install, judge, drift, remove."""
    host = {"hardening_yama_hosts": machine.name}
    machine.output(f"echo 1 >{SCOPE}; echo kernel.yama.ptrace_scope = 1 >/etc/sysctl.d/50-scope.conf")
    machine.output(f"mkdir -p {COLLECTOR}")
    with suite.test(f"timer on {machine.name}: check mode installs nothing, a run does, a second run changes nothing"):
        equal(
            site.job(f"timer-0-{machine.name}", "audit_timer.yml", "--check", **host).status, "successful", "check mode"
        )
        equal(machine.run(OURS).stdout, "", "files after check mode")
        first, second = (site.job(f"timer-{number}-{machine.name}", "audit_timer.yml", **host) for number in (1, 2))
        equal((first.status, second.status), ("successful", "successful"), "status")
        results = [job.results("hardening.yama.yama_ptrace_timer")[machine.name] for job in (first, second)]
        equal([result["changed"] for result in results], [True, False], "changed")
        equal(machine.output(f"cd {PROGRAM.rpartition('/')[0]} && sha256sum -c *.sha256"), "yama-ptrace: OK", "program")
        equal(machine.output("systemctl is-active yama-ptrace-audit.timer"), "active", "timer")
    with suite.test(f"timer on {machine.name}: the verdict is in the journal and, whole, in the collector's folder"):
        equal(machine.output(ONCE).split(), ["success", "0"], "service")
        contains(machine.output(f"{JOURNAL} -o cat"), "right for 1")
        contains(machine.output(f"cat {COLLECTOR}/yama_ptrace.prom"), "yama_ptrace")
        equal(machine.output(f"ls -A {COLLECTOR}"), "yama_ptrace.prom", "files")
    with suite.test(f"timer on {machine.name}: the service sees what root sees, and is no writer of the value itself"):
        outside = json.loads(machine.run(f"{PROGRAM} status --scope 1 --json").stdout)
        equal(outside["audit"]["doubts"], [], "doubts")
        inside = in_sandbox(machine, f"{PROGRAM} status --scope 1 --json")
        equal(json.loads(inside)["verdict"], outside["verdict"], "verdict in the service's sandbox")
    with suite.test(f"timer on {machine.name}: drift between jobs is a warning, and no failed unit"):
        machine.output(f"echo 0 >{SCOPE}")
        equal(machine.output(ONCE).split(), ["success", "0"], "service")
        contains(machine.output(f"{JOURNAL} -p warning -o cat"), "WRONG for 1")
        machine.output(f"echo 1 >{SCOPE}")
    with suite.test(f"timer on {machine.name}: systemd's own tools have nothing to say against the units"):
        verified = machine.run(f"systemd-analyze verify {UNITS}.service {UNITS}.timer")
        equal((verified.returncode, verified.stdout + verified.stderr), (0, ""), "verify")
        said = machine.output("systemd-analyze security --no-pager yama-ptrace-audit.service")
        exposure = float(said.rpartition(": ")[2].split()[0])
        assert exposure < 4, f"exposure is {exposure}"
    with suite.test(f"timer on {machine.name}: absent takes all of it away"):
        job = site.job(f"timer-3-{machine.name}", "audit_timer.yml", audit_timer="absent", **host)
        equal(job.status, "successful", "status")
        equal(machine.run(OURS).stdout, "", "files")
        equal(machine.run("systemctl is-active yama-ptrace-audit.timer").stdout.strip(), "inactive", "timer")
    with (
        suite.test(f"timer on {machine.name}: a calendar that is none is refused before the host is touched"),
        suite.alone,
    ):
        job = site.job(f"timer-4-{machine.name}", "audit_timer.yml", audit_timer_calendar="hourly\nUser=x", **host)
        contains(job.failures()[machine.name], "calendar must be a calendar event such as hourly")


def in_sandbox(machine: Machine, command: str) -> str:
    """What a command says that a copy of the service runs, with all its settings."""
    text = machine.output(f"cat {UNITS}.service")
    service = re.sub("ExecStart=.*", f"ExecStart={command}\nStandardOutput=file:/run/said", text)
    machine.run("cat >/run/systemd/system/copy.service && systemctl daemon-reload", stdin=service.encode())
    return machine.output("systemctl start copy.service && cat /run/said && rm /run/said")
