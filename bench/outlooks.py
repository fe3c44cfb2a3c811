"""Try methods for an outlook on published series, against expecting no change.

    python bench/outlooks.py ../shared/data/lait/bds_long_0.parquet [SERIES]

Takes annual series of at least nine years in a row (the Local Authority Interactive Tool of the
Department for Education, every council and measure; 6,000 drawn at random). First every method on
the last figure of each series, its error as a part of the series' average change. Then what
matters here: a method is used where, on the figures before the last one, it missed by so much
less than no change (at least four cases, rolling origin), and is judged by the last one. A ratio
below 1 means that it missed by less than no change did where it was used.

On 6,000 series, one and two years ahead, where it has to miss by a fifth less (at 1.0: by less):

    method               used          ratio         ratio at 1.0
    average change    7.2, 10.5 %   0.83, 0.90      0.98, 1.00
    half of it        5.0,  9.3 %   0.86, 0.95      0.98, 0.98
    last four years   7.8, 11.2 %   0.85, 0.91      1.03, 1.05
    damped trend      5.8, 11.9 %   0.97, 1.04      1.00, 1.02
    theta             3.7, 10.3 %   0.98, 1.03      1.00, 1.01
    smoothing        16.1, 27.9 %   1.00, 1.07      1.01, 1.04
    mean             17.1, 36.5 %   1.09, 1.20      1.17, 1.17
    the best of all  33.0, 59.3 %   0.98, 1.07      1.05, 1.08

So it is the average change, where it misses by a fifth less. Choosing among many methods on so
few figures finds the luckiest one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import duckdb
import numpy as np
import pandas as pd

Series = np.ndarray
Method = Callable[[Series, int], float]
FEWEST, YEARS = 4, 9


def no_change(series: Series, ahead: int) -> float:
    """Return the newest figure."""
    return float(series[-1])


def average_change(series: Series, ahead: int, part: float = 1.0) -> float:
    """Carry on the average change, or a part of it."""
    return float(series[-1] + ahead * part * (series[-1] - series[0]) / (len(series) - 1))


def smoothing(series: Series, ahead: int, weight: float = 0.5) -> float:
    """Return the level of simple exponential smoothing."""
    level = series[0]
    for figure in series[1:]:
        level = weight * figure + (1 - weight) * level
    return float(level)


def damped_trend(series: Series, ahead: int) -> float:
    """Carry on Holt's trend, damped by a tenth each time."""
    level, trend, damp = series[0], series[1] - series[0], 0.9
    for figure in series[1:]:
        before, level = level, 0.8 * figure + 0.2 * (level + damp * trend)
        trend = 0.2 * (level - before) + 0.8 * damp * trend
    return float(level + sum(damp**step for step in range(1, ahead + 1)) * trend)


def theta(series: Series, ahead: int) -> float:
    """Return smoothing with half the slope of the whole series."""
    slope = np.polyfit(np.arange(len(series)), series, 1)[0]
    return smoothing(series, ahead, 0.8) + slope / 2 * (ahead - 1 + 1 / 0.8)


METHODS: dict[str, Method] = {
    "average change": average_change,
    "half of it": lambda series, ahead: average_change(series, ahead, 0.5),
    "last four years": lambda series, ahead: average_change(series[-5:], ahead),
    "damped trend": damped_trend,
    "theta": theta,
    "smoothing": smoothing,
    "mean": lambda series, ahead: float(series.mean()),
}


def annual_series(path: str, most: int) -> list[Series]:
    """Return the figures of series without a gap, drawn at random."""
    rows = duckdb.sql(
        'select "Short Desc" as measure, "LA and Regions" as area, "Years" as years, '
        f""" "Values" as figure from '{path}'"""
    ).df()
    rows["figure"] = pd.to_numeric(rows["figure"], errors="coerce")
    rows["year"] = rows["years"].str.extract(r"(\d{4})")[0].astype(float)
    rows = rows.dropna().drop_duplicates(["measure", "area", "year"], keep="last")
    grouped = rows.sort_values("year").groupby(["measure", "area"])
    found = [
        group["figure"].to_numpy()
        for _, group in grouped
        if len(group) >= YEARS and (np.diff(group["year"]) == 1).all()
    ]
    order = np.random.default_rng(1).permutation(len(found))[:most]
    return [found[place] for place in order if np.ptp(found[place]) > 0]


def errors(method: Method, series: Series, ahead: int) -> Series:
    """Return what a method missed by from each origin, in average changes of the series."""
    scale = np.abs(np.diff(series)).mean()
    origins = range(FEWEST, len(series) - ahead + 1)
    missed = [abs(method(series[:at], ahead) - series[at + ahead - 1]) for at in origins]
    return np.array(missed) / scale


def used(
    names: Sequence[str], every: list[dict[str, Series]], ahead: int, at_most: float
) -> tuple[float, float]:
    """Return how often one of the methods is used, and its error as a part of no change's."""
    given, missed, unchanged = 0, 0.0, 0.0
    for one in every:
        past = {name: found[:-ahead].mean() for name, found in one.items()}
        name = min(names, key=past.__getitem__)
        if past[name] <= at_most * past["no change"]:
            given += 1
            missed += one[name][-1]
            unchanged += one["no change"][-1]
    return given / len(every), missed / unchanged if unchanged else float("nan")


def main() -> None:
    path, most = sys.argv[1], int((*sys.argv, "6000")[2])
    found = annual_series(path, most)
    methods = {"no change": no_change, **METHODS}
    for ahead in (1, 2):
        every = [
            {name: errors(method, series, ahead) for name, method in methods.items()}
            for series in found
            if len(series) >= FEWEST * 2 + ahead
        ]
        print(f"{ahead} ahead, {len(every):,} series; error on the last figure:")
        for name in methods:
            print(f"  {name:16} {np.mean([one[name][-1] for one in every]):.3f}")
        print("  used where it missed by less on the past: how often, error against no change")
        for at_most in (1.0, 0.9, 0.8, 0.7):
            for label, names in (*((name, [name]) for name in METHODS), ("the best", [*METHODS])):
                share, ratio = used(names, every, ahead, at_most)
                print(f"  {at_most:.1f} {label:16} {share:6.1%} {ratio:.3f}")


if __name__ == "__main__":
    main()
