"""A Sphinx extension: every warning as a line of JSON, for `explain_warnings` to read."""

from __future__ import annotations

import json
import logging
import re
import traceback
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging as sphinx_logging
from sphinx.util.build_phase import BuildPhase
from sphinx.util.logging import NAMESPACE, WarningStreamHandler, is_suppressed_warning

_LOG = sphinx_logging.getLogger(__name__)

# Where MyST warns through docutils, which knows no types, it writes the type behind the message.
_MYST_TYPE = re.compile(r"\[([\w-]+\.[\w-]+)\]$")


def setup(app: Sphinx) -> dict[str, Any]:
    """Collect what Sphinx and its extensions warn of, into the file of ``quarterbook_warnings``."""
    app.add_config_value("quarterbook_warnings", "", "", str)
    # Behind Sphinx's own handlers, which put the place of a warning in words.
    handler = _Collector(app, Path(app.config.quarterbook_warnings))
    logging.getLogger(NAMESPACE).addHandler(handler)
    app.connect("source-read", handler.begin)
    app.connect("build-finished", handler.end)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class _Collector(WarningStreamHandler):
    """Sphinx holds warnings of this kind back while it reads a page that it may read again."""

    def __init__(self, app: Sphinx, path: Path) -> None:
        super().__init__()
        self.setLevel(logging.WARNING)
        self._app, self._path, self._page = app, path, ""

    def begin(self, _: Sphinx, page: str, __: list[str]) -> None:
        """Note which page is read; what stops everything does not always name it."""
        self._page = page

    def end(self, app: Sphinx, error: Exception | None) -> None:
        """Say which page it was that stopped everything, where that can be told."""
        if error is None:
            return
        is_deep = isinstance(error, RecursionError)
        is_read = app.phase == BuildPhase.READING
        page = _page_of(error, app) or (self._page if is_read else "")
        if not page and not is_deep:
            return
        place = f"{app.env.doc2path(page)}:" if page else "_config.yml:"
        words = "what stands on the page" if is_deep else f"{type(error).__name__}: {error}"
        kind = "too_deep" if is_deep else "broke"
        _LOG.warning(words.rstrip("."), type="quarterbook", subtype=kind, location=place)

    def emit(self, record: logging.LogRecord) -> None:
        kind, subtype = (getattr(record, name, None) or "" for name in ("type", "subtype"))
        suppressed = self._app.config.suppress_warnings
        if kind != "quarterbook" and is_suppressed_warning(kind, subtype, suppressed):
            return  # what a page may not do, the book's settings cannot allow
        message = logging.LogRecord.getMessage(record)  # without Sphinx's place and level
        suffix = _MYST_TYPE.search(message)
        file, line = _place(getattr(record, "location", None) or "")
        warning = {
            "type": suffix[1] if suffix else ".".join(part for part in (kind, subtype) if part),
            "file": file,
            "line": line,
            "message": message,
        }
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(f"{json.dumps(warning, ensure_ascii=False)}\n")


def _page_of(error: Exception, app: Sphinx) -> str:
    """Return the page that was set when something went wrong: it is passed from call to call."""
    is_one_page = app.builder.name == "singlehtml" and app.phase != BuildPhase.READING
    pages = () if is_one_page else getattr(app.env, "found_docs", ())
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    named = (frame.f_locals.get("docname") for frame in reversed(frames))
    return next((name for name in named if isinstance(name, str) and name in pages), "")


def _place(location: str) -> tuple[str, int]:
    """Return file and line of a place as Sphinx writes it: ``FILE:LINE``, ``FILE:`` or ``FILE``."""
    file, _, line = location.rpartition(":")
    return (file, int(line or 0)) if file and (not line or line.isdigit()) else (location, 0)
