# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that appear whole or not at all, all of one report together."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pathlib
import shutil
import tempfile
import typing as t

# What stands under one name: the text of a file, or the texts of a folder's files by their names.
Content = t.Union[str, t.Mapping[str, str]]


class FilesError(Exception):
    """The report cannot be written; the message is one sentence for the user."""


def publish(folder: str, contents: t.Mapping[str, Content]) -> list[str]:
    """Put the files into the folder, which must exist, and give their paths.

    Everything is written under other names first. Then all names change under a lock of the folder, so that of two
    reports made at once one wins wholly.
    """
    place = _place(folder)
    for name, content in contents.items():
        _check_target(place / name, wants_folder=not isinstance(content, str))
    made: dict[str, pathlib.Path] = {}
    try:
        for name, content in contents.items():
            made[name] = _beside(place, name, content)
        with _locked(place):
            for name in contents:
                _rename(made[name], place / name)
                del made[name]
    except OSError as error:
        raise FilesError(_sentence(place, error)) from None
    finally:
        for path in made.values():
            _remove(path)
    return [str(place / name) for name in contents]


def _place(folder: str) -> pathlib.Path:
    place = pathlib.Path(folder).expanduser().absolute()
    if not place.exists():
        raise FilesError(f"The folder {place} does not exist on the controller: make it, or name another one.")
    if not place.is_dir():
        raise FilesError(f"{place} is no folder: name the folder that the report is to be written to.")
    return place


def _check_target(path: pathlib.Path, *, wants_folder: bool) -> None:
    if path.is_dir() and not path.is_symlink() and not wants_folder:
        raise FilesError(f"{path} is a folder, and the report has a file of that name: move it away, or name another one.")
    if wants_folder and os.path.lexists(path) and (path.is_symlink() or not path.is_dir()):
        raise FilesError(f"{path} is no folder, and the report has one of that name: move it away, or name another one.")


def _beside(place: pathlib.Path, name: str, content: Content) -> pathlib.Path:
    """The content under another name in the same folder, safe on the disk."""
    if isinstance(content, str):
        handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".new", dir=place)
        with _gone_on_error(pathlib.Path(path)):
            _write(handle, content)
        return pathlib.Path(path)
    new = pathlib.Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=".new", dir=place))
    with _gone_on_error(new):
        new.chmod(0o777 & ~_umask())
        for each, text in content.items():
            _write(os.open(new / each, os.O_WRONLY | os.O_CREAT | os.O_EXCL), text)
    return new


def _write(handle: int, text: str) -> None:
    with open(handle, "w", encoding="utf-8", newline="") as file:
        os.fchmod(handle, 0o666 & ~_umask())
        file.write(text)
        file.flush()
        os.fsync(handle)


@contextlib.contextmanager
def _locked(place: pathlib.Path) -> t.Iterator[None]:
    """The folder's own lock; where its file system has none, what others do at the same moment is not waited for."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL, errno.EBADF):
                raise
        yield
        with contextlib.suppress(OSError):  # some file systems have no such thing
            os.fsync(handle)
    finally:
        os.close(handle)


def _rename(new: pathlib.Path, path: pathlib.Path) -> None:
    if not new.is_dir() or not path.exists():
        os.replace(new, path)
        return
    old = pathlib.Path(f"{new}.old")
    os.replace(path, old)
    os.replace(new, path)
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _gone_on_error(path: pathlib.Path) -> t.Iterator[None]:
    try:
        yield
    except BaseException:
        _remove(path)
        raise


def _remove(path: pathlib.Path) -> None:
    with contextlib.suppress(OSError):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sentence(place: pathlib.Path, error: OSError) -> str:
    why = os.strerror(error.errno) if error.errno else str(error)
    advice = {
        errno.EACCES: "give the user who runs Ansible the right to write there, or name another folder",
        errno.EPERM: "give the user who runs Ansible the right to write there, or name another folder",
        errno.EROFS: "name a folder that can be written",
        errno.ENOSPC: "free some space, or name another folder",
        errno.EDQUOT: "free some space, or name another folder",
        errno.ENAMETOOLONG: "give the report a shorter name",
    }.get(error.errno or 0, "name another folder")
    return f"The report cannot be written to {place} ({why}): {advice}."
