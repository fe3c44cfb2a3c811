"""What nobody declared: stocks, years before, months of several counts, gaps, what counts twice."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from quarterbook.ground.periods import parse
from support.records import withheld

YEARS = range(2016, 2022)
QUARTERS = [f"{year}-{(year + 1) % 100:02}-Q{n}" for year in YEARS for n in (1, 2, 3, 4)]
MONTHS = [
    f"{year + (month < 4)}-{month:02}"
    for year in YEARS
    for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
]
YEARLY = [f"{year}-{(year + 1) % 100:02}" for year in YEARS]
CODES = {
    "monthly": MONTHS,
    "quarterly": QUARTERS,
    "annual": YEARLY,
    "biennial": YEARLY,
}
A = [14, 9, 27, 11, 22, 16, 8, 13, 19, 25, 7, 12, 31, 15, 10, 3]
B = [21, 30, 12, 18, 25, 9, 17, 26, 14, 11, 23, 28, 16, 19, 22, 13]
C = [5, 8, 11, 6, 9, 13, 7, 10, 12, 5, 14, 6, 8, 9, 11, 7]


def hidden(at: str = QUARTERS[15], **series: tuple[str, list[Any]]) -> set[str]:
    """The measures with a figure withheld in a quarter. One that is "c" is marked so, and blank.

    Each series has its frequency before it, or the unit of a quarterly one; the 3 of ``late`` is
    shown. A figure may be value, numerator and denominator.
    """
    rows, kinds = [], []
    for id_, (kind, figures) in series.items():
        frequency = kind if kind in CODES else "quarterly"
        codes = CODES[frequency]
        reading = "year_to_date" if kind == "so far" else "snapshot"
        unit = kind if kind in ("%", "% change", "ratio", "points") else "number"
        show = "show" if id_ == "late" else ""
        own = {"frequency": frequency, "reading": reading, "unit": unit, "small_numbers": show}
        kinds.append({"id": id_, **own, "part_of": ""})
        rows += [
            (id_, parse(code), *_recorded(figure))
            for code, figure in zip(codes, figures, strict=False)
            if figure is not None
        ]
    columns = ["measure", "period", "value", "numerator", "denominator", "marker"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.astype(dict.fromkeys(columns[2:5], float))
    gone = withheld(pd.DataFrame(kinds), frame, 5)
    return {id_ for id_, period in gone if period.end == parse(at).end}


def _recorded(figure: Any) -> tuple[Any, ...]:
    """Value, numerator, denominator and marker."""
    if figure == "c":
        return None, None, None, "c"
    return (*figure, "") if isinstance(figure, tuple) else (figure, None, None, "")


def quarterly(figures: list[Any]) -> tuple[str, list[Any]]:
    return "quarterly", list(figures)


def but_once(series: list[Any]) -> list[Any]:
    """The same, with one more in the seventh place."""
    return [n + (place == 6) if n is not None else n for place, n in enumerate(series)]


def test_a_stock_with_two_ways_in() -> None:
    """The change of the stock is what was new and what came back, less what left."""
    moves = [a + c - b for a, b, c in zip(A, B, C, strict=True)]
    stock = [400 + sum(moves[: n + 1]) for n in range(16)]
    flows = {"a": quarterly(A), "left": quarterly(B), "back": quarterly(C)}
    assert len(hidden(**flows, stock=quarterly(stock))) == 2
    assert hidden(**flows, stock=quarterly(but_once(stock))) == {"a"}


def test_a_change_on_the_same_quarter_last_year() -> None:
    change = [None] * 4 + [now - before for before, now in zip(A, A[4:], strict=False)]
    assert hidden(a=quarterly(A), n=quarterly(change)) == {"a", "n"}
    assert hidden(a=quarterly(A), n=quarterly(but_once(change))) == {"a"}


def test_the_same_figure_a_year_late() -> None:
    early = [*A[:2], 3, *A[3:15], 12]
    late = [None] * 4 + early[:12]
    assert hidden(QUARTERS[6], a=quarterly(early), late=quarterly(late)) == {"late"}
    late[9] += 1
    assert hidden(QUARTERS[6], a=quarterly(early), late=quarterly(late)) == set()


@pytest.mark.parametrize("odds", [False, True])
def test_what_a_withheld_figure_leaves_of_another(odds: bool) -> None:
    """45 children of whom 3 are boys are 93.3% girls, and 0.0714 boys a girl."""
    children = [a + b for a, b in zip(A, B, strict=True)]
    rate = [
        round(a / b, 4) if odds else round(100 * b / (a + b), 1) for a, b in zip(A, B, strict=True)
    ]
    kind = "ratio" if odds else "%"
    both = {"a": quarterly(A), "children": quarterly(children)}
    assert hidden(**both, r=(kind, rate)) == {"a", "r"}
    assert hidden(**both, r=(kind, [*rate[:6], rate[6] * 1.1, *rate[7:]])) == {"a"}


def test_a_total_by_the_quarter_of_what_others_count_by_the_month() -> None:
    at = QUARTERS[7]
    a, b = ([n + 6 * (place % 3) + 2 for place, n in enumerate(some * 2)][:24] for some in (A, B))
    a[-1] = 3
    total = [sum(a[at : at + 3]) + sum(b[at : at + 3]) for at in range(0, 24, 3)]
    months = {"a": ("monthly", a), "b": ("monthly", b)}
    assert len(hidden(at, **months, t=quarterly(total))) == 2
    assert hidden(at, **months, t=quarterly(but_once(total))) == {"a"}


def test_a_total_so_far_of_what_others_count_by_the_quarter() -> None:
    both = [a + b for a, b in zip(A, B, strict=True)]
    so_far = [sum(both[at - at % 4 : at + 1]) for at in range(16)]
    parts = {"a": quarterly(A), "b": quarterly(B)}
    assert len(hidden(**parts, t=("so far", so_far))) == 2
    unlike = [number + at for at, number in enumerate(so_far)]
    assert hidden(**parts, t=("so far", unlike)) == {"a"}


def test_steps_say_nothing_of_what_only_moves_alike() -> None:
    moves = [after - before for before, after in pairwise(A)]
    assert hidden(a=quarterly(A), n=quarterly([None, *but_once(moves)])) == {"a"}


def test_a_gap_of_two_rates() -> None:
    """44.8% less 7.3%, which are 3 of 41, are 37.5 points; once it is 38.5."""
    few = [(round(100 * n / 41, 1), n, 41) for n in A]
    others = [round(100 * n / 60, 1) for n in B]
    gap = [round(rate - own[0], 1) for rate, own in zip(others, few, strict=True)]
    both = {"a": ("%", few), "others": ("%", others)}
    assert hidden(**both, gap=("points", gap)) == {"a", "gap"}
    assert hidden(**both, gap=("points", [-n for n in gap])) == {"a", "gap"}
    assert hidden(**both, gap=("points", but_once(gap))) == {"a"}
    few_too = [*((round(100 * n / 60, 1), n, 60) for n in B[:-1]), (6.7, 4, 60)]
    gap = [round(rate[0] - own[0], 1) for rate, own in zip(few_too, few, strict=True)]
    both["others"] = ("%", few_too)
    assert hidden(**both, gap=("points", gap)) == {"a", "others", "gap"}


@pytest.mark.parametrize("periods", [2, 3, 6])
def test_the_last_months_beside_each_month(periods: int) -> None:
    """39 less 16 and 20 are 3."""
    at = QUARTERS[7]
    a = [n + 6 * (place % 3) + 2 for place, n in enumerate(A * 2)][:24]
    a[-1] = 3
    so_far = [None] * (periods - 1)
    runs = so_far + [sum(a[at - periods : at]) for at in range(periods, 25)]
    assert len(hidden(at, a=("monthly", a), last=("monthly", runs))) == 2
    assert hidden(at, a=("monthly", a), last=("monthly", but_once(runs))) == {"a"}


def test_a_sum_of_parts_of_which_some_are_a_quarter_late() -> None:
    one_late = [None, *(a + b for a, b in zip(A[1:], B, strict=False))]
    assert len(hidden(a=quarterly(A), b=quarterly(B), t=quarterly(one_late))) == 2
    assert hidden(a=quarterly(A), b=quarterly(B), t=quarterly(but_once(one_late))) == {"a"}
    before = [3 if place == 14 else n + 5 for place, n in enumerate(A)]
    both_late = [None, *(a + b for a, b in zip(before[:-1], B, strict=False))]
    parts = {"a": quarterly(before), "b": quarterly(B)}
    assert hidden(QUARTERS[14], **parts) == {"a"}
    held = hidden(QUARTERS[14], **parts, t=quarterly(both_late))
    assert held | hidden(**parts, t=quarterly(both_late)) > {"a"}
    assert hidden(**parts, t=quarterly(but_once(both_late))) == set()


@pytest.mark.parametrize("times", [2, 3, 4])
def test_a_sum_in_which_one_part_counts_several_times(times: int) -> None:
    """People are two a couple and one a single."""
    people = [times * a + b for a, b in zip(A, B, strict=True)]
    parts = {"a": quarterly(A), "b": quarterly(B)}
    assert len(hidden(**parts, people=quarterly(people))) == 2
    assert hidden(**parts, people=quarterly(but_once(people))) == {"a"}


def test_a_stock_at_the_year_s_end_of_what_came_and_went_by_the_quarter() -> None:
    came, went = A[::-1] + A[4:12], [n + 9 for n in B] + B[:7] + [3]
    moves = [sum(came[n : n + 4]) - sum(went[n : n + 4]) for n in range(0, 24, 4)]
    stock = [500 + sum(moves[: n + 1]) for n in range(6)]
    flows = {"came": quarterly(came), "went": quarterly(went)}
    last = QUARTERS[23]
    assert len(hidden(last, **flows, stock=("annual", stock))) == 2
    unlike = [number + (place == 3) for place, number in enumerate(stock)]
    assert hidden(last, **flows, stock=("annual", unlike)) == {"went"}


def test_what_is_made_of_two_withheld_figures_is_withheld_as_well() -> None:
    """75% of two counts below 5 are 3 of 4; 40% of two that are shown are nobody's secret."""
    b = [*(n + 12 for n in A[:-1]), 4]
    rate = [round(100 * one / other, 1) for one, other in zip(A, b, strict=True)]
    both = {"a": quarterly(A), "b": quarterly(b)}
    assert hidden(**both, r=("%", rate)) == {"a", "b", "r"}
    assert hidden(QUARTERS[14], **both, r=("%", rate)) == set()


