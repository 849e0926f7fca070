# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which program belongs to which machine, and that only the built one is ever run."""

from __future__ import annotations

import pytest
from ansible_collections.hardening.yama.plugins.plugin_utils import _processors
from ansible_collections.hardening.yama.plugins.plugin_utils._errors import NativeError

# sha256sum(1) of the five bytes "\x7fELF\n"
SHA256 = "e49bd819da745fe229d16224afdfece17ed79358e34f4e35d749bb3bbe10f465"


@pytest.mark.parametrize(
    "machine, processor",
    [
        ("x86_64", "x86_64"),
        ("amd64", "x86_64"),
        ("i386", "i686"),
        ("i586", "i686"),
        ("i686", "i686"),
        ("aarch64", "aarch64"),
        ("arm64", "aarch64"),
        ("armv7l", "armv7l"),
        ("armv7hl", "armv7l"),
        ("armv8l", "armv7l"),
        ("ppc64le", "ppc64le"),
        ("s390x", "s390x"),
        ("riscv64", "riscv64"),
        ("armv6l", None),
        ("ppc64", None),
        ("aarch64_be", None),
        ("mips", None),
        ("", None),
        ("*", None),
        ("X86_64", None),
    ],
)
def test_processor_of(machine, processor):
    assert _processors.processor_of(machine) == processor


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    (tmp_path / "__yama_ptrace_s390x").write_bytes(b"\x7fELF\n")
    (tmp_path / "__yama_ptrace.sha256").write_text(f"{'0' * 64}  __yama_ptrace_i686\n{SHA256}  __yama_ptrace_s390x\n")
    return tmp_path


def test_program_with_its_checksum(folder):
    assert _processors.load_program("s390x", str(folder)) == b"\x7fELF\n"
    assert _processors.built_processors(str(folder)) == ["s390x"]


def failure(folder, processor="s390x"):
    with pytest.raises(NativeError) as error:
        _processors.load_program(processor, str(folder))
    return str(error.value).replace(str(folder), "modules")


def test_program_that_was_not_built(folder):
    assert failure(folder, "riscv64") == (
        "This copy of hardening.yama holds no program for the processor riscv64 (modules/__yama_ptrace_riscv64 is missing): "
        "install the released collection, or build the program in a checkout."
    )


@pytest.mark.parametrize(
    "content", [b"", b"\x7fELF", b"\x7fELF\n\n", b"\x7fELG\n"], ids=["empty", "truncated", "longer", "exchanged"]
)
def test_program_that_is_not_the_built_one(folder, content):
    (folder / "__yama_ptrace_s390x").write_bytes(content)
    assert failure(folder) == (
        "The program modules/__yama_ptrace_s390x is not the one that was built (its SHA-256 differs from __yama_ptrace.sha256), "
        "so it was not run: install the collection again."
    )


def test_program_that_is_a_folder(folder):
    (folder / "__yama_ptrace_s390x").unlink()
    (folder / "__yama_ptrace_s390x").mkdir()
    assert failure(folder) == "The program modules/__yama_ptrace_s390x cannot be read: Is a directory."


def test_missing_manifest(folder):
    (folder / "__yama_ptrace.sha256").unlink()
    assert failure(folder) == (
        "The checksums of the programs (modules/__yama_ptrace.sha256) cannot be read, so none was run: install the collection again."
    )


@pytest.mark.parametrize("content", ["", "junk\n", f"{SHA256}\n", f"{SHA256} __yama_ptrace_i686 __yama_ptrace_s390x\n"])
def test_manifest_without_the_program(folder, content):
    (folder / "__yama_ptrace.sha256").write_text(content)
    assert (
        failure(folder)
        == "modules/__yama_ptrace.sha256 has no checksum of __yama_ptrace_s390x, so it was not run: install the collection again."
    )
