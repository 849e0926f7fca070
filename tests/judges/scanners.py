# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanners on a booted Debian 12 with a real Yama kernel, after each way to set a scope."""

from __future__ import annotations

import functools
import re
import shlex
import tempfile
from pathlib import Path
from typing import Callable

from judges.judgments import SCANNED, SCANNERS, WAYS_TO_SET
from judges.models import answers_in, random_host
from judges.streams import write_thin
from lab import native
from lab.laboratory import Lab
from lab.machine import Machine
from lab.progress import say
from lab.project import PROGRAM
from lab.suite import Suite, equal

PACKAGES = ("openscap-scanner", "lynis")
STREAM = "/root/ssg-debian12-oval.xml"
DEFINITION = "oval:ssg-sysctl_kernel_yama_ptrace_scope:def:1"
RIGHT_LINE = r"\s*kernel\.yama\.ptrace_scope\s*=\s*1\s*"
SECONDS = 300
LYNIS_SECONDS = 900

# What Lynis needs to run the one test.
PROGRAMS = (
    "sh dash bash awk grep egrep sed tr sort uniq sysctl cat cut head tail wc uname hostname id ls find stat date"
    " whoami ps chmod chown touch rm mktemp expr dirname basename env sleep ln readlink mkdir lynis"
)
LINKS = f'mkdir -p /root/programs; for name in {PROGRAMS}; do ln -sf "$(command -v $name)" /root/programs/$name; done'

# DISA's commands, as its texts print them but for sudo.
RUNNING = "sysctl kernel.yama.ptrace_scope"
CAT_CONFIG = (
    "/usr/lib/systemd/systemd-sysctl --cat-config | egrep -v '^(#|;)' | grep -F kernel.yama.ptrace_scope | tail -1"
)
GREP = (
    "grep -r kernel.yama.ptrace_scope /run/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf"
    " /lib/sysctl.d/*.conf /etc/sysctl.conf /etc/sysctl.d/*.conf"
)

VENDOR_FILE = "/usr/lib/sysctl.d/10-default-yama-scope.conf"  # as Red Hat's systems have it
VENDOR_LINE = "kernel.yama.ptrace_scope = 0\n"


def openscap(machine: Machine) -> bool | None:
    """ComplianceAsCode's rule, files and running kernel; none where it ends with an error."""
    said = machine.run(f"oscap oval eval --id {DEFINITION} {STREAM}", seconds=SECONDS).stdout
    judgment = re.search(rf"^Definition {DEFINITION}: (.+)$", said, re.MULTILINE)
    assert judgment and judgment[1] in ("true", "false", "error"), f"OpenSCAP says {said!r}"
    return None if judgment[1] == "error" else judgment[1] == "true"


def running(machine: Machine) -> bool:
    """DISA's newest text for RHEL 8 and 9."""
    return bool(re.fullmatch(RIGHT_LINE, machine.run(RUNNING).stdout.strip()))


def cat_config(machine: Machine) -> bool:
    """DISA's text for RHEL 9 before: the running kernel, and the last line that systemd-sysctl reads."""
    return running(machine) and bool(re.fullmatch(RIGHT_LINE, machine.run(CAT_CONFIG).stdout.strip()))


def grep(machine: Machine) -> bool:
    """DISA's text for RHEL 8 before: the running kernel, and no line but right ones in any file, one at least."""
    lines = [line.partition(":")[2] for line in machine.run(GREP).stdout.splitlines()]
    settings = [line for line in lines if not re.match(r"\s*[#;]", line)]
    return running(machine) and bool(settings) and all(re.fullmatch(RIGHT_LINE, line) for line in settings)


def cis(values: str) -> Callable[[Machine], bool]:
    """The steps of the CIS benchmarks' audit, for one value or for a range."""

    def passes(machine: Machine) -> bool:
        return machine.run(f"bash /root/cis_steps {values}").returncode == 0

    return passes


@functools.cache
def lynis_of(machine: Machine, _scope: str) -> bool:
    """The test KRNL-6000 of Lynis, once for each value of the running kernel, which is all that it looks at.

    It is given a PATH with few programs: it looks at each of them before it begins.
    """
    options = "--tests-from-group kernel_hardening --quick --no-colors --no-plugins"
    options += " --logfile /root/lynis.log --report-file /root/lynis.dat"
    machine.run(f"rm -f /root/lynis.log; env PATH=/root/programs lynis audit system {options}", seconds=LYNIS_SECONDS)
    said = machine.output("grep 'sysctl key kernel.yama.ptrace_scope' /root/lynis.log")
    assert ("contains equal" in said) != ("has a different value" in said), said
    return "contains equal" in said


