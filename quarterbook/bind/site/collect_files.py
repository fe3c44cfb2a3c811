"""A Sphinx extension: which files of the book its pages are made of, as Sphinx recorded them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the names of the files into the file of ``quarterbook_files`` once all is read."""
    app.add_config_value("quarterbook_files", "", "", str)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None:
        source = Path(app.srcdir).resolve()
        files = (Path(app.srcdir, name).resolve() for name in _recorded(app))
        names = {
            file.relative_to(source).as_posix()
            for file in files
            if file.is_file() and file.is_relative_to(source)
        }
        Path(app.config.quarterbook_files).write_text(json.dumps(sorted(names)), encoding="utf-8")


def _recorded(app: Sphinx) -> set[str]:
    """What pages include, show and offer, and the pictures of the settings."""
    env = app.env
    names = {str(name) for files in env.dependencies.values() for name in files}
    names |= {str(name) for name in (*env.images, *env.dlfiles)}
    return names | {name for name in (app.config.html_logo, app.config.html_favicon) if name}
