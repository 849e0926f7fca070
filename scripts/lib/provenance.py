# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the package was made of and how: an in-toto statement with SLSA's predicate "provenance", version 1.

It is not signed: it is as good as the way by which it came.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bill_of_materials import PROJECT, Source
from debian_files import owners
from lab.errors import LabError
from linked_parts import Program, digest

Json = dict[str, Any]

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"

# The page that says what each parameter means.
BUILD_TYPE = f"{PROJECT}/blob/main/ansible_collections/hardening/yama/docs/verify.md#the-statement"

# Stands in the commands for the checkout's folder.
HERE = "$PWD"

# Of g++: what compiles, what optimizes the whole program, what assembles and what links.
_PARTS_OF_THE_COMPILER = ("cc1plus", "lto1", "collect2", "as", "ld")


@dataclass(frozen=True)
class Step:
    """How one program was built, by commands that run in the checkout."""

    processor: str
    commands: tuple[str, ...]
    compile: str
    link: str
    launcher: str


@dataclass(frozen=True)
class Run:
    """One run of scripts/package."""

    source: Source
    date: int
    changed: tuple[str, ...]
    steps: tuple[Step, ...]
    packing: str
    materials: tuple[Json, ...]
    builder: dict[str, str]
    started: float
    finished: float


def statement(run: Run, subjects: list[tuple[str, str]], byproducts: list[tuple[str, str]]) -> bytes:
    """The statement about files, each a name and its SHA-256."""
    sources = {"gitCommit": run.source.commit, "gitTree": run.source.tree}
    document = {
        "_type": STATEMENT,
        "subject": [_named(*each) for each in subjects],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "source": {"uri": f"git+{PROJECT}", "digest": sources},
                    "processors": [step.processor for step in run.steps],
                    "SOURCE_DATE_EPOCH": str(run.date),
                },
                "internalParameters": {
                    "changedFiles": list(run.changed),
                    "programs": [_step(step) for step in run.steps],
                    "packing": run.packing,
                },
                "resolvedDependencies": [
                    {"name": "sources", "uri": f"git+{PROJECT}@{run.source.commit}", "digest": sources},
                    *run.materials,
                ],
            },
            "runDetails": {
                "builder": {"id": f"{PROJECT}/blob/{run.source.commit}/scripts/package", "version": run.builder},
                "metadata": {"startedOn": _time(run.started), "finishedOn": _time(run.finished)},
                "byproducts": [_named(*each) for each in byproducts],
            },
        },
    }
    return (json.dumps(document, indent=1, ensure_ascii=True) + "\n").encode()


def read_step(processor: str, commands: tuple[str, ...], folder: Path, root: Path) -> Step:
    """How a program was built, as CMake and ninja have it."""
    database = json.loads((folder / "compile_commands.json").read_text(encoding="utf-8"))
    main = next(each["command"] for each in database if each["file"] == str(root / "native" / "main.cc"))
    asked = ["ninja", "-C", str(folder), "-t", "commands", "yama-ptrace"]
    said = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    cache = (folder / "CMakeCache.txt").read_text(encoding="utf-8")
    launcher = re.search(r"^CMAKE_CXX_COMPILER_LAUNCHER:\w+=(.*)$", cache, re.MULTILINE)
    link = said.splitlines()[-1].removeprefix(": && ").removesuffix(" && :")
    return Step(
        processor,
        commands,
        main.replace(str(root), HERE),
        link.replace(str(root), HERE),
        launcher[1] if launcher else "",
    )


def read_tools(steps: tuple[Step, ...]) -> list[Json]:
    """The programs that compiled and linked, each with its Debian package and its own checksum."""
    tools: dict[str, Path] = {}
    for name in ("cmake", "ninja"):
        tools[name] = _found(shutil.which(name), name)
    for step in steps:
        compiler = shlex.split(step.compile)[0]
        tools[f"{step.processor} g++"] = _found(shutil.which(compiler), compiler)
        for part in _PARTS_OF_THE_COMPILER:
            asked = subprocess.run(
                [compiler, f"-print-prog-name={part}"], capture_output=True, text=True, check=True
            ).stdout.strip()
            tools[f"{step.processor} {part}"] = _found(shutil.which(asked), part)
    owner = owners(sorted(set(tools.values())))
    return [
        _material(name, owner[file].purl, digest("sha256", file), {"path": str(file)}) for name, file in tools.items()
    ]


def read_parts(programs: list[Program]) -> list[Json]:
    """The files and headers of others that are built into the programs."""
    found = []
    for program in programs:
        for part in program.parts:
            purl = part.package.purl
            found += [_material(file.path, purl, file.sha256) for file in part.linked]
            if part.headers:
                name = f"{part.package.name}: {part.headers} headers for {program.processor}"
                found.append({"name": name, "uri": purl, "annotations": {"sha256OfSha256sum": part.headers_sha256}})
    return list({json.dumps(each): each for each in found}.values())


def _step(step: Step) -> Json:
    said = {
        "processor": step.processor,
        "commands": list(step.commands),
        "compileMain": step.compile,
        "link": step.link,
    }
    return {**said, "compilerLauncher": step.launcher} if step.launcher else said


def _named(name: str, sha256: str) -> Json:
    return {"name": name, "digest": {"sha256": sha256}}


def _material(name: str, purl: str, sha256: str, annotations: Json | None = None) -> Json:
    found: Json = {"name": name, "uri": purl, "digest": {"sha256": sha256}}
    return {**found, "annotations": annotations} if annotations else found


def _found(path: str | None, name: str) -> Path:
    if path is None:
        raise LabError(f"{name} took part in the build and is not found now: set PATH as it was.")
    return Path(os.path.realpath(path))


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
