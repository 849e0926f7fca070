# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hostile suite: images made to lead out of themselves, links that change meanwhile, bytes that must be kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from faults.photograph import Picture, photograph
from hostile.kept import kept_tests
from hostile.trees import TREES, foreign, ordinary
from hostile.watch import run, swapping, watched
from lab import debian, native
from lab.private_memory import private_memory
from lab.project import PROGRAM
from lab.suite import Suite, equal, run_suite

RUNS = (
    ("status", "--scope", "1"),
    ("explain",),
    ("find", "--share"),
    ("set", "1"),
    ("set", "1", "--vendor-files", "shadow"),
    ("set", "3", "--persist", "boot_unit", "--backup"),
    ("unset",),
    ("comment-out",),
    ("unset",),
)

# Variables that have programs look elsewhere: for programs, libraries, locales, conversions, time zones, room.
FOLDERS = ("PATH", "LD_LIBRARY_PATH", "GCONV_PATH", "LOCPATH", "NLSPATH", "TZDIR", "TMPDIR", "HOME", "PWD")
FOLDERS += ("XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
FILES = ("LD_PRELOAD", "LD_AUDIT", "TZ", "BASH_ENV", "ENV", "MALLOC_TRACE", "RES_OPTIONS", "HOSTALIASES")

SWAPS = 15  # runs of `set 1` and `unset` while names are exchanged


def main(suite: Suite) -> None:
    """Build, then one test a hostile image, one a swap, one for what is kept."""
    debian.require_root("mount into images and make devices")
    debian.require_packages("strace")
    native.build("release")
    memory = private_memory()
    for number, (name, make, can) in enumerate(TREES):
        place = memory / str(number)
        for old in (False, True):
            with suite.test(f"{name}{', without openat2' if old else ''}"), suite.alone:
                image, outside = fresh(place / str(old))
                make(image, outside)
                hold(image, outside, can, without_openat2=old)
    for name, one, other in (
        ("a file and a link", "etc/sysctl.d/50-own.conf", "etc/sysctl.d/other"),
        ("a folder and a link", "etc/sysctl.d", "etc/other"),
        ("a folder above and a link", "etc", "other"),
    ):
        with suite.test(f"exchanged in a loop: {name}"), suite.alone:
            image, outside = fresh(memory / name.replace(" ", "-"))
            swapped(image, outside, one, other)
    with suite.test("no variable of the environment leads anywhere"), suite.alone:
        check_environment(memory / "environment")
    kept_tests(suite, memory)


def fresh(place: Path) -> tuple[Path, Path]:
    """An image and what stands outside of it."""
    image, outside = place / "image", place / "outside"
    image.mkdir(parents=True)
    ordinary(image)
    foreign(outside)
    return image, outside


def hold(image: Path, outside: Path, can: bool, *, without_openat2: bool) -> None:
    """Every run stays inside, ends in time, and leaves what is outside alone."""
    before = photograph(outside)
    for words in RUNS:
        status, said, opened = run(image, command(image, words), without_openat2=without_openat2)
        what = " ".join(words)
        equal(opened, [], f"what `{what}` opened outside")
        equal(changes(before, photograph(outside)), [], f"what `{what}` changed outside")
        assert status in (0, 1, 3), f"`{what}` ended with {status}: {said}"
        if words == ("set", "1"):
            equal(status == 0, can, f"whether `{what}` does it ({said.strip()})")


def swapped(image: Path, outside: Path, one: str, other: str) -> None:
    """The same while a name is now itself, now a link to the outside."""
    before = photograph(outside)
    target = outside / ("foreign.conf" if one.endswith(".conf") else "sysctl.d" if one.endswith(".d") else "")
    (image / other).symlink_to(os.path.relpath(target, (image / other).parent))
    exchanges, done = 0, 0
    for _ in range(SWAPS):
        with swapping(image / one, image / other) as count:
            for words in (("set", "1"), ("unset",)):
                status, said, opened = run(image, command(image, words))
                equal(opened, [], f"what `{' '.join(words)}` opened outside")
                assert status in (0, 1, 3), f"`{' '.join(words)}` ended with {status}: {said}"
                done += status == 0
        exchanges += count[0]
        equal(changes(before, photograph(outside)), [], "what changed outside")
    print(f"{one}: {2 * SWAPS} runs, {done} of them done, {exchanges} exchanges")
    assert exchanges > SWAPS, "the names were hardly exchanged"


def check_environment(place: Path) -> None:
    """What names files and folders for a C library or a shell is not followed."""
    image, outside = fresh(place)
    elsewhere = {name: str(outside) for name in FOLDERS} | {name: str(outside / "foreign.conf") for name in FILES}
    variables = {"LC_ALL": "tr_TR.UTF-8", "GLIBC_TUNABLES": "glibc.malloc.check=3", "COLUMNS": "80", **elsewhere}
    for words in RUNS:
        status, said, opened = run(image, command(image, words), environment=variables)
        equal(opened, [], f"what `{' '.join(words)}` opened outside")
        tried = [line for line in watched(image).splitlines() if str(outside) in line]
        equal(tried, [], f"what `{' '.join(words)}` looked for outside")
        assert status in (0, 1, 3), f"`{' '.join(words)}` ended with {status}: {said}"


def command(image: Path, words: tuple[str, ...]) -> list[str]:
    """The program's command line."""
    return [str(PROGRAM), *words, "--root", str(image)]


def changes(before: Picture, after: Picture) -> list[Any]:
    """The paths that are not as they were."""
    return [path for path in {**before, **after} if before.get(path) != after.get(path)]


if __name__ == "__main__":
    run_suite("hostile", main)
