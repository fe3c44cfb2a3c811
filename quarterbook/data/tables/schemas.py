"""The tables of data/: their columns, what each may hold, and what makes a row unique."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from quarterbook.data.tables.publisher_names import PUBLISHERS
from quarterbook.data.tables.ranges import RangeError, parse_range
from quarterbook.ground.days import day_fault
from quarterbook.ground.markers import MARKERS
from quarterbook.ground.periods import MONTH_NAMES, PeriodError, parse, parse_quarter
from quarterbook.ground.rule_names import (
    AMBER_WHEN,
    BASES,
    FREQUENCIES,
    LONG_TERM_BASES,
    POLARITIES,
    RAG_RULES,
    READINGS,
)
from quarterbook.ground.tolerance import ToleranceError, parse_tolerance

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)


# Beyond these a double has no decimals left, or there is nothing to see.
_LARGEST_FIGURE = 1e15
_SMALLEST_FIGURE = 1e-9

MOST_DECIMALS = 6

LONGEST_ID = 100  # letters: files are named after ids


_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


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


def _can(name: str, kind: str = "text", *words: str) -> Field:
    return Field(name, kind, words, optional=True)


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
                _must("decimals", "decimals"),
                _must("polarity", "word", *POLARITIES),
                _must("kind", "word", "measure", "activity"),
                _must("frequency", "word", *FREQUENCIES),
                _must("reading", "word", *READINGS),
                _may("rag_rule", "word", *RAG_RULES),
                _may("direction_basis", "word", *BASES),
                _may("seasonal", "word", "yes", "no"),
                _must("status", "word", "live", "in_development", "retired"),
                _may("first_quarter", "quarter"),
                _may("retired_quarter", "quarter"),
                _may("definition"),
                _may("source"),
                _can("tolerance", "margin"),
                _can("amber_when", "word", *AMBER_WHEN),
                _can("same_within", "margin"),
                _can("long_term_basis", "word", *LONG_TERM_BASES),
                _can("definition_from", "period"),
                _can("small_numbers", "word", "withhold", "show", "round"),
                _can("part_of"),
                _can("related"),
                _can("precision", "word", "shown", "recorded"),
                _can("complete", "word", *MONTH_NAMES),
                _can("headline", "word", "quarter", "newest"),
                _can("possible", "range"),
                _can("neighbours"),
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
            "recalculations",
            (
                _must("measure"),
                _must("period", "period"),
                _must("reason"),
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
                _may("due", "day"),
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
                _can("highlight", "word", "success", "concern", "note"),
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
                _can("direction_judgement", "word", "improved", "same", "declined"),
                _can("action_by", "day"),
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
            "series",
            (
                _must("measure"),
                _must("publisher", "word", *PUBLISHERS),
                _must("indicator"),
                _can("where"),
                _can("numerator"),
                _can("denominator"),
                _can("period", "word", "year", "calendar", "academic"),
                _can("scale", "number"),
                _can("source"),
                _can("caveat"),
            ),
            ("measure", "publisher", "indicator", "where"),
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
                _can("dfe_code"),
                _can("ascof_code"),
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
                _may("status", "word", "open", "closed"),
                _may("response"),
                _may("closed_on", "day"),
                _can("kind", "word", "noted", "resolved", "asked"),
                _can("answered_on", "day"),
            ),
            ("id",),
        ),
    )
}


def several(cell: str) -> list[str]:
    """Return the names in a cell that may hold more than one, such as ``missed-bins; hrc-visits``.

    They stand apart by spaces, commas or semicolons.
    """
    return [name for name in re.split(r"[\s,;]+", cell) if name]


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text)) and number_fault(float(text)) == ""


def number_fault(number: float) -> str:
    """Return what keeps a number from being a figure: no unit has such an amount."""
    if abs(number) >= _LARGEST_FIGURE:
        return "large"
    return "small" if 0 < abs(number) < _SMALLEST_FIGURE else ""


def _is_id(text: str) -> bool:
    return bool(_ID.fullmatch(text)) and len(text) <= LONGEST_ID


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


def _is_margin(text: str) -> bool:
    try:
        return bool(parse_tolerance(text))
    except ToleranceError:
        return False


def _is_range(text: str) -> bool:
    try:
        return bool(parse_range(text))
    except RangeError:
        return False


_TESTS: dict[str, Callable[[str], bool]] = {
    "number": _is_number,
    "integer": lambda text: bool(_WHOLE.fullmatch(text)),
    "day": lambda text: not day_fault(text),
    "period": _is_period,
    "quarter": _is_quarter,
    "margin": _is_margin,
    "range": _is_range,
    "id": _is_id,
    "decimals": lambda text: text in map(str, range(MOST_DECIMALS + 1)),
}


def fits(field: Field, cell: str) -> bool:
    """Whether a cell that is not blank is of its column's kind."""
    if field.kind == "word":
        return cell in field.words
    return field.kind == "text" or _TESTS[field.kind](cell)


def schema(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a table whose cells are still text."""
    return pa.DataFrameSchema(
        {field.name: pa.Column(checks=_checks(field)) for field in table.fields}
    )


def _checks(field: Field) -> list[pa.Check]:
    checks = []
    if not field.blank:
        checks.append(pa.Check(lambda cells: cells != "", name="blank"))
    if field.kind != "text":
        checks.append(
            pa.Check(
                lambda cells: cells.map(
                    {cell: cell == "" or fits(field, cell) for cell in cells.unique()}
                ),
                name=field.kind,
            )
        )
    return checks


def typed(table: Table, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a valid table with numbers, dates and quarters in place of text.

    Blank numbers become NaN, blank dates NaT. Periods stay text: what
    ``2011-12`` means depends on the measure.
    """
    out = cells.copy()
    for field in table.fields:
        column = out[field.name]
        if field.kind == "number":
            out[field.name] = pd.to_numeric(column.where(column != "")).astype(float)
        elif field.kind in ("integer", "decimals"):
            out[field.name] = pd.to_numeric(column.where(column != "")).astype("Int64")
        elif field.kind == "day":
            out[field.name] = pd.to_datetime(column.where(column != ""), format="%Y-%m-%d")
        elif field.kind == "quarter":
            out[field.name] = column.str.upper()
    return out
