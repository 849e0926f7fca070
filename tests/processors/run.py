# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processors suites: each processor's program does what this machine's own does, byte for byte.

usage: run.py PROCESSOR...
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import image
import whole_host
from foreign import Foreign
from headers import check_compiled, check_hardened
from lab import native
from lab.processors import Processor, processor
from lab.project import PROGRAM, ROOT, cache_folder
from lab.suite import Suite, equal, run_suite

# One step a line: the module, its options, check mode, and what the result must say.
LIFE: list[tuple[str, str, dict[str, Any], bool, dict[str, Any]]] = [
    ("what is there", "yama_ptrace_info", {"scope": 1}, False, {"changed": False, "failed": False}),
    ("check mode", "yama_ptrace", {"scope": 1}, True, {"changed": True, "failed": False}),
    ("set", "yama_ptrace", {"scope": 1, "vendor_files": "shadow", "backup": True}, False, {"changed": True}),
    ("set again", "yama_ptrace", {"scope": 1, "vendor_files": "shadow"}, False, {"changed": False, "failed": False}),
    ("a word for the scope", "yama_ptrace", {"scope": "admin-only"}, False, {"changed": True, "failed": False}),
    ("a boot unit", "yama_ptrace", {"scope": 3, "persist": "boot_unit"}, False, {"changed": True}),
    ("absent", "yama_ptrace", {"state": "absent"}, False, {"changed": True, "failed": False}),
    ("absent again", "yama_ptrace", {"state": "absent"}, False, {"changed": False, "failed": False}),
]

# ".1234.2026-01-31@12:00:00~"
_BACKUP = re.compile(r"\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

REFUSED = {
    "no argument file": None,
    "an empty one": b"",
    "JSON that is cut off": b'{"scope": 1',
    "bytes that are not UTF-8": b'{"scope": "\xff"}',
    "a scope that there is not": b'{"scope": 4}',
    "a number beyond 64 bits": b'{"scope": 18446744073709551617}',
    "a fraction": b'{"scope": 1.5}',
    "an option that there is not": b'{"scope": 1, "scop": 1}',
    "an image that there is not": b'{"scope": 1, "root": "/nonexistent"}',
}


def main(suite: Suite) -> None:
    """Test the processors that the command line names."""
    chosen = [processor(name) for name in sys.argv[1:]]
    native.build("release")
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(Processor.build, chosen))
    with tempfile.TemporaryDirectory(prefix="yama-processors-") as folder:
        scratch = Scratch(Path(folder))
        for each in chosen:
            test_processor(suite, scratch, each)


class Scratch:
    """Folders for the programs and their images, and what this machine's own program made of the latter."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.own = Foreign(PROGRAM, self.folder("own"), [])
        self.own_life = life(self.own, self.image())

    def folder(self, name: str) -> Path:
        """A new folder."""
        folder = self._folder / name
        folder.mkdir()
        return folder

    def image(self) -> Path:
        """A new image, always at the same place, so that results can be compared."""
        root = self._folder / "image"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        image.make_image(root)
        return root


def test_processor(suite: Suite, scratch: Scratch, each: Processor) -> None:
    """All tests of one processor."""
    with (
        suite.test(f"{each.name}: one static, stripped, hardened ELF, {each.program.stat().st_size} bytes"),
        suite.alone,
    ):
        check_hardened(each, each.program)
    with (
        suite.test(f"{each.name}: every file is compiled with what guards the stack, arrays and variables"),
        suite.alone,
    ):
        check_compiled(each.program.parent)
    foreign = Foreign(each.program, scratch.folder(each.name), each.emulator())
    with suite.test(f"{each.name}: holds no path of the machine that built it"), suite.alone:
        content = each.program.read_bytes()
        paths = {ROOT, cache_folder(), Path.home()} - {Path("/root")}  # whose profile the program reads
        equal([path for path in paths if bytes(path) in content], [], "paths in it")
    with (
        suite.test(f"{each.name}: the whole life on an image, each result and each file as on this machine"),
        suite.alone,
    ):
        steps = life(foreign, scratch.image())
        for (name, *_), step, own in zip(LIFE, steps, scratch.own_life):
            equal(step, own, name)
    with suite.test(f"{each.name}: refuses bad arguments in the same sentences"), suite.alone:
        for name, arguments in REFUSED.items():
            refusal = refused(foreign, arguments)
            equal(refusal["failed"], True, name)
            equal(refusal, refused(scratch.own, arguments), name)
    with suite.test(f"{each.name}: the whole job on a running system, with the loader that it starts"), suite.alone:
        whole_host.do_job(foreign)


def life(program: Foreign, root: Path) -> list[dict[str, Any]]:
    """Play LIFE on an image; a step is the result and the files after it. At the end all is as it was."""
    before = image.tree(root)
    steps = []
    for name, module, options, check, wanted in LIFE:
        result = program.module(module, {**options, "root": str(root)}, check)
        for key, value in wanted.items():
            equal(result[key], value, f"{name}: {key} of {json.dumps(result)}")
        files = {path: sum_ for path, sum_ in image.tree(root).items() if not path.endswith("~")}
        steps.append({"result": without_what_changes(result), "files": files})
    equal(steps[-1]["files"], before, "the files in the end")
    return steps


def refused(program: Foreign, arguments: bytes | None) -> dict[str, Any]:
    """What it says of bad arguments, without the folder that they are in."""
    return json.loads(json.dumps(program.answer_to(arguments)).replace(str(program.folder), ""))


def without_what_changes(result: dict[str, Any]) -> dict[str, Any]:
    """The result without what differs from one moment to the next on this machine.

    That is who is traced, among how many threads, the names of backups, which hold a process and a time, and when the
    audit was.
    """
    text = json.dumps({key: value for key, value in result.items() if key != "impact"})
    return json.loads(_TIME.sub("TIME", _BACKUP.sub("BACKUP", text)))


if __name__ == "__main__":
    run_suite("processors", main)
