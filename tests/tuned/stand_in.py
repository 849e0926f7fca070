# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs TuneD's own code on root folders: daemon, loader, merger, unit manager and the plugin for sysctl.

    stand_in.py MODULES < "ROOT VIRTUAL INITIAL" a line

MODULES is the folder that holds the package tuned. For each line: the host's files below ROOT, whether virt-what finds
a virtual machine (0 or 1), and the kernel's value before. Prints the value after, and how far TuneD came.

What TuneD reads below /etc, /run and /usr/lib/tuned is read below ROOT. A stand-in takes the place of the key's file,
of the modules that TuneD imports and does not use here, and of the plugins other than sysctl.
"""

from __future__ import annotations

import builtins
import errno
import importlib
import importlib.abc
import importlib.machinery
import io
import logging
import os
import sys
import types

KEY = "/proc/sys/kernel/yama/ptrace_scope"
FOLDERS = ("/proc/sys/kernel", "/proc/sys/kernel/yama")
UNUSED_MODULES = {"dbus", "dmidecode", "ethtool", "gi", "linux_procfs", "perf", "procfs", "pyudev", "schedutils"}
MAPPED = ("/etc/", "/run/", "/usr/lib/tuned/")


class Host:
    """The files and the kernel that TuneD sees."""

    def __init__(self) -> None:
        self.root = ""
        self.virtual = False
        self.value = 1
        self.open = builtins.open

    def path(self, path: object) -> object:
        """Where a path of the host lies."""
        mapped = isinstance(path, str) and (path + "/").startswith(MAPPED)
        return f"{self.root}{path}" if mapped else path

    def write(self, text: str) -> None:
        """The kernel's side of a write, kernel/sysctl.c and security/yama/yama_lsm.c."""
        if not text:
            return
        number = text.lstrip(" \t\n\r\v\f")
        for at, letter in enumerate(number):
            if letter in " \t\n":
                number = number[:at]
                break
        digits = number[1:] if number.startswith("-") else number
        base = 16 if digits[:2].lower() == "0x" else 8 if digits.startswith("0") else 10
        try:
            if len(number) >= 21 or not digits[:1].isdigit() or not digits.isalnum():
                raise ValueError
            value = int(number, base)
        except ValueError:
            raise OSError(errno.EINVAL, "Invalid argument") from None
        if not (3 if self.value == 3 else 0) <= value <= 3:
            raise OSError(errno.EINVAL, "Invalid argument")
        self.value = value

    def open_file(self, path: object, mode: str = "r", *arguments: object, **options: object) -> object:
        """open() of TuneD."""
        if not isinstance(path, str) or not path.startswith("/proc/sys/"):
            return self.open(self.path(path), mode, *arguments, **options)
        place = os.path.normpath(path)
        if place == KEY and not path.endswith("/"):
            return KeyFile(self, "w" in mode)
        kind = errno.EISDIR if place in FOLDERS else errno.ENOENT
        raise OSError(kind, os.strerror(kind), path)


class KeyFile(io.StringIO):
    """The key's file, opened."""

    def __init__(self, host: Host, writes: bool) -> None:
        super().__init__("" if writes else f"{host.value}\n")
        self._host = host
        self._writes = writes

    def close(self) -> None:
        """What was written reaches the kernel here, in one piece."""
        writes, self._writes = self._writes, False
        if writes:
            self._host.write(self.getvalue())
        super().close()


class UnusedModule(types.ModuleType):
    """Has every name."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in ("method", "signal"):  # of dbus.service, as decorators
            return lambda *_arguments, **_options: lambda function: function
        return type(name, (object,), {})


class UnusedModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds them."""

    def find_spec(self, name: str, _path: object, _target: object = None) -> object:
        """Of importlib."""
        unused = name.partition(".")[0] in UNUSED_MODULES
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if unused else None

    def create_module(self, spec: object) -> types.ModuleType:
        """Of importlib."""
        return UnusedModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Of importlib."""


def put_in_place(host: Host) -> None:
    """Let TuneD see the host."""
    builtins.open = host.open_file
    for module, names in ((os, ("listdir",)), (os.path, ("isfile", "isdir", "exists"))):
        for name in names:
            real = getattr(module, name)
            setattr(module, name, lambda path=".", real=real: real(host.path(path)))
    sys.meta_path.insert(0, UnusedModules())


def main() -> None:
    """Answer each line."""
    host = Host()
    put_in_place(host)
    sys.path.insert(0, sys.argv[1])
    logging.disable(logging.CRITICAL)
    start = importlib.import_module("start").start
    for line in sys.stdin:
        host.root, virtual, initial = line.split()
        host.virtual = virtual == "1"
        host.value = int(initial)
        how = start(host)
        print(host.value, how, flush=True)


if __name__ == "__main__":
    main()
