"""The record without what only exempt papers may show, nor what would give that away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import several
from quarterbook.data.vintage import newest
from quarterbook.disclosure.blanking import protected
from quarterbook.disclosure.differencing import joined
from quarterbook.disclosure.linked_tables import COUNTED
from quarterbook.disclosure.suppression import withheld
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period

_Hidden = dict[str, pd.Index]


def exempt_measures(quarter: Quarter) -> list[str]:
    """Return the ids of the measures that are exempt in a quarter."""
    return [item.measure for item in quarter.exempt if item.measure]


def exempt_pages(quarter: Quarter) -> list[str]:
    """Return the pages that are exempt in a quarter, without endings."""
    return [item.page for item in quarter.exempt if item.page]


def without_exempt(recorded: Recorded, period: Period) -> Recorded:
    """Return what is recorded, as a quarter's public report may use it.

    Every row of an exempt measure is gone. So that its figures do not follow
    from others, those that `protected` would withhold if it were confidential
    are marked ``c``, and nothing says any more what it was a part of. This is
    done for the quarter's cut-off and for every later day up to which a paper
    names newer figures. Amounts other than counts, such as pounds, are taken
    to add up where one is part of another.
    """
    quarter = recorded.quarters[period]
    exempt = exempt_measures(quarter)
    if not exempt:
        return recorded
    secret = _marked(recorded, {"observations": _of(recorded.tables["observations"], exempt)})
    days = {quarter.cut_off}
    days |= {edition.newer_to for edition in quarter.editions if edition.newer_to}
    for day in sorted(days):
        until = quarter.model_copy(update={"cut_off": day})
        seen = replace(secret, quarters={**recorded.quarters, period: until})
        seen = _marked(seen, {"observations": _amounts(seen, exempt, period)})
        shown = protected(seen, period)
        hidden = {name: _withheld(shown.tables[name]) for name in ("observations", "benchmarks")}
        secret = _marked(secret, hidden)
    return replace(recorded, tables=_without(secret.tables, exempt))


def _of(rows: pd.DataFrame, measures: Collection[str]) -> pd.Index:
    return rows.index[rows["measure"].isin(measures)]


def _withheld(rows: pd.DataFrame) -> pd.Index:
    return rows.index[rows["marker"] == Marker.CONFIDENTIAL]


def _marked(recorded: Recorded, hidden: _Hidden) -> Recorded:
    tables = dict(recorded.tables)
    for name, lines in hidden.items():
        rows = tables[name]
        marker = rows["marker"].mask(rows.index.isin(lines), Marker.CONFIDENTIAL)
        tables[name] = rows.assign(marker=marker)
    return replace(recorded, tables=tables)


def _amounts(recorded: Recorded, exempt: Collection[str], period: Period) -> pd.Index:
    """The rows, now and in the report before, that give an exempt amount away which is no count."""
    measures = recorded.tables["measures"]
    parts = measures[measures["part_of"] != ""]
    family = joined(zip(parts["id"], parts["part_of"], strict=True))
    tops = {family[id_] for id_ in exempt if id_ in family}
    tops &= {family.get(id_) for id_ in measures.loc[~measures["unit"].isin(COUNTED), "id"]}
    own = measures[measures["id"].map(family).isin(tops)].assign(unit=COUNTED[0])
    lines = pd.Index([])
    quarters = (recorded.quarters[period], recorded.previous_quarter(period))
    for quarter in (quarter for quarter in quarters if quarter and len(own)):
        rows = recorded.tables["observations"]
        rows = newest(rows, ["measure", "period"], "recorded_on", quarter.cut_off)
        hidden = withheld(own, rows, 0)
        keys = zip(rows["measure"], rows["period"], strict=True)
        lines = lines.union(rows.index[[key in hidden for key in keys]])
    return lines


def _without(tables: dict[str, pd.DataFrame], exempt: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return the tables without the rows of measures, and without their names elsewhere."""
    left = {}
    for name, rows in tables.items():
        key = "id" if name == "measures" else "measure"
        left[name] = rows[~rows[key].isin(exempt)] if key in rows else rows
    measures = tables["measures"]
    wholes = {*exempt, *measures.loc[measures["id"].isin(exempt), "part_of"]}
    own = left["measures"]
    own = own.assign(part_of=own["part_of"].mask(own["part_of"].isin(wholes), ""))
    if "related" in own:
        own["related"] = own["related"].map(lambda cell: _named(cell, exempt))
    return left | {"measures": own}


def _named(cell: str, exempt: Collection[str]) -> str:
    """Return a list of measures without the exempt ones."""
    named = several(cell)
    left = [id_ for id_ in named if id_ not in exempt]
    return cell if left == named else "; ".join(left)
