"""Files as publishers release them: encodings, sheets, symbols, and broken ones by name."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.publishers.layouts import lait
from quarterbook.publishers.reading.layout import (
    LayoutError,
)
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells, numbers
from support.draws import drawn
from support.real_files import SOME

TABLE = "Name;Short_Desc;Value\nKöln – 1;a;1\n\n;b;2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["", "A title\n\n"])
def test_a_csv_is_read_whatever_its_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str, title: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes((title + TABLE.replace(";", delimiter)).encode(encoding))
    frame = cells(path, ["short desc", "Value"], publisher="Example")
    assert list(frame.columns) == ["Name", "short desc", "Value"]
    assert frame.to_numpy().tolist() == [["Köln – 1", "a", "1"], ["", "b", "2"]]
    above = title.count("\n")
    assert list(frame.index) == [above + 2, above + 4]


def test_a_workbook_is_read_from_the_sheet_that_has_the_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["What this is"])
    sheet = book.create_sheet("Data")
    for row in (["A title"], ["Code ", "Value", "Day"], [893, 13.799999999999999, None], []):
        sheet.append(row)
    sheet.append([" 417 ", 0.1 + 0.2, pd.Timestamp("2022-03-31")])
    path = tmp_path / "file.xlsx"
    book.save(path)
    frame = cells(path, ["code", "value"], publisher="Example")
    assert list(frame.columns) == ["code", "value", "Day"]
    assert frame.to_numpy().tolist() == [["893", "13.8", ""], ["417", "0.3", "2022-03-31"]]
    assert list(frame.index) == [3, 5]
    with pytest.raises(LayoutError) as caught:
        cells(path, ["code"], sheet="Deta", publisher="Example")
    assert str(caught.value) == 'The workbook has no sheet "Deta". It has "Notes" or "Data".'


def test_the_sheet_read_is_one_that_a_reader_sees_and_the_only_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Last year"
    for sheet, value in ((book.active, 1), (book.create_sheet("This year"), 2)):
        sheet.append(["Code", "Value"])
        sheet.append(["E06000051", value])
    path = tmp_path / "file.xlsx"
    book.save(path)
    with pytest.raises(LayoutError) as caught:
        cells(path, ["code", "value"], publisher="Example")
    assert str(caught.value) == (
        'Several sheets have these columns: "Last year" and "This year". Say in a map which sheet '
        "is meant, or save that one as CSV UTF-8 and give that file."
    )
    book["Last year"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    for sheet, values in ((None, ["2"]), ("Last year", ["1"])):
        frame = cells(path, ["code", "value"], sheet=sheet, publisher="Example")
        assert frame["value"].tolist() == values


def test_a_formula_without_its_value_is_no_blank_cell(tmp_path: Path) -> None:
    """Programs write formulas without values; Excel writes what is blank by its formula as text."""
    book = openpyxl.Workbook()
    for row in (["Code", "Value"], ["E06000051", 1], ["E06000052", "=1+1"]):
        book.active.append(row)
    path = tmp_path / "file.xlsx"
    book.save(path)
    with pytest.raises(LayoutError) as caught:
        cells(path, ["code", "value"], publisher="Example")
    assert caught.value.line == 3
    assert str(caught.value) == (
        'The formula in B3 of the sheet "Sheet" has not been worked out, so that the cell has no '
        "figure. Open the workbook in Excel, save it and give it again."
    )
    worked_out = tmp_path / "worked-out.xlsx"
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(worked_out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            text = text.replace(
                b'<c r="B3"><f>1+1</f><v /></c>', b'<c r="B3"><f>1+1</f><v>2</v></c>'
            )
            text = text.replace(
                b'<c r="B3"><f>1+1</f><v></v></c>', b'<c r="B3"><f>1+1</f><v>2</v></c>'
            )
            text = text.replace(
                b"</row></sheetData>", b'<c r="C3" t="str"><f>A9</f><v></v></c></row></sheetData>'
            )
            after.writestr(name, text)
    frame = cells(worked_out, ["code", "value"], publisher="Example")
    assert frame["value"].tolist() == ["1", "2"]


def test_a_short_file_may_be_wide(tmp_path: Path) -> None:
    """Two rows of 2,500 columns are 5,000 cells."""
    wide = ",".join(["1"] * 2_498)
    head = ",".join(f"c{n}" for n in range(2_498))
    path = tmp_path / "wide.csv"
    path.write_text(f"code,value,{head}\na,1,{wide}\nb,2,{wide}\n", encoding="utf-8")
    frame = cells(path, ["code", "value"], publisher="Example")
    assert frame["value"].tolist() == ["1", "2"]


CELL = st.text(st.sampled_from("ab1 ,\"\n'"), max_size=5)


@settings(max_examples=drawn(60), deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
def test_any_csv_gives_its_cells_and_the_lines_they_begin_on(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "file.csv"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    expected, line = {}, 2
    writer.writerow(["one", "two", "three"])
    for row in [*rows, ("last", "", "row")]:
        writer.writerow(row)
        if any(cell.strip() for cell in row):
            expected[line] = [cell.strip() for cell in row]
        line += 1 + "".join(row).count("\n")
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    frame = cells(path, ["two"], publisher="Example")
    assert {int(at): list(row) for at, *row in frame.itertuples()} == expected


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "Code,Value\nE06000051,1\n" * 50)
    return out.getvalue()


BROKEN = {
    "page": (
        b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>",
        "This is a web page, not the data file of Example. The download led to a page, perhaps a "
        "notice or a sign-in. Open the link in a browser and save the file that it offers.",
    ),
    "piece of a page": (
        b"<table><tr><td>Code</td><td>Value</td></tr></table>",
        "This is a web page, not the data file of Example. The download led to a page, perhaps a "
        "notice or a sign-in. Open the link in a browser and save the file that it offers.",
    ),
    "workbook of 2003": (
        b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "This is a workbook of Excel 2003 (XML), not the data file of Example. Save the sheet as "
        "CSV UTF-8.",
    ),
    "empty": (b"\xef\xbb\xbf \r\n", "The file is empty. Download it from Example again."),
    "pdf": (
        b"%PDF-1.7\n%\xe2\xe3",
        "This is a PDF, not the data file of Example. Download the data as CSV.",
    ),
    "old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "The workbook is damaged and cannot be read. Save the sheet as CSV UTF-8, and give that "
        "file.",
    ),
    "parquet": (
        b"PAR1\x15\x04",
        "This is a Parquet file, not the data file of Example. Download the data as CSV.",
    ),
    "pointer": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        "This is a Git LFS pointer, not the data file of Example. Git has not fetched the file "
        'itself: run "git lfs pull".',
    ),
    "conflict": (
        b"Code,Value\nE06000051,1\n<<<<<<< HEAD\nE06000019,2\n=======\nE06000019,3\n>>>>>>> main\n",
        "Git left two versions of these lines (<<<<<<<). Keep one of them.",
    ),
    "archive": (
        zipped("data.csv"),
        "This is a zip archive, not the data file of Example. Unpack it, and give the CSV inside.",
    ),
    "cut archive": (
        zipped("xl/workbook.xml")[:60],
        "The file is cut short: the workbook or archive cannot be opened. Download it from Example "
        "again, to the end.",
    ),
    "binary": (
        b"Code,Value\n\x00\x01",
        "This is not text but some other kind of file, not the data file of Example. Download the "
        "data as CSV.",
    ),
    "cut row": (
        b"Code,Name,Value\nE06000051,Shropshire,1\nE0600005",
        "The file is cut short: line 3 ends in the middle of a row. Download it from Example "
        "again, to the end.",
    ),
    "cut quote": (
        b'Code,Value,Name\nE06000051,1,Shropshire\nE06000019,2,"Herefordshire, Cou',
        'The file is cut short: a quote (") opens on line 3 or below and never closes. Download it '
        "from Example again, to the end.",
    ),
    "cut letter": (
        "Code,Value,Name\nE06000051,1,Köln".encode()[:-3],
        "The file is cut short: its last letter is incomplete. Download it from Example again, to "
        "the end.",
    ),
    "cut utf-16": (
        "Code,Value\nE06000051,1\n".encode("utf-16")[:-1],
        "The file is cut short: its last letter is incomplete. Download it from Example again, to "
        "the end.",
    ),
    "header only": (
        b"A title\nCode,Value\n",
        "The file has a header on line 2 and nothing below it. Download it from Example again.",
    ),
    "too many cells": (
        b"Code,Value\nE06000051,1\nE06000019,1,204\n",
        "Line 3 has 3 cells, the header 2. Look for a comma too many: text with a comma goes in "
        "quotes.",
    ),
    "quote": (
        b'Code,Value,Name\nE06000051,1,"a"b\nE06000051,1,"c\nd",e\n',
        'A quote (") on line 2 or below closes before its cell ends. Put the whole cell in quotes, '
        'and write a quote inside it twice ("").',
    ),
    "encoding": (
        b"Code,Value\nE06000051,1\nK\x81ln,2\n",
        "Letters on line 3 are in no encoding that is known here (UTF-8, UTF-16 or Windows-1252). "
        "Open the file in Excel and save it as CSV UTF-8.",
    ),
    "column twice": (
        b"Code,Value,value\nE06000051,1,2\n",
        'The column "Value" stands twice on line 1: which one counts? Take one of them out.',
    ),
    "another layout": (
        b"A title\nShort Desc,Data item,Years,LA and Regions,Values\nLAC,,2022,England,70\n",
        "This is not the layout of Example: no line of the first 20 has all its columns, and "
        '"Code" and "Value" are missing. Line 2 has "Short Desc", "Data item", "Years", '
        '"LA and Regions" and "Values".',
    ),
    "some columns": (
        b"Name,Value\nShropshire,1\n",
        "This is not the layout of Example: no line of the first 20 has all its columns, and "
        '"Code" is missing. Line 1 has "Name" and "Value".',
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_named_for_what_it_is(tmp_path: Path, fault: str) -> None:
    data, message = BROKEN[fault]
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    with pytest.raises(LayoutError) as caught:
        cells(path, ["Code", "Value"], publisher="Example")
    assert str(caught.value) == message


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(
        LayoutError, match=r"^The file cannot be read: No such file or directory\.$"
    ):
        cells(tmp_path / "none.csv", ["Code"], publisher="Example")
    with pytest.raises(LayoutError, match="cannot be read"):
        lait.read(tmp_path / "none.parquet", [], SOME)


def test_a_note_below_the_table_is_no_cut(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("Code,Value\nE06000051,1\n\nSource: Example", encoding="utf-8")
    assert list(cells(path, ["Code"], publisher="Example")["Code"])[-1] == "Source: Example"


def test_figures_are_read_and_symbols_become_markers() -> None:
    texts = ["13.8", "1,204", "1 204.5", "22.6%", "-3", "\u22123", "c", "[X]", "LOW", "k", "", "–"]
    texts += ["1,20", "nan", "inf", "n/a", "12 k"]
    column = pd.Series(texts, index=range(10, 10 + len(texts)))
    values, markers, bad = numbers(column, NO_FIGURE_SYMBOLS | {"-": "z"})
    assert list(values[:6]) == [13.8, 1204, 1204.5, 22.6, -3, -3]
    assert values[6:].isna().all()
    assert list(markers[:12]) == [""] * 6 + ["c", "x", "low", "low", "x", "z"]
    assert list(column[bad]) == ["1,20", "nan", "inf", "n/a", "12 k"]


@pytest.mark.parametrize(
    ("texts", "figures", "beside", "refused"),
    [
        (["12.3(p)", "12.4 [R]", "45% (e)", "5 (c)"], [12.3, 12.4, 45], ["p", "r", "e"], ["5 (c)"]),
        (["12,3", "1.204,5", "1,204", "7"], [7], [""], ["12,3", "1.204,5", "1,204"]),
        (["12,3", "1.204", "7"], [7], [""], ["12,3", "1.204"]),
        (["12,34", "1,204", "7.5"], [1204, 7.5], ["", ""], ["12,34"]),  # a slip, no decimal comma
        (["45%", "0.47", "52", "0"], [45, 52, 0], ["", "", ""], ["0.47"]),
        (["0.45", "0.47"], [0.45, 0.47], ["", ""], []),
    ],
)
def test_figures_are_told_by_the_others_of_their_column(
    texts: list[str], figures: list[float], beside: list[str], refused: list[str]
) -> None:
    column = pd.Series(texts)
    values, markers, bad = numbers(column, NO_FIGURE_SYMBOLS)
    assert list(column[bad]) == refused
    assert list(values[~bad]) == figures
    assert list(markers[~bad]) == beside
