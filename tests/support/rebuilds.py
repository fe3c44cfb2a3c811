"""Books edited between builds: what is executed again, and what a clean build would have left."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.execute.executors.executor import LocalExecutor
from quarterbook.reuse.steps import Step, Steps
from quarterbook.reuse.why import account_of_steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store
from support.books import digest

Edit = Callable[[Path], None]


class Ran(NamedTuple):
    """What running the notebooks left: files by name, which notebooks ran, and why."""

    files: dict[str, str]
    executed: set[str]
    why: str
    steps: list[Step]


def run_again(root: Path, store: Path, work: Path) -> Ran:
    """Run a book's notebooks as a build does, with what is kept in a store."""
    book = Book(root)
    recorded, period = read_recorded(book), choose_quarter(book, None)
    shutil.rmtree(work, ignore_errors=True)
    side = stage_sides(book, recorded, period, work / "public", work / "exempt").public
    steps = Steps(Store(store))
    lines: list[str] = []
    side.run_notebooks((), executor=LocalExecutor(2), progress=lines.append, steps=steps)
    assert not [line for line in lines if line.startswith("failed")]
    made = {name for name in digest(work / "public") if name.startswith(("notebooks/", "charts/"))}
    files = {name: value for name, value in digest(work / "public").items() if name in made}
    executed = {Path(line).stem for line in lines if line.startswith("ran")}
    return Ran(files, executed, "\n".join(account_of_steps(steps.taken, period)), steps.taken)


def run_until_kept(root: Path, store: Path, work: Path) -> None:
    """Run a book's notebooks until how long each took is kept, which it is with its page.

    It is not where something changed meanwhile that a notebook read outside its book, such as a
    folder that another program writes to.
    """
    for number in range(10):
        for path in (root / "notebooks").glob("*.ipynb"):
            add_cell(path.stem, f"# run {number}")(root)
        steps = run_again(root, store, work).steps
        if all(step.reads is not None for step in steps):
            return
    raise AssertionError("\n".join(f"{step.subject}: {step.remark}" for step in steps))


def edit_row(table: str, key: str, column: str, value: str) -> Edit:
    """Change a cell of the last row of a table that begins with a key."""

    def edit(root: Path) -> None:
        path = root / "data" / f"{table}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        row = [row for row in rows if row[0] == key][-1]
        row[rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)

    return edit


def add_lines(name: str, text: str) -> Edit:
    """Add text to the end of a file."""

    def edit(root: Path) -> None:
        path = root / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return edit


def replace_text(name: str, before: str, after: str) -> Edit:
    """Change words of a file."""

    def edit(root: Path) -> None:
        path = root / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")

    return edit


def add_cell(name: str, source: str, kind: str = "code") -> Edit:
    """Add a cell to the end of a notebook."""

    def edit(root: Path) -> None:
        path = root / "notebooks" / f"{name}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = {"cell_type": kind, "id": f"new-{len(notebook['cells'])}", "metadata": {}}
        more = {"outputs": [], "execution_count": None} if kind == "code" else {}
        notebook["cells"].append({**cell, "source": source, **more})
        path.write_text(json.dumps(notebook), encoding="utf-8")

    return edit
