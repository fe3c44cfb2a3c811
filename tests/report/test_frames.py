"""The DataFrames of a report: what an analyst gets, and that none holds what may not be shown."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from quarterbook import Report
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.errors import CommandError
from quarterbook.ground.periods import parse_quarter
from quarterbook.report.frames import COLUMNS
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book

OWN, OTHERS = "E06000000", ("E06000001", "E06000002", "E06000003", "E06000004")
# 3 of 67 and one neighbour's 2 of 29 are withheld; the legal claims are exempt.
SECRET = {3.0, 67.0, 4.478, 4.5, 2.0, 29.0, 6.9, 6.896, 4321.0, 7654.0}
SECRET_WORDS = ("legal-claims", "Legal claims", "Not for the public")


def append(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Add rows to a table; what is not named is blank."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writerows(rows)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The first page's book with a small rate, an exempt measure, benchmarks and a forecast."""
    copied = copy_book(ROOT / "examples" / "first-page", tmp_path_factory.mktemp("frames") / "book")
    plain = {
        "outcome": "clean-streets",
        "sub_outcome": "litter",
        "service": "Waste",
        "decimals": 1,
        "polarity": "lower",
        "kind": "measure",
        "frequency": "quarterly",
        "reading": "snapshot",
        "seasonal": "no",
        "status": "live",
    }
    rate = {"id": "needle-injuries", "title": "Injuries", "unit": "%"}
    claims = {"id": "legal-claims", "title": "Legal claims", "unit": "£"}
    append(copied.data / "measures.csv", [plain | rate, plain | claims])
    injuries = {"measure": "needle-injuries"}
    first, now = "2024-25-Q4", "2025-26-Q1"
    append(
        copied.data / "observations.csv",
        [
            injuries
            | {"period": first, "value": 20.5, "numerator": 31, "denominator": 151}
            | {"recorded_on": "2025-04-20"},
            injuries
            | {"period": now, "value": 4.478, "numerator": 3, "denominator": 67}
            | {"recorded_on": "2025-07-20"},
            {"measure": "legal-claims", "period": now, "value": 4321, "recorded_on": "2025-07-20"},
            {"measure": "recycling-rate", "period": "2025-26-Q4", "value": 51.5}
            | {"marker": "f", "recorded_on": "2025-07-20"},
        ],
    )
    council = copied.params / "council.yml"
    compared = (
        "comparators:\n  - {id: neighbours, title: Neighbours}\n  - {id: england, title: England}\n"
    )
    council.write_text(council.read_text("utf-8") + compared, "utf-8")
    (copied.data / "areas.csv").write_text(
        "code,name,kind,region,from,to,successor\n"
        + "".join(f"{code},Council {code[-1]},council,,,,\n" for code in (OWN, *OTHERS))
        + "E92000001,England,country,,,,\n"
    )
    (copied.data / "comparators.csv").write_text(
        f"group,council,member,rank\nneighbours,{OWN},{OTHERS[0]},2\n"
        f"neighbours,{OWN},{OTHERS[1]},1\n"
    )
    published = "published_on\n"
    lines = "measure,period,area,value,numerator,denominator,marker,source," + published
    values = zip((OWN, *OTHERS, "E92000001"), (50, 40, 60, 45, 55, 44), strict=True)
    for area, value in values:
        lines += f"recycling-rate,2023-24,{area},{value},,,,Defra,2025-05-01\n"
    lines += f"needle-injuries,2023-24,{OTHERS[0]},6.896,2,29,,Made up,2025-05-01\n"
    lines += f"needle-injuries,2023-24,{OTHERS[1]},11.5,30,260,,Made up,2025-05-01\n"
    lines += f"legal-claims,2023-24,{OTHERS[1]},7654,,,,Made up,2025-05-01\n"
    (copied.data / "benchmarks.csv").write_text(lines)
    quarter = copied.params / "2025-26-q1.yml"
    exempt = "exempt:\n  - {measure: legal-claims, reason: Paragraph 3}\n"
    quarter.write_text(quarter.read_text("utf-8") + exempt, "utf-8")
    return copied


@pytest.fixture(scope="module", params=["at the analyst's", "in a build"])
def report(
    request: pytest.FixtureRequest, book: Book, tmp_path_factory: pytest.TempPathFactory
) -> Report:
    if request.param == "at the analyst's":
        return Report(book=book.root)
    staged = tmp_path_factory.mktemp("staged") / "public"
    period = parse_quarter("2025-26-Q1")
    stage_sides(book, read_recorded(book), period, staged, staged.with_name("exempt"))
    return Report(book=staged)


