"""Plain ``jupyter-book build`` has what the templates of a build's pages ask for."""

from __future__ import annotations

import inspect

from quarterbook.bind.site.stack.sphinx_process import EXTENSIONS
from quarterbook.build import plain_jupyter_book

# What the titles of papers and a build's own finishing need.
OF_BUILDS_ALONE = {"site.theme.titles", "site.theme.spared_work"}


def test_plain_pages_have_the_theme_of_a_build() -> None:
    ours = {name.removeprefix("quarterbook.bind.") for name in EXTENSIONS}
    themes = {name for name in ours if name.startswith("site.theme.")}
    source = inspect.getsource(plain_jupyter_book)
    assert [name for name in themes - OF_BUILDS_ALONE if f'"{name}"' not in source] == []