def test_a_percentage_change_between_two_withheld_figures_is_withheld() -> None:
    """4 less 25% are 3."""
    a = [*A[:14], 4, 3]
    change = [None, *(round(100 * (now - then) / then, 1) for then, now in pairwise(a))]
    assert hidden(a=quarterly(a), d=("% change", change)) == {"a", "d"}
    assert hidden(QUARTERS[13], a=quarterly(a), d=("% change", change)) == set()


@pytest.mark.parametrize(
    ("unit", "b", "of", "made"),
    [
        ("number", 40, "%", lambda a, b: round(100 * a / (b + 40), 1)),
        ("%", 0, "%", lambda a, b: a),
        ("%", 0, "points", lambda a, b: round(b - a, 1)),
    ],
    ids=["a rate of it", "the same rate", "a gap"],
)
def test_what_tells_a_withheld_figure_that_nobody_recorded(
    unit: str, b: int, of: str, made: Any
) -> None:
    """It is marked c and blank: what is made of it says what it was."""
    a = [n if unit == "number" else round(100 * n / 77, 1) for n in A]
    other = [n + b if unit == "number" else round(100 * n / 60, 1) for n in B]
    rate = [made(one, n - b) for one, n in zip(a, other, strict=True)]
    marked = (unit, [*a[:-1], "c"])
    series = {"a": marked, "b": (unit, other)}
    assert hidden(**series, r=(of, rate)) == {"a", "r"}
    assert hidden(**series, r=(of, but_once(rate))) == {"a"}


