"""Statistical disclosure control: which figures are withheld so that nobody can be singled out.

A count above 0 and below the council's threshold is withheld, the rates made from it too (primary
suppression), and then whatever would let a reader work a withheld figure out (secondary
suppression): see `withheld`. Zero is shown: it is about nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from quarterbook.disclosure.differencing import Span, Watched, held_back, joined
from quarterbook.disclosure.linked_tables import (
    COUNTED,
    Counts,
    Facts,
    counting_the_same,
    facts_of,
    families,
    figure_of,
    hidden_together,
    is_made_up,
    loud,
    open_measures,
    owner,
    rests_of,
    totals,
    year_of,
)
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import MONTHS, Period

_Mask = npt.NDArray[np.bool_]


def withheld(
    measures: pd.DataFrame, observations: pd.DataFrame, threshold: int
) -> set[tuple[str, Period]]:
    """Return the measure and the period of every figure to be withheld.

    measures
        rows of measures.csv: ``id, unit, frequency, reading`` and, where they
        are there, ``small_numbers`` and ``part_of``.
    observations
        one row per measure and period: ``measure, period, value, numerator,
        denominator, marker``. A row marked ``c`` may have its figures or not.
    threshold
        the smallest count that is shown; 0 and 1 withhold only what is marked.

    Withheld are what `is_small` says; a cumulative count that differs from the
    last published one of its financial year by less than the threshold; and,
    while any of these, or a small count within one period, or a small rest of
    a total, still follows from what is published, one more figure from which
    it follows (`differencing.held_back`). The parts of a total are taken to make
    it up unless published figures show that they do not. A rate whose
    numerator is always the count of another measure stands for that count.

    What is withheld does not depend on the order of rows, nor on the withheld
    figures themselves once they are blank and marked ``c``.
    """
    rows = observations[observations["measure"].isin(measures["id"])]
    small = rows[is_small(measures, rows, threshold)]
    found = set(zip(small["measure"], small["period"], strict=True))
    rows, known = _counts(measures, rows[rows["marker"] != Marker.FORECAST])
    facts = facts_of(measures, known)
    secret = is_small(measures, rows, threshold).to_numpy(dtype=bool)
    secret = secret | _small_steps(known, secret, facts, threshold)
    secret = _with_what_gives_away(known, secret, facts, threshold)
    chosen = rows[secret]
    return found | set(zip(chosen["measure"], chosen["period"], strict=True))


def _people(measures: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Return the count behind each row, NaN where there is none.

    It is the numerator; of a measure in numbers without denominator its
    value; of a percentage with only a denominator the whole number nearest
    to that share, though never 0 or all where the percentage is not.

    measures
        ``id, unit``.
    rows
        ``measure, value, numerator, denominator``.
    """
    unit = rows["measure"].map(dict(zip(measures["id"], measures["unit"], strict=True)))
    value, numerator, of = rows["value"], rows["numerator"], rows["denominator"]
    is_count = unit.isin(COUNTED) & value.notna() & (of.isna() | numerator.isna())
    count = value.where(is_count, numerator)
    share = (unit == "%") & numerator.isna() & (of > 0)
    if not share.any():
        return count
    people = (value * of / 100).round()
    people = people.mask((value > 0) & (people < 1), 1.0)
    people = people.mask((value < 100) & (people > of - 1), of - 1)
    return count.mask(share, people)


def is_small(measures: pd.DataFrame, rows: pd.DataFrame, threshold: int) -> pd.Series:
    """Return which rows are withheld whatever the others say.

    Those marked ``c``; those whose count or numerator is above 0 and below the
    threshold; percentages for which that is true of the rest of the
    denominator. A measure whose ``small_numbers`` is ``show`` has only the
    first.

    measures
        ``id, unit`` and, where it is there, ``small_numbers``.
    rows
        ``measure, value, numerator, denominator, marker``.
    """
    count, numerator = _people(measures, rows), rows["numerator"]
    of = rows["denominator"]
    rest = of - count
    percentages = set(measures.loc[measures["unit"] == "%", "id"])
    low = (count > 0) & (count < threshold) | (numerator > 0) & (numerator < threshold)
    low |= (of > 0) & (of < threshold)
    low |= (rest > 0) & (rest < threshold) & rows["measure"].isin(percentages)
    return (rows["marker"] == Marker.CONFIDENTIAL) | low & ~rows["measure"].isin(
        open_measures(measures)
    )


