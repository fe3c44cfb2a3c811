"""How pandas' Styler is shown: as a table of the house, with the colours that it gives to cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from markupsafe import Markup, escape
from matplotlib.colors import to_hex

from quarterbook.ground.errors import CommandError
from quarterbook.report.argument_types import short_form
from quarterbook.report.column_cells import column_cells
from quarterbook.report.html.contrast import BLACK, WHITE, contrast_of
from quarterbook.report.html.tables import shaded, table
from quarterbook.report.pandas_tables import (
    as_pandas,
    frame_html,
    is_number,
    only_counts,
)

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

_CONTRAST = 4.5  # of text, WCAG 2.2 level AA
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_OF_CELL = re.compile(r"#\S*?(level\d+_(?:row|col)\d+|row\d+_col\d+)(?=\s|,|$)")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+).*\)")

NOT_SHOWN = (
    "colours parts of cells, as with Styler.bar, which paper and Word cannot show: the figures are "
    "on the page, the bars are not. Colour whole cells, or draw a chart"
)


class _Cell(NamedTuple):
    """A cell as pandas writes it: its id, its classes, how far it reaches, and what is in it."""

    id: str
    classes: tuple[str, ...]
    columns: int
    rows: int
    inside: Markup

    @property
    def text(self) -> str:
        return " ".join(self.inside.striptags().replace("\xa0", " ").split())

    @property
    def is_of_index(self) -> bool:
        return "row_heading" in self.classes

    @property
    def place(self) -> tuple[int, int] | None:
        """The row and the column of the data that it shows; None of any other."""
        match = re.fullmatch(r"[^_]*_[^_]*_row(\d+)_col(\d+)", self.id)
        return (int(match[1]), int(match[2])) if match and "foot" not in self.id else None


class _Reader(HTMLParser):
    """Takes a Styler's HTML apart: its style sheet, its caption, and the cells of its rows."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.style, self.caption = "", Markup()
        self.heads: list[list[_Cell]] = []
        self.rows: list[list[_Cell]] = []
        self._part = self.heads
        self._open, self._given, self._inside = "", dict[str, str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._open:
            self._inside.append(self.get_starttag_text() or "")
        elif tag in ("thead", "tbody"):
            self._part = self.heads if tag == "thead" else self.rows
        elif tag == "tr":
            self._part.append([])
        elif tag in ("style", "caption", "th", "td"):
            self._open, self._inside = tag, []
            self._given = {name: value or "" for name, value in attrs}

    def handle_endtag(self, tag: str) -> None:
        if tag != self._open:
            self._inside.append(f"</{tag}>")
            return
        inside, attributes = Markup("".join(self._inside)), self._given
        match tag:
            case "style":
                self.style = str(inside)
            case "caption":
                self.caption = inside
            case _:
                columns, rows = (int(attributes.get(name, "1")) for name in ("colspan", "rowspan"))
                classes = tuple(attributes.get("class", "").split())
                self._part[-1].append(
                    _Cell(attributes.get("id", ""), classes, columns, rows, inside)
                )
        self._open = ""

    def handle_data(self, data: str) -> None:
        self._inside.append(data)

    def handle_entityref(self, name: str) -> None:
        self._inside.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._inside.append(f"&#{name};")


def styler_html(styler: Styler) -> Markup:
    """Return a Styler as a table: its words, formats and caption, and the colours of its cells.

    Text keeps a contrast of 4.5 to 1 with the colour of its cell. An index of mere places, 0, 1,
    2 …, is left out, as is what is hidden; floats and dates that no format is set for are written
    as in any table of the house.
    """
    read = _Reader(styler.to_html())
    styles = _styles(read.style)
    is_counted = only_counts(styler.data)
    heads, rows = list(_whole(read.heads)), list(_whole(read.rows))
    kept = [
        column
        for column, cell in enumerate(rows[0] if rows else ())
        if not (is_counted and cell.is_of_index)
    ]
    if not kept:
        return Markup("<p>No rows.</p>")
    columns = [_column(styler, [row[column] for row in rows], styles) for column in kept]
    numeric = [at for at, column in enumerate(kept) if _is_numeric(styler, rows[0][column])]
    headers = [_header([row[column] for row in heads], rows[0][column]) for column in kept]
    caption = " ".join(read.caption.striptags().split())
    levels = len([place for place in kept if rows[0][place].is_of_index])
    lines = list(zip(*columns, strict=True))
    return table(caption, headers, lines, numeric=numeric, row_headers=max(1, levels))


def table_html(
    data: pd.DataFrame | pd.Series | Styler,
    caption: str = "",
    decimals: int | Mapping[str, int] | None = None,
    units: str | Mapping[str, str] | None = None,
) -> Markup:
    """Return a frame or a series as `frame_html` does, or a Styler with this caption.

    Raises `CommandError` for anything else, and where a Styler, which has formats of its own,
    is given decimals or units.
    """
    data = as_pandas(data)
    if isinstance(data, (pd.DataFrame, pd.Series)):
        return frame_html(data, caption, decimals, units)
    if not hasattr(data, "set_caption"):
        raise CommandError(
            f"report.table was given {short_form(data)}. Give it a DataFrame, a Series or a Styler."
        )
    if decimals is not None or units:
        raise CommandError(
            "A Styler has formats of its own: set decimals and units with its .format, or give "
            "report.table the frame."
        )
    return styler_html(data.set_caption(caption) if caption else data)


def has_bars(styler: Styler) -> bool:
    """Whether a Styler colours parts of cells, which no reader is shown."""
    return "gradient(" in styler.to_html()


def _whole(rows: Sequence[Sequence[_Cell]]) -> Iterator[list[_Cell]]:
    """Yield the cells of each row, one that spans several as often as it does."""
    above: dict[int, tuple[int, _Cell]] = {}
    for row in rows:
        cells: list[_Cell] = []
        for cell in row:
            _take_above(cells, above)
            for _ in range(cell.columns):
                above[len(cells)] = cell.rows - 1, cell
                cells.append(cell)
        _take_above(cells, above)
        yield cells


def _take_above(cells: list[_Cell], above: dict[int, tuple[int, _Cell]]) -> None:
    while len(cells) in above and above[len(cells)][0]:
        left, cell = above[len(cells)]
        above[len(cells)] = left - 1, cell
        cells.append(cell)


def _is_numeric(styler: Styler, cell: _Cell) -> bool:
    return cell.place is not None and is_number(styler.data.dtypes.iloc[cell.place[1]])


def _header(above: Sequence[_Cell], cell: _Cell) -> str:
    """Return the words of a column's header: its names on every level or, of an index, its own."""
    kind = "index_name" if cell.is_of_index else "col_heading"
    words = [one.text for one in above if kind in one.classes and one.text]
    return words[-1] if words and kind == "index_name" else ", ".join(words)


def _column(styler: Styler, cells: Sequence[_Cell], styles: dict[str, str]) -> list[Markup]:
    """Return the cells of a column: what they say, shaded where the Styler shades them."""
    texts = _unformatted(styler, cells) or [
        Markup() if cell.text in ("", "nan", "NaT", "<NA>") else cell.inside for cell in cells
    ]
    return [
        _styled(words, next((styles[name] for name in _OF_CELL.findall(f"#{cell.id}")), ""))
        for cell, words in zip(cells, texts, strict=True)
    ]


def _unformatted(styler: Styler, cells: Sequence[_Cell]) -> list[Markup]:
    """Return a column that no format is set for as the house writes it; else none.

    Of whole numbers none is known to be without one: pandas writes them as a format may.
    """
    places = [cell.place for cell in cells if cell.place]
    values = [styler.data.iat[place] for place in places]
    if len(values) < len(cells) or not all(map(_is_as_pandas_writes, values, cells)):
        return []
    name = styler.data.columns[places[0][1]] if places else ""
    return [escape(text) for text in column_cells(values, name)]


def _is_as_pandas_writes(value: object, cell: _Cell) -> bool:
    if isinstance(value, float):
        return cell.text == f"{value:.{pd.get_option('styler.format.precision')}f}"
    return isinstance(value, date) and cell.text == str(value)


def _styles(sheet: str) -> dict[str, str]:
    """Return what the Styler sets for single cells, by the end of their ids."""
    styles: dict[str, str] = defaultdict(str)
    for selectors, declared in _RULE.findall(sheet):
        for name in _OF_CELL.findall(selectors):
            styles[name] += declared
    return styles


def _styled(words: Markup, declared: str) -> Markup:
    """Return a cell with the colours and the weight declared for it."""
    style = {
        name.strip().lower(): value.replace("!important", "").strip()
        for name, _, value in (part.partition(":") for part in declared.split(";"))
    }
    if style.get("font-weight", "") in ("bold", "bolder", "600", "700", "800", "900"):
        words = Markup("<strong>{}</strong>").format(words)
    if style.get("font-style") == "italic":
        words = Markup("<em>{}</em>").format(words)
    ground = _colour(style.get("background-color") or style.get("background", ""))
    ink = _colour(style.get("color", ""))
    if not ground and not ink:
        return words
    ground, ink = ground or WHITE, ink or BLACK
    if contrast_of(ink, ground) < _CONTRAST:
        ink = max(BLACK, WHITE, key=lambda plain: contrast_of(plain, ground))
    return shaded(words, ground, ink)


def _colour(written: str) -> str:
    """Return a colour as ``#RRGGBB``; "" of what is none, or lets all shine through."""
    if match := _RGB.fullmatch(written):
        return "#" + "".join(f"{min(int(part), 255):02X}" for part in match.groups())
    try:
        return "" if written in ("", "none", "transparent") else to_hex(written).upper()
    except ValueError:
        return ""
