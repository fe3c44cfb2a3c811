"""Files made to exhaust or deceive whoever reads them: one message each, and little memory."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from quarterbook.publishers.layouts import lait
from quarterbook.publishers.reading.layout import LayoutError, RequestedSeries
from quarterbook.publishers.reading.text_cells import cells
from support.real_files import SOME

NEEDED = ("area", "figure")


def workbook(path: Path, **parts: str) -> Path:
    """Write a sound workbook of one row, with the texts of some of its parts replaced.

    ``sheet`` is the sheet's rows, ``before`` what stands before its first element.
    """
    book = openpyxl.Workbook()
    book.active.append(NEEDED)
    book.active.append(["E06000059", 5])
    made = BytesIO()
    book.save(made)
    with (
        zipfile.ZipFile(made) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            text = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace("</sheetData>", f"{parts.get('sheet', '')}</sheetData>")
                text = parts.get("before", "") + text
            out.writestr(name, text)
        for name in parts.keys() - {"sheet", "before"}:
            out.writestr(name, parts[name])
    return path


def read(path: Path) -> pd.DataFrame:
    return cells(path, NEEDED, publisher="the publisher")


def said(path: Path) -> str:
    with pytest.raises(LayoutError) as error:
        read(path)
    return str(error.value)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY passwd SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        f'<!--{"x" * 200_000}--><!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
    ids=["another file", "billion laughs", "behind a long comment"],
)
def test_a_workbook_that_declares_entities(declared: str, tmp_path: Path) -> None:
    assert said(workbook(tmp_path / "x.xlsx", before=declared)).startswith(
        'The workbook declares entities in "xl/worksheets/sheet1.xml", which no spreadsheet program'
    )


def test_the_same_workbook_without_entities_is_read(tmp_path: Path) -> None:
    frame = read(workbook(tmp_path / "x.xlsx", before=f"<!--{'x' * 200_000}-->"))
    assert frame.to_numpy().tolist() == [["E06000059", "5"]]


def test_a_part_that_unpacks_to_hundreds_of_times_its_size(tmp_path: Path) -> None:
    assert "unpacks to more than 300 times its size" in said(
        workbook(tmp_path / "x.xlsx", sheet=" " * 20_000_000)
    )


@pytest.mark.exhaustive
def test_a_sheet_of_millions_of_cells(tmp_path: Path) -> None:
    varied = "".join(f"<row>{'<c><v>1</v></c>' * (n % 7 + 8)}</row>" for n in range(300_000))
    assert "has more than 3 million cells in a sheet" in said(
        workbook(tmp_path / "x.xlsx", sheet=varied)
    )


def test_one_cell_in_the_last_corner_is_no_sheet_of_millions(tmp_path: Path) -> None:
    """What reads it would fill up all rows and columns before it."""
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    said_of_it = said(workbook(tmp_path / "x.xlsx", sheet=corner))
    assert "has something in row 1,048,576 and in column 16,384 of a sheet" in said_of_it


def test_a_row_with_a_format_and_nothing_in_it_makes_no_sheet_of_millions(tmp_path: Path) -> None:
    corner = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert len(read(workbook(tmp_path / "x.xlsx", sheet=corner))) == 1


def test_a_sheet_that_is_not_xml(tmp_path: Path) -> None:
    assert said(workbook(tmp_path / "x.xlsx", before="<<<")).startswith(
        'The workbook is damaged: "xl/worksheets/sheet1.xml" in it is not XML.'
    )


def test_a_workbook_with_nonsense_in_it(tmp_path: Path) -> None:
    nonsense = '<row r="3"><c r="A3" t="s"><v>no number</v></c></row>'
    assert said(workbook(tmp_path / "x.xlsx", sheet=nonsense)).startswith(
        "The workbook is damaged and cannot be read."
    )


def test_lines_are_counted_across_the_pieces_that_a_long_csv_is_read_in(tmp_path: Path) -> None:
    """120,000 rows, of which every thousandth runs over two lines."""
    rows = [f'E{n},"{n}\n"' if n % 1000 == 0 else f"E{n},{n}" for n in range(120_000)]
    path = tmp_path / "long.csv"
    path.write_text("Title\narea,figure\n" + "\n".join(rows) + "\n", encoding="utf-8")
    frame = read(path)
    assert len(frame) == 120_000
    assert frame["figure"].iloc[[0, 1, 50_000, 119_999]].tolist() == ["0", "1", "50000", "119999"]
    # Line 3 has the first row; 50 rows of two lines stand above the 50,001st, 120 above the last.
    assert list(frame.index[[0, 1, 50_000, 119_999]]) == [3, 5, 50_053, 120_122]


@pytest.mark.alike(3)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_long_csv_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    """The pound signs stand where a piece of a megabyte ends, or beside it."""
    path = tmp_path / "long.csv"
    text = "area,figure\n" + "£££££££,1\n" * 200_000
    path.write_bytes(text.encode(encoding))
    frame = read(path)
    assert set(frame["area"]) == {"£££££££"}
    assert frame.index[-1] == 200_001


def test_a_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a" * 3_000_000, encoding="utf-8")
    assert "A line of the file has more than 1,000,000 letters" in said(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_millions_of_blank_lines_are_refused_at_once(end: str, tmp_path: Path) -> None:
    """A few thousand are only passed over."""
    path = tmp_path / "release.csv"
    top = f"area,figure{end}E06000059,5{end}"
    path.write_bytes(f"{top}{end * 1_200_000}".encode())
    assert "more than 1 million blank lines. Delete the rows below the data" in said(path)
    path.write_bytes(f"{top}{end * 3000}".encode())
    assert read(path)["figure"].tolist()[0] == "5"


def parquet(path: Path, name: str, rows: int) -> Path:
    """The table of the Local Authority Interactive Tool, each row the same: it packs to nothing."""
    columns = ("Years", "LA and Regions", "Values", "LA Number")
    others = ", ".join(f"'1' as \"{column}\"" for column in columns)
    with duckdb.connect() as database:
        made = f'select {name} as "Short Desc", {others} from range({rows})'
        database.execute(f"copy ({made}) to '{path}' (format parquet, compression zstd)")
    return path


def test_a_small_parquet_file_that_unpacks_to_more_than_is_taken_in(tmp_path: Path) -> None:
    """2,380 bytes hold 600 million letters."""
    path = parquet(tmp_path / "lait.parquet", "repeat('y', 200000)", 3000)
    assert path.stat().st_size < 10_000
    asked = [RequestedSeries("m", "y" * 200_000)]
    with pytest.raises(LayoutError, match="have 600 million letters, and at most 500 million"):
        lait.read(path, asked, SOME)


@pytest.mark.parametrize(
    "cell",
    [
        '<c a="&gt;>" r="XFD1048576"><v>1</v></c>',
        '<c r = "XFD1048576"><v>1</v></c>',
        '<c r="xfd01048576"><v>1</v></c>',
    ],
)
def test_a_cell_written_so_that_its_place_is_missed(cell: str, tmp_path: Path) -> None:
    """It would make 17 thousand million cells."""
    odd = workbook(tmp_path / "odd.xlsx", sheet=f'<row r="1048576">{cell}</row>')
    assert "written as no spreadsheet program writes them" in said(odd)


def test_a_sheet_that_lies_elsewhere_in_the_workbook(tmp_path: Path) -> None:
    sheet = (
        '<worksheet><sheetData><row><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    path = workbook(tmp_path / "a.xlsx", **{"x/data.dat": sheet})
    assert "which makes 17,179,869,184 cells" in said(path)


@pytest.mark.parametrize(
    "cell",
    [
        '<a-b:c r="XFD1048576"><v>1</v></a-b:c>',
        '<c s="0"r="XFD1048576"><v>1</v></c>',
        '<c r="ZZZZZZ1"><v>1</v></c>',
    ],
)
def test_what_no_look_at_its_parts_finds_ends_a_process_of_its_own(
    cell: str, tmp_path: Path
) -> None:
    """The reader makes room for 17 thousand million cells, or ends there."""
    odd = workbook(tmp_path / "odd.xlsx", sheet=f'<row r="1048576">{cell}</row>')
    assert "more cells in a sheet than there is room for" in said(odd)


def test_an_old_workbook_that_says_it_has_thousands_of_millions_of_rows(tmp_path: Path) -> None:
    data = bytearray((Path(__file__).parent / "recycling.xls").read_bytes())
    at = data.index(b"\x00\x02\x0e\x00") + 4  # of the record of a sheet's size: first and last row
    data[at : at + 8] = b"\x00\x00\x00\x00\xff\xff\xff\xff"
    (tmp_path / "a.xls").write_bytes(data)
    assert "more cells in a sheet than there is room for" in said(tmp_path / "a.xls")


def test_what_the_reader_panics_over_is_damaged(tmp_path: Path) -> None:
    """The name of a sheet says that it is longer than the file."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    named = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    one = f'<Relationship Id="rId1" Type="{relation}/'
    book = "8301008f01009c011a0000000001000000040000ff7200490064003100010000005300900100840100"
    row = "910100001900000000000000000000000000000000000000000000000000"
    odd = tmp_path / "odd.xlsb"
    with zipfile.ZipFile(odd, "w") as out:
        begins = f'{named}{one}officeDocument" Target="xl/workbook.bin"/></Relationships>'
        sheets = f'{named}{one}worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
        out.writestr("_rels/.rels", begins)
        out.writestr("xl/workbook.bin", bytes.fromhex(book))
        out.writestr("xl/_rels/workbook.bin.rels", sheets)
        out.writestr("xl/worksheets/sheet1.bin", bytes.fromhex(f"810100{row}920100820100"))
    assert "The workbook is damaged and cannot be read" in said(odd)
