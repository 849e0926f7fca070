# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's Debian packages and its package archive."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from .errors import LabError
from .locks import held
from .progress import say
from .project import cache_folder

# Wait for another apt to end; where a package's configuration file was changed by hand, keep it and ask nothing.
_APT_OPTIONS = (
    "--option=DPkg::Lock::Timeout=300",
    "--option=DPkg::Options::=--force-confdef",
    "--option=DPkg::Options::=--force-confold",
)


def require_root(purpose: str) -> None:
    """Raise LabError unless this process is root. purpose completes "root rights are needed to ..."."""
    if os.geteuid() != 0:
        raise LabError(f"Root rights are needed to {purpose}: run the same command with sudo.")


def is_installed(package: str) -> bool:
    """Whether dpkg has the package fully installed."""
    query = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return query.stdout == "installed"


def require_packages(*packages: str) -> None:
    """Install those of the packages that are missing. Raises LabError with apt's own last words."""
    missing = [package for package in packages if not is_installed(package)]
    if not missing:
        return
    wanted = " ".join(missing)
    if os.geteuid() != 0:
        raise LabError(f"Debian packages are missing: install them with `sudo apt-get install {wanted}`.")
    with held(cache_folder() / "apt.lock"):  # apt-get update does not wait for another one
        say(f"installing Debian packages: {wanted}")
        _apt_get("update", wanted=wanted)
        _apt_get("install", "--yes", "--no-install-recommends", *missing, wanted=wanted)


def _apt_get(*arguments: str, wanted: str) -> None:
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run = subprocess.run(
        ["apt-get", "--quiet", *_APT_OPTIONS, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    # apt-get update succeeds with "W:" lines when no archive answered; the installation then tells.
    if run.returncode != 0:
        words = [line for line in run.stderr.splitlines() if line.startswith("E:")] or ["no reason given"]
        raise LabError(
            f"The Debian packages {wanted} could not be installed ({words[0]}): "
            "check the network and the archive in /etc/apt, then run again."
        )


def first_available(*packages: str) -> str:
    """The first of the packages that is installed, or else that the archive offers."""
    for package in packages:
        if is_installed(package):
            return package
    offered = [package for package in packages if _is_offered(package)]
    if not offered and os.geteuid() == 0:
        with held(cache_folder() / "apt.lock"):
            _apt_get("update", wanted=packages[0])
        offered = [package for package in packages if _is_offered(package)]
    if not offered:
        raise LabError(f"The package archive offers none of {', '.join(packages)}: run `apt-get update` and run again.")
    return offered[0]


def _is_offered(package: str) -> bool:
    policy = subprocess.run(["apt-cache", "policy", package], capture_output=True, text=True, check=False)
    return "Candidate:" in policy.stdout and "Candidate: (none)" not in policy.stdout


def archive_address() -> str | None:
    """The Debian archive that this host installs from, or None to let mmdebstrap take its own default."""
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in targets.stdout.splitlines():
        origin, label, component, address = line.split("|", 3)
        if (origin, label, component) == ("Debian", "Debian", "main"):
            return address
    return None


def release() -> str:
    """Which Debian this host is, "12.11"."""
    try:
        return Path("/etc/debian_version").read_text(encoding="utf-8").strip()
    except OSError:
        return "unknown"
