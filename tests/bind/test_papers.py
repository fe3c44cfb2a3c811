"""Committee papers as members read them: for each seed its edition, every part, in PDF and Word.

What a paper must say is written out here or counted from the tables in data/, not taken from
what the program makes of them.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import lxml.html
import pypdf
import pytest
from num2words import num2words

from quarterbook.build.stages import Built
from quarterbook.ground.periods import parse
from support.books import ROOT
from support.paper_text import (
    PAGE,
    paper_text,
    pdf_pages,
    pictures_of,
    squashed,
    word_lines,
    word_tables,
)

ENDINGS = (".pdf", ".docx")
NUMBERED = [
    ("demo", "cabinet"),
    ("demo", "people-scrutiny"),
    ("demo", "place-scrutiny"),
    ("demo", "panel"),
    ("demo", "performance"),
    ("demo", "exempt/cabinet-exempt"),
    ("dorset", "people-and-health"),
    ("somerset", "cabinet"),
]


def says(built: Built, paper: str, *words: str) -> None:
    """Both files of a paper say these words, one after another."""
    for ending in ENDINGS:
        text = paper_text(built.folder / f"{paper}{ending}")
        at = 0
        for one in words:
            found = text.find(squashed(one), at)
            assert found >= 0, f"{paper}{ending} does not say {one!r} where it should"
            at = found


def rows_of(name: str, folder: Path = ROOT / "data") -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def site_page(built: Built, page: str) -> lxml.html.HtmlElement:
    return lxml.html.parse(built.folder / "site" / f"{page}.html").getroot()


def table_of(built: Built, paper: str, *headers: str) -> list[list[str]]:
    """The rows of the tables of the Word file that begin with these headers."""
    return [
        row
        for table in word_tables(built.folder / f"{paper}.docx")
        if table[0][: len(headers)] == list(headers)
        for row in table[1:]
    ]


# Every paper with words of its own ----------------------------------------------------------------


def numbered(paper: Path) -> list[tuple[str, str]]:
    """What Word numbers in a paper, and the words that follow."""
    return [(line.label.rstrip("."), line.words) for line in word_lines(paper) if line.counted]


@pytest.mark.parametrize(("which", "paper"), NUMBERED)
def test_numbers_go_on_through_the_paper(
    which: str, paper: str, request: pytest.FixtureRequest
) -> None:
    """Sections 1, 2 …; in each of them paragraphs and headings 1.1, 1.2 … with none left out."""
    built: Built = request.getfixturevalue(which)
    found = [number for number, _ in numbered(built.folder / f"{paper}.docx")]
    section = paragraph = 0
    for number in found:
        if "." in number:
            paragraph += 1
        else:
            section, paragraph = section + 1, 0
        assert number == (f"{section}.{paragraph}" if paragraph else str(section)), found
    assert (section >= 7 and len(found) >= 15) or paper == "performance"


@pytest.mark.parametrize(("which", "paper"), NUMBERED)
def test_pdf_word_and_site_have_the_same_numbers(
    which: str, paper: str, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(which)
    pdf = paper_text(built.folder / f"{paper}.pdf")
    lines = numbered(built.folder / f"{paper}.docx")
    at = 0
    for number, words in lines:
        said = re.compile(rf"{re.escape(number)}\.?{re.escape(squashed(words)[:60])}")
        match = said.search(pdf, at)
        assert match, (number, words)
        at = match.start()
    if paper.startswith("exempt/"):
        return
    page = site_page(built, f"book/papers/{paper}")
    shown = []
    for mark in page.xpath("//article//*[@class='qb-number']"):
        number, words = mark.text, mark.getparent()
        for link in words.xpath(".//a[@class='headerlink']"):
            link.drop_tree()
        shown.append((number, squashed(words.text_content())[len(number) :][:60]))
    assert shown == [(number, squashed(words)[:60]) for number, words in lines]


@pytest.mark.parametrize(("which", "paper"), NUMBERED)
def test_word_opens_in_another_program(
    which: str, paper: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """LibreOffice makes a PDF of it, counts the same numbers and finds every page reference."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice is not on this machine")
    built: Built = request.getfixturevalue(which)
    word = built.folder / f"{paper}.docx"
    done = subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(word)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    made = tmp_path / f"{word.stem}.pdf"
    assert made.exists(), done.stderr
    pages = pdf_pages(made)
    text = squashed("\n".join(pages))
    for number, words in numbered(word):
        assert re.search(rf"{re.escape(number)}\.?{re.escape(squashed(words)[:40])}", text), number
    for line in word_lines(word):
        if re.match(r"Appendix [A-Z]: ", line.words) and not line.label:
            assert any(squashed(line.words) in squashed(page)[:200] for page in pages), line
    assert "page …" not in "\n".join(pages)
    assert "Error: Reference source not found" not in "\n".join(pages)


