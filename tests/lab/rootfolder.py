# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian root folders: made once by mmdebstrap, cached, never written to afterwards."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from . import debian
from .errors import LabError
from .locks import held
from .progress import say
from .project import cache_folder

SUITES = ("bullseye", "bookworm", "trixie", "sid")

# A machine's least: systemd as init (and kmod, which it expects), sshd, ip for the address, procps as second loader.
MACHINE_PACKAGES = ("systemd-sysv", "kmod", "openssh-server", "iproute2", "procps")

# Units that only cost boot time on a machine without modules, disks and terminals. Nothing of systemd-sysctl's way.
_MASKED_UNITS = (
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "dev-hugepages.mount",
    "dev-mqueue.mount",
    "dpkg-db-backup.timer",
    "e2scrub_all.timer",
    "e2scrub_reap.service",
    "fstrim.timer",
    "getty-static.service",
    "modprobe@.service",
    "sys-kernel-debug.mount",
    "sys-kernel-tracing.mount",
    "systemd-journal-flush.service",
    "systemd-random-seed.service",
    "systemd-update-utmp-runlevel.service",
    "systemd-update-utmp.service",
)


def root_folder(suite: str, extra_packages: tuple[str, ...] = ()) -> Path:
    """A cached root folder of a Debian suite with MACHINE_PACKAGES and the extra packages: see cached_folder()."""
    return cached_folder(suite, (*MACHINE_PACKAGES, *extra_packages), _customize_hooks())


def cached_folder(suite: str, packages: Iterable[str], hooks: tuple[str, ...] = ()) -> Path:
    """A cached root folder of a Debian suite with the packages beside the essential ones, and customize hooks.

    Callers must not write to it: a machine works on an overlay of it. Made on first use (15-45 s), safe against
    interruption and against two programs that want the same one. Raises LabError when mmdebstrap fails.
    """
    if suite not in SUITES:
        raise LabError(f"There is no Debian suite {suite} in the lab: choose one of {', '.join(SUITES)}.")
    wanted = sorted(set(packages))
    recipe = "\n".join((suite, *wanted, *hooks))
    folder = cache_folder() / "roots" / f"{suite}-{hashlib.sha256(recipe.encode()).hexdigest()[:8]}"
    with held(folder.with_name(folder.name + ".lock")):
        if not folder.is_dir():
            _make(folder, suite, wanted, hooks)
    return folder


def _make(folder: Path, suite: str, packages: list[str], hooks: tuple[str, ...]) -> None:
    say(f"making a Debian {suite} root folder (once): {' '.join(packages)}")
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _mmdebstrap(unfinished, suite, packages, hooks)
    unfinished.rename(folder)


def make_image(folder: Path, suite: str, packages: Iterable[str] = MACHINE_PACKAGES, hooks: Iterable[str] = ()) -> None:
    """Make a root folder that nobody shares, with further customize hooks of mmdebstrap before the lab's own.

    Raises LabError when mmdebstrap fails; then there is no folder.
    """
    _mmdebstrap(folder, suite, packages, (*hooks, *_customize_hooks()))


def _mmdebstrap(folder: Path, suite: str, packages: Iterable[str], hooks: Iterable[str]) -> None:
    debian.require_root("make a Debian root folder")
    debian.require_packages("mmdebstrap")
    archive = debian.archive_address()
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--format=directory", f"--include={','.join(packages)}"]
    # A mirror's copy of an unreleased suite can be older than its Release file promises.
    command += ['--aptopt=Acquire::Check-Valid-Until "false"']
    command += [f"--customize-hook={hook}" for hook in hooks]
    command += [suite, str(folder)] + ([archive] if archive else [])
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        words = [line for line in run.stderr.splitlines() if line.startswith("E:")] or run.stderr.splitlines()[-1:]
        raise LabError(
            f"The Debian {suite} root folder could not be made ({' '.join(words[:1])}): "
            "check that `apt-get update` reaches a Debian archive, then run again."
        )


def _customize_hooks() -> tuple[str, ...]:
    """Shell steps inside a new root folder: quick boots, and no identity that machines would share."""
    return (
        f'cd "$1/etc/systemd/system" && for unit in {" ".join(_MASKED_UNITS)}; do ln -s /dev/null "$unit"; done',
        'mkdir -p "$1/etc/systemd/journald.conf.d"',
        'printf "[Journal]\\nStorage=volatile\\n" > "$1/etc/systemd/journald.conf.d/lab.conf"',
        'rm -f "$1"/etc/ssh/ssh_host_*_key*',
        ': > "$1/etc/machine-id"',
    )
