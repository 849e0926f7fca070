# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system-packages suite: the Debian package and the RPM of scripts/package, as their own tools see them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from lab import checkout, debian, rootfolder
from lab.errors import LabError
from lab.processors import processor
from lab.project import ROOT
from lab.suite import Suite, contains, equal, run_suite

sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from system_packages import DEBIAN_NAMES, RPM_NAMES, describe, write_debian  # noqa: E402 - they live with scripts/package

OWN = processor(os.uname().machine)
OTHER = processor("aarch64" if OWN.name != "aarch64" else "x86_64")

DOCUMENTS = "/usr/share/doc/yama-ptrace"

IN_BOTH = [
    "-rw-r--r-- /usr/share/bash-completion/completions/yama-ptrace",
    "-rw-r--r-- /usr/share/fish/vendor_completions.d/yama-ptrace.fish",
    "-rw-r--r-- /usr/share/man/man8/yama-ptrace.8.gz",
    "-rwxr-xr-x /usr/sbin/yama-ptrace",
]
IN_DEBIAN = [
    f"-rw-r--r-- {DOCUMENTS}/README.md.gz",
    f"-rw-r--r-- {DOCUMENTS}/changelog.gz",
    f"-rw-r--r-- {DOCUMENTS}/copyright",
    "-rw-r--r-- /usr/share/lintian/overrides/yama-ptrace",
    "-rw-r--r-- /usr/share/zsh/vendor-completions/_yama-ptrace",
]
IN_RPM = [
    f"-rw-r--r-- {DOCUMENTS}/README.md",
    "-rw-r--r-- /usr/share/licenses/yama-ptrace/LICENSE",
    "-rw-r--r-- /usr/share/zsh/site-functions/_yama-ptrace",
]

# A private file system for a command, whose changes end with it. $1: a root folder, $2: where its changeable copy is to
# be, then the command.
OVERLAY = """
set -e
root=$1 place=$2
shift 2
mount --make-rprivate /
mount -t tmpfs none "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay -o "lowerdir=$root,upperdir=$place/upper,workdir=$place/work" none "$place/root"
mount -t proc none "$place/root/proc"
mount --rbind /dev "$place/root/dev"
exec "$@"
"""


def main(suite: Suite) -> None:
    """Make them twice, then ask the tools."""
    debian.require_root("install packages into root folders")
    debian.require_packages("autopkgtest", "lintian", "rpm", "rpmlint")
    with tempfile.TemporaryDirectory(prefix="yama-packages-") as name:
        folder = Path(name)
        packages = pack(folder / "first", "022", OWN.name)
        deb, rpm = packages
        with suite.test("the same bytes, whatever the umask, when they are made again"):
            again = pack(folder / "again", "077", OWN.name)
            equal([each.name for each in again], [each.name for each in packages], "the packages")
            for first, second in zip(packages, again):
                equal(first.read_bytes() == second.read_bytes(), True, f"{first.name}: the same")
        check_debian(suite, deb, folder)
        check_rpm(suite, rpm, folder)
        check_other(suite, folder)


def pack(output: Path, umask: str, *words: str) -> list[Path]:
    """scripts/package; gives the Debian packages and the RPMs in the order in which it names them."""
    command = ["sh", "-c", 'umask "$0" && exec "$@"', umask, str(ROOT / "scripts" / "package"), "--output", str(output)]
    lines = run(*command, *words).splitlines()
    return [Path(line) for line in lines if re.fullmatch(r"/.*\.(deb|rpm)", line)]


