"""A Sphinx extension: links out of the book have their page's address, pictures their file's name.

MyST writes ``&`` in an address as HTML does, and Sphinx writes it so once more: the address then
has ``&amp;`` in it, and leads to another page or none. docutils leaves out the spaces in the name
of a picture that a directive shows.
"""

from __future__ import annotations

from html import unescape
from typing import Any

from docutils import nodes
from docutils.parsers.rst.directives.images import Image
from sphinx.application import Sphinx
from sphinx.directives.patches import Figure


def setup(app: Sphinx) -> dict[str, Any]:
    """Put right the addresses of each page once it is read."""
    app.connect("doctree-read", _set_addresses)
    app.add_directive("figure", _Figure, override=True)
    app.add_directive("image", _Image, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _set_addresses(_: Sphinx, page: nodes.document) -> None:
    for link in page.findall(nodes.reference):
        if "://" in link.get("refuri", ""):
            link["refuri"] = unescape(link["refuri"])


class _Figure(Figure):
    """A picture with a caption, whose file may have spaces in its name."""

    def run(self) -> Any:
        self.arguments[0] = _as_address(self.arguments[0])
        return super().run()


class _Image(Image):
    """A picture whose file may have spaces in its name."""

    def run(self) -> Any:
        self.arguments[0] = _as_address(self.arguments[0])
        return super().run()


def _as_address(name: str) -> str:
    """Return the name of a file, or an address, without what is left out of addresses."""
    return name if ":" in name else "%20".join(name.split())
