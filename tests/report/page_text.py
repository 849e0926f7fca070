# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page as text, read by a parser of HTML: what it says without a script, and that it lets nothing in."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import html5lib
from lab.suite import Suite, equal
from report.fleets import EVIL, data_centre, fleet_of, hostile
from report.machine_formats import EVERY_STATE

from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_html import PAGE, write_html

# What has an address of something to fetch.
FETCHING = ("src", "href", "xlink:href", "action", "formaction", "data", "poster", "srcset", "background")

# Text and large parts against what they stand on (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT, PARTS = 4.5, 3.0
STATES = (
    "compliant",
    "compliant_with_doubts",
    "drifts_at_reboot",
    "non_compliant",
    "locked_stricter",
    "failed",
    "unreachable",
    "unknown",
    "not_applicable",
)


def check(suite: Suite) -> None:
    """The page of every state, of hostile hosts, and of none."""
    pages = {
        "every state": EVERY_STATE,
        "hostile": hostile(),
        "no host": {},
        "1,000 hosts": data_centre(1000, unreachable=50),
    }
    for name, found in pages.items():
        page = write_html(fleet_of(found, title='<b>"Fleet"</b>'))
        with suite.test(f"the page is well-formed HTML, {name}"), suite.alone:
            parser = html5lib.HTMLParser(strict=False)
            parser.parse(page)
            errors = [code for _place, code, _what in parser.errors if code != "expected-doctype-but-got-start-tag"]
            equal(errors, [], "errors of the parser")
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        with suite.test(f"the page lets nothing in, {name}"), suite.alone:
            check_closed(page, tree)
        with suite.test(f"the page's links lead to its own parts, {name}"), suite.alone:
            check_links(tree)
    check_words(suite)
    check_colours(suite)
    with suite.test("the page of 1,000 hosts of which no two are alike has less than 3 MB"), suite.alone:
        size = len(write_html(fleet_of(data_centre(1000, unreachable=50, alike=False))).encode())
        assert size <= 3_000_000, f"it has {size:,} bytes"


def elements(tree: Any, name: str = "") -> list[Any]:
    """The elements of that name, or all, in the page's order."""
    every = (each for each in tree.iter() if isinstance(each.tag, str))
    return [each for each in every if not name or each.tag.rpartition("}")[2] == name]


def text_of(element: Any) -> str:
    """What is read in it, on one line."""
    return " ".join("".join(element.itertext()).split())


def check_closed(page: str, tree: Any) -> None:
    """One style and one script, which the policy names by their hashes; no addresses, no handlers."""
    policy = next(each.get("content") for each in elements(tree, "meta") if each.get("http-equiv"))
    for name in ("style", "script"):
        (element,) = elements(tree, name)
        digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy, f"the policy does not let the {name} in: {policy}"
    assert policy.startswith("default-src 'none'; "), policy
    for each in elements(tree):
        for name, value in each.attrib.items():
            plain = name if isinstance(name, str) else "".join(name)
            assert not plain.startswith("on"), f"{each.tag} has the handler {plain}"
            assert plain != "style", f"{each.tag} has a style of its own"
            assert plain not in FETCHING or value.startswith("#"), f"{each.tag} fetches {value}"
    tags = {each.tag for each in elements(tree)} & {"img", "iframe", "object", "embed", "link", "base"}
    equal(tags, set(), "elements that fetch")
    assert not re.search(r"url\(|@import", page), "the style fetches something"
    seen = [character for character in page if not character.isprintable() and character != "\n"]
    equal(seen, [], "characters that are not seen")


def check_links(tree: Any) -> None:
    """Each name is there once, and what is named is there."""
    names = [each.get("id") for each in elements(tree) if each.get("id")]
    equal(sorted(names), sorted(set(names)), "names")
    for each in elements(tree):
        for attribute in ("href", "aria-labelledby", "for"):
            wanted = (each.get(attribute) or "").lstrip("#")
            assert not wanted or wanted in names, f"{each.tag} leads to {wanted}, which is not there"


