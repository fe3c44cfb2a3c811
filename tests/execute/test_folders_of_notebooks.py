"""A notebook runs in its own folder, whatever else lies there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.recorded import read_recorded
from quarterbook.execute.executors.executor import Executor
from quarterbook.execute.kernels.run_notebook import Executed
from quarterbook.ground.periods import parse_quarter
from quarterbook.reuse.reads import Noted
from quarterbook.reuse.steps import Steps
from quarterbook.storage.store import Store
from support.books import SMALL_BOOK, copy_book


class Unrun:
    """Gives every notebook back as it is stored."""

    jobs = 1

    @contextmanager
    def calls(self, _: Path) -> Iterator[Any]:
        yield SimpleNamespace(run=lambda _, __, stored, *___: Executed(stored, Noted(None, {})))


@pytest.mark.parametrize("beside", ["", "helpers.py"])
def test_a_folder_with_a_notebook_alone_is_there(beside: str, tmp_path: Path) -> None:
    """Where nothing else lies in it, nothing of it was staged before."""
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    path = book.notebooks / "deep" / "down" / "own.ipynb"
    path.parent.mkdir(parents=True)
    content = json.loads((book.notebooks / "summary.ipynb").read_text("utf-8"))
    path.write_text(json.dumps(content), "utf-8")
    if beside:
        path.with_name(beside).touch()
    with book.toc.open("a", encoding="utf-8") as toc:
        toc.write("  - file: notebooks/deep/down/own\n")
    period, recorded = parse_quarter("2021-22-q2"), read_recorded(book)
    side = stage_sides(book, recorded, period, tmp_path / "s", tmp_path / "e").public
    side.run_notebooks(
        (),
        executor=cast("Executor", Unrun()),
        progress=lambda _: None,
        steps=Steps(Store(book.store)),
    )
    assert (side.staged.notebooks / "deep/down/own.ipynb").is_file()
