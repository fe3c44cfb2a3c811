"""What a page says, as a hash: the same while its words, figures and charts are the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from quarterbook.compose.addresses import with_plain_addresses
from quarterbook.compose.page_text import page_text
from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.ground.myst import without_comments
from quarterbook.report.html.block import CHART_SHOWS
from quarterbook.report.substitutions.figure_names import substitution_names, substitution_value
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

# What a sign-off itself changes is not what is signed.
_OF_SIGNING = ("quarter.status", "paper.sign_offs")


# The charts and tables of figures that blocks have written; blocks name them in one way only.
_CHART_FILE = re.compile(r"charts/[\w.-]+")


def page_hashes(book: Book, pages: Iterable[str], names: Mapping[str, Any]) -> dict[str, str]:
    """Return the hash of each staged page: its text, the figures it names, what its charts show."""
    return {page: _page_hash(book, page, names) for page in pages}


def _page_hash(book: Book, page: str, names: Mapping[str, Any]) -> str:
    path = book.root / f"{page}.md"
    if not path.is_file():
        path = book.root / f"{page}.ipynb"
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = with_plain_addresses(without_comments(text), page)
    figures = _figures(page_text(book, page), names)
    charts = {
        name: _chart_hash(book.root / name)
        for name in sorted(set(_CHART_FILE.findall(text)))
        if (book.root / name).is_file()
    }
    return content_hash([text, figures, charts])


def _chart_hash(path: Path) -> str:
    """Return the hash of what a chart shows, however it is drawn, or of a table as it stands."""
    shows = path.with_name(f"{path.stem}{CHART_SHOWS}")
    return _file_hash(shows if path.suffix == ".svg" and shows.is_file() else path)


def file_hashes(
    book: Book, files: Iterable[str], pages: Collection[str], names: Mapping[str, Any]
) -> dict[str, str]:
    """Return the hash of each of these files of the staged book and of the figures it names.

    Charts count with the ``pages`` that show them. A file that has the name of something else
    that is signed, such as the quarter's params, goes by its name and ``as a file``.
    """
    hashes = {}
    for name in files:
        called = f"{name} as a file" if name in pages else name
        path = book.root / name.removesuffix(" as a file")
        if _CHART_FILE.fullmatch(name) or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        figures = _figures(text, names)
        hashes[called] = content_hash([_file_hash(path), figures]) if figures else _file_hash(path)
    return hashes


def settings_hashes(book: Book) -> dict[str, str]:
    """Return the hashes of what ``_toc.yml`` and ``_config.yml`` say, comments apart."""
    toc, config = (load(book, path).content for path in (book.toc, book.config))
    return {"_toc.yml": content_hash(toc), "_config.yml": content_hash(_for_readers(config))}


def _for_readers(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``_config.yml`` says, but for how notebooks run and to Jupyter Book alone.

    A build names its extensions itself.
    """
    settings = {name: value for name, value in config.items() if name != "execute"}
    sphinx = settings.get("sphinx")
    if isinstance(sphinx, dict) and "extra_extensions" in sphinx:
        settings["sphinx"] = {k: v for k, v in sphinx.items() if k != "extra_extensions"}
        if not settings["sphinx"]:
            del settings["sphinx"]
    return settings


def _figures(text: str, names: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(substitution_value(names, name))
        for name in substitution_names(text)
        if name not in _OF_SIGNING
    }


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def quarter_params_hash(quarter: Quarter) -> str:
    """Return the hash of what the fronts of papers say: the quarter's params.

    What is written as it is by default says nothing, and no reader gets accepted words.
    """
    return content_hash(
        quarter.model_dump(mode="json", exclude_defaults=True, exclude={"status", "accepted_words"})
    )


def council_hash(council: Council) -> str:
    """Return the hash of what pages and papers say of the council: names, areas, committees.

    Words of the search count as well: they are published, and lead readers to pages. The
    council's rules and its threshold count by what they do to figures and words.
    """
    params = council.model_dump(mode="json", exclude={"council": {"code"}})
    published = ("council", "outcomes", "committees", "illustrative", "search_words")
    return content_hash({name: params[name] for name in published})


def content_hash(content: object) -> str:
    """Return the hash of plain data."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