def check_words(suite: Suite) -> None:
    """What is said where no script runs, and to those who do not see the page."""
    tree = html5lib.parse(write_html(fleet_of(EVERY_STATE)), namespaceHTMLElements=False)
    table = next(each for each in elements(tree, "table") if each.get("id") == "table")
    rows = [[text_of(cell) for cell in row] for row in elements(table, "tr")]
    with suite.test("the table says each host's state and reasons without a script"), suite.alone:
        equal(rows[0], ["Host", "State", "Now", "Next boot", "Why", "System", "Audited"])
        why = "the running kernel has 0; systemd sets 0 (/etc/sysctl.d/99-debug.conf:7) at the next boot"
        equal(rows[1][:5], ["wrong", "Non-compliant", "0", "0", why])
        equal(rows[5][:5], ["gone", "Unreachable", "–", "–", "timed out"])
        equal(rows[9][:5], ["right", "Compliant", "1", "1", ""])
    with suite.test("the details have command, way and judges"), suite.alone:
        details = text_of(next(each for each in elements(tree, "details") if "wrong" in text_of(each)))
        for part in (
            "yama-ptrace set 1",
            "systemd-sysctl 252.39 leaves 0",
            "The value at the next boot in 3 steps: it ends at 0.",
            "/etc/sysctl.d/99-debug.conf:7 kernel.yama.ptrace_scope=0 sets 0",
            "Lynis",
            "differs from us",
        ):
            assert part in details, f"{part!r} is not in {details}"
    with suite.test("the page has landmarks, captions, a language and the order of its table"), suite.alone:
        html = next(iter(elements(tree, "html")))
        equal(html.get("lang"), "en")
        equal([len(elements(tree, name)) for name in ("main", "header", "footer", "h1")], [1, 1, 1, 1])
        order = [cell.get("aria-sort") for cell in elements(table, "th") if cell.get("scope") == "col"]
        equal(order, [None, "ascending", None, None, None, None, None])
        equal([text_of(each) for each in elements(table, "caption")][0][:10], "Every host")
        pictures = [each for each in elements(tree, "svg") if each.get("role") == "img"]
        named = [each.get("aria-label") or text_of(each)[:10] for each in pictures]
        equal((len(named), all(named)), (7, True), "pictures, all with a name")
        hidden = [each.get("aria-hidden") for each in elements(tree, "svg") if each.get("role") != "img"]
        equal(set(hidden), {"true"}, "pictures for the eye alone")
    with suite.test("hostile names are text"), suite.alone:
        tree = html5lib.parse(write_html(fleet_of(hostile())), namespaceHTMLElements=False)
        names = [text_of(each) for each in elements(tree, "th") if each.get("scope") == "row" and each[0].tag == "a"]
        equal(len(names), 2 * len(EVIL), "hosts")
        for name in (
            "<script>alert(1)</script>",
            "\\u202egnp.exe",
            "\\x1b[31mred\\x07",
            "two\\r\\nlines",
            "{{ 7 * 7 }}",
        ):
            assert name in names, f"{name} is not in {names}"


def check_colours(suite: Suite) -> None:
    """Both palettes, as the style sheet states them."""
    style = (PAGE / "style.css").read_text(encoding="utf-8")
    blocks = re.findall(r"color-scheme: (light|dark);([^}]*)}", style)
    equal([name for name, _block in blocks], ["light", "dark", "dark", "light"], "palettes: light, dark twice, print")
    with suite.test("both ways to dark have the same colours"), suite.alone:
        equal(" ".join(blocks[1][1].split()), " ".join(blocks[2][1].split()), "the second")
    for name, block in (blocks[0], blocks[1], blocks[3]):
        colours = {key: value for key, value in re.findall(r"--([a-z_]+): (#[0-9a-f]{3,6});", block)}
        for ground in ("surface", "page", "hover"):
            for word in ("ink", "quiet", "accent", *STATES):
                if word in colours:
                    with suite.test(f"{word} on {ground} can be read, {name}"), suite.alone:
                        found = contrast(colours[word], colours[ground])
                        assert found >= TEXT, f"the contrast of {colours[word]} on {colours[ground]} is {found:.2f}"


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
