"""What a notebook names in so many words is held against the record without running it."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from quarterbook.execute.stored.names_in_code import unknown_names
from quarterbook.ground.errors import CommandError, nearest

MEASURES = ("recycling-rate", "litter-reports")
OUTCOMES = ("clean-streets", "good-homes")
PARAMETERS = 'quarter = "2025-26-q1"\noutcome = "clean-streets"'


def look_up(known: tuple[str, ...], id_: str) -> str:
    if id_ not in known:
        raise CommandError(f'"{id_}" is not there.{nearest(id_, known)}')
    return id_


def told(*sources: str, given: tuple[str, ...] = ()) -> list[tuple[int, int, str]]:
    """Return cell, line and cause of what is unknown in cells below the parameters."""
    cells = [new_code_cell(source) for source in sources]
    found = unknown_names(
        new_notebook(cells=cells),
        lambda id_: look_up(MEASURES, id_),
        lambda id_: look_up(OUTCOMES, id_),
        given,
    )
    return [(one.cell, one.line, one.cause) for one in found]


REPORT = "from quarterbook import Report\n\nreport = Report(quarter, outcome)"


@pytest.mark.parametrize(
    ("code", "line", "name"),
    [
        ('report["recycling-rat"].section()', 1, "recycling-rat"),
        ('%matplotlib inline\nfor x in y:\n    z = report["litter"].data', 3, "litter"),
        ('report.compare(["litter-reports", "litter"])', 1, "litter"),
        ('Report(quarter)["recycling-rat"]', 1, "recycling-rat"),
        ('Report(quarter, leave_out=["recycling-rat"])', 1, "recycling-rat"),
        ('Report(quarter, "clean-street")', 1, "clean-street"),
        ('Report(quarter, outcome="clean-street")', 1, "clean-street"),
    ],
)
def test_what_there_is_not_is_told_with_cell_and_line(code: str, line: int, name: str) -> None:
    found = told(PARAMETERS, REPORT, code)
    assert [(cell, at) for cell, at, _ in found] == [(2, line)]
    assert found[0][2].startswith(f'"{name}" is not there. Did you mean')


def test_the_outcome_of_the_parameters_is_told_where_the_report_is_made() -> None:
    found = told(PARAMETERS.replace("streets", "street"), REPORT)
    assert [(cell, line) for cell, line, _ in found] == [(1, 3)]
    assert not told(PARAMETERS.replace("streets", "street"), REPORT, given=("outcome",))


@pytest.mark.parametrize(
    "code",
    [
        'report["recycling-rate"].section()',
        'report.compare(["litter-reports", "recycling-rate"])',
        'Report("2024-25-q1")["an-old-one"]',
        'frame = report.data\nframe["no-measure"]',
        'name = "no-" + "measure"\nreport[name]',
        'try:\n    report["no-measure"]\nexcept Exception:\n    pass',
        'report = {}\nreport["no-measure"]',
        "this is no Python",
    ],
)
def test_what_there_is_or_only_a_run_can_tell_passes(code: str) -> None:
    assert told(PARAMETERS, REPORT, code) == []
