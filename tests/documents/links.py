# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links between the pages of the checkout, as GitHub follows them. Those to other sites are not followed."""

from __future__ import annotations

import re
from pathlib import Path

from lab.project import ROOT

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^[ ]*```.*?^[ ]*```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere, each with the page's name."""
    text = re.sub(CODE, "", (ROOT / page).read_text(encoding="utf-8"))
    return [f"{page}: {link}" for link in re.findall(LINK, text) if not leads_somewhere(page, link)]


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a link's file, and the heading in it, are there."""
    if re.match(r"[a-z]+:", link):
        return True
    path, _, part = link.partition("#")
    target = (ROOT / page).parent / path if path else ROOT / page
    if "docs/site" in str(page) and path and not target.exists():
        target = ROOT / "ansible_collections" / "hardening" / "yama" / "docs" / path
    if not target.exists():
        return False
    return not part or target.suffix != ".md" or part in anchors(target)


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are found."""
    headings = re.findall(HEADING, page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
