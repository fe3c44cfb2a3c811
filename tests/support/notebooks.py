"""Notebooks of a few cells, run on the small book as a build runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quarterbook.execute.executors.executor import Executor, LocalExecutor
from quarterbook.execute.notebook_run import NotebookRun
from quarterbook.execute.notebooks import AboutPages, execute_notebooks
from quarterbook.ground.periods import parse_quarter
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book


def run_cells(
    folder: Path,
    *notebooks: list[str],
    limit: int | None = None,
    executor: Executor = LocalExecutor(1),  # noqa: B008
    public: Path | None = None,
) -> tuple[list[dict[str, Any]], NotebookRun]:
    """Run a notebook of each list of cells, one after the other; return their pages and the run.

    ``limit`` is how many seconds a cell may take, ``public`` the public side of an exempt one.
    """
    book = copy_book(SMALL_BOOK, folder / "book")
    if limit:
        text = book.config.read_text(encoding="utf-8")
        changed = text.replace("timeout: 120", f"timeout: {limit}")
        book.config.write_text(changed, encoding="utf-8")
    model = json.loads((book.notebooks / "summary.ipynb").read_text(encoding="utf-8"))
    parameters = [c for c in model["cells"] if "parameters" in c["metadata"].get("tags", [])]
    staged = Book(folder / "staged")
    staged.notebooks.mkdir(parents=True, exist_ok=True)
    names = [f"own-{place}" for place, _ in enumerate(notebooks)]
    for name, sources in zip(names, notebooks, strict=True):
        cells = [
            {
                "cell_type": "code",
                "id": f"new-{number}",
                "metadata": {},
                "source": source,
                "execution_count": None,
                "outputs": [],
            }
            for number, source in enumerate(sources)
        ]
        path = book.notebooks / f"{name}.ipynb"
        path.write_text(json.dumps(model | {"cells": parameters + cells}), encoding="utf-8")
    ran = execute_notebooks(
        book,
        staged.root,
        parse_quarter("2021-22-q2"),
        [f"notebooks/{name}" for name in names],
        AboutPages({}, {}, {}),
        executor=executor,
        progress=lambda line: None,
        public=public,
    )
    pages = [staged.notebooks / f"{name}.ipynb" for name in names]
    return [json.loads(page.read_text(encoding="utf-8")) for page in pages], ran
