"""How the council compares with others: what is compared, in words, in charts, on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from quarterbook import Report
from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.data.vintage import Vintage
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import Period, parse
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import assess
from quarterbook.judge.comparison import ENGLAND, Compared, Point, compare
from quarterbook.judge.ranking import Rank, summarise
from quarterbook.judge.settings import judging_rules
from quarterbook.report.blocks import appendix, benchmark
from quarterbook.report.charts import comparison, strip_plot
from quarterbook.report.charts.comparison import Line
from quarterbook.report.charts.strip_plot import Marked
from quarterbook.report.html.block import Block
from quarterbook.report.sentences import ranking
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView
from quarterbook.storage.book import Book
from support.books import ROOT

NORTHSHIRE = "E06000001"
OTHERS = [f"E0600000{number}" for number in range(2, 9)]
REGION = "E12000001"
COMPARATORS = [
    {"id": "neighbours", "title": "Statistical neighbours"},
    {"id": "region", "title": "North Marches"},
    {"id": "england", "title": "England"},
]

Figure = float | str | None  # a marker stands where there is no figure
Figures = Mapping[str, Mapping[str, Figure]]


def known(
    figures: Figures,
    *,
    polarity: str = "higher",
    comparators: Sequence[Mapping[str, str]] = COMPARATORS,
    areas: Sequence[Mapping[str, Any]] = (),
    own: Mapping[str, Any] | None = None,
    definition_from: str = "",
    marked: Mapping[tuple[str, str], str] | None = None,
) -> Vintage:
    """A quarter that knows figures of one measure by period and area.

    Councils are Northshire and seven others, the first three of them its neighbours and the first
    four in its region.
    """
    rows = []
    for period, by_area in figures.items():
        for area, figure in by_area.items():
            absent = figure is None or isinstance(figure, str)
            rows.append(
                {
                    "measure": "homes",
                    "period": parse(period, "annual"),
                    "area": area,
                    "value": np.nan if absent else figure,
                    "marker": figure
                    if isinstance(figure, str)
                    else (marked or {}).get((period, area), ""),
                    "source": "Survey of homes",
                    "published_on": pd.Timestamp("2022-11-10"),
                }
            )
    plain = {"kind": "council", "region": "", "from": pd.NaT, "to": pd.NaT, "successor": ""}
    places = [
        {**plain, "code": NORTHSHIRE, "name": "Northshire Council", "region": REGION, **(own or {})}
    ]
    places += [
        {**plain, "code": code, "name": f"Council {code[-1]}", "region": REGION if i < 4 else "R2"}
        for i, code in enumerate(OTHERS)
    ]
    places += [{**plain, **area} for area in areas]
    places += [
        {**plain, "code": REGION, "name": "North Marches", "kind": "region"},
        {**plain, "code": ENGLAND, "name": "England", "kind": "country"},
    ]
    groups = [("neighbours", NORTHSHIRE, code) for code in OTHERS[:3]]
    groups += [("unitaries", NORTHSHIRE, code) for code in OTHERS]
    groups += [("neighbours", "E06000099", code) for code in OTHERS[4:]]
    council = Council.model_validate(
        {
            "council": {
                "name": "Northshire Council",
                "short_name": "Northshire",
                "code": NORTHSHIRE,
                "contact": "performance@northshire.example",
            },
            "outcomes": [{"id": "homes", "title": "Homes"}],
            "comparators": list(comparators),
        }
    )
    quarter = Quarter.model_validate(
        {"quarter": "2022-23-Q3", "title": "Report", "cut_off": "2023-02-03", "status": "final"}
    )
    anew = parse(definition_from) if definition_from else None
    measure = {"id": "homes", "polarity": polarity, "definition_from": anew}
    empty = pd.DataFrame()
    columns = ["measure", "period", "area", "value", "marker", "source", "published_on"]
    return Vintage(
        council=council,
        quarter=quarter,
        previous=None,
        measures=pd.DataFrame([measure]),
        observations=empty,
        targets=empty,
        recalculations=empty,
        milestones=empty,
        commentary=empty,
        benchmarks=pd.DataFrame(rows, columns=columns),
        areas=pd.DataFrame(places),
        comparators=pd.DataFrame(groups, columns=["group", "council", "member"]).assign(rank=1),
        series=pd.DataFrame(columns=["measure", "caveat"]),
        decisions=empty,
    )


def all_of(own: Figure, others: Sequence[Figure], **more: Figure) -> dict[str, Figure]:
    """The figures of a period: Northshire's, those of the seven, the region's and England's."""
    codes = {"region": REGION, "england": ENGLAND}
    named = {codes.get(name, name): figure for name, figure in more.items()}
    return {NORTHSHIRE: own, **dict(zip(OTHERS, others, strict=True)), **named}


