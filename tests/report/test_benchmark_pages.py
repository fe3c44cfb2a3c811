"""How the council compares with others, on the page, and what may be asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pandas as pd
import pytest

from quarterbook import Report
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.errors import BookError
from quarterbook.judge.comparison import compare
from quarterbook.report.blocks import appendix, benchmark
from quarterbook.report.html.block import Block
from quarterbook.report.sentences import ranking
from quarterbook.storage.book import Book
from support.books import ROOT
from support.northshire import TWO_YEARS, compared, comparison_of, homes, known


def test_the_table_of_one_measure() -> None:
    html = benchmark.result_table(compared(TWO_YEARS), homes(), "Northshire")
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    assert heads == [
        "Measure",
        "Previous result",
        "Northshire 2021/22",
        "Statistical neighbours 2021/22",
        "North Marches 2021/22",
        "England 2021/22",
    ]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html)
    assert cells == ["60.0% (2020/21)", "75.0%", "68.0%", "64.0%", "59.9%"]


def test_titles_stay_text() -> None:
    view = homes("<b>Homes</b> & *more*", "per <x>")
    series = pd.DataFrame({"measure": ["homes"], "caveat": ["A <i>small</i> one"]})
    vintage = replace(known(TWO_YEARS), series=series)
    found = comparison_of(vintage, compared(TWO_YEARS), view)
    assert "<b>Homes" not in found.html
    assert "<i>small" not in found.html
    assert "per <x>" not in found.html
    assert "Please note: A &lt;i&gt;small&lt;/i&gt; one." in found.html


pytestmark = pytest.mark.usefixtures("without_charts")


@pytest.fixture(scope="module")
def appendix_page(demo_report: Report) -> Block:
    return demo_report.benchmarks()


def headings(text: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", text, re.MULTILINE)


def test_the_appendix_is_what_the_quarter_published(
    demo_report: Report, appendix_page: Block
) -> None:
    """Q3 runs from the cut-off of 5 November 2021: what was published in October is one table."""
    page = appendix_page
    new = [entry for entry in appendix.entries(demo_report.view) if entry.is_new]
    assert all(entry.compared.published_on > date(2021, 11, 5) for entry in new)
    titles = re.findall(r"^#{3,4} (.+: compared)$", page.markdown, re.MULTILINE)
    assert sorted(titles) == sorted(f"{entry.view.title}: compared" for entry in new)
    services = headings(page.markdown, 2)
    assert services[-1] == "Published earlier"
    assert services[:-1] == list(dict.fromkeys(str(e.view.service) for e in new))
    for entry in new:
        assert re.search(rf"\({entry.view.id}-compared\)=\n###", page.markdown)
        assert f"](#{entry.view.id})." in page.markdown
    assert (
        "Children's Social Care: four measures for the year ending March 2021, published in "
        "November 2021" in page.html
    )
    assert "published after 5 November 2021 and by 4 February 2022" in page.html
    rows = page.html.split("Published earlier: the newest comparison")[-1].count("<tr>")
    assert rows == 1 + len(appendix.entries(demo_report.view)) - len(new)


def test_chance_is_allowed_for_in_the_earlier_figure_too(demo_report: Report) -> None:
    """A change is of two figures, each of which has its interval.

    Pay: 552.90 (533.55 to 572.25) less 527.80 (509.33 to 546.27) is 25.10, and the root of
    19.35 squared and 18.47 squared is 26.75: chance may explain it. So it may plans, 277 against
    314 of about 60,000 children. Looked after, 456 against 362, it may not.
    """

    views = {view.id: view for view in demo_report.view.measures}

    def said(measure: str) -> str:
        compared = compare(demo_report.view.vintage, measure)
        assert compared is not None
        return ranking.sentences(compared, views[measure].format, "Mereshire")

    # the way that the direction of travel has, and no other word for it
    better = "better than the £546.60 of 2019 (chance alone may explain that), against"
    assert better in said("weekly-pay")
    for measure in ("weekly-pay", "child-protection-plans", "own-home-learning-disability"):
        assert "more than chance may explain" not in said(measure)
    looked_after = said("children-looked-after")
    assert "worse than the 66.9 of 2019/20 (chance alone may explain that)" in looked_after
    assert (
        "Over two years in a row it has worsened by more than chance may explain, from 60.7 in "
        "2018/19." in looked_after
    )
    # 8.9 more in a year, by chance from 0.8 fewer to 18.6 more, and England's rose by 0.3
    assert "The gap to England" not in looked_after
    assert "for two years in a row, from 48.5% in 2018/19" in said("recycling-rate")  # no interval


def test_a_rank_in_a_table_allows_for_chance_too(demo_report: Report) -> None:
    """45.5 (38.5 to 53.5) of 2020 may be any rank of 43; 50.5% of waste has no interval."""
    said = {}
    for measure in ("ksi-casualties", "recycling-rate"):
        compared = compare(demo_report.view.vintage, measure)
        assert compared is not None
        said[measure] = ranking.place_sentence(compared, brief=True)
    assert said["ksi-casualties"] == (
        "Third quartile, 27th of 43 councils (1st to 43rd, allowing for chance, so the quartile is "
        "not sure); a low figure is good."
    )
    assert said["recycling-rate"] == (
        "Top quartile, 4th of 43 councils, up from 10th; a high figure is good."
    )


def test_the_summary_of_a_service(demo_report: Report) -> None:
    """Children's social care, Q3: looked after 22nd to 33rd, plans 32nd to 28th, re-referrals 7th
    to 4th, care leavers 11th to 16th; bottom, third, top and second quartile: 2 of 4 is 50%.

    95% intervals: plans 40.8 to 51.8 hold England's 45.1, care leavers 44.9 to 59.5 its 50.3;
    looked after 69.0 to 83.1 and re-referrals 16.4 to 19.5 do not hold its 66.6 and 23.0. No change
    of the four is more than chance may explain, and the ranks that looked after and re-referrals
    allow, 16th to 40th and 1st to 13th, hold the 22nd and the 7th.
    """
    said = plain(demo_report.benchmark_summary().html)
    assert "Of four measures, none has a rank that moved by more than chance may explain." in said
    assert "Mereshire is in the top two quartiles for two of four measures (50%)." in said
    assert (
        "Against England, one of four measures is better (Re-referrals to children's social care "
        "within 12 months), two are similar (Children on a child protection plan; Care leavers in "
        "education, employment or training) and one is worse (Children looked after)." in said
    )
    service = said.split("Children's Social Care: ")[1].split("Adult Social Care: ")[0]
    top, bottom = service.split("In the top quartile:")[1].split("In the bottom quartile:")
    assert "Re-referrals to children's social care within 12 months (a low figure is good)" in top
    assert "Children looked after (a low figure is good)" in bottom
    assert (
        "Children looked after (a low figure is good) (33rd of 43; 16th to 40th, allowing for "
        "chance, so the quartile is not sure). The service says for Q3 2021/22: Unaccompanied "
        "young people arriving" in bottom
    )
    assert "Action: Begin the reunification programme" in bottom
    assert "(Assistant Director for Children's Social Care, by 29 July 2022)" in bottom
    one = "Household waste sent for reuse, recycling or composting: top quartile, 4th of 43"
    assert one in said


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_all_services_in_sum(demo_report: Report, appendix_page: Block) -> None:
    """The summary of the whole stands before the services in the appendix, and ends the summary."""
    whole = "All services together. Of 13 measures, the rank improved for 1 and held for 3"
    page = plain(appendix_page.html)
    assert page.index(whole) < page.index(
        "Household waste sent for reuse, recycling or composting:"
    )
    assert whole in plain(demo_report.benchmark_summary().html)


def test_themes_group_the_measures_of_a_service(appendix_page: Block) -> None:
    page = appendix_page.markdown
    adults = page.split("## Adult Social Care")[1].split("## Published earlier")[0]
    assert headings(adults, 3) == ["Living independently", "Leaving hospital", "Carers"]
    assert len(headings(adults, 4)) == 6
    waste = page.split("## Waste and Recycling")[1].split("\n## ")[0]
    assert headings(waste, 3) == [
        "Household waste sent for reuse, recycling or composting: compared"
    ]


def test_reasons_and_plans_stand_by_their_comparison(appendix_page: Block) -> None:
    page = plain(appendix_page.html)
    one = page.split("People using services who receive direct payments (ASCOF 1C(2A)): compared")[
        1
    ]
    words = one[: one.index("Adults with a learning disability living")]
    assert "What the service says, Q3 2021/22: The prepaid card removed most" in words
    assert "Action Pair each new older recipient with a peer adviser" in words


def test_a_related_pair_stands_side_by_side_once(appendix_page: Block) -> None:
    page = plain(appendix_page.html)
    title = (
        "Side by side: Median weekly pay of full-time employees living in the county and Median "
        "weekly pay of full-time jobs located in the county"
    )
    assert page.count("Side by side:") == page.count(title) == 1
    rows = page.split(title)[1][:900]
    assert "2020 £546.60 (2019) £552.90" in rows
    assert "2020 £498.70 (2019) £509.60" in rows


def test_a_missing_survey_year_is_explained(appendix_page: Block) -> None:
    page = plain(appendix_page.html)
    assert "Mereshire has no figure for 2020/21: no survey." in page
    assert "No survey in 2020/21: the survey of carers was put off for a year because of" in page


def test_the_first_report_takes_in_all_that_was_published() -> None:
    first = Report("2021-22-q1", book=ROOT)
    assert all(entry.is_new for entry in appendix.entries(first.view))
    page = first.benchmarks()
    assert "These comparator data were published by 6 August 2021:" in page.html
    assert "Published earlier" not in page.html


def test_nothing_published(book: Book) -> None:
    path = book.data / "benchmarks.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f"{header}\n", encoding="utf-8")
    report = Report("2021-22-q3", book=book.root)
    assert "No comparison with other councils has been published yet." in report.benchmarks().html
    assert report.benchmark_summary().html == ""


def test_nothing_new_published(book: Book) -> None:
    path = book.data / "benchmarks.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",")[8] < "2021-11-06" or "value" in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    page = Report("2021-22-q3", book=book.root).benchmarks()
    assert "No comparator data has been published after 5 November 2021." in page.html
    assert headings(page.markdown, 2) == ["Published earlier"]
    assert headings(page.markdown, 3) == []


def test_caveats_stand_under_their_comparison(book: Book) -> None:
    (book.data / "series.csv").write_text(
        "measure,publisher,indicator,caveat\n"
        "recycling-rate,table,rate,A smaller sample varies more from year to year\n"
        "recycling-rate,table,other,A smaller sample varies more from year to year\n",
        encoding="utf-8",
    )
    html = Report("2021-22-q3", book=book.root).benchmarks().html
    assert html.count("Please note: A smaller sample varies more from year to year.") == 1


# What may be asked for --------------------------------------------------------------------------


def test_a_comparator_must_be_a_group(book: Book) -> None:
    path = book.params / "council.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: neighbours", "id: neighbors"), encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "id: neighbours" in row)
    with pytest.raises(BookError) as raised:
        read_recorded(book)
    assert str(raised.value) == (
        f'params/council.yml:{line} P111 comparator "neighbors" is not region, country, england '
        "or a group that data/comparators.csv has for E10000099. Add its members there, or name "
        "another. "
        'Did you mean "neighbours"?'
    )


def test_a_comparator_may_be_a_list_of_the_councils_own(book: Book) -> None:
    path = book.params / "council.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: neighbours", "id: Rural counties"), encoding="utf-8")
    with (book.data / "comparators.csv").open("a", encoding="utf-8") as file:
        file.write("Rural counties,E10000099,E06000901,\nRural counties,E10000099,E06000902,\n")
    assert read_recorded(book).council.comparators[0].id == "Rural counties"


def test_an_activity_indicator_is_compared_and_not_counted_as_a_measure(
    demo_report: Report,
) -> None:
    """Pay at workplaces is the one activity indicator of the fourteen that were published."""
    text = appendix.appendix(demo_report.view).markdown
    assert (
        "Economy and Skills: one measure and one activity indicator for the calendar year" in text
    )
    assert "All services together. Of 13 measures, " in text
    assert (
        "Median weekly pay of full-time jobs located in the county, an activity indicator, is "
        "lower than England." in text
    )
    whole = text.partition("All services together.")[2].partition("\n")[0]
    assert "Against England, 5 of 12 measures are better, 4 are similar and 3 are worse." in whole
    assert "lower" not in whole


def test_every_rank_that_may_lie_in_another_quartile_says_so(demo_report: Report) -> None:
    """Of 43 councils the bottom quartile begins at 33rd or so, and the second at 12th at most."""
    text = appendix.in_sum(demo_report.view).markdown
    unsure = "allowing for chance, so the quartile is not sure)"
    for rank in ("33rd of 43; 16th to 40th", "34th of 43; 17th to 40th", "10th of 43; 4th to 15th"):
        assert f"({rank}, {unsure}" in text
    assert "**Children looked after" in text
    assert "The service says for Q3 2021/22: Unaccompanied young people" in text
