"""The council and those that it succeeded: which of them have figures, and which are left out."""

from __future__ import annotations

import pandas as pd

from quarterbook.data.vintage import Vintage
from quarterbook.ground.periods import Period


def lineage_of(vintage: Vintage) -> dict[str, str]:
    """Return the council and those that it succeeded, newest first, by code with their names.

    Its own is blank, and one that it bears still is ``the former Northshire``.
    """
    names = dict(zip(vintage.areas["code"], vintage.areas["name"], strict=True))
    council = vintage.council.council
    code = council.code
    borne = {names.get(code), council.name, council.short_name}
    lineage = {code: ""}
    queue = [code]
    for successor in queue:
        for before in vintage.areas.loc[vintage.areas["successor"] == successor, "code"]:
            if before not in lineage:
                name = names[before]
                lineage[before] = f"the former {name}" if name in borne else str(name)
                queue.append(before)
    return lineage


def with_figure(rows: pd.DataFrame, lineage: dict[str, str]) -> list[str]:
    """Return which of a lineage have a figure among a period's rows.

    ``rows`` are of benchmarks.csv with ``area`` as their index; ``value`` is the figure.
    """
    return [code for code in lineage if code in rows.index and not pd.isna(rows.at[code, "value"])]


def left_out(
    vintage: Vintage, by_period: dict[Period, pd.DataFrame], lineage: dict[str, str]
) -> tuple[str, ...]:
    """Name the predecessors that had figures for the same period, so that none is followed.

    ``by_period`` has the rows of each period as `with_figure` takes them.
    """
    own = vintage.council.council.code
    names: list[str] = []
    for rows in by_period.values():
        there = with_figure(rows, lineage)
        if own not in there and len(there) > 1:
            names += [lineage[code] for code in there if lineage[code] not in names]
    return tuple(names)
