# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of the value through the boot as a picture: time to the right, the value upwards. Numbers are those of the
steps in the list beside it.

Classes instead of colours, since the page's style knows light and dark, and no attribute `style`, which the page's
policy forbids.
"""

from __future__ import annotations

import dataclasses

from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import Boot, Row, Step
from ansible_collections.hardening.yama.plugins.plugin_utils._report.text import counted

LOADERS = {"systemd": "systemd-sysctl", "procps": "sysctl (procps)", "busybox": "sysctl (busybox)"}

_LEFT, _COLUMN, _LEVEL, _TOP = 30, 46, 20, 12
_BOTTOM = _TOP + 3 * _LEVEL
_HEIGHT = _BOTTOM + 26

# More are only in the list.
_MOST = 16


@dataclasses.dataclass(frozen=True)
class Way:
    """The way of one loader: its name, its steps with their numbers, the picture, and where it ends."""

    loader: str
    steps: tuple[tuple[int, Step], ...]
    picture: str
    end: str


def ways_of(row: Row) -> list[Way]:
    """A way for each loader that decides; what no loader concerns is in each."""
    deciding = [boot for boot in row.boots if boot.at_boot is not False]
    ways = []
    for boot in {boot.loader: boot for boot in deciding}.values():
        steps = [step for step in row.way if step.loader in (None, boot.loader)]
        ways.append(_way(row, steps, boot))
    if not ways and row.way:
        ways.append(_way(row, list(row.way), None))
    return ways


def _way(row: Row, steps: list[Step], boot: Boot | None) -> Way:
    numbered = tuple(enumerate(steps, 1))
    name = LOADERS.get(boot.loader, boot.loader) if boot else "The next boot"
    if boot and boot.version:
        name = f"{name} {boot.version}"
    final = boot.final if boot else None
    end = "not known" if boot is None else "the kernel's default" if final is None else str(final)
    label = f"The value at the next boot in {counted(len(steps), 'step')}: it ends at {end}."
    return Way(name, numbered, _draw(row, list(numbered[:_MOST]), boot, label), end)


def _draw(row: Row, steps: list[tuple[int, Step]], boot: Boot | None, label: str) -> str:
    width = _LEFT + (len(steps) + 1) * _COLUMN
    parts = [f'<svg class="way" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}" role="img">']
    parts.append(f"<title>{label}</title>")
    parts += _band(row, width)
    parts.append('<use href="#scale"/>')
    track, marks, at = [], [], None
    for column, (number, step) in enumerate(steps):
        x = _LEFT + column * _COLUMN + _COLUMN // 2
        if step.effect in ("sets", "locks"):
            target = 3 if step.effect == "locks" else step.value
            track += _move(at, x, target)
            at = target if target is not None else at
        marks.append(_mark(step, x, at))
        marks.append(f'<text class="n" x="{x}" y="{_HEIGHT - 6}">{number}</text>')
    x = _LEFT + len(steps) * _COLUMN + _COLUMN // 2
    final = boot.final if boot else None
    if final is not None:
        track += _move(at, x, final)
        marks.append(_end(row, x, final))
    if track:
        parts.append(f'<path class="t" d="{"".join(track)}"/>')
    return "".join([*parts, *marks, "</svg>"])


def scale() -> str:
    """What all pictures have in common; each shows as much of it as it is wide."""
    lines = (f'<path class="g" d="M{_LEFT - 8} {_y(value)}H2000"/>' for value in range(4))
    words = (f'<text x="12" y="{_y(value) + 4}">{value}</text>' for value in range(4))
    return f'<g id="scale" class="way">{"".join(lines)}{"".join(words)}</g>'


def _y(value: int) -> int:
    return _BOTTOM - min(value, 3) * _LEVEL


def _band(row: Row, width: int) -> list[str]:
    """The wanted values."""
    if row.scope is None:
        return []
    highest = 3 if row.minimum else row.scope
    top, bottom = _y(highest) - 7, _y(row.scope) + 7
    return [f'<path class="w" d="M{_LEFT - 8} {top}H{width}V{bottom}H{_LEFT - 8}z"/>']


def _move(at: int | None, x: int, value: int | None) -> list[str]:
    """The line to a value: along at the old one, then up or down."""
    if value is None:
        return []
    return [f"M{x} {_y(value)}"] if at is None else [f"H{x}V{_y(value)}"]


def _mark(step: Step, x: int, at: int | None) -> str:
    """A full dot where the value is set, a ring where a line comes to nothing, a question mark where it may be set."""
    if step.effect == "perhaps":
        y = _y(step.value if step.value is not None else at or 0)
        return f'<circle class="p" cx="{x}" cy="{y}" r="7"/><text class="q" x="{x}" y="{y + 4}">?</text>'
    value = 3 if step.effect == "locks" else step.value
    if value is None:
        return f'<path class="z" d="M{x - 4} {_BOTTOM + 6}h8"/>'
    kind = {"sets": "s", "locks": "s"}.get(step.effect, "o")
    return f'<circle class="{kind}" cx="{x}" cy="{_y(value)}" r="4.5"/>'


def _end(row: Row, x: int, final: int) -> str:
    right = row.scope is not None and (final == row.scope or (row.minimum and final > row.scope))
    points = f"M{x} {_y(final) - 7}l7 7-7 7-7-7z"
    return f'<path class="{"e" if right else "e b"}" d="{points}"/><text class="n" x="{x}" y="{_HEIGHT - 6}">booted</text>'
