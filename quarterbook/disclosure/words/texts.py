"""All that people write and readers get in a quarter, piece by piece, with what it is about."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd

from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.words.as_read import as_read
from quarterbook.disclosure.words.drawn import in_drawings, in_looks
from quarterbook.ground.myst import HTML_COMMENT, end_of_comments
from quarterbook.ground.periods import Period
from quarterbook.storage.as_stored import is_as_stored
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

_OF_MEASURES = {
    "commentary": ("commentary", "action", "rag_reason", "owner"),
    "recalculations": ("reason",),
    "benchmarks": ("note", "source"),
    "series": ("caveat", "source"),
    "areas": ("name",),
    "decisions": ("request", "response", "proposed_by", "seconded_by", "presented_by"),
    "milestones": ("title", "commentary", "owner"),
    "measures": ("title", "definition", "owner", "service", "source"),
}
_ADDRESS = re.compile(
    r"\]\(\s*<?([^)\s>]+)|\b(?:href|src|data-[\w-]+)\s*=\s*[\"']([^\"']+)"
    r"|^\s*\[[^\]]+\]:\s*(\S+)|<((?:https?|mailto):[^>\s]+)>|\b(https?://[^\s)>\"']+)",
    re.MULTILINE,
)
_LABELS = ("title", "definition")
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
    "reference",
    "address",
    "role",
    "post",
)
_HOLD_TEXTS = (
    "editions",
    "outcomes",
    "sub_outcomes",
    "appendices",
    "background_papers",
    "forward_plan",
    "officers",
    "committees",
    "comparators",
)
_OF_CONDITIONS = ("query", "eval")  # of pandas
_SETTINGS = ("title", "author", "copyright")  # of _config.yml
_HTML_SETTINGS = ("extra_footer", "announcement")


@dataclass(frozen=True)
class Text:
    """Words of a file as they are read, from a line on (0: no line), and what they are about.

    ``about`` holds ids of measures. ``is_label`` says that they are a measure's own title or
    definition. ``place`` names the cell of a notebook.
    """

    file: str
    line: int
    words: str
    about: frozenset[str] = frozenset()
    is_label: bool = False
    place: str = ""


class Naming:
    """Which measures a text names, by title or by id."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        names = {name.lower(): id_ for id_, title in titles.items() for name in (title, id_)}
        names |= {id_.replace("-", "_"): id_ for id_ in titles}
        self._names = names
        words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        there = words or "(?!)"  # no name stands anywhere
        self._pattern = re.compile(rf"(?<![\w-])(?:{there})(?![\w-])", re.IGNORECASE)

    def about(self, text: str) -> frozenset[str]:
        """Return the ids of the measures that a text names."""
        plain = " ".join(f"{text} {as_read(text)}".split())
        return frozenset(self._names[found.lower()] for found in self._pattern.findall(plain))


def texts(
    book: Book,
    recorded: Recorded,
    period: Period,
    naming: Naming,
    pages: Iterable[str],
    notebooks: Iterable[str],
) -> Iterator[Text]:
    """Yield what is written in tables, params, pages and notebooks of what a quarter makes public.

    recorded
        what is recorded, as `without_exempt` and `as_reported` leave it.
    pages, notebooks
        without endings; pages as ``_toc.yml`` has them.
    """
    for name, columns in _OF_MEASURES.items():
        yield from _table(recorded, period, naming, name, columns)
    yield from _params(book, recorded, period, naming)
    yield from _contents(book, naming)
    for page in dict.fromkeys(pages):
        path = book.root / f"{page}.md"
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            yield from _page(f"{page}.md", text, naming, frozenset(), is_whole=True)
            for file, words in in_drawings(book, path, text):
                yield Text(file, 0, as_read(words), naming.about(words))
    for notebook in dict.fromkeys(notebooks):
        yield from _notebook(book, notebook, naming)
    public = (one for one in recorded.quarters[period].editions if not one.is_exempt)
    looks = [recorded.council.council.template, *(one.template for one in public)]
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
    read: set[tuple[str, str]] = set()
    for line, id_, *cells in zip(rows.index, ids, *(rows[c] for c in there), strict=True):
        for column, words in zip(there, map(str, cells), strict=True):
            if words.strip() and (id_, words) not in read:
                read.add((id_, words))
                is_label = name == "measures" and column in _LABELS
                is_own = bool(id_) and (is_label or name != "measures")
                about = frozenset([id_]) if is_own else naming.about(words)
                yield Text(f"data/{name}.csv", int(line), as_read(words), about, is_label)


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


def _params(book: Book, recorded: Recorded, period: Period, naming: Naming) -> Iterator[Text]:
    params = recorded.quarters[period]
    quarter = params.model_dump(mode="json")
    public = [one.model_dump(mode="json") for one in params.editions if not one.is_exempt]
    council = recorded.council.model_dump(mode="json")
    for path, content in (
        (quarter_files(book)[period], quarter | {"editions": public}),
        (book.params / "council.yml", _of_council(council)),
    ):
        yield from _lined(book, path, _said(content), naming)


