"""Small books for the parts of committee papers, and Dorset's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.data.params.editions import Edition
from quarterbook.report.html.block import Block
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book
from support.paper_parts import add

SMALL = ROOT / "tests" / "bad_input" / "book"
DORSET = ROOT / "examples" / "dorset"
SCRUTINY = Edition(name="exceptions", committee="people-and-health-scrutiny")

MEASURES = """\
id,title,outcome,sub_outcome,service,owner,committee,unit,decimals,polarity,kind,frequency,\
reading,rag_rule,direction_basis,seasonal,status,first_quarter,retired_quarter,definition,\
source,related
recycling-rate,Household waste recycled,environment,waste,Waste,Head of Waste,cabinet,%,1,higher,\
measure,quarterly,snapshot,,,no,live,,,,,
missed-bins,Missed <bins> & *boxes*,environment,waste,Waste,Head of Waste,scrutiny,\
"per 100,000 collections",0,lower,measure,monthly,snapshot,,,no,live,,,,,recycling-rate
litter,Litter,environment,streets,,Head of Waste,scrutiny,number,0,lower,measure,monthly,\
snapshot,,,no,live,,,,,
homes-delivered,New homes delivered,housing,supply,Housing,Head of Housing,scrutiny,number,0,\
higher,measure,annual,snapshot,,,no,live,,,,,
tree-cover,Tree cover,environment,waste,Parks,Head of Parks,scrutiny,%,1,higher,measure,annual,\
snapshot,,,no,in_development,,,Land under trees.,,
"""

PARAMS = """\
quarter: 2021-22-Q2
title: Performance report
cut_off: 2021-11-05
status: final
synopsis: |-
  44. is no list here.

  A second paragraph_with_signs.
meetings:
  - {committee: scrutiny, date: 2021-12-01, item: 7}
  - {committee: cabinet, date: 2021-12-08}
recommendations: [Note the report.]
"""

DECISIONS = """\
id,committee,met_on,measure,request,owner,due_quarter,status,response,closed_on,kind
A-1,scrutiny,2021-06-01,litter,Say where litter lies.,Head of Waste,2021-22-Q1,open,,,
A-2,scrutiny,2021-06-01,,Visit a depot.,,2021-22-Q1,closed,Members went.,2021-07-01,asked
A-3,scrutiny,2021-06-01,,Name the routes.,Head of Waste,2021-22-Q2,closed,Named.,2021-10-01,asked
B-1,scrutiny,2021-09-01,,The report for Q1 2021/22.,,,,,,noted
B-2,scrutiny,2021-09-01,,That <rounds> be published.,,,,,,resolved
B-3,scrutiny,2021-09-01,missed-bins,Report missed bins by round.,Head of Waste,2021-22-Q3,closed,\
Sent in November.,2021-11-20,asked
C-1,cabinet,2021-10-06,missed-bins,Bring back the contract.,Head of Waste,2021-22-Q4,open,,,
D-1,scrutiny,2021-11-10,,Not known by the cut-off.,,,open,,,asked
"""


@pytest.fixture
def small(tmp_path: Path) -> Book:
    """A book of two quarters, two committees and four measures, with milestones and decisions."""
    book = copy_book(SMALL, tmp_path / "book")
    texts = {
        "data/measures.csv": MEASURES,
        "data/decisions.csv": DECISIONS,
        "params/2021-22-q2.yml": PARAMS,
    }
    for name, text in texts.items():
        (book.root / name).write_text(text, encoding="utf-8")
    add(
        book,
        "observations",
        """\
        litter,2021-09,120,,,,2021-10-05,
        litter,2020-09,90,,,,2020-10-05,
        """,
    )
    add(book, "targets", "litter,2021-22,50,80,,,2021-03-01")
    (book.data / "milestones.csv").write_text(
        "id,title,outcome,owner,committee,due,forecast,completed_on,status,commentary,"
        "recorded_on,highlight\n"
        "depot,New depot,environment,Head of Waste,scrutiny,2022-03-31,2022-03-31,,on_track,"
        "The roof is on.,2021-10-01,success\n"
        "strategy,Waste strategy,environment,Head of Waste,scrutiny,2021-12-31,2021-12-31,,"
        "at_risk,,2021-07-01,concern\n",
        encoding="utf-8",
    )
    council = book.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(
        text.replace(
            "- {id: cabinet, title: Cabinet}",
            "- {id: cabinet, title: Cabinet}\n  - {id: scrutiny, title: Scrutiny & Review}",
        ),
        encoding="utf-8",
    )
    return book


# Dorset's scrutiny paper of January 2021, whose counts and rows are known.


@pytest.fixture(scope="module")
def dorset_blocks() -> Mapping[str, str | Block]:
    report = Report(book=DORSET).view
    return paper_names(report, SCRUTINY, sign_offs=())
