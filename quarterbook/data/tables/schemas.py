"""The tables of data/: their columns, what each may hold, and what makes a row unique."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from quarterbook.data.tables.cell_kinds import CellKind, is_of_kind
from quarterbook.data.tables.publisher_names import PUBLISHERS
from quarterbook.ground.markers import MARKERS
from quarterbook.ground.periods import MONTH_NAMES
from quarterbook.ground.rule_names import (
    AMBER_WHEN,
    BASES,
    FREQUENCIES,
    LONG_TERM_BASES,
    POLARITIES,
    RAG_RULES,
    READINGS,
)

if TYPE_CHECKING:
    import pandera.pandas as pa

# What a figure is recorded in: withheld together, blank or absent together.
FIGURE_COLUMNS = ("value", "numerator", "denominator")

# Between which amounts a benchmark lies with 95% confidence: withheld with it.
LIMIT_COLUMNS = ("lower", "upper")


@dataclass(frozen=True)
class Field:
    """A column: the kind of its values, the words allowed, whether it may be blank or absent."""

    name: str
    kind: CellKind = "text"
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


def _filled(name: str, kind: CellKind = "text", *words: str) -> Field:
    return Field(name, kind, words, blank=False)


def _blank(name: str, kind: CellKind = "text", *words: str) -> Field:
    return Field(name, kind, words)


def _optional(name: str, kind: CellKind = "text", *words: str) -> Field:
    return Field(name, kind, words, optional=True)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "measures",
            (
                _filled("id", "id"),
                _filled("title"),
                _filled("outcome"),
                _blank("sub_outcome"),
                _blank("service"),
                _blank("owner"),
                _blank("committee"),
                _blank("unit"),
                _filled("decimals", "decimals"),
                _filled("polarity", "word", *POLARITIES),
                _filled("kind", "word", "measure", "activity"),
                _filled("frequency", "word", *FREQUENCIES),
                _filled("reading", "word", *READINGS),
                _blank("rag_rule", "word", *RAG_RULES),
                _blank("direction_basis", "word", *BASES),
                _blank("seasonal", "word", "yes", "no"),
                _filled("status", "word", "live", "in_development", "retired"),
                _blank("first_quarter", "quarter"),
                _blank("retired_quarter", "quarter"),
                _blank("definition"),
                _blank("source"),
                _optional("tolerance", "margin"),
                _optional("amber_when", "word", *AMBER_WHEN),
                _optional("same_within", "margin"),
                _optional("long_term_basis", "word", *LONG_TERM_BASES),
                _optional("definition_from", "period"),
                _optional("small_numbers", "word", "withhold", "show", "round"),
                _optional("part_of"),
                _optional("related"),
                _optional("precision", "word", "shown", "recorded"),
                _optional("complete", "word", *MONTH_NAMES),
                _optional("headline", "word", "quarter", "newest"),
                _optional("possible", "range"),
                _optional("neighbours"),
                _optional("intervals", "word", "counts", "published"),
            ),
            ("id",),
            required=True,
        ),
        Table(
            "observations",
            (
                _filled("measure"),
                _filled("period", "period"),
                _blank("value", "number"),
                _blank("numerator", "number"),
                _blank("denominator", "number"),
                _blank("marker", "word", *MARKERS),
                _filled("recorded_on", "day"),
                _blank("note"),
            ),
            ("measure", "period", "recorded_on"),
            required=True,
        ),
        Table(
            "targets",
            (
                _filled("measure"),
                _filled("period", "period"),
                _blank("target", "number"),
                _blank("floor", "number"),
                _blank("lower", "number"),
                _blank("upper", "number"),
                _filled("set_on", "day"),
                _optional("marker", "word", "x"),
            ),
            ("measure", "period", "set_on"),
        ),
        Table(
            "recalculations",
            (
                _filled("measure"),
                _filled("period", "period"),
                _filled("reason"),
                _filled("set_on", "day"),
            ),
            ("measure", "period", "set_on"),
        ),
        Table(
            "milestones",
            (
                _filled("id", "id"),
                _filled("title"),
                _filled("outcome"),
                _blank("owner"),
                _blank("committee"),
                _blank("due", "day"),
                _blank("forecast", "day"),
                _blank("completed_on", "day"),
                _filled(
                    "status",
                    "word",
                    "not_started",
                    "on_track",
                    "at_risk",
                    "off_track",
                    "completed",
                ),
                _blank("commentary"),
                _filled("recorded_on", "day"),
                _optional("highlight", "word", "success", "concern", "note"),
                _optional("action"),
                _optional("action_by", "day"),
            ),
            ("id", "recorded_on"),
        ),
        Table(
            "commentary",
            (
                _filled("measure"),
                _filled("quarter", "quarter"),
                _blank("commentary"),
                _blank("action"),
                _blank("highlight", "word", "success", "concern", "note"),
                _blank("rag_judgement", "word", "green", "amber", "red"),
                _blank("rag_reason"),
                _blank("owner"),
                _filled("written_on", "day"),
                _optional("direction_judgement", "word", "improved", "same", "declined"),
                _optional("action_by", "day"),
            ),
            ("measure", "quarter", "written_on"),
        ),
        Table(
            "benchmarks",
            (
                _filled("measure"),
                _filled("period", "period"),
                _filled("area"),
                _blank("value", "number"),
                _blank("numerator", "number"),
                _blank("denominator", "number"),
                _blank("marker", "word", *MARKERS),
                _blank("source"),
                _filled("published_on", "day"),
                _optional("lower", "number"),
                _optional("upper", "number"),
                _optional("note"),
            ),
            ("measure", "period", "area", "published_on"),
        ),
        Table(
            "series",
            (
                _filled("measure"),
                _filled("publisher", "word", *PUBLISHERS),
                _filled("indicator"),
                _optional("where"),
                _optional("numerator"),
                _optional("denominator"),
                _optional("period", "word", "year", "calendar", "academic", "quarter"),
                _optional("scale", "number"),
                _optional("source"),
                _optional("caveat"),
            ),
            ("measure", "publisher", "indicator", "where"),
        ),
        Table(
            "areas",
            (
                _filled("code"),
                _filled("name"),
                _filled("kind", "word", "council", "region", "country"),
                _blank("region"),
                _blank("from", "day"),
                _blank("to", "day"),
                _blank("successor"),
                _optional("dfe_code", "digits"),
                _optional("ascof_code", "digits"),
            ),
            ("code",),
        ),
        Table(
            "comparators",
            (
                _filled("group"),
                _filled("council"),
                _filled("member"),
                _blank("rank", "integer"),
            ),
            ("group", "council", "member"),
        ),
        Table(
            "decisions",
            (
                _filled("id"),
                _filled("committee"),
                _filled("met_on", "day"),
                _blank("measure"),
                _filled("request"),
                _blank("owner"),
                _blank("due_quarter", "quarter"),
                _blank("status", "word", "open", "closed"),
                _blank("response"),
                _blank("closed_on", "day"),
                _optional("kind", "word", "noted", "resolved", "proposed", "asked", "question"),
                _optional("answered_on", "day"),
                _optional("vote", "word", "unanimous", "majority"),
                _optional("proposed_by"),
                _optional("seconded_by"),
                _optional("presented_by"),
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


def fits(field: Field, cell: str) -> bool:
    """Whether a cell is what its column may hold."""
    if cell == "":
        return field.blank
    if field.kind == "word":
        return cell in field.words
    return field.kind == "text" or is_of_kind(field.kind, cell)


@cache
def schema(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a table whose cells are still text.

    It checks each column by its `Field`: its kind, its words, whether it may be blank.
    """
    import pandera.pandas as pa

    return pa.DataFrameSchema({field.name: _column(field) for field in table.fields})


def _column(field: Field) -> pa.Column:
    import pandera.pandas as pa

    if field.kind == "text" and field.blank:
        return pa.Column()

    def is_fit(cells: pd.Series) -> pd.Series:
        return cells.isin({cell for cell in cells.unique() if fits(field, cell)})

    return pa.Column(checks=pa.Check(is_fit, name=field.kind))


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
