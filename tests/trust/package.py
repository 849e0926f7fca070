# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package suite: a package with one program, its papers, and all that an auditor can do with it.

It is packed in a clone that has the checkout's files as they are now in a commit, and built again in others.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from documents import console
from lab import checkout, debian
from lab.errors import LabError
from lab.project import COLLECTION, ROOT
from lab.suite import Suite, contains, equal, run_suite
from trust.library import package_contents, papers
from trust.signed import check_signed
from trust.validators import lint_licences, validate_bill, validate_purls, validate_statement

PROCESSOR = "x86_64"
PROGRAM = f"plugins/modules/__yama_ptrace_{PROCESSOR}"
PUBLISHED = "https://github.com/hardening-yama/hardening.yama"

# The pages whose blocks are run here.
PAGES = ("verify.md",)

# A caller's own would hide what the suite sets.
os.environ.pop("LC_ALL", None)

Json = dict[str, Any]


def main(suite: Suite) -> None:
    """Pack once, then look at it from all sides."""
    debian.require_root("install what the auditor's page installs")
    debian.require_packages("git", "jq")
    with tempfile.TemporaryDirectory(prefix="yama-package-") as name:
        folder = Path(name)
        clone = make_clone(folder / "clone")
        package = pack(clone, folder / "package")
        (folder / "unpacked").mkdir()
        subprocess.run(["tar", "-xzf", str(package), "-C", str(folder / "unpacked")], check=True)
        check_papers(suite, package, folder / "unpacked")
        check_link(suite, clone, package)
        check_signed(suite, folder, package)
        check_page(suite, clone, package, folder / "auditor")
        check_again(suite, clone, package, folder / "again")


