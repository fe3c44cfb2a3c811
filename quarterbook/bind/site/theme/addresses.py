"""A Sphinx extension: a link out of the book has the address that its page gives.

MyST writes ``&`` in an address as HTML does, and Sphinx writes it so once more: the address then
has ``&amp;`` in it, and leads to another page or none.
"""

from __future__ import annotations

from html import unescape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Put right the addresses of each page once it is read."""
    app.connect("doctree-read", _set_addresses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _set_addresses(_: Sphinx, page: nodes.document) -> None:
    for link in page.findall(nodes.reference):
        if "://" in link.get("refuri", ""):
            link["refuri"] = unescape(link["refuri"])
