"""A Sphinx extension: plain ``jupyter-book build .`` makes the pages of ``quarterbook build``.

Jupyter Book is led to a staged copy of the book, whose notebooks have run as in a build, and to
the settings of a build. What is withheld or exempt is not in that copy. Papers, signatures and
the checks of what may be published are left to ``quarterbook build``; every page says so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util import logging

from quarterbook.bind.site.finishing.chart_files import add_chart_files
from quarterbook.bind.site.finishing.milestone_links import lead_to_milestones
from quarterbook.bind.site.jupyter_book import add_search, settings
from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import Sides, stage_sides
from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.execute.executors.executor import LocalExecutor
from quarterbook.ground.errors import BookError, CommandError
from quarterbook.report.substitutions.pages import page_names
from quarterbook.storage.book import Book

_EXTENSIONS = (
    "pictures.confine_pictures",
    "pictures.picture_words",
    "site.confine_pages",
    "site.confine_scripts",
    "site.theme.markup",
    "site.theme.names_of_charts",
    "site.theme.numbered_charts",
    "site.theme.maths",
    "site.theme.paragraph_numbers",
    "site.theme.menu",
    "site.theme.addresses",
)
_ANNOUNCEMENT = (
    "<strong>For the analyst's eyes.</strong> Jupyter Book alone made this site: nothing of it is "
    "checked or signed for the public. What may be published is made by "
    "<code>quarterbook build</code>."
)
_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Lead Sphinx to a staged copy of the book's newest quarter, and to its settings."""
    try:
        side = _staged(app)
    except (BookError, CommandError) as error:
        raise ConfigError(str(error)) from None
    app.srcdir = app.confdir = type(app.srcdir)(side.staged.root)
    Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
    for name in _EXTENSIONS:
        app.setup_extension(f"quarterbook.bind.{name}")
    for listener in [*app.events.listeners["doctree-resolved"]]:
        if listener.handler.__module__ == "sphinx_thebe":  # it puts scripts into every page
            app.disconnect(listener.id)
    conf = _settings(side)
    # before other extensions read it, and after Jupyter Book's own has changed it again
    app.connect("config-inited", partial(_configure, conf), priority=1)
    app.connect("config-inited", partial(_configure, {"numfig": conf["numfig"]}), priority=900)
    shutil.rmtree(Path(app.outdir, "_images"), ignore_errors=True)
    app.connect("build-finished", partial(_finish, side.report.council), priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _finish(council: Council, app: Sphinx, error: Exception | None) -> None:
    """Give the site its links to milestones, its dark charts and its search, as a build does."""
    if error is None and app.builder.format == "html":
        lead_to_milestones(Path(app.outdir))
        add_chart_files(Path(app.outdir))
        add_search(Path(app.outdir), council, ())


def _staged(app: Sphinx) -> Side:
    """Stage the public side beside Jupyter Book's own output, and run its notebooks."""
    book = Book(Path(app.srcdir))
    book.require()
    period = choose_quarter(book, None)
    work = Path(app.outdir).parent / ".quarterbook"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    recorded = read_recorded(book)
    side = stage_sides(book, recorded, period, work / "source", work / "exempt").public
    shutil.rmtree(work / "exempt", ignore_errors=True)
    side.check()
    run = side.run_notebooks((), executor=LocalExecutor(os.cpu_count() or 1), progress=_LOG.info)
    side.fail(side.failed)
    for problem in (*run.problems, *Sides(side).problems):
        _LOG.warning(str(problem), type="quarterbook", subtype="failed")
    for note in run.notes:
        _LOG.info(note)
    return side


def _configure(conf: Mapping[str, Any], _: Sphinx, config: Config) -> None:
    for name, value in conf.items():
        config[name] = value


def _settings(side: Side) -> dict[str, Any]:
    (side.staged.root / "extra").mkdir(exist_ok=True)
    conf = settings(side.report, page_names(side.report, draft=True), {}, draft=True)
    conf["html_context"]["qb"]["quarter_files"] = {}
    conf["html_theme_options"]["announcement"] = _ANNOUNCEMENT
    conf["external_toc_path"] = str(side.staged.toc)
    del conf["extensions"]
    return conf
