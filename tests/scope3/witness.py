# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine saw of kernel.yama.ptrace_scope while it booted, written to its own disk.

The first value is read when sshd is about to start; in a rescue or emergency boot, when the shell is: the witness takes
the place of that shell there, looks at the rest too, and powers the machine off.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass

from lab.machine import Machine
from lab.project import PROGRAM

LOCK_UNIT = "yama-ptrace-lock.service"

_FOLDER = "/var/lib/lab"
_SCRIPT = "/usr/local/sbin/lab-witness"

_BEFORE_SSHD = f"""\
[Unit]
Description=Witness of the scope before anybody can log in
Before=ssh.service ssh.socket

[Service]
Type=oneshot
ExecStart={_SCRIPT} sshd
"""

# Type=simple, since Debian's Type=idle would wait for the other units of the boot.
_INSTEAD_OF_SHELL = f"""\
[Service]
Type=simple
ExecStartPre=
ExecStart=
ExecStart={_SCRIPT} shell
"""

# $1: "sshd" before sshd, "shell" in place of a shell.
_LOOK = f"""\
#!/bin/sh
cd {_FOLDER}
scope() {{
    cat /proc/sys/kernel/yama/ptrace_scope
}}
case $1 in
    sshd)
        scope >first && cat first >>boots
        exit
        ;;
    shell) scope >first ;;
esac
scope >end
systemctl is-active {LOCK_UNIT} >unit
systemctl --failed --plain --no-legend | cut --delimiter=' ' --fields=1 >failed
/usr/local/bin/yama-ptrace probe --json >probe
/usr/local/bin/yama-ptrace status --json --scope "$(cat wanted)" >status
echo $? >judged
systemctl restart systemd-sysctl.service
echo $? >restarted
scope >after-restart
sysctl --system >sysctl.log 2>&1
echo $? >reloaded
scope >after-reload
[ "$1" != shell ] || systemctl --force poweroff
"""


@dataclass(frozen=True)
class Seen:
    """What one boot showed."""

    first: int  # when sshd, or the shell of a rescue or emergency boot, was about to start
    end: int  # when the boot was over
    unit: str  # the boot unit's state
    failed: tuple[str, ...]  # failed units
    probe: int | None  # the scope that real ptrace calls behave as
    agrees: bool | None  # the probe's own comparison with the kernel
    judged: int  # exit status of `status --scope N`
    maintenance: bool  # `status` takes it for a maintenance boot
    restarted: int  # exit status of a restart of systemd-sysctl
    after_restart: int
    reloaded: int  # exit status of `sysctl --system`
    after_reload: int


def install(machine: Machine) -> None:
    """Put the witness and the program on the disk of a machine that is not yet booted."""
    machine.write("/usr/local/bin/yama-ptrace", PROGRAM.read_bytes(), mode=0o755)
    machine.write(_SCRIPT, _LOOK, mode=0o755)
    machine.enable("lab-witness.service", _BEFORE_SSHD, wanted_by="multi-user.target")
    for service in ("rescue", "emergency"):
        machine.write(f"/etc/systemd/system/{service}.service.d/lab.conf", _INSTEAD_OF_SHELL)


def expect(machine: Machine, scope: int) -> None:
    """Forget the boots before, and have the next one judged by a scope."""
    shutil.rmtree(machine.root / _FOLDER.lstrip("/"), ignore_errors=True)
    machine.write(f"{_FOLDER}/wanted", f"{scope}\n")


def look(machine: Machine) -> Seen:
    """Look at a machine whose sshd answers, when its boot is over."""
    machine.run("systemctl is-system-running --wait")
    machine.output(_SCRIPT)
    return read(machine)


def read(machine: Machine) -> Seen:
    """What is on the machine's disk of the last boot."""

    def text(name: str) -> str:
        return machine.read(f"{_FOLDER}/{name}").decode()

    probe = json.loads(text("probe"))["probe"]
    status = json.loads(text("status"))
    return Seen(
        first=int(text("first")),
        end=int(text("end")),
        unit=text("unit").strip(),
        failed=tuple(text("failed").split()),
        probe=probe["scope"],
        agrees=probe["agrees"],
        judged=int(text("judged")),
        maintenance=status["maintenance"]["now"],
        restarted=int(text("restarted")),
        after_restart=int(text("after-restart")),
        reloaded=int(text("reloaded")),
        after_reload=int(text("after-reload")),
    )


def boots(machine: Machine) -> list[int]:
    """The value when sshd was about to start, of every boot with sshd since expect()."""
    return [int(line) for line in machine.output(f"cat {_FOLDER}/boots").split()]
