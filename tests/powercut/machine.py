# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A User-Mode Linux machine on a disk of its own, whose power can be cut.

The disk is ext4 in a file: what the guest has not written when its kernel is killed is lost, as with a real disk that
has no cache. The kernel's processes are a process namespace, which ends with its first process, all at once.
"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import struct
import subprocess
import time
from pathlib import Path

from lab import debian, uml
from lab.errors import LabError
from lab.namespace import Namespace
from lab.project import PROGRAM
from lab.rootfolder import root_folder

BOOT_SECONDS = 120
DISK_MEGABYTES = 400
LOST_PARTS = ("usr/share/doc", "usr/share/locale", "usr/share/man", "usr/share/i18n", "usr/share/zoneinfo")

# Booted into instead of a target, so that a boot takes seconds; all of sysinit.target comes before it, which is where
# systemd-sysctl and the boot unit have their place.
UNIT = "power-cut.service"
_UNIT = """\
[Unit]
DefaultDependencies=no
Requires=sysinit.target
After=sysinit.target

[Service]
Type=oneshot
StandardOutput=tty
ExecStart=/bin/sh -c '\\
    for word in $$(cat /proc/cmdline); do case $$word in power.folder=*) folder=$${word#*=};; esac; done; \\
    mount -t hostfs -o "$$folder" none /mnt && exec sh /mnt/round.sh'
"""

_IN_MODIFY = 2
_EVENT = struct.calcsize("iIII")


def make_disk(namespace: Namespace, files: Path) -> Path:
    """A disk with Debian 12, the program and what is in the folder; the path is inside the namespace.

    Extended attributes and owners are those of the folder.
    """
    debian.require_packages("e2fsprogs")
    made = namespace.folder / "disk"
    merged = made / "root"
    for part in ("root", "upper", "work"):
        namespace.run("mkdir", "-p", str(made / part))
    layers = f"lowerdir={root_folder('bookworm')},upperdir={made}/upper,workdir={made}/work"
    namespace.run("mount", "-t", "overlay", "-o", layers, "overlay", str(merged))
    outside = namespace.path(merged)
    for part in LOST_PARTS:
        shutil.rmtree(outside / part, ignore_errors=True)
    shutil.copy(PROGRAM, outside / "usr/local/sbin/yama-ptrace")
    (outside / "etc/systemd/system" / UNIT).write_text(_UNIT, encoding="ascii")
    namespace.run("cp", "-a", f"{files}/.", str(merged))
    disk = made / "disk"
    namespace.run("truncate", "-s", f"{DISK_MEGABYTES}M", str(disk))
    namespace.run("mkfs.ext4", "-q", "-F", "-J", "size=8", "-d", str(merged), str(disk))
    namespace.run("umount", str(merged))
    return disk


class Machine:
    """One machine; its folder is its own. Paths are inside the namespace."""

    def __init__(self, namespace: Namespace, name: str, disk: Path) -> None:
        self._namespace, self._name = namespace, name
        self.folder = namespace.folder / name
        self.disk = self.folder / "disk"
        namespace.run("mkdir", "-p", str(self.folder))
        namespace.run("cp", "--sparse=always", str(disk), str(self.disk))
        self._kernel: subprocess.Popen[bytes] | None = None
        self._first = 0
        self.boots = 0

    def boot(self, files: dict[str, str]) -> Path:
        """Start it, with a new folder that holds the files and is /mnt to its unit; returned as it is seen here."""
        self.boots += 1
        shared = self.folder / f"boot-{self.boots}"
        seen = self._namespace.path(shared)
        seen.mkdir()
        for name, content in files.items():
            (seen / name).write_text(content, encoding="utf-8")
        variables = [f"{name}={value}" for name, value in uml.environment(str(self.folder)).items()]
        kernel = ["unshare", "--pid", "--fork", "--kill-child", "sh", "-c", '"$@" & wait', "sh"]
        kernel += ["linux.uml", f"umid={self._name}", f"uml_dir={shared}/", "mem=256M", f"ubd0={self.disk}"]
        kernel += ["root=/dev/ubda", "rw", "con=null", "con0=null,fd:1", f"systemd.unit={UNIT}", "quiet"]
        kernel += [f"power.folder={shared}"]
        with open(seen / "console", "wb") as console:
            self._kernel = subprocess.Popen(
                self._namespace.command(["env", *variables, *kernel]),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._first = self._first_process()
        return seen

    def cut(self) -> None:
        """Kill its kernel with all of its processes, and wait until none is left."""
        if self._kernel is not None and self._kernel.poll() is None:
            os.kill(self._first, signal.SIGKILL)
            self._kernel.wait()
        self._kernel = None

    def _first_process(self) -> int:
        """Of the kernel's process namespace: the only one below unshare, which is below nsenter."""
        process = str(self._kernel.pid)
        for _ in range(2):
            deadline = time.monotonic() + 10
            while not (found := _children(process)):
                if time.monotonic() > deadline:
                    raise LabError(f"The machine {self._name} did not start.")
                time.sleep(0.001)
            process = found
        return int(process)

    def wait_for(self, file: Path) -> float:
        """Wait until the guest has made the file; the time on this host's clock."""
        deadline = time.monotonic() + BOOT_SECONDS
        while not file.exists():
            if self._kernel is None or self._kernel.poll() is not None or time.monotonic() > deadline:
                console = (file.parent / "console").read_text(errors="replace")[:3600]
                raise LabError(f"The machine {self._name} came to no {file.name} in its boot {self.boots}: {console}")
            time.sleep(0.0005)
        return time.monotonic()

    def faults_of_disk(self) -> str:
        """What e2fsck finds on a copy once it has replayed the journal; empty when nothing is wrong."""
        copy = f"{self.disk}-copy"
        self._namespace.run("cp", "--sparse=always", str(self.disk), copy)
        for options in ("-p", "-fn"):
            done = subprocess.run(
                self._namespace.command(["e2fsck", options, copy]), capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                return f"e2fsck {options} ends with {done.returncode}: {done.stdout} {done.stderr}"
        return ""


def _children(process: str) -> str:
    return subprocess.run(["pgrep", "-P", process], capture_output=True, text=True, check=False).stdout.strip()


class Writes:
    """Context manager that counts the writes to a disk, as its machine makes them."""

    def __init__(self, disk: Path) -> None:
        self._library = ctypes.CDLL(None, use_errno=True)
        self._watch = self._library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._library.inotify_add_watch(self._watch, os.fsencode(disk), _IN_MODIFY) < 0:
            raise OSError(ctypes.get_errno(), f"{disk} cannot be watched")

    def __enter__(self) -> Writes:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._watch)

    def count_until(self, number: int, until: Path) -> int:
        """Wait for so many writes, or for the file; how many there were. Writes in quick succession count as one."""
        count = 0
        while count < number and not until.exists():
            if select.select([self._watch], [], [], 0.002)[0]:
                count += len(os.read(self._watch, 1 << 16)) // _EVENT
        return count
