"""The record without what only exempt papers may show, nor what would give that away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
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
    was a part of; no word for the search names it. What is withheld is blank, as
    `blanked` leaves it, with what would give an exempt figure away.
    """
    shown = blanked(recorded, period, with_exempt=False)
    tables = _without(shown.tables, exempt_measures(recorded.quarters[period]))
    search_words = _public_search_words(recorded, period, tables["measures"])
    if search_words == recorded.council.search_words:
        return replace(shown, tables=tables)
    council = recorded.council.model_copy(update={"search_words": search_words})
    return replace(shown, tables=tables, council=council)


def _public_search_words(
    recorded: Recorded, period: Period, public: pd.DataFrame
) -> list[list[str]]:
    """Return the council's words for the search but for those that name what is exempt.

    By its title, its id or its page, in full or in part, where no public measure is called so.
    """
    if not recorded.council.search_words:
        return []
    measures, quarter = recorded.tables["measures"], recorded.quarters[period]
    own = measures[measures["id"].isin(exempt_measures(quarter))]
    pages = [page.rpartition("/")[2] for page in exempt_pages(quarter)]
    hidden = [_words(name) for name in (*own["title"], *own["id"], *pages)]
    shown = [_words(name) for name in (*public["title"], *public["id"])]
    groups = [
        [word for word in group if not _is_name(_words(word), hidden, shown)]
        for group in recorded.council.search_words
    ]
    return [group for group in groups if len(group) > 1]


def _is_name(
    words: frozenset[str], hidden: Iterable[frozenset[str]], shown: Iterable[frozenset[str]]
) -> bool:
    """Whether words are all, or some, of a hidden name, and of no name that is shown."""
    is_hidden = any(words <= one or one <= words for one in hidden)
    return is_hidden and not any(words <= one for one in shown)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", name.casefold()))


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
