"""Rolling years of one measure: each is what its months or quarters counted, which nobody has.

Two that follow one another share all but their ends. What is between them is no less than nothing,
and that can tell one that is withheld from those around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from math import inf, nan

import pandas as pd

from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.linked_sums import LinkedSum, Measures, State, Unknown
from quarterbook.disclosure.solver.programme import Programme

_OVER_HOW_LONG = re.compile(
    r"12|twelve|4|four|(?:month|quarter|year)(?:s|ly)?|annual(?:ly)?|rolling|last|latest|past|previous"
    r"|to|the|an?|in|of|over|for|up|end(?:ed|ing)?"
)
"""A word of a title that says over how long, and not of what."""

_SAME = 1e-6


@dataclass(frozen=True)
class RollingYears:
    """The figures of one measure as some publication shows them, and what they are sums of.

    parts
        the months or quarters that they are sums of, each as it could have been: anybody can
        think of them and nobody knows them.
    """

    figures: frozenset[int]
    parts: tuple[Cell, ...]
    links: tuple[LinkedSum, ...]


def rolling_years(
    state: State, measures: Measures, measure: str, first: int
) -> RollingYears | None:
    """Return the rolling years of a measure in one state, nothing where it has none.

    Their months or quarters are numbered from ``first`` on.
    Figures that are no sums of whole numbers, however taken, are left out.
    """
    length, reading = measures.kind(measure)
    rows = {at: cell for at, cell in state.rows[measure].items() if cell.count == cell.count}
    amounts = _amounts(rows, length) if reading == "rolling_12" and len(rows) > 1 else {}
    return _years(rows, amounts, length, first) if amounts else None


def _amounts(rows: Mapping[int, Cell], length: int) -> dict[int, float]:
    """What each month or quarter could have counted, nothing where the figures are no such sums."""
    if any(not cell.is_counted or cell.is_signed or cell.count % 1 for cell in rows.values()):
        return {}
    programme = Programme()
    begins = sorted({begin for at in rows for begin in _begins(at, length)})
    places = {begin: programme.column(0.0, inf) for begin in begins}
    for at, cell in rows.items():
        terms = [(places[begin], 1.0) for begin in _begins(at, length)]
        programme.row(terms, cell.count, cell.count)
    solved = programme.solve()
    return {} if solved is None else {begin: solved[column] for begin, column in places.items()}


def _begins(last: int, length: int) -> range:
    """The first months of the months or quarters of a rolling year, the last of which is given."""
    return range(last + length - 12, last + length, length)


def _years(
    rows: Mapping[int, Cell], amounts: Mapping[int, float], length: int, first: int
) -> RollingYears:
    """Make a cell for each amount, and of these the sums that the figures are."""
    like = next(iter(rows.values()))
    parts = {
        begin: replace(
            like,
            number=number,
            figures=(None, None, None),
            span=like.span._replace(begin=begin),
            value=nan,
            count=amount,
            of=nan,
            count_range=(0.0, inf),
            of_range=(nan, nan),
            base=nan,
            rule="",
            is_shown_small=True,
            is_rounded=False,
            lines=[],
        )
        for number, (begin, amount) in enumerate(amounts.items(), first)
    }
    unknowns = {begin: Unknown(cell.number, False) for begin, cell in parts.items()}
    sums = (
        ((Unknown(cell.number, False), -1.0), *((unknowns[b], 1.0) for b in _begins(at, length)))
        for at, cell in rows.items()
    )
    figures = frozenset(cell.number for cell in rows.values())
    links = tuple(LinkedSum(tuple(sorted(terms)), why="rolling year") for terms in sums)
    return RollingYears(figures, tuple(parts.values()), links)


@dataclass(frozen=True)
class MaybeItsYear:
    """A rolling year that may be of what another measure counts: alike in unit and title."""

    year: str
    parts: str
    cells: tuple[Cell, ...]


def maybe_years(state: State, measures: pd.DataFrame) -> Iterator[MaybeItsYear]:
    """Yield rolling years beside what they may be made of, where they come to that throughout.

    The first such year of a new series is one, and so too few for its sum to be found. Of
    measures.csv ``id``, ``title`` and ``unit`` count.
    """
    alike: dict[object, list[str]] = {}
    named = measures.reindex(columns=["id", "title", "unit"], fill_value="")
    for id_, title, unit in named.itertuples(index=False, name=None):
        if subject := _subject(title):
            alike.setdefault((unit, subject), []).append(id_)
    for ids in alike.values():
        for year, parts in permutations([id_ for id_ in ids if id_ in state.rows], 2):
            if state.kind(year)[1] == "rolling_12" and state.kind(parts)[1] == "snapshot":
                cells = _whole_years(state, year, parts)
                if cells:
                    yield MaybeItsYear(year, parts, tuple(cells))


def _subject(title: str) -> frozenset[str]:
    words = re.findall(r"\w+", title.lower())
    return frozenset(word for word in words if not _OVER_HOW_LONG.fullmatch(word))


def _whole_years(state: State, year: str, parts: str) -> list[Cell]:
    """Return the figures of all years whose parts are there, none where one is another sum."""
    length, rows = state.kind(parts)[0], state.rows[parts]
    cells: dict[int, Cell] = {}
    for at, total in state.rows[year].items():
        end = at + state.kind(year)[0]
        begins = range(end - 12, end, length)
        if any(begin not in rows for begin in begins):
            continue
        some = [rows[begin] for begin in begins]
        if abs(sum(cell.count for cell in some) - total.count) > _SAME:
            return []
        cells |= {cell.number: cell for cell in (total, *some)}
    return [*cells.values()]
