# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The papers suite: what scripts/package writes about a package, on examples that are written out (example.py)."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from pathlib import Path

from lab.errors import LabError
from lab.suite import Suite, contains, equal, run_suite
from trust import example
from trust.library import (
    bill_of_materials,
    check_package,
    debian_files,
    link_map,
    linked_parts,
    package_contents,
    papers,
    provenance,
)

SPOILT = {
    "an option for a commit": {"source": {"digest": {"gitCommit": "--upload-pack=touch /tmp/x"}}},
    "an option for a processor": {"processors": ["--output=/etc"]},
    "a date that is none": {"SOURCE_DATE_EPOCH": "now"},
    "a number for processors": {"processors": 3},
}


def main(suite: Suite) -> None:
    """All of it is quick."""
    check_link_map(suite)
    check_origins(suite)
    check_licences(suite)
    check_bill(suite)
    check_statement(suite)
    with tempfile.TemporaryDirectory(prefix="yama-papers-") as folder:
        check_comparison(suite, Path(folder))
        check_refusals(suite, Path(folder))


def check_link_map(suite: Suite) -> None:
    """What is in a program, by the linker's map."""
    with suite.test("link map: what was placed, without what was left out, is empty or is stripped"), suite.alone:
        wanted = {
            "/usr/lib/gcc/12/../../crt1.o": {"": 38},
            "/tmp/ccAbCdEf.ltrans0.ltrans.o": {"": 16},
            "/usr/lib/gcc/12/../../libc.a": {"exit.o": 36, "abort.o": 8},
        }
        equal(link_map.placed(example.MAP), wanted, "what was placed")
    with suite.test("link map: another text is none"), suite.alone:
        equal(raised(ValueError, lambda: link_map.placed("hello\n")), "this is no link map of GNU ld")
    with suite.test("link map: own objects and the work of the optimizer are told from files of others"), suite.alone:
        folder = Path("/home/me/yama/build/release-x86_64")
        own = ("native/libyama.a", f"{folder}/main.cc.o", "/tmp/ccAbCdEf.ltrans0.ltrans.o", "/t/x.ltrans.ltrans.o")
        equal([linked_parts.is_own(file, folder) for file in own], [True, True, True, True])
        others = ("/usr/lib/libc.a", "/tmp/evil.o", "/home/me/yama/build/other/x.o")
        equal([linked_parts.is_own(file, folder) for file in others], [False, False, False])


def check_origins(suite: Suite) -> None:
    """Debian's packages and their sources."""
    with suite.test("a cross compiler's library is of the source that it repacks"), suite.alone:
        equal(example.LIBC.origin("glibc"), ("glibc", "2.36-8"))
        equal(example.BOOST.origin("boost"), ("boost1.81", "1.81.0-5+deb12u1"))
        equal(example.BOOST.purl, "pkg:deb/debian/libboost1.81-dev@1.81.0-5%2Bdeb12u1?arch=amd64")
    with suite.test("a file of no package is refused"), suite.alone:
        said = raised(LabError, lambda: debian_files.owners([Path("/nobody/has/this.a")]))
        contains(said, "/nobody/has/this.a is built into the program and of no Debian package")
    with suite.test("a file of this host has its package"), suite.alone:
        equal(debian_files.owners([Path("/usr/bin/dpkg")])[Path("/usr/bin/dpkg")].name, "dpkg")
    with suite.test("a package of unknown licence is refused"), suite.alone:
        contains(
            raised(LabError, lambda: linked_parts.kind_of("libssl-dev")), "something of Debian's package libssl-dev"
        )


def check_licences(suite: Suite) -> None:
    """The licence of a program, and the texts that must go with it."""
    with suite.test("a program's licence is that of all that is linked, without the kernel's headers"), suite.alone:
        equal(package_contents.licence_of(example.PROGRAM), "BSL-1.0 AND GPL-3.0-or-later AND LGPL-2.1-or-later")
    with suite.test("the text of every licence and exception is asked for"), suite.alone:
        wanted = ("BSL-1.0", "GPL-2.0-only", "GPL-3.0-or-later", "LGPL-2.1-or-later", "Linux-syscall-note")
        equal(package_contents.licence_files([example.PROGRAM]), [f"LICENSES/{name}.txt" for name in wanted])
    with suite.test("a licence without its text is refused"), suite.alone:
        with tempfile.TemporaryDirectory() as folder:
            said = raised(LabError, lambda: package_contents.read_contents(Path(folder), set(), [example.PROGRAM]))
        contains(said, "add LICENSES/BSL-1.0.txt, LICENSES/GPL-2.0-only.txt, LICENSES/GPL-3.0-or-later.txt, ")
    with suite.test("what a file says of its licence, itself or beside it"), suite.alone:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "a.py").write_text("# SPDX-License-Identifier: MIT\n", encoding="utf-8")
            (folder / "b.json").write_text("{}", encoding="utf-8")
            (folder / "b.json.license").write_text("SPDX-License-Identifier: BSL-1.0\n", encoding="utf-8")
            (folder / "c.json").write_text("{}", encoding="utf-8")
            (folder / "not-packed").touch()
            (folder / "LICENSES").mkdir()
            (folder / "LICENSES" / "GPL-3.0-or-later.txt").touch()
            wanted = {"a.py": "MIT", "b.json": "BSL-1.0", "b.json.license": "BSL-1.0", "c.json": "NOASSERTION"}
            names = {*wanted, "LICENSES/GPL-3.0-or-later.txt"}
            found = {each.name: each.licence for each in package_contents.read_contents(folder, names, [])}
        equal(found, {**wanted, "LICENSES/GPL-3.0-or-later.txt": "NOASSERTION"})


