"""What pages say of a judgement: rules in words, rounding, markers, and recorded beside by rule."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from quarterbook.ground.units import NumberFormat
from quarterbook.report.blocks.method.by_rule import rag_reason
from quarterbook.report.notebook import Report
from quarterbook.report.sentences.method import how_judged
from quarterbook.report.sentences.trend import rounding_sentence
from quarterbook.report.substitutions.pages import page_names
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book
from support.measures import judged
from support.undrawn import undrawn

DORSET = ROOT / "examples" / "dorset"


@pytest.fixture(scope="module", autouse=True)
def _undrawn() -> Iterator[None]:
    """What is looked at are words."""
    with undrawn():
        yield


@pytest.fixture(scope="module")
def demo_report() -> Report:
    return Report("2021-22-q3", book=ROOT)


@pytest.fixture(scope="module")
def dorset_report() -> Report:
    return Report(book=DORSET)


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


# Worked by hand from the published table: 10% of the target is the tolerance.
BY_RULE = {
    "children-in-care-rate": "red",  # 70.0 to 60.0, lower is better: 16.7% over
    "children-placed-out-of-area": "red",  # 41.4 to 30.0: 38.0% over
    "affordable-homes": "red",  # 47 to 75: 37.3% short
    "active-foster-carers": "amber",  # 206 to 215: 4.2% short
    "children-in-need-rate": "red",  # 355.2 to 280.0: 26.9% over
    "child-protection-plan-rate": "red",  # 49.5 to 40.0: 23.8% over
    "reablement-effectiveness": "amber",  # 72 to 80: 10% short, on the limit
    "non-residential-services": "green",  # 72.86 to 72.60: met
    "learning-disability-employment": "red",  # 3.9 to 6.0: 35% short
    "long-term-client-reviews": "red",  # 54 to 75: 28% short
    "court-cases-within-26-weeks": "red",  # 40 to 100: 60% short
    "neet-16-17": "amber",  # 3.64 to 3.50: 4% over
    "child-re-referrals": "amber",  # 21.7 to 20.0: 8.5% over
    "safeguarding-felt-safer": "red",  # 50 to 75: 33.3% short
    "safeguarding-felt-listened-to": "red",  # 76 to 85: 10.6% short
    "sickness-days": "amber",  # 8.54 to 8.00: 6.8% over
    "long-term-sickness-days": "red",  # 5.10 to 4.00: 27.5% over
}


def test_dorset_by_rule_is_what_a_hand_makes_of_it(dorset_report: Report) -> None:
    """The eleven rows left have no target, so that no rule can rate them."""
    assert len(dorset_report.view.measures) == 28
    for view in dorset_report.view.measures:
        ruled = view.by_rule
        assert ruled
        assert ruled.rag.outcome == BY_RULE.get(view.id, "not_rated"), view.id


def test_dorset_recorded_and_by_rule_stand_side_by_side(dorset_report: Report) -> None:
    """Of 28: 8 agree, 9 differ, 11 have no target, as the list above gives them."""
    html = str(page_names(dorset_report.view)["tables"]["by_rule"])
    page = lxml.html.fromstring(f"<div>{html}</div>")
    rows = page.xpath("//tbody/tr")
    assert len(rows) == 28
    assert (
        "Of 28 recorded ratings, 8 are what the rule says, 9 differ and 11 cannot be rated by it."
        in page.text_content()
    )
    by_name = {row[0].xpath("a")[0].get("href").split("#")[1]: row for row in rows}
    met = by_name["non-residential-services"]
    assert "Amber" in met[2].text_content()
    assert "Green" in met[3].text_content()
    assert met[6].text_content().startswith("RAG: the target is met.")
    over = by_name["children-in-need-rate"]
    assert "the target is missed by 26.9%, beyond the tolerance of 10%" in over[6].text_content()
    assert "lower than 380.4 in October 2019" in over[6].text_content()
    agreed = by_name["neet-16-17"]
    assert agreed[6].text_content() == "–"


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
    measure = Report("2021-22-q3", book=book.root)["recycling-rate"]
    assert measure.rag == "amber"
    section = measure.section()
    assert "The figure is shown rounded, as 52.0%. It is rated as recorded." in section.markdown
    assert "just below the target of 52.0%" in measure.finding
    area = Report("2021-22-q3", "healthy-environment", book=book.root).overview().markdown
    assert "rated before rounding" in area
    assert "51.96" not in f"{section!r}{area}"


def test_rounding_that_changes_nothing_is_not_mentioned(demo_report: Report) -> None:
    assert not any(rounding_sentence(view) for view in demo_report.view.shown)


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
    for view in demo_report.view.shown:
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
    assert "by Wilson's method for percentages, by Byar's for rates." in text
    assert page_names(dorset_report.view)["method"]["comparisons"] == (
        "<p>No measure of this report is compared with other councils.</p>"
    )


def test_every_measure_says_how_it_is_judged_on_the_method_page(demo_report: Report) -> None:
    rules = str(page_names(demo_report.view)["tables"]["rules"])
    rows = lxml.html.fromstring(rules).xpath("//tbody/tr")
    assert [row[0].text_content() for row in rows] == [
        view.title for view in demo_report.view.shown
    ]
    assert [row[2].text_content() for row in rows] == [
        how_judged(view.assessment, view.format) for view in demo_report.view.shown
    ]


def test_the_page_of_control_charts_has_every_measure_that_has_one(demo_report: Report) -> None:
    page = lxml.html.fromstring(f"<div>{demo_report.control_charts().markdown}</div>")
    linked = {a.get("href").split("#")[1] for a in page.xpath("//table//a")}
    assert linked == {view.id for view in demo_report.view.shown if view.control_chart} != set()


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
    assert "Long term: ↘ Declined trend since December 2019" in text


def test_an_outlook_stands_beside_the_rating(demo_report: Report) -> None:
    """Its owner expects 262 affordable homes by March; the target is 280, the floor 225."""
    view = demo_report["affordable-homes"]
    assert view.outlook().markdown == (
        '<p class="qb-outlook">Year-end outlook: 262 [f] for Q4 2021/22, which would be amber '
        "against the target of 280.</p>"
    )
    assert "262" in view.chart().markdown or "diamond" in view.chart().markdown


SERIES = {
    "up": [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 30],
    "down": [30, 29, 30, 29, 30, 29, 30, 29, 30, 29, 30, 10],
    "level": [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11],
    "steady": [*range(10, 22)],
}
WAYS = {  # the series, and which end is better
    "higher-up": ("up", "higher"),
    "lower-up": ("up", "lower"),
    "none-up": ("up", "none"),
    "none-down": ("down", "none"),
    "higher-level": ("level", "higher"),
    "lower-steady": ("steady", "lower"),
}


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (
            "previous",
            {
                "higher-up": "higher than 10.0 in Q4 2024/25, and higher is better",
                "lower-up": "higher than 10.0 in Q4 2024/25, and lower is better",
                "none-up": "higher than 10.0 in Q4 2024/25, and neither higher nor lower is better",
                "none-down": "lower than 30.0 in Q4 2024/25, "
                "and neither higher nor lower is better",
                "higher-level": "higher than 10.0 in Q4 2024/25, "
                "by no more than counts as the same",
                "lower-steady": "higher than 20.0 in Q4 2024/25, "
                "by no more than counts as the same",
            },
        ),
        (
            "spc",
            {
                "higher-up": "its control chart shows figures unusually high, and higher is better",
                "lower-up": "its control chart shows figures unusually high, and lower is better",
                "none-up": "its control chart shows figures unusually high, "
                "and neither higher nor lower is better",
                "none-down": "its control chart shows figures unusually low, "
                "and neither higher nor lower is better",
                "higher-level": "its control chart shows common cause variation",
                "lower-steady": "its control chart shows figures unusually high, "
                "and lower is better",
            },
        ),
        (
            "trend",
            {
                "higher-up": "its trend since Q2 2022/23 is no more than chance",
                "lower-up": "its trend since Q2 2022/23 is no more than chance",
                "none-up": "its trend since Q2 2022/23 is no more than chance",
                "none-down": "its trend since Q2 2022/23 is no more than chance",
                "higher-level": "its trend since Q2 2022/23 is no more than chance",
                "lower-steady": "its trend since Q2 2022/23 rises, and lower is better",
            },
        ),
    ],
)
def test_why_a_rule_differs_goes_by_its_basis(
    basis: str, words: dict[str, str], tmp_path: Path
) -> None:
    """Eleven quarters of common cause, then 30, 10 or as before; or one more each quarter.

    Where neither end is better, the owner recorded an improvement, and else nothing.
    """
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    measures = (book.data / "measures.csv").read_text(encoding="utf-8").splitlines()
    lines, figures = (
        [f"{measures[0]},same_within"],
        ["measure,period,value,numerator,denominator,marker,recorded_on,note"],
    )
    for id_, (series, polarity) in WAYS.items():
        lines.append(
            f"{id_},{id_},clean-streets,litter,Waste,Owner,cabinet,number,1,{polarity},measure,"
            "quarterly,snapshot,judged,judged,no,live,,,A count.,Records,10%"
        )
        for place, value in enumerate(SERIES[series], 1):
            quarter = f"{2022 + place // 4}-{23 + place // 4}-Q{place % 4 + 1}"
            figures.append(f"{id_},{quarter},{value},,,,2025-07-20,")
    (book.data / "measures.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    (book.data / "observations.csv").write_text("\n".join([*figures, ""]), encoding="utf-8")
    (book.data / "targets.csv").unlink()
    header = (book.data / "commentary.csv").read_text(encoding="utf-8").splitlines()[0]
    lines = [f"{id_},2025-26-Q1,,,,,,Owner,2025-07-25,improved" for id_ in ("none-up", "none-down")]
    text = "\n".join([f"{header},direction_judgement", *lines, ""])
    (book.data / "commentary.csv").write_text(text, encoding="utf-8")
    council = book.params / "council.yml"
    rule = f"defaults: {{by_rule: {{rag_rule: none, direction_basis: {basis}}}}}\n"
    council.write_text(council.read_text(encoding="utf-8") + rule, encoding="utf-8")
    html = str(page_names(Report(book=book.root).view)["tables"]["by_rule"])
    rows = lxml.html.fromstring(f"<div>{html}</div>").xpath("//tbody/tr")
    why = {row[0].text_content(): row[6].text_content() for row in rows}
    assert why == {id_: f"Direction: {text}." for id_, text in words.items()}


NUMBER = NumberFormat("%", 1)
TOLERANCE = {"rag_rule": "tolerance", "tolerance": "1%"}
HAVERING = {**TOLERANCE, "amber_when": "no_worse_than_year_ago"}
PLAN = {"rag_rule": "plan", "polarity": "plan", "tolerance": "2 points"}


@pytest.mark.parametrize(
    ("value", "rules", "colour", "why"),
    [
        (50.0, {"rag_rule": "floor"}, "green", "the target is met"),
        (47.5, {"rag_rule": "floor"}, "amber", "by 5.0%, and the floor of 45.0% is met"),
        (44.0, {"rag_rule": "floor"}, "red", "by 12.0%, and the floor of 45.0% is missed"),
        (49.75, TOLERANCE, "amber", "the target is missed by 0.5%, within the tolerance of 1%"),
        (41.0, TOLERANCE, "red", "the target is missed by 18.0%, beyond the tolerance of 1%"),
        (49.75, HAVERING, "green", "the target is missed by 0.5%, within the tolerance of 1%"),
        (41.0, HAVERING, "amber", "tolerance of 1%, and the figure is no worse than a year ago"),
        (39.0, HAVERING, "red", "tolerance of 1%, and the figure is worse than a year ago"),
        (56.0, {"rag_rule": "bands"}, "green", "the figure reaches the limit of 55.0%"),
        (50.0, {"rag_rule": "bands"}, "amber", "between the limits of 40.0% and 55.0%"),
        (39.0, {"rag_rule": "bands"}, "red", "the figure misses the limit of 40.0%"),
        (56.0, {"rag_rule": "bands", "polarity": "lower"}, "red", "misses the limit of 55.0%"),
        (51.0, PLAN, "green", "the figure is within 2 points of the plan of 50.0%"),
        (54.0, PLAN, "amber", "is beyond 2 points of the plan of 50.0%, within its limits"),
        (56.0, PLAN, "red", "the figure is beyond 2 points of the plan of 50.0% and its limits"),
        (39.0, {"rag_rule": "expected_range"}, "below", "the figure is below its expected range"),
        (50.0, {"rag_rule": "none"}, "not_rated", "not rated"),
    ],
)
def test_why_a_rule_rates_otherwise_goes_by_the_rule(
    value: float, rules: dict[str, str], colour: str, why: str
) -> None:
    """Held against a target of 50, a floor of 45, limits of 40 and 55, and 40 a year ago."""
    figures = {"2020-21-Q1": 40.0, "2021-22-Q1": value}
    ruled = judged(figures, {"2021-22-Q1": (50.0, 45.0, 40.0, 55.0)}, **rules)
    assert ruled.rag.outcome == colour
    assert why in rag_reason(ruled, NUMBER)


def test_only_what_an_owner_records_is_set_beside_a_rule(tmp_path: Path) -> None:
    """One measure is rated by its floor and only its direction recorded: no rating is compared."""
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    change(book, "measures", "recycling-rate", direction_basis="judged")
    council = book.params / "council.yml"
    rule = "defaults: {by_rule: {rag_rule: tolerance, direction_basis: previous}}\n"
    council.write_text(council.read_text(encoding="utf-8") + rule, encoding="utf-8")
    html = str(page_names(Report(book=book.root).view)["tables"]["by_rule"])
    page = lxml.html.fromstring(f"<div>{html}</div>")
    heads = [cell.text_content() for cell in page.xpath("//thead//th")]
    assert heads[2:4] == ["Direction recorded", "Direction by rule"]
    assert "recorded rating" not in page.text_content()
    assert "Of one recorded directions of travel" not in page.text_content()
    assert "Of one recorded direction of travel" in page.text_content()