def compared(figures: Figures, **given: Any) -> Compared:
    found = compare(known(figures, **given), "homes")
    assert found is not None
    return found


def said(figures: Figures, **given: Any) -> str:
    return ranking.sentences(compared(figures, **given), NumberFormat("%", 1), "Northshire")


def homes(title: str = "Homes of their own", unit: str = "%") -> MeasureView:
    """The measure that is compared, as the report has it; its own figures do not matter here."""
    row = {
        "id": "homes",
        "title": title,
        "unit": unit,
        "decimals": 1,
        "polarity": "higher",
        "rag_rule": "none",
        "seasonal": "no",
        "reading": "snapshot",
        "frequency": "annual",
        "kind": "measure",
        "direction_basis": "previous",
        "long_term_basis": "",
    }
    return MeasureView(row, assess(judging_rules(row, {}), [], {}, {}))


def comparison_of(vintage: Vintage, compared: Compared, view: MeasureView | None = None) -> Block:
    return benchmark.comparison(QuarterView(vintage, {}), view or homes(), compared)


# Northshire 4th of eight on 60 and then 2nd on 75; neighbours 50, 70, 80 and then 52, 72, 80.
TWO_YEARS = {
    "2020-21": all_of(60.0, [50.0, 70.0, 80.0, 65.0, 40.0, 30.0, 20.0], region=61.0, england=58.2),
    "2021-22": all_of(75.0, [52.0, 72.0, 80.0, 65.0, 40.0, 30.0, 20.0], region=64.0, england=59.9),
}


# What is compared -------------------------------------------------------------------------------


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


# Reorganisation ---------------------------------------------------------------------------------

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
    assert "Not joined across a break, from 2021/22: Old Northshire was" in block.html


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
    # one of the two is ranked for 2020/21: the old one, which was there on 31 March 2021
    assert "E10000001" in found.before.index
    assert NORTHSHIRE not in found.before.index


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


# In words ---------------------------------------------------------------------------------------


def test_the_whole_account() -> None:
    """Neighbours 66.7, then (52 + 72 + 80) / 3 = 68.0: behind by 6.7, now ahead. Region: 1 behind,
    now ahead. England: ahead both times."""
    assert said(TWO_YEARS) == (
        "Northshire: 75.0% in 2021/22, better than the 60.0% of 2020/21, against 68.0% for "
        "statistical neighbours, 64.0% for North Marches and 59.9% for England. Top quartile, 2nd "
        "of 8 councils, up from 4th; a high figure is good. Northshire is no longer behind "
        "statistical neighbours and North Marches."
    )


def test_low_is_good_is_said() -> None:
    """Turned round, 75 is 7th of eight at 20 30 40 52 65 72 75 80, after 5th at 60."""
    assert "worse than the 60.0% of 2020/21" in said(TWO_YEARS, polarity="lower")
    assert "Bottom quartile, 7th of 8 councils, down from 5th; a low figure is good." in said(
        TWO_YEARS, polarity="lower"
    )
    found = compared(TWO_YEARS, polarity="lower")
    assert "a low figure is good" in benchmark.result_table(found, homes(), "Northshire")


