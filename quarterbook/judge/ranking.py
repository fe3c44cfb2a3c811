"""Where a council stands among all councils, and how that has changed.

Bands and ranks follow the Department for Education's Local Authority
Interactive Tool: quartiles by R's type 7 over councils only, a value on a
boundary in the numerically lower band, ties ranked at the lowest rank, a
missing value unranked, and a measure without polarity neither ranked nor
banded.

Figures are plain lists, or Series; what comes of a list is indexed 0, 1, 2 …

How sure a figure is follows the Office for Health Improvement and Disparities ("Technical guide:
confidence intervals", as in Fingertips): 95% intervals by Wilson's method for proportions and by
Byar's for rates and counts, and better or worse only where the interval does not hold the figure
compared with. Two figures of one council, each with an interval, are compared by the interval of
their difference (Newcombe 1998, method 10; Zou and Donner 2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log10, sqrt
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from quarterbook.ground.rule_names import Polarity, better_end

QUARTILES = ("top", "second", "third", "bottom")


# By chance: the rank moved, but no further than the figure's interval explains.
Moved = Literal["improved", "held", "fell", "by_chance", "not_comparable"]

Against = Literal["better", "worse", "similar", "higher", "lower"]

_Z = 1.959963984540054  # standard deviations to either side of a 95% interval

_FEWEST_BYAR = 10  # counts below it need an exact method instead


class Interval(NamedTuple):
    """Between which figures the true one lies with 95% confidence, in a measure's unit."""

    low: float
    high: float

    def holds(self, figure: float) -> bool:
        """Whether a figure lies in it, its ends included."""
        return self.low <= figure <= self.high


class SummaryEntry(NamedTuple):
    """One measure in a summary: its title, its quartile (None: unranked), how its rank moved.

    ``is_sure`` is false where by chance alone the council might be in another quartile.
    """

    title: str
    quartile: str | None
    moved: Moved
    is_sure: bool = True


@dataclass(frozen=True)
class Summary:
    """How a council stands over a set of measures; those that moved, held, fell, moved by no more
    than chance explains and cannot be compared add up to all of them.

    ``ranked`` is how many have a quartile, ``top_two`` how many of these are
    in the top two, ``share`` what whole percentage that is (None of none);
    ``top`` and ``bottom`` are the titles that are surely in the top and in the bottom quartile.
    """

    improved: int
    held: int
    fell: int
    not_comparable: int
    ranked: int
    top_two: int
    share: int | None
    top: tuple[str, ...]
    bottom: tuple[str, ...]
    by_chance: int = 0

    @property
    def total(self) -> int:
        return self.improved + self.held + self.fell + self.by_chance + self.not_comparable


def wilson(count: float, of: float) -> Interval:
    """Return the 95% interval of the proportion ``count`` of ``of``, as a share of one.

    Wilson's score method (Wilson 1927; Altman and others 2000), as Fingertips uses it.
    """
    spread = _Z * sqrt(_Z**2 + 4 * count * (1 - count / of))
    middle, width = 2 * count + _Z**2, 2 * (of + _Z**2)
    return Interval((middle - spread) / width, (middle + spread) / width)


def byar(count: float) -> Interval | None:
    """Return the 95% interval of a count of events; None for fewer than ten.

    Byar's method (Breslow and Day 1987), as Fingertips uses it for rates; for smaller counts it
    is not near enough.
    """
    if count < _FEWEST_BYAR:
        return None
    more = count + 1
    return Interval(
        count * (1 - 1 / (9 * count) - _Z / (3 * sqrt(count))) ** 3,
        more * (1 - 1 / (9 * more) + _Z / (3 * sqrt(more))) ** 3,
    )


def interval_of(
    value: float, numerator: float, denominator: float, *, decimals: int
) -> Interval | None:
    """Return the 95% interval of a figure made from counts, in its own unit.

    value
        per cent, or a rate per 1,000, 10,000 or another power of ten, with ``decimals``.

    None where a number is missing or nought, and where the figure does not follow from its counts.
    """
    if not (value > 0 and numerator > 0 and denominator > 0):  # not a number is not above 0
        return None
    base = 10.0 ** round(log10(value * denominator / numerator))
    if abs(base * numerator / denominator - value) > 0.5 * 10.0**-decimals + 1e-9:
        return None
    if base == 100 and numerator <= denominator:
        share = wilson(numerator, denominator)
        return Interval(share.low * base, share.high * base)
    events = byar(numerator)
    per = base / denominator
    return Interval(events.low * per, events.high * per) if events else None


