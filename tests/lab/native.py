# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The native program and the collection, built by CMake."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator

from . import debian
from .errors import LabError
from .locks import held
from .progress import say
from .project import BUILD, COLLECTION, ROOT

MODULES = COLLECTION / "plugins" / "modules"


def configure(preset: str) -> None:
    """Configure one CMake preset, which writes its compile_commands.json. Raises LabError that names the log."""
    debian.require_packages("cmake", "ninja-build", "g++", debian.first_available("libboost1.81-dev", "libboost-dev"))
    with _locked(preset):
        _run(preset, *_configuring(preset))


def build(preset: str, *targets: str) -> None:
    """Configure and build one CMake preset, by default all of it. Raises LabError that names the log.

    build("release", "all", "collection") leaves the program at project.PROGRAM and in the collection.
    """
    configure(preset)
    say(f"building the {preset} preset")
    with _locked(preset):
        _run(preset, *_building(preset, *targets))


def commands(preset: str, *targets: str) -> tuple[str, str]:
    """What build() runs, for a person."""
    return shlex.join(_configuring(preset)), shlex.join(_building(preset, *targets))


def _configuring(preset: str) -> tuple[str, ...]:
    return ("cmake", "--preset", preset)


def _building(preset: str, *targets: str) -> tuple[str, ...]:
    return ("cmake", "--build", "--preset", preset, "--target", *(targets or ("all",)))


@contextlib.contextmanager
def _locked(preset: str) -> Iterator[None]:
    """Keep two programs from building the same preset at once."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(held(BUILD / f"{preset}.lock"))
        except PermissionError as trouble:
            raise LabError(
                f"{trouble.filename} cannot be written, because another user built here: "
                f"run this as that user, or give the folder to yourself: sudo chown -R $USER {BUILD}"
            ) from None
        try:
            yield
        finally:
            _give_back()


def _give_back() -> None:
    """What root builds in somebody's checkout belongs to that person, who may build there next."""
    owner = os.stat(ROOT)
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    made = [BUILD, *BUILD.rglob("*"), *MODULES.glob("*yama_ptrace*")]
    for path in made:
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _run(preset: str, *command: str) -> None:
    environment = dict(os.environ)
    if shutil.which("ccache"):
        environment.setdefault("CMAKE_CXX_COMPILER_LAUNCHER", "ccache")
        environment.setdefault("CCACHE_BASEDIR", str(ROOT))  # so that checkouts share what they compile
    log = BUILD / f"{preset}.log"
    with open(log, "wb") as output:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
    if done.returncode != 0:
        said = log.read_text(encoding="utf-8", errors="replace")
        error = re.search(r"^.*\berror: .*$", said, re.MULTILINE)
        raise LabError(f"`{' '.join(command)}` failed{f' ({error[0]})' if error else ''}: see {log}.")
