"""A Sphinx extension: what is written as a comment reaches no reader.

Sphinx leaves out comments of MyST (``%``) and of reStructuredText (``..``). Comments in HTML, and
those of a style sheet, would be in the source of the published page and in the search index.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from quarterbook.ground.myst import without_html_comments

_BEGINS = re.compile(r"<!(--|[–—])")  # typographic dashes, where Sphinx has set them
_STYLE = re.compile(r"<style\b.*?(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LITERAL = (nodes.literal, nodes.literal_block, nodes.doctest_block, nodes.math, nodes.math_block)
_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Leave comments out before titles and contents are collected from a page."""
    app.connect("doctree-read", _leave_out, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _leave_out(app: Sphinx, document: nodes.document) -> None:
    for node in list(document.findall(nodes.raw)):
        if "html" not in node.get("format", ""):
            continue
        written = node.astext()
        left = _STYLE.sub(lambda style: _STYLE_COMMENT.sub("", style[0]), written)
        left = without_html_comments(left)
        if _BEGINS.search(left):
            _warn(app, node, left)
        if not left.strip():
            node.parent.remove(node)
        elif left != written:
            node.parent.replace(node, nodes.raw("", left, **node.attributes))
    for text in document.findall(nodes.Text):
        if _BEGINS.search(text) and not isinstance(text.parent, (*_LITERAL, nodes.raw)):
            _warn(app, text, text)


def _warn(app: Sphinx, node: nodes.Node, words: str) -> None:
    above: nodes.Node | None = node
    while above is not None and above.line is None:
        above = above.parent
    line = above.line if above is not None else None
    begin = re.split(_BEGINS, words, maxsplit=1)[2].split("\n")[0].strip()[:60]
    place = f"{app.env.doc2path(app.env.docname)}:{line or ''}"
    _LOG.warning(begin, type="quarterbook", subtype="comment", location=place)
