"""Where measures and milestones stand in the book, and links of a paper's pages that lead there."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from quarterbook.compose.substitutions import substitution_names, substitution_value, without_code
from quarterbook.storage.book import Book

_ANCHOR = re.compile(r'^\(([^)\s]+)\)=$|\bid="([^"]+)"', re.MULTILINE)


_HTML = re.compile(r'<a href="#([^"]+)">(.*?)</a>')


_MARKDOWN = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])+)\]\(#([^)\s]+)\)")


def anchor_pages(book: Book, pages: Iterable[str], names: Mapping[str, Any]) -> dict[str, str]:
    """Return by anchor the page of the staged book that has it; the first one counts."""
    found: dict[str, str] = {}
    for page in pages:
        for match in _ANCHOR.finditer(_text(book, page, names)):
            found.setdefault(match[1] or match[2], page)
    return found


def _text(book: Book, page: str, names: Mapping[str, Any]) -> str:
    """Return what a page says, with the figures that it names."""
    path = book.root / f"{page}.md"
    if path.is_file():
        text = path.read_text(encoding="utf-8")
    else:
        cells = json.loads((book.root / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
        sources = (cell["source"] for cell in cells if cell["cell_type"] == "markdown")
        text = "\n".join(s if isinstance(s, str) else "".join(s) for s in sources)
    return "\n".join(
        [text, *(str(substitution_value(names, name)) for name in substitution_names(text))]
    )


def lead_links(text: str, page: str, anchors: Mapping[str, str], measures: Collection[str]) -> str:
    """Return a page's text with its links to anchors of other pages leading there.

    HTML in Markdown is not Sphinx's to resolve, and rows of tables are no
    labels of its. What leads nowhere, such as a link to one of ``measures``
    that every page leaves out, is left as its words.
    """
    own = {match[1] or match[2] for match in _ANCHOR.finditer(text)}

    def led(anchor: str, words: str) -> str:
        if anchor in own:
            return f'<a href="#{anchor}">{words}</a>'
        if anchor not in anchors:
            return words
        to = posixpath.relpath(f"{anchors[anchor]}.html", posixpath.dirname(page) or ".")
        return f'<a href="{to}#{anchor}">{words}</a>'

    text = _HTML.sub(lambda match: led(match[1], match[2]), text)
    spoken = without_code(text)
    parts, end = [], 0
    for match in _MARKDOWN.finditer(spoken):
        is_row = match[2].startswith("milestone-") and match[2] in anchors
        if is_row or (match[2] in measures and match[2] not in anchors):
            parts += [text[end : match.start()], led(match[2], match[1])]
            end = match.end()
    return "".join([*parts, text[end:]])