def test_a_change_of_a_withheld_figure_that_nobody_recorded() -> None:
    change = [None, *(round(100 * (now - then) / then, 1) for then, now in pairwise(A))]
    a = quarterly([*A[:-1], "c"])
    assert hidden(a=a, d=("% change", change)) == {"a", "d"}
    assert hidden(a=a, d=("% change", but_once(change))) == {"a"}


@pytest.mark.parametrize(
    ("frequency", "together", "is_told"),
    [
        pytest.param("biennial", [None, 24, None, 13, None, 10], True, id="10 less 7"),
        pytest.param("biennial", [None, 24, None, 14, None, 10], False, id="once more"),
        pytest.param("annual", [None, None, 31, 26, 20, 16], True, id="16 less 6 and 7"),
        pytest.param("annual", [None, None, 31, 27, 20, 16], False, id="once one more"),
    ],
)
def test_several_years_together_beside_each_of_them(
    frequency: str, together: list[Any], *, is_told: bool
) -> None:
    """11 and 13 in two years, 7 and 6, 7 and the 3 that are withheld; or of three years each."""
    figures = {"a": ("annual", [11, 13, 7, 6, 7, 3]), "some": (frequency, together)}
    assert hidden(at="2021-22", **figures) == ({"a", "some"} if is_told else {"a"})
