"""Milestones that a page names: linked to their row of the table of milestones, on its own page.

Which page shows that table is up to the book, and a notebook that names a milestone does not know.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

_ROW = re.compile(r'<span id="(milestone-[^"]+)">')
_LINK = re.compile(r'<a href="#(milestone-[^"]+)"[^>]*>(.*?)</a>')


def lead_to_milestones(site: Path) -> None:
    """Let the names of milestones lead to the page of their rows; words where no page has them."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    places: dict[str, Path] = {}
    for path, text in pages.items():
        for anchor in _ROW.findall(text):
            places.setdefault(anchor, path)
    for path, text in pages.items():
        led = _led(text, path, places)
        if led != text:
            path.write_text(led, encoding="utf-8")


def _led(text: str, page: Path, places: dict[str, Path]) -> str:
    def lead(link: re.Match[str]) -> str:
        anchor, words = link.groups()
        if f'id="{anchor}"' in text:
            return link[0]
        if anchor not in places:
            return words
        to = posixpath.relpath(places[anchor].as_posix(), page.parent.as_posix())
        return f'<a href="{to}#{anchor}">{words}</a>'

    return _LINK.sub(lead, text)
