"""Nothing made of a withheld figure is shown: whatever the figure is, every output is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quarterbook.bind.workbook.sheets import sheets
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.build.stages import build
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.account import account_of
from quarterbook.ground.periods import parse_quarter
from quarterbook.report.notebook import Report
from quarterbook.report.substitutions.pages import page_names
from quarterbook.storage.book import Book
from support.books import digest
from support.cases_book import of_cases, read
from support.draws import drawn

Q1 = parse_quarter("2025-26-Q1")


def all_shown(book: Book) -> list[str]:
    """Every page, download, name and sheet that is made of a book's cases."""
    report = Report(book=book.root)
    blocks = [report.overview(), report.headline(), report.areas(), report.highlights()]
    cases = [view.id for view in report.view.views_shown if view.title.startswith("Cases of")]
    assert cases
    blocks += [report[id_].section() for id_ in cases]
    tables = [report.view.vintage.observations, report.view.vintage.commentary]
    return [
        *(f"{one.html}{one.markdown}{one.files}" for one in blocks),
        *(str(sheet.rows) for sheet in sheets(report.view)),
        str(page_names(report.view)),
        *(table.drop(columns="note", errors="ignore").to_csv() for table in tables),
    ]


JUDGED = {"rag_rule": "judged", "direction_basis": "judged"}
TOLD = {
    "rag_judgement": "red",
    "rag_reason": "Above all limits.",
    "direction_judgement": "declined",
}


def test_a_recorded_judgement_of_a_withheld_figure_is_not_shown(tmp_path: Path) -> None:
    book = of_cases(Book(tmp_path / "book"), {"c": [9, 8, 9, 3]}, words=TOLD, **JUDGED)
    measure = Report(book=book.root)["c"]
    assert (measure.value, measure.rag, measure.direction) == ("[c]", "not rated", "not comparable")
    assert measure.view.assessment.rag.reason == "withheld"
    assert "Above all limits" not in measure.section().markdown
    recorded = read_recorded(book)
    assert sum("is not shown, as its figure" in n for n in account_of(recorded, Q1).notes) == 2
    stage_sides(book, recorded, Q1, tmp_path / "staged", tmp_path / "exempt")
    staged = read(tmp_path / "staged" / "data" / "commentary.csv")[-1]
    assert [staged[name] for name in TOLD] == ["", "", ""]


def test_a_recorded_judgement_of_a_rounded_count_is_not_shown(tmp_path: Path) -> None:
    """3 is shown as 5; red, above 4, would say that it was not 3."""
    rule = {**JUDGED, "small_numbers": "round"}
    book = of_cases(Book(tmp_path / "book"), {"c": [9, 8, 9, 3]}, words=TOLD, **rule)
    measure = Report(book=book.root)["c"]
    assert (measure.rag, measure.direction) == ("not rated", "not comparable")


def test_a_recorded_judgement_of_a_shown_figure_is_shown(tmp_path: Path) -> None:
    book = of_cases(Book(tmp_path / "book"), {"c": [9, 3, 8, 9]}, words=TOLD, **JUDGED)
    measure = Report(book=book.root)["c"]
    assert (measure.value, measure.rag, measure.direction) == ("9", "red", "declined")
    assert "Above all limits" in measure.section().markdown


def test_a_recorded_direction_says_nothing_of_the_figure_before(tmp_path: Path) -> None:
    """From a withheld figure to 7: declined would say that it was below 7."""
    book = of_cases(Book(tmp_path / "book"), {"c": [9, 8, 3, 7]}, words=TOLD, **JUDGED)
    measure = Report(book=book.root)["c"]
    assert (measure.rag, measure.direction) == ("red", "not comparable")


def test_an_owners_small_forecast_is_withheld(tmp_path: Path) -> None:
    told = all_shown(of_cases(Book(tmp_path / "a"), {"c": [9, 8, 9, 9]}, forecasts={"c": 3}))
    for other in (1, 4):
        folder = tmp_path / str(other)
        book = of_cases(Book(folder), {"c": [9, 8, 9, 9]}, forecasts={"c": other})
        assert all_shown(book) == told


def test_an_owners_larger_forecast_is_the_outlook(tmp_path: Path) -> None:
    book = of_cases(Book(tmp_path / "book"), {"c": [9, 8, 9, 9]}, forecasts={"c": 6})
    ahead = Report(book=book.root)["c"].view.assessment.outlook
    assert ahead
    assert (ahead.method, ahead.value) == ("owner", 6)


SETTINGS = st.fixed_dictionaries(
    {
        "rag_rule": st.sampled_from(["floor", "judged", "none"]),
        "direction_basis": st.sampled_from(["previous", "year_ago", "trend", "spc", "judged"]),
        "polarity": st.sampled_from(["higher", "lower"]),
    }
)


@settings(max_examples=drawn(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    measure=SETTINGS,
    before=st.lists(st.sampled_from([2, 7, 12]), min_size=3, max_size=3),
    told=st.sampled_from(["red", "green"]),
)
def test_a_small_count_by_itself_changes_nothing_that_is_shown(
    tmp_path_factory: pytest.TempPathFactory,
    measure: dict[str, str],
    before: list[int],
    told: str,
) -> None:
    """Whatever is small may be 1 or 4, and its rating recorded as red or green."""
    shown = set()
    for small, rating in (("1", told), ("4", "amber")):
        book = Book(tmp_path_factory.mktemp("cases") / "book")
        figures: list[int | str] = [value if value >= 5 else small for value in [*before, 2]]
        words = {"rag_judgement": rating, "direction_judgement": "improved"}
        of_cases(book, {"c": figures}, words=words, **measure)
        shown.add(str(all_shown(book)))
    assert len(shown) == 1


@pytest.mark.parametrize("rule", ["floor", "judged"])
def test_a_small_count_and_what_is_held_back_with_it_change_nothing(
    tmp_path: Path, rule: str
) -> None:
    """Of 30, 15 are a; b and c are the other 15, the small one of them from 1 to 4."""
    shown = set()
    for small in (1, 2, 3, 4):
        figures: dict[str, list[int | str]] = {
            "t": [30, 30], "a": [15, 15], "b": [15 - small, 15 - small], "c": [small, small]
        }  # fmt: skip
        book = of_cases(Book(tmp_path / str(small)), figures, words=TOLD, rag_rule=rule)
        shown.add(str(all_shown(book)))
    assert len(shown) == 1


@pytest.mark.builds
def test_every_byte_that_is_published_is_the_same(tmp_path: Path) -> None:
    """Site, papers, workbook and manifest of a book with a 1 in it, and of the same with a 4."""
    published = []
    for small in (1, 4):
        figures: dict[str, list[int | str]] = {
            "t": [30, 30], "a": [15, 15], "b": [15 - small, 15 - small], "c": [small, small]
        }  # fmt: skip
        words = {"rag_judgement": "red" if small == 1 else "green", "rag_reason": str(small)}
        book = of_cases(Book(tmp_path / str(small)), figures, words=words, rag_rule="judged")
        published.append(digest(build(book, None, jobs=1).folder))
    one, other = published
    assert {name for name in one if one[name] != other.get(name)} == set()
    assert one.keys() == other.keys()