def of_year(own: float | None, others: Sequence[float | None]) -> dict[str, Figure]:
    return all_of(own, others)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        # 3rd of eight, then 1st
        ((70, [80, 75, 60, 50, 40, 30, 20]), (90, [80, 75, 60, 50, 40, 30, 20]), ", up from 3rd;"),
        ((90, [80, 75, 60, 50, 40, 30, 20]), (70, [80, 75, 60, 50, 40, 30, 20]), "down from 1st;"),
        ((70, [80, 75, 60, 50, 40, 30, 20]), (71, [80, 75, 60, 50, 40, 30, 20]), "as in 2020/21;"),
        # joint 2nd with another
        ((70, [80, 70, 60, 50, 40, 30, 20]), (90, [80, 75, 60, 50, 40, 30, 20]), "from joint 2nd;"),
        ((90, [80, 75, 60, 50, 40, 30, 20]), (75, [80, 75, 60, 50, 40, 30, 20]), "joint 2nd of 8"),
        # one council fewer had a figure
        ((70, [80, 75, 60, 50, 40, 30, None]), (90, [80, 1, 2, 3, 4, 5, 6]), "up from 3rd of 7;"),
        (
            (70, [80, 75, 60, 50, 40, 30, None]),
            (70, [80, 75, 2, 3, 4, 5, 6]),
            "2020/21 (then of 7)",
        ),
        # not ranked before: fewer than four
        (
            (70, [80, 75, None, None, None, None, None]),
            (70, [80, 75, 2, 3, 4, 5, 6]),
            "8 councils;",
        ),
    ],
)
def test_how_the_rank_moved(
    before: tuple[float, list[float | None]], now: tuple[float, list[float | None]], expected: str
) -> None:
    assert expected in said({"2020-21": of_year(*before), "2021-22": of_year(*now)})


def test_a_year_without_a_survey_is_passed_over_and_named() -> None:
    """2018/19 and 2019/20, no survey, then 2021/22: better twice running, but not two years."""
    figures = {
        "2018-19": all_of(60.0, [80.0, 75.0, 70.0, 50.0, 40.0, 30.0, 20.0]),
        "2019-20": all_of(72.0, [80.0, 75.0, 70.0, 50.0, 40.0, 30.0, 20.0]),
        "2020-21": all_of("w", ["w"] * 7),
        "2021-22": all_of(76.0, [80.0, 75.0, 70.0, 50.0, 40.0, 30.0, 20.0]),
    }
    text = said(figures)
    assert "better than the 72.0% of 2019/20" in text
    assert "2nd of 8 councils, up from 3rd in 2019/20;" in text
    assert "It has improved two times in a row, since 2018/19." in text
    found = comparison_of(known(figures), compared(figures))
    assert "2018/19 to 2021/22. Gaps: no survey in 2020/21." in found.html


def test_years_in_a_row() -> None:
    years = {
        f"{year}-{year + 1 - 2000}": all_of(float(figure), [50.0] * 7)
        for year, figure in zip(range(2016, 2022), [70, 71, 72, 73, 74, 75], strict=True)
    }
    assert "It has improved for five years in a row." in said(years)
    broken = said(years, marked={("2019-20", NORTHSHIRE): "b"})
    assert "It has improved for two years in a row." in broken  # 2019/20 to 2021/22
    assert "in a row" not in said(years, polarity="lower")


@pytest.mark.parametrize(
    ("own", "england", "polarity", "expected"),
    [
        ((50, 55), (60, 60), "higher", "The gap to England has narrowed."),
        ((50, 50), (60, 61), "higher", "The gap to England has widened."),
        ((50, 51), (60, 61), "higher", "The gap to England is as wide as it was."),
        ((50, 60), (60, 60), "higher", "Northshire is no longer behind England."),
        ((60, 60), (55, 65), "higher", "Northshire has fallen behind England."),
        ((60, 61), (55, 55), "higher", ""),
        ((60, 55), (50, 50), "lower", "The gap to England has narrowed."),
        ((60, 55), (50, 50), "none", ""),
        # 10.04 and 9.96 behind are both 10.0 as shown
        ((50, 50.04), (60.04, 60), "higher", "The gap to England is as wide as it was."),
    ],
)
def test_gaps_in_words(
    own: tuple[float, float], england: tuple[float, float], polarity: str, expected: str
) -> None:
    years = {
        year: all_of(float(mine), [50.0] * 7, england=float(theirs))
        for year, mine, theirs in zip(("2020-21", "2021-22"), own, england, strict=True)
    }
    text = said(years, polarity=polarity, comparators=COMPARATORS[2:])
    if expected:
        assert text.endswith(expected)
    else:
        assert "behind" not in text
        assert "gap" not in text


