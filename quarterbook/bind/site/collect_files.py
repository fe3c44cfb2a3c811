"""A Sphinx extension: which files of the book each page is made of, as Sphinx recorded them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from quarterbook.storage.regular_file import lies_in


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the names of the files into the file of ``quarterbook_files`` once all is read."""
    app.add_config_value("quarterbook_files", "", "", str)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None:
        source = Path(app.srcdir).resolve()
        pages: dict[str, set[str]] = {}
        for name, page in _recorded(app):
            file = Path(app.srcdir, name).resolve()
            if file.is_file() and lies_in(file, [str(source)]):
                pages.setdefault(file.relative_to(source).as_posix(), set()).add(page)
        used = {file: sorted(pages[file] - {""}) for file in sorted(pages)}
        Path(app.config.quarterbook_files).write_text(json.dumps(used), encoding="utf-8")


def _recorded(app: Sphinx) -> Iterator[tuple[str, str]]:
    """What pages include, show and offer, each with its page, and the pictures of the settings."""
    env = app.env
    for page, files in env.dependencies.items():
        yield from ((str(name), page) for name in files)
    for collected in (env.images, env.dlfiles):
        for name, (pages, _) in collected.items():
            yield from ((str(name), page) for page in pages)
    for setting in (app.config.html_logo, app.config.html_favicon):
        if setting:
            yield setting, ""
