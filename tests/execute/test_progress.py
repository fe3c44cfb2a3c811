"""While notebooks run it can be seen in which cell each is, and how long it took last time."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quarterbook.ground.progress import Ongoing, ongoing_lines
from support.books import SMALL_BOOK, copy_book
from support.rebuilds import add_cell, run_again, run_until_kept
from support.waiting import wait_until

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


@pytest.mark.exhaustive
def test_what_took_longest_begins_first(tmp_path: Path) -> None:
    """The quickest of three, first in the contents, begins when another is done, two at once."""
    root = copy_book(SMALL_BOOK, tmp_path / "book").root
    names = ("summary", "environment", "housing")
    run_again(root, tmp_path / "store", tmp_path / "work")  # the first of all begins a process
    begun = time.monotonic()
    run_until_kept(root, tmp_path / "store", tmp_path / "work")
    all_took = time.monotonic() - begun  # on this machine, as busy as it is
    for name in names[1:]:
        add_cell(name, f"import time; time.sleep({1 + all_took})")(root)
    run_until_kept(root, tmp_path / "store", tmp_path / "work")
    for name in names:
        add_cell(name, "1")(root)
    steps = run_again(root, tmp_path / "store", tmp_path / "work").steps
    assert steps[-1].subject.endswith("/summary.ipynb")


# A cell that runs until somebody has seen it run, where the environment says so.
WAIT = """
import os, time
while (seen := os.environ.get("QB_SEEN")) and not os.path.exists(seen):
    time.sleep(0.02)
""".strip()


def test_the_cells_of_notebooks_that_run_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time with how long the first took."""
    root = copy_book(SMALL_BOOK, tmp_path / "book").root
    add_cell("housing", WAIT)(root)
    run_until_kept(root, tmp_path / "store", tmp_path / "work")
    seen, line = (
        tmp_path / "seen",
        r"notebooks/housing.ipynb: cell \d+ of \d+, \d+ s of about \d+ s",
    )
    monkeypatch.setenv("QB_SEEN", str(seen))
    add_cell("housing", "1")(root)
    with ThreadPoolExecutor() as pool:
        running = pool.submit(run_again, root, tmp_path / "store", tmp_path / "work")
        try:
            wait_until(lambda: running.done() or re.search(line, "\n".join(ongoing_lines())))
            assert not running.done()
        finally:
            seen.touch()
        running.result()
    assert ongoing_lines() == []
