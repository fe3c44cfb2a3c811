"""How the paper is set: measures as blocks, words below rows, nothing smaller than 9 pt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import lxml.html
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from quarterbook.bind.print.article import read_article
from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.pdf import write_pdf
from quarterbook.data.params.council import Colours
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Goal
from quarterbook.report.charts.bars import bullet
from quarterbook.report.charts.style import council_colours
from quarterbook.report.html.tables import table

COVER = Cover(
    council="Testshire",
    title="Report",
    quarter="Q3 2021/22",
    as_at="4 February 2022",
    timestamp=date(2022, 2, 4),
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{w}pt" height="{h}pt" viewBox="0 0 {w} {h}">'
    '<rect width="{w}" height="{h}" fill="#123456"/></svg>'
)
METHOD = '<dl class="qb-method"><dt>How this is judged</dt><dd>Green at 50 or more</dd></dl>'
CHART = (
    '<figure class="qb-chart"><img alt="It rose." src="wide.svg"><figcaption>Figures by year'
    '</figcaption></figure><img class="qb-narrow" alt="It rose." src="narrow.svg">'
)


def measure(title: str, said: str = "It went well.") -> str:
    return (
        f'<section id="{title}"><h3>{title}</h3><p class="qb-standfirst">52% · Green</p>{CHART}'
        f'<div class="qb-commentary"><p>{said}</p></div>{METHOD}</section>'
    )


def page(body: str, folder: Path) -> Path:
    (folder / "wide.svg").write_text(SVG.format(w=400, h=200))
    (folder / "narrow.svg").write_text(SVG.format(w=240, h=104))
    path = folder / "report.html"
    path.write_text(
        f'<html><body><article><section id="area"><h1>An area</h1>{body}</section></article></body>'
    )
    return path


def printed(body: str, folder: Path) -> pypdfium2.PdfDocument:
    path = folder / "paper.pdf"
    write_pdf(read_article(page(body, folder)), COVER, path, folder / "work")
    return pypdfium2.PdfDocument(path)


def test_a_measure_is_one_block_with_its_chart_for_half_the_page(tmp_path: Path) -> None:
    article = read_article(page(measure("Recycling"), tmp_path))
    root = lxml.html.fromstring(article.html)
    parts = [div.get("class") for div in root.xpath("//div[@class='qb-measure']/div")]
    assert parts == ["qb-head", "qb-beside", "qb-words", "qb-rest"]
    assert len(article.images) == 1
    assert b'width="240pt"' in next(iter(article.images.values())).data


def test_what_is_said_stands_beside_a_chart_without_a_method_too(tmp_path: Path) -> None:
    """A panel's measure has its rule elsewhere, and its decisions and tables below chart and words.

    A chart that a page's own text leads up to stays where it is.
    """
    focus = measure("Recycling").replace(METHOD, "<p>Asked in May.</p>")
    focus = focus.replace('<p class="qb-standfirst">52% · Green</p>', STANDFIRST)
    own = measure("Own").replace(METHOD, "").replace(CHART, f"<p>My words.</p>{CHART}")
    article = read_article(page(focus + own, tmp_path))
    (block,) = lxml.html.fromstring(article.html).xpath("//div[@class='qb-measure']")
    assert [part.get("class") for part in block] == ["qb-head", "qb-beside", "qb-words", "qb-rest"]
    assert [part.text_content() for part in block] == [
        "Recycling52% · Green", "Figures by year", "It went well.", "",
    ]  # fmt: skip
    below = block.getnext()
    assert below.text_content() == "Asked in May."


STANDFIRST = '<div id="in-table-recycling"><p class="qb-standfirst">52% · Green</p></div>'


def test_three_measures_share_a_page_and_none_is_split(tmp_path: Path) -> None:
    names = [f"Measure {number}" for number in range(6)]
    document = printed("".join(measure(name, "Well. " * 40) for name in names), tmp_path)
    texts = [one.get_textpage().get_text_bounded() for one in document]
    on = {name: [n for n, text in enumerate(texts) if f"{name}\r\n52%" in text] for name in names}
    assert all(len(pages) == 1 for pages in on.values())
    assert max(list(on.values()).count([n]) for n in range(len(texts))) >= 3


def test_a_rule_that_stands_under_each_measure_is_not_printed_again(tmp_path: Path) -> None:
    rows = [["Recycling", "Green at 50"], ["Council’s buses", "Green at 9"], ["Jobs", "Not rated"]]
    again = table("How each measure is judged", ["Measure", "Rule"], rows, css="qb-repeats")
    body = measure("Recycling") + measure("Council's buses")
    section = f'<section id="rules"><h2>Every rule</h2>{again}</section>'
    some = read_article(page(body + section, tmp_path)).html
    assert "Not rated" in some
    assert "Green at 9" not in some
    every = read_article(page(body + measure("Jobs") + section, tmp_path)).html
    assert "Every rule" not in every


def test_nothing_is_set_smaller_than_nine_points(tmp_path: Path) -> None:
    said = table(
        "Measures rated red",
        ["Indicator", "Value", "Target", "Commentary", "Action"],
        [["Recycling", "48%", "50%", "Too little. " * 30, "Collect more. " * 20]],
        css="qb-upright qb-exceptions qb-below-2",
    )
    note = '<p class="qb-small">Markers: [p] provisional.</p>'
    document = printed(measure("Recycling") + str(said) + note, tmp_path)
    sizes = {
        round(pdfium.FPDFText_GetFontSize(text.raw, index), 1)
        for one in document
        for text in [one.get_textpage()]
        for index in range(text.count_chars())
        if text.get_text_range(index, 1).strip()
    }
    assert min(sizes) >= 9


@pytest.mark.parametrize("count", [1, 2])
def test_words_stand_below_their_row_under_their_names(tmp_path: Path, count: int) -> None:
    names = ["Commentary", "Action"][:count]
    said = table(
        "Measures",
        ["Indicator", "Value", "Target", *names],
        [["Recycling", "48%", "50%", "Too little.", "Collect more."][: 3 + count]] * 2,
        css=f"qb-upright qb-below-{count}",
    )
    document = printed(str(said), tmp_path)
    text = " ".join(one.get_textpage().get_text_bounded() for one in document)
    for name, words in zip(names, ("Too little.", "Collect more."), strict=False):
        assert text.count(f"{name}: {words}") == 2
    assert all(one.get_width() < one.get_height() for one in document)


def test_a_column_that_says_nothing_is_left_out() -> None:
    html = table("Ages", ["Measure", "Age", "Since"], [["A", "3", "–"], ["B", "4", ""]])
    assert "Since" not in html
    assert "Since" in table("Ages", ["Measure", "Age", "Since"], [["A", "3", "–"], ["B", "4", "5"]])


def test_charts_have_the_colours_of_the_council_and_nine_points_on_paper() -> None:
    with council_colours(Colours(primary="#1D5F4B", accent="#801650")):
        chart = bullet(3.0, Goal(target=4.0), NumberFormat("", 0))
    assert "#1d5f4b" in chart.svg
    assert "#801650" in chart.svg
    assert "#12436d" not in chart.svg.lower()
    assert chart.narrow is not None
    assert 'width="239.76pt"' in chart.narrow.svg  # drawn at this size with words of 9 points