@pytest.mark.parametrize(
    ("before", "now", "polarity", "expected"),
    [
        (60.0, 60.0, "higher", "60.0% in 2021/22, the same as in 2020/21,"),
        (60.0, 60.04, "higher", "60.0% in 2021/22, just better than in 2020/21,"),
        (60.04, 60.0, "higher", "60.0% in 2021/22, just worse than in 2020/21,"),
        (60.0, 61.0, "lower", "61.0% in 2021/22, worse than the 60.0% of 2020/21,"),
        (60.0, 61.0, "none", "61.0% in 2021/22, up from the 60.0% of 2020/21,"),
        (61.0, 60.0, "plan", "60.0% in 2021/22, down from the 61.0% of 2020/21,"),
        (60.0, 60.04, "none", "60.0% in 2021/22, just up on 2020/21,"),
    ],
)
def test_the_figure_beside_the_one_before(
    before: float, now: float, polarity: str, expected: str
) -> None:
    years = {"2020-21": all_of(before, [50.0] * 7), "2021-22": all_of(now, [50.0] * 7)}
    assert expected in said(years, polarity=polarity)


def test_why_there_is_no_rank() -> None:
    none = said(TWO_YEARS, polarity="none")
    assert "Neither higher nor lower is better, so councils are not ranked." in none
    assert "quartile" not in none
    plan = said(TWO_YEARS, polarity="plan")
    assert "Near the plan is better, so councils are not ranked." in plan
    three = said({"2021-22": {NORTHSHIRE: 75.0, OTHERS[0]: 52.0, OTHERS[1]: 60.0}})
    assert "Too few councils have a figure for a ranking, which needs four;" in three
    four = said({"2021-22": {NORTHSHIRE: 75.0, **dict.fromkeys(OTHERS[:3], 50.0)}})
    assert "Top quartile, 1st of 4 councils; a high figure is good." in four


def test_why_there_is_no_figure() -> None:
    years = {**TWO_YEARS, "2022-23": all_of("w", ["w"] * 7, england="w")}
    assert said(years) == (
        "Northshire has no figure for 2022/23: no survey. The last was 75.0% in 2021/22."
    )
    assert said({"2021-22": all_of("c", [50.0] * 7)}).startswith(
        "Northshire has no figure for 2021/22: confidential."
    )


def test_an_academic_year_has_its_article() -> None:
    years = {"2019/20-AY": all_of(60.0, [50.0] * 7), "2020/21-AY": all_of(61.0, [50.0] * 7)}
    assert "in the 2020/21 academic year, better than the 60.0% of the 2019/20 academic" in said(
        years
    )


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2021-22", "for the year ending March 2022"),
        ("2021", "for the calendar year 2021"),
        ("2020/21-AY", "for the 2020/21 academic year"),
        ("2021-22-Q1", "for the quarter ending June 2021"),
        ("2021-09", "for September 2021"),
    ],
)
def test_what_figures_are_for(period: str, expected: str) -> None:
    assert ranking.for_period(parse(period)) == expected


def test_published_in() -> None:
    assert ranking.published_in(date(2022, 11, 10)) == "published November 2022"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Statistical neighbours", "statistical neighbours"),
        ("Unitary councils", "unitary councils"),
        ("England", "England"),
        ("West Midlands", "West Midlands"),
        ("County Durham", "County Durham"),
        ("CIPFA neighbours", "CIPFA neighbours"),
    ],
)
def test_names_keep_their_capitals(title: str, expected: str) -> None:
    assert ranking.in_sentence(title) == expected


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (113, "113th"),
     (121, "121st")],
)  # fmt: skip
def test_ordinals(number: int, text: str) -> None:
    assert ranking.ordinal(number) == text


def summed(*entries: tuple[str | None, str]) -> list[str]:
    found = summarise(Rank("M", *entry) for entry in entries)  # type: ignore[arg-type]
    return ranking.summary_sentences(found, "Northshire")


