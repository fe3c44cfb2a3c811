"""What can be but hardly is: noted by `check`, and never a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from math import isnan
from statistics import median
from typing import NamedTuple

import pandas as pd

from quarterbook.data.checks.coarse import coarse_figures
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.errors import Problem
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period, long_date, parse_quarter

_FEWEST = 4  # other figures, to say what is usual
_FAR = 50  # times the middle one of them: a percentage written as a share is 100 times less
_BEYOND = 10  # times the largest of them, or the smallest
_YEARS_BEFORE = 20  # that a committee's decision may lie before the oldest quarter

_NO_RATES = ("number", "", "£", "£m")  # units whose figures grow with the area

# Excel counts days from the end of 1899.
_EXCEL_BEGAN = date(1899, 12, 30)
_EXCEL_DAYS = ((date(2000, 1, 1) - _EXCEL_BEGAN).days, (date(2050, 1, 1) - _EXCEL_BEGAN).days)


def notes_on(
    tables: Mapping[str, pd.DataFrame], quarters: Mapping[Period, Quarter]
) -> list[Problem]:
    """Return what an analyst should look at once more, with file and line, in that order.

    A figure whose ``note`` says something has been looked at.
    """
    return sorted(
        [
            *_after_the_cut_off(tables, quarters),
            *_of_later_quarters(tables["commentary"], quarters),
            *_unlike_the_others(tables["observations"], "observations", ["measure"]),
            *_unlike_the_others(tables["benchmarks"], "benchmarks", ["measure", "period"]),
            *_unlike_own_figures(tables),
            *_unlike_goals(tables),
            *coarse_figures(tables),
            *_long_ago(tables["decisions"], quarters),
        ]
    )


class _Late(NamedTuple):
    """What no report has yet where its day is after the newest cut-off.

    what
        of one row, or of all that have one day where ``is_by_day``, with the verb of the day.
    then
        what becomes of it.
    """

    table: str
    day: str
    what: Callable[[pd.DataFrame], str]
    then: str
    is_by_day: bool = False


def _recorded(column: str, rows: pd.DataFrame) -> str:
    return f'"{rows[column].iloc[0]}" was recorded'


def _figures(rows: pd.DataFrame) -> str:
    return f"{'a figure was' if len(rows) == 1 else f'{len(rows):,} figures were'} published"


def _goals(rows: pd.DataFrame) -> str:
    return f'the goals of "{rows["measure"].iloc[0]}" for {rows["period"].iloc[0].label} were set'


_WAITS = "it waits for the next one"
_LATE = (
    _Late("observations", "recorded_on", partial(_recorded, "measure"), _WAITS),
    _Late("milestones", "recorded_on", partial(_recorded, "id"), _WAITS),
    _Late("targets", "set_on", _goals, "the next one goes by them"),
    _Late("benchmarks", "published_on", _figures, "the next one shows them", is_by_day=True),
)


def _after_the_cut_off(
    tables: Mapping[str, pd.DataFrame], quarters: Mapping[Period, Quarter]
) -> Iterator[Problem]:
    """What was recorded, set or published after the newest cut-off, or after what papers reach."""
    newest = quarters[max(quarters)]
    reached = max([newest.cut_off, *(one.newer_to for one in newest.editions if one.newer_to)])
    for late in _LATE:
        rows = tables[late.table]
        days = rows[late.day].dt.date
        rows = rows[days > (reached if late.day == "recorded_on" else newest.cut_off)]
        for _, some in rows.groupby(late.day if late.is_by_day else rows.index):
            yield Problem(
                f"data/{late.table}.csv",
                int(str(some.index[0])),
                "D305",
                f"{late.what(some)} on {some[late.day].iloc[0]:%Y-%m-%d}, after the cut-off "
                f"{newest.cut_off} of the newest quarter, {newest.quarter.code}: {late.then}. "
                "If the date is wrong, correct it.",
                is_note=True,
            )


def _of_later_quarters(
    commentary: pd.DataFrame, quarters: Mapping[Period, Quarter]
) -> Iterator[Problem]:
    """Commentary that no report has, since its quarter is still to come."""
    newest = max(quarters)
    quarter_of = {code: parse_quarter(code) for code in commentary["quarter"].unique()}
    for row in rows_of(commentary):
        if quarter_of[row.quarter] <= newest:
            continue
        yield Problem(
            "data/commentary.csv",
            int(str(row.Index)),
            "D305",
            f'the commentary on "{row.measure}" is of {quarter_of[row.quarter].label}, after '
            f"the newest quarter, {newest.label}: it waits for that one. If the quarter is "
            "wrong, correct it.",
            is_note=True,
        )


def _unlike_the_others(rows: pd.DataFrame, table: str, group: list[str]) -> Iterator[Problem]:
    rows = rows[rows["value"].notna() & (rows["marker"] != Marker.FORECAST)]
    for _, same in rows.groupby(group, sort=False):
        figures = same["value"].tolist()
        if len(figures) <= _FEWEST or not _is_spread(figures):
            continue
        for index, row in enumerate(rows_of(same)):
            why = _unlikely(row.value, figures[:index] + figures[index + 1 :])
            if why and not getattr(row, "note", ""):
                area = getattr(row, "area", "")
                whose = f' of "{area}"' if area else ""
                mend = "" if area else ", else say in its note why it is not"
                yield Problem(
                    f"data/{table}.csv",
                    int(str(row.Index)),
                    "D325",
                    f'"{row.measure}" for {row.period.label}{whose} is {row.value:.12g}, '
                    f"{why}. Correct it if it is wrong{mend}.",
                    is_note=True,
                )


def _is_spread(figures: Sequence[float]) -> bool:
    """Whether any figure is so far from the others that each has to be looked at."""
    sizes = sorted(abs(figure) for figure in figures)
    return sizes[-1] > sizes[0] * _BEYOND


def _unlikely(value: float, others: Sequence[float]) -> str:
    """Return why a figure is hardly one of its measure, nothing where it may be."""
    sizes = [abs(other) for other in others]
    usual, size = median(sizes), abs(value)
    if not usual or not size:
        return ""
    is_day = _EXCEL_DAYS[0] <= value < _EXCEL_DAYS[1] and value % 1 == 0
    if is_day and max(sizes) * 2 < value:
        day = long_date(_EXCEL_BEGAN + timedelta(days=int(value)))
        return f"which is how Excel counts {day}; others are about {usual:.6g}"
    if size >= usual * _FAR and size > max(sizes) * _BEYOND:
        return f"{size / usual:,.0f} times the usual, which is about {usual:.6g}"
    if size * _FAR <= usual and size * _BEYOND < min(sizes):
        return f"{usual / size:,.0f} times less than the usual, which is about {usual:.6g}"
    return ""


def _unlike_own_figures(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Benchmarks of one day of publication that are of another size than the council's figures.

    Counts and money are left out: those of a country are as many times larger as it is.
    """
    units = dict(zip(tables["measures"]["id"], tables["measures"]["unit"], strict=True))
    usual = _usual(tables["observations"])
    for (measure, day), rows in tables["benchmarks"].groupby(["measure", "published_on"]):
        other, mine = rows["value"].median(), usual.get(measure)
        if units.get(measure, "") not in _NO_RATES and _is_far(other, mine):
            yield Problem(
                "data/benchmarks.csv",
                int(str(rows.index[0])),
                "D325",
                f'the figures of "{measure}" published on {day:%Y-%m-%d} are about '
                f"{other:.6g}, and the council's own about {mine:.6g}. If they are in another "
                "unit, take them in with a scale in series.csv.",
                is_note=True,
            )


