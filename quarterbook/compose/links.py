"""Where measures and milestones stand in the book, and links of a paper's pages that lead there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from quarterbook.compose.page_text import page_text
from quarterbook.ground import myst
from quarterbook.report.substitutions.figure_names import substitution_names, substitution_value
from quarterbook.storage.book import Book

_HTML = re.compile(r'<a href="#([^"]+)"( class="qb-name")?>(.*?)</a>')


def anchor_pages(book: Book, pages: Iterable[str], names: Mapping[str, Any]) -> dict[str, str]:
    """Return by anchor the page of the staged book that has it; the first one counts."""
    pages_by_anchor: dict[str, str] = {}
    for page in pages:
        for anchor in myst.anchors(_text(book, page, names)):
            pages_by_anchor.setdefault(anchor, page)
    return pages_by_anchor


def _text(book: Book, page: str, names: Mapping[str, Any]) -> str:
    """Return what a page says, with the figures that it names."""
    text = page_text(book, page)
    values = (str(substitution_value(names, name)) for name in substitution_names(text))
    return "\n\n".join([text, *values])


def lead_links(text: str, page: str, anchors: Mapping[str, str], measures: Collection[str]) -> str:
    """Return a page's text with its links to anchors of other pages leading there.

    HTML in Markdown is not Sphinx's to resolve, and rows of tables are no
    labels of its. What leads nowhere, such as a link to one of ``measures``
    that every page leaves out, is left as its words.
    """
    own = set(myst.anchors(text))

    def led(anchor: str, words: str, css: str = "") -> str:
        if anchor in own:
            return f'<a href="#{anchor}"{css}>{words}</a>'
        if anchor not in anchors:
            return words
        to = posixpath.relpath(f"{anchors[anchor]}.html", posixpath.dirname(page) or ".")
        return f'<a href="{to}#{anchor}"{css}>{words}</a>'

    text = _HTML.sub(lambda match: led(match[1], match[3], match[2] or ""), text)
    parts, end = [], 0
    for link in myst.links(text):
        anchor = link.address.removeprefix("#")
        if anchor == link.address or link.begin < end:
            continue
        is_row = anchor.startswith("milestone-") and anchor in anchors
        if is_row or (anchor in measures and anchor not in anchors):
            parts += [text[end : link.begin], led(anchor, link.words)]
            end = link.end
    return "".join([*parts, text[end:]])
