"""What papermill is told with -p, in a kernel that no build has started."""

from __future__ import annotations

import pytest

from quarterbook.ground.errors import CommandError
from quarterbook.report.kernel import assigned_names, injected_parameters

PARAMETERS = 'quarter = "2025-26-q1"\noutcome: str = "clean-streets"\ntop = 5'


def test_what_is_given_is_found_behind_the_parameters() -> None:
    cells = ["", "import pandas", PARAMETERS, '# Parameters\ntop = 10\nbook = "/srv/book"\n', "top"]
    assert injected_parameters(cells) == {"top": 10, "book": "/srv/book"}


def test_nothing_is_given_where_papermill_did_not_run() -> None:
    assert injected_parameters(["", PARAMETERS, "# a comment\ntop = 10"]) == {}


def test_a_notebook_without_a_cell_of_parameters_takes_any() -> None:
    assert injected_parameters(["", "# Parameters\ntop = 10\n", "top"]) == {"top": 10}


@pytest.mark.parametrize("written", ["quater", "Quarter", "quarters"])
def test_a_parameter_that_the_notebook_lacks(written: str) -> None:
    with pytest.raises(CommandError) as error:
        injected_parameters(["", PARAMETERS, f'# Parameters\n{written} = "2025-26-q2"\n'])
    assert str(error.value) == (
        f'the notebook has no parameter "{written}". Did you mean "quarter"? Its parameters are '
        "quarter, outcome, top, book."
    )


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (PARAMETERS, ["quarter", "outcome", "top"]),
        ('quarter, ward = "2025-26-q1", "Northgate"', ["quarter", "ward"]),
        ("first = last = 3", ["first", "last"]),
        ("print(1)", []),
        ("not Python at all", []),
    ],
)
def test_the_parameters_that_a_cell_sets(source: str, names: list[str]) -> None:
    assert assigned_names(source) == names
