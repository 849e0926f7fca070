# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a disk may hold when the power goes: a model of a file system that keeps what was synced, and what luck keeps.

The calls of a run are replayed. fsync of a file makes its bytes and attributes durable, fsync of a folder its names.
What is not durable yet may be there or not: of each folder the names are lost from some change on (a journal keeps
their order), and a file whose bytes were not synced may be empty. Every prefix of the calls is cut, in every such way.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from faults.photograph import Picture

Names = dict[str, object]  # of one folder: what stands under each name


@dataclass(eq=False)
class Inode:
    """A file that the run made."""

    content: bytes = b""
    synced: bool = False


@dataclass
class Folder:
    """A folder's names: as they are on the disk, and after each change since."""

    states: list[Names] = field(default_factory=list)

    @property
    def now(self) -> Names:
        """As the running system sees it."""
        return self.states[-1]

    def change(self, name: str, what: object) -> None:
        """A name gets another meaning, or none."""
        names = dict(self.now)
        names.pop(name, None)
        if what is not None:
            names[name] = what
        self.states.append(names)

    def sync(self) -> None:
        """What is there now stays."""
        self.states = [self.now]


class Disk:
    """The folders of a host, with the log of a run applied line by line."""

    def __init__(self, before: Picture, root: Path) -> None:
        self._root = str(root)
        self._folders: dict[str, Folder] = {}
        for path, looks in before.items():
            self._folder(os.path.dirname(path)).now[os.path.basename(path)] = looks

    def apply(self, line: str) -> None:
        """One call of the log: "result\tname\tplace\t…"."""
        result, call, *words = line.split("\t")
        if not result.lstrip("-").isdigit() or int(result) < 0:
            return
        paths = [word.removeprefix(self._root) for word in words]
        folder, name = self._place(paths[0]) if paths else (Folder([{}]), "")
        if call == "openat":
            folder.change(name, Inode()) if name not in folder.now else None
        elif call in ("write", "pwrite64") and isinstance(file := folder.now.get(name), Inode):
            file.content += bytes.fromhex(words[1])[: int(result)]
            file.synced = False
        elif call in ("fsync", "fdatasync"):
            if isinstance(file := folder.now.get(name), Inode):
                file.synced = True
            elif paths[0] in self._folders or paths[0] == "":
                self._folder(paths[0]).sync()
        elif call in ("rename", "renameat", "renameat2"):
            self._rename(folder, name, *self._place(paths[1]), call == "renameat2")
        elif call == "unlinkat":
            folder.change(name, None)
        elif call == "linkat":
            other, new = self._place(paths[1])
            other.change(new, folder.now.get(name))
        elif call == "symlinkat":
            folder.change(name, (stat.S_IFLNK, 0, 0, words[1]))
        elif call == "mkdirat":
            folder.change(name, (stat.S_IFDIR, 0, 0, 0o755, (), b""))
            self._folders.setdefault(paths[0], Folder([{}]))

    @staticmethod
    def _rename(folder: Folder, name: str, other: Folder, new: str, may_exchange: bool) -> None:
        moved, there = folder.now.get(name), other.now.get(new)
        names = dict(folder.now)
        names.pop(name)
        if may_exchange and there is not None:  # without that, renameat2 replaces nothing
            names[name] = there
        if other is folder:
            names[new] = moved
        else:
            other.change(new, moved)
        folder.states.append(names)

    def cuts(self) -> Iterator[dict[str, object]]:
        """Every disk that a cut of the power may leave now: content of each path, or the looks that it had before."""
        pending = {path: folder for path, folder in self._folders.items() if len(folder.states) > 1}
        still: dict[str, object] = {}
        for path, folder in self._folders.items():
            if path not in pending:
                still.update({f"{path}/{name}": what for name, what in folder.now.items()})
        for choice in itertools.product(*(folder.states for folder in pending.values())):
            names = dict(still)
            for path, chosen in zip(pending, choice):
                names.update({f"{path}/{name}": what for name, what in chosen.items()})
            names = {path: what for path, what in names.items() if self._has_folder(path, names)}
            unsure = [what for what in names.values() if isinstance(what, Inode) and not what.synced]
            for empty in (False, True) if unsure else (False,):
                yield {
                    path: (b"" if empty and not what.synced else what.content) if isinstance(what, Inode) else what
                    for path, what in names.items()
                }

    def _has_folder(self, path: str, names: dict[str, object]) -> bool:
        above = os.path.dirname(path)
        return above == "/" or (above in names and self._has_folder(above, names))

    def _folder(self, path: str) -> Folder:
        return self._folders.setdefault(path.rstrip("/"), Folder([{}]))

    def _place(self, path: str) -> tuple[Folder, str]:
        return self._folder(os.path.dirname(path)), os.path.basename(path)


def build(disk: dict[str, object], made: Path) -> None:
    """Turn a fresh copy of the host into that disk. Owners and modes of new files are left out."""
    for path in sorted(disk):
        what, place = disk[path], made / path.removeprefix("/")
        if isinstance(what, bytes):
            place.unlink(missing_ok=True)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(what)
        elif isinstance(what, tuple) and what[0] == stat.S_IFLNK and not place.is_symlink():
            place.unlink(missing_ok=True)
            place.symlink_to(str(what[3]))
        elif isinstance(what, tuple) and what[0] == stat.S_IFREG:
            place.unlink(missing_ok=True)  # maybe another one's name by now
            place.write_bytes(what[5])
        elif isinstance(what, tuple) and what[0] == stat.S_IFDIR:
            place.mkdir(exist_ok=True)
    for found in sorted(made.rglob("*"), reverse=True):
        path = f"/{found.relative_to(made)}"
        if path not in disk:
            found.rmdir() if found.is_dir() and not found.is_symlink() else found.unlink()
