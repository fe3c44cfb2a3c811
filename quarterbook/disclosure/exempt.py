"""The record without what only exempt papers may show, nor what would give that away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import several
from quarterbook.data.tables.totals import wholes_of, without_totals
from quarterbook.disclosure.blank import blanked
from quarterbook.ground.periods import Period


def exempt_measures(quarter: Quarter) -> list[str]:
    """Return the ids of the measures that are exempt in a quarter."""
    return [item.measure for item in quarter.exempt if item.measure]


def exempt_pages(quarter: Quarter) -> list[str]:
    """Return the pages that are exempt in a quarter, without endings."""
    return [item.page for item in quarter.exempt if item.page]


def without_exempt(recorded: Recorded, period: Period) -> Recorded:
    """Return what is recorded, as a quarter may show it to the public.

    Every row of an exempt measure is gone, and nothing says any more what it
    was a part of. What is withheld is blank, as `blanked` leaves it, with what
    would give an exempt figure away.
    """
    shown = blanked(recorded, period, with_exempt=False)
    return replace(shown, tables=_without(shown.tables, exempt_measures(recorded.quarters[period])))


def _without(tables: dict[str, pd.DataFrame], exempt: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return the tables without the rows of measures, and without their names elsewhere."""
    if not exempt:
        return tables
    left = {}
    for name, rows in tables.items():
        key = "id" if name == "measures" else "measure"
        left[name] = rows[~rows[key].isin(exempt)] if key in rows else rows
    measures = tables["measures"]
    of_exempt = measures.loc[measures["id"].isin(exempt), "part_of"]
    hidden = {*exempt, *(whole.total for cell in of_exempt for whole in wholes_of(cell))}
    own = left["measures"]
    own = own.assign(part_of=own["part_of"].map(lambda cell: without_totals(cell, hidden)))
    if "related" in own:
        own["related"] = own["related"].map(lambda cell: _named(cell, exempt))
    return left | {"measures": own}


def _named(cell: str, exempt: Collection[str]) -> str:
    """Return a list of measures without the exempt ones."""
    named = several(cell)
    left = [id_ for id_ in named if id_ not in exempt]
    return cell if left == named else "; ".join(left)
