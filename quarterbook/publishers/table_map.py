"""The map of a table: which of its columns holds what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from quarterbook.data.params.checked_yaml import read_yaml
from quarterbook.data.tables.cell_faults import TYPED_SIGNS, quoted
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.markers import MARKERS
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import plain
from quarterbook.publishers.reading.layout import BESIDE_VALUE
from quarterbook.storage.book import Book

_Column = Annotated[str, Field(min_length=1)]


# The keys of a value and of what goes with it.
VALUES = ("value", *BESIDE_VALUE, "marker")


class Across(NamedTuple):
    """A column of a wide table: what its header says it is of, and the columns that go with it.

    ``numerator``, ``denominator``, ``lower``, ``upper`` and ``marker`` are blank where there is
    none.
    """

    key: str
    value: str
    numerator: str
    denominator: str
    lower: str
    upper: str
    marker: str


_OWN = "own"


class Map(BaseModel):
    """Which column of a table holds what: the keys of a map's YAML file.

    ``indicator`` names the column with the name of each row's series, or
    ``indicator_is`` the one series of the whole table; ``area`` the column of
    areas (codes or names), or ``area_is`` the one area's code, ``own`` for
    figures of the council's own that are not published; ``period`` the
    column of periods, or several (``{Year} Q{Quarter}``), or ``period_is`` the
    one period. ``value``,
    ``numerator``, ``denominator``, ``lower`` and ``upper`` (the 95% confidence limits) and
    ``marker`` are columns too. In a wide table
    ``across`` says what its columns are, ``period``, ``area`` or
    ``indicator``: then each cell is a value, and columns that are none stand
    in ``ignore``; ``value`` and what goes with it are
    then headers like ``{period} - outcome``. ``symbols`` are the table's own
    in place of figures, or behind them, with the marker that each means; ``header_rows`` is
    how many lines the header has; ``sheet`` is the workbook's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: _Column | None = None
    indicator_is: _Column | None = None
    period: _Column | None = None
    period_is: _Column | None = None
    area: _Column | None = None
    area_is: _Column | None = None
    value: _Column | None = None
    numerator: _Column | None = None
    denominator: _Column | None = None
    lower: _Column | None = None
    upper: _Column | None = None
    marker: _Column | None = None
    across: Literal["period", "area", "indicator"] | None = None
    ignore: list[_Column] = []
    symbols: dict[_Column, _Column] = {}
    header_rows: Annotated[int, Field(strict=True, ge=1, le=4)] = 1
    sheet: _Column | None = None

    @property
    def is_return(self) -> bool:
        """Whether the table is what a service of the council's returned."""
        return self.area_is == _OWN

    @property
    def columns(self) -> list[str]:
        """The columns that the table must have."""
        parts = self.period_parts
        return [
            *parts,
            *(name for name in self.columns_together if not parts or name != self.period),
        ]

    @property
    def columns_together(self) -> list[str]:
        """The columns that it has once its periods are put together (`with_period`)."""
        named = [self.indicator, self.period, self.area]
        beside = [getattr(self, key) for key in VALUES]
        return [name for name in (*named, *beside * (not self.across)) if name]

    @property
    def period_parts(self) -> list[str]:
        """The columns of which a period is put together: ``{Year} Q{Quarter}``."""
        return re.findall(r"{(.+?)}", self.period or "")

    def with_period(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table that has the periods put together in place of their first part.

        The table is text in the columns of a file, of which the map's ``period`` names the parts.
        """
        parts = self.period_parts
        if not parts:
            return table
        begin, *others = re.split(r"{.+?}", self.period or "")
        text = pd.Series(begin, index=table.index)
        for part, behind in zip(parts, others, strict=True):
            text = text + table[part] + behind
        has_any = (table[parts] != "").any(axis=1)
        return table.assign(**{parts[0]: text.where(has_any, "")}).rename(
            columns={parts[0]: self.period}
        )

    @property
    def own_symbols(self) -> dict[str, str]:
        """The table's own symbols as cells are compared, with the marker of each."""
        return {
            symbol.translate(TYPED_SIGNS).strip().lower(): marker
            for symbol, marker in self.symbols.items()
        }

    def columns_across(self, header: Iterable[str], also_used: Iterable[str] = ()) -> list[Across]:
        """Return the columns of values of a wide table; ``also_used`` are no such columns."""
        by_plain = {plain(name): name for name in header}
        named = (*self.columns, *self.columns_together, *self.ignore, *also_used)
        used = {plain(name) for name in named}
        mark = f"{{{self.across}}}"
        form = re.compile("(.+)".join(map(_flexible, (self.value or mark).split(mark))), re.I)
        across = []
        for name, written in by_plain.items():
            match = form.fullmatch(written.strip())
            if match and name not in used:
                beside = (
                    by_plain.get(plain((getattr(self, key) or "").replace(mark, match[1])), "")
                    for key in VALUES[1:]
                )
                across.append(Across(match[1], written, *beside))
        beside_others = {name for one in across for name in one[2:] if name}
        return [one for one in across if one.value not in beside_others]

    @model_validator(mode="after")
    def _whole(self) -> Map:
        for key in self._misplaced():
            if getattr(self, key):
                kind = f"wide table (across: {self.across})" if self.across else "table not wide"
                raise _fault(f'"{key}" has no place in the map of a {kind}. Take it out', key)
        for key, what in (
            ("indicator", "names of the series"), ("area", "areas"), ("period", "periods"),
        ):  # fmt: skip
            if self.across != key and bool(getattr(self, key)) == bool(getattr(self, f"{key}_is")):
                either = f'expected either "{key}", the column with the {what}, or "{key}_is"'
                raise _fault(f"{either}, the one of the whole table", key)
        if not (self.value or self.across):
            raise _fault('"value" is missing: name the column with the figures', "value")
        for symbol, marker in self.symbols.items():
            if marker not in MARKERS:
                allowed = listed(MARKERS)
                raise _fault(
                    f"{quoted(symbol)} of symbols is {quoted(marker)}: expected {allowed}",
                    "symbols",
                )
        names = [plain(name) for name in self.columns]
        for name in self.columns:
            if names.count(plain(name)) > 1:
                raise _fault(f"the column {quoted(name)} is named for two things. Keep one", "")
        return self

    def _misplaced(self) -> tuple[str, ...]:
        """Return the keys that contradict the kind of table."""
        if not self.across:
            return ("ignore",)
        no_headers = [
            key for key in VALUES if f"{{{self.across}}}" not in (getattr(self, key) or "")
        ]
        return (*no_headers, self.across, f"{self.across}_is")


def _flexible(part: str) -> str:
    """Return a pattern of a part of a header, whatever its spaces and underscores."""
    return re.sub(r"(\\?[\s_])+", r"[\\s_]+", re.escape(part))


def _fault(message: str, key: str) -> PydanticCustomError:
    return PydanticCustomError("at_fault", "{message}", {"message": message, "below": (key,)})


def read_map(book: Book, path: Path) -> Map:
    """Read a map; raises `BookError` with the line of each fault."""
    if not path.is_file():
        fault = "there is no such map. It says which column of the table holds what."
        raise BookError(Problem(book.relative(path), 0, "P104", fault))
    return read_yaml(book, path, Map)
