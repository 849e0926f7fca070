# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images that were made to lead a program out of them, or to hold it up."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
from pathlib import Path
from typing import Callable

from distributions.tree import Tree
from faults.hosts import DEBIAN, KEY

SECRET = f"{KEY} = 0\n"  # of the file outside, which nobody may read or change


def ordinary(image: Path) -> None:
    """A small Debian with a definition of its own."""
    Tree("hostile", "ID=debian VERSION_ID=12", {**DEBIAN, "/etc/sysctl.d/50-own.conf": f"{KEY} = 2\n"}).build(image)


def foreign(outside: Path) -> None:
    """What stands outside: a loaders' directory, a file, a unit."""
    for name in (
        "sysctl.d/60-foreign.conf",
        "foreign.conf",
        "system/foreign.service",
        "proc/sys/kernel/yama/ptrace_scope",
    ):
        place = outside / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(SECRET, encoding="ascii")


def _link(image: Path, path: str, target: str) -> None:
    place = image / path
    if place.is_dir() and not place.is_symlink():
        for child in sorted(place.rglob("*"), reverse=True):
            child.rmdir() if child.is_dir() and not child.is_symlink() else child.unlink()
        place.rmdir()
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)


def absolute_links(image: Path, outside: Path) -> None:
    """Links by the host's own paths: of a directory, of a file, of a unit."""
    _link(image, "etc/sysctl.d", f"{outside}/sysctl.d")
    _link(image, "etc/sysctl.conf", f"{outside}/foreign.conf")
    _link(image, "etc/systemd/system/foreign.service", f"{outside}/system/foreign.service")


def climbing_links(image: Path, outside: Path) -> None:
    """The same by "..", more often than there are folders above."""
    up = "../" * 30
    _link(image, "etc/sysctl.d/60-up.conf", f"{up}{outside}/foreign.conf")
    _link(image, "etc/sysctl.conf", f"../{up}{outside}/foreign.conf")
    _link(image, "run/sysctl.d", f"/..{outside}/sysctl.d")
    _link(image, "usr/lib/os-release", f"{up}{outside}/foreign.conf")


def magic_links(image: Path, outside: Path) -> None:
    """Links into a /proc that is mounted in the image, whose links lead anywhere."""
    (image / "proc").mkdir()
    subprocess.run(["mount", "-t", "proc", "proc", str(image / "proc")], check=True)
    ways = ("self/root", f"{os.getpid()}/root", f"{os.getpid()}/cwd")
    for number, way in enumerate(ways):
        _link(image, f"etc/sysctl.d/6{number}-magic.conf", f"/proc/{way}{outside}/foreign.conf")
    _link(image, "etc/sysctl.conf", f"/proc/self/root{outside}/foreign.conf")
    _link(image, "run/sysctl.d", f"/proc/{os.getpid()}/root{outside}/sysctl.d")
    _link(image, "usr/local/lib/sysctl.d", "/proc/sys/kernel")


def hard_links(image: Path, outside: Path) -> None:
    """Files that have another name outside."""
    os.link(outside / "foreign.conf", image / "etc/sysctl.d/60-hard.conf")
    os.link(outside / "sysctl.d/60-foreign.conf", image / "etc/sysctl.conf")


def special_files(image: Path, outside: Path) -> None:
    """Pipes, sockets and devices where text files are looked for."""
    places = (
        "etc/sysctl.conf",
        "etc/sysctl.d/60-a.conf",
        "etc/systemd/system/a.service",
        "etc/systemd/system/sysinit.target.wants/b.service",
        "etc/default/grub",
        "boot/grub/grub.cfg",
        "boot/loader/entries/a.conf",
        "boot/initrd.img",
        "etc/tuned/active_profile",
        "etc/ufw/sysctl.conf",
        "etc/rc.local",
        "etc/cron.d/a",
        "etc/tmpfiles.d/a.conf",
        "var/lib/dpkg/status",
        "usr/lib/os-release",
        "usr/lib/systemd/systemd",
    )
    makers: tuple[Callable[[str], None], ...] = (
        os.mkfifo,
        lambda path: socket.socket(socket.AF_UNIX).bind(path),
        lambda path: os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5)),  # /dev/zero
        lambda path: os.mknod(path, stat.S_IFBLK | 0o600, os.makedev(7, 0)),
        lambda path: os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(5, 0)),  # /dev/tty
    )
    before = os.getcwd()
    for number, place in enumerate(places):
        path = image / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.chdir(path.parent)  # a socket's path may not be long
        makers[number % len(makers)](path.name)
    os.chdir(before)
    del outside


def mounts(image: Path, outside: Path) -> None:
    """A file bound over another, as containers have it, and the kernel's own file systems."""
    target = image / "etc/sysctl.d/70-mounted.conf"
    target.write_text("", encoding="ascii")
    subprocess.run(["mount", "--bind", str(outside / "foreign.conf"), str(target)], check=True)
    for name in ("proc", "sys", "dev"):
        (image / name).mkdir()
        subprocess.run(["mount", "--rbind", f"/{name}", str(image / name)], check=True)


def loops(image: Path, outside: Path) -> None:
    """Links that lead to each other, to themselves, and to the folder that they are in."""
    _link(image, "etc/sysctl.d/60-a.conf", "61-b.conf")
    _link(image, "etc/sysctl.d/61-b.conf", "60-a.conf")
    _link(image, "etc/sysctl.conf", "sysctl.conf")
    _link(image, "etc/systemd/system/again", ".")
    _link(image, "etc/cron.d", "../etc")
    _link(image, "boot/boot", ".")
    _link(image, "run/sysctl.d", "/run/sysctl.d/x")
    del outside


def odd_names(image: Path, outside: Path) -> None:
    """Names of bytes that are no text, of control characters, and of the greatest length."""
    folder = os.fsencode(image / "etc/sysctl.d")
    for name in (b"60-\xff\xfe.conf", b"61-\n\x1b[31mred.conf", b"6" * 250 + b".conf", b"62 * ? [.conf", b"-rf.conf"):
        Path(os.fsdecode(folder + b"/" + name)).write_text(f"{KEY} = 0\n", encoding="ascii")
    del outside


# Name, how the image is made, whether `set 1` can do what it is asked for: not where a line is in a file of others.
TREES: tuple[tuple[str, Callable[[Path, Path], None], bool], ...] = (
    ("absolute links", absolute_links, False),
    ("links that climb", climbing_links, True),
    ("links through /proc", magic_links, True),
    ("hard links to files outside", hard_links, False),
    ("pipes, sockets, devices", special_files, False),
    ("mounts inside", mounts, False),
    ("loops of links", loops, True),
    ("odd names", odd_names, True),
)
