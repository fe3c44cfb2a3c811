"""A Sphinx extension: what Sphinx and its theme work out for every page and nobody gets is spared.

That is Sphinx's own index of words, whose place that of the finished pages takes, a page's whole
text, once more for every section, of which its description has the first words, and in a single
page that some papers alone are made of all pages that are none of theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import sphinx_book_theme
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_DESCRIBED = 160  # characters that the theme takes


def setup(app: Sphinx) -> dict[str, Any]:
    """Leave all that out; ``quarterbook_printed`` are the pages of these papers."""
    app.add_config_value("quarterbook_printed", [], "", list)
    app.connect("builder-inited", _index_nothing)
    app.connect("builder-inited", _write_printed)
    sphinx_book_theme.findall = _findall_described
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _index_nothing(app: Sphinx) -> None:
    for name in ("load_indexer", "index_page", "dump_search_index"):
        setattr(app.builder, name, lambda *_: None)


def _write_printed(app: Sphinx) -> None:
    """Let a single page have, but for what it begins with, no pages but those that are printed."""
    builder: Any = app.builder
    printed = app.config.quarterbook_printed
    if builder.name != "singlehtml" or not printed:
        return
    env, assemble = app.env, builder.assemble_doctree

    def assemble_printed() -> nodes.document:
        read, leading = env.get_doctree, _leading_to(env, printed)
        env.get_doctree = lambda docname: _pruned(read(docname), leading)  # type: ignore[method-assign]
        try:
            whole: nodes.document = assemble()
        finally:
            del env.get_doctree
        return whole

    builder.assemble_doctree = assemble_printed


def _leading_to(env: BuildEnvironment, pages: Iterable[str]) -> set[str]:
    """Return pages with those in whose contents they stand, directly or not."""
    leading = {*pages}
    while above := {page for page, below in env.toctree_includes.items() if leading & {*below}}:
        if above <= leading:
            break
        leading |= above
    return leading


def _pruned(page: nodes.document, leading: Collection[str]) -> nodes.document:
    """Take out of a page's contents what leads to nothing that is printed."""
    for contents in page.findall(addnodes.toctree):
        contents["includefiles"] = [name for name in contents["includefiles"] if name in leading]
    return page


def _findall_described(page: nodes.document, kind: type[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield a page's sections as far as its description goes."""
    length = 0
    for section in page.findall(kind):
        yield section
        length += len(section.astext())
        if length >= _DESCRIBED:
            return
