"""What a page says, as a hash: the same while its words, figures and charts are the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from quarterbook.book import Book
from quarterbook.data.known import Known
from quarterbook.data.params import Quarter
from quarterbook.run.figures import named_figures

# What a sign-off itself changes is not what is signed.
_OF_SIGNING = ("quarter.status", "paper.sign_offs")

_FIGURES = {
    "observations": ["measure", "period", "value", "numerator", "denominator", "marker"],
    "targets": ["measure", "period", "target", "floor", "lower", "upper"],
    "benchmarks": ["measure", "period", "area", "value", "marker"],
}


def page_hashes(book: Book, pages: Iterable[str], names: Mapping[str, Any]) -> dict[str, str]:
    """Return the hash of each staged page: its text, the figures it names and its charts."""
    return {page: _page_hash(book, page, names) for page in pages}


def _page_hash(book: Book, page: str, names: Mapping[str, Any]) -> str:
    path = book.root / f"{page}.md"
    if not path.is_file():
        path = book.root / f"{page}.ipynb"
    text = path.read_text(encoding="utf-8")
    figures = {}
    for name in named_figures(text):
        found: Any = names
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if name not in _OF_SIGNING:
            figures[name] = str(found)
    charts = {
        name: (book.root / name).read_text(encoding="utf-8")
        for name in sorted(set(re.findall(r"/(charts/[\w.-]+\.svg)", text)))
        if (book.root / name).is_file()
    }
    return _hash([text, figures, charts])


def front_hash(quarter: Quarter) -> str:
    """Return the hash of what the fronts of papers say: the quarter's params."""
    return _hash(quarter.model_dump(mode="json", exclude_unset=True, exclude={"status"}))


def figures_hash(known: Known) -> str:
    """Return the hash of the figures that the workbook and the downloads hold."""
    return _hash([getattr(known, name)[columns].to_csv() for name, columns in _FIGURES.items()])


def _hash(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
