# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The analysis suite: GCC's and clang's analyzers of paths over every file of native/.

Anything that they find fails. docs/static-analysis.md says why some rules are off.
"""

from __future__ import annotations

import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lab import debian, native
from lab.project import BUILD, cache_folder
from lab.suite import Suite, run_suite
from tidiness import digest, from_root

PRESET = "asan"

# Left out of clang's: checkers for other libraries, for style, and those that this version has no models for.
_CLANG_CHECKERS = (
    "core,cplusplus,deadcode,nullability,optin.cplusplus,optin.portability,security,unix,"
    "alpha.core.CastSize,alpha.core.CastToStruct,alpha.core.FixedAddr,alpha.core.IdenticalExpr,alpha.core.PointerArithm,"
    "alpha.core.PointerSub,alpha.core.SizeofPtr,alpha.core.StackAddressAsyncEscape,alpha.core.TestAfterDivZero,"
    "alpha.cplusplus.DeleteWithNonVirtualDtor,alpha.cplusplus.SmartPtr,alpha.security.MallocOverflow,"
    "alpha.security.MmapWriteExec,alpha.security.ReturnPtrRange,alpha.security.cert,alpha.unix.BlockInCriticalSection,"
    "alpha.unix.Chroot,alpha.unix.SimpleStream,alpha.unix.Stream,alpha.unix.cstring"
)

# Off: what this GCC, whose analyzer is made for C, says of `operator new` and of values that the library moves.
_GCC_RULES_OFF = (
    "use-of-uninitialized-value",
    "null-dereference",
    "possible-null-dereference",
    "null-argument",
    "malloc-leak",
)


@dataclass(frozen=True)
class Analyzer:
    """A compiler that looks at paths through one file."""

    name: str
    command: tuple[str, ...]
    seeded: str  # a fault that it must find
    rule: str

    def findings(self, source: str, options: list[str], folder: str) -> list[tuple[str, str, str]]:
        """File, rule and text of each in one source."""
        run = subprocess.run(
            [*self.command, *options, source],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
        # "FILE:LINE:COLUMN: warning: TEXT [RULE]"
        found = re.findall(r"^(\S+?):\d+:\d+: (warning|error): (.*) \[(\S+)\]$", run.stderr, re.MULTILINE)
        if run.returncode != 0 and not found:
            raise AssertionError(run.stderr)
        return sorted({(str(from_root(Path(folder, file))), rule, text) for file, _, text, rule in found})


ANALYZERS = (
    Analyzer(
        "gcc -fanalyzer",
        ("g++", "-c", "-O1", "-fanalyzer", *(f"-Wno-analyzer-{rule}" for rule in _GCC_RULES_OFF), "-o", "/dev/null"),
        "#include <cstdlib>\nvoid twice(void* some) { std::free(some); std::free(some); }\n",
        "-Wanalyzer-double-free",
    ),
    Analyzer(
        "clang --analyze",
        ("clang++", "--analyze", "-Xclang", "-analyzer-output=text", "-Xclang", f"-analyzer-checker={_CLANG_CHECKERS}"),
        '#include <unistd.h>\nvoid leave() { if (::chroot("/") == 0) { ::rmdir("x"); } }\n',
        "alpha.unix.Chroot",
    ),
)


def main(suite: Suite) -> None:
    """Each analyzer on a fault, and on each file."""
    debian.require_packages("g++", "clang", "libgtest-dev", "libfuse3-dev", "pkg-config")
    native.configure(PRESET)
    commands = json.loads((BUILD / PRESET / "compile_commands.json").read_text(encoding="utf-8"))
    entries = {file: entry for entry in commands if (file := from_root(entry["file"])).parts[0] == "native"}
    for analyzer in ANALYZERS:
        with suite.test(f"{analyzer.name} finds a fault"):
            check_finds(analyzer)
        version = subprocess.run([analyzer.command[0], "--version"], capture_output=True, check=True).stdout
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
            runs = {
                name: workers.submit(look_at, analyzer, version, entry)
                for file, entry in sorted(entries.items())
                if suite.wants(name := f"{analyzer.name} {file}")
            }
            for name, run in runs.items():
                with suite.test(name):
                    found = run.result()
                    assert not found, "; ".join(": ".join(one) for one in found)


def check_finds(analyzer: Analyzer) -> None:
    """It finds what it must be able to find."""
    with tempfile.TemporaryDirectory(prefix="yama-analysis-") as folder:
        Path(folder, "fault.cc").write_text(analyzer.seeded, encoding="utf-8")
        found = [rule for _, rule, _ in analyzer.findings("fault.cc", ["-std=c++20"], folder)]
    assert analyzer.rule in found, f"found {found}"


def look_at(analyzer: Analyzer, version: bytes, entry: dict[str, str]) -> list[tuple[str, str, str]]:
    """What it finds in one file; remembered until the file, or what it includes of the project, or the tool changes."""
    key = digest(entry, version + repr(analyzer).encode())
    known = cache_folder() / "analysis" / key
    if not known.exists():
        found = analyzer.findings(entry["file"], options_of(entry), entry["directory"])
        known.parent.mkdir(exist_ok=True)
        known.write_text(json.dumps(found), encoding="utf-8")
    return [(file, rule, text) for file, rule, text in json.loads(known.read_text(encoding="utf-8"))]


def options_of(entry: dict[str, str]) -> list[str]:
    """Where its headers are, its language and its macros."""
    words = shlex.split(entry["command"])
    options = [word for word in words if word.startswith(("-I", "-D", "-std="))]
    system = [words[i + 1] for i, word in enumerate(words) if word == "-isystem"]
    return options + [option for folder in system for option in ("-isystem", folder)]


if __name__ == "__main__":
    run_suite("analysis", main)