def _of_council(council: dict[str, Any]) -> dict[str, Any]:
    """What readers get of council.yml, as the free texts of params are named."""
    own = council["council"]
    words = [word for group in council["search_words"] for word in group]
    plain = [own["name"], own["short_name"], own["contact"], *words]
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
        said = [str(words) for words in some if words]
        yield from _lined(book, book.config, said, naming)


def _captions(entry: Any) -> Iterator[str]:
    if isinstance(entry, list):
        for item in entry:
            yield from _captions(item)
    elif isinstance(entry, dict):
        yield from (str(entry[name]) for name in ("caption", "title") if entry.get(name))
        for value in entry.values():
            yield from _captions(value)


def _lined(book: Book, path: Path, said: Iterable[str], naming: Naming) -> Iterator[Text]:
    """Texts of a YAML file with the line in which each begins, 0 where that is not known."""
    written = path.read_text(encoding="utf-8").splitlines()
    for words in said:
        begins = words.split("\n")[0][:40]
        line = next((n for n, text in enumerate(written, 1) if begins in text), 0)
        is_address = " " not in words.strip()
        plain = re.sub(r"[^\w]+|_+", " ", unquote(words)) if is_address else words
        yield Text(book.relative(path), line, as_read(plain), naming.about(words))


def _said(content: Any) -> Iterator[str]:
    """The free texts in params, wherever they stand."""
    if isinstance(content, list):
        for item in content:
            yield from _said(item)
    elif isinstance(content, dict):
        for name, value in content.items():
            if name in _PARAMS:
                yield from [value] if isinstance(value, str) else filter(None, value or [])
            elif name in _HOLD_TEXTS:
                yield from _said(value)


def _page(
    file: str, text: str, naming: Naming, about: frozenset[str], *, is_whole: bool
) -> Iterator[Text]:
    """The paragraphs of a page; each is about what it or its heading names, else ``about``."""
    text = re.sub(r"(?m)^%.*$", "", text)
    last = end_of_comments(text)
    plain = HTML_COMMENT.sub(_long_comment, text[:last]) + text[last:]
    heading: frozenset[str] = frozenset()
    line = 1
    for paragraph in re.split(r"(\n\s*\n)", plain):
        begins = len(paragraph) - len(paragraph.lstrip())
        if paragraph.strip():
            if paragraph.lstrip().startswith("#"):
                heading = naming.about(paragraph.split("\n")[0])
            named = naming.about(paragraph) | heading or about
            first = line + paragraph[:begins].count("\n")
            at = first if is_whole else 0
            yield Text(file, at, as_read(paragraph.strip()), named)
            yield from (Text(file, at, words) for words in _addresses(paragraph))
        line += paragraph.count("\n")


def _addresses(text: str) -> Iterator[str]:
    """The words in addresses of links and pictures and in attributes, which readers can have."""
    for found in _ADDRESS.finditer(text):
        address = unquote(next(filter(None, found.groups())))
        yield re.sub(r"[^\w]+|_+", " ", address)


def _long_comment(comment: re.Match[str]) -> str:
    """Return as many lines for a comment of several paragraphs; others stay for now."""
    return "\n" * comment[0].count("\n") if re.search(r"\n\s*\n", comment[0]) else comment[0]


def _notebook(book: Book, page: str, naming: Naming) -> Iterator[Text]:
    """Markdown cells and the sentences in code: alternative texts, captions, what is printed.

    Of a notebook that is shown as it is stored, what its cells have put out too.
    """
    path = book.root / f"{page}.ipynb"
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    sources = [(cell.get("cell_type"), "".join(cell.get("source", ""))) for cell in cells]
    file = f"{page}.ipynb"
    about = naming.about("\n".join(source for _, source in sources))
    for cell, (kind, source) in enumerate(sources, 1):
        if kind == "markdown":
            written = _page(file, source, naming, about, is_whole=False)
        elif kind == "code":
            said = _sentences_in_code(source)
            written = (Text(file, 0, as_read(one), naming.about(one) or about) for one in said)
        else:
            continue
        yield from (replace(text, place=f"cell {cell}") for text in written)
    for words in _put_out(cells) if is_as_stored(book, page) else ():
        yield Text(file, 0, as_read(words), naming.about(words) or about)


def _put_out(cells: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The words that stored outputs have, in whatever form."""
    for cell in cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {"text/plain": output.get("text", "")})
            yield from ("".join(words) for kind, words in data.items() if kind.startswith("text/"))
        source = "".join(cell.get("source", ""))
        yield from (line[2:] for line in source.splitlines() if line.startswith("#|"))


def _sentences_in_code(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(re.sub(r"^\s*[%!].*$", "pass", source, flags=re.MULTILINE))
    except SyntaxError:
        return
    conditions = {id(one) for node in ast.walk(tree) for one in _conditions(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if " " in node.value and id(node) not in conditions:
            yield node.value


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    """What a call of pandas takes for a condition, which no reader gets."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr in _OF_CONDITIONS:
        yield from (within for one in node.args[:1] for within in ast.walk(one))