def _unlike_goals(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Targets of another size than the measure's figures, such as 0.5 for half of all."""
    usual = _usual(tables["observations"])
    for row in rows_of(tables["targets"]):
        if _is_far(row.target, usual.get(row.measure)):
            yield Problem(
                "data/targets.csv",
                int(str(row.Index)),
                "D325",
                f'the target of "{row.measure}" for {row.period.label} is {row.target:.12g}, '
                f"and its figures are about {usual[row.measure]:.6g}. Correct it if it is wrong.",
                is_note=True,
            )


def _usual(observations: pd.DataFrame) -> pd.Series:
    """Return the middle one of each measure's figures."""
    recorded = observations[observations["marker"] != Marker.FORECAST]
    return recorded.groupby("measure")["value"].median()


def _is_far(value: float, usual: float | None) -> bool:
    """Whether a figure is of another size than the usual one; nought and none are of no size."""
    if not value or not usual or isnan(value) or isnan(usual):
        return False
    return not 1 / _FAR < abs(value / usual) < _FAR


def _long_ago(decisions: pd.DataFrame, quarters: Mapping[Period, Quarter]) -> Iterator[Problem]:
    """Meetings so long before the oldest quarter that the year is hardly right."""
    oldest = min(quarters)
    for row in rows_of(decisions):
        if row.met_on.year < oldest.year - _YEARS_BEFORE:
            yield Problem(
                "data/decisions.csv",
                int(str(row.Index)),
                "D326",
                f'"{row.id}" was decided on {row.met_on.date()}, more than {_YEARS_BEFORE} '
                f"years before the oldest quarter, {oldest.code}. If the date is wrong, correct "
                "it.",
                is_note=True,
            )
