"""How the council compares with others, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from quarterbook.ground.periods import parse
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.comparison import Compared, compare
from quarterbook.judge.ranking import Against, SummaryEntry, summarise
from quarterbook.report.blocks import benchmark
from quarterbook.report.sentences import confidence, ranking
from support.northshire import (
    COMPARATORS,
    NORTHSHIRE,
    OTHERS,
    TWO_YEARS,
    Figure,
    all_of,
    compared,
    comparison_of,
    homes,
    known,
    said,
)


def test_the_whole_account() -> None:
    """Neighbours 66.7, then (52 + 72 + 80) / 3 = 68.0: behind by 6.7, now ahead. Region: 1 behind,
    now ahead. England: ahead both times."""
    assert said(TWO_YEARS) == (
        "Northshire: 75.0% in 2021/22, better than the 60.0% of 2020/21, against 68.0% for "
        "statistical neighbours, 64.0% for North Marches and 59.9% for England. Top quartile, 2nd "
        "of 8 councils, up from 4th; a high figure is good. Northshire is no longer behind "
        "statistical neighbours and North Marches."
    )


def test_a_mean_of_other_councils_than_before_says_so() -> None:
    """Neighbours are three councils now, and were two while one of them had no figure."""
    first = {**TWO_YEARS["2020-21"], OTHERS[0]: "x"}
    notes = ranking.source_sentences(compared({**TWO_YEARS, "2020-21": first}))
    assert "simple mean of the 3 councils that have a figure (of 2 in 2020/21)." in notes
    same = ranking.source_sentences(compared(TWO_YEARS))
    assert "simple mean of the 3 councils that have a figure." in same


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
    assert "It has improved two times in a row, from 60.0% in 2018/19." in text
    found = comparison_of(known(figures), compared(figures))
    assert "2018/19 to 2021/22. Gaps: no survey in 2020/21." in found.html


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
    assert ranking.published_in(date(2022, 11, 10)) == "published in November 2022"


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
    found = summarise(SummaryEntry("M", *entry) for entry in entries)  # type: ignore[arg-type]
    return ranking.summary_sentences(found, "Northshire")


def test_the_published_summary() -> None:
    """13 measures, 10 of them in the top two quartiles: 76.9%, and never 79%."""
    moves = ["improved"] * 7 + ["fell"] * 4 + ["held"] * 2
    quartiles = ["top"] * 3 + ["second"] * 7 + ["bottom"] * 3
    assert summed(*zip(quartiles, moves, strict=True)) == [
        "Of 13 measures, the rank improved for 7, held for 2 and fell for 4.",
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
                "Of two measures, the rank improved for one; one has no rank to compare.",
                "One measure is ranked, and it is in the top two quartiles.",
            ],
        ),
        (
            [("third", "not_comparable"), ("second", "not_comparable"), (None, "not_comparable")],
            [
                "Of three measures, none has a rank to compare with an earlier year.",
                "Northshire is in the top two quartiles for one of the two measures that are "
                "ranked (50%).",
            ],
        ),
        (
            [(None, "not_comparable"), (None, "not_comparable")],
            [
                "Of two measures, none has a rank to compare with an earlier year.",
                "None of them is ranked.",
            ],
        ),
    ],
)
def test_summaries(entries: list[tuple[str | None, str]], expected: list[str]) -> None:
    assert summed(*entries) == expected


# How sure it is ---------------------------------------------------------------------------------

# Northshire's 92 of 176 is 52.3%, 44.9% to 59.5% by Wilson's method; the year before it was 50%.
SURVEYED = {
    "2020-21": all_of(50.0, [51.0, 70.0, 80.0, 65.0, 40.0, 30.0, 20.0], england=50.2),
    "2021-22": all_of(52.3, [51.0, 70.0, 80.0, 65.0, 40.0, 30.0, 20.0], region=44.0, england=50.3),
}


def with_counts(**cells: object) -> Compared:
    """Northshire of `SURVEYED` with more cells of its newest row."""
    vintage = known(SURVEYED, polarity="higher")
    rows = vintage.benchmarks.copy()
    own = (rows["area"] == NORTHSHIRE) & (rows["period"] == max(rows["period"]))
    for name, cell in cells.items():
        rows.loc[own, name] = cell
    found = compare(replace(vintage, benchmarks=rows), "homes")
    assert found
    return found


def test_a_comparison_says_better_worse_or_similar() -> None:
    """Neighbours are 67.0 in the mean; 44.0 lies under the interval, England's 50.3 within it."""
    found = with_counts(numerator=92, denominator=176)
    assert confidence.interval_sentence(found, NumberFormat("%", 1)) == (
        "Allowing for chance (95% confidence interval 44.9% to 59.5%), it is better than North "
        "Marches, similar to England and worse than statistical neighbours."
    )
    assert confidence.interval_sentence(with_counts(), NumberFormat("%", 1)) == ""


