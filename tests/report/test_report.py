"""What a page says: blocks, words, tables and charts, from the demonstration's own data."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import matplotlib.figure
import nbformat
import pytest
from markupsafe import Markup

from quarterbook import Report
from quarterbook.ground.errors import CommandError
from quarterbook.ground.markdown import plain, rich
from quarterbook.ground.periods import parse
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.rating_counts import Movements, Ratings
from quarterbook.report.html.block import MIME, markdown_text
from quarterbook.report.html.element import element, written
from quarterbook.report.html.marks import (
    DECISION_MARKS,
    DIRECTION_MARKS,
    RAG_MARKS,
    STATUS_MARKS,
)
from quarterbook.report.sentences import rating_counts
from quarterbook.report.sentences.method import how_judged
from quarterbook.storage.book import Book
from support.books import ROOT
from support.undrawn import undrawn


@pytest.fixture(scope="module")
def report() -> Report:
    return Report("2021-22-q3", book=ROOT)


@pytest.fixture
def words_alone() -> Iterator[None]:
    with undrawn():
        yield


def test_one_shape_has_one_meaning() -> None:
    """What is closed is completed; a dash says that there is nothing to say."""
    meanings: dict[str, set[str]] = {}
    marks = [*RAG_MARKS.values(), *DIRECTION_MARKS.values(), *STATUS_MARKS.values()]
    marks += [(shape, word) for _, shape, word in DECISION_MARKS.values()]
    for shape, word in marks:
        meanings.setdefault(shape, set()).add(word.replace("Closed", "Completed"))
    meanings.pop("–")
    assert {shape: words for shape, words in meanings.items() if len(words) > 1} == {}


@pytest.mark.parametrize(
    ("moved", "reasons", "expected"),
    [
        # the pattern of Shropshire's executive summary, in our words
        (
            Movements(12, 6, 2, 3),
            ["seasonal", "first figure", "seasonal"],
            "Twelve measures show an improvement in performance. Six measures have stayed at the "
            "same level. Two measures show a decline in performance. For three measures no "
            "direction of travel is given (two seasonal, one with a first figure).",
        ),
        (Movements(1, 0, 0, 0), [], "One measure shows an improvement in performance."),
        (
            Movements(0, 1, 1, 1),
            ["first figure"],
            "One measure has stayed at the same level. One measure shows a decline in "
            "performance. For one measure no direction of travel is given (first figure).",
        ),
        (
            Movements(0, 0, 0, 4),
            ["limits to be recalculated"] * 2 + ["definition changed", "no figure a year ago"],
            "For four measures no direction of travel is given (two whose limits need "
            "recalculating, one with a changed definition, one with no figure a year ago).",
        ),
        (
            Movements(0, 0, 0, 2),
            ["limits to be recalculated"] * 2,
            "For two measures no direction of travel is given (limits to be recalculated).",
        ),
        (Movements(0, 0, 0, 0), [], ""),
    ],
)
def test_movements_in_words(moved: Movements, reasons: list[str], expected: str) -> None:
    assert " ".join(rating_counts.movement_sentences(moved, reasons)) == expected


@pytest.mark.parametrize(
    ("measures", "milestones", "expected"),
    [
        (23, 3, "Twenty-three measures and three milestones have been updated for Q2 2021/22."),
        (1, 0, "One measure has been updated for Q2 2021/22."),
        (0, 1, "One milestone has been updated for Q2 2021/22."),
        (0, 0, "No measure or milestone has a new figure in Q2 2021/22."),
    ],
)
def test_updates_in_words(measures: int, milestones: int, expected: str) -> None:
    assert rating_counts.updated_sentence(measures, milestones, parse("2021-22-Q2")) == expected


@pytest.mark.parametrize(
    ("rated", "expected"),
    [
        (
            Ratings(1, 3, 6, 1, 2, 0),
            "Of 13 measures, 6 are green, 3 amber and 1 red; 3 are not rated.",
        ),
        (Ratings(0, 0, 1, 1, 0, 0), "Of two measures, one is green and one is not rated."),
        (Ratings(0, 0, 2, 0, 0, 0), "Both measures are green."),
        (Ratings(1, 0, 0, 0, 0, 0), "The one measure is red."),
        (Ratings(0, 0, 0, 3, 0, 0), "None of the three measures is rated."),
        (Ratings(0, 0, 0, 0, 4, 0), "None of the four measures is rated."),
        (Ratings(0, 0, 0, 0, 0, 0), ""),
    ],
)
def test_ratings_in_words(rated: Ratings, expected: str) -> None:
    assert rating_counts.ratings_sentence(rated) == expected


def test_numbers_as_readers_see_them() -> None:
    assert NumberFormat("", 1).number(1234567.891) == "1,234,567.9"
    assert NumberFormat("", 1).number(-0.04) == "0.0"
    assert NumberFormat("£m", 1).short(-1.5) == "−£1.5m"
    assert NumberFormat("%", 1).short(52.34) == "52.3%"
    assert NumberFormat("per 10,000 children", 1).full(70) == "70.0 per 10,000 children"
    assert NumberFormat("number", 0).full(47) == "47"


def test_the_alt_text_states_the_finding(report: Report) -> None:
    """By hand from observations.csv: 48.5% in Q3 2018/19, 52.0% in Q3 2021/22, target 50%."""
    assert report["recycling-rate"].finding == (
        "Household waste sent for reuse, recycling or composting rose from 48.5% in Q3 2018/19 "
        "to 52.0% [p] in Q3 2021/22, above the target of 50.0%"
    )


def test_how_a_measure_is_judged_is_said_in_one_sentence(report: Report) -> None:
    view = report["recycling-rate"].view
    assert how_judged(view.assessment, view.format) == (
        "Green at 50.0% or more, amber from 48.0%, red below; compared with the previous "
        "quarter; higher is better."
    )


def test_every_outcome_area_has_a_table_of_its_measures(report: Report) -> None:
    for outcome in report.view.council.outcomes:
        area = Report("2021-22-q3", outcome.id, book=ROOT)
        page = lxml.html.fromstring(f"<div>{area.overview().html}</div>")
        rows = page.xpath("//table[contains(@class,'qb-measures')]/tbody/tr")
        assert len(rows) == len(area.view.measures) > 0
        for row in rows:
            assert row[0].tag == "th"
            assert row[0].get("scope") == "row"
            assert len(row) == 9
        for table in page.xpath("//table"):
            assert table.xpath("caption")
            assert all(cell.get("scope") == "col" for cell in table.xpath("thead/tr/th"))


def test_ratings_are_a_shape_and_a_word(report: Report) -> None:
    for view in report.view.views_shown:
        html = report[view.id].standfirst().html
        if view.assessment.current is None:
            continue
        mark = lxml.html.fromstring(html).xpath("//*[contains(@class,'qb-rag')]")[0]
        shape = mark.xpath("*[@aria-hidden='true']")[0].text
        assert len(shape) == 1
        assert mark.text_content().removeprefix(shape).strip()


def test_every_chart_has_words_and_the_same_bytes_twice(report: Report) -> None:
    for id_ in ("recycling-rate", "library-visits", "carer-quality-of-life"):
        first, second = report[id_].chart(), report[id_].chart()
        assert first == second
        alt = re.search(r':alt: "(.+)"', first.markdown)
        assert alt is not None
        assert alt[1].startswith(report[id_].view.title)
        svg = first.files[f"charts/{id_}.svg"]
        assert "<text" not in svg
        assert "dc:date" not in svg


def test_the_csv_holds_every_figure_as_recorded(report: Report) -> None:
    block = report["recycling-rate"].figures()
    rows = list(csv.DictReader(io.StringIO(block.files["extra/figures/recycling-rate.csv"])))
    with (ROOT / "data" / "observations.csv").open(encoding="utf-8") as file:
        known = {
            row["period"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["measure"] == "recycling-rate"
        }
    assert {row["period"]: float(row["value"]) for row in rows} == known


@pytest.mark.usefixtures("words_alone")
def test_a_measure_added_to_the_data_appears(book: Book) -> None:
    measures = book.data / "measures.csv"
    with measures.open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == "recycling-rate")
    row.update(id="compost-given", title="Compost given away", rag_rule="none", unit="tonnes")
    with measures.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(row), lineterminator="\n").writerow(row)
    with (book.data / "observations.csv").open("a", encoding="utf-8") as file:
        file.write("compost-given,2021-22-Q3,12.5,,,,2022-01-20,\n")
    area = Report("2021-22-q3", "healthy-environment", book=book.root)
    assert "Compost given away" in area.overview().markdown
    assert "(compost-given)=\n### Compost given away" in area.sections().markdown


@pytest.mark.usefixtures("words_alone")
def test_a_measure_is_left_out_or_written_by_hand_with_one_line() -> None:
    area = Report(
        "2021-22-q3",
        "healthy-environment",
        leave_out=["recycling-rate"],
        book=ROOT,
    )
    assert "recycling-rate" not in area.overview().markdown + area.sections().markdown
    whole = Report("2021-22-q3", "healthy-environment", book=ROOT)
    assert "(recycling-rate)=" not in whole.sections(by_hand=["recycling-rate"]).markdown
    assert "(recycling-rate)=" in whole["recycling-rate"].heading().markdown
    ids = [one.id for one in whole.view.views_shown if one.id != "missed-bins"]
    headings = re.findall(r"^##? .*|^### .*", whole.sections(by_hand=ids).markdown, re.MULTILINE)
    assert headings == ["## Waste and recycling", "### Missed bin collections"]


def test_an_unknown_measure_is_named_with_the_nearest(report: Report) -> None:
    with pytest.raises(CommandError, match='Did you mean "recycling-rate"'):
        report["recyling-rate"]


def test_a_chart_of_your_own_needs_words(report: Report) -> None:
    figure = matplotlib.figure.Figure()
    figure.subplots().plot([1, 2])
    block = report.figure(figure, name="own", alt="Two points, rising", caption="Own chart")
    assert ':alt: "Two points, rising"' in block.markdown
    assert set(block._repr_mimebundle_()) == {"text/html", MIME}


def test_a_reason_that_the_owner_tells_is_not_said_again(book: Book) -> None:
    """Home care waiting is red "because no district is free of waits and carers are still leaving":
    that is the reason recorded beside it. Without those words the reason follows on its own."""
    reason = "Why this rating: No district is free of waits and carers are still leaving"
    assert "Why this rating" not in Report(book=ROOT)["home-care-waiting"].commentary().html
    path = book.data / "commentary.csv"
    text = path.read_text(encoding="utf-8")
    told = "it is red because no district is free of waits and carers are still leaving."
    assert text.count(told) == 1
    path.write_text(text.replace(told, "its owner rates it."), encoding="utf-8")
    assert reason in Report(book=book.root)["home-care-waiting"].commentary().html


def test_commentary_is_cleaned_and_markdown_stays() -> None:
    text = (
        'Good **news** <script>alert("x")</script><div onclick="y">here</div>\n\n'
        "- one\n- [two](javascript:alert(1))\n- [three](https://example.org)"
    )
    html = rich(text)
    assert "<strong>news</strong>" in html
    assert "<li>one</li>" in html
    assert '<a href="https://example.org">three</a>' in html
    assert not re.search(r"script|onclick|<div", html.replace("[two](javascript:alert(1))", ""))
    assert 'href="javascript' not in html
    assert plain("A & B <b>x</b>\n\n- one") == "A & B x one"


def test_titles_are_no_markup() -> None:
    assert markdown_text("5 * 3_{x} <b> [a](b) $5") == r"5 \* 3\_\{x\} \<b\> \[a\](b) \$5"


def test_html_is_escaped_by_default_and_text_has_the_apostrophes_of_prose() -> None:
    """What is signed must not change with the characters that a library escapes."""
    shown = element("p", 'The owner\'s "own" <b>', title='"It\'s"', class_="")
    assert shown == ('<p title="&#34;It&#39;s&#34;">The owner&#39;s &#34;own&#34; &lt;b&gt;</p>')
    assert written(shown) == ('<p title="&quot;It&#x27;s&quot;">The owner’s "own" &lt;b&gt;</p>')
    suppliers = Markup("<b>Suppliers' invoices</b>'s 'late' (and 'lost') ones, 's")
    assert written(suppliers) == "<b>Suppliers’ invoices</b>’s ‘late’ (and ‘lost’) ones, ’s"


def cells_of(path: Path) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def run_cell(source: str, namespace: dict[str, Any], name: str) -> Any:
    """Run a cell, and return what it shows: the value of its last line."""
    *before, last = ast.parse(source).body
    exec(compile(ast.Module(before, []), name, "exec"), namespace)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), name, "eval"), namespace)
    exec(compile(ast.Module([last], []), name, "exec"), namespace)
    return None


NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("examples/*/notebooks/*.ipynb")])


@pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}"
)
@pytest.mark.usefixtures("words_alone")
def test_run_all_shows_every_measure_with_nothing_set_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As JupyterLab does it: from the notebook's folder, with the defaults of its parameters.

    Every cell but that of the parameters shows something, and the notebook of an outcome area a
    section of each of its measures. Charts are drawn where the same notebooks are built.
    """
    monkeypatch.chdir(path.parent)
    namespace: dict[str, Any] = {}
    displays = [run_cell(source, namespace, path.name) for source in cells_of(path)][1:]
    empty = [display for display in displays if not display.html.strip()]
    if "outcome" not in namespace:
        assert displays
        assert not empty
        return
    measures = [view.id for view in Report(namespace["quarter"]).view.of(namespace["outcome"])]
    assert displays[0] not in empty
    assert not empty or not measures  # an area may have milestones alone
    words = "\n".join(display.markdown for display in displays)
    assert sorted(re.findall(r"^\((.+)\)=$", words, re.MULTILINE)) == sorted(measures)


@pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}"
)
def test_notebooks_are_stored_bare(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert len(cell.source.splitlines()) <= 20


def test_each_outcome_area_has_a_notebook_of_its_own() -> None:
    for root in (ROOT, ROOT / "examples" / "dorset"):
        outcomes = [outcome.id for outcome in Report(book=root).view.council.outcomes]
        for outcome in outcomes:
            assert f'outcome = "{outcome}"' in "\n".join(
                cells_of(root / "notebooks" / f"{outcome}.ipynb")
            )
