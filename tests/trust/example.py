# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program and a package as small as they can be, and the papers about them, written out."""

from __future__ import annotations

from trust.library import bill_of_materials, debian_files, linked_parts, package_contents, provenance

MAP = """\
Archive member included to satisfy reference by file (symbol)

/usr/lib/gcc/12/../../libc.a(unused.o)
                              main.cc.o (unused)

Discarded input sections

 .text          0x0000000000000000       0x99 /usr/lib/gcc/12/../../libc.a(unused.o)

Linker script and memory map

LOAD /usr/lib/gcc/12/../../crt1.o
LOAD /usr/lib/gcc/12/../../libc.a

.interp
 *(.interp)

.text           0x0000000000401000     0x1060
 *(.text .stub)
 .text          0x0000000000401000       0x26 /usr/lib/gcc/12/../../crt1.o
                0x0000000000401000                _start
 .text.unlikely
                0x0000000000401030       0x10 /tmp/ccAbCdEf.ltrans0.ltrans.o
 *fill*         0x0000000000401040       0x10
 .text          0x0000000000401050       0x20 /usr/lib/gcc/12/../../libc.a(exit.o)
 .text          0x0000000000401070        0x0 /usr/lib/gcc/12/../../libc.a(empty.o)
 .text          0x0000000000401070        0x8 /usr/lib/gcc/12/../../libc.a(abort.o)

.data           0x0000000000402000        0x4
 .data          0x0000000000402000        0x4 /usr/lib/gcc/12/../../libc.a(exit.o)

.comment        0x0000000000000000       0x1e
 .comment       0x0000000000000000       0x1e /usr/lib/gcc/12/../../libc.a(empty.o)
                                         0x1f (size before relaxing)
 .comment       0x000000000000001e       0x1f /usr/lib/gcc/12/../../libc.a(comment.o)

/DISCARD/
 *(.note.GNU-stack)
"""

LIBC = debian_files.DebianPackage(
    "libc6-dev-arm64-cross",
    "libc6-dev-arm64-cross",
    "2.36-8cross1",
    "all",
    "cross-toolchain-base",
    "66",
    "binutils (= 2.40-2), linux (= 6.1.4-1), glibc (= 2.36-8)",
)

BOOST = debian_files.DebianPackage(
    "libboost1.81-dev:amd64", "libboost1.81-dev", "1.81.0-5+deb12u1", "amd64", "boost1.81", "1.81.0-5+deb12u1"
)

LINUX = debian_files.DebianPackage("linux-libc-dev", "linux-libc-dev", "6.1.187-1", "amd64", "linux", "6.1.187-1")


def _part(package: object, linked: tuple[object, ...], headers: int) -> object:
    kind = linked_parts.kind_of(package.name)
    sums = "e" * 64 if headers else ""
    return linked_parts.Part(package, package.origin(kind.source), kind.licence, "A remark.", linked, headers, sums)


PROGRAM = linked_parts.Program(
    "aarch64",
    "plugins/modules/__yama_ptrace_aarch64",
    "1" * 40,
    "2" * 64,
    1000,
    (
        _part(BOOST, (), 570),
        _part(
            LIBC,
            (
                linked_parts.LinkedFile("/usr/aarch64-linux-gnu/lib/crt1.o", "3" * 40, "4" * 64, {"": 38}),
                linked_parts.LinkedFile(
                    "/usr/aarch64-linux-gnu/lib/libc.a", "5" * 40, "6" * 64, {"exit.o": 36, "abort.o": 8}
                ),
            ),
            3,
        ),
        _part(LINUX, (), 2),
    ),
)

CONTENTS = [
    package_contents.Content("plugins/modules/__yama_ptrace_aarch64", "1" * 40, "2" * 64, "GPL-3.0-or-later"),
    package_contents.Content("README.md", "7" * 40, "8" * 64, "GPL-3.0-or-later"),
]

SOURCE = bill_of_materials.Source("1.2.3", "a" * 40, "b" * 40)

