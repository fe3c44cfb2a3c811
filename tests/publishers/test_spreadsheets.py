"""Workbooks of any program: read alike, and refused where they are made to exhaust."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.publishers.reading.text_cells import cells
from support.books import ROOT
from support.spreadsheets import ods_row, write_ods, write_xlsb

NEEDED = ("Area", "Rate")
ROWS = (("Area", "Year", "Rate"), ("E06000051", "2021/22", 52.3), ("E06000059", "2021/22", 102))


def said(path: Path) -> str:
    with pytest.raises(LayoutError) as error:
        cells(path, NEEDED, publisher="the publisher")
    return str(error.value)


def test_an_ods_is_read_from_the_sheet_that_has_the_header(tmp_path: Path) -> None:
    path = write_ods(
        tmp_path / "rates.ods",
        {"Cover": [["Rates of recycling"]], "Data": [["Table 1 & 2"], *ROWS]},
    )
    table = cells(path, NEEDED, publisher="the publisher")
    assert [(line, *row) for line, *row in table.itertuples()] == [
        (3, "E06000051", "2021/22", "52.3"),
        (4, "E06000059", "2021/22", "102"),
    ]


def test_rows_that_an_ods_repeats_are_all_there(tmp_path: Path) -> None:
    more = ods_row(["E06000019", "2021/22", 7.5], repeated=3) + ods_row([""], repeated=1_000_000)
    path = write_ods(tmp_path / "rates.ods", {"Data": ROWS}, more)
    table = cells(path, NEEDED, publisher="the publisher")
    assert list(table["Rate"]) == ["52.3", "102", "7.5", "7.5", "7.5"]


def test_an_old_workbook_is_read() -> None:
    """Made with another program; 31 March 2022 is a date there."""
    table = cells(ROOT / "tests" / "publishers" / "recycling.xls", NEEDED, publisher="them")
    assert [(line, *row) for line, *row in table.itertuples()] == [
        (3, "E06000051", "2022-03-31", "52.3"),
        (4, "E06000059", "2022-03-31", "102"),
    ]


def test_an_ods_of_millions_of_cells_is_not_unpacked(tmp_path: Path) -> None:
    more = ods_row(["E06000019", "2021/22", 7.5], repeated=1_048_576)
    path = write_ods(tmp_path / "x.ods", {"Data": ROWS}, more)
    assert "has more than 3 million cells in a sheet" in said(path)


def test_an_ods_with_one_cell_in_the_last_corner(tmp_path: Path) -> None:
    more = ods_row([""], repeated=1_000_000) + (
        '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>'
        '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    )
    assert said(write_ods(tmp_path / "x.ods", {"Data": ROWS}, more)) == (
        "The workbook has something in row 1,000,004 and in column 16,001 of a sheet, which makes "
        "16,001,064,004 cells, more than a table of figures has. Save the sheet as CSV UTF-8, and "
        "give that file."
    )


def test_an_xlsx_that_names_no_places_is_measured_too(tmp_path: Path) -> None:
    """Cells without a reference stand behind each other; a row of 16,000 makes all as wide."""
    book = openpyxl.Workbook()
    book.active.append(NEEDED)
    book.save(tmp_path / "made.xlsx")
    wide = f"<row>{'<c><v>1</v></c>' * 16_000}</row>{'<row><c><v>1</v></c></row>' * 9_000}"
    with (
        zipfile.ZipFile(tmp_path / "made.xlsx") as source,
        zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            text = source.read(name).decode().replace("</sheetData>", f"{wide}</sheetData>")
            out.writestr(name, text)
    assert "which makes 144,032,000 cells" in said(tmp_path / "x.xlsx")


def test_a_workbook_with_a_password_is_said_to_have_one(tmp_path: Path) -> None:
    """It is a compound file with a stream that [MS-OFFCRYPTO] names."""
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    path = tmp_path / "x.xlsx"
    path.write_bytes(start + "EncryptedPackage".encode("utf-16-le") + b"\0" * 480)
    assert said(path) == (
        "This is a workbook with a password, not the data file of the publisher. Open it in Excel, "
        "take the password off (File, Info, Protect Workbook) and save it again."
    )
    path.write_bytes(start + b"\0" * 512)
    assert said(path).startswith("The workbook is damaged and cannot be read.")


def xlsb(path: Path, row: int, column: int) -> Path:
    """Write a binary workbook of one sheet with one cell, as far as it is measured."""
    records = [(0, row.to_bytes(4, "little")), (2, column.to_bytes(4, "little") + b"\0" * 8)]
    sheet = b"".join(bytes((kind, len(data))) + data for kind, data in records)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def test_a_binary_workbook_is_measured_before_it_is_unpacked(tmp_path: Path) -> None:
    """One cell in the last corner; one nearby goes on to what reads it, and finds no workbook."""
    assert "has something in row 1,048,576 and in column 16,384" in said(
        xlsb(tmp_path / "x.xlsb", 1_048_575, 16_383)
    )
    assert said(xlsb(tmp_path / "y.xlsb", 3, 3)).startswith("The workbook is damaged")


WITH_ERRORS = (("Area", "2020/21", "2021/22"), ("E06000051", "#N/A", 4.5), ("E06000059", 7, ""))
OF_LIBREOFFICE = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
)


def with_errors(folder: Path, kind: str) -> Path:
    """Write a table with an error and a blank, as a program of that kind of file does."""
    path = folder / f"rates.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in WITH_ERRORS:
            book.active.append(row)
        book.save(path)
        return path
    if kind == "xlsb":
        return write_xlsb(path, "Rates", WITH_ERRORS)
    row = ods_row(WITH_ERRORS[1])
    text = '<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
    assert text in row
    more = row.replace(text, OF_LIBREOFFICE) + ods_row(WITH_ERRORS[2])
    return write_ods(path, {"Rates": WITH_ERRORS[:1]}, more)


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "ods"])
def test_a_cell_with_an_error_in_it_is_not_blank(tmp_path: Path, kind: str) -> None:
    table = cells(with_errors(tmp_path, kind), ("Area",), publisher="the publisher")
    assert [(line, *row) for line, *row in table.itertuples()] == [
        (2, "E06000051", "#N/A", "4.5"),
        (3, "E06000059", "7", ""),
    ]


def test_an_error_in_an_old_workbook_is_not_blank(tmp_path: Path) -> None:
    """Two figures of a row ([MS-XLS], MulRk) become a blank cell (Blank) and an error (BoolErr)."""
    data = (ROOT / "tests" / "publishers" / "recycling.xls").read_bytes()
    figures = bytes.fromhex("bd001200 02000100 1200aeb90200 1100bb510000 0200")
    blank = bytes.fromhex("01020600 02000100 1200")
    error = bytes.fromhex("05020800 02000200 1100 2a01")
    assert data.count(figures) == 1
    (tmp_path / "x.xls").write_bytes(data.replace(figures, blank + error))
    table = cells(tmp_path / "x.xls", NEEDED, publisher="them")
    assert [(line, *row) for line, *row in table.itertuples()] == [
        (3, "E06000051", "", "#N/A"),
        (4, "E06000059", "2022-03-31", "102"),
    ]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_share_that_is_shown_in_per_cent_is_read_so(tmp_path: Path, kind: str) -> None:
    """0.455 shown as 45.5%, beside 44 that is not; a percent sign in quotes is text."""
    path = tmp_path / f"rates.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in (("Area", "Rate"), ("E06000051", 0.455), ("E06000059", 44), ("E06000019", 0.5)):
            book.active.append(row)
        book.active["B2"].number_format = "0.0%"
        book.active["B4"].number_format = '0.0" %"'
        book.save(path)
    else:
        cell = '<table:table-cell office:value-type="percentage" office:value="0.455"/>'
        first = ods_row(["E06000051"]).replace("</table:table-row>", f"{cell}</table:table-row>")
        more = first + ods_row(["E06000059", 44]) + ods_row(["E06000019", 0.5])
        write_ods(path, {"Rates": [NEEDED]}, more)
    table = cells(path, NEEDED, publisher="the publisher")
    assert list(table["Rate"]) == ["45.5%", "44", "0.5"]
