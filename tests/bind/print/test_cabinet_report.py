"""Seed 000: a cabinet report, in PDF and Word.

What it must say is written out here or counted from the tables in data/, not taken from what the
program makes of them.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import lxml.html
import pypdf
import pytest
from num2words import num2words

from quarterbook.build.built import Built
from quarterbook.ground.periods import parse
from support.paper_text import (
    paper_text,
    pdf_pages,
    squashed,
)
from support.papers import page_references, rows_of, says, site_page, table_of

CUT_OFF, BEFORE = "2022-02-04", "2021-11-05"
SECTIONS = (
    "1. Executive summary",
    "2. Recommendations",
    "3. Risk assessment and opportunities",
    "4. Financial implications",
    "5. Legal implications",
    "6. Human resources implications",
    "7. Equalities implications",
    "8. Climate change appraisal",
    "9. Links to the council's vision and business plan",
    "10. Background",
    "11. Additional information",
    "12. Areas of success",
    "13. Areas of concern",
    "14. Other areas of note",
    "15. What is being done",
    "16. Measures under development",
    "17. Conclusions",
    "18. Sign-off",
    "19. Forward plan",
    "20. Scrutiny comments",
    "21. Background papers",
    "22. Cabinet member and local members",
    "23. Appendices",
    "Appendix A: Corporate performance",
    "Appendix B: Benchmarking",
)


def newest(cut_off: str) -> dict[str, tuple[date, str]]:
    """The newest period of each measure that has a figure, as recorded by a day."""
    found: dict[str, tuple[date, str]] = {}
    for row in rows_of("observations"):
        if row["recorded_on"] > cut_off or not (row["value"] or row["marker"] == "c"):
            continue
        if row["marker"] == "f":
            continue
        end = parse(row["period"]).end
        if row["measure"] not in found or end > found[row["measure"]][0]:
            found[row["measure"]] = (end, row["period"])
    return found


def new_titles(kind: str) -> set[str]:
    """The titles of the measures with a figure for a newer period than the last report had."""
    then, now = newest(BEFORE), newest(CUT_OFF)
    return {
        row["title"]
        for row in rows_of("measures")
        if row["kind"] == kind
        and row["status"] == "live"
        and now.get(row["id"]) != then.get(row["id"])
    }


def new_milestones() -> dict[str, dict[str, str]]:
    """The newest row of each milestone of which something was recorded since the last report."""
    found = {}
    for row in rows_of("milestones"):
        if BEFORE < row["recorded_on"] <= CUT_OFF:
            found[row["title"]] = row
    return found


def test_cabinet_opens_with_committee_officers_and_synopsis(demo: Built) -> None:
    says(
        demo,
        "cabinet",
        "Mereshire County Council",
        "Cabinet",
        "Wednesday 2 March 2022",
        "Item 8",
        "Public",
        "Corporate performance report",
        "Q3 2021/22",
        "As at 4 February 2022",
        "https://performance.mereshire.example",
        "Officers and members Role Post Contact",
        "Executive Director of Resources resources@mereshire.example, 01632 960 100",
        "Performance and Intelligence Manager performance@mereshire.example, 01632 960 144",
        "Scrutiny chair Chair of the Performance Management Scrutiny Committee",
        "Scrutiny chair Chair of the People Overview and Scrutiny Committee",
        "Local members All divisions",
        "Synopsis",
        "in the third quarter of the year, which ended in the Omicron wave",
        *SECTIONS,
    )


def test_links_out_of_the_paper_print_where_they_lead(demo: Built) -> None:
    says(
        demo,
        "cabinet",
        "The council's vision and business plan (https://www.mereshire.example/vision-and-plan)",
        "on the performance portal, https://performance.mereshire.example.",
    )


def test_the_comparison_is_summed_up_with_reasons_and_dated_action(demo: Built) -> None:
    says(
        demo,
        "cabinet",
        "In the bottom quartile:",
        "so the quartile is not sure). The service says for Q3 2021/22: Unaccompanied young people",
        "Action: Begin the reunification programme with the first twenty children",
        "(Assistant Director for Children's Social Care, by 29 July 2022)",
        "All services together. Of 13 measures, the rank improved for 1",
    )


def test_cabinets_counts_are_those_of_the_tables(demo: Built) -> None:
    """Counted here from data/, and again from the rows of the paper's own appendix."""
    measures, milestones = new_titles("measure"), new_milestones()
    states = [row["status"] for row in milestones.values()]
    performance = table_of(demo, "cabinet", "Measure", "Period", "Figure", "Target", "RAG")
    moved = [
        row[5].split()[1]
        for row in performance
        if "activity indicator" not in row[0] and not row[1].endswith("not new")
    ]
    assert len(moved) == len(measures)
    counted = {word: moved.count(word) for word in ("Improved", "Same", "Declined", "Not")}
    assert sum(counted.values()) == len(measures)

    def words(number: int, start: bool = True) -> str:
        text = num2words(number)
        return text.capitalize() if start else text

    assert len(milestones) == 9
    says(
        demo,
        "cabinet",
        f"{words(len(measures))} measures and {words(len(milestones), False)} milestones have been",
        f"{words(counted['Improved'])} measures show an improvement in performance",
        f"{words(counted['Same'])} measures have stayed at the same level",
        f"{words(counted['Declined'])} measures show a decline in performance",
        f"For {words(counted['Not'], False)} measures no direction of travel is given",
        f"{words(states.count('completed'), False)} are completed",
        f"{words(states.count('on_track'), False)} are on track",
        f"{words(states.count('at_risk'), False)} are at risk",
        f"{words(states.count('off_track'), False)} are off track",
    )


