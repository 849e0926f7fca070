# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bill of materials of the collection's package, in SPDX 2.3 as JSON.

It is written twice: into the package, without what would have to know itself (Ansible's lists of files, the bill), and
beside the package, with the package's own checksum and all of its files.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from linked_parts import LinkedFile, Part, Program
from package_contents import LICENCE, Content, licence_of

Json = dict[str, Any]

# In the collection; what cannot be in the bill that is packed, and is added by Ansible.
BILL = "docs/bill-of-materials.spdx.json"
NOT_LISTED = (BILL, "FILES.json", "MANIFEST.json")

PROJECT = "https://github.com/hardening-yama/hardening.yama"
ORGANIZATION = "Organization: hardening.yama contributors"
DEBIAN = "Organization: Debian"
COLLECTION_ID = "SPDXRef-Collection"
SOURCES_ID = "SPDXRef-Sources"


@dataclass(frozen=True)
class Source:
    """Of which commit the package is made. changed is how many files of the checkout differ from it."""

    version: str
    commit: str
    tree: str
    changed: int = 0


@dataclass(frozen=True)
class Made:
    """What a package is made of. notices names for each Debian package with linked code the file with its notices."""

    source: Source
    date: int
    programs: list[Program]
    notices: dict[str, str]


@dataclass(frozen=True)
class Tarball:
    """The package itself, for the bill beside it."""

    name: str
    sha256: str


def bill(made: Made, contents: list[Content], tarball: Tarball | None = None) -> bytes:
    """The document about these files."""
    contents = sorted(contents, key=lambda each: each.name)
    source, programs = made.source, made.programs
    parts = _different_parts(programs)
    linked = _linked_files(programs)
    document: Json = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"hardening.yama {source.version}",
        "creationInfo": {
            "created": datetime.fromtimestamp(made.date, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": [f"Tool: scripts/package-{source.version}", ORGANIZATION],
        },
        "packages": [
            _collection(source, contents, tarball),
            _sources(source),
            *(_program(source, program) for program in programs),
            *(_part(part, made.notices.get(part.package.name)) for part in parts.values()),
        ],
        "files": [
            *(_file(f"./{each.name}", each.sha1, each.sha256, each.licence) for each in contents),
            *(_linked_file(file, part) for file, part in linked),
        ],
        "relationships": [
            _relationship("SPDXRef-DOCUMENT", "DESCRIBES", COLLECTION_ID),
            *(each for program in programs for each in _relationships(program)),
            *(
                _relationship(_file_id(file.path), "OTHER", _part_id(part), "It is a file of this Debian package.")
                for file, part in linked
            ),
        ],
    }
    # What makes the name the document's own is what the document says.
    digest = hashlib.sha256(_text(document)).hexdigest()
    document["documentNamespace"] = f"{PROJECT}/spdx/{source.version}/{digest}"
    return _text(document)


def _different_parts(programs: list[Program]) -> dict[str, Part]:
    """The parts of all programs, each Debian package once."""
    parts = {_part_id(part): part for program in programs for part in program.parts}
    return dict(sorted(parts.items()))


def _linked_files(programs: list[Program]) -> list[tuple[LinkedFile, Part]]:
    """The files that were linked into some program, each once, with the part that each is of."""
    files = {file.path: (file, part) for program in programs for part in program.parts for file in part.linked}
    return [files[path] for path in sorted(files)]


def _collection(source: Source, contents: list[Content], tarball: Tarball | None) -> Json:
    left_out = [] if tarball else [f"./{name}" for name in NOT_LISTED]
    code = hashlib.sha1("".join(sorted(each.sha1 for each in contents)).encode()).hexdigest()
    package: Json = {
        "SPDXID": COLLECTION_ID,
        "name": "hardening.yama",
        "versionInfo": source.version,
        "supplier": ORGANIZATION,
        "downloadLocation": f"git+{PROJECT}@{source.commit}",
        "homepage": PROJECT,
        "primaryPackagePurpose": "ARCHIVE",
        "licenseConcluded": LICENCE,
        "licenseDeclared": LICENCE,
        "licenseInfoFromFiles": sorted({each.licence for each in contents}),
        "copyrightText": "hardening.yama contributors",
        "filesAnalyzed": True,
        "packageVerificationCode": {"packageVerificationCodeValue": code},
        "hasFiles": [_file_id(f"./{each.name}") for each in contents],
    }
    if left_out:
        package["packageVerificationCode"]["packageVerificationCodeExcludedFiles"] = left_out
    if tarball:
        package["packageFileName"] = tarball.name
        package["checksums"] = [{"algorithm": "SHA256", "checksumValue": tarball.sha256}]
    return package


def _sources(source: Source) -> Json:
    changes = f" with changes in {source.changed} files, which no commit has" if source.changed else ""
    return {
        "SPDXID": SOURCES_ID,
        "name": "hardening.yama sources",
        "versionInfo": source.commit,
        "supplier": ORGANIZATION,
        "downloadLocation": f"git+{PROJECT}@{source.commit}",
        "sourceInfo": f"git commit {source.commit}, tree {source.tree}{changes}",
        "primaryPackagePurpose": "SOURCE",
        "licenseConcluded": LICENCE,
        "licenseDeclared": LICENCE,
        "copyrightText": "hardening.yama contributors",
        "filesAnalyzed": False,
        "externalRefs": [
            {
                "referenceCategory": "PERSISTENT-ID",
                "referenceType": "swh",
                "referenceLocator": f"swh:1:dir:{source.tree}",
            }
        ],
    }


def _program(source: Source, program: Program) -> Json:
    return {
        "SPDXID": _program_id(program),
        "name": f"yama-ptrace for {program.processor}",
        "versionInfo": source.version,
        "supplier": ORGANIZATION,
        "packageFileName": program.name,
        "checksums": [
            {"algorithm": "SHA1", "checksumValue": program.sha1},
            {"algorithm": "SHA256", "checksumValue": program.sha256},
        ],
        "downloadLocation": f"git+{PROJECT}@{source.commit}",
        "primaryPackagePurpose": "APPLICATION",
        "licenseConcluded": licence_of(program),
        "licenseDeclared": LICENCE,
        "copyrightText": "NOASSERTION",
        "filesAnalyzed": False,
        "comment": f"{program.own_bytes} bytes were compiled from the sources and the headers that they include.",
    }


def _part(part: Part, notice: str | None) -> Json:
    package = part.package
    name, version = part.origin
    purl = f"{package.purl}&upstream={quote(f'{name}@{version}', safe='')}"  # of which a scanner knows the faults
    return {
        "SPDXID": _part_id(part),
        "name": package.name,
        "versionInfo": package.version,
        "supplier": DEBIAN,
        "downloadLocation": "NOASSERTION",
        "sourceInfo": f"built from Debian's source package {name} {version}"
        + (f" by {package.source} {package.source_version}" if name != package.source else ""),
        "primaryPackagePurpose": "LIBRARY",
        "licenseConcluded": part.licence,
        "licenseDeclared": part.licence,
        "licenseComments": part.remark + (f" All notices: {notice}." if notice else ""),
        "copyrightText": "NOASSERTION",
        "filesAnalyzed": False,
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}],
    }


