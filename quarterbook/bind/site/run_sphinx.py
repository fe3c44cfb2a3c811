"""Jupyter Book in a process of its own: ``python -m quarterbook.bind.site.run_sphinx JOB.json``.

Sphinx keeps global state and orders some sets by hash; a fresh process with a
fixed hash seed gives the same bytes every time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> int:
    """Build what the job asks for: the site, then the single page from what was read for it."""
    from jupyter_book.sphinx import build_sphinx

    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for builder in job["builders"]:
        result = build_sphinx(
            job["source"],
            str(Path(job["out"]) / builder),
            noconfig=True,
            path_config=str(Path(job["source"]) / "_config.yml"),
            confoverrides={"latex_individualpages": False, **job["settings"]},
            doctreedir=str(Path(job["out"]) / "doctrees"),
            builder=builder,
            warningiserror=False,
            keep_going=True,
            quiet=True,
        )
        if result != 0:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
