# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in Chromium, which has no network: what its script does, and pictures for people in build/report."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from lab.project import BUILD
from lab.suite import Suite, equal
from report.fleets import data_centre, fleet_of, hostile
from report.machine_formats import EVERY_STATE

from ansible_collections.hardening.yama.plugins.plugin_utils._report.write_html import write_html

PICTURES = BUILD / "report"
SECONDS = 120

# Nothing but the loopback of its own is there for the browser to reach.
BROWSER = (
    "unshare",
    "--net",
    "chromium",
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--virtual-time-budget=5000",
)
COLOURS = {"light": "--blink-settings=preferredColorScheme=1", "dark": "--blink-settings=preferredColorScheme=0"}

# Does with the page what a person does, and leaves what is then seen where --dump-dom shows it.
DRIVER = """addEventListener("load", () => {
  const shown = () => Array.from(document.querySelectorAll("#table > tbody > tr:not([hidden]):not(.more-of)"));
  const names = () => shown().map((row) => row.cells[0].textContent);
  const type = (text) => {
    const input = document.getElementById("words");
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };
  const told = {count: shown().length, shown: document.getElementById("shown").value};
  const link = shown()[0].querySelector("a");
  link.click();
  told.opened = document.querySelector(".more-of .detail h4").textContent;
  told.expanded = link.getAttribute("aria-expanded");
  link.click();
  told.closed = document.querySelector(".more-of") === null;
  document.querySelector(".chip.non_compliant").click();
  told.states = new Set(shown().map((row) => row.dataset.s)).size;
  told.pressed = document.querySelector(".chip.non_compliant").getAttribute("aria-pressed");
  document.querySelector(".chip.non_compliant").click();
  const head = document.querySelector("th[data-column='0'] button");
  head.click();
  told.first = names()[0];
  told.order = head.parentElement.getAttribute("aria-sort");
  head.click();
  told.last = names()[0];
  document.getElementById("theme").click();
  told.theme = document.documentElement.dataset.theme;
  type("NO-SUCH-HOST");
  setTimeout(() => {
    told.none = !document.getElementById("none").hidden;
    type("unreachable 00");
    setTimeout(() => {
      told.found = names().length;
      document.body.textContent = "told " + JSON.stringify(told) + " end";
    }, 400);
  }, 400);
});"""


def check(suite: Suite) -> None:
    """Pictures, and what the script does."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    pages = {
        "states": EVERY_STATE,
        "hostile": hostile(),
        "1000-hosts": data_centre(1000, unreachable=50),
    }
    for name, found in pages.items():
        page = PICTURES / f"{name}.html"
        page.write_text(write_html(fleet_of(found, title="Production")), encoding="utf-8")
        for colours, option in COLOURS.items():
            if colours == "light" or name == "1000-hosts":
                with suite.test(f"Chromium shows the page, {name}, {colours}"), suite.alone:
                    picture = PICTURES / f"{name}-{colours}.png"
                    said = show(page, f"--screenshot={picture}", option, "--enable-logging=stderr")
                    equal(complaints(said), [], "what the browser complains of")
                    assert picture.is_file(), "there is no picture"
    with suite.test("the page prints, all hosts and no buttons"), suite.alone:
        paper = PICTURES / "1000-hosts.pdf"
        show(PICTURES / "1000-hosts.html", f"--print-to-pdf={paper}", "--no-pdf-header-footer")
        pages_of_it = len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))
        assert pages_of_it > 20, f"{pages_of_it} pages"
    with suite.test("search, states, order, details and colours, as a person uses them"), suite.alone:
        told = drive(PICTURES / "1000-hosts.html")
        wanted = {
            "count": 500,
            "shown": "500 of 1,000 hosts",
            "opened": "To mend it",
            "expanded": "true",
            "closed": True,
            "states": 1,
            "pressed": "true",
            "first": "build-001.example.org",
            "order": "ascending",
            "last": "web-125.example.org",
            "theme": "dark",
            "none": True,
            "found": 4,
        }
        equal({key: told.get(key) for key in wanted}, wanted, "what is seen")
    with suite.test("hostile hosts run nothing"), suite.alone:
        dom = show(PICTURES / "hostile.html", "--dump-dom")
        assert "<script>alert" not in dom, "a host's name became a script"
        equal(len(re.findall(r"<img", dom)), 0, "pictures of hosts")


def complaints(said: str) -> list[str]:
    """What concerns the page in the browser's log."""
    console = (line for line in said.splitlines() if ":CONSOLE" in line)
    return [line for line in console if "source: chrome:" not in line]


def drive(page: Path) -> dict[str, Any]:
    """Use the page; what was seen. Its policy would not let the driver in, so the copy has none."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    copy = page.with_suffix(".driven.html")
    copy.write_text(text.replace("</body>", f"<script>{DRIVER}</script></body>"), encoding="utf-8")
    dom = show(copy, "--dump-dom", COLOURS["light"])
    copy.unlink()
    told = re.search(r"told (\{.*\}) end", dom)
    assert told, f"the driver did not come to its end: {dom[-300:]}"
    result: dict[str, Any] = json.loads(told[1].replace("&amp;", "&"))
    return result


def show(page: Path, *options: str) -> str:
    """Run the browser on a page; what it prints and logs."""
    with tempfile.TemporaryDirectory(prefix="yama-chromium-", ignore_cleanup_errors=True) as profile:
        done = subprocess.run(
            [*BROWSER, f"--user-data-dir={profile}", "--window-size=1400,1800", *options, page.as_uri()],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    return done.stdout + done.stderr
