"""Seed 003: a panel's report and what it asked for, in PDF and Word."""

from __future__ import annotations

import re

import docx

from quarterbook.build.built import Built
from support.paper_text import (
    paper_text,
    pdf_pages,
    pictures_of,
    squashed,
)
from support.papers import ENDINGS, says, site_page, table_of

IN_FOCUS = (
    "Minor planning applications decided in time",
    "People waiting in hospital for social care",
    "Hours of home care awaiting a provider",
    "Missed bin collections",
    "Children looked after",
    "Attendance at state-funded schools",
)


def test_the_panels_paper_opens_with_what_it_asked(demo: Built) -> None:
    """Of 8 December nothing is answered; of 15 September both requests were closed since."""
    says(
        demo,
        "panel",
        "Performance Management Scrutiny Committee",
        "Wednesday 9 March 2022",
        "Item 5",
        "1. What the committee asked and what came of it",
        "the committee last took this report on 8 December 2021. The report was presented by the",
        "The minutes record:",
        "Noted: The corporate performance report for the second quarter of 2021/22.",
        "Resolved unanimously, proposed by the chair and seconded by a member of the largest",
        "Is there anything in the report that is of major concern to officers?",
        "Answer (Executive Director of Resources): Nothing beyond what owners have marked as a",
        "The two requests made at that meeting are open.",
        "Two earlier requests were closed since the last report.",
        "2. Executive summary",
        "3. Recommendations",
        "A. Note the report and the answers given to what the committee asked.",
        "C. Record what else members wish to ask for",
        "4. Measures in focus",
        *(f"4.{number}. {title}" for number, title in enumerate(IN_FOCUS, 2)),
        "5. The committee’s own measures that are red or amber",
        "6. How old the figures are",
        "7. What other committees asked",
        "Supporting documents",
        "Minutes of the meeting of 8 December 2021 (https://democracy.mereshire.example/",
    )
    rows = table_of(demo, "panel", "Reference", "Asked for")
    assert [(row[0].split()[0], row[3].split()[1]) for row in rows] == [
        ("PMSC-2021-11", "Open"),
        ("PMSC-2021-12", "Open"),
        ("PMSC-2021-07", "Closed"),
        ("PMSC-2021-09", "Closed"),
    ]
    assert "8 December 2021" in rows[2][3]
    assert "by Q4 2021/22" in rows[0][2]
    assert rows[0][4] == (
        "Members get the figures in the middle of each month, those of February the first."
    )
    assert rows[2][4].startswith("Figures by round went to members")
    pdf = paper_text(demo.folder / "panel.pdf")
    for row in rows:
        assert squashed("".join(row)) in pdf


def test_each_measure_is_shown_with_trend_relations_and_comparators(demo: Built) -> None:
    says(
        demo,
        "panel",
        IN_FOCUS[0],
        "68.4% · Q3 2021/22 · ◆ Red · ↘ Declined compared with the previous quarter",
        "Action",
        "asked on 8 December 2021: Report each month how many minor applications are waiting",
        f"{IN_FOCUS[0]}: related measures",
        "Major planning applications decided in time",
        "This report has no figures of other councils for this measure.",
        f"4.6. {IN_FOCUS[4]}",
        "Mereshire: 75.8 per 10,000 children in 2020/21",
        "Bottom quartile, 33rd of 43 councils",
        f"{IN_FOCUS[4]}: related measures",
        "Children on a child protection plan",
        "Re-referrals to children's social care within 12 months",
    )
    for ending in ENDINGS:
        words = [" ".join(one.split()) for one in pictures_of(demo.folder / f"panel{ending}")]
        assert all(words)
        for title in IN_FOCUS:
            assert [one for one in words if one.startswith(f"{title} ") and " in " in one], title


def test_a_clerk_can_cite_each_point_of_a_measure(demo: Built) -> None:
    """4.2 a to d and 4.6 a to c, one after the other in two lists; no bullet, no paragraph else."""
    page = site_page(demo, "book/papers/panel")
    expected = {0: "abcd", 4: "abc"}
    for number, letters in expected.items():
        title = f"4.{number + 2} {IN_FOCUS[number]}#"
        (section,) = (
            one
            for one in page.xpath("//section")
            if " ".join(one[0].text_content().split()) == title
        )
        lists = section.xpath("./ol[contains(@class, 'loweralpha')]")
        assert [int(one.get("start")) for one in lists] == [1, 3]
        assert sum(len(one.xpath("./li")) for one in lists) == len(letters)
        assert not section.xpath(".//ul | ./p[not(contains(@class, 'qb-'))]")
    pdf = "".join(pdf_pages(demo.folder / "panel.pdf"))
    part = pdf[pdf.index("4.2.") : pdf.index("4.3.")]
    assert set(re.findall(r"(?:^|\s)([a-z])\.\s", part)) == set("abcd")
    document = docx.Document(str(demo.folder / "panel.docx"))
    starts = "w:num/w:lvlOverride/w:startOverride/@w:val"
    assert "3" in document.part.numbering_part.element.xpath(starts)


def test_a_measures_own_section_shows_what_was_asked(demo: Built) -> None:
    page = site_page(demo, "notebooks/good-place-for-business")
    (section,) = page.xpath("//section[@id='planning-minor'] | //section[*[@id='planning-minor']]")
    text = " ".join(section.text_content().split())
    assert "Committees on this measure" in text
    assert "asked on 8 December 2021: Report each month how many minor applications" in text
    assert "Open, Head of Planning, due Q4 2021/22" in text
