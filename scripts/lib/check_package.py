# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/package --check: builds a package again, at the commit that its statement names; compares every byte."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from lab import debian
from lab.errors import LabError
from lab.processors import PROCESSORS
from lab.progress import say
from lab.project import ROOT
from papers import BILL_SUFFIX, STATEMENT_SUFFIX

Json = dict[str, Any]


def check(package: Path) -> int:
    """Print a line for each file, "same" or "DIFFERENT"; the exit status."""
    stated = read_statement(package)
    with tempfile.TemporaryDirectory(prefix="yama-check-") as folder:
        others = other_packages(package, stated)
        again = build_again(stated, Path(folder), with_others=bool(others))
        lines = compare(package, again, others)
        print("\n".join(lines))
        different = sum(line.startswith("DIFFERENT") for line in lines)
        if not different:
            print(f"{package.name} is what commit {commit_of(stated)} gives: {len(lines)} files are the same.")
            return 0
        for line in other_materials(stated, read_statement(again)):
            print(line)
        print(f"{package.name} is not what commit {commit_of(stated)} gives here: {different} files are different.")
        return 1


def read_statement(package: Path) -> Json:
    """The statement beside a package. Raises LabError when it is not about this package."""
    beside = package.with_name(package.name + STATEMENT_SUFFIX)
    try:
        stated = json.loads(beside.read_text(encoding="utf-8"))
        digests = {each["name"]: each["digest"]["sha256"] for each in stated["subject"]}
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        changed = stated["predicate"]["buildDefinition"]["internalParameters"]["changedFiles"]
        asked = stated["predicate"]["buildDefinition"]["externalParameters"]
        # These become arguments of commands.
        fit = re.fullmatch(r"[0-9a-f]{40,64}", commit_of(stated)) and re.fullmatch(r"\d+", asked["SOURCE_DATE_EPOCH"])
        if not fit or not set(asked["processors"]) <= {each.name for each in PROCESSORS}:
            raise ValueError("something else than scripts/package writes")
    except OSError as trouble:
        raise LabError(
            f"{trouble.filename} cannot be read ({trouble.strerror}): the package and the statement of its release "
            "must lie in one folder, under the names that they were published with."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise LabError(f"{beside} is no statement of scripts/package: get the one of the package's release.") from None
    if digests.get(package.name) != digest:
        raise LabError(f"{beside} is about another file than {package}: get both of one release.")
    if changed:
        raise LabError(
            f"{package} cannot be built again: it was packed from a checkout with changes that no commit has, "
            f"the first in {changed[0]}."
        )
    return stated


def commit_of(stated: Json) -> str:
    """The commit that a statement names."""
    return str(stated["predicate"]["buildDefinition"]["externalParameters"]["source"]["digest"]["gitCommit"])


def other_packages(package: Path, stated: Json) -> list[str]:
    """The Debian packages and RPMs that the statement is about, too, and that lie beside the package."""
    names = [str(each["name"]) for each in stated["subject"]]
    ours = [name for name in names if re.fullmatch(r"[\w.~+-]+\.(deb|rpm)", name)]
    return sorted(name for name in ours if package.with_name(name).is_file())


def build_again(stated: Json, folder: Path, *, with_others: bool) -> Path:
    """Pack the same commit in a new clone of this checkout's repository; the package, beside which are the others."""
    asked = stated["predicate"]["buildDefinition"]["externalParameters"]
    clone, output = folder / "clone", folder / "package"
    debian.require_packages("git")
    say(f"cloning {ROOT} at {commit_of(stated)}")
    _git("clone", "--quiet", "--no-checkout", str(ROOT), str(clone))
    _git("-C", str(clone), "checkout", "--quiet", commit_of(stated))
    # What an earlier build left in a cache of compiled files is no proof.
    settings = {"CCACHE_DISABLE": "1", "SOURCE_DATE_EPOCH": asked["SOURCE_DATE_EPOCH"]}
    systems = "all" if with_others else "none"
    done = subprocess.run(
        [str(clone / "scripts" / "package"), "--output", str(output), "--systems", systems, *asked["processors"]],
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    packages = list(output.glob("*.tar.gz"))
    if done.returncode != 0 or len(packages) != 1:
        raise LabError(f"Commit {commit_of(stated)} could not be packed here; the reason stands above.")
    return packages[0]


def compare(package: Path, again: Path, others: list[str]) -> list[str]:
    """A line for each file in the packages, then for the packages and what lies beside them."""
    one, other = _members(package), _members(again)
    lines = [
        _line(f"{name}", one.get(name), other.get(name), "the package")
        for name in sorted({*one, *other}, key=lambda name: (name.count("/") > 0, name))
    ]
    lines.append(_line("the archive, uncompressed", _unpacked(package), _unpacked(again), "the package"))
    for name in (package.name, package.name + BILL_SUFFIX, *others):
        lines.append(_line(name, _read(package.with_name(name)), _read(again.with_name(name)), "the old folder"))
    return lines


def other_materials(stated: Json, again: Json) -> list[str]:
    """What took part in one build and not in the other."""
    before, now = (
        {each["name"]: each for each in one["predicate"]["buildDefinition"]["resolvedDependencies"]}
        for one in (stated, again)
    )
    lines = []
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            lines.append(f"{name}: it was {_described(before.get(name))}, here it is {_described(now.get(name))}")
    return lines


def _described(material: Json | None) -> str:
    if material is None:
        return "not there"
    sha256 = material.get("digest", {}).get("sha256") or material.get("annotations", {}).get("sha256OfSha256sum", "")
    return f"{material['uri']} {sha256[:12]}".rstrip()


def _line(name: str, one: bytes | None, other: bytes | None, where: str) -> str:
    if one is None and other is None:
        return f"DIFFERENT {name}: neither has it"
    if one is None or other is None:
        return f"DIFFERENT {name}: only {where if one is not None else 'the new build'} has it"
    if one != other:
        return f"DIFFERENT {name}: {hashlib.sha256(one).hexdigest()[:12]}, now {hashlib.sha256(other).hexdigest()[:12]}"
    return f"same      {name}"


def _members(package: Path) -> dict[str, bytes]:
    """The files of a package; what else the archive says of them is seen where the archives are compared."""
    with tarfile.open(package) as packed:
        return {member.name: packed.extractfile(member).read() for member in packed if member.isfile()}


def _unpacked(package: Path) -> bytes:
    with gzip.open(io.BytesIO(package.read_bytes())) as archive:
        return archive.read()


def _read(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _git(*arguments: str) -> None:
    # A repository of another user is read, and nothing of it is run.
    settings = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    done = subprocess.run(
        ["git", *arguments],
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LabError(
            f"The commit of the statement cannot be had from {ROOT} ({done.stderr.strip()}): "
            "fetch it, `git fetch origin`, and run again."
        )
