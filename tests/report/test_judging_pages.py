"""What pages say of a judgement: rules in words, rounding, markers, and recorded beside by rule."""

from __future__ import annotations

import csv
import re

import lxml.html
import pytest

from quarterbook.report.notebook import Report
from quarterbook.report.sentences.method import how_judged
from quarterbook.report.sentences.trend import rounding_sentence
from quarterbook.report.substitutions.pages import page_names
from quarterbook.storage.book import Book
from support.books import ROOT

DORSET = ROOT / "examples" / "dorset"


pytestmark = pytest.mark.usefixtures("without_charts")


def change(book: Book, table: str, id_: str, **cells: str) -> None:
    """Set cells of every row of a measure in a table of a book."""
    path = book.data / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if id_ in (row.get("id"), row.get("measure")):
            row.update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_method_page_says_nothing_that_its_measures_contradict(
    dorset_report: Report, demo_report: Report
) -> None:
    """Dorset rates measures without a target, and records "same" of 27.10% and then 27.14%;
    two of the demonstration's measures have no target and are rated by their owner."""
    said = " ".join(map(str, page_names(dorset_report.view)["method"].values()))
    assert "The owner records the direction of travel." in said
    for words in ("without a target", "has not changed counts as the same", "a figure on a limit"):
        assert words not in said
    assert "→ Same</span></th><td>Performance is neither" in str(
        page_names(dorset_report.view)["tables"]["symbols"]
    ).replace('<span class="qb-shape" aria-hidden="true">→</span>', "→")
    for report in (demo_report, dorset_report):
        key = str(page_names(report.view)["tables"]["symbols"])
        is_demo = report is demo_report
        for word in ("Within range", "Higher, lower", "Withheld", "Overdue", "Completed"):
            assert (word in key) == is_demo, word
    ruled = " ".join(map(str, page_names(demo_report.view)["method"].values()))
    assert "Unless its owner rates it, a measure without a target" in ruled
    assert "Only a figure that has not changed counts as the same, unless" in ruled
    assert "one of which neither more nor less is better" not in ruled  # it has an arrow: ↑ or ↓
    assert "Where neither more nor less is better, ↑ and ↓ say only that the figure is" in ruled


def test_a_rating_that_rounding_hides_is_explained(book: Book) -> None:
    """Recorded 51.96, shown 52.0, target 52.0: the target is missed; 51.96 is nobody's to know."""
    change(book, "targets", "recycling-rate", target="52.0", floor="50.0")
    with (book.data / "observations.csv").open("a", encoding="utf-8") as file:
        file.write("recycling-rate,2021-22-Q3,51.96,,,p,2022-02-03,\n")
    report = Report("2021-22-q3", "healthy-environment", book=book.root)
    measure = report["recycling-rate"]
    assert measure.rag == "amber"
    section = measure.section()
    assert "The figure is shown rounded, as 52.0%. It is rated as recorded." in section.markdown
    assert "just below the target of 52.0%" in measure.finding
    area = report.overview().markdown
    assert "rated before rounding" in area
    assert "51.96" not in f"{section!r}{area}"


def test_rounding_that_changes_nothing_is_not_mentioned(demo_report: Report) -> None:
    assert not any(rounding_sentence(view) for view in demo_report.view.views_shown)


def test_a_revised_figure_shows_what_it_was(demo_report: Report) -> None:
    """Complaints in Q1 were recorded as 80.6 and, in October, as 81.3 (observations.csv)."""
    q2 = Report("2021-22-q2", book=ROOT)
    reading = next(
        r
        for r in q2["complaints-in-time"].view.assessment.observations
        if r.period.code == "2021-22-Q1"
    )
    assert (reading.was, reading.value) == (80.6, 81.3)
    area = Report("2021-22-q2", "your-council", book=ROOT)
    assert "was 80.6%" in area.overview().markdown


def test_markers_are_explained_on_the_page_that_uses_them(demo_report: Report) -> None:
    for view in demo_report.view.views_shown:
        text = demo_report[view.id].section().markdown
        shown = lxml.html.fromstring(f"<div>{re.sub(r'```.*?```', '', text, flags=re.S)}</div>")
        used = set(re.findall(r"\[(p|r|e|f|b|c|low|u|w|x|z)\]", shown.text_content()))
        said = re.search(r"Markers: (.+?)</p>", text)
        for marker in used:
            assert said, view.id
            assert f"[{marker}]" in said[1], (view.id, marker)


def test_a_break_or_a_gap_is_marked_in_the_chart(demo_report: Report) -> None:
    """The survey of carers did not run once: its chart differs from one that has no marker."""
    measure = demo_report["carer-quality-of-life"]
    assert "w" in [r.marker for r in measure.view.recent]
    assert "[w] no survey" in measure.notes().markdown


