"""The sentence beside a figure states the limits by which it is rated."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.ground.units import NumberFormat
from quarterbook.report.sentences.method import how_judged
from support.draws import drawn
from support.measures import judged

# Smaller than any step of a limit, larger than what counts as binary dust.
BESIDE = Decimal("0.000001")

amounts = st.decimals("0.1", 500, places=2)
shares = st.decimals("0.1", 30, places=1)
tolerances = st.builds("{}{}".format, shares, st.sampled_from(["%", " points"]))
decimals = st.integers(0, 3)
polarities = st.sampled_from(["higher", "lower"])


def sentence(figure: float, goal: tuple[float | None, ...], decimals: int, **rules: str) -> str:
    result = judged({"2021-22-Q2": figure}, {"2021-22": goal}, **rules)
    return how_judged(result, NumberFormat("", decimals))


def rated(figure: Decimal, goal: tuple[float | None, ...], **rules: str) -> str:
    return judged({"2021-22-Q2": float(figure)}, {"2021-22": goal}, **rules).rag.outcome


@pytest.mark.parametrize(
    ("goal", "rules", "said"),
    [
        ((40, 50), {"polarity": "lower"}, "Green at 40 days or less, amber up to 50, red above;"),
        (
            (40,),
            {"rag_rule": "tolerance", "tolerance": "10%", "polarity": "lower"},
            "Green at 40 days or less, amber up to 44 (within 10% of the target), red above;",
        ),
        (
            (None, None, 30, 40),
            {"rag_rule": "bands"},
            "Green at 40 days or more, amber from 30, red below;",
        ),
        (
            (40, None, 20, 60),
            {"rag_rule": "plan", "tolerance": "10%", "polarity": "plan"},
            "Green within 10% of the plan of 40 days (36 to 44), amber from 20 to 60, red beyond;",
        ),
    ],
)
def test_a_unit_in_words_is_said_once(
    goal: tuple[float | None, ...], rules: dict[str, str], said: str
) -> None:
    result = judged({"2021-22-Q2": 41}, {"2021-22": goal}, **rules)
    assert how_judged(result, NumberFormat("days", 0)).startswith(said)
    per_cent = how_judged(result, NumberFormat("%", 0))
    assert per_cent.count("%") >= len(re.findall(r"\d", said)) // 2


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


@settings(max_examples=drawn(50), deadline=None)
@given(amounts, tolerances, polarities, decimals)
def test_the_limits_of_a_tolerance_rate_as_stated(
    target: Decimal, tolerance: str, polarity: str, decimals: int
) -> None:
    goal, rules = (
        (float(target),),
        {"rag_rule": "tolerance", "tolerance": tolerance, "polarity": polarity},
    )
    stated = re.match(
        r"Green at (\S+) or \w+, amber (?:from|up to) (\S+) ", sentence(1, goal, decimals, **rules)
    )
    assert stated
    green, amber = map(number, stated.groups())
    worse = -BESIDE if polarity == "higher" else BESIDE
    assert [rated(green, goal, **rules), rated(green + worse, goal, **rules)] == ["green", "amber"]
    assert [rated(amber, goal, **rules), rated(amber + worse, goal, **rules)] == ["amber", "red"]


@settings(max_examples=drawn(50), deadline=None)
@given(amounts, tolerances, st.none() | amounts, st.none() | amounts, decimals)
def test_the_limits_of_a_plan_rate_as_stated(
    target: Decimal,
    tolerance: str,
    below: Decimal | None,
    above: Decimal | None,
    decimals: int,
) -> None:
    """Also where a limit lies within the tolerance: amber then ends where green does."""
    goal = (
        float(target),
        None,
        None if below is None else float(target - below),
        None if above is None else float(target + above),
    )
    rules = {"rag_rule": "plan", "polarity": "plan", "tolerance": tolerance}
    stated = re.search(
        r"\((\S+) to (\S+)\), amber from (\S+) to (\S+), red", sentence(1, goal, decimals, **rules)
    )
    assert stated
    low, high, lowest, highest = map(number, stated.groups())
    assert {rated(low, goal, **rules), rated(high, goal, **rules)} == {"green"}
    assert rated(low - BESIDE, goal, **rules) == ("red" if lowest == low else "amber")
    assert rated(high + BESIDE, goal, **rules) == ("red" if highest == high else "amber")
    assert rated(lowest, goal, **rules) == ("green" if lowest == low else "amber")
    assert rated(highest, goal, **rules) == ("green" if highest == high else "amber")
    assert {rated(lowest - BESIDE, goal, **rules), rated(highest + BESIDE, goal, **rules)} == {
        "red"
    }


@pytest.mark.parametrize(
    ("target", "tolerance", "stated"),
    [
        # 3% of 47.33 is 1.4199: 45.910, as it was once given, is itself red
        (47.33, "3%", "45.9101"),
        # 10% of 52.6 is 5.26, which has never needed more
        (52.6, "10%", "47.34"),
        (50.0, "10%", "45.0"),
    ],
)
def test_a_limit_is_stated_with_all_its_decimals(
    target: float, tolerance: str, stated: str
) -> None:
    text = sentence(1, (target,), 1, rag_rule="tolerance", tolerance=tolerance)
    assert f"amber from {stated} (within" in text
