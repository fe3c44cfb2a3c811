"""All that people write and readers get in a quarter, piece by piece, with what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd

from quarterbook.data.params.editions import Edition
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.exempt import exempt_pages
from quarterbook.disclosure.words.as_read import as_read
from quarterbook.disclosure.words.files.looks import in_looks
from quarterbook.disclosure.words.files.page_texts import Naming, PageTexts, Text
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

_OF_MEASURES = {
    "commentary": ("commentary", "action", "rag_reason", "owner"),
    "recalculations": ("reason",),
    "benchmarks": ("note", "source"),
    "series": ("caveat", "source"),
    "areas": ("name", "code"),
    "decisions": (
        "id",
        "owner",
        "request",
        "response",
        "proposed_by",
        "seconded_by",
        "presented_by",
    ),
    "milestones": ("title", "commentary", "action", "owner"),
    "measures": ("title", "definition", "unit", "owner", "service", "source"),
}
_LABELS = ("title", "definition", "unit")
_OF_NONE = {("decisions", "id"), ("decisions", "owner")}  # these are about what they name
_BASE = re.compile(
    r"\b(?:per|in|out of|of|under|over|aged?|key stage|level|year)[ -]\d[\d,]*", re.IGNORECASE
)
_DATED = {
    "observations": "recorded_on",
    "recalculations": "set_on",
    "milestones": "recorded_on",
    "benchmarks": "published_on",
}
_PARAMS = (
    "title",
    "name",
    "synopsis",
    "summary",
    "recommendations",
    "request",
    "reason",
    "reference",
    "address",
    "role",
    "post",
    "email",
    "telephone",
    "sign_offs",
)
_HOLD_TEXTS = (
    "editions",
    "outcomes",
    "sub_outcomes",
    "appendices",
    "background_papers",
    "forward_plan",
    "corrections",
    "officers",
    "committees",
    "comparators",
    "exempt",
)
_SETTINGS = ("title", "author", "copyright")  # of _config.yml
_HTML_SETTINGS = ("extra_footer", "announcement")


def texts(
    book: Book,
    recorded: Recorded,
    period: Period,
    naming: Naming,
    pages: Iterable[str],
    notebooks: Iterable[str],
    *,
    with_exempt: bool = False,
) -> Iterator[Text]:
    """Yield what is written in tables, params, pages and notebooks of what a quarter makes public.

    recorded
        what is recorded, as `without_exempt` and `as_reported` leave it.
    with_exempt
        what is written in exempt papers, too.
    pages, notebooks
        without endings; pages as ``_toc.yml`` has them.
    """
    for name, columns in _OF_MEASURES.items():
        yield from _table(recorded, period, naming, name, columns)
    yield from _params(book, recorded, period, naming, with_exempt=with_exempt)
    yield from _contents(book, naming)
    written = PageTexts(book, naming, {*pages, *exempt_pages(recorded.quarters[period])})
    for page in dict.fromkeys((*pages, *notebooks)):
        name = as_read(re.sub(r"[^\w]+|_+", " ", page))
        yield Text(page, 0, name, naming.about(name), place="its name")
    for page in dict.fromkeys(pages):
        yield from written.of_page(page)
    for notebook in dict.fromkeys(notebooks):
        yield from written.of_notebook(notebook)
    editions = _editions(recorded, period, with_exempt=with_exempt)
    looks = [recorded.council.council.template, *(one.template for one in editions)]
    for file, words in in_looks(book, looks):
        yield Text(file, 0, as_read(words), naming.about(words))


def _table(
    recorded: Recorded,
    period: Period,
    naming: Naming,
    name: str,
    columns: Iterable[str],
) -> Iterator[Text]:
    rows = _rows(recorded, period, name)
    own = "id" if name == "measures" else "measure"
    ids = rows[own] if own in rows else pd.Series("", index=rows.index)
    there = [column for column in columns if column in rows]
    of_none = {*_OF_NONE, *(("measures", column) for column in columns)}
    read: set[tuple[str, str]] = set()
    for line, id_, *cells in zip(rows.index, ids, *(rows[c] for c in there), strict=True):
        for column, words in zip(there, map(str, cells), strict=True):
            if words.strip() and (id_, words) not in read:
                read.add((id_, words))
                is_label = name == "measures" and column in _LABELS
                is_own = bool(id_) and (is_label or (name, column) not in of_none)
                about = frozenset([id_]) if is_own else naming.about(words)
                plain = as_read(_without_base(column, words))
                yield Text(f"data/{name}.csv", int(line), plain, about, is_label)


def _without_base(column: str, words: str) -> str:
    """Return a unit without what it is of ("per 1,000", "under 18"), an id as words."""
    if column == "unit":
        return _BASE.sub("", words)
    return words.replace("-", " ") if column == "id" else words


def _rows(recorded: Recorded, period: Period, name: str) -> pd.DataFrame:
    """Return the rows of a table that a quarter has."""
    rows = recorded.tables[name]
    cut_off = pd.Timestamp(recorded.quarters[period].cut_off)
    if name == "commentary":
        rows = rows[rows["quarter"] == period.code].sort_values("written_on", kind="stable")
        rows = rows.drop_duplicates("measure", keep="last").sort_index()
    if name in _DATED:
        rows = rows[rows[_DATED[name]] <= cut_off]
    if name == "milestones":
        rows = rows.drop_duplicates("id", keep="last")
    if name == "decisions":
        rows = rows[rows["met_on"] <= cut_off]
    return rows


def _editions(recorded: Recorded, period: Period, *, with_exempt: bool) -> list[Edition]:
    editions = recorded.quarters[period].editions
    return [one for one in editions if with_exempt or not one.is_exempt]


def _params(
    book: Book, recorded: Recorded, period: Period, naming: Naming, *, with_exempt: bool
) -> Iterator[Text]:
    params = recorded.quarters[period]
    quarter = params.model_dump(mode="json")
    editions = _editions(recorded, period, with_exempt=with_exempt)
    read = [one.model_dump(mode="json") for one in editions]
    if not with_exempt:
        quarter["exempt"] = []
    council = recorded.council.model_dump(mode="json")
    for path, content in (
        (quarter_files(book)[period], quarter | {"editions": read}),
        (book.params / "council.yml", _of_council(council)),
    ):
        yield from _lined(book, path, _free_texts(content), naming)


def _of_council(council: dict[str, Any]) -> dict[str, Any]:
    """What readers get of council.yml, as the free texts of params are named."""
    own = council["council"]
    words = [word for group in council["search_words"] for word in group]
    plain = [own["name"], own["short_name"], own["contact"], own["site"], *words]
    holding = {name: council[name] for name in ("outcomes", "committees", "comparators")}
    return holding | {"summary": [one for one in plain if one]}


def _contents(book: Book, naming: Naming) -> Iterator[Text]:
    """Titles and captions of _toc.yml and what _config.yml names, which stand beside every page."""
    yield from _lined(book, book.toc, _captions(load(book, book.toc).content), naming)
    settings = load(book, book.config).content
    if isinstance(settings, dict):
        html = settings.get("html")
        some = [settings.get(name) for name in _SETTINGS]
        some += [html.get(name) for name in _HTML_SETTINGS] if isinstance(html, dict) else []
        sphinx = settings.get("sphinx")
        some += _strings(sphinx.get("config") if isinstance(sphinx, dict) else None)
        titles = [str(words) for words in some if words]
        yield from _lined(book, book.config, titles, naming)


def _strings(setting: Any) -> Iterator[str]:
    """All words among settings, whichever of them Sphinx shows somewhere."""
    if isinstance(setting, str):
        yield setting
    elif isinstance(setting, list | dict):
        for one in setting.values() if isinstance(setting, dict) else setting:
            yield from _strings(one)


def _captions(entry: Any) -> Iterator[str]:
    if isinstance(entry, list):
        for item in entry:
            yield from _captions(item)
    elif isinstance(entry, dict):
        yield from (str(entry[name]) for name in ("caption", "title") if entry.get(name))
        for value in entry.values():
            yield from _captions(value)


def _lined(book: Book, path: Path, sentences: Iterable[str], naming: Naming) -> Iterator[Text]:
    """Texts of a YAML file with the line in which each begins, 0 where that is not known."""
    written = path.read_text(encoding="utf-8").splitlines()
    for words in sentences:
        begins = words.split("\n")[0][:40]
        line = next((n for n, text in enumerate(written, 1) if begins in text), 0)
        is_address = " " not in words.strip()
        plain = re.sub(r"[^\w]+|_+", " ", unquote(words)) if is_address else words
        yield Text(book.relative(path), line, as_read(plain), naming.about(words))


def _free_texts(content: Any) -> Iterator[str]:
    """The free texts in params, wherever they stand."""
    if isinstance(content, list):
        for item in content:
            yield from _free_texts(item)
    elif isinstance(content, dict):
        for name, value in content.items():
            if name in _PARAMS:
                yield from [value] if isinstance(value, str) else filter(None, value or [])
            elif name in _HOLD_TEXTS:
                yield from _free_texts(value)
