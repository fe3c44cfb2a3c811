"""The report's own frames, whole or in part, say nothing that may not be shown: they are not read.

What an analyst puts into one is read, as a table of their own.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from quarterbook.report.notebook import Report
from support.books import ROOT

PARTS: dict[str, tuple[Callable[[Report], pd.DataFrame], bool]] = {
    "all figures": (lambda report: report.data, True),
    "a measure's": (lambda report: report["recycling-rate"].data, True),
    "its benchmarks": (lambda report: report["recycling-rate"].benchmarks, True),
    "some rows": (lambda report: report.data.query("rating == 'red'"), True),
    "some columns": (lambda report: report.data[["title", "value"]].tail(), True),
    "in another order": (lambda report: report.data.sort_values("value"), True),
    "milestones": (lambda report: report.milestones, True),
    "a column more": (lambda report: report.data.assign(children=3), False),
    "a changed figure": (lambda report: report.data.assign(value=3.0), False),
    "figures of nothing": (lambda report: report.data[["value"]], False),
    "a frame of one's own": (
        lambda _: pd.DataFrame({"title": ["On a plan"], "value": [3.0]}),
        False,
    ),
    "a column by itself": (lambda report: report.data.set_index("title")["value"], False),
    "counts": (lambda report: report.data.groupby("title", as_index=False)["value"].count(), False),
}


@pytest.fixture(scope="module")
def report() -> Report:
    return Report(book=ROOT)


@pytest.mark.alike(4)
@pytest.mark.parametrize("part", PARTS)
def test_what_the_report_gave_is_not_read_and_anything_else_is(part: str, report: Report) -> None:
    """A rank of 3 among neighbours is no count of three children."""
    assert len(report.data)
    made, is_given = PARTS[part]
    block = report.table(made(report), caption="Figures")
    assert block.given == (("Figures",) if is_given else (block.markdown,))
