"""What holds of the year-end outlook whatever the figures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.ground.periods import Period, parse
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.judge.outlook import outlook, year_end
from quarterbook.judge.rag import Rag
from quarterbook.report.sentences.outlook import method, sentence
from support.outlooks import Values, given_for, series, spread

GREEN, AMBER, RED, NONE = Rag("green"), Rag("amber"), Rag("red"), Rag("not_rated", "no target")


FIGURE = st.one_of(st.none(), st.floats(-1e5, 1e5, allow_nan=False).map(lambda x: round(x, 2)))
HOW = st.fixed_dictionaries(
    {
        "reading": st.sampled_from(["snapshot", "year_to_date", "rolling_12"]),
        "seasonal": st.booleans(),
    }
)
MARKER = st.sampled_from(["", "", "", "", "", "b", "c", "p", "x"])
FIRST = st.sampled_from([parse("2011-12", "annual"), parse("2012-05"), parse("2012-13-Q2")])


@st.composite
def histories(draw_: st.DrawFn) -> tuple[list[Observation], Period]:
    """Readings of any kind of period, and the end of the year after the newest or of its own."""
    first = draw_(FIRST)
    rows = draw_(st.lists(st.tuples(FIGURE, MARKER), min_size=1, max_size=40))
    observations = [
        Observation(first.back(-i), None if marker in ("c", "x") else value, marker)
        for i, (value, marker) in enumerate(rows)
    ]
    year = observations[-1].period.financial_year
    if draw_(st.booleans()):
        year = year.back(-1)
    frequency = {"month": "monthly", "quarter": "quarterly", "year": "annual"}[first.kind]
    return observations, year_end(year, frequency)


@given(histories(), HOW, st.sampled_from(["%", "number"]))
def test_the_figure_lies_in_its_range_or_has_a_reason(
    history: tuple[list[Observation], Period], how: dict[str, Any], unit: str
) -> None:
    observations, end = history
    found = outlook(observations, {}, end, unit=unit, **how)
    if found is None:
        assert observations[-1].period == end
    elif found.value is None:
        assert found.reason
        assert found.method == ""
    else:
        assert found.lower is not None
        assert found.upper is not None
        assert found.lower <= found.value <= found.upper
        assert found.based_on is not None
        assert found.based_on.back(-found.ahead) == end
    if found is not None:
        format = NumberFormat(unit, 1)
        assert sentence(found, (NONE, NONE, NONE), None, format) or method(found, format)


@given(histories(), HOW, st.integers(1, 8))
def test_scaling_all_figures_scales_the_outlook(
    history: tuple[list[Observation], Period], how: dict[str, Any], power: int
) -> None:
    observations, end = history
    by = 2**power
    larger = [r._replace(value=None if r.value is None else r.value * by) for r in observations]
    one = outlook(observations, {}, end, unit="number", **how)
    other = outlook(larger, {}, end, unit="number", **how)
    assert (one is None) == (other is None)
    if one is None or other is None:
        return
    assert (one.reason, one.method, one.cases) == (other.reason, other.method, other.cases)
    if one.value is not None:
        scaled = [edge * by for edge in spread(one) if edge is not None]
        assert spread(other) == pytest.approx(tuple(scaled), rel=1e-9, abs=1e-9 * by)


@given(histories(), HOW, st.lists(FIGURE, max_size=8))
def test_figures_of_later_years_are_never_used(
    history: tuple[list[Observation], Period], how: dict[str, Any], later: Values
) -> None:
    observations, end = history
    after = [Observation(end.back(-i), value) for i, value in enumerate(later, 1)]
    assert outlook([*observations, *after], {}, end, unit="%", **how) == outlook(
        observations, {}, end, unit="%", **how
    )


@given(st.lists(st.floats(0.01, 1e7), min_size=4, max_size=4), st.integers(1, 3))
def test_a_year_in_the_proportions_of_the_last_ends_in_them(
    year: list[float], quarters: int
) -> None:
    """Every year is twice the one before, so that no change misses by half of each."""
    values = [figure * 2**years for years in range(4) for figure in year]
    found = given_for(
        series("2018-19-Q1", values[: 12 + quarters]), reading="year_to_date", unit="£"
    )
    assert found.value == pytest.approx(8 * year[3])
