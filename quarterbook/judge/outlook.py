"""Where the year is heading: the owner's forecast or, without one, a method of one sentence.

======== =================================== ===================================================
method   for                                 the figure
======== =================================== ===================================================
owner    any measure with a forecast         what its owner recorded for the year end
profile  figures that add up over the year   the newest figure, divided by the share of the
                                             outturn reached by the same period last year
seasonal seasonal figures                    last year's year-end figure, plus the newest figure
                                             less that of a year earlier
drift    all others                          the newest figure and the average change so far,
                                             carried on
======== =================================== ===================================================

A method is used only where it has done better than no change on the measure's own past. It is
tried on every earlier figure with what was known then (a rolling origin), over as many periods,
and has to have missed by a fifth less on average: less than that is chance (`bench/outlooks.py`
has the comparison on published series). No change is the naive method, against which forecasters
measure all others: the newest figure; last year's where that missed by less, for seasonal figures
and those that add up (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd
edition, 5.2 and 5.10). The range is what the method missed by: four in five errors were no
larger. The range of a profile is that of the profiles of earlier years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, assert_never

from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import MONTHS, Period
from quarterbook.ground.rule_names import Frequency, Reading, adds_up
from quarterbook.judge.observations import Figure, Observation, is_missing

OutlookMethod = Literal["owner", "profile", "seasonal", "drift"]


OutlookReason = Literal[
    "withheld",
    "below rounding",
    "no figure yet",
    "no figure this year yet",
    "nothing counted yet",
    "nothing counted by the same time last year",
    "no earlier profile",
    "no figure a year ago",
    "too few figures",
    "no better than no change",
]


_Figures = Mapping[int, float]
"""A measure's figures by month, counted from year 0."""


FEWEST_CASES = 4
"""Past errors that a method is judged by, and figures that an average change is taken from."""


FEWEST_YEARS = 2
"""Earlier years that a profile is tried on."""


PROFILE_YEARS = 5


_AT_MOST = 0.8
"""How large a method's average error may be, as a part of that of no change."""


_HIDDEN: dict[str, OutlookReason] = {Marker.CONFIDENTIAL: "withheld", Marker.LOW: "below rounding"}


@dataclass(frozen=True)
class Outlook:
    """The figure expected for a year end, in the measure's unit, and what it rests on.

    period
        the period whose figure is the year's outturn.
    value
        None where no outlook can be given; ``reason`` then says why and
        ``method`` is empty.
    lower, upper
        the range, ``lower <= value <= upper``; None for an owner's forecast.
    based_on, ahead
        the newest figure's period, and how many of the measure's own periods
        lie between it and ``period``.
    cases
        how many earlier years (profile) or past errors (seasonal, drift) the
        range rests on.
    share, profile_year
        profile: which part of an earlier year's outturn had been reached by
        the same period (0.5 is half), and that financial year.
    change
        seasonal: the newest figure less that of a year earlier; drift: the
        average change from one period to the next.
    change_since
        drift: the period of the first figure that the average is taken from.
    margin
        seasonal, drift: the past error that four in five did not exceed.
    error, error_unchanged
        by how much the method missed on average, and by how much no change did.
    """

    period: Period
    value: Figure = None
    lower: Figure = None
    upper: Figure = None
    method: OutlookMethod | Literal[""] = ""
    reason: OutlookReason | Literal[""] = ""
    based_on: Period | None = None
    ahead: int = 0
    cases: int = 0
    share: Figure = None
    profile_year: Period | None = None
    change: Figure = None
    change_since: Period | None = None
    margin: Figure = None
    error: Figure = None
    error_unchanged: Figure = None


def year_end(year: Period, frequency: Frequency) -> Period:
    """Return the period with the outturn of a financial year.

    Its March or its fourth quarter for a monthly or a quarterly measure; for
    the others the year itself, which may also be a calendar or academic one.
    """
    match frequency:
        case "monthly":
            return Period(year.year + 1, 3, "month")
        case "quarterly":
            return Period(year.year + 1, 1, "quarter")
        case "annual" | "biennial":
            return year
        case _:
            assert_never(frequency)


