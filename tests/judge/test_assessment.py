"""One measure judged whole: what it is compared with and held against, worked by hand."""

from __future__ import annotations

import pytest

from quarterbook.ground.periods import parse
from quarterbook.ground.tolerance import parse_tolerance
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import comparable
from quarterbook.report.html.cells import goal_cell
from quarterbook.report.html.marks import basis_words
from quarterbook.report.sentences import method
from support.measures import judged


def test_a_target_for_the_year_holds_for_its_quarters() -> None:
    result = judged({"2021-22-Q1": 49.0, "2021-22-Q2": 51.0}, {"2021-22": (50, 47)})
    assert [result.goals[r.period].target for r in result.observations] == [50, 50]
    assert result.rag.outcome == "green"


def test_a_target_of_its_own_goes_before_that_of_the_year() -> None:
    result = judged({"2021-22-Q2": 51.0}, {"2021-22": (50, 47), "2021-22-Q2": (55, 52)})
    assert result.rag.outcome == "red"


def test_a_target_that_nobody_recorded_is_not_said_to_be_none() -> None:
    """Somerset was "above its target", and its paper gives no target."""
    known, unknown, none = (
        judged({"2021-22-Q2": 51.0}, targets)
        for targets in ({"2021-22": (50, 47)}, {"2021-22": ()}, {})
    )
    percent = NumberFormat("%", 1)
    assert [one.rag.reason for one in (known, unknown, none)] == [
        "", "target not recorded", "no target",
    ]  # fmt: skip
    assert [goal_cell(one.goal, percent) for one in (known, unknown, none)] == [
        "50.0%",
        '<span class="qb-none">Not recorded</span>',
        '<span class="qb-none">No target</span>',
    ]
    assert method.how_judged(unknown, percent).startswith("Not rated, as its target is not record")
    assert method.how_judged(none, percent).startswith("Not rated while it has no target")


def test_an_owner_may_say_that_there_is_no_target() -> None:
    """The owner's words are no reason of ours: amber became not rated by them."""
    owner = {"rag_judgement": "amber", "rag_reason": "no target"}
    rag = judged({"2021-22-Q2": 51.0}, {"2021-22": ()}, recorded=owner, rag_rule="judged").rag
    assert (rag.outcome, rag.reason) == ("amber", "no target")


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
    assert "compared with the figure before" in method.how_judged(result, NumberFormat("%", 1))


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
    assert method.how_judged(result, NumberFormat("%", 1)).startswith(
        "Not rated until it has a figure"
    )


def test_a_break_or_another_definition_is_not_compared_across() -> None:
    figures = {"2021-22-Q1": 50.0, "2021-22-Q2": 60.0}
    broken = judged(figures, markers={"2021-22-Q2": "b"})
    assert broken.direction.reason == "break in series"
    changed = judged(figures, definition_from=parse("2021-22-Q2"))
    assert changed.direction.reason == "definition changed"
    since = judged(figures, definition_from=parse("2021-22-Q1"))
    assert since.direction.outcome == "improved"


def test_a_definition_begins_with_the_first_day_of_its_period() -> None:
    """Q1 2021/22 begins with the financial year, and so does a definition of that year."""
    figures = {"2020-21-Q4": 50.0, "2021-22-Q1": 60.0}
    result = judged(figures, definition_from=parse("2021-22"))
    assert result.direction.reason == "definition changed"
    assert [one.marker for one in result.observations] == ["", "b"]
    later = judged({**figures, "2021-22-Q2": 61.0}, definition_from=parse("2021-22"))
    assert later.direction.outcome == "improved"
    assert [one.period.code for one in comparable(later.rules, later.observations)] == [
        "2021-22-Q1",
        "2021-22-Q2",
    ]


def test_limits_begin_anew_with_the_first_day_of_their_period() -> None:
    """Three years together from 2021/22 on begin with that year."""
    years = [f"{year}-{year - 1999}" for year in range(2010, 2028)]
    spans = [f"{first} to {last}" for first, last in zip(years, years[2:], strict=False)]
    begun = judged(
        dict.fromkeys(spans, 10.0),
        direction_basis="spc",
        frequency="annual",
        recalculations=[(parse("2021-22"), "A new way of counting")],
    )
    assert begun.control is not None
    assert spans[11] == "2021-22 to 2023-24"
    assert [stretch.start for stretch in begun.control.stretches] == [0, 11]


