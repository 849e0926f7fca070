# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of pages that are made of what tests hold to be true.

A part stands between `<!-- made by tests/documents/made.py: NAME -->` and `<!-- end of it -->`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from documents import agreed, mapping
from judges.judgments import PASSES_AND_IS_WRONG, SCANNED, SCANNERS, STREAMS, WAYS
from lab.project import ROOT

PART = re.compile(r"(<!-- made by tests/documents/made\.py: ([\w ]+) -->\n)(.*?)(<!-- end of it -->\n)", re.DOTALL)

MESSAGES = ROOT / "tests" / "unit" / "data" / "messages.txt"
CASES = ROOT / "tests" / "unit" / "data" / "messages.json"


def parts(page: Path) -> list[str]:
    """The names of a page's parts."""
    return [match[2] for match in re.finditer(PART, (ROOT / page).read_text(encoding="utf-8"))]


def with_parts(page: Path) -> str:
    """The page's text with its parts made anew."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.sub(PART, lambda part: part[1] + "\n" + MAKERS[part[2]]() + "\n" + part[4], text)


def streams() -> str:
    """A table: each stream of ComplianceAsCode against each way."""
    heads = ("stream", "system", "as its packages leave it", *WAYS[1:])
    rows = [(stream, system, *(SAID[word] for word in said.split())) for stream, system, said in STREAMS]
    return table(heads, rows)


SAID = {"T": "true", "f": "**false**", "error": "**error**"}


def scanners() -> str:
    """A table for each host: each way against each scanner."""
    text = ""
    for host in dict.fromkeys(host for host, _ in SCANNED):
        rows = [
            (way, *(word if word == "pass" else f"**{word}**" for word in said.split()))
            for (where, way), said in SCANNED.items()
            if where == host
        ]
        text += f"Debian 12 {host}:\n\n{table(('after', *SCANNERS), rows)}\n"
    return text.rstrip("\n") + "\n"


def wrong() -> str:
    """A table: hosts that a stream calls true and that are wrong."""
    values = {None: "the kernel's default", 1: "1 by the files, 0 when systemd-tmpfiles comes last"}
    rows = [
        (words, stream, "true", values.get(value, str(value))) for stream, _, _, words, value in PASSES_AND_IS_WRONG
    ]
    return table(("on the host", "stream", "it says", "the next boot"), rows)


def refusals() -> str:
    """A section for each reason why a run is refused: the sentences of the golden file, why, what to do.

    They come in the order of the cases, options last. One that gives no reason of its own falls under OTHERWISE.
    """
    cases = {case["case"]: case for case in json.loads(CASES.read_text(encoding="utf-8")) if "do" in case}
    places = {name: place for place, name in enumerate(cases)}
    sections: dict[tuple[str, str], tuple[str, list[str]]] = {}
    ordered = sorted(messages(), key=lambda each: (each[0] == "usage", places.get(each[1], len(places))))
    for kind, name, sentence in ordered:
        title, why, do = (name, cases[name]["why"], cases[name]["do"]) if name in cases else OTHERWISE[kind]
        sections.setdefault((why, do), (title, []))[1].append(sentence)
    text = ""
    for (why, do), (title, said) in sections.items():
        text += f"## {heading(title)}\n\n" + "".join(f"- {plain(sentence)}\n" for sentence in said)
        text += f"\n**Why:** {plain(why)}\n\n**What now:** {plain(do)}\n\n"
    return text.rstrip("\n") + "\n"


OTHERWISE = {
    "refused": (
        "Something that the message names",
        "Something else on the host sets the value, and no change that is allowed makes the next boot right.",
        "Change what the message names, at that file and line, then run again. `yama-ptrace explain` shows the way.",
    ),
    "failed": (
        "A step that the system refused",
        "The system did not let the program do a step, or somebody else changed the host at the same time. "
        "What was done was taken back.",
        "Do what stands behind the last semicolon, then run again.",
    ),
    "usage": (
        "An option",
        "An option was not understood. The host was not looked at.",
        "Correct it as the message says.",
    ),
}


def messages() -> list[tuple[str, str, str]]:
    """Kind, case and sentence of every message in the golden file with which a run is refused."""
    lines = [line.split("\t", 2) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    return [(line[0], line[1], line[2]) for line in lines if line[0] in OTHERWISE]


def heading(name: str) -> str:
    """A case's name as a heading; what begins with an option's name keeps its letters."""
    first = name.partition(" ")[0]
    return name if "_" in first or name.startswith("conflicts") else name[:1].upper() + name[1:]


def plain(sentence: str) -> str:
    """A sentence in which Markdown sees no markup but that of code, between backticks."""
    parts = sentence.split("`")
    return "`".join(part if at % 2 else re.sub(r"([\\*_\[\]<>|#])", r"\\\1", part) for at, part in enumerate(parts))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def of_rows(rows: Callable[[], Iterable[tuple[str, ...]]]) -> Callable[[], str]:
    """The maker of a table whose first row is its head."""

    def make() -> str:
        heads, *others = rows()
        return table(heads, others)

    return make


MAKERS = {
    "streams": streams,
    "scanners": scanners,
    "wrong": wrong,
    "refusals": refusals,
    "controls": of_rows(mapping.controls),
    "serves": of_rows(mapping.serves),
    "not claimed": of_rows(mapping.not_claimed),
    "sources": of_rows(mapping.sources),
    "agreement headline": agreed.headline,
    "agreement judges": of_rows(agreed.judges),
    "agreement reasons": of_rows(agreed.reasons),
    "agreement afterwards": of_rows(agreed.afterwards),
}
