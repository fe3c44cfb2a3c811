"""The workbook, read back with openpyxl and held against the CSV files it comes from."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from quarterbook import Report
from quarterbook.bind.workbook.workbook import write_workbook
from quarterbook.ground.errors import BookError
from support.books import ROOT

DORSET = ROOT / "examples" / "dorset"
AREAS = {
    "children": "Children and young people",
    "adult-care": "Adult care",
    "housing": "Housing and community safety",
    "workforce": "The council’s workforce",
}


@pytest.fixture(scope="module")
def dorset_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "data.xlsx"
    write_workbook(Report(book=DORSET).view, path)
    return path


@pytest.fixture(scope="module")
def mereshire_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "data.xlsx"
    write_workbook(Report("2021-22-q3", book=ROOT).view, path)
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A copy of the Dorset book to plant things in."""
    return Path(shutil.copytree(DORSET, tmp_path / "book"))


def recorded(name: str, book: Path = DORSET) -> list[dict[str, str]]:
    with (book / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add(book: Path, name: str, **cells: str) -> None:
    columns = (book / "data" / f"{name}.csv").read_text(encoding="utf-8").split("\n")[0].split(",")
    with (book / "data" / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n").writerow(cells)


@cache
def opened(path: Path) -> openpyxl.Workbook:
    """A workbook that is written no more; each test has its own or leaves it as it is."""
    return openpyxl.load_workbook(path)


def rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The table of a sheet, whose place openpyxl reads from the file."""
    page = opened(path)[sheet]
    (table,) = page.tables.values()
    head, *body = [[cell.value for cell in row] for row in page[table.ref]]
    return [dict(zip(head, row, strict=True)) for row in body]


def figures(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (row["Measure id"], row["Period code"]): row
        for sheet in AREAS.values()
        for row in rows(path, sheet)
    }


def test_sheets(dorset_workbook: Path) -> None:
    names = opened(dorset_workbook).sheetnames
    assert names == ["Cover", "Contents", "Notes", "Summary", *AREAS.values(), "Markers"]


def test_every_observation_is_there_once_as_a_number(dorset_workbook: Path) -> None:
    found = figures(dorset_workbook)
    expected = {
        (row["measure"], row["period"]): float(row["value"]) for row in recorded("observations")
    }
    assert {key: row["Figure"] for key, row in found.items()} == expected
    assert sum(len(rows(dorset_workbook, sheet)) for sheet in AREAS.values()) == len(expected)


def test_measures_stand_on_the_sheet_of_their_area(dorset_workbook: Path) -> None:
    area = {row["id"]: row["outcome"] for row in recorded("measures")}
    for outcome, sheet in AREAS.items():
        assert {area[row["Measure id"]] for row in rows(dorset_workbook, sheet)} == {outcome}


def test_targets_and_markers_are_those_recorded(dorset_workbook: Path) -> None:
    found = figures(dorset_workbook)
    targets = {(row["measure"], row["period"]): float(row["target"]) for row in recorded("targets")}
    for key, row in found.items():
        none = "[x]" if key[0] in {measure for measure, _ in targets} else "[z]"
        assert row["Target"] == targets.get(key, none), key
    for row in recorded("observations"):
        shown = found[row["measure"], row["period"]]["Marker"]
        assert shown == (f"[{row['marker']}]" if row["marker"] else "none")


def test_summary_shows_the_published_ratings(dorset_workbook: Path) -> None:
    found = rows(dorset_workbook, "Summary")
    ratings = [row["RAG"] for row in found]
    assert (len(found), ratings.count("Red"), ratings.count("Amber")) == (28, 6, 22)
    said = {
        row["measure"]: row["direction_judgement"].capitalize() or "Not compared"
        for row in recorded("commentary")
    }
    assert {row["Measure id"]: row["Direction of travel"] for row in found} == said
    compared = [row for row in found if row["Direction of travel"] != "Not compared"]
    assert {row["Basis"] for row in compared} == {"as recorded by the service"}


def test_summary_has_the_outlook_and_the_long_term(mereshire_workbook: Path) -> None:
    """Affordable homes: the owner expects 262 by March, which is between floor and target."""
    found = {row["Measure id"]: row for row in rows(mereshire_workbook, "Summary")}
    homes = found["affordable-homes"]
    assert (homes["Outlook"], homes["Outlook for"]) == (262, "Q4 2021/22")
    assert homes["RAG of the outlook"] == "Amber"
    assert found["temporary-accommodation"]["Long-term direction"] == "Declined"
    assert found["bed-and-breakfast"]["Figure"] == "[c]"


def test_numbers_are_shown_with_the_decimals_of_their_measure(dorset_workbook: Path) -> None:
    decimals = {row["id"]: int(row["decimals"]) for row in recorded("measures")}
    formats = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}
    page = opened(dorset_workbook)["Summary"]
    head = {cell.value: number for number, cell in enumerate(page[4])}
    for row in page.iter_rows(min_row=5):
        cell = row[head["Figure"]]
        assert cell.data_type == "n"
        assert cell.number_format == formats[decimals[row[head["Measure id"]].value]]


def test_summary_has_commentary_action_and_last_years_figure(mereshire_workbook: Path) -> None:
    found = {row["Measure id"]: row for row in rows(mereshire_workbook, "Summary")}
    bins = found["missed-bins"]
    assert bins["Comment"].startswith("Eight drivers finished")
    assert bins["Action"].startswith("Keep the retention payment in place")
    assert bins["Owner and day of the action"] == ("Head of Waste and Recycling, by 29 April 2022")
    assert (bins["Same time last year"], bins["Period last year"]) == (36.1, "December 2020")
    assert bins["Figure covers"] == "the period"
    assert found["affordable-homes"]["Figure covers"] == "the year to date"
    assert found["recycling-rate"]["Figure covers"] == "the last twelve months"
    assert found["recycling-rate"]["Action"] == "[z]"  # green: none is needed
    assert bins["Previous period"] == "November 2021"
    yearly = found["nitrogen-dioxide"]
    assert (yearly["Previous period"], yearly["Period last year"]) == ("2019", "2019")
    assert "Not rated: not rated" not in {row["RAG"] for row in found.values()}


def test_what_is_not_known_is_told_from_what_does_not_apply(
    dorset_workbook: Path,
) -> None:
    """[x]: a figure, a comment or a rank that nobody has; [z]: a target that was never set.

    Dorset's paper has figures of a year ago and none between: these are not the previous ones.
    """
    for row in rows(dorset_workbook, "Summary"):
        assert row["Same time last year"] != "[z]"
        assert (row["Previous figure"], row["Previous period"]) == ("[x]", "[x]")
    first = min(key for key in figures(dorset_workbook) if key[0] == "children-in-care-rate")
    assert figures(dorset_workbook)[first]["Same time last year"] == "[x]"


def test_figures_have_the_decimals_that_are_shown(mereshire_workbook: Path) -> None:
    """A mean of neighbours is 9.456… in the making, and 9.5 on every page."""
    shown = Report("2021-22-q3", book=ROOT).view.views_shown
    decimals = {one.id: one.format.decimals for one in shown}
    for sheet in ("Comparison", "Benchmarks", "Summary"):
        for row in rows(mereshire_workbook, sheet):
            places = decimals[row["Measure id"]]
            numbers = [value for name, value in row.items() if "igure" in name]
            assert all(round(n, places) == n for n in numbers if isinstance(n, float)), row


def test_names_of_sheets_are_not_cut(mereshire_workbook: Path) -> None:
    """Excel allows 31 characters: a longer title gives way to its id in words."""
    names = opened(mereshire_workbook).sheetnames
    assert "A Good Place to do Business" in names
    assert {"Sustainable places", "Suitable homes", "Care in need"} <= set(names)


def test_layout_is_good_practice(dorset_workbook: Path) -> None:
    for page in opened(dorset_workbook):
        assert not page.merged_cells.ranges
        assert page["A1"].value
        assert len(page.title) <= 31
        assert page.column_dimensions["A"].width >= 10
        if page.title in ("Cover", "Contents", "Notes"):
            continue
        (table,) = page.tables.values()
        top = page[table.ref][0][0].row
        assert page.freeze_panes == f"A{top + 1}"
        for row in page[table.ref]:
            assert all(cell.value not in (None, "") for cell in row), (page.title, row[0].row)
            assert all(cell.alignment.wrap_text for cell in row)


def test_cover_says_what_this_is(dorset_workbook: Path, tmp_path: Path) -> None:
    def cover(path: Path) -> str:
        return "\n".join(str(row[0].value) for row in openpyxl.load_workbook(path)["Cover"])

    said = cover(dorset_workbook)
    for words in ("Dorset Council", "Q3 2020/21", "19 January 2021", "Status: final", "@dorset"):
        assert words in said
    assert "illustrative" not in said
    write_workbook(Report(book=DORSET).view, tmp_path / "draft.xlsx", draft=True)
    assert "DRAFT" in cover(tmp_path / "draft.xlsx")


def test_an_illustrative_council_says_so(book: Path, tmp_path: Path) -> None:
    council = book / "params" / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(text.replace("illustrative: false", "illustrative: true"), encoding="utf-8")
    write_workbook(Report(book=book).view, tmp_path / "data.xlsx")
    page = openpyxl.load_workbook(tmp_path / "data.xlsx")["Cover"]
    assert any("illustrative" in str(row[0].value) for row in page)


def test_same_report_same_bytes(dorset_workbook: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere" / "data.xlsx"
    again.parent.mkdir()
    code = (
        "import sys; from pathlib import Path; from quarterbook import Report;"
        "from quarterbook.bind.workbook.workbook import write_workbook;"
        "write_workbook(Report(book=sys.argv[1]).view, Path(sys.argv[2]))"
    )
    settings = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland"}
    subprocess.run([sys.executable, "-c", code, DORSET, again], check=True, env=settings)
    assert again.read_bytes() == dorset_workbook.read_bytes()


def test_no_clock_and_no_place(dorset_workbook: Path) -> None:
    properties = opened(dorset_workbook).properties
    assert properties.created == properties.modified == datetime(2021, 1, 19)
    with zipfile.ZipFile(dorset_workbook) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        everything = b"".join(packed.read(name) for name in packed.namelist())
    assert str(dorset_workbook.parent).encode() not in everything
    assert b"/work/" not in everything


def test_a_confidential_figure_is_nowhere(book: Path, tmp_path: Path) -> None:
    planted = {"measure": "children-in-care-rate", "marker": "c"}
    add(
        book,
        "observations",
        **planted,
        period="2020-11",
        value="9876.543",
        recorded_on="2020-12-20",
    )
    for area, value in (("E06000059", "8765.432"), ("E92000001", "7654.321")):
        add(
            book,
            "benchmarks",
            **planted,
            period="2019-20",
            area=area,
            value=value,
            published_on="2020-11-20",
        )
    path = tmp_path / "data.xlsx"
    write_workbook(Report(book=book).view, path)
    with zipfile.ZipFile(path) as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist())
    for secret in (b"9876", b"8765", b"7654"):
        assert secret not in everything
    assert figures(path)["children-in-care-rate", "2020-11"]["Figure"] == "[c]"
    shown = {row["Area code"]: row["Figure"] for row in rows(path, "Benchmarks")}
    assert shown == {"E06000059": "[c]", "E92000001": "[c]"}


def test_a_revised_figure_stands_beside_the_one_before(book: Path, tmp_path: Path) -> None:
    text = (book / "params" / "2020-21-q3.yml").read_text(encoding="utf-8")
    (book / "params" / "2020-21-q4.yml").write_text(
        text.replace("2020-21-Q3", "2020-21-Q4")
        .replace("cut_off: 2021-01-19", "cut_off: 2021-05-01")
        .replace("2021-01-28", "2021-05-20")
        .replace("newer_to: 2021-01-25", "newer_to: 2021-05-15"),
        encoding="utf-8",
    )
    add(
        book,
        "observations",
        measure="children-in-care-rate",
        period="2020-10",
        value="71.3",
        recorded_on="2021-03-01",
    )
    write_workbook(Report("2020-21-q4", book=book).view, tmp_path / "data.xlsx")
    row = figures(tmp_path / "data.xlsx")["children-in-care-rate", "2020-10"]
    assert (row["Figure"], row["Before revision"], row["Marker"]) == (71.3, 70.0, "[r]")


def test_words_stay_words(book: Path, tmp_path: Path) -> None:
    """No formula, no link and no note reference comes out of what people typed."""
    hostile = {
        "children-in-care-rate": "=1+1",
        "children-placed-out-of-area": "[here](https://a.example) and [there](https://b.example)",
        "adult-service-users": "Costs $$a lot$$ of money",
        "joint-funded-packages": "–",
    }
    measures = recorded("measures", book)
    with (book / "data" / "measures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(measures[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "title": hostile.get(row["id"], row["title"])} for row in measures)
    path = tmp_path / "data.xlsx"
    write_workbook(Report(book=book).view, path)
    page = openpyxl.load_workbook(path)["Summary"]
    cells = [cell for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(cell.value == "=1+1" for cell in cells)
    assert any("a lot" in str(cell.value) and "[note" not in str(cell.value) for cell in cells)


def test_milestones_have_real_dates_and_plain_words(book: Path, tmp_path: Path) -> None:
    add(
        book,
        "milestones",
        id="new-hub",
        title="Family hub opens",
        outcome="children",
        due="2021-03-31",
        forecast="2021-04-30",
        status="at_risk",
        commentary="Late by **a month**<script>alert(1)</script>.",
        recorded_on="2021-01-10",
    )
    path = tmp_path / "data.xlsx"
    write_workbook(Report(book=book).view, path)
    (row,) = rows(path, "Milestones")
    assert row["Due"] == datetime(2021, 3, 31)
    assert row["Forecast"] == datetime(2021, 4, 30)
    assert (row["Completed"], row["Status"]) == ("[z]", "At risk")
    assert row["Comment"] == "Late by a month."


def test_a_folder_that_is_not_there_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"data\.xlsx B109 cannot be written: No such file"):
        write_workbook(Report(book=DORSET).view, tmp_path / "gone" / "data.xlsx")


def test_what_was_there_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.xlsx"
    path.write_bytes(b"before")

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BookError, match="No space left on device"):
        write_workbook(Report(book=DORSET).view, path)
    assert {entry.name for entry in tmp_path.iterdir()} == {"data.xlsx"}
    assert path.read_bytes() == b"before"


def test_a_comparison_has_the_limits_that_its_page_shows(mereshire_workbook: Path) -> None:
    """456 children and Byar's method: 415.1 and 499.8 children, in 10,000s of the 6.016 there are.

    The publisher of the recycling rate gives neither limits nor counts.
    """
    found = {row["Measure id"]: row for row in rows(mereshire_workbook, "Comparison")}
    names = ("Lower 95% confidence limit", "Upper 95% confidence limit")
    assert [found["children-looked-after"][name] for name in names] == [69.0, 83.1]
    assert [found["recycling-rate"][name] for name in names] == ["[x]", "[x]"]
    ranks = ("Best rank allowing for chance", "Rank", "Worst rank allowing for chance")
    assert [found["children-looked-after"][name] for name in ranks] == [16, 33, 40]
    assert [found["recycling-rate"][name] for name in ranks] == ["[x]", 4, "[x]"]


def test_pay_has_the_limits_that_its_publisher_gives(mereshire_workbook: Path) -> None:
    published = [
        (row["Figure"], row["Publisher's lower limit"], row["Publisher's upper limit"])
        for row in rows(mereshire_workbook, "Benchmarks")
        if (row["Measure id"], row["Period code"]) == ("weekly-pay", "2020")
        and row["Area"] == "Mereshire County Council"
    ]
    assert published == [(552.9, 533.55, 572.25)]