def intervals_of(rows: pd.DataFrame, measure: Mapping[str, Any]) -> dict[str, Interval]:
    """Return the intervals of a period's figures: the publisher's limits, else from the counts.

    rows
        of benchmarks.csv, indexed by area.
    measure
        a row of measures.csv, whose ``intervals`` says ``published`` where numerator and
        denominator are estimates or amounts and no counts.
    """
    made: dict[str, Interval] = {}
    for area, row in rows[rows["value"].notna()].iterrows():
        if row["lower"] <= row["value"] <= row["upper"]:
            made[str(area)] = Interval(float(row["lower"]), float(row["upper"]))
        elif measure["intervals"] != "published":
            value, numerator, of = (float(row[n]) for n in ("value", "numerator", "denominator"))
            interval = interval_of(value, numerator, of, decimals=int(measure["decimals"]))
            made.update({str(area): interval} if interval else {})
    return made


def set_against(interval: Interval, figure: float, polarity: Polarity) -> Against:
    """Say how a figure with an interval stands to another: similar where the interval holds it."""
    if interval.holds(figure):
        return "similar"
    is_above = interval.low > figure
    better = better_end(polarity)
    if better is None:
        return "higher" if is_above else "lower"
    return "better" if is_above == (better == "higher") else "worse"


def difference(now: float, of_now: Interval, before: float, of_before: Interval) -> Interval:
    """Return the 95% interval of a change, from the intervals of the two figures.

    Newcombe's hybrid method (1998, method 10), which Zou and Donner (2008) showed to hold for any
    two figures with intervals of their own. By it two intervals may overlap a little and the
    figures yet differ.
    """
    change = now - before
    fall = sqrt((now - of_now.low) ** 2 + (of_before.high - before) ** 2)
    rise = sqrt((of_now.high - now) ** 2 + (before - of_before.low) ** 2)
    return Interval(change - fall, change + rise)


def rank_interval(
    values: pd.Series, intervals: Mapping[str, Interval], area: str, polarity: Polarity
) -> tuple[int, int] | None:
    """Return between which ranks a council may be: past those that are surely better or worse.

    Surely better or worse are the councils whose interval lies wholly to one side of the
    council's own; a council without an interval counts with its figure. None where the council
    has no interval, or is not ranked.
    """
    better, own = better_end(polarity), intervals.get(area)
    if better is None or own is None or area not in values.index:
        return None
    others = [intervals.get(str(a), Interval(v, v)) for a, v in values.items() if a != area]
    above = sum(other.low > own.high for other in others)
    below = sum(other.high < own.low for other in others)
    ahead, behind = (above, below) if better == "higher" else (below, above)
    return 1 + ahead, len(values) - behind


def quartiles_of(values: pd.Series, ranks: tuple[int, int], polarity: Polarity) -> set[str]:
    """Return the quartiles of the councils from one rank to another, both included."""
    ranked = rank(values, polarity).dropna(subset=["rank"]).sort_values("rank", kind="stable")
    return set(ranked["quartile"].iloc[ranks[0] - 1 : ranks[1]])


def quartile_limits(values: Iterable[float | None]) -> list[float]:
    """Return the three quartile limits of the values that are there (R's type 7)."""
    there = _series(values).dropna()
    if not len(there):
        return [float("nan")] * 3
    return [float(limit) for limit in np.quantile(there, [0.25, 0.5, 0.75], method="linear")]


def rank(values: Iterable[float | None], polarity: Polarity) -> pd.DataFrame:
    """Rank councils from best to worst.

    values
        one figure per council, in any unit; None or NaN where missing.
    polarity
        ``higher`` or ``lower`` is better; with any other nothing is ranked.

    Returns, with the same index: ``rank`` (1 is best, ties share the lowest),
    ``of`` (how many are ranked), ``band`` (1 holds the lowest numbers, 4 the
    highest) and ``quartile`` (top, second, third or bottom by polarity).
    """
    figures = _series(values)
    columns = ["rank", "of", "band", "quartile"]
    out = pd.DataFrame(index=figures.index, columns=columns, dtype=object)
    if better_end(polarity) is None:
        return out
    there = figures.dropna()
    bands = np.searchsorted(quartile_limits(there), there.to_numpy(), side="left") + 1
    out.loc[there.index, "rank"] = (
        there.rank(method="min", ascending=polarity == "lower").astype(int).astype(object)
    )
    out["of"] = len(there)
    out.loc[there.index, "band"] = bands.astype(object)
    order = QUARTILES if polarity == "lower" else QUARTILES[::-1]
    out.loc[there.index, "quartile"] = [order[band - 1] for band in bands]
    return out


