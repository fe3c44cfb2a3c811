"""Builds made by hand, for what comes after a build."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from quarterbook.data.disclosed import Disclosed
from quarterbook.ground.periods import Period
from quarterbook.release.publish import publish
from quarterbook.release.ready import Ready, ready_build
from quarterbook.storage.book import Book

FILES = {
    "site/index.html": "<h1>{}</h1>",
    "site/notebooks/homes.html": "<h1>Homes {}</h1>",
    "site/_static/tool.html": "<p>{}</p>",
    "site/_static/a.css": "/* {} */",
    "report.pdf": "PDF {}" + "." * 2_345_678,
    "report.docx": "Word {}" + "." * 12_300,
    "data.xlsx": "Excel {}",
}


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_build(book: Book, slug: str, words: str = "first", **changed: Any) -> Path:
    """A build as `quarterbook build` leaves it, its manifest written out here."""
    folder = book.built(slug)
    shutil.rmtree(folder, ignore_errors=True)
    extra = changed.pop("files", {})
    for name, text in {**FILES, **extra}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(f"{slug} {words}"), encoding="utf-8")
    (folder / "source").mkdir()
    (folder / "source" / "staged.md").write_text("not an output", encoding="utf-8")
    names = sorted(name for name in {**FILES, **extra} if name.startswith("site/"))
    names += sorted(name for name in {**FILES, **extra} if not name.startswith("site/"))
    manifest = {
        "quarter": slug,
        "title": "Corporate <performance> report",
        "council": "Mereshire County Council",
        "colour": "#12436D",
        "status": "final",
        "illustrative": True,
        "cut_off": "2021-11-05",
        "quarterbook": "0.1.0",
        "ok": True,
        "failed": [],
        "complete": True,
        "editions": [],
        "files": [
            {"path": name, "sha256": sha(folder / name), "size": (folder / name).stat().st_size}
            for name in names
        ],
    } | changed
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(f"{text}\n", encoding="utf-8")
    return folder


def publish_made(
    book: Book, quarter: Period, to: Path, disclosed: Disclosed | None = None, **options: Any
) -> Path:
    """Publish a build made by hand, which no book stands behind."""
    ready = Ready(ready_build(book, quarter), disclosed or Disclosed())
    return publish(book, quarter, to, ready, **options)
