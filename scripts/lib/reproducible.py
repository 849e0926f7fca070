# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes out of a collection's package what differs from one packing to the next.

ansible-galaxy lists and packs files in the order of the folder on disk, with the dates of the day.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path

MANIFEST = "MANIFEST.json"
FILES = "FILES.json"


def make_reproducible(package: Path, date: int) -> None:
    """Rewrite a package with its files in order, and with one date for all of them."""
    with tarfile.open(package) as old:
        members = {member.name: member for member in old.getmembers()}
        contents = {name: old.extractfile(member).read() for name, member in members.items() if member.isfile()}
    contents[FILES] = _sorted_list(contents[FILES])
    contents[MANIFEST] = _with_checksum(contents[MANIFEST], contents[FILES])
    rest = sorted(set(members) - {MANIFEST, FILES})
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as new:
        for name in (MANIFEST, FILES, *rest):
            member, content = members[name], contents.get(name, b"")
            member.size = len(content)
            member.mtime = date
            member.pax_headers = {}  # which hold the old date, to the nanosecond
            new.addfile(member, io.BytesIO(content))
    package.write_bytes(gzip.compress(archive.getvalue(), mtime=date))


def _sorted_list(files: bytes) -> bytes:
    """FILES.json in the order of names."""
    listing = json.loads(files)
    listing["files"].sort(key=lambda entry: entry["name"])
    return _as_galaxy_writes(listing)


def _with_checksum(manifest: bytes, files: bytes) -> bytes:
    """MANIFEST.json with the checksum of the rewritten FILES.json."""
    description = json.loads(manifest)
    description["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(files).hexdigest()
    return _as_galaxy_writes(description)


def _as_galaxy_writes(value: object) -> bytes:
    return json.dumps(value, indent=True).encode("utf-8")
