# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program says that a scope ends, tried at every scope with the programs themselves."""

from __future__ import annotations

import json

from lab.machine import Machine
from lab.suite import Suite, contains, equal

PACKAGES = ("elfutils", "gdb", "ltrace", "openmpi-bin", "python3-mpi4py", "strace", "systemd-coredump")

_SCRIPT = "/usr/local/sbin/lab-try"

# $1: a use; its exit status is whether that works. $victim: a process of the same user, and no descendant. The crashing
# one lets anybody attach, as crash handlers do: prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY). /dev/shm, because User-Mode
# Linux does not keep the owner of what other users than root make on the disk.
_TRY = """\
#!/bin/sh
folder=$(mktemp --directory --tmpdir=/dev/shm)
cd "$folder" || exit 2
victim=$(pgrep --oldest --uid "$(id --user)" --full '^sleep 1000$')
attach() {
    timeout 20 gdb --batch --pid "$1" --eval-command detach >gdb.log 2>&1
    ! grep --quiet 'ptrace: Operation not permitted' gdb.log
}
case $1 in
    start-strace) strace --output=log true ;;
    start-gdb) timeout 20 gdb --batch --eval-command run true 2>&1 | grep --quiet 'exited normally' ;;
    start-ltrace) ltrace --output log true && ! grep --quiet 'Operation not permitted' log ;;
    attach-strace)
        timeout --signal=INT 2 strace --output=log --attach="$victim" 2>errors
        grep --quiet attached errors
        ;;
    attach-gdb) attach "$victim" ;;
    gcore) timeout 20 gcore -o core "$victim" >/dev/null 2>&1 ;;
    eu-stack) eu-stack --pid="$victim" >/dev/null 2>&1 ;;
    consent)
        perl -e 'syscall(157, 0x59616d61, -1, 0, 0, 0); print "ready\\n"; close STDOUT; sleep 60' >ready &
        consenting=$!
        until [ -s ready ]; do sleep 0.1; done
        attach "$consenting"
        status=$?
        kill "$consenting"
        exit "$status"
        ;;
    mem) : <"/proc/$victim/mem" ;;
    stack) cat "/proc/$victim/stack" >/dev/null ;;
    readv)
        perl -e '
            open my $maps, "<", "/proc/$ARGV[0]/maps" or exit 1;
            <$maps> =~ /^([0-9a-f]+)-/ or exit 1;
            my $bytes = "\\0" x 8;
            my $here = pack("pQ", $bytes, 8);
            my $there = pack("QQ", hex($1), 8);
            exit(syscall(310, $ARGV[0] + 0, $here, 1, $there, 1, 0) == 8 ? 0 : 1);
        ' "$victim"
        ;;
    getfd)
        perl -e '
            my $process = syscall(434, $ARGV[0] + 0, 0);
            exit($process >= 0 && syscall(438, $process, 0, 0) >= 0 ? 0 : 1);
        ' "$victim"
        ;;
    mpi | mpi-cma)
        # Open MPI copies a large message with process_vm_readv, with the consent of the other process (PR_SET_PTRACER);
        # when the kernel refuses, it says so and copies twice through shared memory.
        cat >ring.py <<'RING'
from mpi4py import MPI
world = MPI.COMM_WORLD
if world.rank == 0:
    world.send(b"x" * 4000000, dest=1)
else:
    print("got", len(world.recv(source=0)))
RING
        OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \\
            OMPI_MCA_pml=ob1 OMPI_MCA_btl=self,vader OMPI_MCA_plm=isolated \\
            HOME="$folder" TMPDIR="$folder" timeout 120 mpirun --oversubscribe -n 2 python3 ring.py >mpi.log 2>&1
        grep --quiet 'got 4000000' mpi.log && { [ "$1" = mpi ] || ! grep --quiet 'Read -1, .* errno = 1$' mpi.log; }
        ;;
esac 2>/dev/null
"""

# use: the highest scope at which it works for root, and for another user with a process of his own (-1: at none)
USES = {
    "start-strace": (2, 1),
    "start-gdb": (2, 1),
    "start-ltrace": (2, 1),
    "attach-strace": (2, 0),
    "attach-gdb": (2, 0),
    "gcore": (2, 0),
    "eu-stack": (2, 0),
    "consent": (2, 1),
    "mem": (2, 0),
    "stack": (2, -1),
    "readv": (2, 0),
    "getfd": (2, 0),
    "mpi": (3, 3),
    "mpi-cma": (2, 1),
}

USERS = {"root": 0, "user": 65534}


