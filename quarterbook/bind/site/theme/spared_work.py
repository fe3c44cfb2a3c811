"""A Sphinx extension: what Sphinx and its theme work out for every page and nobody gets is spared.

That is Sphinx's own index of words, whose place that of the finished pages takes, and a page's
whole text, once more for every section, of which its description has the first words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sphinx_book_theme
from docutils import nodes
from sphinx.application import Sphinx

_DESCRIBED = 160  # characters that the theme takes


def setup(app: Sphinx) -> dict[str, Any]:
    """Leave both out."""
    app.connect("builder-inited", _index_nothing)
    sphinx_book_theme.findall = _findall_described
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _index_nothing(app: Sphinx) -> None:
    for name in ("load_indexer", "index_page", "dump_search_index"):
        setattr(app.builder, name, lambda *_: None)


def _findall_described(page: nodes.document, kind: type[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield a page's sections as far as its description goes."""
    length = 0
    for section in page.findall(kind):
        yield section
        length += len(section.astext())
        if length >= _DESCRIBED:
            return
