"""Time the judging of many measures against what an analyst would write in pandas.

    python bench/judge_measures.py

500 measures of 20 years of monthly figures, 120,000 rows: rating of the newest figure,
direction against the month before, control limits and the outlook for the year end.
The other side is pandas by group, with the same four and no gaps, breaks, markers,
seven-in-a-row rules or reasons. The ratio is the last line, and below 1 means that
Quarterbook was faster.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from quarterbook.data.params.council import Defaults
from quarterbook.ground.periods import Period
from quarterbook.judge.assessment import assess
from quarterbook.judge.judging_rules import judging_rules
from quarterbook.judge.observations import goals_of, observations_of

MEASURES, YEARS = 500, 20
RULES = {
    "rag_rule": "floor",
    "direction_basis": "previous",
    "long_term_basis": "spc",
    "kind": "measure",
    "polarity": "higher",
    "reading": "snapshot",
    "frequency": "monthly",
    "seasonal": "no",
    "unit": "%",
}


def recorded() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the observations and the targets of every measure."""
    draw = np.random.default_rng(1)
    start = [Period(2001 + (m + 3) // 12, (m + 3) % 12 + 1, "month") for m in range(12 * YEARS)]
    ids = [f"measure-{n:03}" for n in range(MEASURES)]
    level = 50 + np.cumsum(draw.normal(0, 1, (MEASURES, len(start))), axis=1)
    observations = pd.DataFrame(
        {
            "measure": np.repeat(ids, len(start)),
            "period": start * MEASURES,
            "value": level.round(1).ravel(),
            "marker": "",
            "was": np.nan,
        }
    )
    years = [Period(2001 + y, 4, "year") for y in range(YEARS + 1)]
    targets = pd.DataFrame(
        {
            "measure": np.repeat(ids, YEARS + 1),
            "period": years * MEASURES,
            "target": 50.0,
            "floor": 45.0,
            "lower": np.nan,
            "upper": np.nan,
        }
    )
    return observations, targets


def ours(observations: pd.DataFrame, targets: pd.DataFrame) -> int:
    """Judge every measure, and return how many are green."""
    observations, goals, rules = (
        observations_of(observations),
        goals_of(targets),
        judging_rules(RULES, Defaults()),
    )
    year = Period(2001 + YEARS, 4, "year")  # the one after the newest figure
    judged = [assess(rules, own, goals[id_], {}, year=year) for id_, own in observations.items()]
    assert all(one.outlook and one.control for one in judged)
    return sum(one.rag.outcome == "green" for one in judged)


def theirs(observations: pd.DataFrame, targets: pd.DataFrame) -> int:
    """Do it group by group in pandas, and return how many are green."""
    by_year = targets.set_index(["measure", "period"])

    def newest(group: pd.DataFrame) -> pd.Series:
        values = group["value"]
        last, before = values.iloc[-1], values.iloc[-2]
        goal = by_year.loc[(group.name, group["period"].iloc[-1].financial_year)]
        rag = "green" if last >= goal["target"] else "red"
        if rag == "red" and last >= goal["floor"]:
            rag = "amber"
        ranges = values.diff().abs()
        ranges = ranges[ranges < 3.267 * ranges.mean()]
        return pd.Series(
            {
                "rag": rag,
                "moved": np.sign(last - before),
                "mean": values.mean(),
                "reach": 2.66 * ranges.mean(),
                "outlook": values.diff(12).abs().quantile(0.8),
            }
        )

    return int((observations.groupby("measure").apply(newest)["rag"] == "green").sum())


def best(function: Callable[[], int], runs: int = 5) -> tuple[float, int]:
    """Return the least seconds of several runs, and what the function returned."""
    seconds, found = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        found = function()
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


def main() -> None:
    """Print the seconds for a thousand measures, and the ratio."""
    observations, targets = recorded()
    mine, green = best(lambda: ours(observations, targets))
    pandas, other = best(lambda: theirs(observations, targets))
    assert green == other
    print(f"quarterbook  {mine * 1000 / MEASURES:6.3f} s for 1,000 measures")
    print(f"pandas       {pandas * 1000 / MEASURES:6.3f} s for 1,000 measures")
    print(f"ratio        {mine / pandas:6.2f}")


if __name__ == "__main__":
    main()
