"""A Sphinx extension: every picture of a page has words for who cannot see it, and can be printed.

Told where a page is read, of all pages at once and with the line; a paper would tell of the first
one, by its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from docutils import nodes
from lxml import html as markup
from sphinx.application import Sphinx
from sphinx.util import logging

_PRINTED = (".svg", ".png", ".jpg", ".jpeg", ".gif")
_LONGEST = 80
# As JupyterLab writes it of what is pasted: ![image.png](attachment:image.png).
_FILE_NAME = re.compile(
    r"[^\s/]+( [^\s/]+)*\.(png|jpe?g|gif|svg|webp|bmp|tiff?|heic)", re.IGNORECASE
)
_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at pictures as pages name them, before Sphinx collects them."""
    app.connect("doctree-read", _check, priority=90)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _check(app: Sphinx, document: nodes.document) -> None:
    for node, source, words in _pictures(document):
        node.line = _line(node)  # one without words is read without its line
        kind = _fault(source, words)
        if kind:
            called = source if len(source) < _LONGEST else f"{source[: _LONGEST // 2]}…"
            if source.startswith("data:"):
                called = words.strip() or "pasted here"
            page = app.env.doc2path(app.env.docname)
            place = f"{page}:{node.line or ''}"
            _LOG.warning(called, type="quarterbook", subtype=kind, location=place)


def _pictures(document: nodes.document) -> Iterator[tuple[nodes.Node, str, str]]:
    """Yield each picture's node, the name that the page has for it, and its words."""
    for image in document.findall(nodes.image):
        yield image, str(image["uri"]), str(image.get("alt", ""))
    for raw in document.findall(nodes.raw):
        text = raw.astext()
        if "html" not in raw.get("format", "") or "<img" not in text.lower():
            continue
        for tag in markup.document_fromstring(f"<body>{text}</body>").iter("img"):
            if tag.get("role") != "presentation" and tag.get("aria-hidden") != "true":
                yield raw, tag.get("src", ""), tag.get("alt", "")


def _fault(source: str, words: str) -> str:
    """Return the kind of what is wrong with a picture, or nothing."""
    if not words.strip():
        return "no_words"
    if _FILE_NAME.fullmatch(words.strip()):
        return "file_name"
    address = urlsplit(source)
    if address.scheme == "data":
        return ""  # what is written into a page is looked at by itself
    if address.netloc:
        return "elsewhere"
    suffix = PurePosixPath(unquote(address.path)).suffix.lower()
    return "" if suffix in _PRINTED or suffix == ".*" else "unprinted_kind"


def _line(node: nodes.Node | None) -> int | None:
    while node is not None and not node.line:
        node = node.parent
    return node.line if node is not None else None
