"""A target that is the figure of the year before tells that figure: it is left out."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from quarterbook.data.params.council import Chance
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.account import account_of
from quarterbook.disclosure.blank import blanked
from quarterbook.ground.periods import parse
from support.records import counts, record

QUARTERS = [f"{year}-{year - 1999}-Q{n}" for year in (2020, 2021, 2022) for n in (1, 2, 3, 4)]
FIGURES = (9.0, 3.0, 12.0, 20.0, 8.0, 14.0, 11.0, 17.0)


def with_targets(goals: dict[int, float], column: str = "target") -> Recorded:
    """Quarterly figures of two years, 3 in the second, and targets by the quarter's place."""
    table = pd.DataFrame(
        [{"id": "a", "unit": "number", "frequency": "quarterly", "reading": "snapshot",
          "small_numbers": "", "part_of": ""}]
    )  # fmt: skip
    rows = [("a", QUARTERS[n], value, "2021-01-01") for n, value in enumerate(FIGURES)]
    made = record(table, counts(rows))
    targets = made.tables["targets"].reindex(range(2, 2 + len(goals)))
    targets = targets.assign(
        measure="a",
        period=[parse(QUARTERS[n]) for n in goals],
        set_on=pd.Timestamp("2021-01-01"),
        **{column: list(goals.values())},
    )
    return dataclasses.replace(made, tables={**made.tables, "targets": targets})


def left(made: Recorded) -> list[float]:
    (quarter,) = made.quarters
    rows = blanked(made, quarter).tables["targets"]
    return rows[["target", "floor", "lower", "upper"]].sum(axis=1).tolist()


A_YEAR_BEFORE = {n + 4: value for n, value in enumerate(FIGURES)}


@pytest.mark.parametrize("column", ["target", "floor", "upper"])
def test_targets_of_a_year_before_are_left_out_where_that_is_withheld(column: str) -> None:
    made = with_targets(A_YEAR_BEFORE, column)
    assert left(made) == [value for value in FIGURES if value != 3]
    (note,) = [one for one in account_of(made, *made.quarters).notes if "targets.csv" in one]
    assert note.startswith(f'data/targets.csv:3: each {column} of "a" is its figure of a year bef')


def test_targets_of_the_period_before_too() -> None:
    made = with_targets({n + 1: value for n, value in enumerate(FIGURES)})
    assert 3 not in left(made)


@pytest.mark.parametrize(
    "goals",
    [
        A_YEAR_BEFORE | {6: 13.0},  # one is not the figure of the year before
        dict.fromkeys(range(4, 8), 3.0),  # one target for all
        {4: 9.0, 5: 3.0},  # two are no pattern
    ],
)
def test_other_targets_stay_even_where_one_is_that_figure(goals: dict[int, float]) -> None:
    assert left(with_targets(goals)) == list(goals.values())


def test_what_the_council_says_is_chance_stays() -> None:
    made = with_targets(A_YEAR_BEFORE)
    chance = [Chance(measures=["a"], reason="Each is set by the ministry.")]
    council = made.council.model_copy(update={"chance": chance})
    assert 3 in left(dataclasses.replace(made, council=council))