def test_the_method_page_says_what_the_settings_are(book: Book, demo_report: Report) -> None:
    before = page_names(demo_report.view)["method"]
    assert "Target and tolerance (two measures)" in before["rating"]
    assert "4 of 100" not in before["direction"]
    council = book.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(
        text.replace(
            "tolerance: 5%}",
            "tolerance: 5%, significance: 0.04, same_within: 1%, drop_outlying_ranges: false}",
        ).replace("suppression_threshold: 5", "suppression_threshold: 10"),
        encoding="utf-8",
    )
    change(book, "measures", "recycling-rate", rag_rule="tolerance", tolerance="3%")
    change(book, "measures", "bed-and-breakfast", small_numbers="round")
    report = Report("2021-22-q3", book=book.root)
    after = page_names(report.view)["method"]
    assert "Target and tolerance (three measures)" in after["rating"]
    assert "4 of 100 cases" in after["direction"]
    assert "no more than 1% of the earlier figure" in after["direction"]
    assert "Every change from one figure to the next counts" in after["control_charts"]
    assert "from 1 to 9" in after["withheld"]
    assert "are rounded to" not in before["withheld"]
    assert "are rounded to 10 instead" in after["withheld"]
    assert {row.value % 10 for row in report["bed-and-breakfast"].view.recent} == {0}
    view = report["recycling-rate"].view
    assert how_judged(view.assessment, view.format) == (
        "Green at 50.0% or more, amber from 48.5% (within 3% of the target), red below; compared "
        "with the previous quarter, where a change of up to 1% of the earlier figure counts as the "
        "same; higher is better."
    )


def test_the_method_page_says_how_places_are_shared_and_quartiles_parted(
    demo_report: Report, dorset_report: Report
) -> None:
    text = page_names(demo_report.view)["method"]["comparisons"]
    assert "are called joint: two joint 3rd are followed by 5th" in text
    assert "Local Authority Interactive Tool" in text
    assert "QUARTILE.INC" in text
    assert "by Wilson’s method for percentages, by Byar’s for rates." in text
    assert page_names(dorset_report.view)["method"]["comparisons"] == (
        "<p>No measure of this report is compared with other councils.</p>"
    )


def test_every_measure_says_how_it_is_judged_on_the_method_page(demo_report: Report) -> None:
    rules = str(page_names(demo_report.view)["tables"]["rules"])
    rows = lxml.html.fromstring(rules).xpath("//tbody/tr")
    assert [row[0].text_content() for row in rows] == [
        view.title.replace("'", "’") for view in demo_report.view.views_shown
    ]
    assert [row[2].text_content() for row in rows] == [
        how_judged(view.assessment, view.format).replace("'", "’")
        for view in demo_report.view.views_shown
    ]


def test_the_page_of_control_charts_has_every_measure_that_has_one(demo_report: Report) -> None:
    page = lxml.html.fromstring(f"<div>{demo_report.control_charts().markdown}</div>")
    linked = {a.get("href").split("#")[1] for a in page.xpath("//table//a | //p/a")}
    assert (
        linked == {view.id for view in demo_report.view.views_shown if view.control_chart} != set()
    )


def test_limits_worked_out_anew_give_their_reason(demo_report: Report) -> None:
    text = demo_report["defects-in-time"].section().markdown
    assert "A new contractor began on 1 October 2020" in text


def test_too_few_figures_for_a_control_chart_are_said(book: Book) -> None:
    change(book, "measures", "road-condition-a", direction_basis="spc")
    measure = Report("2021-22-q3", book=book.root)["road-condition-a"]
    assert measure.view.assessment.direction.reason == "fewer than 12 figures for limits"
    text = measure.section().markdown
    assert "needs at least 12 figures" in text
    assert "road-condition-a.svg" in text


def test_the_long_term_stands_beside_the_short_term(demo_report: Report) -> None:
    html = demo_report["temporary-accommodation"].standfirst().html
    text = lxml.html.fromstring(html).text_content()
    assert "compared with the previous month" in text
    assert "Long term: ↘ Declined by its trend since December 2019" in text


def test_a_long_term_that_tells_nothing_is_left_to_the_chart(demo_report: Report) -> None:
    """Its control chart says that limits are to be recalculated; of others the table says which."""
    measure = demo_report["nhs-health-checks"]
    assert measure.view.assessment.long_term
    line = lxml.html.fromstring(measure.standfirst().html).text_content()
    assert "Improved compared with the previous quarter" in line
    assert "Long term" not in line
    assert "recalculat" in measure.section().markdown
    overview = lxml.html.fromstring(
        Report(outcome="healthy-environment", book=ROOT).overview().html
    )
    cells = [" ".join(one.text_content().split()) for one in overview.xpath("//td")]
    assert not [one for one in cells if "Long term: – Not compared" in one]
    assert [one for one in cells if one.startswith("– Not compared control chart: limits to be")]
    assert [one for one in cells if "Long term: ↘ Declined" in one or "Long term: ↗" in one]


def test_an_outlook_stands_beside_the_rating(demo_report: Report) -> None:
    """Its owner expects 262 affordable homes by March; the target is 280, the floor 225."""
    view = demo_report["affordable-homes"]
    assert view.outlook().markdown == (
        '<p class="qb-outlook">Year-end outlook: 262 [f] for Q4 2021/22, which would be amber '
        "against the target of 280.</p>"
    )
    assert "262" in view.chart().markdown or "diamond" in view.chart().markdown