def check_bill(suite: Suite) -> None:
    """The bill of a small package."""
    written = json.loads(bill_of_materials.bill(example.MADE, example.CONTENTS))
    packages = {each["SPDXID"]: each for each in written["packages"]}
    with suite.test("bill: when, by whom, of what"), suite.alone:
        equal(written["spdxVersion"], "SPDX-2.3")
        equal(written["creationInfo"]["created"], "2023-11-14T22:13:20Z")
        equal(packages["SPDXRef-Sources"]["sourceInfo"], f"git commit {'a' * 40}, tree {'b' * 40}")
    with suite.test("bill: a library of a cross compiler, its source and its licence"), suite.alone:
        libc = packages["SPDXRef-Debian-libc6.2ddev.2darm64.2dcross-2.2e36.2d8cross1"]
        equal(libc["versionInfo"], "2.36-8cross1")
        equal(
            libc["sourceInfo"],
            "built from Debian's source package glibc 2.36-8 by cross-toolchain-base 66",
        )
        equal(libc["licenseConcluded"], "LGPL-2.1-or-later")
        equal(libc["licenseComments"], "A remark. All notices: docs/notices/COPYING-libc6-dev-arm64-cross.")
        equal(
            libc["externalRefs"][0]["referenceLocator"],
            "pkg:deb/debian/libc6-dev-arm64-cross@2.36-8cross1?arch=all&upstream=glibc%402.36-8",
        )
    with suite.test("bill: what is linked into the program, by member"), suite.alone:
        equal(linked(written), example.LINKED)
    with suite.test("bill: the package's own lists are left out inside, and nothing is beside it"), suite.alone:
        code = packages["SPDXRef-Collection"]["packageVerificationCode"]
        equal(
            code["packageVerificationCodeExcludedFiles"],
            ["./docs/bill-of-materials.spdx.json", "./FILES.json", "./MANIFEST.json"],
        )
        # sha1sum of the two checksums in order, without a line's end.
        equal(code["packageVerificationCodeValue"], hashlib.sha1(("1" * 40 + "7" * 40).encode()).hexdigest())
        tarball = bill_of_materials.Tarball("p.tar.gz", "c" * 64)
        beside = json.loads(bill_of_materials.bill(example.MADE, example.CONTENTS, tarball))["packages"][0]
        equal(beside["checksums"], [{"algorithm": "SHA256", "checksumValue": "c" * 64}])
        equal(list(beside["packageVerificationCode"]), ["packageVerificationCodeValue"])
    with suite.test("bill: the same twice, another name for another package"), suite.alone:
        again = bill_of_materials.bill(example.MADE, list(reversed(example.CONTENTS)))
        equal(json.loads(again), written)
        other = json.loads(bill_of_materials.bill(example.MADE, example.CONTENTS[:1]))
        equal(other["documentNamespace"] == written["documentNamespace"], False, "the same namespace")


def linked(written: dict[str, object]) -> list[tuple[str, str, str]]:
    """What a bill says of the program: kind of relationship, other end, comment."""
    relationships = [each for each in written["relationships"] if each["spdxElementId"] == "SPDXRef-Program-aarch64"]
    return [(each["relationshipType"], each["relatedSpdxElement"], each.get("comment", "")) for each in relationships]


def check_statement(suite: Suite) -> None:
    """The statement about a small package."""
    with suite.test("statement: all of it"), suite.alone:
        byproducts = [("p.tar.gz.spdx.json", "d" * 64)]
        written = provenance.statement(example.RUN, [("p.tar.gz", "c" * 64)], byproducts)
        equal(json.loads(written), example.STATEMENT)


