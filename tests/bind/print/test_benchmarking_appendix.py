"""Seed 001: a benchmarking appendix, in PDF and Word."""

from __future__ import annotations

import pypdf

from quarterbook.build.built import Built
from support.paper_text import (
    paper_text,
    pictures_of,
    squashed,
    word_tables,
)
from support.papers import ENDINGS, rows_of, says, site_page

CUT_OFF, BEFORE = "2022-02-04", "2021-11-05"


def test_the_appendix_has_its_item_and_letter_once_on_its_front(demo: Built) -> None:
    front = pypdf.PdfReader(demo.folder / "benchmarking.pdf").pages[0].extract_text()
    assert front.count("Item 8, Appendix B") == 1
    assert front.count("Appendix B") == 2  # and in its synopsis
    word = paper_text(demo.folder / "benchmarking.docx")
    assert word.count(squashed("Item 8, Appendix B")) == 1


def test_benchmarking_says_what_was_published_and_where_the_council_stands(demo: Built) -> None:
    says(
        demo,
        "benchmarking",
        "Benchmarking appendix",
        "These comparator data were published after 5 November 2021 and by 4 February 2022",
        "Waste and Recycling: one measure for the year ending March 2021, published in",
        "Children's Social Care: four measures for the year ending March 2021, published in",
        "All services together. Of 13 measures, the rank improved for 1",
        "Waste and Recycling",
        "Mereshire: 50.5% in 2020/21, better than the 49.1% of 2019/20, against 43.8% for",
        "44.9% for West Marches and 44.0% for England",
        "Top quartile, 4th of 43 councils, up from 10th; a high figure is good",
        "Published 15 December 2021",
        "the simple mean of the 10 councils that have a figure",
        "What the service says, Q3 2021/22: Dry recycling stayed high",
        "Economy and Skills",
        "Please note: The survey's sample in one county is small",
        "Side by side: Median weekly pay of full-time employees living in the county and Median",
        "Children's Social Care",
        "Of four measures, none has a rank that moved by more than chance may explain.",
        "Against England, one of four measures is better (Re-referrals to children's social care",
        "In the top quartile:",
        "Re-referrals to children's social care within 12 months (a low figure is good)",
        "In the bottom quartile:",
        "Children looked after (a low figure is good)",
        "Bottom quartile, 33rd of 43 councils (16th to 40th, allowing for chance, so the quartile",
        "Allowing for chance (95% confidence interval 69.0 to 83.1), it is worse than",
        "The number behind the rate fell from 297 to 277 (down 7%)",
        "Please note: the figure rests on few cases (92 of 176)",
        "Adult Social Care",
        "Living independently",
        "Leaving hospital",
        "Carers",
        "No survey in 2020/21: the survey of carers was put off for a year because of the pandemic",
        "Published earlier",
        "Employment rate of residents aged 16 to 64",
    )


def test_benchmarking_sets_previous_result_and_comparators_side_by_side(demo: Built) -> None:
    tables = [
        table
        for table in word_tables(demo.folder / "benchmarking.docx")
        if table[0][:2] == ["Measure", "Previous result"]
    ]
    assert len(tables) == 14
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
        assert len(charts) == 27
        assert all(len(one) > 60 for one in charts)
        assert any("Children looked after" in one and "75.8" in one for one in words)


def test_the_site_says_what_the_appendix_says(demo: Built) -> None:
    page = " ".join(site_page(demo, "notebooks/benchmarking").text_content().split())
    for words in (
        "All services together. Of 13 measures, the rank improved for 1",
        "What the service says, Q3 2021/22:",
        "The number behind the rate fell from 297 to 277 (down 7%)",
        "Please note: the figure rests on few cases (92 of 176)",
        "Leaving hospital",
        "No survey in 2020/21: the survey of carers was put off for a year because of the pandemic",
        "Median weekly pay of full-time jobs located in the county",
    ):
        assert words.replace("'", "’") in page.replace("'", "’"), words
