# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands inside a Debian root folder: another release's programs, on this host's kernel and network."""

from __future__ import annotations

import os
from pathlib import Path

from . import debian

# $1: the root folder, $2: the working folder, $3: how many folders and files follow that are the same inside, then
# these, then the command. All that it changes elsewhere is in memory and ends with it.
_ENTER = """
set -e
root=$1 folder=$2 shared=$3
shift 3
mount --make-rprivate /
memory=/mnt
mount -t tmpfs none "$memory"
mkdir "$memory/upper" "$memory/work" "$memory/root"
mount -t overlay -o "lowerdir=$root,upperdir=$memory/upper,workdir=$memory/work" none "$memory/root"
mount -t proc none "$memory/root/proc"
mount --rbind /dev "$memory/root/dev"
while [ "$shared" -gt 0 ]; do
    if [ -d "$1" ]; then
        mkdir -p "$memory/root$1"
    else
        mkdir -p "$memory/root${1%/*}"
        : > "$memory/root$1"
    fi
    mount --bind "$1" "$memory/root$1"
    shared=$((shared - 1))
    shift
done
exec chroot "$memory/root" env --chdir="$folder" "$@"
"""

# What a program needs to reach the network as this host does.
_NETWORK_FILES = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")


class Chroot:
    """A root folder and what this host shares with it, at the same paths."""

    def __init__(self, root: Path, *shared: Path) -> None:
        debian.require_root("change the root folder of a command")
        self._root = root
        self._shared = [*map(str, shared), *(file for file in _NETWORK_FILES if os.path.isfile(file))]

    def command(self, *arguments: str, folder: Path = Path("/")) -> list[str]:
        """The arguments, made to run inside, in a folder there."""
        enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _ENTER, "chroot"]
        return [*enter, str(self._root), str(folder), str(len(self._shared)), *self._shared, *arguments]
