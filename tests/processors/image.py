# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file tree that stands for a host's image: conflicting settings, and every binary format that the program reads."""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
from pathlib import Path

# Read by no loader before 2038 was over: a clock that 32 bits cannot hold.
AFTER_2038 = 2**32 + 1

TEXTS = {
    "/etc/os-release": "ID=debian\nVERSION_ID=12\n",
    "/var/lib/dpkg/status": (
        "Package: systemd\nStatus: install ok installed\nVersion: 252.39-1~deb12u1\n\n"
        "Package: procps\nStatus: install ok installed\nVersion: 2:4.0.2-3\n\n"
    ),
    "/usr/lib/systemd/systemd-sysctl": "\x7fELF...libsystemd-shared-252.so\0",
    "/usr/sbin/sysctl": "\x7fELF\0sysctl from procps-ng 4.0.2\0--system\0",
    "/etc/sysctl.conf": "\ufeff# the beginning\r\nkernel.yama.ptrace_scope = 0\r\nkernel.panic=10",
    "/etc/sysctl.d/50-slash.conf": "kernel/yama/ptrace_scope=0\n",
    "/etc/sysctl.d/60-glob.conf": "kernel.yama.* = 0\n-kernel.yama.other\n",
    "/usr/lib/sysctl.d/99-zz-vendor.conf": "-kernel.yama.ptrace_scope = 0\n",
    "/etc/ufw/ufw.conf": "ENABLED=yes\n",
    "/etc/default/ufw": "IPT_SYSCTL=/etc/ufw/sysctl.conf\n",
    "/lib/ufw/ufw-init-functions": "\n",
    "/lib/ufw/ufw-init": "\n",
    "/etc/ufw/sysctl.conf": "kernel/yama/ptrace_scope=0\n",
    "/usr/share/initramfs-tools/hooks/settings": "#!/bin/sh\ncopy_file sysctl /etc/sysctl.d/50-slash.conf\n",
    "/boot/loader/loader.conf": "default 6.1\n",
}

INITRD_SETTING = "kernel.yama.ptrace_scope = 2\n"
KERNEL_COMMAND_LINE = "root=/dev/sda1 sysctl.kernel.yama.ptrace_scope=2"


def make_image(root: Path) -> None:
    """Fill a new folder."""
    for path, text in TEXTS.items():
        write(root, path, text.encode("utf-8"))
    write(root, "/etc/sysctl.d/40-bytes.conf", b"# \xff\xfe\xc0 not UTF-8\nkernel.yama.ptrace_scope = 0 \xff\n")
    initrd = cpio({"etc/sysctl.d/10-copy.conf": INITRD_SETTING})
    write(root, "/boot/initrd.img-6.1.0-1-amd64", gzip.compress(initrd, mtime=0))
    write(root, "/boot/vmlinuz-6.1.0-1-amd64", b"MZ")
    write(root, "/boot/efi/EFI/Linux/debian.efi", unified_kernel(KERNEL_COMMAND_LINE))
    os.utime(root / "etc/sysctl.conf", (AFTER_2038, AFTER_2038))


def write(root: Path, path: str, content: bytes) -> None:
    """Write one file and the folders above it."""
    file = root / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def cpio(files: dict[str, str]) -> bytes:
    """An initrd's archive in the kernel's "newc" format."""
    archive = b""
    for number, (name, text) in enumerate({**files, "TRAILER!!!": ""}.items(), 1):
        content = text.encode()
        fields = (number, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
        header = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
        archive += padded(header) + padded(content)
    return archive


def padded(content: bytes) -> bytes:
    """The content up to a multiple of four bytes."""
    return content + b"\0" * (-len(content) % 4)


def unified_kernel(command_line: str) -> bytes:
    """A PE program, little-endian as they all are, with one section: the kernel's command line."""
    text = command_line.encode()
    headers, section = 0x80, 0x200
    dos = b"MZ" + b"\0" * 58 + struct.pack("<I", headers)
    file = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 0, 0)
    table = b".cmdline" + struct.pack("<IIIIIIHHI", len(text), section, len(text), section, 0, 0, 0, 0, 0)
    return (dos.ljust(headers, b"\0") + file + table).ljust(section, b"\0") + text


def tree(root: Path) -> dict[str, str]:
    """Every file with its mode and the checksum of its content; links with their targets."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = "/" + str(path.relative_to(root))
        if path.is_symlink():
            found[name] = f"-> {os.readlink(path)}"
        elif path.is_file():
            found[name] = f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    return found
