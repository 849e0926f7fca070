# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an ELF file says of itself in its headers, read by binutils' readelf."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from lab import debian
from lab.processors import Processor
from lab.suite import equal

# Bytes. The C library's own share of an empty static program is 683,000 on x86_64.
LARGEST = {
    "x86_64": 1_710_000,
    "i686": 1_730_000,
    "aarch64": 1_810_000,
    "armv7l": 1_040_000,
    "ppc64le": 3_000_000,
    "s390x": 1_670_000,
    "riscv64": 1_230_000,
}

# The C library has the start of a static position-independent program (rcrt1.o) for these.
POSITION_INDEPENDENT = {"x86_64", "i686", "aarch64"}

# What only the compiler knows of: nothing in the headers tells of it.
COMPILED_WITH = {"-fstack-protector-strong", "-D_FORTIFY_SOURCE=3", "-ftrivial-auto-var-init=zero"}


class Headers:
    """The headers of one file."""

    def __init__(self, file: Path) -> None:
        debian.require_packages("binutils")
        text = subprocess.run(
            ["readelf", "--wide", "--file-header", "--program-headers", "--sections", "--dynamic", str(file)],
            capture_output=True,
            text=True,
            check=True,
            env={"LC_ALL": "C"},
        ).stdout
        self.kind = _one(r"^ +Type: +(\w+)", text)
        self.form = _one(r"^ +Class: +(\w+)", text), _one(r"^ +Data: +.*(little|big) endian", text)
        # "  LOAD  0x000000 0x0000000000000000 0x0000000000000000 0x016000 0x016000 R E 0x1000"
        self.segments = [
            (kind, flags.replace(" ", ""))
            for kind, flags in re.findall(r"^ +([A-Z][A-Z_]+) +(?:0x[0-9a-f]+ +){5}([RWE ]+?) +0x", text, re.MULTILINE)
        ]
        self.sections = re.findall(r"^ +\[ *\d+\] (\S+) ", text, re.MULTILINE)
        self.dynamic = dict(re.findall(r"^ 0x[0-9a-f]+ \((\w+)\) +(.*)$", text, re.MULTILINE))


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1].strip() if found else ""


def check_hardened(each: Processor, file: Path) -> None:
    """The file is one static, stripped program for the processor that has what hardened.cmake promises."""
    headers = Headers(file)
    equal(headers.form, (f"ELF{each.bits}", "big" if each.big_endian else "little"), "class and order of bytes")
    equal(headers.kind, "DYN" if each.name in POSITION_INDEPENDENT else "EXEC", "position-independent is DYN")
    number = int.from_bytes(file.read_bytes()[18:20], "big" if each.big_endian else "little")
    equal(number, each.elf_machine, "the processor")
    kinds = [kind for kind, _ in headers.segments]
    assert kinds.count("LOAD") >= 2, f"segments {headers.segments}"
    equal(("INTERP" in kinds, "NEEDED" in headers.dynamic), (False, False), "wants a loader, wants libraries")
    equal(".symtab" in headers.sections, False, "has a table of symbols")
    equal([flags for kind, flags in headers.segments if kind == "GNU_STACK"], ["RW"], "the stack")
    equal([kind for kind, flags in headers.segments if "W" in flags and "E" in flags], [], "written and executed")
    equal(kinds.count("GNU_RELRO"), 1, "read-only after relocation")
    equal("TEXTREL" in headers.dynamic, False, "relocates its code")
    if each.name in POSITION_INDEPENDENT:
        flags = headers.dynamic["FLAGS_1"]
        assert "NOW" in flags and "PIE" in flags, f"FLAGS_1 is {flags}"
    size = file.stat().st_size
    assert size <= LARGEST[each.name], f"{size} bytes are more than {LARGEST[each.name]}"


def check_compiled(build: Path) -> None:
    """Every file of the program was compiled with what leaves no trace in the headers."""
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    assert len(commands) > 100, f"{len(commands)} files"
    lacking = {one["file"]: missing for one in commands if (missing := COMPILED_WITH - set(one["command"].split()))}
    equal(lacking, {}, "files compiled without")
