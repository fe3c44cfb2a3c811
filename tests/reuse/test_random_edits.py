"""Edits drawn by lot, one after the other: what is left is always what a clean run leaves.

`make fuzz` does a few hundred of them and compares whole builds, file by file.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quarterbook.build.stages import build
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book, digest
from support.draws import drawn
from support.rebuilds import Edit, add_cell, add_lines, edit_row, replace_text, run_again

pytestmark = [pytest.mark.builds, pytest.mark.drawn]

EDITS = drawn(20, "RANDOM_EDITS")
IS_WHOLE = "RANDOM_EDITS" in os.environ
EVERY = 1 if IS_WHOLE else 5  # edits before what is left is compared; a stale page would stay

MEASURES = ("recycling-rate", "missed-bins", "homes-delivered")
CELLS = (
    "report.headline()", "report.highlights()", "report.actions()", "report.milestone_table()",
    "report.areas()", "report['missed-bins'].chart()", "report['recycling-rate'].commentary()",
    "report['homes-delivered'].value", "report.table(report.data[['measure', 'value']])",
    "report.commentary.shape[0]", "report.view.quarter.title",
    "from pathlib import Path; Path('../data/own.txt').exists()",
    "import os; str(sorted(os.listdir('../data')))",
    "import pandas as pd; int(pd.read_csv('../data/targets.csv')['target'].sum())",
)  # fmt: skip
PARTS = (
    "(a-spot)=\n## A spot\n", "See [](../notebooks/housing.ipynb).\n", "## Another heading\n",
    "```{include} ../data/own.txt\n```\n", "![A drawing](drawing.svg)\n", "See [](#a-spot).\n",
    "```{glossary}\noutturn\n  What came of it.\n```\n", "It is {term}`outturn`.\n",
)  # fmt: skip
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{}</title></svg>'
WORDS = ("More came.", "Fewer came than last year.", "", "**Two** of them began late.")


def draw(lot: random.Random) -> Edit:
    """Return an edit of the small book, which may turn out to be a fault."""
    measure, text, number = lot.choice(MEASURES), lot.choice(WORDS), lot.randint(1, 99)
    kinds: list[Callable[[], Edit]] = [
        lambda: edit_row("commentary", lot.choice(MEASURES[::2]), "commentary", text),
        lambda: edit_row("commentary", lot.choice(MEASURES[::2]), "action", text),
        lambda: edit_row(
            "commentary", lot.choice(MEASURES[::2]), "highlight", lot.choice(["", "note"])
        ),
        lambda: edit_row("observations", measure, "value", str(number)),
        lambda: edit_row("observations", measure, "marker", lot.choice(["", "p", "c"])),
        lambda: edit_row("targets", measure, "target", str(number)),
        lambda: edit_row("measures", measure, "title", f"Measure {number}"),
        lambda: edit_row("measures", measure, "definition", text or "None."),
        lambda: edit_row("measures", measure, "decimals", str(number % 3)),
        lambda: edit_row("measures", measure, "polarity", lot.choice(["higher", "lower"])),
        lambda: add_lines("book/method.md", f"\n{text}\n"),
        lambda: add_lines("book/method.md", f"\n{lot.choice(PARTS)}"),
        lambda: add_cell("housing", f"{lot.choice(PARTS)}", "markdown"),
        lambda: replace_text("book/method.md", "# How", f"# {number} ways how"),
        lambda: (
            lambda root: (root / "book" / "drawing.svg").write_text(DRAWING.format(number)) and None
        ),
        lambda: replace_text("_toc.yml", "  - file: book/method\n", ""),
        lambda: add_lines("_toc.yml", "  - file: book/method\n"),
        lambda: replace_text("_config.yml", "title: Perf", f"title: {number} Perf"),
        lambda: replace_text("params/council.yml", "#28A197", f"#2891{number:02}"),
        lambda: add_lines("_config.yml", "# a comment\n"),
        lambda: add_lines("params/council.yml", "# a comment\n"),
        lambda: replace_text("params/2021-22-q2.yml", "title: Perf", f"title: {number} Perf"),
        lambda: replace_text(
            "params/2021-22-q2.yml", "2021-11-05", f"2021-11-{number % 28 + 1:02}"
        ),
        lambda: replace_text("params/2021-22-q2.yml", "- Note ", f"- Note {number} times "),
        lambda: add_cell(lot.choice(["summary", "housing"]), lot.choice(CELLS)),
        lambda: lambda root: (root / "data" / "own.txt").write_text(text) and None,
        lambda: lambda root: (root / "data" / "own.txt").unlink(missing_ok=True),
        lambda: lambda root: (root / "data" / f"{number}.json").write_text(text) and None,
    ]
    return lot.choice(kinds)()


def left(book: Path, store: Path, work: Path) -> dict[str, str]:
    """Return what a run or, where whole builds are compared, a build leaves."""
    if not IS_WHOLE:
        return run_again(book, store, work).files
    return digest(build(Book(book), None, jobs=2).folder)


def test_random_edits(tmp_path: Path) -> None:
    lot = random.Random(os.environ.get("RANDOM_SEED", 22))
    book = copy_book(SMALL_BOOK, tmp_path / "book").root
    done = compared = 0
    while done < EDITS:
        before = tmp_path / "before"
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(book, before, ignore=shutil.ignore_patterns("_build"))
        try:
            draw(lot)(book)
            found = left(book, tmp_path / "store", tmp_path / "work")
        except (AssertionError, BookError):  # no edit, or a fault of the book: as if not done
            for part in before.iterdir():
                target = book / part.name
                shutil.rmtree(target) if target.is_dir() else target.unlink()
                shutil.move(part, target)
            continue
        done += 1
        if done % EVERY == 0:
            clean = tmp_path / f"clean-{done}"
            copy_book(book, clean)
            assert found == left(clean, tmp_path / f"none-{done}", tmp_path / "clean-work")
            shutil.rmtree(clean)
            compared += 1
    assert compared == EDITS // EVERY