def run(*command: str, folder: Path = ROOT, status: int = 0) -> str:
    """What a command prints, which has to end with that status."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != status:
        said = (done.stdout + done.stderr)[-900:]
        raise LabError(f"`{command[0]}` ends with {done.returncode}, not {status}: {said}")
    return done.stdout


def sha256(*command: str) -> str:
    """The checksum of what a shell command prints, its words as $1 and so on."""
    return run("sh", "-c", f"{command[0]} | sha256sum", "sh", *command[1:])


def check_debian(suite: Suite, deb: Path, folder: Path) -> None:
    """The Debian package."""
    name = DEBIAN_NAMES.get(OWN.name, OWN.name)
    with suite.test("the Debian package says what it is"), suite.alone:
        version = describe(0).version
        fields = run("dpkg-deb", "--field", str(deb), "Package", "Version", "Architecture", "Section", "Depends")
        wanted = f"Package: yama-ptrace\nVersion: {version}\nArchitecture: {name}\nSection: admin\n"
        equal(fields, wanted, "its fields")
    with suite.test("the Debian package holds its files and nothing else"), suite.alone:
        lines = [line.split(maxsplit=5) for line in run("dpkg-deb", "--contents", str(deb)).splitlines()]
        files = sorted(f"{words[0]} {words[5].removeprefix('.')}" for words in lines if not words[0].startswith("d"))
        equal(without_notices(files), sorted(IN_BOTH + IN_DEBIAN), "files and modes")
        equal({words[1] for words in lines}, {"root/root"}, "owners")
        equal({words[0] for words in lines if words[0].startswith("d")}, {"drwxr-xr-x"}, "modes of folders")
    with suite.test("the program in the Debian package is the one of the collection"), suite.alone:
        found = sha256('dpkg-deb --fsys-tarfile "$1" | tar -xO ./usr/sbin/yama-ptrace', str(deb))
        equal(found, sha256('cat "$1"', str(OWN.program)), "its checksum")
    with suite.test("lintian has nothing to say"), suite.alone:
        equal(lint(deb), "", "lintian's words")
    with suite.test("autopkgtest: the tests of the package, in a Debian 12"), suite.alone:
        said = autopkgtest(deb, folder / "source", folder)
        contains(
            said, "status of an image that is wrong: right\nfind: right\nset: right\nthe file that set made: right\n"
        )
        contains(said, "unset: everything is as it was\n")
        contains(said, "image                PASS\n")
    with suite.test("dpkg installs it, the program runs, purging leaves nothing"), suite.alone:
        script = f"""
            set -e
            cd "{folder}/overlay/root"
            find . -xdev ! -path './var/*' ! -path './dev*' ! -path './proc*' | sort > "{folder}/before"
            cp "{deb}" root/package.deb
            chroot . dpkg --install /root/package.deb
            chroot . /usr/sbin/yama-ptrace --version
            chroot . dpkg --verify yama-ptrace
            chroot . dpkg --purge yama-ptrace
            rm root/package.deb
            find . -xdev ! -path './var/*' ! -path './dev*' ! -path './proc*' | sort > "{folder}/after"
        """
        said = in_overlay(folder, "sh", "-c", script)
        contains(said, f", {OWN.name})\n")
        equal((folder / "after").read_text(), (folder / "before").read_text(), "the files afterwards")


def lint(deb: Path) -> str:
    """What lintian says of a package, the least word included."""
    return run("lintian", "--allow-root", "--profile", "debian", "--display-info", "--pedantic", str(deb))


def without_notices(files: list[str]) -> list[str]:
    """The files but for texts about the program's parts, which are as many as it has parts."""
    return [file for file in files if "/notices" not in file]


def autopkgtest(deb: Path, source: Path, folder: Path) -> str:
    """What autopkgtest prints of a package's own tests."""
    write_debian(source / "debian", describe(checkout.commit_time()))
    place = folder / "overlay" / "root"
    return in_overlay(folder, "autopkgtest", str(deb), f"{source}/", "--", "chroot", str(place))


def in_overlay(folder: Path, *command: str) -> str:
    """Run a command that finds a fresh Debian 12 in the folder overlay/root."""
    place = folder / "overlay"
    place.mkdir(exist_ok=True)
    root = rootfolder.cached_folder("bookworm", ("apt-utils", "dpkg-dev", "procps", "systemd"))
    return run("unshare", "--mount", "sh", "-c", OVERLAY, "overlay", str(root), str(place), *command)


