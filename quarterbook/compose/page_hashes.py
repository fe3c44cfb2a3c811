"""What a page says, as a hash: the same while its words, figures and charts are the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from quarterbook.compose.check_substitutions import substitution_names, substitution_value
from quarterbook.compose.page_text import page_text
from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.vintage import Vintage
from quarterbook.storage.book import Book

# What a sign-off itself changes is not what is signed.
_OF_SIGNING = ("quarter.status", "paper.sign_offs")


# A chart, a picture, or a text or table that is taken in from another file.
_FILE = re.compile(
    r"(?:!\[[^\]]*\]\(|\{(?:image|figure|include|literalinclude|csv-table)\}\s+|:file:\s+"
    r"|\bsrc=\\?[\"'])([^)\s\"'\\]+)"
)


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
    figures = {
        name: str(substitution_value(names, name))
        for name in substitution_names(page_text(book, page))
        if name not in _OF_SIGNING
    }
    named = {}
    for name in sorted(set(_FILE.findall(text))):
        file = (book.root if name.startswith("/") else path.parent) / name.lstrip("/")
        if file.is_file():
            named[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return _hash([text, figures, named])


def quarter_params_hash(quarter: Quarter) -> str:
    """Return the hash of what the fronts of papers say: the quarter's params."""
    return _hash(quarter.model_dump(mode="json", exclude_unset=True, exclude={"status"}))


def council_hash(council: Council) -> str:
    """Return the hash of what pages and papers say of the council: names, areas, committees."""
    params = council.model_dump(mode="json", exclude_unset=True)
    of_council = {
        name: params.get("council", {}).get(name) for name in ("name", "short_name", "contact")
    }
    others = {name: params.get(name) for name in ("outcomes", "committees", "illustrative")}
    return _hash([of_council, others])


def workbook_figures_hash(vintage: Vintage) -> str:
    """Return the hash of the figures that the workbook and the downloads hold."""
    tables = (getattr(vintage, name)[columns] for name, columns in _FIGURES.items())
    return _hash([table.to_csv(index=False) for table in tables])


def _hash(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
