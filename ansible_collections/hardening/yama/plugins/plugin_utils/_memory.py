# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one run of ansible-playbook learns about a host and need not ask again, and what it need not make again.

Every task runs in a process of its own. They share the run's temporary folder, which Ansible removes
at the end, so that is where the memory is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import typing as t

from ansible import constants as C


class HostMemory:
    """A few facts about the host of that name at the other end of a kind of connection."""

    def __init__(self, transport: str, host: str) -> None:
        name = hashlib.sha256(f"{transport} {host}".encode()).hexdigest()
        self._path = os.path.join(C.DEFAULT_LOCAL_TMP, f"hardening.yama-{name}.json")

    def recall(self, fact: str) -> str | None:
        return self._read().get(fact)

    def learn(self, fact: str, value: str) -> None:
        """Keep a fact; a run that cannot keep it merely asks the host again."""
        _keep(self._path, json.dumps(self._read() | {fact: value}).encode())

    def _read(self) -> dict[str, str]:
        try:
            with open(self._path, encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            return {}


def kept(name: str, make: t.Callable[[], bytes]) -> bytes:
    """What was made under that name before in this run, or make() now, which may happen in several tasks at once."""
    path = os.path.join(C.DEFAULT_LOCAL_TMP, f"hardening.yama-{name}")
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        made = make()
        _keep(path, made)
        return made


def _keep(path: str, content: bytes) -> None:
    draft = f"{path}.{os.getpid()}"
    try:
        with open(draft, "wb") as file:
            file.write(content)
        os.replace(draft, path)
    except OSError:
        return
