# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of the collection, and programs for other processors that nothing may run."""

from __future__ import annotations

import hashlib
import shutil
import struct
from pathlib import Path

from lab.processors import processor
from lab.project import COLLECTION, PROGRAM


def copy_collection(folder: Path) -> Path:
    """Copy the collection into a folder, which is a collections path then; where the copy is."""
    copied = folder / "ansible_collections" / "hardening" / "yama"
    return Path(shutil.copytree(COLLECTION, copied, ignore=shutil.ignore_patterns("output")))


def program_for(name: str) -> bytes:
    """This machine's program with another processor in its ELF header, which is all that the kernel looks at."""
    program = bytearray(PROGRAM.read_bytes())
    struct.pack_into("<H", program, 18, processor(name).elf_machine)
    return bytes(program)


def add_program(collection: Path, name: str) -> None:
    """Give a collection the program_for() a processor, and its checksum."""
    modules = collection / "plugins" / "modules"
    program = program_for(name)
    (modules / f"__yama_ptrace_{name}").write_bytes(program)
    with open(modules / "__yama_ptrace.sha256", "a", encoding="ascii") as checksums:
        checksums.write(f"{hashlib.sha256(program).hexdigest()}  __yama_ptrace_{name}\n")
