# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One User-Mode Linux machine: a Debian root folder under a real kernel with the real Yama.

The root folder is an overlay in memory over a cached one, served by hostfs; the network is one tap device.
States: made -> boot() -> running -> power_off() -> off -> boot() ... ; reboot() is the kernel's own reboot.
What the file KERNEL_ARGUMENTS on the machine's disk holds is added to the kernel's command line at every boot, as
a boot loader's configuration would.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

from . import uml
from .errors import LabError
from .namespace import Namespace
from .project import BUILD

BOOT_SECONDS = 120

KERNEL_ARGUMENTS = "/boot/kernel-arguments"

_KERNEL = Path(__file__).with_name("rebootable-kernel")

_NETWORK_UNIT = """\
[Unit]
Description=Address of the lab machine
DefaultDependencies=no
Before=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart={ip} link set lo up
ExecStart={ip} address add {address}/30 dev vec0
ExecStart={ip} link set vec0 up

[Install]
WantedBy=sysinit.target
"""

_CHROOT = 'mount -t proc proc "$1/proc" && exec chroot "$@"'


class Machine:
    """Made by Lab.machine(). Paths given to write() and read() are the machine's own."""

    def __init__(
        self, namespace: Namespace, name: str, number: int, base: Path, ssh: list[str], *, network: bool = True
    ) -> None:
        self.name = name
        self.address = f"192.0.2.{4 * number + 2}"
        self._gateway = f"192.0.2.{4 * number + 1}"
        self._tap = f"tap{number}"
        self._namespace = namespace
        self._folder = namespace.folder / name
        self._ssh = [*ssh, name]
        self._has_network = network
        self._kernel: subprocess.Popen[bytes] | None = None
        self._mount(base)
        self.write("/etc/hostname", self.name + "\n")
        if self._has_network:
            self._add_network()

    # What is on its disk

    @property
    def root(self) -> Path:
        """The machine's root folder as this program reaches it. Absolute links in it lead astray: resolve none."""
        return self._namespace.path(self._folder / "root")

    def write(self, path: str, content: str | bytes, mode: int = 0o644) -> None:
        """Write a file on the machine's disk, folders included."""
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        target.chmod(mode)

    def read(self, path: str) -> bytes:
        """The content of a file on the machine's disk (not of its /proc, /run or /tmp: see output())."""
        return (self.root / path.lstrip("/")).read_bytes()

    def enable(self, unit: str, content: str, wanted_by: str = "sysinit.target") -> None:
        """Install and enable a systemd unit offline."""
        self.write(f"/etc/systemd/system/{unit}", content)
        link = self.root / f"etc/systemd/system/{wanted_by}.wants/{unit}"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"/etc/systemd/system/{unit}")

    def chroot(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the root folder of a machine that is off, on this host's kernel."""
        enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _CHROOT, "chroot"]
        return subprocess.run(
            self._namespace.command([*enter, f"{self._folder}/root", *arguments]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="backslashreplace",
            check=False,
        )

    # Its life

    def boot(self, *arguments: str) -> None:
        """start() and wait(): the arguments are added to the kernel's command line."""
        self.start(*arguments)
        self.wait()

    def start(self, *arguments: str) -> None:
        """Start the kernel and return at once: start several machines, then wait() for each."""
        kernel = [str(_KERNEL), f"umid={self.name}", f"uml_dir={self._folder}/uml/", "mem=512M"]
        kernel += ["rootfstype=hostfs", f"rootflags={self._folder}/root", "rw", "con=null", "con0=null,fd:1"]
        if self._has_network:
            kernel.append(f"vec0:transport=tap,ifname={self._tap},gro=1")
        kernel += arguments
        # /dev/shm, its default, can be small or noexec.
        variables = [f"{name}={value}" for name, value in uml.environment(str(self._folder)).items()]
        with open(self._console, "ab") as console:
            self._kernel = subprocess.Popen(
                self._namespace.command(["env", *variables, *kernel]),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self, previous_boot: str = "") -> None:
        """Wait until sshd answers, from another boot than previous_boot."""
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline:
            if self._kernel is None or self._kernel.poll() is not None:
                console = self.save_console()
                words = re.findall(r"errno = .*|panic - .*", console.read_text(errors="replace")) or [
                    "without a reason"
                ]
                raise LabError(f"The machine {self.name} stopped while it booted ({'; '.join(words)}): see {console}.")
            answer = self.run("cat /proc/sys/kernel/random/boot_id")
            if answer.returncode == 0 and answer.stdout.strip() not in ("", previous_boot):
                return
            time.sleep(0.2)
        raise LabError(f"The machine {self.name} did not answer in {BOOT_SECONDS} s: see {self.save_console()}.")

    def reboot(self) -> None:
        """A real reboot through the machine's own systemd; returns when the next boot's sshd answers."""
        boot = self.output("cat /proc/sys/kernel/random/boot_id")
        self.run("systemctl reboot")
        self.forget_connection()
        self.wait(previous_boot=boot)

    def forget_connection(self) -> None:
        """Close the shared SSH connection, which a reboot leaves half open."""
        subprocess.run(self._namespace.command([*self._ssh, "-O", "exit"]), capture_output=True, check=False)

    def power_off(self) -> None:
        """Shut down through the machine's own systemd and wait for the kernel to end."""
        self.run("systemctl poweroff")
        self.forget_connection()
        self.wait_until_off()

    def wait_until_off(self, seconds: int = BOOT_SECONDS) -> None:
        """Wait for the end of a machine that powers off by itself."""
        try:
            self._kernel.wait(seconds)
        except subprocess.TimeoutExpired:
            raise LabError(
                f"The machine {self.name} did not shut down in {seconds} s: see {self.save_console()}."
            ) from None

    # What it says

    def run(self, command: str, stdin: bytes | None = None, seconds: int = 60) -> subprocess.CompletedProcess[str]:
        """Run a shell command as root over SSH; its exit status, output and errors are the caller's to judge."""
        return subprocess.run(
            self._namespace.command([*self._ssh, command]),
            **({"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin.decode()}),
            capture_output=True,
            text=True,
            errors="backslashreplace",
            timeout=seconds,
            check=False,
        )

    def output(self, command: str) -> str:
        """Run a shell command over SSH and return its stripped output. Raises LabError when it fails."""
        done = self.run(command)
        if done.returncode != 0:
            reason = done.stderr.strip() or done.stdout.strip() or "no reason given"
            raise LabError(f"`{command}` failed on {self.name} with status {done.returncode}: {reason}")
        return done.stdout.strip()

    def save_console(self) -> Path:
        """Keep the console's log in the build folder and return its path."""
        kept = BUILD / "lab" / f"{self.name}-console.log"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(self._console.read_bytes())
        return kept

    def last_words(self) -> str:
        """For the report of a test to which it gave no answer: whether its kernel runs, and the end of its console."""
        status = None if self._kernel is None else self._kernel.poll()
        kernel = "its kernel runs" if status is None else f"its kernel ended with status {status}"
        end = self.save_console().read_text(errors="replace").splitlines()[-12:]
        return f"{self.name}: {kernel}; its console ends: {' | '.join(line.strip() for line in end)}"

    # How it is put together

    @property
    def _console(self) -> Path:
        return self._namespace.path(self._folder / "console.log")

    def _mount(self, base: Path) -> None:
        folder = str(self._folder)
        for part in ("base", "root", "upper", "work", "uml"):
            self._namespace.run("mkdir", "-p", f"{folder}/{part}")
        # A name of our own: a cache's path may hold what overlay takes for punctuation.
        self._namespace.run("mount", "--bind", str(base), f"{folder}/base")
        layers = f"lowerdir={folder}/base,upperdir={folder}/upper,workdir={folder}/work"
        self._namespace.run("mount", "-t", "overlay", "-o", layers, "overlay", f"{folder}/root")

    def _add_network(self) -> None:
        if not os.path.exists("/dev/net/tun"):
            raise LabError("There is no /dev/net/tun: load it with `modprobe tun`, or give it to this container.")
        self._namespace.run("ip", "tuntap", "add", self._tap, "mode", "tap")
        self._namespace.run("ip", "address", "add", f"{self._gateway}/30", "dev", self._tap)
        self._namespace.run("ip", "link", "set", self._tap, "up")
        self.enable("lab-network.service", _NETWORK_UNIT.format(ip="/bin/ip", address=self.address))