def movement(
    now: Iterable[float | None], before: Iterable[float | None], polarity: Polarity
) -> pd.DataFrame:
    """Say how ranks and figures have changed since the year before.

    now, before
        one figure per council in each year, in the same unit; each year is
        ranked among the councils that it has.
    polarity
        as for `rank`.

    Returns, with the index of ``now``: ``rank`` and ``rank_before``,
    ``places`` (up is positive), ``change`` of the figure (now less before)
    and ``moved``: improved, held, fell, or not_comparable where either year
    has no rank.
    """
    figures, earlier = _series(now), _series(before)
    ranks, ranks_before = (rank(each, polarity)["rank"] for each in (figures, earlier))
    out = pd.DataFrame({"rank": ranks, "rank_before": ranks_before.reindex(figures.index)})
    pairs = zip(out["rank"], out["rank_before"], strict=True)
    places = [None if pd.isna(one) or pd.isna(other) else other - one for one, other in pairs]
    out["places"] = pd.Series(places, index=out.index, dtype=object)
    out["change"] = figures - earlier.reindex(figures.index)
    out["moved"] = [_moved(gained) for gained in places]
    return out


def _moved(places: int | None) -> Moved:
    if places is None:
        return "not_comparable"
    return "improved" if places > 0 else "fell" if places < 0 else "held"


def years_improved(values: Iterable[float | None], polarity: Polarity) -> int:
    """Return how many times in a row a council's figure improved, up to the newest.

    values
        a figure per year, oldest first, in any unit; None or NaN for a year
        without one. Such a year counts for nothing and breaks nothing: the
        figures on either side of it are compared with each other.
    polarity
        ``higher`` or ``lower`` is better; with any other nothing improves.

    Figures across a break in the series are the caller's to leave out.
    """
    if better_end(polarity) is None:
        return 0
    steps = np.diff(_series(values).dropna().to_numpy())
    better = steps > 0 if polarity == "higher" else steps < 0
    worse = np.flatnonzero(~better)
    return len(better) if not worse.size else int(len(better) - 1 - worse[-1])


def lead_over(own: float | None, other: float | None, polarity: Polarity) -> float | None:
    """Return how much better the council's figure is than another's, in their unit.

    Below zero it is behind. None where either is missing, and with a polarity
    other than ``higher`` or ``lower``.
    """
    if better_end(polarity) is None:
        return None
    if own is None or other is None or pd.isna(own) or pd.isna(other):
        return None
    ahead = round(own - other, 9)
    return ahead if polarity == "higher" else -ahead


def gap_narrows(
    own_now: float | None,
    other_now: float | None,
    own_before: float | None,
    other_before: float | None,
    polarity: Polarity,
) -> bool | None:
    """Say whether a council that is behind another, or was, is less so than the year before.

    True also where it is no longer behind; False where the gap is as wide as
    before, wider or new. None where there is no gap to speak of: the council
    is behind in neither year, a figure is missing, or polarity says neither
    ``higher`` nor ``lower``.
    """
    now = lead_over(own_now, other_now, polarity)
    before = lead_over(own_before, other_before, polarity)
    if now is None or before is None or (now >= 0 and before >= 0):
        return None
    return round(now - before, 9) > 0 and before < 0


def summarise(entries: Iterable[SummaryEntry]) -> Summary:
    """Count how a set of measures stands and moved, as councils sum up ASCOF and the like.

    Every measure is counted once as improved, held, fell, moved by chance or not comparable;
    the percentage is of those that are ranked. A rank that chance alone explains is not named
    among the top or the bottom quartile.
    """
    every = list(entries)
    moved = [entry.moved for entry in every]
    quartiles = [entry.quartile for entry in every if entry.quartile]
    top_two = sum(quartile in QUARTILES[:2] for quartile in quartiles)
    return Summary(
        moved.count("improved"),
        moved.count("held"),
        moved.count("fell"),
        moved.count("not_comparable"),
        len(quartiles),
        top_two,
        whole_percentage(top_two, len(quartiles)),
        tuple(entry.title for entry in every if entry.quartile == "top" and entry.is_sure),
        tuple(entry.title for entry in every if entry.quartile == "bottom" and entry.is_sure),
        moved.count("by_chance"),
    )


def whole_percentage(part: int, whole: int) -> int | None:
    """Return a whole percentage, halves rounded up: 10 of 13 is 77. None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def _series(values: Iterable[float | None]) -> pd.Series:
    if isinstance(values, pd.Series):
        return values.astype(float)
    return pd.Series([float("nan") if value is None else value for value in values], dtype=float)