def test_the_published_summary() -> None:
    """13 measures, 10 of them in the top two quartiles: 76.9%, and never 79%."""
    moves = ["improved"] * 7 + ["fell"] * 4 + ["held"] * 2
    quartiles = ["top"] * 3 + ["second"] * 7 + ["bottom"] * 3
    assert summed(*zip(quartiles, moves, strict=True)) == [
        "Of 13 measures the rank improved for 7, held for 2 and fell for 4.",
        "Northshire is in the top two quartiles for 10 of 13 measures (77%).",
    ]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], []),
        ([("top", "improved")], []),
        (
            [("top", "improved"), (None, "not_comparable")],
            [
                "Of 2 measures the rank improved for 1; 1 cannot be compared with an earlier year.",
                "Northshire is in the top two quartiles for 1 of 1 measure that is ranked (100%).",
            ],
        ),
        (
            [("third", "not_comparable"), ("second", "not_comparable"), (None, "not_comparable")],
            [
                "Of 3 measures none has a rank to compare with an earlier year.",
                "Northshire is in the top two quartiles for 1 of 2 measures that are ranked (50%).",
            ],
        ),
        (
            [(None, "not_comparable"), (None, "not_comparable")],
            [
                "Of 2 measures none has a rank to compare with an earlier year.",
                "None of them is ranked.",
            ],
        ),
    ],
)
def test_summaries(entries: list[tuple[str | None, str]], expected: list[str]) -> None:
    assert summed(*entries) == expected


# Charts -----------------------------------------------------------------------------------------


def line(label: str, figures: Sequence[float | None], *, own: bool = False) -> Line:
    points = [
        Point(Period(2018 + at, 4, "year"), figure, "" if figure is not None else "w")
        for at, figure in enumerate(figures)
    ]
    return Line(label, tuple(points), own)


MANY = pd.Series(np.round(np.linspace(40, 95, 151), 1))
LINES = [
    line("Bournemouth, Christchurch and Poole", [61.2, None, 63.5, 64.0], own=True),
    line("Statistical neighbours", [60.1, None, 62.2, 63.9]),
    line("England", [62.0, None, 63.0, 63.8]),
]


def drawings() -> list[str]:
    marked = [Marked("England", 66.0), Marked("North Marches", 66.1), Marked("Own", 95, True)]
    pictures = [
        strip_plot.strip_plot(MANY, marked, NumberFormat("%", 1), "lower"),
        strip_plot.strip_plot(
            pd.Series([3.0] * 20), [Marked("Own", 3.0, True)], NumberFormat("", 0), "higher"
        ),
        strip_plot.strip_plot(pd.Series([1e-4, 2e-4, 2e-4, 9e6]), [], NumberFormat("", 4), "none"),
        comparison.over_years(LINES, NumberFormat("%", 1)),
        comparison.over_years([line("Own", [None, 0.0], own=True)], NumberFormat("£", 0)),
        comparison.dots(LINES, NumberFormat("%", 1)),
        comparison.dots(
            [line("Own", [2e7], own=True), line("England", [2e7])], NumberFormat("£", 0)
        ),
    ]
    return [picture.svg for picture in pictures]


def test_charts_are_the_same_bytes_twice_and_hold_no_text() -> None:
    first, second = drawings(), drawings()
    assert first == second
    for svg in first:
        assert svg.count("<svg") == 1
        assert "<text" not in svg


def test_labels_of_a_strip_do_not_lie_across_others_lines() -> None:
    """With the first on the lowest level, no label spans the line of one that comes later."""
    marked = [
        Marked("England", 60),
        Marked("Region", 62),
        Marked("Near", 58),
        Marked("Us", 61, True),
    ]
    scale = 390 / 100
    spans = {
        one: list(strip_plot.label_spans(one.value * scale, f"{one.label} 60.0%", one.is_own, 390))
        for one in marked
    }
    placed = list(strip_plot.label_levels(spans, 0, scale))
    assert len(placed) == 4
    for at, (_, (begin, end)) in enumerate(placed):
        assert not any(begin < other.value * scale < end for other, _ in placed[at + 1 :])


def test_a_strip_is_higher_where_many_are_alike() -> None:
    alike = strip_plot.dot_size_and_height(pd.Series([100.0] * 60), 80, 101)
    spread = strip_plot.dot_size_and_height(MANY, 38, 97)
    assert alike[1] > spread[1]
    assert alike[0] >= 1.7


