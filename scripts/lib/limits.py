# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the limits on what is read together: native/base/limits.h, the table of docs/reliability.md, and no others."""

from __future__ import annotations

import re

from lab.project import ROOT
from lab.suite import Suite

NATIVE = ROOT / "native"
HEADER = NATIVE / "base" / "limits.h"
PAGE = ROOT / "ansible_collections" / "hardening" / "yama" / "docs" / "reliability.md"
HEADING = "## Limits\n"

UNITS = {"kKiB": 1024, "kMiB": 1024 * 1024}
CONSTANT = re.compile(
    r"^/// (?P<what>[^:\n]+): [^\n]+\n"
    r"inline constexpr (?P<type>\S+) k\w+(?: = (?P<number>[^;]+)|\{(?P<time>\d+)\});$",
    re.MULTILINE,
)

# How limits were named before there was one place for them.
ELSEWHERE = re.compile(r"^.*constexpr \S+ (k(?:Most|Largest|Longest|Deepest)\w*|k\w*Limit)\b.*$", re.MULTILINE)


def check_limits(suite: Suite) -> None:
    """One test for the table, one that there are no limits elsewhere."""
    with suite.test("limits: the table of docs/reliability.md is that of base/limits.h"):
        wanted = limits_in(HEADER.read_text(encoding="utf-8"))
        found = rows_in(PAGE.read_text(encoding="utf-8"))
        different = [f"{what}: {amount}" for what, amount in wanted if (what, amount) not in found]
        different += [f"{what}: {amount}, which is no limit" for what, amount in found if (what, amount) not in wanted]
        assert not different, f"not as in {HEADER.relative_to(ROOT)}: {'; '.join(different)}"
        assert found == wanted, "the rows are in another order"
    with suite.test("limits: all are in base/limits.h"):
        others = [
            f"{path.relative_to(ROOT)}: {match.group(1)}"
            for path in sorted((*NATIVE.rglob("*.cc"), *NATIVE.rglob("*.h")))
            for match in ELSEWHERE.finditer(path.read_text(encoding="utf-8"))
        ]
        assert not others, f"move to {HEADER.relative_to(ROOT)}, or give what is no limit another name: {others}"


def limits_in(header: str) -> list[tuple[str, str]]:
    """What each constant limits, and how much it is, as the page writes it."""
    limits = [(match["what"], amount_of(match)) for match in CONSTANT.finditer(header)]
    count = len(re.findall(r"^inline constexpr ", header, re.MULTILINE)) - len(UNITS)
    assert len(limits) == count, f"{count - len(limits)} constants have no comment with what they limit, ':' and why"
    return limits


def amount_of(constant: re.Match[str]) -> str:
    """16 MiB, 64 KiB, 256 bytes, 100,000, 20 s, 0.5 s."""
    if constant["time"]:
        seconds = int(constant["time"]) / (1000 if constant["type"].endswith("milliseconds") else 1)
        return f"{seconds:g} s"
    number = 1
    factors = constant["number"].split(" * ")
    for factor in factors:
        number *= UNITS[factor] if factor in UNITS else int(factor.replace("'", ""))
    for unit, shown in (("kMiB", "MiB"), ("kKiB", "KiB")):
        if unit in factors:
            return f"{number // UNITS[unit]} {shown}"
    return f"{number:,}"


def rows_in(page: str) -> list[tuple[str, str]]:
    """The first two cells of each row of the table of limits."""
    section = page.partition(HEADING)[2].partition("\n## ")[0]
    return re.findall(r"^\| ([^|]+) \| ([0-9][^|]*) \| [^|]+ \|$", section, re.MULTILINE)
