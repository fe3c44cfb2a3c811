"""The tables of data/: their columns, what each may hold, and what makes a row unique."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pandera.pandas as pa

from quarterbook.data.params import DIRECTION_BASES, RAG_RULES
from quarterbook.errors import listed, nearest
from quarterbook.periods import FORMS, PeriodError, parse, parse_quarter

MARKERS: dict[str, str] = {
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
    "f": "forecast",
    "b": "break in series",
    "c": "confidential: withheld so that nobody can be identified",
    "low": "more than zero, but rounds to zero",
    "u": "low reliability",
    "w": "no survey ran",
    "x": "not available",
    "z": "not applicable",
}

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Field:
    """A column: the kind of its values, the words allowed, whether it may be blank or absent."""

    name: str
    kind: str = "text"
    words: tuple[str, ...] = ()
    blank: bool = True
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """A file of data/: its columns, the columns that make a row unique, whether it must exist."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    required: bool = False

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]


def _must(name: str, kind: str = "text", *words: str) -> Field:
    return Field(name, kind, words, blank=False)


def _may(name: str, kind: str = "text", *words: str) -> Field:
    return Field(name, kind, words)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "measures",
            (
                _must("id", "id"),
                _must("title"),
                _must("outcome"),
                _may("sub_outcome"),
                _may("service"),
                _may("owner"),
                _may("committee"),
                _may("unit"),
                _must("decimals", "integer"),
                _must("polarity", "word", "higher", "lower", "plan", "none"),
                _must("kind", "word", "measure", "activity"),
                _must("frequency", "word", "monthly", "quarterly", "annual", "biennial"),
                _must("reading", "word", "snapshot", "year_to_date", "rolling_12"),
                _may("rag_rule", "word", *RAG_RULES),
                _may("direction_basis", "word", *DIRECTION_BASES),
                _may("seasonal", "word", "yes", "no"),
                _must("status", "word", "live", "in_development", "retired"),
                _may("first_quarter", "quarter"),
                _may("retired_quarter", "quarter"),
                _may("definition"),
                _may("source"),
            ),
            ("id",),
            required=True,
        ),
        Table(
            "observations",
            (
                _must("measure"),
                _must("period", "period"),
                _may("value", "number"),
                _may("numerator", "number"),
                _may("denominator", "number"),
                _may("marker", "word", *MARKERS),
                _must("recorded_on", "day"),
                _may("note"),
            ),
            ("measure", "period", "recorded_on"),
            required=True,
        ),
        Table(
            "targets",
            (
                _must("measure"),
                _must("period", "period"),
                _may("target", "number"),
                _may("floor", "number"),
                _may("lower", "number"),
                _may("upper", "number"),
                _must("set_on", "day"),
            ),
            ("measure", "period", "set_on"),
        ),
        Table(
            "milestones",
            (
                _must("id", "id"),
                _must("title"),
                _must("outcome"),
                _may("owner"),
                _may("committee"),
                _must("due", "day"),
                _may("forecast", "day"),
                _may("completed_on", "day"),
                _must(
                    "status",
                    "word",
                    "not_started",
                    "on_track",
                    "at_risk",
                    "off_track",
                    "completed",
                ),
                _may("commentary"),
                _must("recorded_on", "day"),
            ),
            ("id", "recorded_on"),
        ),
        Table(
            "commentary",
            (
                _must("measure"),
                _must("quarter", "quarter"),
                _may("commentary"),
                _may("action"),
                _may("highlight", "word", "success", "concern", "note"),
                _may("rag_judgement", "word", "green", "amber", "red"),
                _may("rag_reason"),
                _may("owner"),
                _must("written_on", "day"),
                Field(
                    "direction_judgement",
                    "word",
                    ("improved", "same", "declined"),
                    optional=True,
                ),
            ),
            ("measure", "quarter", "written_on"),
        ),
        Table(
            "benchmarks",
            (
                _must("measure"),
                _must("period", "period"),
                _must("area"),
                _may("value", "number"),
                _may("numerator", "number"),
                _may("denominator", "number"),
                _may("marker", "word", *MARKERS),
                _may("source"),
                _must("published_on", "day"),
            ),
            ("measure", "period", "area", "published_on"),
        ),
        Table(
            "areas",
            (
                _must("code"),
                _must("name"),
                _must("kind", "word", "council", "region", "country"),
                _may("region"),
                _may("from", "day"),
                _may("to", "day"),
                _may("successor"),
            ),
            ("code",),
        ),
        Table(
            "comparators",
            (_must("group"), _must("council"), _must("member"), _may("rank", "integer")),
            ("group", "council", "member"),
        ),
        Table(
            "decisions",
            (
                _must("id"),
                _must("committee"),
                _must("met_on", "day"),
                _may("measure"),
                _must("request"),
                _may("owner"),
                _may("due_quarter", "quarter"),
                _must("status", "word", "open", "closed"),
                _may("response"),
                _may("closed_on", "day"),
            ),
            ("id",),
        ),
    )
}


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_period(text: str) -> bool:
    try:
        return bool(parse(text))
    except PeriodError:
        return False