def test_lines_end_at_gaps_and_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """2018 and 2019 are joined; no survey in 2020; 2022 is broken off from 2021."""
    runs: list[list[int]] = []
    monkeypatch.setattr(
        comparison.sns, "lineplot", lambda frame, **_: runs.append(list(frame["run"]))
    )
    figures = line("Own", [1.0, 2.0, None, 3.0, 4.0], own=True)
    broken = Point(figures.points[4].period, 4.0, broken="break in series")
    comparison.over_years([Line("Own", (*figures.points[:4], broken), True)], NumberFormat("", 0))
    assert runs == [[0, 0, 1, 2]]


def test_a_survey_every_two_years_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[list[int]] = []
    monkeypatch.setattr(
        comparison.sns, "lineplot", lambda frame, **_: runs.append(list(frame["run"]))
    )
    points = tuple(Point(Period(year, 4, "year"), 7.0) for year in (2016, 2018, 2020))
    comparison.over_years([Line("Own", points, True)], NumberFormat("", 1))
    assert runs == [[0, 0, 0]]


def test_a_chart_s_words_state_the_standing() -> None:
    html = comparison_of(known(TWO_YEARS), compared(TWO_YEARS)).html
    alts = re.findall(r'<img alt="([^"]*)"', html)
    ranking = "Top quartile, 2nd of 8 councils, up from 4th; a high figure is good."
    assert len(alts) == 2
    assert all(alt.endswith(ranking) for alt in alts)
    assert "in all 8 councils that have a figure. Northshire 75.0%; Statistical" in alts[0]
    assert "Northshire rose from 60.0% to 75.0%; Statistical" in alts[1]
    assert "England rose from 58.2% to 59.9%" in alts[1]


def test_the_first_year_has_a_dot_each() -> None:
    figures = {"2021-22": TWO_YEARS["2021-22"]}
    found = comparison_of(known(figures), compared(figures))
    assert {name for name in found.files if name.endswith(".svg")} == {
        "charts/homes-councils.svg",
        "charts/homes-compared.svg",
    }


def test_fewer_than_four_councils_have_no_strip() -> None:
    figures = {"2021-22": {NORTHSHIRE: 75.0, OTHERS[0]: 52.0, ENGLAND: 60.0}}
    found = comparison_of(known(figures), compared(figures))
    assert {name for name in found.files if name.endswith(".svg")} == {"charts/homes-compared.svg"}


def test_nothing_to_draw() -> None:
    figures = {"2021-22": all_of("w", ["w"] * 7)}
    found = comparison_of(known(figures), compared(figures))
    assert not found.files
    assert "[w]" in found.html


# On the page ------------------------------------------------------------------------------------


def test_the_table_of_one_measure() -> None:
    html = benchmark.result_table(compared(TWO_YEARS), homes(), "Northshire")
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    assert heads == [
        "Measure",
        "Previous result",
        "Northshire 2021/22",
        "Statistical neighbours 2021/22",
        "North Marches 2021/22",
        "England 2021/22",
    ]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html)
    assert cells == ["60.0% (2020/21)", "75.0%", "68.0%", "64.0%", "59.9%"]


def test_titles_stay_text() -> None:
    view = homes("<b>Homes</b> & *more*", "per <x>")
    series = pd.DataFrame({"measure": ["homes"], "caveat": ["A <i>small</i> one"]})
    vintage = replace(known(TWO_YEARS), series=series)
    found = comparison_of(vintage, compared(TWO_YEARS), view)
    assert "<b>Homes" not in found.html
    assert "<i>small" not in found.html
    assert "per <x>" not in found.html
    assert "Please note: A &lt;i&gt;small&lt;/i&gt; one." in found.html


@pytest.fixture(scope="module")
def demo_report() -> Report:
    return Report("2021-22-q3", book=ROOT)


