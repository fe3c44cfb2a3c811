"""Each step of a decision says what it would withhold, learn and expose; one loop adds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import nan
from typing import Any

import pandas as pd
import pytest

from quarterbook.data.params.council import Council
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.deciding import each_publication
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.disclosure.deciding.suppression import Knowledge, Suppression, Undeclared
from quarterbook.ground.periods import parse
from support.records import CUT_OFFS, record

STEPS = (
    "_by_rule", "_declared", "_rounded_counts", "_own_benchmarks", "inferred_from_rates",
    "undeclared_links", "_exact_twins", "_twins", "complementary_suppression", "withheld_of_sums",
    "shares_of_wholes",
)  # fmt: skip
QUARTERS = ("2020-21-Q4", "2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4")
FIGURES = {
    "t": [35, 39, 39, 29, 31],
    "a": [14, 9, 27, 11, 3],
    "b": [21, 30, 12, 18, 28],
    "same": [14, 9, 27, 11, 3],
    "rounded": [14, 9, 27, 11, 3],
    "year": [50, 52, 59, 61, 50],
}
MARKED, YEAR = ("b", "2021-22-Q3"), ("year", "2021-22-Q1")


def state_of(given: Knowledge | Suppression) -> list[object]:
    """All that a step could change of what it is given, dictionaries with their order."""
    return [_copy(value) for value in vars(given).values()]


def _copy(value: object) -> object:
    if isinstance(value, dict):
        return [*value.items()]
    return [*value] if isinstance(value, list) else value


def book(marked: str) -> Recorded:
    """A total, its parts, other names of one and its rolling year.

    Of the years one is marked; of ``b`` one figure may be, and is newer without, as the council
    has released it.
    """
    rows = [
        (id_, code, value, {YEAR: "c", MARKED: marked}.get((id_, code), ""), "2022-04-20")
        for id_, figures in FIGURES.items()
        for code, value in zip(QUARTERS, figures, strict=True)
    ]
    rows.append((*MARKED, 18, "", "2022-07-20"))
    usual = {"frequency": "quarterly", "reading": "snapshot", "unit": "number"}
    usual |= {"small_numbers": "", "part_of": ""}
    own = {"a": {"part_of": "t"}, "b": {"part_of": "t"}, "rounded": {"small_numbers": "round"}}
    own["year"] = {"reading": "rolling_12"}
    measures = [{"id": id_, **usual, **own.get(id_, {})} for id_ in FIGURES]
    frame = pd.DataFrame(rows, columns=["measure", "period", "value", "marker", "recorded_on"])
    frame["period"] = frame["period"].map(parse)
    frame = frame.assign(numerator=nan, denominator=nan).astype({"value": float})
    made = record(pd.DataFrame(measures), frame, 5, CUT_OFFS)
    released = {"measure": "b", "period": MARKED[1], "reason": "The inquest ended."}
    council = {**made.council.model_dump(), "no_longer_confidential": [released]}
    return replace(made, council=Council.model_validate(council))


@pytest.mark.parametrize("marked", ["", "c"])
def test_no_step_changes_what_it_is_given(marked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done = set()

    def watched(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            some = [one for one in given if isinstance(one, Knowledge | Suppression)]
            before = [state_of(one) for one in some]
            returned = step(*given)
            assert [state_of(one) for one in some] == before, name
            done.add(
                "rolling years" if isinstance(returned, Undeclared) and returned.rolling else name
            )
            return returned

        return run

    for name in STEPS:
        monkeypatch.setattr(each_publication, name, watched(name, getattr(each_publication, name)))
    recorded = book(marked)
    suppression = suppression_of(recorded, max(recorded.quarters))
    assert done == {*STEPS, "rolling years"}
    assert suppression.withheld
    assert suppression.rounded
    assert suppression.claims
