# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The install suite: what a person who installs the program by hand has of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from lab import debian, native
from lab.project import BUILD, ROOT
from lab.suite import Suite, contains, equal, run_suite
from shells import BASH, ZSH, Terminal, fish, offered

RELEASE = BUILD / "release"

INSTALLED = {
    "sbin/yama-ptrace": "755",
    "share/bash-completion/completions/yama-ptrace": "644",
    "share/doc/yama-ptrace/LICENSE": "644",
    "share/doc/yama-ptrace/README.md": "644",
    "share/fish/vendor_completions.d/yama-ptrace.fish": "644",
    "share/man/man8/yama-ptrace.8": "644",
    "share/zsh/site-functions/_yama-ptrace": "644",
}

SCOPES = "0 1 2 3 admin-only classic no-attach restricted"

AUTHOR = ("-c", "user.name=A Person", "-c", "user.email=person@example.org")

# What is typed and what is offered then, in the folder that make_folder() makes.
COMPLETED = {
    "yama-ptrace s": "set status",
    "yama-ptrace comm": "comment-out",
    "sudo yama-ptrace st": "status",
    "yama-ptrace --": "--help --version",
    "yama-ptrace --json pr": "probe",
    "yama-ptrace set ": SCOPES,
    "yama-ptrace set --check ": SCOPES,
    "yama-ptrace set 1 --p": "--persist --probe",
    "yama-ptrace set --persist ": "boot_unit none sysctl",
    "yama-ptrace set --persist=": "boot_unit none sysctl",
    "yama-ptrace set 1 --persist=b": "boot_unit",
    "yama-ptrace set 1 --persist b": "boot_unit",
    "yama-ptrace set 1 --reload=": "false true",
    "yama-ptrace set 3 --maintenance-scope ": "0 1 2 admin-only classic restricted",
    "yama-ptrace status --scope ": SCOPES,
    "yama-ptrace status --loader ": "busybox procps systemd",
    "yama-ptrace status --loader systemd=257 --lo": "--loader",
    "yama-ptrace status --format=p": "prometheus",
    "yama-ptrace status --maintenance-argument ": "",
    "yama-ptrace status --root etc/": "etc/a;b",
    "yama-ptrace status --root=etc/": "etc/a;b",
    "yama-ptrace find --root etc --sh": "--share",
    "yama-ptrace status --sh": "",
    "yama-ptrace set 1 --sysctl-file etc/": "etc/a;b etc/c.conf",
    "yama-ptrace set 1 --sysctl-file=etc/c": "etc/c.conf",
    "yama-ptrace reload --": "--check --diff --help --json --probe --quiet --verbose --version",
}


def main(suite: Suite) -> None:
    """Install the release program into an empty folder and look at it there."""
    debian.require_packages("bash-completion", "fish", "git", "groff-base", "man-db", "mandoc", "sudo", "zsh")
    native.build("release")
    with tempfile.TemporaryDirectory(prefix="yama-install-") as name:
        folder = Path(name)
        check_files(suite, folder)
        usr = folder / "image" / "usr"
        check_manual(suite, usr / "share" / "man")
        check_shells(suite, usr, folder)
        check_version(suite, usr / "sbin" / "yama-ptrace", folder)


