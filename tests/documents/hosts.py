# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of the documentation's console blocks: a system of tests/distributions, what was changed on it, and the
value that its kernel has at the start.

Their loaders are stand-ins that do nothing and end well: what real ones do is for the suites loaders and kernel to say.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

from distributions.tree import Files, Link, Tree
from distributions.trees import TREES

SYSTEMS = {tree.name: tree for tree in TREES}

YAMA = "kernel.yama.ptrace_scope"
COMMAND_LINE = "BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro quiet"


LOADERS = ("usr/lib/systemd/systemd-sysctl", "usr/sbin/sysctl")

# A whole program for x86_64, as User-Mode Linux is: exit(0).
CODE = bytes.fromhex("31ff b83c000000 0f05")
START, HEADERS = 0x400000, 64 + 56
ENDS_WELL = (
    b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, START + HEADERS, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    + struct.pack("<IIQQQQQQ", 1, 5, 0, START, START, HEADERS + len(CODE), HEADERS + len(CODE), 0x1000)
    + CODE
)


@dataclass(frozen=True)
class Host:
    """A host; images are further systems, below a folder of it."""

    system: str
    scope: int = 0
    files: Files = field(default_factory=dict)
    images: dict[str, Tree] = field(default_factory=dict)
    command_line: str = COMMAND_LINE

    def build(self, folder: Path) -> None:
        """Make its root folder."""
        system = SYSTEMS[self.system]
        Tree(self.system, system.os_release, {**system.files, **self.files}).build(folder)
        for loader in LOADERS:
            program = folder / loader
            if program.is_file():
                program.write_bytes(ENDS_WELL + program.read_bytes())
        for path, image in self.images.items():
            place = folder / path.removeprefix("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            image.build(place)


def comments(lines: int) -> str:
    """That many lines above a distribution's own line."""
    return "#\n" * lines


HOSTS = {
    "Debian 12 with conflicts": Host(
        "Debian 12",
        files={
            "/etc/sysctl.d/10-developers.conf": f"# our developers attach debuggers\n{YAMA} = 0\n",
            "/usr/lib/sysctl.d/99-zz-vendor.conf": f"{YAMA} = 0\n",
        },
    ),
    "Debian 12, set to 1 by a line": Host(
        "Debian 12", scope=1, files={"/etc/sysctl.d/99-yama-ptrace.conf": f"{YAMA} = 1\n"}
    ),
    "Debian 12 with dev-sec's file": Host(
        "Debian 12",
        scope=2,
        files={"/etc/sysctl.d/90-dev-sec.conf": f"kernel.sysrq=0\n{YAMA}=2\nkernel.kptr_restrict=2\n"},
    ),
    "Debian 13 after the published remediation": Host(
        "Debian 13",
        scope=1,
        files={"/etc/sysctl.conf": f"# Per CCE: Set {YAMA} = 1 in /etc/sysctl.conf\n{YAMA} = 1\n"},
    ),
    "Ubuntu 25.10, upgraded, with an edited file": Host(
        "Debian 13",
        scope=1,
        files={
            "/etc/sysctl.d/10-ptrace.conf": comments(21) + f"{YAMA} = 3\n",
            "/usr/lib/sysctl.d/55-ptrace.conf": comments(21) + f"{YAMA} = 1\n",
        },
    ),
    "Debian 12 with everything on the way": Host(
        "Debian 12",
        files={
            "/etc/sysctl.conf": comments(60) + f"{YAMA}=1\n",
            "/etc/sysctl.d/99-sysctl.conf": Link("../sysctl.conf"),
            "/run/sysctl.d/99-zz.conf": f"{YAMA} = 2\n",
            "/usr/lib/ufw/ufw-init": "",
            "/etc/ufw/ufw.conf": "ENABLED=yes\n",
            "/etc/ufw/sysctl.conf": comments(50) + "kernel/yama/ptrace_scope=0\n",
            "/etc/default/grub": 'GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\nGRUB_CMDLINE_LINUX=""\n',
            "/boot/grub/grub.cfg": comments(120)
            + "menuentry 'Debian GNU/Linux' {\n"
            + "\tlinux\t/boot/vmlinuz-6.1.0-18-amd64 root=UUID=1234 ro  quiet sysctl.kernel.yama.ptrace_scope=2\n"
            + "}\n",
        },
        command_line="BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=UUID=1234 ro quiet",
    ),
    "a builder with an image of Debian 12": Host("Debian 12", images={"/mnt/image": SYSTEMS["Debian 12"]}),
}
