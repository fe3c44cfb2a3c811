"""One measure judged whole: what it is compared with and held against, worked by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from quarterbook.measure.judgement import Judged, judge_measure
from quarterbook.periods import parse
from quarterbook.report import words
from quarterbook.report.marks import basis_words

MEASURE = {
    "rag_rule": "",
    "direction_basis": "",
    "kind": "measure",
    "polarity": "higher",
    "reading": "snapshot",
    "seasonal": "no",
}


def judged(
    figures: dict[str, float | None],
    targets: dict[str, tuple[float, float]] | None = None,
    markers: dict[str, str] | None = None,
    **measure: str,
) -> Judged:
    """Judge figures by period against (target, floor) by period."""
    yearly = "annual" if all(len(code) == 7 and "Q" not in code for code in figures) else None
    rows: list[dict[str, Any]] = [
        {
            "period": parse(code, yearly),
            "value": value,
            "marker": (markers or {}).get(code, ""),
            "was": None,
        }
        for code, value in figures.items()
    ]
    goals = [
        {"period": parse(code), "target": target, "floor": floor, "lower": None, "upper": None}
        for code, (target, floor) in (targets or {}).items()
    ]
    columns = ["period", "target", "floor", "lower", "upper"]
    return judge_measure(
        {**MEASURE, **measure},
        pd.DataFrame(rows, columns=["period", "value", "marker", "was"]),
        pd.DataFrame(goals, columns=columns),
        {},
        ("floor", "previous"),
    )


def test_a_target_for_the_year_holds_for_its_quarters() -> None:
    result = judged({"2021-22-Q1": 49.0, "2021-22-Q2": 51.0}, {"2021-22": (50, 47)})
    assert [result.goals[r.period].target for r in result.readings] == [50, 50]
    assert result.rag.outcome == "green"


def test_a_target_of_its_own_goes_before_that_of_the_year() -> None:
    result = judged({"2021-22-Q2": 51.0}, {"2021-22": (50, 47), "2021-22-Q2": (55, 52)})
    assert result.rag.outcome == "red"


def test_a_year_to_date_figure_is_not_held_against_the_year() -> None:
    """75 homes by Q2 are not 75 of the 300 homes of a year."""
    figures = {"2020-21-Q2": 80.0, "2021-22-Q1": 30.0, "2021-22-Q2": 75.0}
    result = judged(figures, {"2021-22": (300, 280)}, reading="year_to_date")
    assert (result.rag.outcome, result.rag.reason) == ("not_rated", "no target")
    own = judged(figures, {"2021-22-Q2": (70, 60)}, reading="year_to_date")
    assert own.rag.outcome == "green"


def test_a_year_to_date_figure_is_compared_with_a_year_ago() -> None:
    """It rose from 30 to 75 since the quarter before, as it must, and fell short of last year."""
    figures = {"2020-21-Q2": 80.0, "2021-22-Q1": 30.0, "2021-22-Q2": 75.0}
    result = judged(figures, reading="year_to_date")
    assert result.direction.outcome == "declined"
    assert basis_words(result) == "compared with the same quarter last year"


def test_the_same_time_last_year_is_four_quarters_back() -> None:
    figures = {f"2020-21-Q{n}": float(n) for n in (1, 2, 3, 4)} | {"2021-22-Q2": 9.0}
    result = judged(figures)
    assert result.year_ago is not None
    assert result.year_ago.value == 2.0


def test_a_gap_is_named() -> None:
    """Q1 has no figure: what Q2 is compared with is two quarters back, and said so."""
    result = judged(
        {"2020-21-Q4": 48.0, "2021-22-Q1": None, "2021-22-Q2": 51.0}, markers={"2021-22-Q1": "x"}
    )
    assert result.direction.outcome == "improved"
    assert basis_words(result) == "compared with Q4 2020/21"
    assert "compared with the figure before" in words.how_judged(result, "higher", "%", 1)


def test_a_survey_every_two_years_is_compared_with_the_one_before() -> None:
    result = judged({"2018-19": 7.6, "2020-21": None, "2022-23": 7.9}, markers={"2020-21": "w"})
    assert basis_words(result) == "compared with 2018/19"


def test_a_forecast_is_no_figure() -> None:
    result = judged({"2021-22-Q1": 50.0, "2021-22-Q2": 60.0}, markers={"2021-22-Q2": "f"})
    assert result.current is not None
    assert result.current.value == 50.0


def test_a_measure_without_figures_says_so() -> None:
    result = judged({}, {"2021-22": (50, 47)})
    assert result.rag.reason == "no figure"
    assert words.how_judged(result, "higher", "%", 1).startswith("Not rated until it has a figure")
