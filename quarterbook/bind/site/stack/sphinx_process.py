"""The process that Sphinx runs in a fork of: what it imports, and its environment.

Importing this takes no time, so that the process can be started before anything else.
"""

from __future__ import annotations

import os
from importlib.util import find_spec

from quarterbook.processes.warm_process import WarmProcess, warm_process

# Its settings name sphinx_comments whether or not a book has any.
_JUPYTER_BOOK = ("jupyter_book", "sphinx_comments") if find_spec("jupyter_book") else ()

EXTENSIONS = (
    "quarterbook.bind.site.collect_warnings",
    "quarterbook.bind.site.collect_files",
    "quarterbook.bind.site.reading_wall",
    "quarterbook.bind.site.kept.reading",
    "myst_nb",
    *_JUPYTER_BOOK,
    "sphinx_external_toc",
    "sphinx_design",
    "sphinx_book_theme",
    "quarterbook.bind.site.comments",
    "quarterbook.bind.site.confine_pages",
    "quarterbook.bind.site.confine_scripts",
    "quarterbook.bind.pictures.confine_pictures",
    "quarterbook.bind.pictures.picture_words",
    "quarterbook.bind.site.theme.markup",
    "quarterbook.bind.site.theme.maths",
    "quarterbook.bind.site.theme.names_of_charts",
    "quarterbook.bind.site.theme.numbered_charts",
    "quarterbook.bind.site.theme.paragraph_numbers",
    "quarterbook.bind.site.theme.menu",
    "quarterbook.bind.site.theme.titles",
    "quarterbook.bind.site.theme.addresses",
    "quarterbook.bind.site.theme.spared_work",
)

# What Sphinx imports in every run, the last once its run has begun.
_MODULES = (
    *(f"{name}.sphinx" for name in _JUPYTER_BOOK[:1]),
    *EXTENSIONS,
    "myst_nb.sphinx_ext",
    "sphinx_design.extension",
    "quarterbook.bind.site.stack.imported_by_sphinx",
)

RUN_SPHINX = "quarterbook.bind.site.stack.run_sphinx"
"""The module that a fork runs; whoever imports it imports Sphinx."""

AGAIN = 75
"""The status of a run that is to begin anew, without what was kept."""


def warm_sphinx() -> WarmProcess | None:
    """Return the process that Sphinx runs in a fork of, started if need be."""
    return warm_process(_MODULES, sphinx_environment())


def sphinx_environment() -> dict[str, str]:
    """Return the environment that Sphinx runs in: the same hashing, no settings of others."""
    # docutils would take settings from where the command is given, and none of them is signed
    of_docutils = {"DOCUTILSCONFIG": os.devnull}
    return {**os.environ, **of_docutils, "PYTHONHASHSEED": "0", "NO_COLOR": "1"}
