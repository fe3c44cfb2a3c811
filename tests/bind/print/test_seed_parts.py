"""Every part that the seeds have, from the text of PDF, Word and site: `SEED-PARTS.md`'s lines."""

from __future__ import annotations

import docx
import pytest
from docx.oxml.ns import qn

from quarterbook.build.built import Built
from support.paper_text import paper_text, squashed
from support.papers import site_page

# The pages of the site that hold what a paper holds.
PAGES = {
    ("demo", "cabinet"): ("cabinet", "cabinet-performance", "../../notebooks/benchmarking"),
    ("demo", "benchmarking"): ("../../notebooks/benchmarking",),
    ("demo", "panel"): ("panel",),
    ("demo", "people-scrutiny"): ("people-scrutiny",),
    ("dorset", "people-and-health"): ("people-and-health", "people-and-health-scrutiny-measures"),
    ("somerset", "cabinet"): ("cabinet",),
}

FOCUS = "That cabinet members, directors and heads of service keep their focus on performance"
YEAR_TO_DATE = "reviewed in the last 12 months (year to date, as at end of the month)"
PARTS = [
    ("demo", "cabinet", "Performance and Intelligence Manager performance@mereshire.example"),
    ("demo", "cabinet", "https://performance.mereshire.example"),
    ("demo", "cabinet", "In the bottom quartile"),
    ("demo", "cabinet", "Unaccompanied young people arriving under the national transfer scheme"),
    ("demo", "cabinet", "Assistant Director for Children's Social Care, by 29 July 2022"),
    ("demo", "cabinet", "All services together. Of 13 measures, the rank improved for 1"),
    ("demo", "benchmarking", "Of four measures, none has a rank that moved by more than chance"),
    ("demo", "benchmarking", "Living independently"),
    ("demo", "benchmarking", "What the service says, Q3 2021/22: Dry recycling stayed high"),
    ("demo", "benchmarking", "the figure rests on few cases (92 of 176)"),
    ("demo", "benchmarking", "The number behind the rate fell from 297 to 277 (down 7%)"),
    ("demo", "benchmarking", "Side by side: Median weekly pay of full-time employees"),
    ("demo", "benchmarking", "No survey in 2020/21: the survey of carers was put off for a year"),
    ("dorset", "people-and-health", "performance@dorset.example"),
    ("dorset", "people-and-health", "01632 960 821"),
    ("dorset", "people-and-health", "Local councillors All"),
    ("dorset", "people-and-health", "Staff turnover as a percentage of total Dorset Council"),
    ("dorset", "people-and-health", YEAR_TO_DATE),
    ("dorset", "people-and-health", "Average number of working days lost to sickness per FTE (DC"),
    ("demo", "cabinet", "Scrutiny chair Chair of the Place Overview and Scrutiny Committee"),
    ("demo", "cabinet", "Local members All divisions"),
    ("demo", "people-scrutiny", "Scrutiny chair Chair of the People Overview and Scrutiny"),
    ("dorset", "people-and-health", "Footnote: what bears on the decision in law, money"),
    ("dorset", "people-and-health", "↗ Improved as recorded"),
    ("demo", "cabinet", "↗ Improved on previous quarter"),
    ("demo", "panel", "The report was presented by the Portfolio Holder for Resources"),
    ("demo", "panel", "Is there anything in the report that is of major concern to officers?"),
    ("demo", "panel", "Answer (Executive Director of Resources): Nothing beyond what owners"),
    ("demo", "panel", "Resolved unanimously, proposed by the chair and seconded by a member"),
    ("demo", "panel", FOCUS),
    ("demo", "panel", "Supporting documents"),
    ("demo", "panel", "Minutes of the meeting of 8 December 2021"),
    ("somerset", "cabinet", "Chair, Scrutiny for Policies, Adults and Health Committee"),
    ("somerset", "cabinet", "performance@somerset.example"),
    ("somerset", "cabinet", "01632 960 898"),
    ("somerset", "cabinet", "Division and local members All"),
    ("somerset", "cabinet", "Business Plan"),
]  # fmt: skip


def site_text(built: Built, which: str, paper: str) -> str:
    return "".join(
        squashed("".join(site_page(built, f"book/papers/{page}").xpath("//article//text()")))
        for page in PAGES[which, paper]
    )


def test_an_appendix_that_is_a_paper_says_which_it_is(demo: Built) -> None:
    """Its letter and the item of the paper that it belongs to, on its own first page."""
    for paper, letter in (("performance", "A"), ("benchmarking", "B")):
        for ending in (".pdf", ".docx"):
            text = paper_text(demo.folder / f"{paper}{ending}")
            assert squashed(f"Appendix {letter}") in text[:600], (paper, ending)


@pytest.mark.parametrize(("which", "paper", "words"), PARTS)
def test_a_part_stands_in_pdf_word_and_site(
    which: str, paper: str, words: str, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(which)
    for ending in (".pdf", ".docx"):
        assert squashed(words) in paper_text(built.folder / f"{paper}{ending}"), ending
    assert squashed(words) in site_text(built, which, paper)


def test_what_links_lead_to_is_printed_and_linked(demo: Built, somerset: Built) -> None:
    """On paper the address stands in brackets, on the site behind its words."""
    for built, paper, words, address in (
        (demo, "panel", "Minutes of the meeting of 8 December 2021", "performance-scrutiny/"),
        (somerset, "cabinet", "Business Plan", "https://www.somerset.digital/businessplan/"),
    ):
        for ending in (".pdf", ".docx"):
            text = paper_text(built.folder / f"{paper}{ending}")
            assert squashed(address) in text[text.index(squashed(f"{words} (http")) :]
        (link,) = site_page(built, f"book/papers/{paper}").xpath(f"//article//a[.='{words}']")
        assert address in link.get("href")


def test_actions_are_numbered_where_their_owner_numbered_them(dorset: Built) -> None:
    """Seed 002 numbers three actions on children in care, and has one sentence on users."""
    first = "Track permanence closely, including for children with Connected Persons"
    for paper in ("people-and-health", "report"):
        pdf = paper_text(dorset.folder / f"{paper}.pdf")
        for number, words in ((1, first), (2, "Give each child a clear plan"), (3, "Give QAROs")):
            assert squashed(f"{number}. {words}") in pdf
    word = docx.Document(str(dorset.folder / "people-and-health.docx")).element.body
    lines = {"".join(one.itertext()).strip(): one for one in word.iter(qn("w:p"))}
    (numbered,) = [line for text, line in lines.items() if text.startswith(first)]
    assert numbered.xpath("w:pPr/w:numPr")
    (plain,) = [line for text, line in lines.items() if "Several ABL transformation" in text]
    assert not plain.xpath("w:pPr/w:numPr")
    page = site_page(dorset, "book/papers/people-and-health-scrutiny-measures")
    listed = page.xpath("//article//td//ol/li[1]")
    assert any(" ".join(one.text_content().split()).startswith(first) for one in listed)
