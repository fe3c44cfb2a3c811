"""Comparisons across reorganisation: series that go on, break or are not followed."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

import pandas as pd
import pytest

from quarterbook.data.nations import ENGLAND
from quarterbook.ground.units import NumberFormat
from quarterbook.report.sentences import ranking
from support.northshire import (
    NORTHSHIRE,
    TWO_YEARS,
    Figure,
    all_of,
    compared,
    comparison_of,
    known,
    said,
)

OLD = {
    "code": "E10000001",
    "name": "Old Northshire",
    "to": pd.Timestamp("2021-03-31"),
    "successor": NORTHSHIRE,
}
BEGUN = {"from": pd.Timestamp("2021-04-01")}


def reorganised() -> dict[str, dict[str, Figure]]:
    """The same two years, the first of them the old council's."""
    first = dict(TWO_YEARS["2020-21"])
    first["E10000001"] = first.pop(NORTHSHIRE)
    return {"2020-21": first, "2021-22": dict(TWO_YEARS["2021-22"])}


def test_a_series_follows_the_council_through_reorganisation_with_a_break() -> None:
    found = compared(reorganised(), areas=[OLD], own=BEGUN)
    assert [point.value for point in found.points] == [60, 75]
    assert [point.council for point in found.points] == ["Old Northshire", ""]
    assert [point.broken for point in found.points] == ["", "Old Northshire was the council then"]
    assert not found.is_comparable
    assert found.moved == "not_comparable"
    assert found.place == (2, 8, "top", False)
    text = ranking.sentences(found, NumberFormat("%", 1), "Northshire")
    assert "It is not compared with 2020/21: Old Northshire was the council then." in text
    assert "up from" not in text
    assert "better than" not in text
    assert "in a row" not in text
    assert "gap" not in text
    block = comparison_of(known(reorganised(), areas=[OLD], own=BEGUN), found)
    assert "60.0% (Old Northshire, 2020/21)" in block.html
    broken = "Northshire's line is not joined across a break, from 2021/22: Old Northshire was"
    assert broken in unescape(block.html)


def test_a_council_that_kept_its_name_is_told_from_the_one_before() -> None:
    found = compared(reorganised(), areas=[{**OLD, "name": "Northshire"}], own=BEGUN)
    assert found.now.broken == "the former Northshire was the council then"
    early = compared(
        {"2020-21": reorganised()["2020-21"]}, areas=[{**OLD, "name": "Northshire"}], own=BEGUN
    )
    text = ranking.sentences(early, NumberFormat("%", 1), "Northshire")
    assert text.startswith("The former Northshire: 60.0% in 2020/21")


def test_a_figure_given_again_for_the_new_council_joins_the_series() -> None:
    """The publisher has worked 2020/21 out for the new council: both years are its own."""
    given = reorganised()
    given["2020-21"][NORTHSHIRE] = 58.0
    found = compared(given, areas=[OLD], own=BEGUN)
    assert [point.value for point in found.points] == [58, 75]
    assert found.is_comparable
    # one of the two is ranked for 2020/21: that whose figure the page shows
    assert "E10000001" not in found.before.index
    assert NORTHSHIRE in found.before.index


def test_a_council_is_ranked_by_the_figure_that_its_page_shows() -> None:
    """Of 2020/21 alone, before it was there: 58 comes behind 80, 75 and 70, of eight."""
    given = {"2020-21": {**reorganised()["2020-21"], NORTHSHIRE: 58.0}}
    found = compared(given, areas=[OLD], own=BEGUN)
    assert found.place is not None
    assert found.place.of == 8
    assert "Too few councils" not in ranking.sentences(found, NumberFormat("%", 1), "Northshire")


def test_of_others_the_one_that_was_there_is_ranked() -> None:
    other = {**OLD, "successor": "E10000009"}
    new = {**OLD, "code": "E10000009", "name": "New Borough", "successor": ""}
    given = {"2020-21": {**TWO_YEARS["2020-21"], "E10000001": 61.0, "E10000009": 62.0}}
    found = compared(given, areas=[other, {**new, "to": pd.NaT}])
    assert "E10000001" in found.values.index
    assert "E10000009" not in found.values.index


def test_of_a_council_and_its_successor_the_one_that_was_there_is_ranked() -> None:
    later = {"2021-22": {**TWO_YEARS["2021-22"], "E10000001": 61.0}}
    found = compared(later, areas=[OLD], own=BEGUN)
    assert "E10000001" not in found.values.index
    assert found.place is not None
    assert found.place.of == 8


def test_of_several_predecessors_none_is_followed() -> None:
    other = {**OLD, "code": "E10000002", "name": "Old Borough"}
    given = reorganised()
    given["2020-21"]["E10000002"] = 66.0
    found = compared(given, areas=[OLD, other], own=BEGUN)
    assert [point.value for point in found.points] == [None, 75]
    assert found.left_out == ("Old Northshire", "Old Borough")
    assert "Figures of Old Northshire and Old Borough, which Northshire replaced" in (
        ranking.sentences(found, NumberFormat("%", 1), "Northshire")
    )


def test_the_newest_figures_may_be_a_predecessors() -> None:
    found = compared({"2020-21": reorganised()["2020-21"]}, areas=[OLD], own=BEGUN)
    text = ranking.sentences(found, NumberFormat("%", 1), "Northshire")
    assert text.startswith("Old Northshire: 60.0% in 2020/21, against")
    assert text.endswith("Northshire has replaced Old Northshire since.")
    assert "4th of 8 councils" in text


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"marked": {("2021-22", NORTHSHIRE): "b"}}, "break in series"),
        ({"breaks": ["2021-22"]}, "break in series"),
        ({"definition_from": "2021-22"}, "its definition has changed"),
        ({"definition_from": "2021-22-Q3"}, "its definition has changed"),
    ],
)
def test_a_break_is_not_compared_across(given: Mapping[str, Any], why: str) -> None:
    found = compared(TWO_YEARS, **given)
    assert found.now.broken == why
    assert f"It is not compared with 2020/21: {why}." in (
        ranking.sentences(found, NumberFormat("%", 1), "Northshire")
    )


def test_a_break_of_a_comparators_leaves_its_gap_unsaid() -> None:
    figures = {
        "2020-21": all_of(50.0, [60.0] * 7, england=62.0, region=62.0),
        "2021-22": all_of(55.0, [60.0] * 7, england=62.0, region=62.0),
    }
    text = said(figures, marked={("2021-22", ENGLAND): "b"})
    assert "The gap to statistical neighbours and North Marches has narrowed." in text


def test_a_mean_is_not_compared_with_a_published_figure() -> None:
    figures = {
        "2020-21": all_of(50.0, [60.0] * 7),
        "2021-22": all_of(55.0, [60.0] * 7, england=62.0),
    }
    england = compared(figures).others[2]
    assert england.now.broken == "one is as published, the other a mean"
    assert "The gap to statistical neighbours and North Marches has narrowed." in said(figures)