def tests(suite: Suite, machine: Machine) -> None:
    """Needs a running machine with PACKAGES and the kernel's value 0. Locks it."""
    machine.output(f"cat >{_SCRIPT} <<'END'\n{_TRY}END\nchmod 755 {_SCRIPT}")
    for number in USERS.values():
        machine.output(f"setpriv --reuid {number} --clear-groups setsid --fork sleep 1000 </dev/null >/dev/null 2>&1")
    for scope in (0, 1, 2):
        machine.output(f"echo {scope} >/proc/sys/kernel/yama/ptrace_scope")
        uses_at(suite, machine, scope)
        core_dumps(suite, machine, scope)
    traced(suite, machine)
    uses_at(suite, machine, 3)
    core_dumps(suite, machine, 3)
    plain_line(suite, machine)


def uses_at(suite: Suite, machine: Machine, scope: int) -> None:
    """One test for every use, at the running kernel's scope."""
    for use, highest in USES.items():
        with suite.test(f"scope {scope}: {use}"), suite.alone:
            found = [works(machine, use, number) for number in USERS.values()]
            equal(found, [scope <= each for each in highest], "works for root, for another user")


def works(machine: Machine, use: str, user: int) -> bool:
    """Whether a use works for a user."""
    return machine.run(f"setpriv --reuid {user} --clear-groups {_SCRIPT} {use}").returncode == 0


def core_dumps(suite: Suite, machine: Machine, scope: int) -> None:
    """Core dumps are written by the kernel, which asks no scope."""
    with suite.test(f"scope {scope}: a core dump to a file"), suite.alone:
        machine.output("sysctl -q kernel.core_pattern=/tmp/core.%e")
        machine.run("rm -f /tmp/core.*; ulimit -c unlimited; sh -c 'kill -SEGV $$'")
        equal(machine.run("test -s /tmp/core.sh").returncode, 0, "a core file")
    with suite.test(f"scope {scope}: a core dump to systemd-coredump"), suite.alone:
        machine.output("/usr/lib/systemd/systemd-sysctl --prefix=kernel/core_pattern || true")
        contains(machine.output("cat /proc/sys/kernel/core_pattern"), "systemd-coredump")
        crashed = machine.run("ulimit -c unlimited; sh -c 'echo $$; kill -SEGV $$'").stdout.strip()
        machine.run(
            "until systemctl list-units --plain --no-legend 'systemd-coredump@*' | wc -l | grep -q ^0; do sleep 1; done"
        )
        equal(machine.run(f"coredumpctl info {crashed}").returncode, 0, "a core dump of the journal")


def plain_line(suite: Suite, machine: Machine) -> None:
    """Needs the locked kernel. The price of maintenance_line: plain."""
    machine.output("yama-ptrace set 3 --persist boot_unit --maintenance-line plain")
    machine.output("echo vm.swappiness=7 >/etc/sysctl.d/zz-other.conf")
    for loader in ("systemctl restart systemd-sysctl", "sysctl --system"):
        with suite.test(f"scope 3: {loader} fails on the line without a dash, after it has set everything else"):
            machine.output("sysctl -q vm.swappiness=60")
            equal(machine.run(loader).returncode, 1, "exit status")
            equal(machine.output("cat /proc/sys/vm/swappiness"), "7", "another setting")


def traced(suite: Suite, machine: Machine) -> None:
    """Needs scope 2. With a real tracer, fail_if_traced stops the run, and without it the tracer is named."""
    victim = machine.output("pgrep --oldest --uid 0 --full '^sleep 1000$'")
    machine.output(f"setsid --fork strace --output=/dev/null --attach={victim} </dev/null >/dev/null 2>&1")
    machine.output(f"until grep -q 'TracerPid:.*[1-9]' /proc/{victim}/status; do sleep 0.1; done")
    with suite.test("fail_if_traced: a process under strace stops the run, which changes nothing"), suite.alone:
        done = machine.run("yama-ptrace set 3 --persist boot_unit --fail-if-traced --json")
        report = json.loads(done.stdout)
        equal((done.returncode, report["changed"]), (1, False), "exit status, changed")
        contains(report["msg"], f"fail_if_traced was asked for, and process {victim} (sleep) is traced by ")
        contains(report["msg"], "(strace, /usr/bin/strace); end the tracer and run again; nothing was changed")
        equal(machine.output("cat /proc/sys/kernel/yama/ptrace_scope"), "2", "value")
    with suite.test("a process under strace is named, and stays under it"):
        report = json.loads(machine.output("yama-ptrace set 3 --persist boot_unit --json"))
        contains(" ".join(report["warnings"]), f"process {victim} (sleep) is traced by ")
        contains(" ".join(report["warnings"]), "starting a program under gdb, strace or ltrace")
        contains(machine.output(f"cat /proc/{victim}/status"), "(sleeping)")
        equal(machine.run(f"grep -q 'TracerPid:.*[1-9]' /proc/{victim}/status").returncode, 0, "still traced")