def check_files(suite: Suite, folder: Path) -> None:
    """Which files `cmake --install` leaves, and where."""
    image = folder / "image"
    with suite.test("cmake --install below DESTDIR"):
        install(RELEASE, "/usr", DESTDIR=str(image))
        equal(files_in(image / "usr"), INSTALLED, "files and modes below /usr")
        equal([path.name for path in image.iterdir()], ["usr"], "what else is there")
    with suite.test("cmake --install with a prefix"), suite.alone:
        install(RELEASE, str(folder / "local"))
        equal(files_in(folder / "local"), INSTALLED, "files and modes")
    with suite.test("cmake --install into the folders of GNUInstallDirs and of the shells"), suite.alone:
        other = folder / "other"
        folders = {
            "CMAKE_INSTALL_SBINDIR": "bin",
            "CMAKE_INSTALL_MANDIR": "man",
            "CMAKE_INSTALL_DOCDIR": "doc",
            "YAMA_BASH_COMPLETIONS": "bash",
            "YAMA_ZSH_FUNCTIONS": "zsh",
            "YAMA_FISH_COMPLETIONS": "fish",
        }
        run("cmake", "--preset", "release", "-B", str(other), *(f"-D{key}={value}" for key, value in folders.items()))
        shutil.copy(RELEASE / "yama-ptrace", other)
        shutil.copytree(RELEASE / "manual", other / "manual")
        install(other, str(folder / "elsewhere"))
        wanted = {
            "bash/yama-ptrace": "644",
            "bin/yama-ptrace": "755",
            "doc/LICENSE": "644",
            "doc/README.md": "644",
            "fish/yama-ptrace.fish": "644",
            "man/man8/yama-ptrace.8": "644",
            "zsh/_yama-ptrace": "644",
        }
        equal(files_in(folder / "elsewhere"), wanted, "files and modes")
    with suite.test("the installed program is the one that was built, and runs"), suite.alone:
        program = image / "usr" / "sbin" / "yama-ptrace"
        equal(program.read_bytes() == (RELEASE / "yama-ptrace").read_bytes(), True, "the same")
        contains(run(str(program), "--help").stdout, "Usage: yama-ptrace COMMAND [OPTIONS]\n")


def install(build: Path, prefix: str, **variables: str) -> None:
    """Run `cmake --install`."""
    run("cmake", "--install", str(build), "--prefix", prefix, **variables)


