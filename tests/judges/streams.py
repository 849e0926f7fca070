# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data streams of ComplianceAsCode that Debian packages, and what OpenSCAP says by them."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from judges.judgments import SILENT, STREAMS
from lab import debian
from lab.errors import LabError
from lab.progress import say
from lab.project import cache_folder

DEFINITION = "oval:ssg-sysctl_kernel_yama_ptrace_scope_static:def:1"

# Debian's packages of the streams of ComplianceAsCode. No older release has the rule for Debian itself.
PACKAGES = ("ssg-debderived", "ssg-debian", "ssg-nondebian")
CONTENT = Path("usr/share/xml/scap/ssg/content")

# The stream whose remediation is run, too. It stands in the whole stream only.
REMEDIATION = "debian12"

SECONDS = 120
TRIES = 4  # oscap 1.3 stops or is silent about twice in a thousand runs


def judge(stream: Path, folder: Path) -> str:
    """true, false or error: what the stream's definition gives for a folder."""
    command = ["oscap", "oval", "eval", "--id", DEFINITION, str(stream)]
    return judgment(command, stream, {"OSCAP_PROBE_ROOT": str(folder)})


def judgment(command: Sequence[str], stream: Path, variables: dict[str, str] | None = None) -> str:
    """What a command that has OpenSCAP evaluate the definition says of it: true, false or error. Raises LabError."""
    said = ""
    for attempt in range(TRIES):
        time.sleep(attempt)
        try:
            done = subprocess.run(
                command,
                env={**os.environ, **(variables or {})},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            continue
        said = done.stdout + done.stderr
        found = re.search(rf"^Definition {DEFINITION}: (true|false|error)$", said, re.MULTILINE)
        if found and "Evaluation done" in said:
            return found[1]
    raise LabError(f"OpenSCAP gave no judgment by {stream.name} ({' '.join(said.split())[:300]}): run it by hand.")


def stream_file(streams: Path, stream: str) -> Path:
    """A stream's definitions, or the whole stream where they are not in a file of their own."""
    definitions = streams / f"ssg-{stream}-oval.xml"
    return definitions if definitions.is_file() else streams / f"ssg-{stream}-ds.xml"


def write_thin(stream: Path, definition: str, target: Path) -> None:
    """A file with the definition and what it refers to, as the stream has them: it is read in a tenth of the time."""
    tree = ElementTree.parse(stream)
    wanted = closure(tree.getroot(), definition)
    for parent in list(tree.getroot()):
        others = [
            child for child in parent if child.get("id", "").startswith("oval:") and child.get("id") not in wanted
        ]
        for child in others:
            parent.remove(child)
        if others and not len(parent):  # a list without entries is not allowed
            tree.getroot().remove(parent)
    tree.write(target, encoding="utf-8")


def closure(root: ElementTree.Element, first: str) -> set[str]:
    """The identifiers that a definition needs."""
    elements = {
        child.get("id"): child for parent in root for child in parent if child.get("id", "").startswith("oval:")
    }
    wanted: set[str] = set()
    left = [first]
    while left:
        name = left.pop()
        if name in wanted or name not in elements:
            continue
        wanted.add(name)
        left += re.findall(r"oval:[\w.:-]+", ElementTree.tostring(elements[name], encoding="unicode"))
    return wanted


def unpacked_streams() -> Path:
    """The folder with the streams of Debian sid, in the cache. Raises LabError when they cannot be had."""
    folder = cache_folder() / "streams-whole"
    if not folder.is_dir():
        say(f"unpacking {' '.join(PACKAGES)} of Debian sid (once)")
        debian.require_packages("mmdebstrap")
        with tempfile.TemporaryDirectory(prefix="yama-streams-", dir=folder.parent) as place:
            unpack(Path(place) / "packages")
            wanted = Path(place) / "wanted"
            wanted.mkdir()
            for stream in dict.fromkeys([stream for stream, _, _ in STREAMS] + list(SILENT)):
                for file in (Path(place) / "packages" / CONTENT).glob(f"ssg-{stream}-[do]*.xml"):
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