def check_comparison(suite: Suite, folder: Path) -> None:
    """Two packages, file by file."""
    one = write_package(folder / "one" / "p.tar.gz", {"a": b"1", "b": b"2", "only": b"3"})
    other = write_package(folder / "other" / "p.tar.gz", {"a": b"1", "b": b"x", "new": b"3"})
    with suite.test("comparison: the same package"), suite.alone:
        lines = [
            *("same      a", "same      b", "same      only", "same      the archive, uncompressed"),
            *("same      p.tar.gz", "same      p.tar.gz.spdx.json"),
        ]
        equal(check_package.compare(one, one, []), lines)
    with suite.test("comparison: another byte, a file too much and one too few"), suite.alone:
        lines = check_package.compare(one, other, [])
        equal(lines[0], "same      a")
        equal(lines[1], "DIFFERENT b: d4735e3a265e, now 2d711642b726")
        equal(lines[2], "DIFFERENT new: only the new build has it")
        equal(lines[3], "DIFFERENT only: only the package has it")
        equal(
            [line.split(":")[0] for line in lines[4:6]], ["DIFFERENT the archive, uncompressed", "DIFFERENT p.tar.gz"]
        )
        equal(lines[6], "same      p.tar.gz.spdx.json")
    with suite.test("comparison: a right that only the archive has"), suite.alone:
        rights = write_package(folder / "rights" / "p.tar.gz", {"a": b"1", "b": b"2", "only": b"3"}, mode=0o755)
        lines = check_package.compare(one, rights, [])
        different = [line.split(":")[0] for line in lines if line.startswith("DIFFERENT")]
        equal(different, ["DIFFERENT the archive, uncompressed", "DIFFERENT p.tar.gz"])
    with (
        suite.test("comparison: Debian packages and RPMs of the statement, where they lie beside the package"),
        suite.alone,
    ):
        names = (
            "p_1_amd64.deb",
            "p-1-1.x86_64.rpm",
            "q.deb",
            "../one/p_1_amd64.deb",
            "p.tar.gz",
            "plugins/modules/p.deb",
        )
        stated = {"subject": [{"name": name} for name in names]}
        for name, old, new in (("p_1_amd64.deb", b"1", b"2"), ("p-1-1.x86_64.rpm", b"1", b"1")):
            one.with_name(name).write_bytes(old)
            other.with_name(name).write_bytes(new)
        others = check_package.other_packages(one, stated)
        equal(others, ["p-1-1.x86_64.rpm", "p_1_amd64.deb"])
        lines = check_package.compare(one, other, others)[-2:]
        equal(lines, ["same      p-1-1.x86_64.rpm", "DIFFERENT p_1_amd64.deb: 6b86b273ff34, now d4735e3a265e"])
    with suite.test("comparison: another compiler is named"), suite.alone:
        before = json.loads(json.dumps(example.STATEMENT))
        now = json.loads(json.dumps(example.STATEMENT))
        now["predicate"]["buildDefinition"]["resolvedDependencies"][1]["digest"]["sha256"] = "f" * 64
        line = (
            "as: it was pkg:deb/debian/binutils@2.40-2?arch=amd64 999999999999, "
            "here it is pkg:deb/debian/binutils@2.40-2?arch=amd64 ffffffffffff"
        )
        equal(check_package.other_materials(before, now), [line])


def check_refusals(suite: Suite, folder: Path) -> None:
    """What --check does not begin with."""
    package = write_package(folder / "refused" / "p.tar.gz", {"a": b"1"})
    beside = package.with_name("p.tar.gz" + papers.STATEMENT_SUFFIX)

    def said() -> str:
        return raised(LabError, lambda: check_package.read_statement(package))

    with suite.test("--check without a statement"), suite.alone:
        contains(said(), f"{beside} cannot be read (No such file or directory): the package and the statement")
    for name, text in (("no JSON", "hello"), ("an empty object", "{}"), ("a list", "[]"), ("bytes", "\x00")):
        with suite.test(f"--check with a statement that is {name}"), suite.alone:
            beside.write_text(text, encoding="utf-8")
            contains(said(), f"{beside} is no statement of scripts/package")
    for name, spoil in SPOILT.items():
        with suite.test(f"--check with a statement with {name}"), suite.alone:
            stated = json.loads(json.dumps(example.STATEMENT))
            stated["predicate"]["buildDefinition"]["externalParameters"].update(spoil)
            beside.write_text(json.dumps(stated), encoding="utf-8")
            contains(said(), f"{beside} is no statement of scripts/package")
    stated = json.loads(json.dumps(example.STATEMENT))
    with suite.test("--check with the statement of another package"), suite.alone:
        beside.write_text(json.dumps(stated), encoding="utf-8")
        contains(said(), f"{beside} is about another file than {package}")
    with suite.test("--check of a package with changes that no commit has"), suite.alone:
        stated["subject"][0]["digest"]["sha256"] = hashlib.sha256(package.read_bytes()).hexdigest()
        beside.write_text(json.dumps(stated), encoding="utf-8")
        contains(said(), "with changes that no commit has, the first in README.md.")


def write_package(package: Path, files: dict[str, bytes], mode: int = 0o644) -> Path:
    """A tarball of these files, with a bill beside it."""
    package.parent.mkdir()
    with tarfile.open(package, "w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), mode
            packed.addfile(member, io.BytesIO(content))
    package.with_name(package.name + papers.BILL_SUFFIX).write_text("{}", encoding="utf-8")
    return package


def raised(kind: type[Exception], action: object) -> str:
    """What an action that must fail says."""
    try:
        action()
    except kind as trouble:
        return str(trouble)
    raise AssertionError("it did not fail")


if __name__ == "__main__":
    run_suite("papers", main)
