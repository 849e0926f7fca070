# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A native SSH server: sshd of a Debian root folder, on this machine's kernel, in the lab's namespaces.

It is one host, and on request many endpoints as well: as many addresses, each of which leads to a root folder of its
own (an overlay of the same Debian, put there by sshd's ChrootDirectory). They share the kernel and the server, but no
file. A line to it can be slow: the server is in a network namespace of its own then, behind slow_line.c.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab import debian
from lab.errors import LabError
from lab.laboratory import Lab
from lab.project import BUILD

# $1 is the root folder, $2 the address, $3 how many endpoints there are, $4 their network, $5 the folder with the base
# of all. The kernel's settings are this machine's: nobody may write to them from here.
_START = """
set -e
ip link set lo up
ip address replace "$2/32" dev lo
mount -t proc proc "$1/proc"
mount --bind "$1/proc/sys" "$1/proc/sys"
mount -o remount,ro,bind "$1/proc/sys"
mount --rbind /dev "$1/dev"
mkdir -p "$1/run/sshd"
printf 'MaxStartups 1000\\nListenAddress %s\\n' "$2" >"$1/run/sshd.conf"
if [ "$3" -gt 0 ]; then
  ip route replace local "$4.0/24" dev lo
  echo ListenAddress 0.0.0.0 >>"$1/run/sshd.conf"
fi
cat "$1/etc/ssh/sshd_config" >>"$1/run/sshd.conf"
number=0
while [ "$number" -lt "$3" ]; do
  number=$((number + 1))
  root=/fleet/$number own=$5/fleet/$number
  mkdir -p "$1$root" "$own/upper" "$own/work"
  mount -t overlay -o "lowerdir=$5/base,upperdir=$own/upper,workdir=$own/work" overlay "$1$root"
  mount --rbind "$1/proc" "$1$root/proc"
  printf 'Match LocalAddress %s\\nChrootDirectory %s\\n' "$4.$number" "$root" >>"$1/run/sshd.conf"
done
echo $$
read -r device
if [ "$device" ]; then
  ip link set "$device" up
  ip route add default dev "$device"
fi
exec chroot "$1" /usr/sbin/sshd -D -f /run/sshd.conf
"""

SECONDS = 60

# Addresses for documentation (RFC 5737): of the endpoints, and of the controller on a slow line.
ENDPOINTS = "198.51.100"
CONTROLLER = "203.0.113.1"

_LINE = Path(__file__).with_name("slow_line.c")


@dataclass(frozen=True)
class Line:
    """What a slow line does to each packet of at most 1,500 bytes."""

    milliseconds_each_way: int
    lost_of_1000: int

    def __str__(self) -> str:
        return f"{2 * self.milliseconds_each_way} ms to and fro, {self.lost_of_1000 / 10:g} % lost"


@dataclass
class NativeServer:
    """Without a slow line the way to it is the loopback device of the lab's namespace, which nothing else uses."""

    lab: Lab
    endpoints: int

    def bytes(self) -> int:
        """How many bytes went over the loopback device so far, to and fro; /sys shows another namespace's."""
        devices = self.lab.namespace.run("cat", "/proc/net/dev")
        fields = next(line for line in devices.splitlines() if line.strip().startswith("lo:")).split(":")[1].split()
        return int(fields[8])

    def inventory(self) -> Path:
        """An inventory of the endpoints alone."""
        path = self.lab.namespace.folder / "endpoints"
        common = f'ansible_user=root ansible_ssh_common_args="-F {self.lab.ssh_config}"'
        lines = [f"e{number} ansible_host={ENDPOINTS}.{number} {common}\n" for number in range(1, self.endpoints + 1)]
        self.lab.namespace.path(path).write_text("".join(lines), encoding="ascii")
        return path


@contextmanager
def native_server(lab: Lab, name: str, endpoints: int = 0, line: Line | None = None) -> Iterator[NativeServer]:
    """A server of that name in the lab's inventory, for the life of the context."""
    debian.require_packages("iproute2")
    machine = lab.machine(name, packages=("python3", "python3-apt", "linux-base"))
    folder = lab.namespace.folder / name
    net = ["--net"] if line else []
    start = ["unshare", "--mount", *net, "sh", "-c", _START, "sshd", str(folder / "root"), machine.address]
    start += [str(endpoints), ENDPOINTS, str(folder)]
    with ExitStack() as stack:
        if line:
            relay = stack.enter_context(_process(lab, [str(_relay()), "line0", "line1", *_numbers(line)]))
            _first_line(relay, "The slow line")
        sshd = stack.enter_context(_process(lab, start))
        process = _first_line(sshd, "The native SSH server")
        if line:
            lab.namespace.run("sh", "-c", _route(process, machine.address))
        sshd.stdin.write("line1\n" if line else "\n")
        sshd.stdin.flush()
        _know(lab)
        _wait(lab, name, sshd)
        yield NativeServer(lab, endpoints)


def _route(process: str, address: str) -> str:
    """What the controller's side of a slow line needs; the server is the process of that number."""
    return f"""set -e
ip link set line1 netns {process}
ip address add {CONTROLLER}/32 dev line0
ip link set line0 up
ip route add {address}/32 dev line0 src {CONTROLLER}
ip route add {ENDPOINTS}.0/24 dev line0 src {CONTROLLER}"""


def _numbers(line: Line) -> tuple[str, str]:
    return str(line.milliseconds_each_way), str(line.lost_of_1000)


@contextmanager
def _process(lab: Lab, command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process in the lab, which ends with the lab at the latest: what is terminated here is only the way in."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(lab.namespace.command(command), stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        for each in (process.stdin, process.stdout, process.stderr):
            each.close()


def _first_line(process: subprocess.Popen[str], what: str) -> str:
    said = process.stdout.readline().strip()
    if not said:
        raise LabError(f"{what} did not start: {process.stderr.read().strip()}.")
    return said


def _relay() -> Path:
    """slow_line.c, compiled."""
    debian.require_packages("gcc", "libc6-dev")
    program = BUILD / "slow_line"
    done = subprocess.run(
        ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program), str(_LINE)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LabError(f"{_LINE.name} could not be compiled: {done.stderr.strip()}")
    return program


def _know(lab: Lab) -> None:
    """Have ssh know the host key at the endpoints' addresses, too."""
    folder = lab.namespace.path(lab.namespace.folder)
    with open(folder / "known-hosts", "a", encoding="ascii") as known_hosts:
        known_hosts.write(f"{ENDPOINTS}.* {(folder / 'host-key.pub').read_text(encoding='ascii')}")


def _wait(lab: Lab, name: str, sshd: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if sshd.poll() is not None:
            raise LabError(f"The native SSH server did not start: {sshd.stderr.read().strip()}.")
        try:
            lab.namespace.run("ssh", "-F", str(lab.ssh_config), name, "true")
            return
        except LabError:
            time.sleep(0.2)
    raise LabError(f"The native SSH server gave no answer within {SECONDS} seconds.")