def frames_of(report: Report) -> dict[str, list[pd.DataFrame]]:
    """Every frame by the name it has in COLUMNS."""
    measures = [report[id_] for id_ in report.data["measure"].unique()]
    return {
        "report.data": [report.data],
        'report["id"].data': [one.data for one in measures],
        'report["id"].benchmarks': [one.benchmarks for one in measures],
        "report.milestones": [report.milestones],
        "report.commentary": [report.commentary],
        "report.comparators": [report.comparators],
    }


def test_no_frame_holds_what_is_withheld_or_exempt(report: Report) -> None:
    every = frames_of(report)
    assert every.keys() == COLUMNS.keys()
    for name, frames in every.items():
        for frame in frames:
            cells = frame.reset_index().to_numpy().ravel().tolist()
            held = {cell for cell in cells if isinstance(cell, float) and cell in SECRET}
            assert held == set(), name
            words = " ".join(map(str, cells))
            assert not [word for word in SECRET_WORDS if word in words], name
    newest = report["needle-injuries"].data.iloc[-1]
    assert newest["marker"] == "c"
    assert newest[["value", "numerator", "denominator", "was"]].isna().all()
    assert "needle-injuries" in set(report.data["measure"])


def test_an_exempt_measure_is_none_of_the_report(report: Report) -> None:
    with pytest.raises(CommandError, match="is not a measure of this quarter"):
        report["legal-claims"]


def test_frames_have_the_columns_and_dtypes_that_are_documented(report: Report) -> None:
    for name, frames in frames_of(report).items():
        for frame in frames:
            assert {str(k): str(v) for k, v in frame.dtypes.items()} == {
                column.name: column.dtype for column in COLUMNS[name]
            }


def test_a_measure_has_a_row_per_period_in_order(report: Report) -> None:
    data = report["recycling-rate"].data
    assert data.index.name == "period"
    assert list(data.index) == sorted(data.index)
    assert data.index[-1] == "2025-26-Q1"  # the owner's forecast for Q4 is no figure
    newest = data.loc["2025-26-Q1"]
    assert (newest["value"], newest["target"], newest["floor"]) == (50.3, 50, 48)
    assert (newest["rating"], newest["direction"]) == ("green", "improved")
    assert set(data["rating"][:-1]) == {""}


def test_councils_are_ranked_within_a_period(report: Report) -> None:
    known = report["recycling-rate"].benchmarks.set_index("area")
    # 60, 55, 50, 45, 40: the council is third of five, on the boundary of the upper half
    assert known["rank"].dropna().to_dict() == dict(
        zip(("E06000002", "E06000004", OWN, "E06000003", "E06000001"), range(1, 6), strict=True)
    )
    assert known.at["E92000001", "group"] == "england"
    assert pd.isna(known.at["E92000001", "rank"])
    assert (known.at[OWN, "group"], known.at[OTHERS[0], "group"]) == ("own", "neighbours")


def test_the_comparators_are_those_of_the_council(report: Report) -> None:
    rows = report.comparators[["group", "name"]].to_numpy().tolist()
    assert rows == [
        ["neighbours", "Council 1"],
        ["neighbours", "Council 2"],
        ["england", "England"],
    ]


def test_a_frame_may_be_changed_freely(report: Report) -> None:
    changed = report.data
    changed["value"] = 0.0
    changed.drop(changed.index, inplace=True)
    assert report["recycling-rate"].data["value"].iloc[-1] == 50.3


def test_a_page_has_its_own_measures_alone(book: Book) -> None:
    report = Report(book=book.root, leave_out=["needle-injuries"])
    assert set(report.data["measure"]) == {"recycling-rate", "litter-reports"}
    assert set(report.commentary["measure"]) == {"recycling-rate", "litter-reports"}


def test_report_and_measure_say_what_they_are(report: Report) -> None:
    assert repr(report) == "<Report Q1 2025/26: three measures>"
    measure = report["recycling-rate"]
    assert repr(measure) == "<Measure recycling-rate: 50.3% [p] in Q1 2025/26, green, improved>"
    assert "50.3" in measure._repr_html_()
    assert "Recycling rate" in report._repr_html_()


def test_tab_completion_shows_what_the_reference_has(report: Report) -> None:
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for thing, name in ((report, "Report"), (report["recycling-rate"], "Measure")):
        assert [one for one in dir(thing) if f"| `{name}.{one}" not in reference] == []
        assert "data" in dir(thing)
    assert report._ipython_key_completions_() == list(report.data["measure"].unique())