def outlook(
    observations: Sequence[Observation],
    forecasts: Mapping[Period, Observation],
    end: Period,
    *,
    reading: Reading,
    seasonal: bool,
    unit: str,
) -> Outlook | None:
    """Return what to expect for the year end, or None where nothing is left to expect.

    observations
        in order of period, without forecasts. A value of None is a gap, the
        marker ``c`` a withheld figure. Figures before the last break (marker
        ``b``) and after ``end`` are left aside.
    forecasts
        the owner's, by the period they are for, as recorded and without a range.
    end
        the period whose figure is the year's outturn (see `year_end`).
    reading, seasonal
        the measure's: ``snapshot``, ``year_to_date`` or ``rolling_12``. Only a
        measure reported more often than once a year has a profile or a season.
    unit
        ``%`` keeps the outlook within 0 and 100, as long as all figures are;
        figures that were never negative have no outlook below 0.

    None is returned where an observation for ``end`` is there (even one that only
    says why it has no value), and where observations are of another kind of
    period than ``end``. No figure is given either without four past errors, or two
    earlier years for a profile to be tried on, nor where no change did as well.
    """
    so_far = _until(observations, end)
    if so_far and so_far[-1].period == end:
        return Outlook(end, reason="withheld") if so_far[-1].marker == Marker.CONFIDENTIAL else None
    forecast = forecasts.get(end)
    if forecast is not None and not is_missing(forecast.value):
        return Outlook(end, forecast.value, method="owner")
    if so_far and so_far[-1].period.kind != end.kind:
        return None
    newest, figures, reason = _usable(so_far)
    within_year = end.kind in ("month", "quarter")
    if newest is None:
        return Outlook(end, reason=reason)
    if within_year and newest.financial_year != end.financial_year:
        return Outlook(end, reason="no figure this year yet")
    method = _method(reading, seasonal) if within_year else _by_drift
    return _within_limits(method(figures, newest, end), figures, unit)


def _method(reading: Reading, seasonal: bool) -> Callable[[_Figures, Period, Period], Outlook]:
    if adds_up(reading):
        return _by_profile
    return _by_season if seasonal else _by_drift


def _until(observations: Sequence[Observation], end: Period) -> Sequence[Observation]:
    count = len(observations)
    while count and observations[count - 1].period > end:
        count -= 1
    return observations[:count]


def _usable(so_far: Sequence[Observation]) -> tuple[Period | None, _Figures, OutlookReason]:
    """Return the newest figure's period and all figures by month since the last break.

    Without a newest figure the third says why there is none.
    """
    newest: Period | None = None
    figures: dict[int, float] = {}
    for period, value, marker, *_ in reversed(so_far):
        # NaN equals nothing
        if value is not None and value == value and marker != Marker.CONFIDENTIAL:
            newest = newest or period
            figures[period.year * 12 + period.month] = value
        elif newest is None and marker in _HIDDEN:
            return None, {}, _HIDDEN[marker]
        if marker == Marker.BREAK:
            break
    return newest, figures, "no figure yet"


def _by_profile(figures: _Figures, newest: Period, end: Period) -> Outlook:
    """Divide by the share that earlier years had reached; last year's gives the figure.

    An earlier year has a profile where its figure for the same period and its
    outturn are both above nothing. Where last year has none the one before
    gives the figure, and so on, five years back at most.
    """
    here, close = _month(newest), _month(end)
    reached = figures[here]
    if reached <= 0:
        return Outlook(end, reason="nothing counted yet")
    profiles = _profiles(figures, here, close)
    if not profiles:
        nothing = figures.get(here - 12, 1) <= 0
        if nothing:
            return Outlook(end, reason="nothing counted by the same time last year")
        return Outlook(end, reason="no earlier profile")
    years, then, outturn = profiles[0]
    estimates = [outturn * (reached / then) for _, then, outturn in profiles]
    projected = Outlook(
        end,
        estimates[0],
        min(estimates),
        max(estimates),
        "profile",
        based_on=newest,
        ahead=_ahead(newest, end),
        cases=len(profiles),
        share=round(then / outturn, 10),
        profile_year=end.financial_year.back(years),
    )
    return _if_better(projected, *_profile_errors(figures, profiles, close), fewest=FEWEST_YEARS)


def _profiles(figures: _Figures, here: int, close: int) -> list[tuple[int, float, float]]:
    """Return of earlier years how many ago they were, their figure by then and their outturn."""
    return [
        (years, then, outturn)
        for years in range(1, PROFILE_YEARS + 1)
        if (then := figures.get(here - 12 * years, 0)) > 0
        and (outturn := figures.get(close - 12 * years, 0)) > 0
    ]


