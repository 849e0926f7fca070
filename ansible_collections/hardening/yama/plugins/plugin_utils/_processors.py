# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The native programs of this collection: one per processor, each with its checksum."""

from __future__ import annotations

import hashlib
import os

from ansible_collections.hardening.yama.plugins.plugin_utils._errors import NativeError

# A processor's name is the suffix of its program; the patterns are what `uname -m` says on such a machine, with a star
# at the end at most.
PROCESSORS = {
    "x86_64": ("x86_64", "amd64"),
    "i686": ("i386", "i486", "i586", "i686"),
    "aarch64": ("aarch64", "arm64"),
    "armv7l": ("armv7*", "armv8l"),
    "ppc64le": ("ppc64le",),
    "s390x": ("s390x",),
    "riscv64": ("riscv64",),
}

MODULES = os.path.normpath(os.path.join(os.path.dirname(__file__), os.pardir, "modules"))
PROGRAM = "__yama_ptrace_"
MANIFEST = "__yama_ptrace.sha256"


def processor_of(machine: str) -> str | None:
    """The processor whose program runs on a machine, or None when there is no such program."""
    for processor, patterns in PROCESSORS.items():
        if any(_matches(machine, pattern) for pattern in patterns):
            return processor
    return None


def _matches(machine: str, pattern: str) -> bool:
    """fnmatch would compile regular expressions in the process of each task, for milliseconds."""
    return machine.startswith(pattern[:-1]) if pattern.endswith("*") else machine == pattern


def program_name(processor: str) -> str:
    """The name under which Ansible's module loader finds a processor's program."""
    return f"hardening.yama.{PROGRAM}{processor}"


def built_processors(folder: str = MODULES) -> list[str]:
    """The processors whose program is there: all of them in a release, the builder's own in a checkout."""
    return [name for name in PROCESSORS if os.path.isfile(os.path.join(folder, PROGRAM + name))]


def load_program(processor: str, folder: str = MODULES) -> bytes:
    """Read a program and compare it with the manifest that was written beside it when it was built."""
    path = os.path.join(folder, PROGRAM + processor)
    try:
        with open(path, "rb") as file:
            program = file.read()
    except FileNotFoundError as error:
        raise NativeError(
            f"This copy of hardening.yama holds no program for the processor {processor} ({path} is missing): "
            "install the released collection, or build the program in a checkout."
        ) from error
    except OSError as error:
        raise NativeError(f"The program {path} cannot be read: {error.strerror}.") from error

    if hashlib.sha256(program).hexdigest() != checksum_of(processor, folder):
        raise NativeError(
            f"The program {path} is not the one that was built (its SHA-256 differs from {MANIFEST}), "
            "so it was not run: install the collection again."
        )
    return program


def checksum_of(processor: str, folder: str = MODULES) -> str:
    """The SHA-256 of a program in the manifest, which has the format of sha256sum(1)."""
    name = PROGRAM + processor
    path = os.path.join(folder, MANIFEST)
    try:
        with open(path, encoding="utf-8") as file:
            lines = [line.split() for line in file]
    except (OSError, ValueError) as error:
        raise NativeError(
            f"The checksums of the programs ({path}) cannot be read, so none was run: install the collection again."
        ) from error
    for fields in lines:
        if len(fields) == 2 and fields[1].lstrip("*") == name:
            return fields[0]
    raise NativeError(f"{path} has no checksum of {name}, so it was not run: install the collection again.")