def make_clone(clone: Path) -> Path:
    """A repository with one commit, which is the checkout as it is now."""
    for file in checkout.files("--others", "--exclude-standard"):
        target = clone / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, target)
    git(clone, "init", "--quiet")
    git(clone, "add", "--all", "--force")
    git(clone, "-c", "user.name=nobody", "-c", "user.email=nobody@example.com", "commit", "--quiet", "-m", "As it is")
    return clone


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder."""
    subprocess.run(["git", "-C", str(folder), *arguments], stdin=subprocess.DEVNULL, check=True)


def pack(clone: Path, output: Path) -> Path:
    """scripts/package of a clone; compiled files may come from ccache."""
    command = [str(clone / "scripts" / "package"), "--output", str(output), "--systems", "all", PROCESSOR]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"scripts/package failed: {done.stderr.strip()[-900:]}")
    (package,) = output.glob("*.tar.gz")
    return package


def check_papers(suite: Suite, package: Path, unpacked: Path) -> None:
    """The bill and the statement, by validators and against the files."""
    beside = package.with_name(package.name + papers.BILL_SUFFIX)
    inside = unpacked / "docs" / "bill-of-materials.spdx.json"
    stated = package.with_name(package.name + papers.STATEMENT_SUFFIX)
    with suite.test("spdx-tools finds nothing wrong with the bill beside the package"), suite.alone:
        equal(validate_bill(beside), "", "complaints")
    with suite.test("spdx-tools finds nothing wrong with the bill in the package"), suite.alone:
        equal(validate_bill(inside), "", "complaints")
    with suite.test("in-toto's library takes the statement, and its predicate for SLSA's provenance"), suite.alone:
        equal(validate_statement(stated), "valid")
    with suite.test("packageurl-python reads every package URL as it was meant"), suite.alone:
        purls = sorted({*re.findall(r'"(pkg:[^"]+)"', beside.read_text("utf-8") + stated.read_text("utf-8"))})
        equal(validate_purls(purls).splitlines(), purls)
    with suite.test("the package unpacked is as REUSE wants it"), suite.alone:
        contains(lint_licences(unpacked), "Your project is compliant with version 3.3 of the REUSE Specification")
    with suite.test("every file of the package is in the bill with its checksum, and no other"), suite.alone:
        found = {f"./{path.relative_to(unpacked).as_posix()}": path for path in unpacked.rglob("*") if path.is_file()}
        equal(listed(beside), {name: sha256(path) for name, path in found.items()}, "beside the package")
        for name in ("docs/bill-of-materials.spdx.json", "FILES.json", "MANIFEST.json"):
            del found[f"./{name}"]
        equal(listed(inside), {name: sha256(path) for name, path in found.items()}, "in the package")
    with suite.test("every licence that the bill names is in the package"), suite.alone:
        expressions = " ".join(re.findall(r'"license(?:Concluded|Declared)": "([^"]+)"', beside.read_text("utf-8")))
        names = set(re.findall(package_contents.LICENCE_NAMES, expressions)) - {"AND", "WITH", "NOASSERTION"}
        equal(names, {path.stem for path in (unpacked / "LICENSES").iterdir()}, "licences")
    with suite.test("the notices of linked libraries are in the package, and the bill says where"), suite.alone:
        said = {each["name"]: each.get("licenseComments", "") for each in read(beside)["packages"]}
        for name in ("libc6-dev", "libgcc-12-dev", "libstdc++-12-dev"):
            notice = re.search(r"All notices: (\S+)\.$", said[name])
            assert notice, said[name]
            equal((unpacked / notice[1]).read_bytes(), Path(f"/usr/share/doc/{name}/copyright").read_bytes(), name)
    with suite.test("the statement is about this package, this program and this commit"), suite.alone:
        subjects = {each["name"]: each["digest"]["sha256"] for each in read(stated)["subject"]}
        others = {each.name: sha256(each) for each in other_packages(package)}
        wanted = {package.name: sha256(package), PROGRAM: sha256(unpacked / PROGRAM), **others}
        equal(subjects, wanted, "subjects")
        definition = read(stated)["predicate"]["buildDefinition"]
        equal(definition["internalParameters"]["changedFiles"], [], "changed files")
        tools = {each["name"].removeprefix(f"{PROCESSOR} ") for each in definition["resolvedDependencies"]}
        tools_wanted = {"sources", "cmake", "ninja", "g++", "cc1plus", "lto1", "collect2", "as", "ld", "ansible-core"}
        equal(tools_wanted - tools, set(), "what is missing")


def other_packages(package: Path) -> list[Path]:
    """The Debian package and the RPM beside a package."""
    others = sorted(each for each in package.parent.iterdir() if each.suffix in (".deb", ".rpm"))
    equal([each.suffix for each in others], [".deb", ".rpm"], "what lies beside the package")
    return others


def check_link(suite: Suite, clone: Path, package: Path) -> None:
    """The bill against what the linker says when it is asked another way."""
    with suite.test("the linker says the same as the bill"), suite.alone:
        build = clone / "build" / f"release-{PROCESSOR}"
        stated = read(package.with_name(package.name + papers.STATEMENT_SUFFIX))
        link = stated["predicate"]["buildDefinition"]["internalParameters"]["programs"][0]["link"]
        again = [*shlex.split(link.replace("$PWD", str(clone))), "-Wl,-t,-t", "-o", "yama-ptrace.again"]
        said = subprocess.run(again, cwd=build, capture_output=True, text=True, check=True).stdout
        equal(sha256(build / "yama-ptrace.again"), sha256(build / "yama-ptrace"), "the program that is linked again")
        traced = {members_of(line) for line in said.splitlines()}
        missing = linked_by_bill(package) - traced
        equal(missing, set(), "what is in the bill and the linker did not take")
        # The linker takes a file and may then find nothing of it that is wanted.
        kinds = {file for file, _ in traced if file.startswith("/usr/")}
        unknown = {Path(file).name for file in kinds - {file for file, _ in linked_by_bill(package)}}
        equal(unknown - {"libmvec.a", "libm.a", "libc.a", "libgcc.a"}, set(), "files that the bill does not know")


def members_of(line: str) -> tuple[str, str]:
    """What one line of `ld -t -t` names: an archive and its member, or an object and ""."""
    inside = re.fullmatch(r"(.*)\(([^()]+)\)|\((.*)\)(.*)", line.strip())
    if not inside:
        return os.path.realpath(line.strip()), ""
    archive, member = (inside[1], inside[2]) if inside[1] else (inside[3], inside[4])
    return os.path.realpath(archive), member


def linked_by_bill(package: Path) -> set[tuple[str, str]]:
    """Every archive's member and every object that the bill has of others."""
    bill = read(package.with_name(package.name + papers.BILL_SUFFIX))
    names = {each["SPDXID"]: each["fileName"].removeprefix(".") for each in bill["files"]}
    found = set()
    for each in bill["relationships"]:
        if each["relationshipType"] == "STATIC_LINK" and each["relatedSpdxElement"] in names:
            members = each["comment"].partition(" of the members ")[2]
            found |= {(names[each["relatedSpdxElement"]], member) for member in members.split(", ")}
    return found