def _profile_errors(
    figures: _Figures, profiles: Sequence[tuple[int, float, float]], close: int
) -> tuple[list[float], list[float]]:
    """Return by how much each year was missed by the profile before it, and by its outturn."""
    by_profile, unchanged = [], []
    for (_, then, outturn), (_, earlier, before) in pairwise(profiles):
        by_profile.append(abs(before * (then / earlier) - outturn))
        unchanged.append(abs(before - outturn))
    return by_profile, unchanged


def _by_season(figures: _Figures, newest: Period, end: Period) -> Outlook:
    """Carry the change on a year ago to the year end."""
    here, close = _month(newest), _month(end)
    if here - 12 not in figures or close - 12 not in figures:
        return Outlook(end, reason="no figure a year ago")
    changes = {
        month: value - figures[month - 12]
        for month, value in figures.items()
        if month - 12 in figures
    }
    ahead = close - here
    cases = [month for month in changes if month - ahead in changes]
    errors = [abs(changes[month] - changes[month - ahead]) for month in cases]
    projected = _give_or_take("seasonal", figures[close - 12] + changes[here], errors, newest, end)
    unchanged = [abs(figures[month] - figures[month - ahead]) for month in cases]
    last_year = [abs(changes[month]) for month in cases]
    projected = replace(projected, change=round(changes[here], 10))
    return _if_better(projected, errors, min(unchanged, last_year, key=sum))


def _by_drift(figures: _Figures, newest: Period, end: Period) -> Outlook:
    """Carry on the average change from the first figure to the newest."""
    here, ahead = _month(newest), _month(end) - _month(newest)
    months = sorted(figures)
    first = months[0]

    def carried(month: int) -> float:
        change = (figures[month] - figures[first]) / (month - first)
        return figures[month] + ahead * change

    cases = [month for month in months[FEWEST_CASES - 1 :] if month + ahead in figures]
    errors = [abs(figures[month + ahead] - carried(month)) for month in cases]
    unchanged = [abs(figures[month + ahead] - figures[month]) for month in cases]
    if len(errors) < FEWEST_CASES:
        return Outlook(end, reason="too few figures")
    projected = _give_or_take("drift", carried(here), errors, newest, end)
    change = (carried(here) - figures[here]) / projected.ahead
    since = newest.back((here - first) // MONTHS[end.kind])
    projected = replace(projected, change=round(change, 10), change_since=since)
    return _if_better(projected, errors, unchanged)


def _if_better(
    projected: Outlook,
    errors: Sequence[float],
    unchanged: Sequence[float],
    *,
    fewest: int = FEWEST_CASES,
) -> Outlook:
    """Return an outlook whose method missed by a fifth less than no change did, on average."""
    if len(errors) < fewest:
        return Outlook(projected.period, reason="too few figures")
    error, error_unchanged = sum(errors) / len(errors), sum(unchanged) / len(unchanged)
    if round(error, 10) > round(_AT_MOST * error_unchanged, 10) or error_unchanged == 0:
        return Outlook(projected.period, reason="no better than no change")
    return replace(projected, error=round(error, 10), error_unchanged=round(error_unchanged, 10))


def _give_or_take(
    method: OutlookMethod, value: float, errors: Iterable[float], newest: Period, end: Period
) -> Outlook:
    """Return a figure and the range that four in five past errors kept to.

    The margin is an error that occurred: the smallest that at least four in
    five did not exceed (numpy's ``inverted_cdf``).
    """
    ordered = sorted(errors)
    margin = ordered[(4 * len(ordered) + 4) // 5 - 1] if ordered else 0.0
    return Outlook(
        end,
        value,
        value - margin,
        value + margin,
        method,
        based_on=newest,
        ahead=_ahead(newest, end),
        cases=len(ordered),
        margin=round(margin, 10),
    )


def _within_limits(ahead: Outlook, figures: _Figures, unit: str) -> Outlook:
    """Round, and keep to what such a figure can be."""
    value, lower, upper = ahead.value, ahead.lower, ahead.upper
    if value is None or lower is None or upper is None:
        return ahead
    smallest, largest = min(figures.values()), max(figures.values())

    def bounded(value: float) -> float:
        if smallest >= 0:
            value = max(value, 0.0)
            if unit == "%" and largest <= 100:
                value = min(value, 100.0)
        return round(value, 10)

    return replace(ahead, value=bounded(value), lower=bounded(lower), upper=bounded(upper))


def _month(period: Period) -> int:
    return period.year * 12 + period.month


def _ahead(newest: Period, end: Period) -> int:
    return (_month(end) - _month(newest)) // MONTHS[end.kind]
