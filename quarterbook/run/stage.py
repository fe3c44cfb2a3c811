"""The staged copy of a book: same layout as its root, so that the checkout is never written to."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pandas as pd

from quarterbook.book import Book
from quarterbook.data.params import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.measure.suppression import CONFIDENTIAL
from quarterbook.periods import Period

_WITHHELD = {"value": "", "numerator": "", "denominator": "", "marker": CONFIDENTIAL, "note": ""}


def stage(book: Book, staged: Path, known: Recorded) -> Book:
    """Copy what a build reads into ``staged``, and return that as a book.

    Pages and params are copied whole, of data/ its CSV files. Of observations
    and benchmarks only the rows of ``known`` are, as `report.protected` leaves
    them, and without the figures of those marked ``c``: whatever a notebook
    reads there may be published.
    """
    staged.mkdir(parents=True)
    for folder in (book.params, book.pages):
        if folder.is_dir():
            shutil.copytree(folder, staged / folder.name, ignore=shutil.ignore_patterns(".*"))
    for path in (book.toc, book.config):
        shutil.copy2(path, staged / path.name)
    (staged / "notebooks").mkdir()
    copy = Book(staged)
    copy.data.mkdir()
    for path in sorted(book.data.glob("[!.]*.csv")):
        if path.stem in ("observations", "benchmarks"):
            _copy_known(path, copy.data / path.name, known.tables[path.stem])
        else:
            shutil.copy2(path, copy.data / path.name)
    return copy


def _copy_known(source: Path, target: Path, known: pd.DataFrame) -> None:
    """Copy those rows of a table that are known, cell by cell as they are written."""
    markers = {int(str(line)): marker for line, marker in known["marker"].items()}
    reader = csv.reader(io.StringIO(source.read_text(encoding="utf-8-sig")), strict=True)
    header: list[str] = []
    begin = 1
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in reader:
            line, begin = begin, reader.line_num + 1
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not header:
                header = cells
                writer.writerow(header)
            elif line in markers:
                if markers[line] == CONFIDENTIAL:
                    blank = (
                        _WITHHELD.get(name, cell) for name, cell in zip(header, cells, strict=True)
                    )
                    cells = list(blank)
                writer.writerow(cells)


def mark_draft(staged: Book, period: Period) -> None:
    """Make a quarter a draft in its staged params, where its notebooks read it."""
    path = quarter_files(staged)[period]
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(re.sub(r"(?m)^status:.*$", "status: draft", text), encoding="utf-8")
