"""A Sphinx extension: links find charts, and tables that have a name, as ``#fig-jobs``.

A chart of the book goes by the name of its file. Where several pages show it, links to it lead to
the first of these by its name; its own page counts no more than others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_CHARTS = "charts"  # the folder that charts of the package and of analysts lie in
_TABLE = re.compile(r'<table id="(table-[\w-]+)"[^>]*>\s*(?:<caption[^>]*>(.*?)</caption>)?')


def setup(app: Sphinx) -> dict[str, Any]:
    """Note what each page has, and lead links there once all pages are read."""
    app.connect("env-purge-doc", lambda _, env, page: _named(env).pop(page, None))
    app.connect("doctree-read", _note)
    app.connect("env-get-updated", _lead)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def _named(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """Return by page its charts and tables by id, with the words of a link that has none."""
    if not hasattr(env, "quarterbook_named"):
        env.quarterbook_named = {}  # type: ignore[attr-defined]
    named: dict[str, dict[str, str]] = env.quarterbook_named  # type: ignore[attr-defined]
    return named


def _note(app: Sphinx, document: nodes.document) -> None:
    own = [*_charts(document), *_tables(document)]
    _named(app.env)[app.env.docname] = dict(reversed(own))


def _charts(document: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield id and caption of each chart, which gets the id if nothing else of its page has it."""
    for figure in document.findall(nodes.figure):
        picture = next(figure.findall(nodes.image), None)
        path = PurePosixPath(picture["uri"] if picture else "")
        id_ = f"fig-{path.stem}"
        if path.parent.as_posix() != _CHARTS or figure["names"] or id_ in document.ids:
            continue
        figure["ids"] = [id_]
        document.ids[id_] = figure
        caption = next(figure.findall(nodes.caption), None)
        yield id_, caption.astext() if caption else "the chart"


def _tables(document: nodes.document) -> Iterator[tuple[str, str]]:
    for raw in document.findall(nodes.raw):
        for id_, caption in _TABLE.findall(raw.astext()):
            yield id_, Markup(caption).striptags() or "the table"


def _lead(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Let references find them; what pages themselves name so goes before."""
    domain = env.domains["std"]
    labels, anchors = domain.data["labels"], domain.data["anonlabels"]
    named = _named(env)
    for page in sorted(named, reverse=True):
        for id_, words in named[page].items():
            held = anchors.get(id_, ("", ""))[0]
            if not held or id_ in named.get(held, {}):
                anchors[id_], labels[id_] = (page, id_), (page, id_, words)
    for name, (page, id_, words) in [*labels.items()]:
        labels[name] = (page, id_, words.rstrip("."))  # it comes to stand within a sentence
    return []
