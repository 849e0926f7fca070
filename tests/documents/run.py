# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents suite: what the pages show is what the program prints, and where they lead there is something.

    run.py [--write]

--write puts into the pages what is printed now: read every line of the difference.
"""

from __future__ import annotations

import re
import sys

from documents import console, guest, links, made, threats
from documents.console import Block
from documents.hosts import HOSTS
from lab import native
from lab.project import ROOT
from lab.suite import Suite, equal, run_suite

# Suites that look for a page's block in what they see, and the file in which they do.
SHOWN_BY = {
    "harden": "tests/harden/run.py",
    "scope3-programs": "tests/scope3/images.py",
    "package": "tests/trust/package.py",
}

NOT_SHOWN = ", not shown"


def main(suite: Suite) -> None:
    """Look at every block of every page."""
    found = [block for page in console.pages() for block in console.blocks(page)]
    check_marks(suite, found)
    check_made(suite)
    check_links(suite)
    check_threats(suite)
    check_files(suite, [block for block in found if block.how == "file"])
    check_consoles(suite, [block for block in found if block.how == "run on"])


def check_marks(suite: Suite, found: list[Block]) -> None:
    """Every console block says who runs it."""
    with suite.test("every console block says who runs it, or why nobody does"):
        unmarked = [block.name for block in found if block.language == "console" and not block.how]
        equal(unmarked, [], "blocks without a comment")
    with suite.test("what a block names is there"):
        hosts = {block.what.removesuffix(NOT_SHOWN) for block in found if block.how == "run on"}
        equal(sorted(hosts - set(HOSTS)), [], "hosts that are not in hosts.py")
        equal(sorted(set(HOSTS) - hosts), [], "hosts that no block names")
        suites = {block.what for block in found if block.how == "shown by"}
        equal(sorted(suites - set(SHOWN_BY)), [], "suites that look at no page")
        for block in found:
            if block.how == "shown by":
                program = (ROOT / SHOWN_BY[block.what]).read_text(encoding="utf-8")
                assert f'"{block.page.name}"' in program, f"{SHOWN_BY[block.what]} does not look at {block.page}"


def check_made(suite: Suite) -> None:
    """What is made of the tests' own data is up to date."""
    for page in console.pages():
        if made.parts(page):
            with suite.test(f"{page} has {', '.join(made.parts(page))} as they are now"), suite.alone:
                wanted = made.with_parts(page)
                if "--write" in sys.argv[1:]:
                    (ROOT / page).write_text(wanted, encoding="utf-8")
                else:
                    equal((ROOT / page).read_text(encoding="utf-8") == wanted, True, "the page is what --write makes")


def check_links(suite: Suite) -> None:
    """Every link to a file or a heading of the checkout leads there."""
    with suite.test("every link of every page leads somewhere"), suite.alone:
        equal([broken for page in console.pages() for broken in links.broken(page)], [], "broken links")


def check_threats(suite: Suite) -> None:
    """Every row of the page about threats names tests, and they exist."""
    with suite.test("every test that threat-model.md names is there"), suite.alone:
        equal(threats.missing(), [], "tests that are not there")
        equal(threats.rows_without_a_test(), [], "rows without a test")


def check_files(suite: Suite, found: list[Block]) -> None:
    """A block that shows a file shows all of it, without the comment about the licence."""
    for block in found:
        with suite.test(f"{block.name} is {block.what}"), suite.alone:
            wanted = content_of(block.what)
            if "--write" in sys.argv[1:] and block.text != wanted:
                console.replace(block, wanted)
            else:
                equal(block.text, wanted, "the block")


def content_of(path: str) -> str:
    """A file without the lines that say whose it is, and without the empty comment that parts them from the rest."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return re.sub(r"(?:^# SPDX-.*\n)+(?:#\n)?", "", text, flags=re.MULTILINE)


def check_consoles(suite: Suite, found: list[Block]) -> None:
    """Run the commands and compare."""
    native.build("release")
    wanted = [block for block in found if suite.wants(block.name)]
    runs = [
        guest.Run(HOSTS[block.what.removesuffix(NOT_SHOWN)], [step.command for step in block.steps], [], [])
        for block in wanted
    ]
    if runs:
        guest.run_all(runs)
    for block, run in zip(wanted, runs):
        with suite.test(f"{block.name} on {block.what}"):
            if "--write" in sys.argv[1:] and not block.what.endswith(NOT_SHOWN):
                console.replace(block, console.rewritten(block, run.outputs))
            else:
                compare(block, run)


def compare(block: Block, run: guest.Run) -> None:
    """Raise AssertionError with the first step that prints something else."""
    for step, output, status in zip(block.steps, run.outputs, run.statuses):
        if block.what.endswith(NOT_SHOWN):
            assert status != 2, f"`{step.command}` is refused: {' '.join(output)}"
        elif not console.fits(step.output, output):
            at = next((at for at, pair in enumerate(zip(step.output, output)) if pair[0] != pair[1]), 0)
            raise AssertionError(f"`{step.command}` prints {output[at : at + 3]}, not {step.output[at : at + 3]}")


if __name__ == "__main__":
    run_suite("documents", main)
