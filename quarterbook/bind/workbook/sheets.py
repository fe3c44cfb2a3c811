"""What stands on each sheet of the workbook: columns and rows, before any spreadsheet.

Where there is no figure its marker stands in its place, such as ``[c]``;
``[z]`` means that there is nothing to give, such as the target of a measure
without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from quarterbook.bind.workbook.areas import areas
from quarterbook.bind.workbook.benchmarks import benchmarks
from quarterbook.bind.workbook.cells import Sheet
from quarterbook.bind.workbook.milestones import markers, milestones
from quarterbook.bind.workbook.summary import summary
from quarterbook.report.views.quarter import QuarterView

_asked_last: list[tuple[QuarterView, Sequence[Sheet[Any]]]] = []


def sheets(report: QuarterView) -> Sequence[Sheet[Any]]:
    """Return the sheets of a quarter in their order.

    A build asks three times: for what is signed, for what the workbook is made of, to write it.
    """
    for quarter, its_sheets in _asked_last:
        if quarter is report:
            return its_sheets
    new = [*_sheets(report)]
    _asked_last[:] = [(report, new)]
    return new


def _sheets(report: QuarterView) -> Iterator[Sheet[Any]]:
    if report.views_shown:
        yield summary(report)
        yield from areas(report)
    yield from benchmarks(report)
    if len(report.milestones):
        yield milestones(report)
    yield markers()


def contents(report: QuarterView) -> list[Any]:
    """Return every word and number of the sheets as plain data, in their order."""
    return [
        [
            sheet.label,
            sheet.title,
            sheet.subtitle,
            sheet.notes,
            [column.name for column in sheet.columns],
            [list(map(str, row)) for row in sheet.rows],
        ]
        for sheet in sheets(report)
    ]
