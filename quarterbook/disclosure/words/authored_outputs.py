"""What notebooks worked out and show, but for what the package made: words, and tables by cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from lxml import etree, html

from quarterbook.disclosure.words.as_read import as_read
from quarterbook.disclosure.words.files.names_by_number import names_by_number
from quarterbook.disclosure.words.files.page_texts import Naming, Text
from quarterbook.ground.myst import without_look_alikes

_TABLE = re.compile(r"<table\b.*?</table\s*>", re.DOTALL | re.IGNORECASE)
_BARE = re.compile(r"[-−+~≈]?\s?(\d[\d,]*(?:\.\d+)?)(?:\s?%)?(?:\s*[\[(]\w{1,3}[\])])?")
_PLAIN = {"class", "colspan", "id", "scope", "style"}  # attributes in which nothing is said
_WIDEST = 200  # columns that one cell is taken to span


class AuthoredOutput(NamedTuple):
    """What a cell of a notebook shows that somebody put together, and what stands near it.

    file, cell
        the notebook, and the place of the cell in it, counted from 1.
    words
        as Markdown or HTML.
    headings, code, notebook
        headings above and among it, the cell's code, and all cells of the notebook.
    """

    file: str
    cell: int
    words: str
    headings: str
    code: str
    notebook: str


def texts_of_outputs(
    authored_outputs: Iterable[AuthoredOutput], naming: Naming, withheld: Collection[float]
) -> Iterator[Text]:
    """Yield words paragraph by paragraph and, of tables, numbers that are a withheld figure.

    Names that a number tells apart, such as labels of a chart, are left out.

    What words and tables are about is what they name, else what the heading above them does, else
    the notebook or, of numbers alone, the cell.
    """
    for one in authored_outputs:
        above = naming.about(one.headings)
        paragraphs = [*_paragraphs(_TABLE.sub("\n\n", one.words))]
        names = names_by_number(paragraphs)
        for words in (words for words in paragraphs if words not in names):
            bare = _BARE.fullmatch(words)
            if not bare:
                about = naming.about(words) or above or naming.about(one.notebook)
                yield _text(one, words, about)
            elif _value(bare) in withheld:
                about = above or naming.about(one.code)
                yield _text(one, words, about, is_cell=True)
        for table in _TABLE.findall(one.words):
            yield from _of_table(one, table, naming, withheld)


def _text(one: AuthoredOutput, words: str, about: frozenset[str], *, is_cell: bool = False) -> Text:
    place = f"what cell {one.cell} shows"
    return Text(one.file, 0, words, about, is_cell=is_cell, place=place)


def _paragraphs(words: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", without_look_alikes(words)):
        read = as_read(paragraph.strip()).strip()
        if read:
            yield read


def _of_table(
    one: AuthoredOutput, table: str, naming: Naming, withheld: Collection[float]
) -> Iterator[Text]:
    try:
        tree = html.fragment_fromstring(table)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        yield _text(one, as_read(table), naming.about(table) or naming.about(one.notebook))
        return
    captions = [_read(caption) for caption in tree.iter("caption")]
    around = naming.about(" ".join(captions)) or naming.about(one.headings)
    yield from (_text(one, caption, around) for caption in captions if caption)
    for label, header, cell in _without_names(_cells(tree)):
        bare = _BARE.fullmatch(cell)
        if bare and _value(bare) not in withheld:
            continue
        about = naming.about(f"{label}\n{header}") or around
        if bare:
            words = f"{', '.join(filter(None, (label, header)))}: {cell}"
            yield _text(one, words, about or naming.about(one.code), is_cell=True)
        elif cell:
            yield _text(one, cell, about or naming.about(one.notebook))


def _cells(tree: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Yield each cell of a table behind the words of its row and its column's header."""
    headers: list[str] = []
    for row in tree.iter("tr"):
        cells = [_read(cell) for cell in row.iter("th", "td") for _ in range(_span(cell))]
        label = ", ".join(dict.fromkeys(c for c in cells if c and not _BARE.fullmatch(c)))
        if next(row.iter("td"), None) is None:
            headers = [" ".join(filter(None, pair)) for pair in _beside(cells, headers)]
        yield from ((label, header, cell) for cell, header in _beside(cells, headers))


def _without_names(table: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    cells = [*table]
    names = names_by_number(cell for _, _, cell in cells)
    yield from (one for one in cells if one[2] not in names)


def _beside(some: list[str], others: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each with what stands in the other's place, or "" where nothing does."""
    for index, one in enumerate(some):
        yield one, others[index] if index < len(others) else ""


def _read(element: html.HtmlElement) -> str:
    if not len(element) and _PLAIN.issuperset(element.keys()):
        plain = str(element.text or "").strip()
        if _BARE.fullmatch(plain):
            return plain
    return " ".join(as_read(etree.tostring(element, encoding="unicode", with_tail=False)).split())


def _span(cell: html.HtmlElement) -> int:
    written = str(cell.get("colspan", "1"))
    return min(int(written), _WIDEST) if written.isdecimal() else 1


def _value(bare: re.Match[str]) -> float:
    return float(bare[1].replace(",", ""))
