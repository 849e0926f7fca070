# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judges suite: OpenSCAP with the published rule of each distribution, over the folders of distributions/.

A stream judges the system that it is made for: as its packages leave it, and after `set 1` in each of the ways to deal
with the packages' own files. The program calls every one of these compliant with 1 afterwards; what a stream says
besides that is written here as it is.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from distributions.tree import Tree
from distributions.trees import TREES
from lab import debian, native
from lab.errors import LabError
from lab.progress import say
from lab.project import PROGRAM, cache_folder
from lab.suite import Suite, equal, run_suite

DEFINITION = "oval:ssg-sysctl_kernel_yama_ptrace_scope_static:def:1"

# Debian's packages of the streams of ComplianceAsCode. No older release has the rule for Debian itself.
PACKAGES = ("ssg-debderived", "ssg-debian", "ssg-nondebian")
CONTENT = Path("usr/share/xml/scap/ssg/content")

WAYS = ("before", "outrank", "shadow", "edit")

# Stream, system, and what the stream says before and after. Those of Amazon Linux 2023, Fedora and Oracle 10 take
# /lib/sysctl.d for a place of the administrator's, where every line must be right. There /lib is a link to /usr/lib, so
# the package's line of 0 is wrong to them although a later one outranks it; only --vendor-files edit pleases them.
JUDGMENTS = (
    ("al2023", "Amazon Linux 2023", "false false false true"),
    ("almalinux9", "Alma 9.6", "false true true true"),
    ("centos8", "CentOS Stream 8", "false true true true"),
    ("cs9", "CentOS Stream 9", "false true true true"),
    ("cs10", "CentOS Stream 10", "false true true true"),
    ("debian12", "Debian 12", "false true true true"),
    ("debian13", "Debian 13", "false true true true"),
    ("fedora", "Fedora 42", "false false false true"),
    ("ol7", "Oracle 7.9", "false true true true"),
    ("ol8", "Oracle 8.10", "false true true true"),
    ("ol9", "Oracle 9.4", "false true true true"),
    ("ol10", "Oracle 10.0", "false false false true"),
    ("rhel8", "RHEL 8.4", "false true true true"),
    ("rhel8", "RHEL 8.10", "false true true true"),
    ("rhel9", "RHEL 9.4", "false true true true"),
    ("rhel10", "RHEL 10.0", "false true true true"),
    ("sle12", "SLE 12 SP5", "false true true true"),
    ("sle16", "SLE 16.0", "false true true true"),
    ("ubuntu2204", "Ubuntu 22.04", "true true true true"),
    ("ubuntu2404", "Ubuntu 24.04", "true true true true"),
)
# These streams have no such rule.
SILENT = ("debian11", "opensuse", "sle15", "slmicro5", "slmicro6", "ubuntu2604")

TRIES = 4  # oscap 1.3 stops or is silent about twice in a thousand runs


def main(suite: Suite) -> None:
    """Judge every system and print the table."""
    debian.require_packages("openscap-scanner")
    streams = unpacked_streams()
    native.build("release")
    systems = {tree.name: tree for tree in TREES}
    rows = []
    for stream, name, wanted in JUDGMENTS:
        with suite.test(f"{stream} on {name}"), suite.alone:
            found = judge_system(streams, stream, systems[name])
            rows.append((stream, name, *found))
            equal(" ".join(found), wanted, f"what it says {', '.join(WAYS)}")
    for stream in SILENT:
        with suite.test(f"{stream} has no such rule"), suite.alone:
            equal(DEFINITION in stream_file(streams, stream).read_text(encoding="utf-8"), False, "the rule in it")
    show([("stream", "system", *WAYS), *rows])


def judge_system(streams: Path, stream: str, system: Tree) -> list[str]:
    """What a stream says of a system, in each of the ways."""
    found = []
    for way in WAYS:
        with tempfile.TemporaryDirectory(prefix="yama-judged-") as place:
            folder = Path(place) / "root"
            system.build(folder)
            if way != "before":
                set_to_1(folder, way)
            found.append(judge(stream_file(streams, stream), folder))
    return found


def set_to_1(folder: Path, way: str) -> None:
    """Have the program set 1, and call it right."""
    for words in (("set", "1", "--vendor-files", way), ("status", "--scope", "1")):
        command = [str(PROGRAM), *words, "--root", str(folder)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        equal(done.returncode, 0, f"the exit status of {' '.join(words)} ({done.stdout} {done.stderr})")


def judge(stream: Path, folder: Path) -> str:
    """true, false, error or whatever else the stream's definition gives for a folder."""
    command = ["oscap", "oval", "eval", "--id", DEFINITION, str(stream)]
    environment = {**os.environ, "OSCAP_PROBE_ROOT": str(folder)}
    said = ""
    for attempt in range(TRIES):
        time.sleep(attempt)
        try:
            done = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        except subprocess.TimeoutExpired:
            continue
        said = done.stdout + done.stderr
        judgment = re.search(rf"^Definition {DEFINITION}: (.+)$", said, re.MULTILINE)
        if judgment and "Evaluation done" in said:
            return judgment[1]
    raise LabError(f"OpenSCAP gave no judgment by {stream.name} ({' '.join(said.split())[:300]}): run it by hand.")


def stream_file(streams: Path, stream: str) -> Path:
    """A stream's definitions, or the whole stream where they are not in a file of their own."""
    definitions = streams / f"ssg-{stream}-oval.xml"
    return definitions if definitions.is_file() else streams / f"ssg-{stream}-ds.xml"


def unpacked_streams() -> Path:
    """The folder with the streams of Debian sid, in the cache. Raises LabError when they cannot be had."""
    folder = cache_folder() / "streams"
    if not folder.is_dir():
        say(f"unpacking {' '.join(PACKAGES)} of Debian sid (once)")
        debian.require_packages("mmdebstrap")
        with tempfile.TemporaryDirectory(prefix="yama-streams-", dir=folder.parent) as place:
            unpack(Path(place) / "packages")
            wanted = Path(place) / "wanted"
            wanted.mkdir()
            for stream in dict.fromkeys([stream for stream, _, _ in JUDGMENTS] + list(SILENT)):
                file = stream_file(Path(place) / "packages" / CONTENT, stream)
                file.rename(wanted / file.name)
            wanted.rename(folder)
    return folder


def unpack(folder: Path) -> None:
    """Unpack the packages without installing them."""
    archive = debian.archive_address()
    command = ["mmdebstrap", "--quiet", "--variant=extract", f"--include={','.join(PACKAGES)}"]
    # A mirror's copy of an unreleased suite can be older than its Release file promises.
    command += ['--aptopt=Acquire::Check-Valid-Until "false"', "sid", str(folder)] + ([archive] if archive else [])
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = [line for line in done.stderr.splitlines() if line.startswith("E:")] or ["no reason given"]
        raise LabError(
            f"The packages {' '.join(PACKAGES)} of Debian sid could not be had ({words[0]}): "
            "check that `apt-get update` reaches a Debian archive, then run again."
        )


def show(rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table."""
    rows = list(rows)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


if __name__ == "__main__":
    run_suite("judges", main)
