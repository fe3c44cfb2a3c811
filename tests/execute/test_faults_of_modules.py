"""A fault in a module that many notebooks call is told once, by its own file and line."""

from __future__ import annotations

import pickle

from nbformat.v4 import new_code_cell, new_notebook

from quarterbook.execute.failure_page import problem_of, told_once
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground.errors import Problem

WARDS = [f"notebooks/wards/ward-{number}.ipynb" for number in range(1, 16)]
STORED = new_notebook(cells=[new_code_cell("1"), new_code_cell("pages.show(ward)")])


def failed(
    file: str, cause: str, module: str = "", cell: int = 1
) -> tuple[Problem, NotebookFailed | None]:
    failure = NotebookFailed(cell, "N102", cause, 1, module)
    return problem_of(file, STORED, failure), failure


def test_one_message_for_a_line_that_fifteen_notebooks_call() -> None:
    """Each fails at its own ward's name; another fault of the same line is another."""
    several = [failed(file, f"KeyError: '{file[16:-6]}'", "notebooks/pages.py:7") for file in WARDS]
    other = failed("notebooks/sums.ipynb", "TypeError: no sum", "notebooks/pages.py:7")
    assert [*map(str, told_once([*several, other]))] == [
        "notebooks/pages.py:7 N102 KeyError: 'ward-1'; called by notebooks/wards/ward-1.ipynb, "
        "cell 2, and 14 more.",
        "notebooks/sums.ipynb N102 cell 2: TypeError: no sum (notebooks/pages.py:7). The cell "
        "begins: pages.show(ward)",
    ]


def test_what_is_no_modules_fault_is_told_of_each() -> None:
    """The same cause in cells of their own, at other lines of a module, and without a failure."""
    alike = [failed(file, "NameError: name 'rate' is not defined") for file in WARDS[:2]]
    lines = [
        failed(file, "KeyError: 'a'", f"notebooks/pages.py:{line}")
        for line, file in enumerate(WARDS[:2], 7)
    ]
    shared: list[tuple[Problem, NotebookFailed | None]] = [
        (Problem("notebooks/x.ipynb", 0, "N115", "a name"), None)
    ]
    every = [*alike, *lines, *shared]
    assert told_once(every) == tuple(problem for problem, _ in every)


def test_it_comes_whole_from_another_process() -> None:
    sent = NotebookFailed(3, "N102", "KeyError: 'a'", 2, "notebooks/pages.py:7")
    assert vars(pickle.loads(pickle.dumps(sent))) == vars(sent)
