"""Sphinx without Jupyter Book 1, which is in maintenance and bound to Sphinx 7.

Of `_config.yml` it reads what a quarter's book may set; what Quarterbook sets goes on top, as with
Jupyter Book. It takes over where Jupyter Book is not installed, so the day that ends is the day its
line leaves pyproject.toml.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from sphinx.application import Sphinx
from sphinx.cmd.build import handle_exception
from sphinx.util.docutils import docutils_namespace, patch_docutils

# What Jupyter Book says where a book says nothing.
_MYST = ("colon_fence", "dollarmath", "linkify", "substitution", "tasklist")
_SCHEMES = ("mailto", "http", "https")
_NEVER_PAGES = ("_build", "Thumbs.db", ".DS_Store", "**.ipynb_checkpoints")
_THEME = "sphinx_book_theme"


def build_sphinx(
    source: Path, out: Path, doctrees: Path, builder: str, settings: Mapping[str, Any]
) -> int:
    """Build the pages of ``source`` into ``out`` with one of Sphinx's builders; 0 when done."""
    config = {**_of_book(source / "_config.yml"), **settings}
    app = None
    try:
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                source,
                None,
                out,
                doctrees,
                builder,
                confoverrides=config,
                status=None,
                keep_going=True,
            )
            if app.builder.name == "singlehtml":
                app.set_html_assets_policy("always")
            if _is_numbered(yaml.safe_load((source / "_toc.yml").read_text(encoding="utf-8"))):
                app.setup_extension("sphinx_multitoc_numbering")
            app.build()
            return int(app.statuscode)
    except Exception as fault:
        handle_exception(app, _NoDebugging, fault, sys.stderr)
        return 1


def _is_numbered(contents: object) -> bool:
    """Whether a part of ``_toc.yml`` asks for numbers."""
    if isinstance(contents, list):
        return any(map(_is_numbered, contents))
    if not isinstance(contents, dict):
        return False
    return bool(contents.get("numbered")) or any(map(_is_numbered, contents.values()))


class _NoDebugging:
    pdb = verbosity = traceback = exception_on_warning = False


def _of_book(path: Path) -> dict[str, Any]:
    """Return the settings of a ``_config.yml`` by the names that Sphinx has for them."""
    book = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    html, parse, own = (book.get(part) or {} for part in ("html", "parse", "sphinx"))
    return {
        "html_title": book.get("title", ""),
        "author": book.get("author", ""),
        "copyright": str(book.get("copyright", "")),
        "html_logo": book.get("logo", ""),
        "html_favicon": html.get("favicon", ""),
        "html_theme": _THEME,
        "pygments_style": "sphinx",
        "exclude_patterns": sorted({*_NEVER_PAGES, *book.get("exclude_patterns", [])}),
        "external_toc_path": "_toc.yml",
        "myst_enable_extensions": [*_MYST, *parse.get("myst_enable_extensions", [])],
        "myst_url_schemes": list(parse.get("myst_url_schemes", _SCHEMES)),
        "myst_dmath_double_inline": True,
        "suppress_warnings": ["myst.domains"],
        **(own.get("config") or {}),
    }
