# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console blocks of the documentation, and how what they show is compared with what a program prints.

A comment before a block says what is to be done with it:

    <!-- run on: NAME -->               its commands are run on that host of hosts.py and print what the block shows
    <!-- run on: NAME, not shown -->    the same; the block is a list of commands whose output is left out
    <!-- shown by: SUITE -->            that suite runs the commands and looks for the block in what it sees
    <!-- not run: WHY -->               nobody runs them
    <!-- file: PATH -->                the block, of any language, is that file of the checkout

A line "  ..." in a block stands for any number of lines, and `$ echo $?` shows an exit status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from lab import checkout
from lab.project import ROOT

# A comment of one line, one blank line at most, and a block.
BLOCK = re.compile(
    r"(?:^[ ]*<!-- (?P<how>run on|shown by|not run|file): (?P<what>[^\n]*?) -->\n\n?)?"
    r"^(?P<indent>[ ]*)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)

ELLIPSIS = re.compile(r"[ ]*\.\.\.( .* \.\.\.)?")


@dataclass
class Step:
    """One command and the lines that it prints."""

    command: str
    output: list[str] = field(default_factory=list)


@dataclass
class Block:
    """A block of a page; how is one of the comments above, or "" without one."""

    page: Path
    line: int
    language: str
    how: str
    what: str
    text: str

    @property
    def name(self) -> str:
        """For people: where it stands."""
        return f"{self.page}:{self.line}"

    @property
    def steps(self) -> list[Step]:
        """The commands of a console block; what stands before the first one belongs to none."""
        steps: list[Step] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                steps.append(Step(line.removeprefix("$ ")))
            elif steps and steps[-1].command.endswith("\\"):
                steps[-1].command = steps[-1].command.removesuffix("\\") + line.strip()
            elif steps:
                steps[-1].output.append(line)
        return steps


def pages() -> list[Path]:
    """Every Markdown file of the checkout but generated and licence texts, as paths from its root."""
    files = checkout.files("--others", "--exclude-standard")
    return [file for file in files if file.suffix == ".md" and file.name != "CHANGELOG.md"]


def blocks(page: Path) -> list[Block]:
    """All blocks of a page that have a language, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = []
    for match in re.finditer(BLOCK, text):
        indent = match["indent"]
        content = "".join(line.removeprefix(indent) for line in match["text"].splitlines(keepends=True))
        line = text.count("\n", 0, match.start("language")) + 1
        found.append(Block(page, line, match["language"], match["how"] or "", match["what"] or "", content))
    return found


def fits(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines of a block are those that were printed, "..." being any number of them."""
    if not shown:
        return not printed
    if re.fullmatch(ELLIPSIS, shown[0]):
        return any(fits(shown[1:], printed[at:]) for at in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and fits(shown[1:], printed[1:])


def rewritten(block: Block, outputs: list[list[str]]) -> str:
    """The block's text with what its commands printed; an elision is kept where it still fits."""
    lines: list[str] = []
    step = -1
    continued = False
    steps = block.steps
    for line in block.text.splitlines():
        if line.startswith("$ "):
            step += 1
        if line.startswith("$ ") or continued:
            lines.append(line)
            continued = line.endswith("\\")
            if not continued:
                lines += steps[step].output if fits(steps[step].output, outputs[step]) else outputs[step]
    return "\n".join(lines) + "\n"


def replace(block: Block, text: str) -> None:
    """Put another text in a block's place in its page."""
    page = ROOT / block.page
    whole = page.read_text(encoding="utf-8")
    old = f"```{block.language}\n{block.text}```"
    new = f"```{block.language}\n{text}```"
    assert whole.count(old) == 1, f"{block.name} cannot be rewritten: its text is not there once"
    page.write_text(whole.replace(old, new), encoding="utf-8")
