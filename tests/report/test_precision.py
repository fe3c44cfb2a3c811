"""A figure is judged as recorded and handed on as shown: 7.31707317073 is 3 of 41, 7.3 is not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.bind.workbook.sheets import sheets
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.build.stages import build
from quarterbook.data.params.council import Defaults
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.precision import to_shown_decimals
from quarterbook.ground.periods import parse, parse_quarter
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.as_shown import assess_as_shown
from quarterbook.judge.assessment import assess
from quarterbook.judge.judging_rules import judging_rules
from quarterbook.judge.observations import Goal, Observation
from quarterbook.report.notebook import Report
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book
from support.draws import drawn
from support.measures import MEASURE
from support.secrets import held_in

Q1 = parse_quarter("2025-26-Q1")
EXACT = "49.95121951219512"


@pytest.fixture
def small(tmp_path: Path) -> Book:
    """The first page's book; its newest rate is 49.9512…, shown as 50.0, with a target of 50."""
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    rows = (book.data / "observations.csv").read_text(encoding="utf-8")
    (book.data / "observations.csv").write_text(rows.replace("50.3,", f"{EXACT},"), "utf-8")
    columns = "measure,period,target,floor,lower,upper,set_on"
    target = "recycling-rate,2025-26-Q1,50,45,,,2025-04-01"
    (book.data / "targets.csv").write_text(f"{columns}\n{target}\n", encoding="utf-8")
    return book


def csv_of(report: Report, measure: str) -> list[dict[str, str]]:
    text = report[measure].section().files[f"extra/figures/{measure}.csv"]
    assert isinstance(text, str)
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (499_000_000.40, 0, 499_000_000.0),
        (612_345_678.40, 0, 612_345_678.0),
        (1_234_567_890.5, 0, 1_234_567_891.0),
        (4_123_456.789, 2, 4_123_456.79),
        (5_123_456.789, 2, 5_123_456.79),
        (612_345_678.0, 0, 612_345_678.0),
        (5_123_456.79, 2, 5_123_456.79),
        (50.3, 1, 50.3),
        (0.285, 3, 0.285),
    ],
)
def test_a_large_figure_has_no_more_decimals_than_a_small_one(
    small: Book, value: float, decimals: int, shown: float
) -> None:
    recorded = read_recorded(small)
    measures = recorded.tables["measures"].assign(decimals=decimals)
    rows = recorded.tables["observations"].iloc[:1].assign(value=value)
    tables = recorded.tables | {"measures": measures, "observations": rows}
    rounded = to_shown_decimals(replace(recorded, tables=tables))
    assert rounded.tables["observations"]["value"].tolist() == [shown]
    assert (rounded.tables["observations"] is rows) is (value == shown)


def test_no_download_has_more_decimals_than_the_page(small: Book) -> None:
    report = Report(book=small.root)
    assert report["recycling-rate"].value == "50.0% [p]"
    assert csv_of(report, "recycling-rate")[-1]["value"] == "50"
    cells = [cell for sheet in sheets(report.view) for row in sheet.rows for cell in row]
    assert 50.0 in cells
    assert not any(isinstance(cell, float) and 49.9 < cell < 50 for cell in cells)
    assert set(report.view.vintage.observations["value"]) >= {50.0, 47.2, 212.0}


def test_the_rating_is_that_of_the_figure_as_recorded(small: Book) -> None:
    measure = Report(book=small.root)["recycling-rate"]
    assert measure.rag == "amber"
    assert "just below the target of 50.0%" in measure.finding


def test_a_measure_may_say_that_all_its_decimals_are_known(small: Book) -> None:
    path = small.data / "measures.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table["precision"] = ["recorded", ""]
    table.to_csv(path, index=False)
    report = Report(book=small.root)
    assert report["recycling-rate"].value == "50.0% [p]"
    assert csv_of(report, "recycling-rate")[-1]["value"] == "49.9512195121951"
    assert "The figure recorded is 49.9512195121951," in report["recycling-rate"].section().markdown


