"""A workbook of more figures than a spreadsheet opens."""

from __future__ import annotations

import pandas as pd
import pytest

from quarterbook.bind.workbook.benchmarks import newest_that_fit
from quarterbook.ground.periods import parse


@pytest.mark.parametrize(
    ("most", "kept", "periods"),
    [(5, 5, None), (4, 3, 1), (3, 3, 1), (1, 3, 1)],
)
def test_of_more_benchmarks_than_a_sheet_should_hold_the_newest_periods_are_there(
    most: int, kept: int, periods: int | None
) -> None:
    """Two councils in 2021 and two in 2020 of one measure, one in 2015 of another: five rows."""
    years = ("2021", "2021", "2020", "2020", "2015")
    rows = pd.DataFrame({"measure": list("aaaab"), "period": [parse(y, "annual") for y in years]})
    found, newest = newest_that_fit(rows, most)
    assert (len(found), newest) == (kept, periods)
    assert set(found["measure"]) == {"a", "b"}