def _file(name: str, sha1: str, sha256: str, licence: str) -> Json:
    return {
        "SPDXID": _file_id(name),
        "fileName": name,
        "checksums": [
            {"algorithm": "SHA1", "checksumValue": sha1},
            {"algorithm": "SHA256", "checksumValue": sha256},
        ],
        "licenseConcluded": licence,
        "licenseInfoInFiles": sorted(set(re.split(r" AND ", licence))),
        "copyrightText": "NOASSERTION",
    }


def _linked_file(file: LinkedFile, part: Part) -> Json:
    described = _file(f".{file.path}", file.sha1, file.sha256, part.licence)
    described["comment"] = "The file as Debian's package installs it; it is no file of the collection."
    return described


def _relationships(program: Program) -> list[Json]:
    here = _program_id(program)
    found = [
        _relationship(COLLECTION_ID, "CONTAINS", here),
        _relationship(here, "GENERATED_FROM", SOURCES_ID),
    ]
    for part in program.parts:
        if part.headers:
            said = (
                f"{part.headers} headers were read; `sha256sum` of all, in the order of their names, has the SHA-256 "
            )
            found.append(_relationship(here, "GENERATED_FROM", _part_id(part), said + part.headers_sha256 + "."))
        if part.linked:
            found.append(_relationship(here, "STATIC_LINK", _part_id(part)))
        for file in part.linked:
            found.append(_relationship(here, "STATIC_LINK", _file_id(file.path), _members(file)))
    return found


def _members(file: LinkedFile) -> str:
    size = f"{sum(file.members.values())} bytes"
    if list(file.members) == [""]:
        return size
    return f"{size} of the members {', '.join(sorted(file.members))}"


def _relationship(one: str, kind: str, other: str, comment: str = "") -> Json:
    found = {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
    return {**found, "comment": comment} if comment else found


def _program_id(program: Program) -> str:
    return f"SPDXRef-Program-{_escaped(program.processor)}"


def _part_id(part: Part) -> str:
    return f"SPDXRef-Debian-{_escaped(part.package.name)}-{_escaped(part.package.version)}"


def _file_id(name: str) -> str:
    return f"SPDXRef-File-{_escaped(re.sub('^[.]?/', '', name))}"


def _escaped(name: str) -> str:
    """A name of letters, digits, "-" and "." that no other name gives: "/" is "-", other bytes are ".5f"."""
    return re.sub(r"[^A-Za-z0-9/]", lambda at: f".{ord(at[0]):02x}", name).replace("/", "-")


def _text(document: Json) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=True) + "\n").encode()
