"""A Sphinx extension: pages bring no scripts of their own.

It looks at what Sphinx wrote, whatever it came from: Markdown, a cell, a title, a directive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from quarterbook.bind.site.active_markup import POLICY, SCRIPTS, Active, active_markup
from quarterbook.bind.site.kept.reading import taken

_RUN_WHEN_OPENED = {
    *(".html", ".htm", ".xhtml", ".xht", ".shtml", ".xml", ".xsl", ".xslt", ".mht", ".mhtml"),
    *(".js", ".mjs", ".svgz", ".swf", ".hta"),
}
_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Hold every page to the scripts of the theme, but for those of ``quarterbook_scripts``."""
    app.add_config_value("quarterbook_scripts", [], "", list)
    app.connect("html-page-context", _set_policy)
    app.connect("build-finished", _check_build)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _set_policy(app: Sphinx, page: str, _: str, context: dict[str, Any], __: Any) -> None:
    context["qb_scripts"] = SCRIPTS
    context["qb_policy"] = "" if page in app.config.quarterbook_scripts else POLICY


def _check_build(app: Sphinx, error: Exception | None) -> None:
    if error:
        return
    env, out = app.env, Path(app.outdir)
    _check_files(env)
    # The single page is for papers, which run nothing.
    for page, active in _active_pages(app, out) if app.builder.name == "html" else ():
        place = _place_of(active, page, env)
        _LOG.warning(active.what, type="quarterbook", subtype="active", location=place)


def _check_files(env: BuildEnvironment) -> None:
    """Warn of files that a page shows or offers and that a browser would run when opened."""
    for collected in (env.images, env.dlfiles):
        for file, (pages, _) in collected.items():
            if Path(file).suffix.lower() in _RUN_WHEN_OPENED:
                place = f"{env.doc2path(min(pages))}:"
                _LOG.warning(file, type="quarterbook", subtype="runs", location=place)


def _active_pages(app: Sphinx, out: Path) -> Iterator[tuple[str, Active]]:
    """Yield the pages that have something active in them; the front door is made anew later."""
    allowed = app.config.quarterbook_scripts
    for path in sorted(out.rglob("*.html")):
        page = path.relative_to(out).with_suffix("").as_posix()
        is_front_door = page == "index" and page not in app.env.found_docs
        if page.startswith("_") or is_front_door or page in allowed or page in taken:
            continue
        for active in active_markup(path.read_text(encoding="utf-8")):
            yield page, active


def _place_of(active: Active, page: str, env: BuildEnvironment) -> str:
    """Return where a tag was written: the page's own file first, else the first that has it."""
    first = active.tag.partition("\n")[0][:80]
    for name in dict.fromkeys((page, *sorted(env.found_docs))):
        if name in env.found_docs and (line := _line_with(Path(env.doc2path(name)), first)):
            return f"{env.doc2path(name)}:{line}"
    return f"{env.doc2path(page)}:" if page in env.found_docs else "_config.yml:"


def _line_with(path: Path, words: str) -> int | None:
    quoted: Iterable[str] = (
        words,
        json.dumps(words)[1:-1],
        json.dumps(words, ensure_ascii=False)[1:-1],
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if any(one in line for one in quoted)), None)
