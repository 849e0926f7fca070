# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds that the golden file of messages is whole: every sentence written in native/ is in a line of it.

A sentence in the code is a chain of texts with values between them. Each text of two words or more has to be found in
tests/unit/data/messages.txt, or in tests/unit/data/messages_elsewhere.txt, which holds those that the catalogue cannot
have the program say, by file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from lab.project import ROOT
from lab.suite import Suite

NATIVE = ROOT / "native"
GOLDEN = ROOT / "tests" / "unit" / "data" / "messages.txt"
CATALOGUE = ROOT / "tests" / "unit" / "data" / "messages.json"
ELSEWHERE = ROOT / "tests" / "unit" / "data" / "messages_elsewhere.txt"

# Texts of these are no messages: the help of options and metrics, what models were made after, and the unit, which is a
# file.
NO_MESSAGES = {
    "protocol/write_metrics.cc",
    "request/option_table.cc",
    "sysctl/behaviour.cc",
    "sysctl/script.cc",
    "unit/lock_unit.cc",
}

# The manual's pages and the shells' files are made when the program is built, and have golden texts of their own.
MANUAL = "manual/"

# The command line's pages and help have golden texts of their own; here are the sentences with which it refuses.
PAGES = "cli/"
REFUSALS = re.compile(r"^.*Error\{.*$", re.MULTILINE)

COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*')
RAW = re.compile(r'R"\((.*?)\)"', re.DOTALL)
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
WORDS = re.compile(r"[A-Za-z]{2,}")


def check_messages(suite: Suite) -> None:
    """Report a line for each file with sentences, and one for the list of exceptions."""
    golden = "\n".join(said(GOLDEN))
    elsewhere = read_elsewhere()
    known: set[tuple[str, str]] = set()
    for path in sorted(NATIVE.rglob("*.cc")):
        file = str(path.relative_to(NATIVE))
        source = path.read_text(encoding="utf-8")
        texts = texts_of("\n".join(REFUSALS.findall(source)) if file.startswith(PAGES) else source)
        if not texts or file in NO_MESSAGES or file.startswith(MANUAL):
            continue
        known |= {(file, text) for text in texts if text not in golden}
        with suite.test(f"messages: {file}"):
            missing = [text for text in texts if text not in golden and (file, text) not in elsewhere]
            assert not missing, (
                f"no line of {GOLDEN.relative_to(ROOT)} has {missing}: add a case to messages.json that has it said"
            )
    with suite.test("messages: every refusal has a reason and a way on"):
        cases = {case["case"]: case for case in json.loads(CATALOGUE.read_text(encoding="utf-8"))}
        refused = {by for kind, by, _ in rows(GOLDEN) if kind in ("refused", "usage")}
        missing = sorted(by for by in refused if not (cases[by].get("why") and cases[by].get("do")))
        assert not missing, f"these cases of {CATALOGUE.name} need `why` and `do`: {missing}"
    with suite.test("messages: what is said elsewhere"):
        stale = sorted(elsewhere - known)
        assert not stale, f"these are in the golden file or in no file of native/: take them out: {stale}"


def rows(file: Path) -> list[tuple[str, str, str]]:
    """The golden file: kind, case, sentence."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t", 2)) for line in lines if line.count("\t") >= 2]


def said(file: Path) -> list[str]:
    """The sentences of the golden file."""
    return [sentence for _, _, sentence in rows(file)]


def read_elsewhere() -> set[tuple[str, str]]:
    """The exceptions: by file of native/, the text."""
    lines = ELSEWHERE.read_text(encoding="utf-8").splitlines()
    return {tuple(line.split("\t", 1)) for line in lines if line and not line.startswith("#")}


def texts_of(source: str) -> list[str]:
    """The texts of two words or more in a file of C++, adjacent ones joined."""
    source = COMMENT.sub(lambda match: match.group() if match.group().startswith('"') else "", source)
    source = re.sub(r"^\s*#include.*$|^.*static_assert.*$", "", source, flags=re.MULTILINE)
    source = re.sub(r'"\s*\n\s*"', "", source.replace("'\"'", ""))
    source = RAW.sub(lambda match: '"' + match.group(1).replace('"', '\\"').replace("\n", " ") + '"', source)
    texts = (unescape(match.group(1)) for match in LITERAL.finditer(source))
    return [text for text in texts if " " in text.strip() and len(WORDS.findall(text)) >= 2]


def unescape(text: str) -> str:
    """What the program makes of a text, as the golden file has it: a line's end is a blank there."""
    return text.replace('\\"', '"').replace("\\n", " ").replace("\\\\", "\\").rstrip()
