"""The rows that a series asks of a table of text cells, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.errors import nearest
from quarterbook.ground.periods import Period
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import plain
from quarterbook.publishers.reading.layout import (
    BESIDE_VALUE,
    FIGURES,
    REFUSED,
    ImportedFigures,
    LayoutError,
    RequestedSeries,
)
from quarterbook.publishers.reading.text_cells import doubtful, is_error, numbers
from quarterbook.storage import csv_lines

_SCALED = ("value", "lower", "upper")

_MOST = 6  # values of a column that a message names


class AbsentError(LookupError):
    """The file has not what a series asks for; the text, a sentence's end, says what that is."""


class SeriesRows:
    """The rows of one series: each becomes a figure, unless it has a reason against it.

    ``rows`` are the file's, as text cells indexed by line; ``out`` has the same
    index and the columns of `FIGURES` as an importer fills them in, and
    ``reason``, blank where nothing is wrong.
    """

    def __init__(self, series: RequestedSeries, rows: pd.DataFrame) -> None:
        self.series = series
        self.rows = rows
        self.out = pd.DataFrame(
            {"measure": series.measure, "source": series.source, "marker": "", "reason": ""},
            index=rows.index,
            columns=[*FIGURES, "reason"],
            dtype=object,
        )

    def refuse(self, faulty: pd.Series, reason: pd.Series | str) -> None:
        """Give faulty rows a reason, unless they have one."""
        new = faulty & (self.out["reason"] == "")
        self.out["reason"] = self.out["reason"].mask(new, reason)

    def read_numbers(
        self, value: str, symbols: Mapping[str, str], mend: Callable[[str], str] = lambda _: ""
    ) -> None:
        """Fill in value and limits, in the measure's unit, marker, numerator and denominator.

        ``value`` is the column of the values, ``mend`` what to say behind a cell that is no
        figure. Raises `LayoutError` where the
        series names a numerator or denominator that is no column.
        """
        names = {what: getattr(self.series, what) for what in BESIDE_VALUE}
        for what, name in {"value": value, **names}.items():
            if not name:
                self.out[what] = np.nan
                continue
            try:
                texts = self.rows[column_of(self.rows, name)]
            except AbsentError as error:
                raise LayoutError(
                    f'series.csv asks for a {what} of "{self.series.measure}" in {error}'
                ) from error
            self.out[what], marker, bad = numbers(texts, symbols)
            if what in _SCALED:
                self.out[what] *= self.series.scale
            if what == "value":
                self.out["marker"] = marker
            doubts = doubtful(texts.unique())
            reasons = {
                cell: f"{name} is {quoted(cell)}, {_no_figure(cell, doubts, mend)}"
                for cell in texts[bad].unique()
            }
            unread = texts[bad].map(reasons)
            self.refuse(bad, unread.reindex(bad.index))
        for limit in ("lower", "upper"):  # nothing is said of a figure that is not there
            self.out[limit] = self.out[limit].where(self.out["value"].notna(), np.nan)
        swapped = (self.out["lower"] > self.out["upper"]).astype(bool)
        self.refuse(swapped, f"{self.series.lower} is above {self.series.upper}")

    def repeated(self) -> pd.Series:
        """Return which rows without a fault share their area and period with another."""
        sound = self.out[self.out["reason"] == ""]
        twice = sound.duplicated(["area", "period"], keep=False)
        return twice.reindex(self.out.index, fill_value=False)


def _no_figure(cell: str, doubts: Mapping[str, str], mend: Callable[[str], str]) -> str:
    if cell in doubts:
        return f"no figure: {doubts[cell]}"
    if is_error(cell):
        return "an error of the spreadsheet and no figure"
    return f"no figure{mend(cell)}"


def column_of(table: pd.DataFrame, name: str) -> str:
    """Return the file's own spelling of a column; raises `AbsentError` if it has none such."""
    for column in table.columns:
        if plain(column) == plain(name):
            return str(column)
    raise AbsentError(
        f"the column {quoted(name)}, which the file does not have.{nearest(name, table.columns)}"
    )


def narrowed(table: pd.DataFrame, where: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows with the values asked for, in capitals or not.

    Raises `AbsentError` for a column that the file does not have and a value that no row has.
    """
    for name, value in where.items():
        column = table[column_of(table, name)]
        here = column.str.casefold() == value.casefold()
        if not here.any():
            raise AbsentError(
                f"{name} {quoted(value)}, which no row has.{nearest(value, column.unique())}"
            )
        table = table[here]
    return table


def read_periods(
    texts: pd.Series, read: Callable[[str], Period | str]
) -> tuple[pd.Series, pd.Series]:
    """Return the period of each text, and why it is none, blank where it is one.

    ``read`` gives either; both results have the index of ``texts``.
    """
    by_text = {text: read(text) for text in texts.unique()}
    reasons = {text: one if isinstance(one, str) else "" for text, one in by_text.items()}
    periods = pd.Series([by_text[text] for text in texts], texts.index, dtype=object)
    return periods, texts.map(reasons).astype(object)


def tell_apart(rows: pd.DataFrame, columns: Sequence[str]) -> str:
    """Say which of the columns tell rows of one area and period apart, and their values.

    The columns are a publisher's own, of which ``where`` of series.csv could name one.
    """
    several = [
        f"{name} ({listed(map(quoted, values[:_MOST]))}{', …' if len(values) > _MOST else ''})"
        for name in columns
        if len(values := list(rows[name].unique())) > 1
    ]
    if not several:
        return "the file has several rows for this area and period, and no column differs"
    return f"several rows for one area and period: in where, set one value of {'; '.join(several)}"


def imported_figures(
    series_rows: Sequence[SeriesRows],
    absent: Sequence[str],
    rows: int,
    title: str,
    beside: Collection[int] = (),
) -> ImportedFigures:
    """Return what a file of ``rows`` rows gave, its figures indexed by line.

    ``absent`` says of each series that found nothing what it asks for. ``beside`` are lines that
    say something of the figures in others, and so were asked for. Raises
    `LayoutError` where no series found any: then it is another file that was meant.
    """
    if absent and not series_rows:
        more = f" And so for {len(absent) - 3} more." if len(absent) > 3 else ""
        raise LayoutError(
            f"The file has none of the series that series.csv asks of {title}: "
            f"{' '.join(absent[:3])}{more}"
        )
    lines = set(beside)
    figures, refused = [], []
    for one in series_rows:
        lines.update(one.rows.index)
        sound = one.out["reason"] == ""
        figures.append(one.out.loc[sound, list(FIGURES)])
        refused += [
            (line, reason, csv_lines.as_csv([cells]).removesuffix("\n"))
            for line, reason, cells in zip(
                one.rows.index[~sound],
                one.out.loc[~sound, "reason"],
                one.rows[~sound].itertuples(index=False, name=None),
                strict=True,
            )
        ]
    return ImportedFigures(
        figures=pd.concat(figures) if figures else pd.DataFrame(columns=FIGURES),
        refused=pd.DataFrame(list(dict.fromkeys(refused)), columns=REFUSED),
        rows=rows,
        unasked=rows - len(lines),
        absent=tuple(absent),
    )
