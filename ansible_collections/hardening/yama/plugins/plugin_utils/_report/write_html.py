# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as one HTML page that asks nobody for anything.

Jinja escapes all text. Should anything get past it, the page's policy lets no script, style or picture in but its own,
which it names by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import pathlib
import typing as t

import jinja2
from ansible_collections.hardening.yama.plugins.plugin_utils._report.chart import LOADERS, scale, ways_of
from ansible_collections.hardening.yama.plugins.plugin_utils._report.fleet import Fleet
from ansible_collections.hardening.yama.plugins.plugin_utils._report.groups import kinds_of, opinions_of, tasks_of
from ansible_collections.hardening.yama.plugins.plugin_utils._report.rows import Row
from ansible_collections.hardening.yama.plugins.plugin_utils._report.states import STATES
from ansible_collections.hardening.yama.plugins.plugin_utils._report.text import counted, listed, sentence

PAGE = pathlib.Path(__file__).parent / "page"

# Outlines of 16 by 16: a form for each state, so that none is told by its colour alone.
ICONS = {
    "compliant": "M2.5 8.5l3.5 3.5 7.5-8",
    "compliant_with_doubts": "M2 8c2-4 4-4 6 0s4 4 6 0",
    "drifts_at_reboot": "M13 8a5 5 0 1 1-1.5-3.5M13 2v3h-3",
    "non_compliant": "M4 4l8 8M12 4l-8 8",
    "locked_stricter": "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
    "failed": "M8 2.5l6 11H2zM8 6.5v3.5M8 11.5v.5",
    "unreachable": "M3 13L13 3M4 7a6 6 0 0 1 4-2M12 7l1 1M6 10l-1 1M10.500 9.500l1 1",
    "unknown": "M5.500 6a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .7-1 1.700M8 12.500v.5",
    "not_applicable": "M3 8h10",
}

# So many reasons stand in the table.
_SAID = 3

ANSWERS = {"pass": "Pass", "finding": "Finding", "not_applicable": "Not applicable", "error": "Error"}


def write_html(fleet: Fleet) -> str:
    """The page."""
    style, script = _inlined("style.css"), _inlined("page.js")
    policy = (
        "default-src 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    kinds, kind_of = kinds_of(fleet)
    tasks, task_of = tasks_of(fleet)
    times = [row.time for row in fleet.rows if row.time]
    return _environment().get_template("page.html.j2").render(
        fleet=fleet,
        policy=policy,
        style=jinja2.utils.markupsafe.Markup(style),
        script=jinja2.utils.markupsafe.Markup(script),
        kinds=kinds,
        kind_of=kind_of,
        tasks=tasks,
        task_of=task_of,
        opinions=opinions_of(fleet),
        bar=_bar(fleet),
        spoken=", ".join(f"{count} {STATES[name].label}" for name, count in fleet.counts.items() if count),
        percent=_percent(fleet.right, fleet.concerned),
        scopes=_scopes(fleet),
        oldest=min(times, default=""),
        icons=ICONS,
        scale=scale(),
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(PAGE)), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        all_said=lambda row: all(reason in row.summary for reason in row.reasons),
        doubts_said=lambda row: all(doubt in row.summary for doubt in row.doubts),
        count=lambda number: f"{number:,}",
        figure=lambda number: f"{number:,}" if number else "–",
        hosts=lambda number: counted(number, "host"),
        moment=_moment,
        names=lambda hosts: listed(list(hosts), 6),
        next_boot=_next_boot,
        sentence=sentence,
        ways=ways_of,
        why=_why,
    )
    environment.globals.update(states=STATES, loaders=LOADERS, answers=ANSWERS)
    macros = environment.get_template("detail.html.j2").module
    environment.globals.update({name: getattr(macros, name) for name in ("icon", "remedy", "detail")})
    return environment


def _inlined(name: str) -> str:
    """A file of the page without its licence, which the collection states."""
    lines = (PAGE / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip() and "SPDX-" not in line)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _bar(fleet: Fleet) -> list[dict[str, t.Any]]:
    """The bar's parts, the worst first as everywhere; one that is there is wide enough to be seen."""
    parts = [(name, count) for name, count in fleet.counts.items() if count]
    least = 6.0
    total = sum(count for _name, count in parts) or 1
    widths = [max(least, 1000 * count / total) for _name, count in parts]
    widest = max(range(len(widths)), key=widths.__getitem__, default=0)
    if widths:
        widths[widest] -= sum(widths) - 1000
    starts = itertools.accumulate(widths, initial=0.0)
    return [
        {
            "state": name,
            "label": f"{STATES[name].label}: {count:,}",
            "x": round(x, 2),
            "width": round(max(width - 1.5, 1), 2),
        }
        for (name, count), x, width in zip(parts, starts, widths)
    ]


def _percent(part: int, whole: int) -> str:
    """In whole numbers, and 100 only where it is all."""
    if not whole:
        return "–"
    return f"{100 * part // whole}%"


def _scopes(fleet: Fleet) -> str:
    wanted = sorted({(row.scope, row.minimum) for row in fleet.rows if row.scope is not None})
    if not wanted:
        return ""
    words = [f"{scope}{' or stricter' if minimum else ''}" for scope, minimum in wanted]
    return f"Wanted scope: {listed(words, len(words))}."


def _moment(time: str) -> str:
    """A time of a record for people: to the minute, in UTC."""
    return f"{time[:10]} {time[11:16]} UTC" if len(time) == 20 and time[10] == "T" else time


def _next_boot(row: Row) -> str:
    finals = ["default" if boot.final is None else str(boot.final) for boot in row.boots if boot.at_boot is not False]
    return " or ".join(dict.fromkeys(finals)) or "–"


def _why(row: Row) -> str:
    """What is not as it should be, and what is doubtful: what the page says of a host where no script runs."""
    said = [*row.reasons, *row.doubts]
    more = f"; and {len(said) - _SAID} more" if len(said) > _SAID else ""
    return "; ".join(said[:_SAID]) + more