def test_a_break_between_two_figures_counts_even_where_it_has_no_value() -> None:
    figures = {"2020-21-Q4": 48.0, "2021-22-Q1": None, "2021-22-Q2": 51.0}
    result = judged(figures, markers={"2021-22-Q1": "b"})
    assert result.direction.reason == "break in series"


def test_a_withheld_figure_is_not_compared() -> None:
    figures: dict[str, float | None] = {"2020-21-Q2": None, "2021-22-Q1": 9.0, "2021-22-Q2": 8.0}
    ago = judged(figures, markers={"2020-21-Q2": "c"}, direction_basis="year_ago")
    assert ago.direction.reason == "figure a year ago withheld"
    now = judged({"2021-22-Q1": 9.0, "2021-22-Q2": None}, markers={"2021-22-Q2": "c"})
    assert (now.rag.reason, now.direction.reason) == ("withheld", "withheld")


def test_a_survey_every_two_years_has_no_year_ago_but_the_survey_before() -> None:
    result = judged(
        {"2018-19": 7.6, "2020-21": 7.9}, direction_basis="year_ago", frequency="biennial"
    )
    assert result.direction.outcome == "improved"
    assert "compared with the survey before" in method.how_judged(result, NumberFormat("", 1))


def test_a_two_yearly_outlook_is_rated_as_the_figure_will_be_once_it_is_in() -> None:
    """42 is 16% short of 50, beyond the tolerance of 5%, and no worse than the survey before."""
    rules = {"rag_rule": "tolerance", "tolerance": "5%", "amber_when": "no_worse_than_year_ago"}
    survey = {"frequency": "biennial", **rules}
    goals: dict[str, tuple[float | None, ...]] = {"2021-22": (50.0,)}
    before: dict[str, float | None] = {"2017-18": 38.0, "2019-20": 40.0}
    told = judged({**before, "2021-22": 42.0}, goals, {"2021-22": "f"}, year="2021-22", **survey)
    once_in = judged({**before, "2021-22": 42.0}, goals, year="2021-22", **survey)
    assert told.outlook is not None
    assert told.outlook.value == 42.0
    assert told.outlook_rags[0].outcome == once_in.rag.outcome == "amber"


HAVERING = {
    "rag_rule": "tolerance",
    "tolerance": "10%",
    "amber_when": "no_worse_than_year_ago",
    "direction_basis": "year_ago",
}
FELL_SHORT: dict[str, float | None] = {"2020-21-Q2": 40.0, "2021-22-Q1": 41.0, "2021-22-Q2": 42.0}


@pytest.mark.parametrize(
    ("markers", "begins", "colour"),
    [
        ({}, None, "amber"),
        ({"2020-21-Q2": "b"}, None, "amber"),  # the series begins with the figure a year ago
        ({}, "2020-21-Q2", "amber"),
        ({"2021-22-Q1": "b"}, None, "red"),
        ({"2021-22-Q2": "b"}, None, "red"),
        ({}, "2021-22-Q2", "red"),
    ],
)
def test_amber_goes_by_a_year_ago_only_where_the_two_compare(
    markers: dict[str, str], begins: str | None, colour: str
) -> None:
    """42 is 16% short of 50 and above the 40 of a year ago, which says nothing across a break."""
    defined = parse(begins) if begins else None
    result = judged(FELL_SHORT, {"2021-22": (50.0,)}, markers, definition_from=defined, **HAVERING)
    is_compared = colour == "amber"
    assert result.rag.outcome == result.rated_as(42.0, result.goal).outcome == colour
    assert result.rag.reason == ("" if is_compared else "no comparable figure a year ago")
    assert (result.direction.outcome == "improved") is is_compared
    limits = method.how_judged(result, NumberFormat("%", 1))
    assert ("no worse than the same quarter last year (40.0%)" in limits) is is_compared