@pytest.mark.parametrize("which", ["demo", "dorset", "somerset"])
def test_the_site_leads_to_every_paper(which: str, request: pytest.FixtureRequest) -> None:
    """From the footer of every page and, where it has one, from the paper's own page."""
    built: Built = request.getfixturevalue(which)
    site = built.folder / "site"
    public = {name for name in built.papers if "/" not in name}
    assert len(public) >= 4
    checked = 0
    for path in sorted(site.rglob("*.html")):
        if path == site / "index.html":
            continue
        page = lxml.html.parse(path)
        links = page.xpath("//footer//a[contains(@href,'.pdf') or contains(@href,'.docx')]")
        led = {(path.parent / link.get("href")).resolve() for link in links}
        assert led == {site / name for name in public}, path
        said = [" ".join(link.text_content().split()) for link in links]
        assert len(set(said)) == len(said), f"{path}: two links have the same words"
        checked += 1
    assert checked >= 10
    for path in sorted((site / "book" / "papers").glob("*.html")):
        own = lxml.html.parse(path).xpath("//*[contains(@class,'qb-paper')]//a/@href")
        if f"{path.stem}.pdf" in public:
            assert own == [f"../../{path.stem}.pdf", f"../../{path.stem}.docx"]


# Seed 000: a cabinet report -----------------------------------------------------------------------

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
        "Role Officer Email",
        "Responsible officer Executive Director of Resources resources@mereshire.example",
        "Report author Performance and Intelligence Manager performance@mereshire.example",
        "Synopsis",
        "in the third quarter of the year, which ended in the Omicron wave",
        *SECTIONS,
    )


def test_cabinets_counts_are_those_of_the_tables(demo: Built) -> None:
    """Counted here from data/, and again from the rows of the paper's own appendix."""
    measures, milestones = new_titles("measure"), new_milestones()
    states = [row["status"] for row in milestones.values()]
    performance = table_of(demo, "cabinet", "Measure", "Period", "Figure", "Target", "RAG")
    moved = [row[5].split()[1] for row in performance if "activity indicator" not in row[0]]
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
        f"{words(counted['Declined'])} measures show a decline",
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
        f"Of {num2words(red + amber + green + unrated)} measures {num2words(green)} are green, "
        f"{num2words(amber)} amber and {num2words(red)} red; {num2words(unrated)} are not rated.",
    )