def check_rpm(suite: Suite, rpm: Path, folder: Path) -> None:
    """The RPM."""
    name = RPM_NAMES.get(OWN.name, OWN.name)
    with suite.test("the RPM says what it is"), suite.alone:
        wanted = f"yama-ptrace {describe(0).version} 1 {name} (none)"
        form = "%{NAME} %{VERSION} %{RELEASE} %{ARCH} %{SIGPGP}"
        equal(run("rpm", "--query", "--package", f"--queryformat={form}", str(rpm)), wanted, "its fields")
        needed = run("rpm", "--query", "--package", "--requires", str(rpm)).splitlines()
        equal([each for each in needed if not each.startswith("rpmlib(")], [], "what it needs")
    with suite.test("the RPM holds its files and nothing else"), suite.alone:
        form = "[%{FILEMODES:perms} %{FILENAMES} %{FILEUSERNAME}:%{FILEGROUPNAME}\\n]"
        lines = run("rpm", "--query", "--package", f"--queryformat={form}", str(rpm)).splitlines()
        files = [line for line in lines if not line.startswith("d")]
        folders = [f"drwxr-xr-x {DOCUMENTS} root:root", "drwxr-xr-x /usr/share/licenses/yama-ptrace root:root"]
        equal(
            [each for each in without_notices(lines) if each.startswith("d")],
            folders,
            "own folders",
        )
        wanted = sorted(f"{each} root:root" for each in IN_BOTH + IN_RPM)
        equal(without_notices(sorted(files)), wanted, "files, modes and owners")
    with suite.test("the program in the RPM is the one of the collection"), suite.alone:
        found = sha256('rpm2cpio "$1" | cpio --quiet --extract --to-stdout ./usr/sbin/yama-ptrace', str(rpm))
        equal(found, sha256('cat "$1"', str(OWN.program)), "its checksum")
    with suite.test("rpmlint finds nothing"), suite.alone:
        settings = ROOT / "scripts" / "packages" / "rpmlint.toml"
        contains(run("rpmlint", "--config", str(settings), str(rpm)), "; 0 errors, 0 warnings, 0 badness;")
    root = ["--root", str(folder / "rpm-root")]
    with suite.test("rpm installs it into an empty root folder, and the program runs there"), suite.alone:
        (folder / "rpm-root").mkdir()
        run("rpm", *root, "--initdb")
        run("rpm", *root, "--install", str(rpm))
        equal(run("rpm", *root, "--verify", "yama-ptrace"), "", "what differs from the package")
        contains(run("chroot", str(folder / "rpm-root"), "/usr/sbin/yama-ptrace", "--version"), f", {OWN.name})\n")
        run("rpm", *root, "--erase", "yama-ptrace")
        left = [str(each) for each in (folder / "rpm-root").rglob("*yama*")]
        equal(left, [], "what is left after rpm --erase")


def check_other(suite: Suite, folder: Path) -> None:
    """Packages for another processor than this machine's."""
    with suite.test(f"packages for {OTHER.name}"), suite.alone:
        deb, rpm = pack(folder / "other", "022", "--systems", "all", OTHER.name)
        name = DEBIAN_NAMES.get(OTHER.name, OTHER.name)
        equal(run("dpkg-deb", "--field", str(deb), "Architecture").strip(), name, "Debian's name of the processor")
        equal(lint(deb), "", "lintian's words")
        found = run("rpm", "--query", "--package", "--queryformat=%{ARCH}", str(rpm))
        equal(found, RPM_NAMES.get(OTHER.name, OTHER.name), "rpm's name of the processor")
        for shown in (
            sha256('dpkg-deb --fsys-tarfile "$1" | tar -xO ./usr/sbin/yama-ptrace', str(deb)),
            sha256('rpm2cpio "$1" | cpio --quiet --extract --to-stdout ./usr/sbin/yama-ptrace', str(rpm)),
        ):
            equal(shown, sha256('cat "$1"', str(OTHER.program)), "the program's checksum")


if __name__ == "__main__":
    run_suite("system-packages", main)
