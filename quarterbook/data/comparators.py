"""Whom the council is compared with: what a comparator of council.yml stands for."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from quarterbook.data.nations import ENGLAND
from quarterbook.data.params.council import AREA_COMPARATORS
from quarterbook.data.vintage import Vintage


class ComparatorAreas(NamedTuple):
    """A comparator's areas.

    code
        under which publishers give one figure for all of them: an area's code, a group's name.
    ranks
        of each council in it, indexed by code: how near a neighbour it is; NA where none is.
    """

    code: str
    ranks: pd.Series


def compared_with(vintage: Vintage, comparator: str) -> ComparatorAreas:
    """Return the areas of ``region``, ``country``, ``england`` or a group of comparators.csv.

    A region or country that the council has none of has the code "" and nobody in it. England is
    compared as a whole by a council of another nation.
    """
    councils = vintage.councils
    own = vintage.council.council.code
    if comparator not in AREA_COMPARATORS:
        group = vintage.comparators
        group = group[(group["group"] == comparator) & (group["council"] == own)]
        return ComparatorAreas(comparator, group.set_index("member")["rank"])
    if comparator == "region":
        code = next(iter(vintage.areas.loc[vintage.areas["code"] == own, "region"]), "")
        members = councils.loc[councils["region"] == code, "code"] if code else ()
    else:
        code = ENGLAND if comparator == "england" else vintage.country
        members = councils["code"] if code == vintage.country else ()
    return ComparatorAreas(code, pd.Series(pd.NA, index=list(members), dtype="Int64"))
