"""A Sphinx extension: struck words, terms and rows of formulas; margins without a title."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

_MARKUP = ("strikethrough", "deflist", "amsmath")
_NO_WARNING = "myst.strikethrough"  # it is for HTML alone, which papers are made of too


def setup(app: Sphinx) -> dict[str, Any]:
    """Add to the markup that the book's settings name, before MyST reads them."""
    app.connect("config-inited", _add, priority=2)
    app.connect("doctree-read", _drop_blank_titles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add(_: Sphinx, config: Config) -> None:
    config.myst_enable_extensions = [*dict.fromkeys([*config.myst_enable_extensions, *_MARKUP])]
    config.suppress_warnings = [*config.suppress_warnings, _NO_WARNING]


def _drop_blank_titles(_: Sphinx, page: nodes.document) -> None:
    """Take out the titles of what stands in the margin where none was written."""
    for aside in page.findall(nodes.sidebar):
        for title in [one for one in aside.children if isinstance(one, nodes.title)]:
            if not title.astext().strip():
                aside.remove(title)
