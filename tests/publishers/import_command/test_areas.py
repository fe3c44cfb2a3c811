"""Areas and statistical neighbours taken in by the command; rows that do not change."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from quarterbook.data.recorded import read_recorded
from quarterbook.data.tables.schemas import TABLES
from quarterbook.publishers.merge_areas import merge_areas, rewrite
from quarterbook.publishers.requested_series import WhereError, read_where
from quarterbook.storage.book import Book
from quarterbook.storage.csv_lines import number_cell
from support.command import Command
from support.released import data_of, release, row

LIST = (
    "local-authority-code,official-name,gss-code,start-date,end-date,replaced-by,nation,region,"
    "local-authority-type,old-ons-la-code\n"
    "ONE,Brackenshire,E06000901,2009-04-01,,,England,North East,UA,901\n"
    "TWO,Newmoor,E06000999,2023-04-01,,,England,North East,UA,999\n"
    "OLD,Oldmoor,E06000998,2009-04-01,2023-03-31,TWO,England,,NMD,998\n"
    "SCO,Northwick,S12000001,2009-04-01,,,Scotland,,SCO,\n"
)


def test_areas_are_added_and_none_is_taken_out(
    book: Book, command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    before = data_of(book)
    ended = command("areas", path)
    assert ended.status == 0
    assert ended.out == (
        "data/areas.csv: 18 rows to add, 1 to change, 1 unchanged.\n"
        '  E06000901: region was "E12000091", becomes "E12000001"\n'
        '  E06000901: dfe_code was blank, becomes "901"\n'
        "Nothing is written yet: add --write.\n"
    )
    assert data_of(book) == before
    assert command("areas", path, "--write").out.endswith("Written to data/areas.csv.\n")
    old = before["areas.csv"].decode().splitlines()
    new = (book.data / "areas.csv").read_text(encoding="utf-8").splitlines()
    assert new[0] == old[0] + ",dfe_code"
    assert new[2] == "E06000901,Brackenshire,council,E12000001,2009-04-01,,,901"
    assert [line + "," for line in old[3:]] == new[3 : len(old)]
    assert new[len(old)] == (
        "E06000998,Oldmoor,council,E12000001,2009-04-01,2023-03-31,E06000999,998"
    )
    assert len(new) == len(old) + 18
    read_recorded(book)
    written = data_of(book)
    again = command("areas", path, "--write")
    assert again.out.endswith("Nothing is new: data/areas.csv stays as it is.\n")
    assert data_of(book) == written


def test_areas_of_a_region_that_is_not_listed(book: Book, command: Command, tmp_path: Path) -> None:
    line = row(2020, "E06000999", ("50", "30", "6000")).replace("E12000091", "E12000001")
    path = release(tmp_path / "ees.csv", line, figures={})
    ended = command("areas", path, "--write")
    assert ended.status == 1
    assert ended.err.startswith(
        "data/areas.csv D303 the file has councils whose region is E12000001, which is no code"
    )


def test_neighbours(book: Book, command: Command, tmp_path: Path) -> None:
    areas = pd.read_csv(book.data / "areas.csv", dtype=str, keep_default_na=False)
    councils = list(areas.loc[areas["kind"] == "council", "code"])[:12]
    codes = {code: str(801 + place) for place, code in enumerate(councils)}
    areas.assign(dfe_code=areas["code"].map(codes).fillna("")).to_csv(
        book.data / "areas.csv", index=False, lineterminator="\n"
    )
    path = tmp_path / "sn.csv"
    header = ",".join(["old_la_code", *(f"SN_{rank}" for rank in range(1, 11))])
    members = [str(802 + rank) for rank in range(9)]
    path.write_text(f"{header}\n801,{','.join(members)},899\n", encoding="utf-8")
    before = (book.data / "comparators.csv").read_bytes()
    ended = command("neighbours", path, "--write")
    assert ended.status == 0
    assert "rows there for the same councils are not in the file and would stay." in ended.out
    assert "no current council of areas.csv has the dfe_code 899" in ended.out
    after = (book.data / "comparators.csv").read_bytes()
    assert after != before
    assert b"neighbours,E10000099,E06000903,3\n" in after
    read_recorded(book)
    command("neighbours", path, "--write")
    assert (book.data / "comparators.csv").read_bytes() == after


LISTS = {
    "names": "Nearest neighbours\nBrackenshire Council\nAtlantis\nE06000902\n",
    "codes": "E06000901\nE06000902\n",
    "with a header": "Name,Code\nBrackenshire,E06000901\nFarnley,E06000902\n",
    "of two councils": (
        "Council,Nearest,Next\nE10000099,E06000901,E06000902\nE06000901,E10000099,E06000902\n"
    ),
    "by line": "Council,Neighbour\nE10000099,E06000901\nE10000099,E06000902\n",
}


@pytest.mark.parametrize("kind", LISTS)
def test_neighbours_from_any_list(kind: str, book: Book, command: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LISTS[kind], encoding="utf-8")
    before = (book.data / "comparators.csv").read_text(encoding="utf-8")
    ended = command("neighbours", path, "--group", "cipfa", "--write")
    assert ended.status == 0
    added = (book.data / "comparators.csv").read_text(encoding="utf-8")[len(before) :]
    expected = "cipfa,E10000099,E06000901,1\ncipfa,E10000099,E06000902,2\n"
    if kind == "of two councils":
        expected += "cipfa,E06000901,E10000099,1\ncipfa,E06000901,E06000902,2\n"
    assert added == expected
    assert ('"Atlantis" is no area of areas.csv' in ended.out) == (kind == "names")
    read_recorded(book)


def test_a_group_that_no_list_makes(book: Book, command: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LISTS["codes"], encoding="utf-8")
    ended = command("neighbours", path, "--group", "england")
    assert (ended.status, ended.err) == (
        2,
        "--group england is no name of neighbours. Choose another.\n",
    )
    path.write_text("Atlantis\nAvalon\n", encoding="utf-8")
    ended = command("neighbours", path)
    assert ended.status == 1
    assert "nor a list of councils by the codes or names of areas.csv." in ended.err


def test_rows_that_do_not_change_stay_byte_for_byte() -> None:
    table = TABLES["comparators"]
    data = b'group,council,member,rank\r\n"neighbours",A,B,"1"\r\n\r\nneighbours, A ,C,2'
    existing = pd.DataFrame(
        [["neighbours", "A", "B", "1"], ["neighbours", "A", "C", "2"]],
        columns=table.columns,
        index=[2, 4],
    )
    taken = pd.DataFrame(
        [["neighbours", "A", "C", "3"], ["neighbours", "A", "D", "4"]], columns=table.columns
    )
    merged = merge_areas(existing, taken, table.key, table.key[:-1])
    assert (len(merged.added), merged.changed, merged.unchanged, merged.kept) == (1, 1, 0, 1)
    assert rewrite(data, table, merged) == (
        b'group,council,member,rank\r\n"neighbours",A,B,"1"\r\n\r\nneighbours, A ,C,3\n'
        b"neighbours,A,D,4\n"
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (48.5, "48.5"),
        (1e15, "1000000000000000"),
        (0.00001, "0.00001"),
        (-0.0, "0"),
        (1234567.0, "1234567"),
        (2 / 3, "0.666666666666667"),
        (float("nan"), ""),
        (None, ""),
    ],
)
def test_numbers_are_written_plainly(number: float | None, text: str) -> None:
    assert number_cell(number) == text


def test_where() -> None:
    assert read_where("") == {}
    assert read_where(" Sex = Persons ;Age=18+ yrs; Category Type=;") == {
        "Sex": "Persons",
        "Age": "18+ yrs",
        "Category Type": "",
    }
    with pytest.raises(WhereError):
        read_where("Sex")


@pytest.mark.parametrize("name", ['"=HYPERLINK(""x"")"', "+Moor", "@Moor", "-Moor"])
def test_a_name_that_a_spreadsheet_would_run_is_refused(
    book: Book, command: Command, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST.replace("Newmoor", name), encoding="utf-8")
    before = data_of(book)
    ended = command("areas", path, "--write")
    assert ended.status == 1
    assert "begins as a formula of a spreadsheet" in ended.err
    assert data_of(book) == before


@pytest.mark.parametrize("group", ["=1+1", "near-by"])
def test_a_group_of_neighbours_that_a_spreadsheet_would_run_is_refused(
    book: Book, command: Command, tmp_path: Path, group: str
) -> None:
    path = tmp_path / "neighbours.csv"
    path.write_text("council\nE06000901\n", encoding="utf-8")
    ended = command("neighbours", path, "--group", group)
    assert ("begins as a formula" in ended.err, ended.status) == (group[0] == "=", group[0] == "=")
