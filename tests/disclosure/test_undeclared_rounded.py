"""What is shown beside rounded counts, and tells a small one of them all the same."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from quarterbook.disclosure.deciding.decided_record import suppression_of
from support.records import record
from support.undeclared import QUARTERS, gone, measures, observed

LAST = QUARTERS[-1]
WHOLE, PART, REST = [53, 55, 57, 44], [41, 42, 43, 41], [12, 13, 14, 3]
SHARE = [77.4, 76.4, 75.4, 93.2]
CHANGE = [None, 8.3, 7.7, -78.6]  # 13 on 12, 14 on 13, 3 on 14


def rounded(**units: str) -> pd.DataFrame:
    """A total and two parts that are shown rounded, and measures of these units."""
    table = measures(t="number", a="number", b="number", **units)
    is_count = table["id"].isin(["t", "a", "b"])
    table["small_numbers"] = table["small_numbers"].mask(is_count, "round")
    table["part_of"] = table["part_of"].mask(table["id"].isin(["a", "b"]), "t")
    return table


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        pytest.param(SHARE, {("r", LAST)}, id="a of t: only 41 of 44 is 93.2%, so b is 3"),
        pytest.param([77.4, 76.4, 71.0, 93.2], set(), id="once something else"),
        pytest.param(CHANGE, {("r", LAST)}, id="the change of b: 3 after 14"),
        pytest.param([None, 8.3, 9.9, -78.6], set(), id="once another change"),
    ],
)
def test_a_rate_beside_rounded_counts(rate: list[Any], expected: set[tuple[str, str]]) -> None:
    """It is made of the counts as recorded, and narrows them to less than rounding leaves."""
    rows = observed(t=WHOLE, a=PART, b=REST, r=rate)
    assert gone(rounded(r="%"), rows) == expected


@pytest.mark.parametrize("is_declared", [True, False])
def test_a_rate_of_rounded_counts_of_which_none_is_small(*, is_declared: bool) -> None:
    """12 of 53 are nobody's secret, 3 of 44 are, whether a total says that they are its rest."""
    table = rounded(r="%")
    table = table if is_declared else table.assign(part_of="")
    many = observed(t=[*WHOLE[:-1], 53], a=PART, b=[*REST[:-1], 12], r=[*SHARE[:-1], 77.4])
    assert gone(table, many) == set()


def test_a_rate_beside_rounded_counts_of_a_total_that_nobody_declared() -> None:
    """That t is a and b is found in eight quarters, and then that the rate is of the two."""
    quarters = tuple(f"{year}-Q{n}" for year in ("2020-21", "2021-22") for n in (1, 2, 3, 4))
    a, b = [141, 152, 143, 168, 157, 139, 161, 154], [112, 93, 124, 131, 87, 109, 118, 3]
    series = {"t": [x + y for x, y in zip(a, b, strict=True)], "a": a, "b": b}
    rate = [round(100 * x / (x + y), 1) for x, y in zip(a, b, strict=True)]
    table = rounded(r="%").assign(part_of="")
    assert gone(table, observed(quarters, r=rate, **series)) == {("r", quarters[-1])}


def test_a_rate_that_is_out_beside_rounded_counts_stops_nothing() -> None:
    """What follows since the quarter before cannot be kept, and nothing new tells more of it."""
    cut_offs = {"2021-22-Q4": "2022-04-30", "2022-23-Q1": "2022-07-31"}
    rows = observed(t=WHOLE, a=PART, b=REST).assign(recorded_on="2022-04-20")
    rate = observed(r=SHARE)
    rate["recorded_on"] = ["2022-04-20", "2022-07-20", "2022-07-20", "2022-04-20"]
    recorded = record(rounded(r="%"), pd.concat([rows, rate]), cut_offs=cut_offs)
    first, second = recorded.quarters
    assert suppression_of(recorded, first).withheld == {}
    assert suppression_of(recorded, second).withheld == {}
