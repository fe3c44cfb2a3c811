"""What a book asks of a publisher: the lines of data/series.csv that name it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.data.tables.rows import rows_of
from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Kind
from quarterbook.ground.rule_names import Frequency
from quarterbook.publishers.reading.layout import RequestedSeries
from quarterbook.publishers.registry import example_of

_SERIES = f"data/{TABLES['series'].file}"


_FORM = '"Column=value; Column=value"'


class WhereError(ValueError):
    """The text is not of the form ``Column=value; Column=value``."""


def requested_series(
    rows: pd.DataFrame, publisher: str, frequency: Mapping[str, str]
) -> tuple[list[RequestedSeries], list[Problem]]:
    """Return the series asked of a publisher, in the file's order, and what is wrong with them.

    ``rows`` is series.csv as `read_table` gives it, indexed by line; ``frequency``
    has that of each measure. Raises
    `BookError` where no line names the publisher: then nothing in its file has
    a measure to go to.
    """
    mine = rows[rows["publisher"] == publisher]
    if mine.empty:
        raise BookError(Problem(_SERIES, 0, "D312", _none(publisher)))
    requested: list[RequestedSeries] = []
    problems: list[Problem] = []
    for row in rows_of(mine):
        where: dict[str, str] = {}
        try:
            where = read_where(row.where)
        except WhereError as error:
            problems.append(Problem(_SERIES, int(row.Index), "D208", str(error)))
        if row.scale <= 0:
            fault = (
                f"scale is {row.scale:g}. Write what the publisher's figures are to be multiplied "
                "by, such as 0.001, or leave it blank."
            )
            problems.append(Problem(_SERIES, int(row.Index), "D208", fault))
        requested.append(
            RequestedSeries(
                measure=row.measure,
                indicator=row.indicator,
                where=where,
                numerator=row.numerator,
                denominator=row.denominator,
                period=cast(Kind, row.period) if row.period in get_args(Kind) else None,
                frequency=cast(Frequency | None, frequency.get(row.measure)),
                scale=1.0 if pd.isna(row.scale) else float(row.scale),
                source=row.source,
            )
        )
    return requested, problems


def read_where(text: str) -> dict[str, str]:
    """Read ``Column=value; Column=value``; a blank value asks for a blank cell.

    Raises `WhereError` for a part without ``=`` or without a column, and for
    a column that is named twice.
    """
    where: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        column, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign:
            raise WhereError(f"where has {quoted(part)} without an equals sign. Write {_FORM}.")
        if not column:
            raise WhereError(f"where has {quoted(part)} without a column. Write {_FORM}.")
        if column in where:
            raise WhereError(
                f"where names the column {quoted(column)} twice. A row can have one value in it: "
                "keep one, and ask for the other on a line of its own."
            )
        where[column] = value
    return where


def missing_file(publisher: str) -> Problem:
    """Return what to say where there is no series.csv: its first two lines."""
    measure, indicator, where = example_of(publisher)
    columns, cells = "measure,publisher,indicator", f"{measure},{publisher},{indicator}"
    if where:
        columns, cells = f"{columns},where", f"{cells},{where}"
    return Problem(
        _SERIES,
        0,
        "D101",
        "the file is missing. It says which of a publisher's series feeds which measure, one a "
        f"line. Its first line is: {columns} and a line is like: {cells}",
    )


def _none(publisher: str) -> str:
    measure, indicator, where = example_of(publisher)
    example = f'measure "{measure}", publisher "{publisher}", indicator "{indicator}"'
    if where:
        example += f', where "{where}"'
    return (
        f'no line asks for a series of "{publisher}", so no figure of the file has a measure to '
        f"go to. Add a line for each series, such as: {example}. Its columns are "
        "measure, publisher and indicator and, where needed, "
        f"{', '.join(TABLES['series'].columns[3:])}."
    )