def test_cabinets_ratings_are_those_of_the_sites_tables(demo: Built) -> None:
    seen: Counter[str] = Counter()
    for path in (demo.folder / "site" / "notebooks").glob("*.html"):
        for cell in lxml.html.parse(path).xpath(
            "//table[contains(@class,'qb-measures')]/tbody/tr/td[4]"
        ):
            seen[cell.text_content().split()[1]] += 1
    red, amber, green = (seen[name] for name in ("Red", "Amber", "Green"))
    unrated = seen["Not"] + seen["Withheld"]
    says(
        demo,
        "cabinet",
        f"Of {red + amber + green + unrated} measures, {green} are green, "
        f"{amber} amber and {red} red; {unrated} are not rated.",
    )


def test_recommendations_are_lettered_and_quote_the_paragraph(demo: Built) -> None:
    says(
        demo,
        "cabinet",
        "2.1. Cabinet is asked to:",
        "A. Endorse the performance reported here",
        "B. Consider the matters set out in paragraph 17.2 and in section 13, and whether the "
        "action on them, which is set out in section 15, is enough.",
        # of each red measure: of eight, a list of four asked nothing about the others
        "C. Endorse the action planned on each measure that is rated red and each milestone that",
        "D. Name any measure or national comparison",
        "17.2. There are also challenges",
    )
    (link,) = site_page(demo, "book/papers/cabinet").xpath("//a[text()='paragraph 17.2']")
    (there,) = site_page(demo, "book/papers/cabinet").xpath(f"//*[@id='{link.get('href')[1:]}']")
    assert "17.2" in there.text_content() or "17.2" in there.getnext().text_content()


def test_cabinet_has_its_implications_conclusions_and_lists(demo: Built) -> None:
    says(
        demo,
        "cabinet",
        "3. Risk assessment",
        "4.1. Nothing in this paper commits the council to spending",
        "5.1. The council is a best value authority under the Local Government Act 1999",
        "6.1. The paper asks for no change to the workforce",
        "7.1. Reporting performance changes no policy, so no equality impact assessment is needed",
        "8.1. The paper has no effect of its own on carbon emissions",
        "9.1. The seven outcome areas are those of the council's vision",
        "10.1. The council follows",
        "11.1. National benchmarking",
        "Children's Social Care: figures for the year ending March 2021 were published in",
        "In the bottom quartile:",
        "Children looked after (a low figure is good) (33rd of 43; 16th to 40th, allowing for "
        "chance, so the quartile is not sure)",
        "there is good performance to report:",
        "Recycling. Household waste sent for reuse, recycling or composting rose from 48.5%",
        "There are also challenges",
        "Children's social care. Children looked after rose from 60.5",
        "in Q3 2021/22, above the target of 72.0.",
        "Background papers",
        "The revenue monitoring report for Q3 2021/22",
        "Cabinet member: the Portfolio Holder for Resources and Performance.",
        "Local members: all divisions.",
    )


# Red or amber by a figure that is not new.
OLDER = [
    "B and C roads where maintenance should be considered",
    "Unclassified roads where maintenance should be considered",
    "Council homes that meet the Decent Homes Standard",
]


def test_appendix_a_has_every_measure_and_milestone_with_news(demo: Built) -> None:
    """By outcome area and sub-outcome, and nothing else; in the PDF too, upright."""
    rows = table_of(demo, "cabinet", "Measure", "Period", "Figure", "Target", "RAG")
    told = rows + table_of(demo, "cabinet", "Milestone", "Due", "Forecast or completed")
    wanted = new_titles("measure") | new_titles("activity") | new_milestones().keys()
    assert len(told) == len(wanted) + len(OLDER)
    not_new = [row for row in rows if row[1].endswith("not new")]
    assert [row[0].removesuffix(" lower is better") for row in not_new] == OLDER
    # 21.4% of 2020/21 after 20.3% of 2019/20
    (lanes,) = [row for row in not_new if row[0].startswith("Unclassified roads")]
    assert lanes[1:8] == [
        "2020/21 not new", "21.4%", "16.0%", "◆ Red", "↘ Declined on previous year",
        "20.3% 2019/20", "20.3%",
    ]  # fmt: skip
    pdf = paper_text(demo.folder / "cabinet.pdf")
    pdf = pdf[pdf.rindex(squashed("Appendix A: Corporate performance")) :]
    for title in wanted:
        assert [row for row in told if squashed(row[0]).startswith(squashed(title))], title
        assert squashed(title) in pdf, title
    for row in rows:
        for cell in row[1:5]:
            assert squashed(cell) in pdf, row
    pages = pypdf.PdfReader(demo.folder / "cabinet.pdf").pages
    assert all(page.mediabox.width < page.mediabox.height for page in pages)
    says(
        demo,
        "cabinet",
        "Appendix A: Corporate performance",
        "A Healthy Environment",
        "Waste and recycling",
        "Milestones: A Healthy Environment",
        "Care for those in Need at any Age",
        "Children and families",
        "Your Council",
        "Appendix B: Benchmarking",
    )


@pytest.mark.parametrize(
    ("which", "start", "end", "entries"),
    [
        ("demo", "12. Areas of success", "15. What is being done", 18),
        ("demo", "23. Appendices", "Appendix A: Corporate performance Figures", 2),
        ("somerset", "15.2 Areas of success", "15.5 Metrics", 14),
        ("somerset", "17 Appendices", "Appendix A: Corporate performance Figures", 2),
    ],
)
def test_what_is_said_to_be_on_a_page_is_on_it(
    which: str, start: str, end: str, entries: int, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(which)
    paper = built.folder / "cabinet.pdf"
    found = list(page_references(paper, start, end))
    assert len(found) == entries
    for title, page in found:
        assert squashed(title) in squashed(pdf_pages(paper)[page - 1]), (title, page)
