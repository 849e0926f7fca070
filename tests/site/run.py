# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The site suite: the documentation as a web site, built, walked through, and looked at by Chromium.

The pictures are in build/site/pictures, for people to look at too.
"""

from __future__ import annotations

from documents import site
from lab import debian
from lab.suite import Suite, equal, run_suite
from site_links import Pages
from site_pictures import Look, look_at

# Every page of ours, and of the reference one of each kind.
REFERENCE = (
    "reference/index",
    "reference/yama_ptrace_module",
    "reference/audit_role",
    "reference/docsite/guide_scope3",
)

WIDTHS = (400, 1400)

# Sphinx makes them, and scripts lead there.
GENERATED = ("search", "genindex")


def main(suite: Suite) -> None:
    """Build it, follow its links, look at its pages."""
    debian.require_packages("chromium", "fonts-dejavu-core", "util-linux")
    with suite.test("the site is built without a warning"):
        site.build()
    pages = Pages(site.HTML)
    with suite.test("every link leads to a page, and to a place in it"), suite.alone:
        equal(pages.broken_links(), [], "broken links")
    with suite.test("no page asks another server for anything"), suite.alone:
        equal(pages.foreign_parts(), [], "foreign parts")
    with suite.test("every page can be reached from the front page"), suite.alone:
        equal(
            sorted(set(pages.unreachable()) - {f"{name}.html" for name in GENERATED}), [], "pages that no link leads to"
        )
    for name in [*sorted(page.stem for page in site.HTML.glob("*.html") if page.stem not in GENERATED), *REFERENCE]:
        for width in WIDTHS:
            with suite.test(f"{name} in light and dark, {width} wide"), suite.alone:
                check_looks(name, width)


def check_looks(name: str, width: int) -> None:
    """Take both pictures; the page is as wide as the screen, and dark where dark is wanted."""
    light = look_at(name, width, dark=False)
    dark = look_at(name, width, dark=True)
    equal((light.width, dark.width), (width, width), "the width of what is shown")
    equal((is_dark(light), is_dark(dark)), (False, True), f"dark ({light.background}, {dark.background})")


def is_dark(look: Look) -> bool:
    """Whether the page's background is."""
    return sum(look.background) < 3 * 128


if __name__ == "__main__":
    run_suite("site", main)
