"""The wall behind the directives: while pages are read, nothing outside the book is opened."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace

from quarterbook.bind.site.explain_warnings import explained_warnings

SECRET = "KRAKATOA"
OUTSIDE = {
    "include": "```{include} ABSOLUTE/words.md\n```",
    "literalinclude": "```{literalinclude} ../beside/words.md\n```",
    "raw": "```{raw} html\n:file: ABSOLUTE/words.md\n```",
    "raw-address": "```{raw} html\n:url: file://ABSOLUTE/words.md\n```",
    "table-address": "```{csv-table} Rows\n:url: file://ABSOLUTE/words.md\n```",
    "another-host": "```{csv-table} Rows\n:url: http://localhost:9/rows.csv\n```",
    "through-a-link": "```{include} linked.md\n```",
}
INSIDE = {
    "include": "```{include} parts/fine.txt\n```",
    "raw": "```{raw} html\n:file: parts/fine.txt\n```",
}


def bound(
    folder: Path,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    while_reading: Callable[..., object] = lambda *_: None,
) -> tuple[list[str], str]:
    """Bind a page with no wall but this one; return what is said and the page."""
    beside, source, found = folder / "beside", folder / "source", folder / "warnings.jsonl"
    for made in (beside, source / "parts", folder / "temporary"):
        made.mkdir(parents=True)
    (beside / "words.md").write_text(f"{SECRET}\n", encoding="utf-8")
    (source / "parts" / "fine.txt").write_text("Fine words\n", encoding="utf-8")
    (source / "linked.md").symlink_to(beside / "words.md")
    page = words.replace("ABSOLUTE", str(beside))
    (source / "index.md").write_text(f"# A page\n\n{page}\n", encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "temporary"))
    names = ("collect_warnings", "reading_wall")
    config = {
        "extensions": [*(f"quarterbook.bind.site.{name}" for name in names), "myst_parser"],
        "quarterbook_warnings": str(found),
        "myst_enable_extensions": ["substitution"],
        "exclude_patterns": ["linked.md"],
    }
    with docutils_namespace():
        app = Sphinx(
            str(source),
            None,
            str(folder / "html"),
            str(folder / "trees"),
            "html",
            config,
            status=None,
            warning=None,
        )
        app.connect("source-read", while_reading)
        app.build()
    said = [str(problem) for problem in explained_warnings(found, source)]
    return said, (folder / "html" / "index.html").read_text(encoding="utf-8")


@pytest.mark.alike(3)
@pytest.mark.parametrize("name", OUTSIDE)
def test_what_lies_outside_is_not_opened(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, page = bound(tmp_path, OUTSIDE[name], monkeypatch)
    assert said
    assert SECRET not in page


def test_no_program_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: object) -> None:
        subprocess.run(["echo", SECRET], check=True)

    with pytest.raises(ExtensionError, match="it lies outside the book"):
        bound(tmp_path, "Words.", monkeypatch, start)


@pytest.mark.parametrize("name", INSIDE)
def test_what_lies_in_the_book_is(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, page = bound(tmp_path, INSIDE[name], monkeypatch)
    assert not said
    assert "Fine" in page
