"""What a rule says beside what owners recorded, and why the two differ."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pandas as pd
import pytest

from quarterbook.ground.units import NumberFormat
from quarterbook.report.blocks.method.by_rule import differing, rag_reason
from quarterbook.report.notebook import Report
from quarterbook.report.substitutions.pages import page_names
from support.books import ROOT, copy_book
from support.measures import judged

pytestmark = pytest.mark.usefixtures("without_charts")


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
                "lower-steady": "",  # half of them lie outside the limits, which tell nothing
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
    assert why == {id_: f"Direction: {text}." if text else "–" for id_, text in words.items()}


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
    data = book.data / "measures.csv"
    rows = pd.read_csv(data, dtype=str, keep_default_na=False)
    rows.loc[rows["id"] == "recycling-rate", "direction_basis"] = "judged"
    rows.to_csv(data, index=False)
    record = book.data / "commentary.csv"
    commentary = pd.read_csv(record, dtype=str, keep_default_na=False)
    commentary["direction_judgement"] = ["improved", ""]
    commentary.to_csv(record, index=False)
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


@pytest.mark.parametrize(
    ("recorded", "sentence"),
    [
        # 70 to 60 with lower better is red; the others, without a target, nobody can check
        ({"children-in-care-rate": "amber"}, "The one rating recorded is not what the rule says: "),
        (
            {"children-in-care-rate": "amber", "new-homelessness-cases": "amber"},
            "Of the two ratings recorded, the rule can check one, and that is not what it says: ",
        ),
        (
            {"children-in-care-rate": "amber", "affordable-homes": "green"},
            "Of the two ratings recorded, two are not what the rule says: ",
        ),
        (
            {
                "children-in-care-rate": "amber",
                "affordable-homes": "green",
                "new-homelessness-cases": "amber",
            },
            "Of the three ratings recorded, the rule can check two, and none of these is what it "
            "says: ",
        ),
        ({"children-in-care-rate": "red", "new-homelessness-cases": "amber"}, ""),
    ],
)
def test_what_differs_is_counted_of_what_the_rule_can_check(
    tmp_path: Path, recorded: dict[str, str], sentence: str
) -> None:
    book = copy_book(ROOT / "examples" / "dorset", tmp_path / "book")
    record = book.data / "commentary.csv"
    commentary = pd.read_csv(record, dtype=str, keep_default_na=False)
    commentary["rag_judgement"] = commentary["measure"].map(recorded).fillna("")
    commentary["direction_judgement"] = ""
    commentary.to_csv(record, index=False)
    view = Report(book=book.root).view
    told = differing(view.council, view.measures, lambda measure: measure.id)
    assert [text.partition(": ")[0] + ": " for text in told[:1]] == ([sentence] if sentence else [])
