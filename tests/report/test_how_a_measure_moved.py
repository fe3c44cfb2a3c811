"""What is said of a measure in a sentence agrees with its direction of travel."""

from __future__ import annotations

from typing import Any

import pytest

from quarterbook.report.sentences.trend import finding
from quarterbook.report.views.measure import MeasureView
from support.measures import judged

ROW = {
    "id": "potholes",
    "title": "Potholes filled in time",
    "unit": "%",
    "decimals": "1",
    "outcome": "roads",
    "kind": "measure",
}

# Up from 71.0% six quarters before, but down on the same quarter of the year before.
POTHOLES = {
    "2023-24-Q4": 71.0,
    "2024-25-Q1": 80.0,
    "2024-25-Q2": 90.1,
    "2024-25-Q3": 88.0,
    "2024-25-Q4": 84.0,
    "2025-26-Q1": 86.0,
    "2025-26-Q2": 87.4,
}


def said(figures: dict[str, float | None], targets: Any = None, **measure: Any) -> str:
    row = {**ROW, "polarity": measure.get("polarity", "higher")}
    words = finding(MeasureView(row, judged(figures, targets, unit="%", **measure)))
    return words.removeprefix("Potholes filled in time ")


def test_what_declined_is_not_said_to_have_risen() -> None:
    assert said(POTHOLES, direction_basis="year_ago") == (
        "fell from 90.1% in Q2 2024/25 to 87.4% in Q2 2025/26, although up from 71.0% in Q4 2023/24"
    )


def test_what_rose_on_both_bases_is_said_over_the_chart() -> None:
    for basis in ("previous", "year_ago"):
        figures = {**POTHOLES, "2024-25-Q2": 82.0}
        assert said(figures, direction_basis=basis) == (
            "rose from 71.0% in Q4 2023/24 to 87.4% in Q2 2025/26"
        )


def test_the_target_is_named_before_the_longer_run() -> None:
    said_of = said(POTHOLES, {"2025-26-Q2": (92.0,)}, direction_basis="year_ago")
    assert said_of.endswith(
        "87.4% in Q2 2025/26, below the target of 92.0%, although up from 71.0% in Q4 2023/24"
    )


@pytest.mark.parametrize(
    ("first", "earlier", "last", "words"),
    [
        (61.0, 75.0, 71.0, "fell from 75.0% in Q2 2024/25 to 71.0% in Q2 2025/26, although up"),
        (90.0, 60.0, 71.0, "rose from 60.0% in Q2 2024/25 to 71.0% in Q2 2025/26, although down"),
        (71.0, 75.0, 71.0, "fell from 75.0% in Q2 2024/25 to 71.0% in Q2 2025/26, although the"),
        (61.0, 71.0, 71.0, "stood at 71.0% in Q2 2025/26, as in Q2 2024/25, although up from 61"),
        (71.0, 71.0, 71.0, "stood at 71.0% in Q2 2025/26, as in Q4 2023/24"),
        (None, 75.0, 71.0, "fell from 75.0% in Q2 2024/25 to 71.0% in Q2 2025/26"),
        (61.0, None, 71.0, "rose from 61.0% in Q4 2023/24 to 71.0% in Q2 2025/26"),
    ],
)
def test_each_way(first: float, earlier: float, last: float, words: str) -> None:
    figures = {"2023-24-Q4": first, "2024-25-Q2": earlier, "2025-26-Q2": last}
    assert said(figures, direction_basis="year_ago", polarity="lower").startswith(words)


def test_what_stayed_the_same_within_its_margin_did_not_rise() -> None:
    figures = {**POTHOLES, "2024-25-Q2": 87.0}
    assert said(figures, direction_basis="year_ago", same_within="1 points") == (
        "stood at 87.4% in Q2 2025/26, little changed from 87.0% in Q2 2024/25, "
        "although up from 71.0% in Q4 2023/24"
    )
    assert said(figures, direction_basis="year_ago").startswith("rose from 71.0%")


def test_what_is_judged_otherwise_is_said_beside_the_run() -> None:
    recorded = {"direction_judgement": "declined"}
    words = said(POTHOLES, direction_basis="judged", recorded=recorded)
    assert words.startswith("rose from 71.0% in Q4 2023/24 to 87.4%")
    assert words.endswith(", although the service records a decline")
    recorded = {"direction_judgement": "improved"}
    assert "although" not in said(POTHOLES, direction_basis="judged", recorded=recorded)
    swing = {f"2021-{month:02}": 60.0 + month % 2 for month in range(1, 13)}
    assert said(swing, direction_basis="spc", frequency="monthly") == (
        "fell from 61.0% in January 2021 to 60.0% in December 2021, "
        "although its newest figure is within the limits of its control chart"
    )


def test_a_context_figure_follows_the_arrow_that_is_shown_beside_it() -> None:
    assert said(POTHOLES, direction_basis="year_ago", polarity="none").startswith("fell from 90.1%")


def test_what_has_a_season_is_held_against_the_same_time_of_year() -> None:
    """Neither a summer against a winter, nor a part of a year against the whole of another."""
    figures = {**POTHOLES, "2024-25-Q2": 82.0}
    for settings in ({"seasonal": "yes"}, {"reading": "year_to_date"}):
        assert said(figures, **settings) == "rose from 82.0% in Q2 2024/25 to 87.4% in Q2 2025/26"
