# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The papers of a package: the bill of materials, the notices of others, and the statement on how it was made."""

from __future__ import annotations

import platform
import re
import tarfile
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

from bill_of_materials import BILL, NOT_LISTED, Made, Source, Tarball, bill
from lab import checkout, debian, native
from lab.controller import RELEASES, Controller
from lab.errors import LabError
from lab.processors import Processor
from lab.project import COLLECTION, ROOT
from linked_parts import Program, digest, read_program
from package_contents import Content, digested, read_contents
from provenance import Run, read_parts, read_step, read_tools, statement

# Beside the package, behind its name.
BILL_SUFFIX = ".spdx.json"
STATEMENT_SUFFIX = ".provenance.json"

# In the collection. REUSE takes no file of such a name for one that needs a licence.
NOTICES = "docs/notices/COPYING-"

DOCUMENTATION = Path("/usr/share/doc")


class Papers:
    """Of one run of scripts/package, which begins when this is made."""

    def __init__(self, processors: list[Processor], date: int) -> None:
        self._started = time.time()
        self._processors = processors
        self._date = date
        self._changed = tuple(line[3:] for line in checkout.changed_files())
        self._source = Source(_version(), checkout.commit(), checkout.tree(), len(self._changed))
        self._programs: list[Program] = []
        self._notices: dict[str, str] = {}
        self._contents: list[Content] = []

    def put_notices(self, collection: Path) -> None:
        """Look into the programs, and put the notices of what is linked into the collection."""
        self._programs = [
            read_program(each.name, each.program, f"plugins/modules/__yama_ptrace_{each.name}")
            for each in self._processors
        ]
        self._put_notices(collection)

    def put_bill(self, collection: Path, packed: Path) -> None:
        """Write the bill into the collection; what of it is packed tells a package of it without the bill."""
        with tarfile.open(packed) as archive:
            names = {member.name for member in archive if member.isfile()} - set(NOT_LISTED)
        self._contents = read_contents(collection, names, self._programs)
        text = bill(self._made(), self._contents)
        (collection / BILL).write_bytes(text)

    def write_beside(self, package: Path, controller: Controller, others: Sequence[Path] = ()) -> None:
        """Write the bill and the statement beside the package, which this controller's ansible-galaxy packed.

        The statement is about the others, too: further files of the release, in the same folder.
        """
        tarball = Tarball(package.name, digest("sha256", package))
        contents = self._packed(package)
        beside = package.with_name(package.name + BILL_SUFFIX)
        beside.write_bytes(bill(self._made(), contents, tarball))
        steps = tuple(
            read_step(each.name, native.commands(each.preset), each.program.parent, ROOT) for each in self._processors
        )
        packer = {"name": "ansible-core", "uri": f"pkg:pypi/ansible-core@{RELEASES[controller.version].pin}"}
        run = Run(
            self._source,
            self._date,
            self._changed,
            steps,
            "ansible-galaxy collection build, then scripts/lib/reproducible.py",
            (*read_tools(steps), *read_parts(self._programs), packer),
            {"debian": debian.release(), "python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION},
            self._started,
            time.time(),
        )
        subjects = [
            (tarball.name, tarball.sha256),
            *((each.name, each.sha256) for each in self._programs),
            *((each.name, digest("sha256", each)) for each in others),
        ]
        package.with_name(package.name + STATEMENT_SUFFIX).write_bytes(
            statement(run, subjects, [(beside.name, digest("sha256", beside))])
        )

    def _made(self) -> Made:
        return Made(self._source, self._date, self._programs, self._notices)

    def _put_notices(self, collection: Path) -> None:
        """What Debian says about the copyright of each package whose code is in a program; each text once."""
        names: dict[bytes, str] = {}
        for package in sorted({part.package.name for each in self._programs for part in each.parts if part.linked}):
            try:
                text = (DOCUMENTATION / package / "copyright").read_bytes()
            except OSError as trouble:
                raise LabError(
                    f"The notices of Debian's package {package} cannot be read ({trouble.strerror}), and have to go "
                    f"with the program: install it anew with `sudo apt-get install --reinstall {package}`."
                ) from None
            self._notices[package] = names.setdefault(text, f"{NOTICES}{package}")
        for text, name in names.items():
            (collection / name).parent.mkdir(parents=True, exist_ok=True)
            (collection / name).write_bytes(text)

    def _packed(self, package: Path) -> list[Content]:
        """The files in the package."""
        licences = {each.name: each.licence for each in self._contents}
        with tarfile.open(package) as packed:
            files = {member.name: packed.extractfile(member).read() for member in packed if member.isfile()}
        return [digested(name, data, licences.get(name, "NOASSERTION")) for name, data in files.items()]


def _version() -> str:
    found = re.search(r"^version: (\S+)$", (COLLECTION / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise LabError("galaxy.yml names no version.")
    return found[1]