def check_page(suite: Suite, clone: Path, package: Path, folder: Path) -> None:
    """What the auditor's page shows, run in order in a folder that has the package and its papers."""
    folder.mkdir()
    for suffix in ("", papers.BILL_SUFFIX, papers.STATEMENT_SUFFIX):
        shutil.copy(package.with_name(package.name + suffix), folder)
    for page in PAGES:
        where = (COLLECTION / "docs" / page).relative_to(ROOT)
        blocks = [block for block in console.blocks(where) if (block.how, block.what) == ("shown by", "package")]
        assert blocks, f"{page} has no block for this suite"
        for block in blocks:
            with suite.test(block.name):
                for step in block.steps:
                    printed = run_step(step.command, folder, clone)
                    assert console.fits(step.output, printed), f"`{step.command}` prints {printed[-12:]}"


def run_step(command: str, folder: Path, clone: Path) -> list[str]:
    """Run one command of the page. The published repository is the clone; who runs this is root already."""
    settings = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{clone}.insteadOf",
        "GIT_CONFIG_VALUE_0": PUBLISHED,
        # Not LC_ALL, of which ccache takes each value for another compilation.
        "LC_COLLATE": "C",
        "LANGUAGE": "en",
    }
    if shutil.which("ccache"):  # what is built without a cache is seen by check_again()
        settings |= {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache", "CCACHE_NODISABLE": "1"}
        if "cmake --preset" in command:
            settings["CCACHE_BASEDIR"] = str(folder / "sources")
    done = subprocess.run(
        ["bash", "-c", f'sudo() {{ "$@"; }}\n{command}'],
        cwd=folder,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    # diff(1) ends with 1 where it shows something.
    assert done.returncode == 0 or command.startswith("diff "), f"`{command}` failed: {done.stderr.strip()[-900:]}"
    return done.stdout.splitlines()


def check_again(suite: Suite, clone: Path, package: Path, folder: Path) -> None:
    """scripts/package --check, on these packages and on some that were changed."""
    with suite.test("--check: the same in another clone, under another umask, without a cache"):
        status, said = check(clone, package)
        equal(status, 0, said)
        equal(re.findall(r"^DIFFERENT.*", said, re.MULTILINE), [], "what differs")
        contains(said, f"{package.name} is what commit ")
        for other in other_packages(package):
            contains(said, f"same      {other.name}\n")
    with suite.test("--check names a file that was changed"):
        folder.mkdir()
        changed = spoil(package, folder)
        (folder / other_packages(package)[0].name).write_bytes(b"another")
        status, said = check(clone, changed, CCACHE_NODISABLE="1")
        equal(status, 1, said)
        different = re.findall(r"^DIFFERENT ([^:]+)", said, re.MULTILINE)
        wanted = ["README.md", "the archive, uncompressed", package.name, other_packages(package)[0].name]
        equal(different, wanted, "what differs")


def check(clone: Path, package: Path, **settings: str) -> tuple[int, str]:
    """Run --check of a clone; the exit status and what it printed."""
    done = subprocess.run(
        [str(clone / "scripts" / "package"), "--check", str(package)],
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        umask=0o077,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr[-2000:]


def spoil(package: Path, folder: Path) -> Path:
    """The package with another README.md and a statement that knows of it, as somebody makes them who deceives."""
    changed = folder / package.name
    with tarfile.open(package) as old, tarfile.open(changed, "w:gz") as new:
        for member in old:
            content = old.extractfile(member) if member.isfile() else None
            if member.name == "README.md":
                file = folder / "README.md"
                file.write_bytes(content.read().replace(b"hardening", b"Hardening"))
                member.size = file.stat().st_size
                with open(file, "rb") as content:
                    new.addfile(member, content)
            else:
                new.addfile(member, content)
    shutil.copy(package.with_name(package.name + papers.BILL_SUFFIX), folder)
    stated = package.with_name(package.name + papers.STATEMENT_SUFFIX).read_text(encoding="utf-8")
    beside = folder / (package.name + papers.STATEMENT_SUFFIX)
    beside.write_text(stated.replace(sha256(package), sha256(changed)), encoding="utf-8")
    return changed


def listed(bill: Path) -> dict[str, str]:
    """The collection's files in a bill, with their SHA-256."""
    document = read(bill)
    own = set(document["packages"][0]["hasFiles"])
    return {
        each["fileName"]: next(one["checksumValue"] for one in each["checksums"] if one["algorithm"] == "SHA256")
        for each in document["files"]
        if each["SPDXID"] in own
    }


def read(file: Path) -> Json:
    """A JSON document."""
    return json.loads(file.read_text(encoding="utf-8"))


def sha256(file: Path) -> str:
    """The checksum of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    run_suite("package", main)
