# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages of a built site hold and where they lead. Links to other sites are not followed."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Elements that are fetched with the page, by the attribute that says from where.
PARTS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """One page: its links, its places, and what is fetched with it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.parts: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element says."""
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.places.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in PARTS and PARTS[tag] in values:
            self.parts.append(values[PARTS[tag]])


class Pages:
    """All pages below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages = {file: Page(file) for file in sorted(folder.rglob("*.html"))}

    def broken_links(self) -> list[str]:
        """Links inside the site that lead nowhere."""
        found = []
        for file, page in self._pages.items():
            for link in page.links:
                target, place = self._target(file, link)
                if target is None:
                    continue
                if not target.is_file() or (place and target in self._pages and not self._has(target, place)):
                    found.append(f"{file.relative_to(self._folder)}: {link}")
        return found

    def foreign_parts(self) -> list[str]:
        """What a browser would fetch from elsewhere when it shows a page."""
        found = []
        for file, page in self._pages.items():
            found += [f"{file.relative_to(self._folder)}: {part}" for part in page.parts if urlsplit(part).netloc]
        for sheet in sorted(self._folder.rglob("*.css")):
            text = sheet.read_text(encoding="utf-8")
            found += [
                f"{sheet.name}: {address}"
                for address in re.findall(r"(?:url\(|@import)\s*[\"']?(https?:[^)\"']+)", text)
            ]
        return found

    def unreachable(self) -> list[str]:
        """Pages that cannot be reached from the front page."""
        reached: set[Path] = set()
        waiting = [self._folder / "index.html"]
        while waiting:
            file = waiting.pop()
            if file in reached or file not in self._pages:
                continue
            reached.add(file)
            waiting += [target for link in self._pages[file].links if (target := self._target(file, link)[0])]
        return sorted(str(file.relative_to(self._folder)) for file in set(self._pages) - reached)

    def _has(self, file: Path, place: str) -> bool:
        return place in self._pages[file].places

    @staticmethod
    def _target(file: Path, link: str) -> tuple[Path | None, str]:
        """The file and the place that a link of a page leads to; no file for another site."""
        address = urlsplit(link)
        if address.scheme or address.netloc:
            return None, ""
        path = file if not address.path else Path(os.path.normpath(file.parent / unquote(address.path)))
        return path, unquote(address.fragment)