def test_recommendations_are_lettered_and_quote_the_paragraph(demo: Built) -> None:
    says(
        demo,
        "cabinet",
        "2.1. Cabinet is asked to:",
        "A. Endorse the performance reported here",
        "B. Consider the matters set out in paragraph 17.2, and whether",
        "C. Endorse the action planned on minor planning applications",
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
        "Children's Social Care: for the year ending March 2021, published November 2021",
        "In the bottom quartile:",
        "Children looked after (a low figure is good)",
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


def test_appendix_a_has_every_measure_and_milestone_with_news(demo: Built) -> None:
    """By outcome area and sub-outcome, and nothing else; in the PDF too, on landscape pages."""
    rows = table_of(demo, "cabinet", "Measure", "Period", "Figure", "Target", "RAG")
    told = rows + table_of(demo, "cabinet", "Milestone", "Due")
    wanted = new_titles("measure") | new_titles("activity") | new_milestones().keys()
    assert len(told) == len(wanted)
    pdf = paper_text(demo.folder / "cabinet.pdf")
    pdf = pdf[pdf.rindex(squashed("Appendix A: Corporate performance")) :]
    for title in wanted:
        assert [row for row in told if squashed(row[0]).startswith(squashed(title))], title
        assert squashed(title) in pdf, title
    for row in rows:
        for cell in row[1:5]:
            assert squashed(cell) in pdf, row
    shapes = {
        "landscape" if page.mediabox.width > page.mediabox.height else "portrait"
        for page in pypdf.PdfReader(demo.folder / "cabinet.pdf").pages
    }
    assert shapes == {"landscape", "portrait"}
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


def page_references(paper: Path, start: str, end: str) -> Iterator[tuple[str, int]]:
    """The entries of a list that name a page, between two headings, with the page."""
    text = " ".join("\n".join(pdf_pages(paper)).split())
    part = text[text.index(start) : text.index(end, text.index(start))]
    for match in re.finditer(r"• ([^•]*?) \(page (\d+)\)", part):
        yield match[1], int(match[2])


@pytest.mark.parametrize(
    ("which", "start", "end", "entries"),
    [
        ("demo", "12. Areas of success", "15. What is being done", 15),
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


# Seed 001: a benchmarking appendix ----------------------------------------------------------------


def test_benchmarking_says_what_was_published_and_where_the_council_stands(demo: Built) -> None:
    says(
        demo,
        "benchmarking",
        "Benchmarking appendix",
        "the comparator data published after 5 November 2021 and by 4 February 2022",
        "Waste and Recycling: one measure for the year ending March 2021, published December 2021",
        "Children's Social Care: four measures for the year ending March 2021, published November",
        "Waste and Recycling",
        "Mereshire: 50.5% in 2020/21, better than the 49.1% of 2019/20, against 43.8% for",
        "44.9% for West Marches and 44.0% for England",
        "Top quartile, 4th of 43 councils, up from 10th; a high figure is good",
        "Published 15 December 2021",
        "the simple mean of the 10 councils that have a figure",
        "Children's Social Care",
        "Of 4 measures the rank improved for 2 and fell for 2",
        "In the top quartile:",
        "Re-referrals to children's social care within 12 months (a low figure is good)",
        "In the bottom quartile:",
        "Children looked after (a low figure is good)",
        "Bottom quartile, 33rd of 43 councils, down from 22nd; a low figure is good",
        "Published earlier",
        "Median weekly pay of full-time employees living in the county",
    )


def test_benchmarking_sets_previous_result_and_comparators_side_by_side(demo: Built) -> None:
    tables = [
        table
        for table in word_tables(demo.folder / "benchmarking.docx")
        if table[0][:2] == ["Measure", "Previous result"]
    ]
    assert len(tables) == 6
    header, row = next(one for one in tables if "Children looked after" in one[1][0])
    assert header[2:] == [
        "Mereshire 2020/21",
        "Statistical neighbours 2020/21",
        "West Marches 2020/21",
        "England 2020/21",
    ]
    assert row[1:] == ["66.9 (2019/20)", "75.8", "62.3", "65.0", "66.6"]
    published = {
        (one["area"], one["period"]): one["value"]
        for one in rows_of("benchmarks")
        if one["measure"] == "children-looked-after" and one["published_on"] <= CUT_OFF
    }
    assert published["E10000099", "2020-21"] == "75.8"
    pdf = paper_text(demo.folder / "benchmarking.pdf")
    for header, row in tables:
        for cell in (*header, *row[1:]):
            assert squashed(cell) in pdf


def test_benchmarking_charts_say_in_words_what_they_show(demo: Built) -> None:
    for ending in ENDINGS:
        words = [
            " ".join(one.split()) for one in pictures_of(demo.folder / f"benchmarking{ending}")
        ]
        assert all(words)
        charts = [one for one in words if one != "Mereshire County Council"]
        assert len(charts) == 12
        assert all(len(one) > 60 for one in charts)
        assert any("Children looked after" in one and "75.8" in one for one in words)


# Seed 002: a scrutiny exception report ------------------------------------------------------------

COLUMNS = [
    "Indicator",
    "Service",
    "Period",
    "Unit",
    "Frequency",
    "Value",
    "RAG",
    "Direction of travel",
    "Target",
    "Last year",
    "Commentary",
    "Action",
]
# as the paper of 28 January 2021 has them: indicator, service, period, frequency, data, RAG,
# direction, target, last year, and whether an action stands beside it
DORSET = """\
Rates of children in care per 10,000|Care & Protection|Oct-20|M|70.00|R|Improving|60.00|67.10|yes
Percentage of looked after children placed outside the council area|Commissioning, Quality & \
Partnerships|Oct-20|M|41.40|R|Improving|30.00|38.80|yes
Total number of service users|Adult Care|Oct-20|M|4,469|R|Worsening||4,110|yes
Percentage of overall packages which are joint funded|Adult Care|Oct-20|M|4.54|R|Same|||yes
Total number of hospital discharges|Adult Care|Oct-20|M|186|R|Same||452|yes
Number of affordable homes delivered|Housing|Sep-20|Q|47|R|Worsening|75||no
Number of active foster carers (including connected persons)|Care & Protection|Oct-20|M|206|A|\
Same|215|201|yes
Rates of children in need per 10,000 (including CP & CIC)|Care & Protection|Oct-20|M|355.20|A|\
Same|280.00|380.40|yes
Rate of children with a child protection plan per 10,000|Care & Protection|Oct-20|M|49.50|A|\
Worsening|40.00|42.20|yes
Reablement effectiveness in delaying and reducing the need for care and support (%)|Adult Care|\
Oct-20|M|72.00|A|Worsening|80.00|56.00|no
New homelessness cases|Housing|Oct-20|M|268|A|Same|||no
Total number of households accommodated in B & B on the last day of the month|Housing|Oct-20|M|\
105|A|Improving|||yes
Total number of anti-social behaviour recordings including environmental, nuisance and personal|\
Housing|Oct-20|M|706|A|Improving||571|no
Reported domestic abuse with evidence to suggest physical and coercive violence|Housing|Oct-20|M|\
207|A|Improving||230|no
Reported domestic abuse incidents|Housing|Oct-20|M|230|A|Worsening||143|no
Percentage of services that are residential or nursing|Adult Care|Oct-20|M|27.14|A|Same||27.10|no
Percentage of services that are not residential or nursing|Adult Care|Oct-20|M|72.86|A|Same|\
72.60||no
Percentage of Adults with learning disability in paid employment|Adult Care|Oct-20|M|3.90|A|\
Improving|6.00|3.50|no
Review performance: percentage of long-term clients reviewed in the last 12 months|Adult Care|\
Oct-20|M|54.00|A|Worsening|75.00|68.00|no
Safeguarding activity: number of safeguarding concerns received during the period|Adult Care|\
Oct-20|M|364.00|A|Same||369.00|no
Percentage of child protection cases dealt with in court within 26 weeks|Legal Services|Oct-20|M|\
40.00|A||100.00||yes
Percentage of 16 and 17 year olds not in education, employment or training|Commissioning, Quality \
& Partnerships|Sep-20|Q|3.64|A|Worsening|3.50|2.90|no
Rate of children's re-referrals|Care & Protection|Sep-20|Q|21.70|A|Improving|20.00|21.60|no
Safeguarding feedback: individuals that felt safer as a result of the safeguarding intervention \
(%)|Adult Care|Sep-20|Q|50.00|A|Improving|75.00|41.00|no
Safeguarding feedback: individuals that felt listened to during the safeguarding intervention (%)|\
Adult Care|Sep-20|Q|76.00|A|Improving|85.00|54.00|no
Staff turnover as a percentage of total Dorset Council headcount|HR & OD|Oct-20|M|0.82|A|\
Improving|||no
Average number of working days lost to sickness per FTE|HR & OD|Oct-20|M|8.54|A|Same|8.00|9.50|no
Average number of working days lost to long term sickness per FTE|HR & OD|Oct-20|M|5.10|A|\
Worsening|4.00|4.87|no
"""
IN_THE_SEED = {
    "Oct 2020": "Oct-20",
    "Q2 2020/21": "Sep-20",
    "Monthly": "M",
    "Quarterly": "Q",
    "◆ Red": "R",
    "▲ Amber": "A",
    "↗ Improved": "Improving",
    "→ Same": "Same",
    "↘ Declined": "Worsening",
    "– Not compared": "",
    "No target": "",
    "–": "",
}


def figure(text: str) -> float | None:
    """``41.4%`` and ``41.40`` are one figure, and a blank is none."""
    text = re.sub(r"\[\w\]|[,%\s]", "", IN_THE_SEED.get(text, text))
    return float(text) if text else None


def above(cell: str) -> str:
    """What stands above a rating's or a direction's basis."""
    return next((known for known in IN_THE_SEED if cell.startswith(known)), cell)


def test_dorsets_table_is_the_published_one(dorset: Built) -> None:
    """Twelve columns in order; 28 rows, 6 red and 22 amber, red first."""
    (table,) = (
        one
        for one in word_tables(dorset.folder / "people-and-health.docx")
        if one[0][0] == "Indicator"
    )
    header, *rows = table
    assert header == COLUMNS
    wanted = {line.split("|")[0]: line.split("|")[1:] for line in DORSET.splitlines()}
    assert len(wanted) == 28
    assert [above(row[6]) for row in rows] == ["◆ Red"] * 6 + ["▲ Amber"] * 22
    assert sorted(row[0] for row in rows) == sorted(wanted)
    for row in rows:
        service, period, often, data, rag, moved, target, last_year, action = wanted[row[0]]
        told = [row[1], *(IN_THE_SEED[above(row[n])] for n in (2, 4, 6, 7))]
        assert told == [service, period, often, rag, moved], row[0]
        assert [figure(row[n]) for n in (5, 8, 9)] == [
            float(text.replace(",", "")) if text else None for text in (data, target, last_year)
        ], row[0]
        assert row[11].startswith("No action recorded") == (action != "yes"), row[0]
    without = [row[0] for row in rows if row[10] == "–"]
    assert without == ["Staff turnover as a percentage of total Dorset Council headcount"]


def test_dorsets_pdf_has_the_same_rows(dorset: Built) -> None:
    pdf = paper_text(dorset.folder / "people-and-health.pdf")
    pdf = pdf[pdf.rindex(squashed("Appendix A: People and Health scrutiny measures")) :]
    assert squashed("".join(COLUMNS)) in pdf
    for row in table_of(dorset, "people-and-health", "Indicator", "Service"):
        assert squashed("".join(row[:10])) in pdf, row
        assert squashed(row[10]) in pdf or "[" in row[10], row
        assert squashed(row[11]) in pdf, row
    for page, sheet in zip(
        pdf_pages(dorset.folder / "people-and-health.pdf"),
        pypdf.PdfReader(dorset.folder / "people-and-health.pdf").pages,
        strict=True,
    ):
        if "Indicator Service Period" in page:
            assert sheet.mediabox.width > sheet.mediabox.height


def test_dorset_counts_names_and_dates_its_exceptions(dorset: Built) -> None:
    """31 October 2020 to 28 January 2021 is 89 days, and 30 September is 31 days earlier."""
    says(
        dorset,
        "people-and-health",
        "Dorset Council",
        "People and Health Scrutiny Committee",
        "Thursday 28 January 2021",
        "Public",
        "Portfolio holder Corporate Development and Change",
        "Executive director Chief Executive",
        "Report author Business Partner, Policy, Research and Performance",
        "1 Recommendation",
        "1.1 That the committee:",
        "A. Note the performance framework",
        "B. Note the measures rated amber or red for October 2020",
        "2 Reason for the recommendation",
        "3 Executive summary",
        "3.1 Of twenty-eight measures twenty-two are amber and six red.",
        "3.2 No action is recorded for one of the six red measures: Number of affordable homes",
        "4 Financial implications",
        "5 Wellbeing and health implications",
        "6 Climate implications",
        "7 Other implications",
        "8 Risk assessment",
        "Current risk: Low",
        "Residual risk: Low",
        "9 Equalities impact assessment",
        "10 Appendices",
        "Appendix A: People and Health scrutiny measures",
        "11 Background",
        "On the day of the meeting, 28 January 2021, the figures are between 89 and 120 days old",
        "Five figures are older than 90 days.",
        "No newer figure has been recorded since the cut-off.",
        "educational attainment",
        "the number of people on the housing register",
        "Appendix A: People and Health scrutiny measures",
    )
    ages = table_of(dorset, "people-and-health", "Measure", "Figure for", "Age in days")
    found = {PAGE.sub("", row[0]): row[1:] for row in ages}
    assert len(found) == 28
    assert found["Number of affordable homes delivered"] == [
        "Q2 2020/21", "120", "Older than 90 days", "–",
    ]  # fmt: skip
    assert found["Total number of service users"] == ["Oct 2020", "89", "–", "–"]
    assert [row[2] for row in ages] == sorted((row[2] for row in ages), key=int, reverse=True)


# Seed 003: a panel's report and what it asked for -------------------------------------------------

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
        "the committee last met on 8 December 2021. It noted one matter and made two requests.",
        "Noted: The corporate performance report for the second quarter of 2021/22.",
        "Of the requests made at that meeting, two are open.",
        "Of earlier requests, two were closed since the last report.",
        "2. Executive summary",
        "3. Recommendations",
        "A. Note the report and the answers given to what the committee asked.",
        "C. Record what else members wish to ask for",
        "4. Measures in focus",
        *(f"4.{number}. {title}" for number, title in enumerate(IN_FOCUS, 2)),
        "5. How old the figures are",
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
    assert rows[0][4] == "No answer yet"
    assert rows[2][4].startswith("Figures by round have been sent to members")
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
        "Committees on this measure",
        "asked on 8 December 2021: Report each month how many minor applications are waiting",
        f"{IN_FOCUS[0]}: related measures",
        "Major planning applications decided in time",
        "No figures of other councils are published for this measure.",
        f"4.6. {IN_FOCUS[4]}",
        f"{IN_FOCUS[4]}: related measures",
        "Children on a child protection plan",
        "Re-referrals to children's social care within 12 months",
        "Mereshire: 75.8 per 10,000 children in 2020/21",
        "Bottom quartile, 33rd of 43 councils",
    )
    for ending in ENDINGS:
        words = [" ".join(one.split()) for one in pictures_of(demo.folder / f"panel{ending}")]
        assert all(words)
        for title in IN_FOCUS:
            assert [one for one in words if one.startswith(f"{title} ") and " in " in one], title


def test_a_measures_own_section_shows_what_was_asked(demo: Built) -> None:
    page = site_page(demo, "notebooks/good-place-for-business")
    (section,) = page.xpath("//section[@id='planning-minor'] | //section[*[@id='planning-minor']]")
    text = " ".join(section.text_content().split())
    assert "Committees on this measure" in text
    assert "asked on 8 December 2021: Report each month how many minor applications" in text
    assert "Open, Head of Planning, due Q4 2021/22" in text


# Seed 004: a cabinet report with sign-offs and highlights -----------------------------------------

ROLES = (
    "Monitoring Officer",
    "Corporate Finance",
    "Human Resources",
    "Adults Services",
    "Children's Services",
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
        "Synopsis",
        "1 Report sign-off",
        "Role State Date",
        *ROLES,
        "2 Forward plan reference",
        "2.1 Forward plan reference FP/18/10/06.",
        "The notice was first published on 24 October 2018.",
        "3 Summary",
        "3.2 None of the nine measures is rated.",
        "3.3 Six measures and eight milestones are reported for Q2 2018/19.",
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
        "County Vision",
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
        "Breastfeeding continuation: The 50.6% of 2017/18 was above target",
        "Somerset Energy Innovation Centre, phase 2: Building is on programme.",
        "the overspend projected at month 6 has come down to £3.158m",
        "fixed-term exclusions are up 23% on the same period last year",
        "149 of 401 in the quarter",
    )
