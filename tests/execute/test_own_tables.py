"""Which files of an analyst's own are noted: those that code names, by their whole names."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from quarterbook.data.recorded import read_recorded
from quarterbook.execute.loose_files.own_tables import own_table_notes
from support.books import SMALL_BOOK, copy_book


@pytest.mark.parametrize(
    ("code", "is_named"),
    [
        ('pd.read_csv("../data/data.csv")', True),
        ("pd.read_csv('../data/data.csv')", True),
        ('pd.read_csv(Path("../data") / "data.csv")', True),
        (r"pd.read_csv(r'..\data\data.csv')", True),
        ('for name in ("data", "rest"):\n    pd.read_csv(f"../data/{name}.csv")', True),
        ('name = "data"\npd.read_csv("../data/" + name + ".csv")', True),
        ('data = pd.read_csv("../data/wards.csv")', False),
        ('pd.read_csv(Path("..") / "data" / "wards.csv")', False),
        ('pd.read_csv("../data/other-data.csv")', False),
        ('pd.read_csv("../data/data.csv-old")', False),
        ('pd.read_csv(f"../data/{name}.csv")', False),
        ('rows["data"].sum()', False),
    ],
)
def test_a_file_is_noted_where_code_names_it(tmp_path: Path, code: str, is_named: bool) -> None:
    """A word of its name, such as the folder's, is not the file."""
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    (book.data / "data.csv").write_text("ward,children\nNorthgate,2\n", encoding="utf-8")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbformat.write(notebook, book.notebooks / "wards.ipynb")
    recorded = read_recorded(book)
    notes = own_table_notes(book, recorded, max(recorded.quarters))
    assert [note.code for note in notes] == (["D332"] if is_named else [])
