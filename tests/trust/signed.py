# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-sign on the project folder for AWX, with a key that is thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from examples.files import EXAMPLES, PACKAGE
from lab import debian
from lab.suite import Suite, contains, equal
from lab.virtualenv import virtual_environment

ANSIBLE_SIGN = "ansible-sign==0.1.6"

MISMATCH = 2  # ansible-sign's exit status for a file that is not as it was signed
BAD_SIGNATURE = 3


class Signed:
    """A copy of the project in a git repository, as AWX has it, and a key ring of its own."""

    def __init__(self, folder: Path, package: Path) -> None:
        debian.require_packages("git", "gnupg")
        self.project = folder / "project"
        shutil.copytree(EXAMPLES / "awx-project", self.project)
        shutil.copy(package, self.project / "collections" / PACKAGE)
        self._run("git", "init", "--quiet", str(self.project))
        self._home = folder / "gnupg"
        self._home.mkdir(mode=0o700)
        self._program = str(virtual_environment("ansible-sign", ANSIBLE_SIGN) / "bin" / "ansible-sign")
        key = ("--quick-generate-key", "throwaway <nobody@example.com>", "ed25519", "sign", "1d")
        self._run("gpg", "--batch", "--quiet", "--passphrase", "", *key)

    def call(self, verb: str) -> tuple[int, str]:
        """ansible-sign project VERB; its exit status and what it said."""
        done = self._run(self._program, "--nocolor", "project", verb, str(self.project), may_fail=True)
        return done.returncode, done.stdout + done.stderr

    def end(self) -> None:
        """End the agent that gpg started."""
        self._run("gpgconf", "--kill", "all")

    def _run(self, *command: str, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
        # Without a terminal ansible-sign wants to hear that none will be asked for a passphrase.
        settings = {"GPG_TTY": "none", "LC_ALL": "C.UTF-8"}
        if hasattr(self, "_home"):
            settings["GNUPGHOME"] = str(self._home)
        done = subprocess.run(
            command,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert may_fail or done.returncode == 0, f"`{' '.join(command)}` failed: {done.stderr.strip()}"
        return done


def check_signed(suite: Suite, folder: Path, package: Path) -> None:
    """Sign, verify, and spoil."""
    signed = Signed(folder, package)
    try:
        with suite.test("ansible-sign: the project with its MANIFEST.in is signed, and verified"):
            status, said = signed.call("gpg-sign")
            equal((status, "GPG signing successful" in said), (0, True), said)
            sums = (signed.project / ".ansible-sign" / "sha256sum.txt").read_text(encoding="utf-8").splitlines()
            listed = {line.split("  ")[1] for line in sums}
            files = {
                path.relative_to(signed.project).as_posix()
                for path in signed.project.rglob("*")
                if path.is_file() and not {".git", ".ansible-sign"}.intersection(path.parts)
            }
            equal(listed, files, "the files that are signed")
            status, said = signed.call("gpg-verify")
            equal(status, 0, said)
            contains(said, "Checksum validation succeeded")
        _check_spoilt(suite, signed)
    finally:
        signed.end()


def _check_spoilt(suite: Suite, signed: Signed) -> None:
    """What AWX refuses to update to."""
    project = signed.project
    playbook, package = project / "remediate.yml", project / "collections" / PACKAGE
    sums = project / ".ansible-sign" / "sha256sum.txt"

    def appended(file: Path, more: bytes) -> Callable[[], object]:
        return lambda: file.write_bytes(file.read_bytes() + more)

    spoilt: tuple[tuple[str, Callable[[], object], int, str], ...] = (
        ("a playbook that was changed", appended(playbook, b"# x\n"), MISMATCH, "Checksum mismatch: remediate.yml"),
        ("a package that was changed", appended(package, b"\0"), MISMATCH, f"Checksum mismatch: collections/{PACKAGE}"),
        ("a playbook that was added", (project / "more.yml").touch, MISMATCH, "'added': ['more.yml']"),
        ("a playbook that was removed", playbook.unlink, MISMATCH, "'removed': ['remediate.yml']"),
        ("a list of checksums that was changed", appended(sums, b"\n"), BAD_SIGNATURE, "signature verification failed"),
    )
    kept = {file: file.read_bytes() for file in (playbook, package, sums)}
    for name, spoil, wanted, words in spoilt:
        with suite.test(f"ansible-sign: {name} is refused"), suite.alone:
            spoil()
            status, said = signed.call("gpg-verify")
            equal(status, wanted, said)
            contains(said, words)
        (project / "more.yml").unlink(missing_ok=True)
        for file, content in kept.items():
            file.write_bytes(content)
    with suite.test("ansible-sign: the project as it was is verified again"), suite.alone:
        equal(signed.call("gpg-verify")[0], 0)
