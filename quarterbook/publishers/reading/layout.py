"""What every importer takes and gives, whatever the publisher's layout.

An importer is a module with

``NAME``
    what the command calls it: ``ees``;
``TITLE``
    the publisher's own name of such files;
``EXAMPLE``
    a line of series.csv for it, shown where one is missing: measure, indicator and where;
``COLUMNS``
    the columns that its files are told by, `KnownColumns`;
``read(path, series, codes)``
    which returns an `ImportedFigures` or raises `LayoutError`.

Further places name it: "Adding a publisher" in docs/how-it-is-built.md leads to each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pandas as pd

from quarterbook.ground.periods import Kind
from quarterbook.ground.rule_names import Frequency

# Columns of `ImportedFigures.figures`: what one row says of one area in one period.
FIGURES = (
    "measure", "period", "area", "value", "numerator", "denominator", "lower", "upper", "marker",
    "source",
)  # fmt: skip


# Of these the numbers that stand beside a value; the last two are its 95% confidence limits.
BESIDE_VALUE = ("numerator", "denominator", "lower", "upper")


# Columns of `ImportedFigures.refused`: the file's own line, why it cannot be used, its text.
REFUSED = ("line", "reason", "text")


# How a code that areas.csv lacks comes there.
TAKE_IN_AREAS = (
    "if it is wanted, take it in from mySociety's list (quarterbook import areas FILE), which has "
    "councils, regions and countries, or add a line"
)
TAKE_IN_NUMBERS = (
    "a file of Explore Education Statistics brings such numbers in (quarterbook import areas FILE)"
)


_PARTS_OF_LONDON = {"E13000001": "Inner London", "E13000002": "Outer London"}


def how_to_take_in(code: str) -> str:
    """Return how the area of a code comes into areas.csv; the list lacks the parts of London."""
    part = _PARTS_OF_LONDON.get(code)
    if part is None:
        return TAKE_IN_AREAS
    return f"if it is wanted, add the line {code},{part},region to areas.csv; London needs neither"


def unknown_areas(rows: pd.DataFrame, code: str, name: str) -> pd.Series:
    """Return why rows cannot be used whose areas areas.csv does not have.

    ``code`` and ``name`` are the columns of a publisher's table that hold an area's.
    """
    how = rows[code].map(how_to_take_in)
    return rows[name] + " (" + rows[code] + ") is no area of areas.csv: " + how


@dataclass(frozen=True)
class KnownColumns:
    """The columns that tell whose file it is, and which of them name what is in it.

    own
        columns that together no other layout has.
    series, area, period
        those that hold a file's series, areas and periods; blank where none does.
    has_area_numbers
        whether its councils have numbers of the publisher's, whatever their names.
    """

    own: tuple[str, ...]
    series: str = ""
    area: str = ""
    period: str = ""
    has_area_numbers: bool = False


class LayoutError(Exception):
    """The file is not of the layout asked for: what was found, and what was expected.

    ``line`` is the file's own, 0 where it is the file as a whole.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class RequestedSeries:
    """A row of data/series.csv: which of a publisher's series feeds which measure.

    indicator
        the publisher's name of the series: an ASCOF measure code, a column of
        an EES file, a ``Short Desc`` of LAIT, a Fingertips indicator id.
    where
        further columns and the value that each must have.
    numerator, denominator
        columns that hold them, where the layout does not settle it.
    lower, upper
        columns that hold the 95% confidence limits, which the layout settles.
    period
        what kind of period the publisher's years are; nothing where series.csv
        leaves it to the file, and to financial years where that says nothing.
    frequency
        the measure's: ``2011-12`` is a year of an annual one.
    scale
        what to multiply the publisher's figures by, to be in the measure's unit.
    source
        words for the source line under a comparison.
    """

    measure: str
    indicator: str
    where: Mapping[str, str] = field(default_factory=dict)
    numerator: str = ""
    denominator: str = ""
    lower: str = ""
    upper: str = ""
    period: Kind | None = None
    frequency: Frequency | None = None
    scale: float = 1.0
    source: str = ""


class AreaCodes:
    """The areas of areas.csv by each of their codes and by name."""

    def __init__(self, areas: pd.DataFrame, own: str = "") -> None:
        """``areas`` has ``code, name, from, to`` and, where known, ``dfe_code, ascof_code``.

        ``own`` is the code of the council whose book it is.
        """
        self.own = own
        self.gss = dict.fromkeys(areas["code"])
        self.areas = areas

    def by(self, column: str) -> dict[str, list[str]]:
        """Return the GSS codes of each value of a column; several councils may share a number."""
        by_value: dict[str, list[str]] = {}
        if column in self.areas:
            for code, value in zip(self.areas["code"], self.areas[column], strict=True):
                if value:
                    by_value.setdefault(str(value), []).append(code)
        return by_value


@dataclass(frozen=True)
class ImportedFigures:
    """What a file gave.

    ``figures`` has the columns `FIGURES` (period a `Period`, area a GSS code,
    numbers NaN where there are none, marker one of the Government Statistical
    Service's or blank); ``refused`` the columns `REFUSED`, for every row that
    was asked for and could not be used; ``rows`` says how many rows the file
    has, ``unasked`` how many of them belong to series that series.csv does not
    name.
    ``absent`` has a sentence for each series that the file lacks; ``figures``
    is indexed by the file's own lines.
    """

    figures: pd.DataFrame
    refused: pd.DataFrame
    rows: int
    unasked: int
    absent: tuple[str, ...] = ()


class Importer(Protocol):
    """What reads one layout: a publisher's, or the tables that a map describes."""

    NAME: str
    TITLE: str
    EXAMPLE: tuple[str, str, str]

    def read(
        self, path: Path, series: Sequence[RequestedSeries], codes: AreaCodes
    ) -> ImportedFigures: ...


class PublisherLayout(Importer, Protocol):
    """A module that reads one publisher's layout, which its files are told by."""

    COLUMNS: KnownColumns