def _counts(measures: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, Counts]:
    """Return rows in order of measure and period, and their counts."""
    codes, periods = pd.factorize(rows["period"].to_numpy(dtype=object))
    begins = np.array([p.year * 12 + p.month - 1 for p in periods], dtype=np.int64)
    lengths = np.array([MONTHS[p.kind] for p in periods], dtype=np.int64)
    rows = rows.assign(begin=begins[codes], length=lengths[codes])
    rows = rows.sort_values(["measure", "begin", "length"], ignore_index=True)
    ids = rows["measure"].to_numpy(dtype=object)
    edges = [0, *(np.flatnonzero(ids[1:] != ids[:-1]) + 1).tolist(), len(ids)]
    places = {ids[first]: range(first, last) for first, last in pairwise(edges) if first < last}
    return rows, Counts(
        rows=dict.fromkeys(measures["id"], range(0)) | places,
        period=rows["period"].to_numpy(dtype=object),
        begin=rows["begin"].to_numpy(),
        length=rows["length"].to_numpy(),
        people=_people(measures, rows).to_numpy(dtype=float),
        of=rows["denominator"].to_numpy(dtype=float),
    )


def _small_steps(counts: Counts, secret: _Mask, facts: Facts, threshold: int) -> _Mask:
    """Which cumulative counts are too near the last published one of their year."""
    near = np.zeros(len(secret), dtype=bool)
    begins, people = counts.begin.tolist(), counts.people.tolist()
    shown = (~np.isnan(counts.people) & ~secret).tolist()
    for measure, rows in counts.rows.items():
        if facts.kind(measure)[1] != "year_to_date" or measure in facts.is_open:
            continue
        year, last = -1, 0.0
        for at in rows:
            if shown[at]:
                if year != (year := year_of(begins[at])):
                    last = 0.0
                near[at] = 0 < abs(people[at] - last) < threshold
                last = last if near[at] else people[at]
    return near


def _with_what_gives_away(counts: Counts, primary: _Mask, facts: Facts, threshold: int) -> _Mask:
    """Add what must go so that nothing withheld follows from the rest.

    Which measures count the same and which parts make up their total is told
    from all figures, and again from the published ones, which are all that
    readers see. Where the two differ about a total, it is protected both ways.
    """
    secret = primary
    same: set[tuple[str, str]] = set()
    whole: set[str] = set()
    while True:
        shown = counts.without(secret)
        start = {m for m, rows in counts.rows.items() if secret[rows.start : rows.stop].any()}
        for family in families(facts.relatives):
            if loud(family, shown, facts, threshold):
                start |= set(family)
        if not start:
            return secret
        pairs = counting_the_same(counts, start, facts) | counting_the_same(shown, start, facts)
        rests = {total: rests_of(total, facts, counts) for total in facts.parts}
        made_up = {
            total
            for total, some in rests.items()
            if is_made_up(total, facts, some, rests_of(total, facts, shown))
        }
        if secret is not primary and pairs <= same and made_up <= whole:
            return secret
        same |= pairs
        whole |= made_up
        secret = primary.copy()
        stands_for = joined(same)
        owners = [(owner(one), owner(other)) for one, other in same]
        for family in families([*owners, *facts.relatives]):
            assumed = whole & set(family)
            certain = {total for total in assumed if not any(rests[total])}
            ways = [assumed] if certain == assumed else [assumed, certain]
            more = True
            while more:
                added = [
                    _protect(family, counts, secret, facts, stands_for, way, threshold)
                    for way in ways
                ]
                more = any(added) and len(ways) > 1


def _protect(
    family: Sequence[str],
    counts: Counts,
    secret: _Mask,
    facts: Facts,
    stands_for: Mapping[str, str],
    whole: set[str],
    threshold: int,
) -> bool:
    """Add to ``secret`` what must go in a family of measures; whether anything had to."""
    at = set(loud(family, counts.without(secret), facts, threshold))
    names = {name: stands_for.get(name, name) for name in family}
    names |= {name: first for name, first in stands_for.items() if owner(name) in names}
    figures = {
        place: figure_of(measure, place, counts, facts, names)
        for measure in family
        for place in counts.rows[measure]
        if place in at
    }
    equations, watched = totals(figures.values(), names, facts, whole)
    minded = {names[measure] for measure in family if measure not in facts.is_open}
    unknowns = {u for terms in (*equations, *(f.sum for f in figures.values())) for u in terms}
    watched += [Watched(Span(*u[1:]), {u: 1.0}) for u in unknowns if u[0] in minded]
    added = False
    while True:
        hidden = [figure for at, figure in figures.items() if secret[at]]
        shown = [f for at, f in figures.items() if not secret[at] and not np.isnan(f.people)]
        together = hidden_together(hidden, facts)
        held = held_back(shown, hidden, equations, [*watched, *together], threshold)
        if not held:
            return added
        added = True
        for place, figure in figures.items():
            secret[place] |= figure.key in held
