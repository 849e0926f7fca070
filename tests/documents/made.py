# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of pages that are made of what tests hold to be true.

A part stands between `<!-- made by tests/documents/made.py: NAME -->` and `<!-- end of it -->`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from judges.judgments import SCANNED, SCANNERS, STREAMS, WAYS
from lab.project import ROOT

PART = re.compile(
    r"(<!-- made by tests/documents/made\.py: ([\w ]+) -->\n)(.*?)(<!-- end of it -->\n)", re.DOTALL
)

MESSAGES = ROOT / "tests" / "unit" / "data" / "messages.txt"
CASES = ROOT / "tests" / "unit" / "data" / "messages.json"
REFUSALS = ("refused", "failed", "usage")


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


def refusals() -> str:
    """A section for each reason in the golden file why a run is refused: the messages, why, what to do."""
    cases: dict[tuple[str, str], list[str]] = {}
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        if "do" in case:
            cases.setdefault((case["why"], case["do"]), []).append(case["case"])
    text = ""
    for (why, do), names in cases.items():
        said = [sentence for kind, name, sentence in messages() if name in names and kind in REFUSALS]
        if said:
            text += f"### {heading(names[0])}\n\n" + "".join(f"- {plain(sentence)}\n" for sentence in said)
            text += f"\n**Why:** {plain(why)}\n\n**What now:** {plain(do)}\n\n"
    return text.rstrip("\n") + "\n"


def messages() -> list[tuple[str, str, str]]:
    """Kind, case and sentence of every message in the golden file."""
    lines = MESSAGES.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t", 2)) for line in lines if not line.startswith("#") and line.count("\t") >= 2]


def heading(name: str) -> str:
    """A case's name as a heading."""
    return name[:1].upper() + name[1:]


def plain(sentence: str) -> str:
    """A sentence in which Markdown sees no markup."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", sentence)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


MAKERS = {"streams": streams, "scanners": scanners, "refusals": refusals}
