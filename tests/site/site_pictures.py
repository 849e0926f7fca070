# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of the built site as Chromium shows them: a picture each, and what it measures."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from documents import site

PICTURES = site.PLACE / "pictures"
HEIGHT = 1600
SECONDS = 120

# A page tells the one that holds it how wide it came out and what its background is.
TELL = """<script>addEventListener("load", () => {
  const width = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
  parent.postMessage({width, background: getComputedStyle(document.body).backgroundColor}, "*");
});</script></body>"""

# Holds a page in a frame of a width, which a window of the browser cannot have when it is small.
HOLD = """<html><script>
addEventListener("message", (told) => Object.assign(document.documentElement.dataset, told.data));
</script><iframe src="{page}" width="{width}" height="800" style="border: 0"></iframe></html>"""

# Nothing but the loopback of its own is there for the browser to reach.
ALONE = ("unshare", "--net")
BROWSER = (
    "chromium",
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
)
COLOURS = {
    False: ("--blink-settings=preferredColorScheme=1",),
    True: ("--blink-settings=preferredColorScheme=0", "--force-dark-mode"),
}


@dataclass
class Look:
    """What a page measures: its whole width, and the red, green and blue of its background."""

    width: int
    background: tuple[int, ...]


def look_at(name: str, width: int, *, dark: bool) -> Look:
    """Show a page, keep its picture, and measure it."""
    page = site.HTML / f"{name}.html"
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = PICTURES / f"{name.replace('/', '-')}-{'dark' if dark else 'light'}-{width}.png"
    measured, holder = (page.with_name(f"{page.stem}.{word}.html") for word in ("measured", "holder"))
    measured.write_text(page.read_text(encoding="utf-8").replace("</body>", TELL), encoding="utf-8")
    holder.write_text(HOLD.format(page=measured.name, width=width), encoding="utf-8")
    try:
        show(page, width, f"--screenshot={picture}", *COLOURS[dark])
        shown = show(holder, width, "--virtual-time-budget=10000", "--dump-dom", *COLOURS[dark])
    finally:
        measured.unlink()
        holder.unlink()
    assert picture.is_file(), f"Chromium made no picture of {name}"
    wide = re.search(r'data-width="(\d+)"', shown)
    colour = re.search(r'data-background="rgba?\(([\d, ]+)', shown)
    assert wide and colour, f"Chromium measured nothing of {name}: {shown[:300]}"
    return Look(int(wide[1]), tuple(int(part) for part in colour[1].split(",")[:3]))


def show(page: Path, width: int, *options: str) -> str:
    """Run the browser on a page; what it prints."""
    profile = tempfile.mkdtemp(prefix="yama-chromium-")
    try:
        done = subprocess.run(
            [
                *ALONE,
                *BROWSER,
                f"--user-data-dir={profile}",
                f"--window-size={width},{HEIGHT}",
                *options,
                page.as_uri(),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    return done.stdout
