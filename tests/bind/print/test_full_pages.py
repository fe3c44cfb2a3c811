"""No page is less than a third full, except the last one of a part, and the report is not long."""

from __future__ import annotations

import pytest

from quarterbook import Report
from quarterbook.build.built import Built
from support.books import ROOT
from support.page_fill import filled_pages
from support.paper_text import page_texts, squashed


@pytest.mark.parametrize("which", ["demo", "dorset", "somerset"])
def test_pages_are_filled(which: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(which)
    papers = [*built.folder.glob("*.pdf"), *built.folder.glob("exempt/*.pdf")]
    assert papers
    short = [
        (paper.name, page.number, round(page.filled, 2))
        for paper in papers
        for page in filled_pages(paper)
        if page.filled < 1 / 3 and not page.ends_part
    ]
    assert short == []


def test_the_report_has_fewer_than_fifty_pages(demo: Built) -> None:
    """At today's 84 measures, 14 comparisons and the milestones' owners and actions."""
    assert len(filled_pages(demo.folder / "report.pdf")) < 50


def below_the_head(page: str) -> str:
    """What a page of a draft says below its running head, which ends with that word."""
    return page.partition("Q3 2021/22 DRAFT\n")[2]


def test_the_reports_contents_are_one_page_and_name_every_measure(demo: Built) -> None:
    """Of chapters without measures, such as that of comparisons, they name the title alone."""
    contents, after = page_texts(demo.folder / "report.pdf")[1:3]
    assert below_the_head(contents).startswith("Contents")
    assert below_the_head(after).startswith("Corporate performance report, Q3 2021/22")
    lines = squashed(contents)
    assert all(squashed(view.title) in lines for view in Report(book=ROOT).view.views_shown)
    assert squashed("Benchmarking") in lines
    assert squashed("Published earlier") not in lines
