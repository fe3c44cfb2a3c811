"""How the council compares with others: what is compared, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterbook.ground.periods import parse
from quarterbook.judge.comparison import compare
from quarterbook.report.sentences import ranking
from support.northshire import (
    COMPARATORS,
    NORTHSHIRE,
    OTHERS,
    TWO_YEARS,
    all_of,
    compared,
    known,
    said,
)


def test_two_years_by_hand() -> None:
    """Eight councils at 20 30 40 52 65 72 75 80: the limits are 37.5, 58.5 and 72.75."""
    found = compared(TWO_YEARS)
    assert found.period == parse("2021-22")
    assert found.place == (2, 8, "top", False)
    assert found.place_before == (4, 8, "second", False)
    assert found.moved == "improved"
    assert found.previous is not None
    assert found.previous.value == 60
    neighbours, region, england = found.others
    assert neighbours.now.value == pytest.approx((52 + 72 + 80) / 3)
    assert neighbours.now.mean_of == 3
    assert neighbours.points[0].value == pytest.approx((50 + 70 + 80) / 3)
    assert (region.now.value, region.now.mean_of) == (64, 0)
    assert (england.now.value, england.now.mean_of) == (59.9, 0)


def test_the_mean_stands_in_where_the_publisher_gives_no_figure() -> None:
    """Region: 75, 52, 72 and 65, the fourth missing. England: all seven that have a figure."""
    figures = {"2021-22": all_of(75.0, [52.0, 72.0, "x", 65.0, 40.0, 30.0, 20.0])}
    neighbours, region, england = compared(figures).others
    assert (neighbours.now.value, neighbours.now.mean_of) == (62, 2)
    assert (region.now.value, region.now.mean_of) == (66, 4)
    mean = (75 + 52 + 72 + 65 + 40 + 30 + 20) / 7
    assert (england.now.value, england.now.mean_of) == (pytest.approx(mean), 7)
    notes = ranking.source_sentences(compared(figures))
    assert "Statistical neighbours: the simple mean of the 2 councils that have a figure." in notes
    assert "publisher's own" not in notes


def test_a_group_may_be_any_of_comparators_csv_or_published_under_its_name() -> None:
    asked = [{"id": "unitaries", "title": "Unitary councils"}]
    area = {"code": "unitaries", "name": "Unitary councils", "kind": "region"}
    figures = {"2021-22": all_of(75.0, [52.0, 72.0, "x", 65.0, 40.0, 30.0, 20.0])}
    (other,) = compared(figures, comparators=asked).others
    assert (other.now.value, other.now.mean_of) == (pytest.approx(279 / 6), 6)
    published = {"2021-22": {**figures["2021-22"], "unitaries": 47.2}}
    (other,) = compared(published, comparators=asked, areas=[area]).others
    assert (other.now.value, other.now.mean_of) == (47.2, 0)


def test_a_measure_may_have_neighbours_of_its_own() -> None:
    """The unitaries stand in the neighbours' place, and the column says so."""
    vintage = known({"2021-22": all_of(10, [1, 2, 3, 4, 5, 6, 7])})
    measures = vintage.measures.assign(neighbours="unitaries")
    of_its_own = compare(replace(vintage, measures=measures), "homes")
    usual = compare(vintage, "homes")
    assert usual is not None
    assert of_its_own is not None
    assert [other.title for other in of_its_own.others[:2]] == [
        "Statistical neighbours (unitaries)",
        "North Marches",
    ]
    assert (usual.others[0].now.value, usual.others[0].now.mean_of) == (2, 3)
    assert (of_its_own.others[0].now.value, of_its_own.others[0].now.mean_of) == (4, 7)
    assert usual.others[1:] == of_its_own.others[1:]


def test_councils_of_another_nation_are_neither_ranked_nor_in_the_mean() -> None:
    """A publisher of the United Kingdom has all of them; `country` is the council's own."""
    scottish = [
        {"code": f"S1200000{n}", "name": f"Scottish Council {n}", "kind": "council"}
        for n in range(1, 4)
    ]
    figures = all_of(10, [1, 2, 3, 4, 5, 6, 7]) | {area["code"]: 90.0 for area in scottish}
    found = compared(
        {"2021-22": figures},
        areas=scottish,
        comparators=[{"id": "country", "title": "England"}, {"id": "england", "title": "England"}],
    )
    assert found.place is not None
    assert (found.place.rank, found.place.of) == (1, 8)
    assert [(other.now.value, other.now.mean_of) for other in found.others] == [(4.75, 8)] * 2
    published = compared(
        {"2021-22": figures | {"E92000001": 5.5, "S92000003": 80.0}},
        areas=scottish,
        comparators=[{"id": "country", "title": "England"}],
    )
    assert published.others[0].now.value == 5.5


def test_a_group_without_any_figure_says_why() -> None:
    asked = [COMPARATORS[0], COMPARATORS[2]]
    none = compared({"2021-22": all_of(75.0, ["w"] * 7)}, comparators=asked)
    neighbours, _ = none.others
    assert (neighbours.now.value, neighbours.now.marker) == (None, "w")
    some = compared({"2021-22": all_of(75.0, ["w", "x", "w", "w", "w", "w", "w"])})
    assert some.others[0].now.marker == "x"


def test_a_withheld_figure_is_not_replaced_by_a_mean() -> None:
    figures = {"2021-22": all_of(75.0, [52.0] * 7, england="c")}
    england = compared(figures).others[2]
    assert (england.now.value, england.now.marker) == (None, "c")


def test_only_councils_are_ranked() -> None:
    found = compared(TWO_YEARS)
    assert set(found.values.index) == {NORTHSHIRE, *OTHERS}


def test_periods_of_one_kind_are_compared() -> None:
    """The newest own row is a financial year's: the calendar year beside it is left out."""
    figures = {**TWO_YEARS, "2021": all_of(1.0, [2.0] * 7)}
    found = compared(figures)
    assert [point.period.code for point in found.points] == ["2020-21", "2021-22"]
    assert found.previous is not None
    assert found.previous.period.code == "2020-21"


def test_of_quarters_the_same_one_of_each_year_is_compared() -> None:
    quarters = {
        "2020-21-Q1": all_of(60.0, [50.0] * 7),
        "2020-21-Q4": all_of(99.0, [50.0] * 7),
        "2021-22-Q1": all_of(70.0, [50.0] * 7),
    }
    found = compared(quarters)
    assert [point.period.code for point in found.points] == ["2020-21-Q1", "2021-22-Q1"]


def test_a_newer_year_without_the_council_is_a_gap_and_one_stray_row_is_none() -> None:
    newer = {**TWO_YEARS, "2022-23": dict.fromkeys(OTHERS, 50.0)}
    assert said(newer) == (
        "Northshire has no figure for 2022/23: not available. The last was 75.0% in 2021/22."
    )
    stray = {**TWO_YEARS, "2022-23": {OTHERS[0]: 50.0}}
    assert compared(stray).period.code == "2021-22"


def test_without_a_row_of_the_councils_there_is_no_comparison() -> None:
    assert compare(known({"2021-22": dict.fromkeys(OTHERS, 50.0)}), "homes") is None