@pytest.mark.parametrize(
    ("value", "measure", "meets"),
    [
        (51.96, {"rag_rule": "floor"}, False),
        (52.0, {"rag_rule": "floor"}, True),
        (52.04, {"rag_rule": "none", "polarity": "lower"}, False),
        (52.4, {"rag_rule": "plan", "polarity": "plan", "tolerance": "1 point"}, True),
        (54.0, {"rag_rule": "plan", "polarity": "plan", "tolerance": "1 point"}, False),
        (None, {"rag_rule": "floor"}, None),
    ],
)
def test_a_target_is_met_by_the_figure_as_recorded(
    value: float | None, measure: dict[str, str], meets: bool | None
) -> None:
    """51.96 is shown as 52.0, is rated below its target of 52, and does not meet it."""
    result = judged({"2021-22-Q1": value}, {"2021-22-Q1": (52.0,)}, **measure)
    assert result.meets_target is meets


def test_two_directions_on_two_bases() -> None:
    """It fell since the last quarter, but has risen by one a quarter for three years."""
    quarters = [f"{y}-{y - 1999}-Q{n}" for y in (2018, 2019, 2020) for n in (1, 2, 3, 4)]
    figures: dict[str, float | None] = {code: float(n) for n, code in enumerate(quarters)}
    figures["2021-22-Q1"] = 10.5
    result = judged(figures, long_term_basis="trend")
    assert result.direction.outcome == "declined"
    assert result.long_term is not None
    assert result.long_term.outcome == "improved"
    assert method.how_judged(result, NumberFormat("%", 1)) == (
        "Not rated while it has no target; compared with the previous quarter; in the long term "
        "by the slope of the trend since Q1 2018/19, at the 5% level of significance; higher is "
        "better."
    )


def test_a_series_that_overlaps_has_no_trend_and_no_control_chart() -> None:
    figures: dict[str, float | None] = {"2021-22-Q1": 9.0, "2021-22-Q2": 8.0}
    summed = judged(figures, reading="year_to_date", direction_basis="trend")
    assert summed.direction.reason == "figures add up over the year"
    rolling = judged(figures, reading="rolling_12", direction_basis="spc")
    assert rolling.direction.reason == "figures overlap"
    assert judged(figures, seasonal="yes", direction_basis="spc").direction.reason == "seasonal"


def test_control_limits_begin_anew_from_a_stated_period() -> None:
    """Twelve months around 10, then twelve around 20: from the second April the mean is 20.5."""
    months = [f"2020-{m:02}" for m in range(4, 13)] + [f"2021-{m:02}" for m in range(1, 13)]
    months += ["2022-01", "2022-02", "2022-03"]
    figures: dict[str, float | None] = {
        code: (10.0 if n < 12 else 20.0) + n % 2 for n, code in enumerate(months)
    }
    anew = [(parse("2021-04"), "New contract")]
    result = judged(figures, recalculations=anew, frequency="monthly", direction_basis="spc")
    assert result.control is not None
    assert result.control.mean == 20.5
    assert result.recalculations == tuple(anew)


def test_the_rule_may_be_the_councils_or_the_measures_own() -> None:
    """47 is 6% short of 50: red by the council's 5%, amber by the measure's 10%."""
    council = {"rag_rule": "tolerance", "tolerance": parse_tolerance("5%")}
    figures: dict[str, float | None] = {"2021-22-Q2": 47.0}
    assert judged(figures, {"2021-22": (50,)}, defaults=council).rag.outcome == "red"
    own = judged(figures, {"2021-22": (50,)}, defaults=council, tolerance="10%")
    assert own.rag.outcome == "amber"
    near = judged(figures, {"2021-22": (50,)}, defaults=council, polarity="plan")
    assert near.rules.rag_rule == "plan"


