# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processors that the native program is built for, and how this host builds and runs their programs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from . import debian, native
from .project import BUILD


@dataclass(frozen=True)
class Processor:
    """One processor: its name in presets and program names, and what Debian and QEMU call it.

    oldest is the QEMU model nearest to the least that the program may ask for.
    """

    name: str
    triplet: str
    bits: int
    elf_machine: int
    qemu: str
    oldest: str
    big_endian: bool = False

    @property
    def preset(self) -> str:
        """The CMake preset that builds its program."""
        return f"release-{self.name}"

    @property
    def program(self) -> Path:
        """Where build() leaves its program."""
        return BUILD / self.preset / "yama-ptrace"

    @property
    def compiler_package(self) -> str:
        """The Debian package of its compiler."""
        if self.name == os.uname().machine:
            return "g++"
        return "g++-" + self.triplet.replace("_", "-")

    def build(self, *targets: str) -> None:
        """Build its program, with a compiler that is installed when it is missing."""
        debian.require_packages(self.compiler_package)
        native.build(self.preset, *targets)

    def emulator(self) -> list[str]:
        """The command before a program of this processor, with the oldest model that it must run on."""
        debian.require_packages("qemu-user-static")
        return [f"qemu-{self.qemu}-static", "-cpu", self.oldest]


# The numbers are EM_... of <elf.h>.
PROCESSORS = (
    Processor("x86_64", "x86_64-linux-gnu", 64, 62, "x86_64", "qemu64"),
    Processor("i686", "i686-linux-gnu", 32, 3, "i386", "pentium2"),
    Processor("aarch64", "aarch64-linux-gnu", 64, 183, "aarch64", "cortex-a53"),
    Processor("armv7l", "arm-linux-gnueabihf", 32, 40, "arm", "cortex-a8"),
    Processor("ppc64le", "powerpc64le-linux-gnu", 64, 21, "ppc64le", "power8"),
    Processor("s390x", "s390x-linux-gnu", 64, 22, "s390x", "qemu", big_endian=True),
    Processor("riscv64", "riscv64-linux-gnu", 64, 243, "riscv64", "rv64"),
)


def processor(name: str) -> Processor:
    """The processor of that name."""
    return next(each for each in PROCESSORS if each.name == name)
