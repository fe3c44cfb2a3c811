"""While notebooks run it can be seen in which cell each is, and how long it took last time."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quarterbook.ground.progress import Ongoing, ongoing_lines
from support.books import SMALL_BOOK, copy_book
from support.rebuilds import add_cell, run_again

pytestmark = pytest.mark.builds


@pytest.mark.parametrize(
    ("ongoing", "line"),
    [
        (Ongoing("a.ipynb", 10.0, 0.0), "a.ipynb: 3 s"),
        (Ongoing("a.ipynb", 10.0, 9.2), "a.ipynb: 3 s of about 9 s"),
        (Ongoing("a.ipynb", 10.0, 9.2, 4, 12), "a.ipynb: cell 4 of 12, 3 s of about 9 s"),
    ],
)
def test_a_line_says_how_far_a_notebook_is(ongoing: Ongoing, line: str) -> None:
    assert ongoing.line(13.0) == line


def test_what_took_longest_begins_first(tmp_path: Path) -> None:
    """The quickest, first in the contents, begins when another is done, so is not done first."""
    root = copy_book(SMALL_BOOK, tmp_path / "book").root
    names = ("summary", "environment", "housing")
    run_again(root, tmp_path / "store", tmp_path / "work")  # the first of all begins a process
    for name in names[1:]:
        add_cell(name, "import time; time.sleep(3)")(root)
    for source in ("1", "2"):  # the second time it is known how long each takes
        for name in names:
            add_cell(name, source)(root)
        steps = run_again(root, tmp_path / "store", tmp_path / "work").steps
    assert not steps[0].subject.endswith("/summary.ipynb")


def test_the_cells_of_notebooks_that_run_are_told(tmp_path: Path) -> None:
    root = copy_book(SMALL_BOOK, tmp_path / "book").root
    add_cell("housing", "import time; time.sleep(1)")(root)
    seen: set[str] = set()
    with ThreadPoolExecutor() as pool:
        for source in ("1", "2"):  # the second time it is known how long the first took
            add_cell("housing", source)(root)
            running = pool.submit(run_again, root, tmp_path / "store", tmp_path / "work")
            while not running.done():
                seen.update(ongoing_lines())
                time.sleep(0.02)
            running.result()
    lines = "\n".join(seen)
    assert re.search(r"notebooks/housing.ipynb: cell \d+ of \d+, \d+ s$", lines, re.M)
    assert re.search(r"notebooks/housing.ipynb: cell \d+ of \d+, \d+ s of about \d+ s", lines)
    assert ongoing_lines() == []
