"""Sphinx in a process of its own, as ``run_sphinx JOB.json``: by Jupyter Book, or alone.

Sphinx keeps global state and orders some sets by hash; a fresh process with a
fixed hash seed gives the same bytes every time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from quarterbook.bind.site.kept.reading import begun_with
from quarterbook.bind.site.stack.sphinx_alone import build_sphinx
from quarterbook.bind.site.stack.sphinx_process import AGAIN


def main() -> int:
    """Build what the job asks for: the site, then the single page from what was read for it."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    build = _with_jupyter_book if find_spec("jupyter_book") else build_sphinx
    for builder in job["builders"]:
        out = Path(job["out"])
        if build(Path(job["source"]), out / builder, out / "doctrees", builder, job["settings"]):
            return AGAIN if begun_with else 1
    return AGAIN if begun_with and _warns_of_pages(job["settings"]) else 0


def _warns_of_pages(settings: Mapping[str, Any]) -> bool:
    warnings = Path(settings["quarterbook_warnings"])
    lines = warnings.read_text(encoding="utf-8").splitlines() if warnings.exists() else []
    return any(json.loads(line)["file"] for line in lines)


def _with_jupyter_book(
    source: Path, out: Path, doctrees: Path, builder: str, settings: Mapping[str, Any]
) -> int:
    from jupyter_book import sphinx as jupyter_book

    result = jupyter_book.build_sphinx(
        str(source),
        str(out),
        noconfig=True,
        path_config=str(source / "_config.yml"),
        confoverrides={"latex_individualpages": False, **settings},
        doctreedir=str(doctrees),
        builder=builder,
        warningiserror=False,
        keep_going=True,
        quiet=True,
    )
    return int(result != 0)


if __name__ == "__main__":
    sys.exit(main())
