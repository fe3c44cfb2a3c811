"""Seed 002: Dorset's scrutiny exception report, in PDF and Word."""

from __future__ import annotations

import re

import pypdf

from quarterbook.build.built import Built
from support.paper_text import (
    paper_text,
    pdf_pages,
    squashed,
    word_tables,
)
from support.papers import says, table_of

COLUMNS = [
    "Measure",
    "Service",
    "Period",
    "Figure",
    "RAG",
    "Direction of travel",
    "Target",
    "Last year",
    "Comment",
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
New cases received this month where the Council has been contacted by either a family or \
individual who has described themselves as homeless or threatened with homelessness. This figure \
does not include verbal approaches but accounts for completed applications \
received|Housing|Oct-20|M|268|A|Same|||no
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
Review Performance - percentage of long-term clients reviewed in the last 12 months (year to \
date, as at end of the month)|Adult Care|\
Oct-20|M|54.00|A|Worsening|75.00|68.00|no
Safeguarding Activity - number of safeguarding concerns received during the period|Adult Care|\
Oct-20|M|364.00|A|Same||369.00|no
Percentage of child protection cases dealt with in court within 26 weeks|Legal Services|Oct-20|M|\
40.00|A||100.00||yes
Percentage of 16 and 17 year olds not in education, employment or training|Commissioning, Quality \
& Partnerships|Sep-20|Q|3.64|A|Worsening|3.50|2.90|no
Reduction in rate of children re-referrals (%)|Care & \
Protection|Sep-20|Q|21.70|A|Improving|20.00|21.60|no
Safeguarding Feedback - individuals that felt safer as a result of the safeguarding intervention \
(%)|Adult Care|Sep-20|Q|50.00|A|Improving|75.00|41.00|no
Safeguarding Feedback - individuals that felt listened to during the safeguarding intervention (%)|\
Adult Care|Sep-20|Q|76.00|A|Improving|85.00|54.00|no
Staff turnover as a percentage of total Dorset Council headcount (DC Overall)|HR & \
OD|Oct-20|M|0.82|A|\
Improving|||no
Average number of working days lost to sickness per FTE (DC Overall)|HR & \
OD|Oct-20|M|8.54|A|Same|8.00|9.50|no
Average number of working days lost to long term sickness per FTE (DC Overall)|HR & \
OD|Oct-20|M|5.10|A|\
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


TITLES = {line.split("|")[0] for line in DORSET.splitlines()}


def figure(text: str) -> float | None:
    """``41.4%`` and ``41.40`` are one figure, and a blank is none."""
    text = re.sub(r"\[\w\]|[,%\s]", "", IN_THE_SEED.get(text, text))
    return float(text) if text else None


def above(cell: str) -> str:
    """What stands above a rating's or a direction's basis."""
    return next((known for known in IN_THE_SEED if cell.startswith(known)), cell)


def title(row: list[str]) -> str:
    """An indicator's title without the unit below it."""
    return max((one for one in TITLES if row[0].startswith(one)), key=len)


def test_dorsets_table_is_the_published_one(dorset: Built) -> None:
    """All that its twelve columns say, in ten; 28 rows, 6 red and 22 amber, red first."""
    (table,) = (
        one
        for one in word_tables(dorset.folder / "people-and-health.docx")
        if one[0][:2] == ["Measure", "Service"]
    )
    header, *rows = table
    assert header == COLUMNS
    wanted = {line.split("|")[0]: line.split("|")[1:] for line in DORSET.splitlines()}
    assert len(wanted) == 28
    assert [above(row[4]) for row in rows] == ["◆ Red"] * 6 + ["▲ Amber"] * 22
    assert sorted(title(row) for row in rows) == sorted(wanted)
    for row in rows:
        service, period, often, data, rag, moved, target, last_year, action = wanted[title(row)]
        when, told_often = re.fullmatch(r"(.*20(?:/21)?)\s+(\w+)\s+\d+ days old", row[2]).groups()
        told = [row[1], *(IN_THE_SEED[above(one)] for one in (when, told_often, row[4], row[5]))]
        assert told == [service, period, often, rag, moved], row[0]
        assert [figure(row[n]) for n in (3, 6, 7)] == [
            float(text.replace(",", "")) if text else None for text in (data, target, last_year)
        ], row[0]
        assert row[9].startswith("No action recorded") == (action != "yes"), row[0]
    without = [title(row) for row in rows if row[8] == "–"]
    assert without == [
        "Staff turnover as a percentage of total Dorset Council headcount (DC Overall)"
    ]


def test_dorsets_pdf_has_the_same_rows(dorset: Built) -> None:
    pdf = paper_text(dorset.folder / "people-and-health.pdf")
    pdf = pdf[pdf.rindex(squashed("Appendix A: People and Health scrutiny measures")) :]
    pdf = without_list_numbers(pdf)
    assert squashed("".join(COLUMNS[:8])) in pdf
    for row in table_of(dorset, "people-and-health", "Indicator", "Service"):
        assert squashed(row[0]) in pdf, row  # it spans two rows, so it may come after the first
        assert without_list_numbers(squashed("".join(row[1:8]))) in pdf, row
        said = squashed(f"Comment: {row[8]}")
        assert without_list_numbers(said) in pdf or row[8] == "–" or "[" in row[8], row
        assert without_list_numbers(squashed(f"Action: {row[9]}")) in pdf, row
    for page, sheet in zip(
        pdf_pages(dorset.folder / "people-and-health.pdf"),
        pypdf.PdfReader(dorset.folder / "people-and-health.pdf").pages,
        strict=True,
    ):
        if "Indicator Service Period" in page:
            assert sheet.mediabox.width < sheet.mediabox.height


def without_list_numbers(text: str) -> str:
    """Text without the numbers that a paper's lists count themselves."""
    return re.sub(r"\d\.(?=[A-Z])", "", text)


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
        "performance@dorset.example, 01632 960 821",
        "Local councillors All",
        "1 Recommendation",
        "1.1 That the committee:",
        "A. Note the performance framework",
        "B. Note the measures rated amber or red for October 2020",
        "2 Reason for the recommendation",
        "3 Executive summary",
        "3.1 Of 28 measures, 22 are amber and 6 red.",
        "3.2 Six measures are red: ",
        "No action is recorded for one of them: Number of affordable homes",
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
        "Footnote: what bears on the decision in law, money, the environment, the economy",
        "Appendix A: People and Health scrutiny measures",
    )
    ages = table_of(dorset, "people-and-health", "Measure", "Figure for", "Age in days")
    assert not any("Appendix" in row[0] for row in ages)  # all of them are there
    found = {row[0]: row[1:] for row in ages}
    assert len(found) == 28
    assert found["Number of affordable homes delivered"] == [
        "Q2 2020/21", "120", "Q3 2020/21, not yet recorded", "Older than 90 days",
    ]  # fmt: skip
    assert found["Total number of service users"] == [
        "Oct 2020",
        "89",
        "November 2020, not yet recorded",
        "–",
    ]
    assert [row[2] for row in ages] == sorted((row[2] for row in ages), key=int, reverse=True)
