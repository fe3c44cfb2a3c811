"""A Sphinx extension: markup that JupyterLab shows: struck words, terms, rows of formulas."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

_MARKUP = ("strikethrough", "deflist", "amsmath")
_NO_WARNING = "myst.strikethrough"  # it is for HTML alone, which papers are made of too


def setup(app: Sphinx) -> dict[str, Any]:
    """Add to the markup that the book's settings name, before MyST reads them."""
    app.connect("config-inited", _add, priority=2)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add(_: Sphinx, config: Config) -> None:
    config.myst_enable_extensions = [*dict.fromkeys([*config.myst_enable_extensions, *_MARKUP])]
    config.suppress_warnings = [*config.suppress_warnings, _NO_WARNING]