@pytest.mark.parametrize(
    ("measure", "goal", "expected"),
    [
        ({}, (50, 47), "Green at 50.0% or more, amber from 47.0%, red below"),
        ({"polarity": "lower"}, (8, 9), "Green at 8.0% or less, amber up to 9.0%, red above"),
        ({}, (50,), "Green at 50.0% or more, red below"),
        (
            {"rag_rule": "tolerance", "tolerance": "10%"},
            (52.6,),
            "Green at 52.6% or more, amber from 47.34% (within 10% of the target), red below",
        ),
        (
            {"rag_rule": "tolerance", "tolerance": "2 points", "polarity": "lower"},
            (8,),
            "Green at 8.0% or less, amber up to 10.0% (within 2 points of the target), red above",
        ),
        (
            {
                "rag_rule": "tolerance",
                "tolerance": "10%",
                "amber_when": "no_worse_than_year_ago",
            },
            (50,),
            "Green from 45.0% (within 10% of the target of 50.0%), below that amber if no worse "
            "than the same quarter last year (41.2%), else red",
        ),
        (
            {"rag_rule": "tolerance", "tolerance": "10%", "polarity": "lower"},
            (0,),
            "Green at 0.0% or less; not rated above, as no share of zero is a margin",
        ),
        (
            {"rag_rule": "bands"},
            (None, None, 70, 80),
            "Green at 80.0% or more, amber from 70.0%, red below",
        ),
        (
            {"rag_rule": "bands", "polarity": "lower"},
            (None, None, 70, 80),
            "Green at 70.0% or less, amber up to 80.0%, red above",
        ),
        (
            {"rag_rule": "plan", "tolerance": "5%", "polarity": "plan"},
            (40,),
            "Green within 5% of the plan of 40.0% (38.0% to 42.0%), amber from 36.0% to 44.0%, "
            "red beyond",
        ),
        (
            {"rag_rule": "expected_range", "polarity": "none"},
            (None, None, 30, 60),
            "Not rated; expected from 30.0% to 60.0%",
        ),
        ({"rag_rule": "none"}, (50,), "Not rated"),
        ({"polarity": "none"}, (50,), "Not rated"),
    ],
)
def test_the_rule_in_words(
    measure: dict[str, str], goal: tuple[float | None, ...], expected: str
) -> None:
    result = judged({"2020-21-Q2": 41.2, "2021-22-Q2": 46.0}, {"2021-22": goal}, **measure)
    assert method.how_judged(result, NumberFormat("%", 1)).startswith(expected + "; compared with ")


def test_a_band_for_the_same_is_said() -> None:
    result = judged({"2021-22-Q1": 50.0, "2021-22-Q2": 50.4}, same_within="1%")
    assert result.direction.outcome == "same"
    assert "where a change of up to 1% of the earlier figure counts as the same" in (
        method.how_judged(result, NumberFormat("%", 1))
    )


def test_a_year_to_date_outlook_is_held_against_the_whole_years_target() -> None:
    """Half had been reached by Q2 last year, so 60 by Q2 means 120; the target is 110."""
    figures: dict[str, float | None] = {
        "2018-19-Q2": 65.0,
        "2018-19-Q4": 130.0,
        "2019-20-Q2": 45.0,
        "2019-20-Q4": 90.0,
        "2020-21-Q2": 50.0,
        "2020-21-Q4": 100.0,
        "2021-22-Q2": 60.0,
    }
    result = judged(figures, {"2021-22": (110, 100)}, year="2021-22", reading="year_to_date")
    assert result.rag.reason == "no target"
    assert result.outlook is not None
    assert result.outlook.value == 120.0
    assert result.outlook_rags[0].outcome == "green"


def test_an_owners_forecast_goes_first_and_has_the_rating_it_would_have() -> None:
    figures: dict[str, float | None] = {"2021-22-Q2": 51.0, "2021-22-Q4": 48.0}
    result = judged(figures, {"2021-22": (50, 47)}, {"2021-22-Q4": "f"}, year="2021-22")
    assert result.rag.outcome == "green"
    assert result.outlook is not None
    assert (result.outlook.value, result.outlook.method) == (48.0, "owner")
    assert result.outlook_rags[0].outcome == "amber"


def test_without_a_year_end_target_there_is_no_outlook() -> None:
    assert judged({"2021-22-Q2": 51.0}, year="2021-22").outlook is None