def test_a_rank_carries_its_interval_and_chance_is_no_finding() -> None:
    """Of 80 70 65 52.3 51 40 30 20 Northshire is 4th; only 51.0 lies in 44.9 to 59.5, which
    may be before or behind it: 4th to 5th. Up from 5th (50.0), which the interval holds. The 5th
    is in the third quartile: half of the figures are above 51.65, and Northshire's is."""
    found = with_counts(numerator=92, denominator=176)
    assert (
        "Second quartile, 4th of 8 councils (4th to 5th, allowing for chance, so the quartile is "
        "not sure), up from 5th, which chance alone may explain; a high figure is good."
        in ranking.place_sentence(found)
    )
    assert found.entry("Homes").moved == "by_chance"
    assert with_counts().entry("Homes").moved == "improved"


def test_a_publishers_limits_go_before_the_counts() -> None:
    found = with_counts(numerator=92, denominator=176, lower=51.0, upper=53.0)
    assert found.interval == (51.0, 53.0)
    assert found.ranks == (4, 5)  # and 5th before


def test_the_number_behind_a_rate() -> None:
    """277 after 297 is 20 of 297, 6.7%, fewer."""
    found = with_counts(numerator=277)
    rows = list(found.points)
    rows[0] = replace(rows[0], numerator=297.0)
    rate = NumberFormat("per 10,000 children", 1)
    both = replace(found, points=tuple(rows))
    assert confidence.numerator_sentence(both, rate) == (
        "The number behind the rate fell from 297 to 277 (down 7%)."
    )
    assert confidence.numerator_sentence(found, rate) == "The number behind the rate is 277."
    assert confidence.numerator_sentence(both, NumberFormat("%", 1)) == ""
    assert confidence.numerator_sentence(with_counts(), rate) == ""


def test_few_cases_are_said() -> None:
    few = with_counts(numerator=92, denominator=176)
    many = with_counts(numerator=209.2, denominator=400)
    assert confidence.few_sentence(few, NumberFormat("%", 1)) == (
        "Please note: the figure rests on few cases (92 of 176), so it may move from year to year "
        "by chance alone."
    )
    assert confidence.few_sentence(many, NumberFormat("%", 1)) == ""


def test_a_year_without_a_figure_is_explained_where_the_publisher_says_why() -> None:
    found = with_counts(value=float("nan"), marker="w", note="It was put off for a year.")
    assert confidence.missing_sentences(found.points) == [
        "No survey in 2021/22: It was put off for a year."
    ]
    assert confidence.missing_sentences(with_counts().points) == []


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        ([], ""),
        (["better"], "A is better than England."),
        (["worse", "worse"], "Against England, both measures are worse."),
        (["worse"] * 3, "Against England, all three measures are worse."),
        (
            ["similar", "better", "better", "worse"],
            "Against England, two of four measures are better (B; C), one is similar (A) and one "
            "is worse (D).",
        ),
    ],
)
def test_how_several_measures_stand_to_england(stands: list[Against], expected: str) -> None:
    entries = [
        confidence.InSentence(title, how) for title, how in zip("ABCD", stands, strict=False)
    ]
    assert confidence.standing_sentence(entries, "England") == expected


@pytest.mark.parametrize(
    ("titles", "total", "said"),
    [
        ([], 3, ""),
        (["Pay"], 1, "It is compared as it stands, without allowing for chance: the figure has "),
        (["Pay"], 2, "Pay is compared as it stands, without allowing for chance: the figure has "),
        (["Pay", "Jobs"], 3, "Two are compared as they stand (Pay; Jobs), without allowing for "),
        (["Pay", "Jobs"], 2, "Two are compared as they stand, without allowing for chance: their"),
    ],
)
def test_what_has_no_interval_is_compared_as_it_stands(
    titles: list[str], total: int, said: str
) -> None:
    assert confidence.as_it_is_sentence(titles, total).startswith(said)
    assert bool(confidence.as_it_is_sentence(titles, total)) == bool(said)