def headings(text: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", text, re.MULTILINE)


def test_the_appendix_is_what_the_quarter_published(demo_report: Report) -> None:
    """Q3 runs from the cut-off of 5 November 2021: what was published in October is one table."""
    page = demo_report.benchmarks()
    new = [entry for entry in appendix.entries(demo_report.view) if entry.is_new]
    assert all(entry.compared.published_on > date(2021, 11, 5) for entry in new)
    assert headings(page.markdown, 3) == [f"{entry.view.title}: compared" for entry in new]
    services = headings(page.markdown, 2)
    assert services[-1] == "Published earlier"
    assert services[:-1] == list(dict.fromkeys(str(e.view.service) for e in new))
    for entry in new:
        assert f"({entry.view.id}-compared)=\n### " in page.markdown
        assert f"](#{entry.view.id})." in page.markdown
    assert (
        "Children's Social Care: four measures for the year ending March 2021, published "
        "November 2021" in page.html
    )
    assert "published after 5 November 2021 and by 4 February 2022" in page.html
    rows = page.html.split("Published earlier: the newest comparison")[-1].count("<tr>")
    assert rows == 1 + len(appendix.entries(demo_report.view)) - len(new)


def test_the_summary_of_a_service(demo_report: Report) -> None:
    """Children's social care, Q3: looked after 22nd to 33rd, plans 32nd to 28th, re-referrals 7th
    to 4th, care leavers 11th to 16th; bottom, third, top and second quartile: 2 of 4 is 50%."""
    said = re.sub(r"<[^>]+>", " ", demo_report.benchmark_summary().html)
    assert "Of 4 measures the rank improved for 2 and fell for 2." in said
    assert "Mereshire is in the top two quartiles for 2 of 4 measures (50%)." in said
    top, bottom = said.split("In the top quartile:")[1].split("In the bottom quartile:")
    assert "Re-referrals to children's social care within 12 months (a low figure is good)" in top
    assert "Children looked after (a low figure is good)" in bottom
    one = "Household waste sent for reuse, recycling or composting: top quartile, 4th of 43"
    assert one in said


def test_the_first_report_takes_in_all_that_was_published() -> None:
    first = Report("2021-22-q1", book=ROOT)
    assert all(entry.is_new for entry in appendix.entries(first.view))
    page = first.benchmarks()
    assert "gives the comparator data published by 6 August 2021:" in page.html
    assert "Published earlier" not in page.html


def test_nothing_published(book: Book) -> None:
    path = book.data / "benchmarks.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f"{header}\n", encoding="utf-8")
    report = Report("2021-22-q3", book=book.root)
    assert "No comparison with other councils has been published yet." in report.benchmarks().html
    assert report.benchmark_summary().html == ""


def test_nothing_new_published(book: Book) -> None:
    path = book.data / "benchmarks.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.rpartition(",")[2] < "2021-11-06" or "value" in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    page = Report("2021-22-q3", book=book.root).benchmarks()
    assert "No comparator data has been published after 5 November 2021." in page.html
    assert headings(page.markdown, 2) == ["Published earlier"]
    assert headings(page.markdown, 3) == []


def test_caveats_stand_under_their_comparison(book: Book) -> None:
    (book.data / "series.csv").write_text(
        "measure,publisher,indicator,caveat\n"
        "recycling-rate,table,rate,A smaller sample varies more from year to year\n"
        "recycling-rate,table,other,A smaller sample varies more from year to year\n",
        encoding="utf-8",
    )
    html = Report("2021-22-q3", book=book.root).benchmarks().html
    assert html.count("Please note: A smaller sample varies more from year to year.") == 1


# What may be asked for --------------------------------------------------------------------------


def test_a_comparator_must_be_a_group(book: Book) -> None:
    path = book.params / "council.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: neighbours", "id: neighbors"), encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "id: neighbours" in row)
    with pytest.raises(BookError) as raised:
        read_recorded(book)
    assert str(raised.value) == (
        f'params/council.yml:{line} P111 comparator "neighbors" is not region, country, england '
        "or a group that data/comparators.csv has for E10000099. Add its members there, or name "
        "another. "
        'Did you mean "neighbours"?'
    )


def test_a_comparator_may_be_a_list_of_the_councils_own(book: Book) -> None:
    path = book.params / "council.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: neighbours", "id: Rural counties"), encoding="utf-8")
    with (book.data / "comparators.csv").open("a", encoding="utf-8") as file:
        file.write("Rural counties,E10000099,E06000901,\nRural counties,E10000099,E06000902,\n")
    assert read_recorded(book).council.comparators[0].id == "Rural counties"