MADE = bill_of_materials.Made(
    SOURCE, 1700000000, [PROGRAM], {"libc6-dev-arm64-cross": "docs/notices/COPYING-libc6-dev-arm64-cross"}
)

STEP = provenance.Step("aarch64", ("cmake --preset release-aarch64",), "g++ -c $PWD/main.cc", "g++ main.o", "ccache")

RUN = provenance.Run(
    SOURCE,
    1700000000,
    ("README.md",),
    (STEP,),
    "by hand",
    ({"name": "as", "uri": "pkg:deb/debian/binutils@2.40-2?arch=amd64", "digest": {"sha256": "9" * 64}},),
    {"debian": "12.11"},
    1700000001.9,
    1700000102.5,
)

STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "p.tar.gz", "digest": {"sha256": "c" * 64}}],
    "predicateType": "https://slsa.dev/provenance/v1",
    "predicate": {
        "buildDefinition": {
            "buildType": "https://github.com/hardening-yama/hardening.yama/blob/main/ansible_collections/hardening/yama/"
            "docs/verify.md#the-statement",
            "externalParameters": {
                "source": {
                    "uri": "git+https://github.com/hardening-yama/hardening.yama",
                    "digest": {"gitCommit": "a" * 40, "gitTree": "b" * 40},
                },
                "processors": ["aarch64"],
                "SOURCE_DATE_EPOCH": "1700000000",
            },
            "internalParameters": {
                "changedFiles": ["README.md"],
                "programs": [
                    {
                        "processor": "aarch64",
                        "commands": ["cmake --preset release-aarch64"],
                        "compileMain": "g++ -c $PWD/main.cc",
                        "link": "g++ main.o",
                        "compilerLauncher": "ccache",
                    }
                ],
                "packing": "by hand",
            },
            "resolvedDependencies": [
                {
                    "name": "sources",
                    "uri": f"git+https://github.com/hardening-yama/hardening.yama@{'a' * 40}",
                    "digest": {"gitCommit": "a" * 40, "gitTree": "b" * 40},
                },
                {"name": "as", "uri": "pkg:deb/debian/binutils@2.40-2?arch=amd64", "digest": {"sha256": "9" * 64}},
            ],
        },
        "runDetails": {
            "builder": {
                "id": f"https://github.com/hardening-yama/hardening.yama/blob/{'a' * 40}/scripts/package",
                "version": {"debian": "12.11"},
            },
            "metadata": {"startedOn": "2023-11-14T22:13:21Z", "finishedOn": "2023-11-14T22:15:02Z"},
            "byproducts": [{"name": "p.tar.gz.spdx.json", "digest": {"sha256": "d" * 64}}],
        },
    },
}

_BOOST = "SPDXRef-Debian-libboost1.2e81.2ddev-1.2e81.2e0.2d5.2bdeb12u1"
_LIBC = "SPDXRef-Debian-libc6.2ddev.2darm64.2dcross-2.2e36.2d8cross1"
_LINUX = "SPDXRef-Debian-linux.2dlibc.2ddev-6.2e1.2e187.2d1"
_SUMS = f"`sha256sum` of all, in the order of their names, has the SHA-256 {'e' * 64}."

# What the bill says of the program.
LINKED = [
    ("GENERATED_FROM", "SPDXRef-Sources", ""),
    ("GENERATED_FROM", _BOOST, f"570 headers were read; {_SUMS}"),
    ("GENERATED_FROM", _LIBC, f"3 headers were read; {_SUMS}"),
    ("STATIC_LINK", _LIBC, ""),
    ("STATIC_LINK", "SPDXRef-File-usr-aarch64.2dlinux.2dgnu-lib-crt1.2eo", "38 bytes"),
    (
        "STATIC_LINK",
        "SPDXRef-File-usr-aarch64.2dlinux.2dgnu-lib-libc.2ea",
        "44 bytes of the members abort.o, exit.o",
    ),
    ("GENERATED_FROM", _LINUX, f"2 headers were read; {_SUMS}"),
]
