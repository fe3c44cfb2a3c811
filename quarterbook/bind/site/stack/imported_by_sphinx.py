"""What every run of Sphinx imports once it has begun; importing this imports it beforehand.

It is imported by the process that Sphinx runs in a fork of.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from sphinx.application import builtin_extensions

_OTHERS = (
    "jinja2.ext",
    "docutils.languages.en",
    "importlib_metadata._adapters",
    "myst_nb.ext.execution_tables",
    "myst_nb.ext.glue.directives",
    "myst_nb.ext.glue.domain",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinx_external_toc.collectors",
    "sphinx_external_toc.events",
    "sphinx_multitoc_numbering",
)

for _name in (*builtin_extensions, *_OTHERS):
    with suppress(ImportError):  # another version has none of the name
        import_module(_name)

# The colours of code that packages bring, and the patterns by which the theme finds elements.
list(import_module("pygments.styles").get_all_styles())
import_module("soupsieve").compile("li > a.reference[href]:not(.external)")