def test_a_figure_without_more_decimals_is_left_alone(small: Book) -> None:
    report = Report(book=small.root)
    values = [row["value"] for row in csv_of(report, "recycling-rate")]
    assert values[:-1] == ["47.2", "47.9", "48.4", "49.1"]


def test_notebooks_get_the_figures_as_shown_and_the_rating_as_recorded(small: Book) -> None:
    """A notebook that reads the table itself, and one that asks the report."""
    path = small.notebooks / "summary.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    asked = (
        "import pandas as pd\n"
        "from quarterbook import Report\n"
        "from IPython.display import Markdown\n"
        "rows = pd.read_csv('../data/observations.csv')\n"
        "rag = Report()['recycling-rate'].rag\n"
        "Markdown(f'It is {rag} at {float(rows.value.iloc[4])}.')"
    )
    notebook["cells"].append(
        {**notebook["cells"][-1], "id": "asked", "source": asked, "metadata": {}}
    )
    path.write_text(json.dumps(notebook), encoding="utf-8")
    built = build(small, None, jobs=1)
    assert not built.problems
    page = (built.folder / "site" / "notebooks" / "summary.html").read_text(encoding="utf-8")
    assert "It is amber at 50.0." in page
    assert not [name for name, text in held_in(built.folder) if "49.951" in text]


def test_tables_are_staged_as_written_where_nothing_is_rounded(tmp_path: Path) -> None:
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    recorded = read_recorded(book)
    stage_sides(book, recorded, Q1, tmp_path / "staged", tmp_path / "exempt")
    for name in ("observations", "targets", "measures"):
        staged = tmp_path / "staged" / "data" / f"{name}.csv"
        assert staged.read_bytes() == (book.data / f"{name}.csv").read_bytes()


SERIES = st.lists(st.integers(0, 400), min_size=1, max_size=30)


def observed(numbers: Sequence[float]) -> list[Observation]:
    months = [parse("2020-04").back(-n) for n in range(len(numbers))]
    return [Observation(month, number) for month, number in zip(months, numbers, strict=True)]


@settings(max_examples=drawn(200), deadline=None)
@given(
    SERIES,
    st.sampled_from(["previous", "year_ago", "trend", "spc"]),
    st.sampled_from(["higher", "lower", "none"]),
)
def test_whatever_is_judged_stays_and_whatever_is_a_number_follows_from_what_is_shown(
    hundredths: list[int], basis: str, polarity: str
) -> None:
    """Figures of two decimals, shown with none."""
    figures = observed([number / 100 for number in hundredths])
    format = NumberFormat("number", 0)
    shown = [one._replace(value=format.rounded(one.value)) for one in figures]
    row = {**MEASURE, "frequency": "monthly", "direction_basis": basis, "polarity": polarity}
    rules = judging_rules({"rag_rule": "floor", **row}, Defaults())
    goals = {one.period: Goal(2.0, 1.0) for one in figures} | {parse("2022-03"): Goal(2.0, 1.0)}
    year = figures[-1].period.financial_year
    exact = assess(rules, figures, goals, {}, year=year)
    again = assess(rules, shown, goals, {}, year=year)
    handed_on = assess_as_shown(rules, format, figures, shown, goals, {}, year=year)
    assert handed_on.rag == exact.rag
    assert handed_on.meets_target == exact.meets_target
    assert handed_on.direction.outcome == exact.direction.outcome
    assert handed_on.direction.reason == exact.direction.reason
    assert handed_on.observations == again.observations
    if exact.control and again.control and handed_on.control:
        assert handed_on.control.flags == exact.control.flags
        assert handed_on.control.length == exact.control.length
        assert repr(handed_on.control.stretches) == repr(again.control.stretches)
    if handed_on.outlook and again.outlook:
        assert handed_on.outlook.value == format.rounded(again.outlook.value)
