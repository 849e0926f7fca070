# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A processor's program as Ansible starts it: one argument file in, one line of JSON out."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any


class Foreign:
    """One program in a folder of its own, with the emulator that this host needs for it."""

    def __init__(self, program: Path, folder: Path, emulator: list[str]) -> None:
        self.folder = folder
        self._arguments = folder / "args"
        copy = shutil.copy(program, folder / "AnsiballZ_yama_ptrace")
        if emulator:
            emulator = [shutil.copy(shutil.which(emulator[0]), folder), *emulator[1:]]
        self._command = [*emulator, str(copy)]

    def module(self, name: str, options: dict[str, Any], check: bool = False) -> dict[str, Any]:
        """Run a module and return its result."""
        arguments = {
            "_ansible_module_name": f"hardening.yama.{name}",
            "_ansible_check_mode": check,
            "_ansible_diff": True,
        }
        return self.answer_to(json.dumps({**options, **arguments}).encode())

    def answer_to(self, arguments: bytes | None) -> dict[str, Any]:
        """What it says of an argument file with these bytes, or of none."""
        done = subprocess.run(
            self.command(arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.stdout.count("\n") == 1, f"not one line, status {done.returncode}: {done.stdout!r} {done.stderr!r}"
        assert not done.stderr, f"standard error has {done.stderr!r}"
        return json.loads(done.stdout)

    def command(self, arguments: bytes | None) -> list[str]:
        """The command line for an argument file with these bytes, or for one that there is not."""
        self._arguments.unlink(missing_ok=True)
        if arguments is not None:
            self._arguments.write_bytes(arguments)
        return [*self._command, str(self._arguments)]
