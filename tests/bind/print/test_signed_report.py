"""Seed 004: Somerset's cabinet report with sign-offs and highlights, in PDF and Word."""

from __future__ import annotations

import lxml.html
import pytest

from quarterbook.build.built import Built
from support.paper_text import (
    squashed,
)
from support.papers import page_references, says, site_page, table_of

ROLES = (
    "Monitoring Officer",
    "Corporate Finance",
    "Human Resources",
    "Adults Services",
    "Children’s Services",
    "ECI Services",
    "Public Health",
    "Corporate Affairs",
    "Cabinet Member",
    "Opposition Spokesperson",
)
SUCCESS = {
    "Somerset Energy Innovation Centre, phase 2": "milestone-energy-innovation-centre",
    "Children and Young People's Plan, programme 6: agencies working together and excellent "
    "social work": "milestone-plan-6",
    "West Somerset Opportunity Area action plan": "milestone-west-somerset",
    "Development at the 2 to 2½ year check": "two-year-check",
    "New placements in residential and nursing care, people aged 65 and over": "placements-65",
    "Breastfeeding continuation": "breastfeeding",
}
CONCERN = {
    "Projected overspend against the revenue budget": "revenue-budget",
    "Connecting Devon and Somerset, phase 2 (part 2)": "milestone-devon-and-somerset",
    "Children and Young People's Plan, programme 4: skills for life": "milestone-plan-4",
    "Children and Young People's Plan, programme 5: help that comes early and works": (
        "milestone-plan-5"
    ),
    "Children and Young People's Plan, programme 2: healthy outcomes and the best start in life": (
        "milestone-plan-2"
    ),
    "Delayed transfers of care attributable to adult social care": "delayed-transfers",
}
NOTE = {
    "Safeguarding pathway decisions made within two working days": "safeguarding-decisions",
    "Fuller records of the 2 to 2½ year review": "milestone-two-year-records",
}


def test_somersets_paper_has_every_part(somerset: Built) -> None:
    says(
        somerset,
        "cabinet",
        "Somerset County Council",
        "Cabinet",
        "Saturday 17 November 2018",
        "Public",
        "Cabinet member Leader of the Council",
        "Lead officer Director, Corporate Affairs",
        "Report author Performance Officer, Planning and Performance performance@somerset.example",
        "performance@somerset.example, 01632 960 898",
        "Division and local members All",
        "Scrutiny chair informed Chair, Scrutiny for Policies and Place Committee",
        "Chair, Scrutiny for Policies, Adults and Health Committee",
        "Synopsis",
        "1 Report sign-off",
        "Role State Date",
        *ROLES,
        "2 Forward plan reference",
        "2.1 Forward plan reference FP/18/10/06.",
        "The notice was first published on 24 October 2018.",
        "3 Summary",
        "3.2 None of the nine measures is rated.",
        "3.3 No target is recorded for any measure, though two measures have one.",
        "3.4 Six measures and eight milestones are reported here for the first time.",
        "4 Recommendations",
        "4.1 Cabinet is asked to:",
        "A. Consider what this report says",
        "B. Where performance is an issue",
        "C. Agree the report and its appendices",
        "5 Reasons for recommendations",
        "6 Links to priorities and impact on service plans",
        "7 Consultations undertaken",
        "8 Financial implications",
        "9 Legal implications",
        "10 HR implications",
        "11 Risk implications",
        "12 Other implications",
        "13 Scrutiny comments",
        "13.1 The report goes to the Scrutiny for Policies and Place Committee.",
        "14 Background",
        "15 Areas for consideration",
        "15.2 Areas of success",
        "15.3 Areas of concern",
        "15.4 Other areas of note",
        "15.5 Metrics still under development",
        "Residual household waste sent to landfill",
        "Highways",
        "16 Background papers",
        "County Vision (http://democracy.somerset.gov.uk/ieListDocuments.aspx?CId=134&MId=377)",
        "Business Plan (https://www.somerset.digital/businessplan/)",
        "17 Appendices",
        "Appendix A: Corporate performance",
        "Appendix B: The measures in full",
    )
    signed = table_of(somerset, "cabinet", "Role", "State", "Date")
    assert [row[0] for row in signed] == list(ROLES)
    assert {tuple(row[1:]) for row in signed} == {
        ("Recorded", "5 November 2018"),
        ("Recorded", "6 November 2018"),
    }


@pytest.mark.parametrize(
    ("section", "wanted"),
    [("success", SUCCESS), ("concern", CONCERN), ("note", NOTE)],
    ids=["success", "concern", "note"],
)
def test_each_highlight_leads_to_what_it_is_about(
    somerset: Built, section: str, wanted: dict[str, str]
) -> None:
    """A page in print; on the site a link to the measure's section or the programme's row."""
    titles = {"success": "15.2 Areas of success", "concern": "15.3 Areas of concern"}
    begins = titles.get(section, "15.4 Other areas of note")
    ends = {"success": "15.3 ", "concern": "15.4 ", "note": "15.5 "}[section]
    found = dict(page_references(somerset.folder / "cabinet.pdf", begins, f"{ends}"))
    assert {one.replace("’", "'") for one in found} == set(wanted)
    page = site_page(somerset, "book/papers/cabinet")
    links = {
        " ".join(link.text_content().split()).replace("’", "'"): link.get("href")
        for link in page.xpath("//article//li//strong//a | //article//li//a[strong]")
    }
    for title, anchor in wanted.items():
        where, _, fragment = links[title].partition("#")
        assert fragment == anchor
        there = lxml.html.parse((somerset.folder / "site" / "book" / "papers" / where).resolve())
        (place,) = there.xpath(f"//*[@id='{anchor}']")
        around = place if anchor == place.getparent().get("id") else place.getparent()
        assert squashed(title) in squashed(around.text_content())


def test_every_highlight_has_its_words(somerset: Built) -> None:
    says(
        somerset,
        "cabinet",
        "Breastfeeding continuation: Somerset was and remains above its target",
        "Somerset Energy Innovation Centre, phase 2: Building is on programme.",
        "the overspend projected at month 6 has come down to £3.158m",
        "fixed-term exclusions are up 23% on the same period last year",
        "149 of 401 in the quarter",
    )


def test_an_address_on_the_site_is_the_one_its_page_gives(somerset: Built) -> None:
    """With a plain ``&``: as MyST and Sphinx write it, it would be ``&amp;amp;``."""
    links = site_page(somerset, "book/papers/cabinet").xpath("//a[.='County Vision']/@href")
    assert links == ["http://democracy.somerset.gov.uk/ieListDocuments.aspx?CId=134&MId=377"]