def _is_quarter(text: str) -> bool:
    try:
        return bool(parse_quarter(text))
    except PeriodError:
        return False


_TESTS: dict[str, Callable[[str], bool]] = {
    "number": lambda text: bool(_NUMBER.fullmatch(text)),
    "integer": lambda text: text.isdigit(),
    "day": _is_day,
    "period": _is_period,
    "quarter": _is_quarter,
    "id": lambda text: bool(_ID.fullmatch(text)),
}


def schema(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a table whose cells are still text."""
    return pa.DataFrameSchema(
        {field.name: pa.Column(checks=_checks(field)) for field in table.fields}
    )


def _checks(field: Field) -> list[pa.Check]:
    checks = []
    if not field.blank:
        checks.append(pa.Check(lambda cells: cells != "", name="blank"))
    if field.kind == "word":
        allowed = {*field.words, ""}
        checks.append(pa.Check(lambda cells: cells.isin(allowed), name="word"))
    elif field.kind != "text":
        test = _TESTS[field.kind]
        checks.append(
            pa.Check(
                lambda cells: cells.map({cell: cell == "" or test(cell) for cell in cells.unique()}),
                name=field.kind,
            )
        )
    return checks


def explain(field: Field, check: str, cell: str) -> tuple[str, str]:
    """Return the code and the message for a cell that failed a check."""
    name = field.name
    if check == "blank":
        return "D201", f"{name} is blank. Every row needs one."
    if check == "number":
        return "D202", f'{name} is "{cell}", which is not a number. {_mend_number(cell)}'
    if check == "integer":
        return "D202", f'{name} is "{cell}". Write a whole number, such as 1.'
    if check == "day":
        return "D203", f'{name} is "{cell}", not a date that exists. Write it like 2021-11-05.'
    if check == "period":
        return "D204", f'{name} is "{cell}", not a period. Write one of: {FORMS}.'
    if check == "quarter":
        return "D204", f'{name} is "{cell}", not a quarter. Write it like 2021-22-Q2.'
    if check == "id":
        return (
            "D206",
            f'{name} is "{cell}". An id has small letters, digits and single hyphens, '
            "such as recycling-rate.",
        )
    return (
        "D205",
        f'{name} is "{cell}". Allowed: {listed(field.words)}'
        f"{', or blank' if field.blank else ''}.{nearest(cell, field.words)}",
    )


def _mend_number(cell: str) -> str:
    bare = cell.strip().strip("%£").replace(",", "").strip()
    if not _NUMBER.fullmatch(bare):
        return (
            "Where there is no figure leave it blank and say why in the marker: "
            f"{listed(_ABSENT)}."
        )
    faults = [
        words
        for sign, words in (
            (",", "the thousands comma"),
            ("%", "the percent sign"),
            ("£", "the pound sign"),
        )
        if sign in cell
    ]
    return f"Write {bare}, without {listed(faults or ['the spaces'], 'and')}."


_ABSENT = [f"{marker} ({MARKERS[marker].split(':')[0]})" for marker in ("c", "w", "x", "z")]


def typed(table: Table, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a valid table with numbers, dates and quarters in place of text.

    Blank numbers become NaN, blank dates NaT. Periods stay text: what
    ``2011-12`` means depends on the measure.
    """
    out = cells.copy()
    for field in table.fields:
        column = out[field.name]
        if field.kind == "number":
            out[field.name] = pd.to_numeric(column.where(column != ""), errors="raise").astype(float)
        elif field.kind == "integer":
            out[field.name] = pd.to_numeric(column.where(column != ""), errors="raise").astype(
                "Int64"
            )
        elif field.kind == "day":
            out[field.name] = pd.to_datetime(column.where(column != ""), format="%Y-%m-%d")
        elif field.kind == "quarter":
            out[field.name] = column.str.upper()
    return out