def lynis(machine: Machine) -> bool:
    """Lynis, as it says of the value that the kernel has now."""
    return lynis_of(machine, machine.output(RUNNING))


CHECKS = dict(zip(SCANNERS, (openscap, running, cat_config, grep, cis("1"), cis("[123]"), lynis)))

# The program's models of them, in the same order; it has none of `grep -r`, an older text.
MODELS = ("complianceascode", "disa_rhel8", "disa_rhel9", None, "cis_1", "cis_1_to_3", "lynis")

WORDS = {True: "pass", False: "finding", None: "error"}

RANDOM_HOSTS = 12
FOLDERS = "/etc/sysctl.d /usr/local/lib/sysctl.d /usr/lib/sysctl.d"


def check_scanners(suite: Suite, stream: Path) -> None:
    """One machine; the ways that lock its kernel come last."""
    of_random = f"the models on a booted Debian 12 say the same of {RANDOM_HOSTS} random hosts"
    if not any(suite.wants(name) for name in (of_random, *(test_name(*case) for case in SCANNED))):
        return
    native.build("release")
    with Lab() as lab:
        machine = lab.machine("scanned", packages=PACKAGES)
        machine.write("/usr/local/bin/yama-ptrace", PROGRAM.read_bytes(), mode=0o755)
        with tempfile.TemporaryDirectory(prefix="yama-judged-") as place:
            write_thin(stream, DEFINITION, Path(place) / "thin.xml")
            machine.write(STREAM, (Path(place) / "thin.xml").read_bytes())
        machine.write("/root/cis_steps", Path(__file__).with_name("cis_steps").read_bytes())
        machine.boot()
        machine.output(LINKS)
        with suite.test(of_random):
            check_random_hosts(machine)
        for case, wanted in sorted(SCANNED.items(), key=lambda each: "3" in each[0][1]):
            with suite.test(test_name(*case)):
                say(f"scanning: {', '.join(case)}")
                equal(scan(machine, *case), wanted, f"what is said by {', '.join(SCANNERS)}")
                check_models(machine, wanted.split(), ", ".join(case))


def check_models(machine: Machine, said: list[str], what: str) -> None:
    """The program's models say what the scanners said."""
    answers = answers_in(machine.run("yama-ptrace status --scope 1 --json").stdout)
    wanted = {model: word for model, word in zip(MODELS, said) if model}
    equal({model: answers[model] for model in wanted}, wanted, f"the models on {what}")


def check_random_hosts(machine: Machine) -> None:
    """Random files, links and running values, 0 to 2. What the machine had is kept aside meanwhile."""
    machine.output(f"mkdir -p /root/kept; cp -a --parents /etc/sysctl.conf {FOLDERS} /root/kept 2>/dev/null; true")
    try:
        for number in range(RANDOM_HOSTS):
            check_random_host(machine, number)
    finally:
        machine.output(
            f"rm -rf /etc/sysctl.conf {FOLDERS}; cp -a /root/kept/. /; echo 0 >/proc/sys/kernel/yama/ptrace_scope"
        )


def check_random_host(machine: Machine, number: int) -> None:
    """What the scanners say of one, and what the models do."""
    files, links = random_host(1000 + number)
    commands = [f"rm -rf /etc/sysctl.conf {FOLDERS}; mkdir -p {FOLDERS}"]
    commands += [f"printf '%s' {shlex.quote(text)} >{path}" for path, text in files.items()]
    commands += [f"ln -s {target} {path}" for path, target in links.items()]
    commands.append(f"echo {number % 3} >/proc/sys/kernel/yama/ptrace_scope")
    machine.output("; ".join(commands))
    said = [WORDS[passes(machine)] for passes in CHECKS.values()]
    check_models(machine, said, f"random host {1000 + number}: {files} {links}")


def test_name(host: str, way: str) -> str:
    """The name of one row's test."""
    return f"scanners on Debian 12 {host}, {way}"


def scan(machine: Machine, host: str, way: str) -> str:
    """What each scanner says, in a row of words."""
    machine.run("yama-ptrace unset; rm -f " + VENDOR_FILE)
    if host != "without a package's line":
        machine.output(f"mkdir -p /usr/lib/sysctl.d && printf '{VENDOR_LINE}' >{VENDOR_FILE}")
    machine.output(f"yama-ptrace {WAYS_TO_SET[way]}")
    scope = re.search(r"set (\d)", WAYS_TO_SET[way])[1]
    machine.output(f"yama-ptrace status --scope {scope}")
    return " ".join(WORDS[passes(machine)] for passes in CHECKS.values())