def run(*command: str, folder: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command that has to succeed."""
    environment = {**os.environ, **variables}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command[0]} ends with {done.returncode}: {done.stderr[-900:]}"
    return done


def files_in(folder: Path) -> dict[str, str]:
    """The files below a folder and their modes."""
    files = [path for path in folder.rglob("*") if not path.is_dir()]
    return {str(path.relative_to(folder)): f"{path.lstat().st_mode & 0o7777:o}" for path in files}


def check_manual(suite: Suite, manuals: Path) -> None:
    """The man page, as three readers have it."""
    page = manuals / "man8" / "yama-ptrace.8"
    with suite.test("man finds and renders the page without a warning"), suite.alone:
        done = run("man", "--warnings", "-M", str(manuals), "-P", "cat", "yama-ptrace", MANWIDTH="80", LC_ALL="C.UTF-8")
        equal(done.stderr, "", "warnings")
        contains(done.stdout, "\nNAME\n       yama-ptrace - kernel.yama.ptrace_scope, now and at the next boot\n")
        contains(
            done.stdout, "\n       --persist sysctl|boot_unit|none\n              What gives the scope at every boot."
        )
        contains(done.stdout, "\n       3      Not known. No loader is known to run, or what matters could")
        longest = max(done.stdout.splitlines(), key=len)
        assert len(longest) <= 80, f"it does not fit 80 columns: {longest}"
    with suite.test("mandoc has nothing to say of the page"), suite.alone:
        done = run("mandoc", "-T", "lint", str(page))
        equal((done.stdout, done.stderr), ("", ""), "mandoc's words")
    with suite.test("whatis can read the page's name"), suite.alone:
        said = run("lexgrog", str(page)).stdout
        wanted = f'{page}: "yama-ptrace - kernel.yama.ptrace_scope, now and at the next boot"\n'
        equal(said, wanted, "lexgrog's words")


def check_shells(suite: Suite, usr: Path, folder: Path) -> None:
    """Each line in each shell."""
    place = make_folder(folder / "place")
    data = usr / "share"
    with Terminal(["bash", "--noprofile", "--norc", "-i"], BASH, data, place) as bash:
        check_shell(suite, "bash", lambda typed: offered(typed, bash.completed(typed)))
    with Terminal(["zsh", "-f", "-i"], ZSH, data, place) as zsh:
        check_shell(suite, "zsh", lambda typed: offered(typed, zsh.completed(typed)))
    check_shell(suite, "fish", lambda typed: fish(typed, usr / "sbin", data, place))


def make_folder(folder: Path) -> Path:
    """A folder etc with a folder and a file in it; the name of one asks for quotes."""
    (folder / "etc" / "a;b").mkdir(parents=True)
    (folder / "etc" / "c.conf").touch()
    return folder


def check_shell(suite: Suite, name: str, completed: Callable[[str], list[str]]) -> None:
    """Everything that is typed, in one shell."""
    for typed, words in COMPLETED.items():
        with suite.test(f"{name} completes `{typed}`"), suite.alone:
            equal(completed(typed), words.split(), "what is offered")


def check_version(suite: Suite, program: Path, folder: Path) -> None:
    """What --version says, and where the commit in it comes from."""
    with suite.test("--version says version, commit and processor"), suite.alone:
        commit = git(ROOT, "rev-parse", "HEAD")[:12] + ("+changes" if git(ROOT, "diff", "--name-only", "HEAD") else "")
        said = run(str(program), "--version").stdout
        wanted = rf"yama-ptrace \d+\.\d+\.\d+ \(commit {re.escape(commit)}, {os.uname().machine}\)\n"
        assert re.fullmatch(wanted, said), f"it says {said!r}, which is not {wanted!r}"
    sources = folder / "sources"
    (sources / "native").mkdir(parents=True)
    for file in (".gitattributes", "native/commit.txt"):
        shutil.copy(ROOT / file, sources / file)
    with suite.test("sources without git have no commit"), suite.alone:
        equal(commit_of(sources), "unknown", "the commit")
    git(sources, "init", "--quiet")
    git(sources, "add", "--all")
    git(sources, *AUTHOR, "commit", "--quiet", "--message=one")
    head = git(sources, "rev-parse", "HEAD")[:12]
    with suite.test("a checkout has git's commit"), suite.alone:
        equal(commit_of(sources), head, "the commit")
    with suite.test("sources inside a checkout of something else do not have its commit"), suite.alone:
        inner = sources / "inner"
        shutil.copytree(sources / "native", inner / "native")
        equal(commit_of(inner), "unknown", "the commit")
    with suite.test("an archive made by git has the commit"), suite.alone:
        git(sources, "archive", "--output", str(folder / "sources.tar"), "HEAD")
        unpacked = folder / "unpacked"
        unpacked.mkdir()
        run("tar", "--extract", "--file", str(folder / "sources.tar"), folder=unpacked)
        equal(commit_of(unpacked), head, "the commit")
    with suite.test("a checkout with changes says so"), suite.alone:
        (sources / ".gitattributes").write_text("changed", encoding="utf-8")
        equal(commit_of(sources), f"{head}+changes", "the commit")
    with suite.test("the header with the commit is written only when it is another"), suite.alone:
        commit_of(sources)
        header = sources / "build.h"
        os.utime(header, (1, 1))
        commit_of(sources)
        equal(header.stat().st_mtime, 1, "its time")


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder."""
    return run("git", "-c", f"safe.directory={folder}", *arguments, folder=folder).stdout.strip()


def commit_of(sources: Path) -> str:
    """The commit that the build finds for sources."""
    header = sources / "build.h"
    script = ROOT / "native" / "write_build.cmake"
    run("cmake", f"-DSOURCE={sources}", "-DVERSION=1.2.3", f"-DOUTPUT={header}", "-P", str(script), folder=sources)
    text = header.read_text(encoding="utf-8")
    contains(text, 'kVersion = "1.2.3";')
    return re.findall(r'kCommit = "(.*)";', text)[0]


if __name__ == "__main__":
    run_suite("install", main)
