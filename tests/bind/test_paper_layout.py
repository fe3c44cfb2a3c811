"""How the paper is set: measures as blocks, words below rows, nothing smaller than 9 pt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import lxml.html
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from markupsafe import Markup

from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.pdf import write_pdf
from quarterbook.data.params.council import Colours
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Goal
from quarterbook.report.charts.bars import bullet
from quarterbook.report.charts.style import council_colours
from quarterbook.report.html.tables import table
from support.bound_papers import read_article

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


@pytest.mark.parametrize("before", [1, 10])
def test_no_page_ends_in_the_words_that_lead_up_to_a_list(before: int, tmp_path: Path) -> None:
    """Numbered or not: with 1 and with 10 paragraphs before them, pages ended in either."""
    parts = ["<p>Words.</p>" * before]
    for n in range(40):
        number = f'<span class="qb-number">1.{n}</span> ' if n % 2 else ""
        items = "".join(f"<li>Point {i}</li>" for i in range(1 + n % 4))
        parts.append(f"<p>{number}These changed:</p><ul>{items}</ul><p>Words {n}: more.</p>")
    paper = list(printed("".join(parts), tmp_path))
    assert len(paper) > 3
    for sheet in paper:
        said = sheet.get_textpage().get_text_bounded().split("\r\n")
        assert not said[-2].rstrip().endswith("changed:")  # the last line but the number


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


def test_what_is_said_of_a_comparison_stands_on_the_page_of_its_charts(tmp_path: Path) -> None:
    """From every height of the page: a heading, a sentence, then a table and two charts."""
    compared = (
        "<h3>Bins: compared</h3><p>It is better than England.</p>"
        f"{table('Bins', ['Measure', 'Own'], [['Bins', '7']])}{CHART}{CHART}<p>Its source.</p>"
    )
    for lines in range(1, 48, 6):
        folder = tmp_path / str(lines)
        folder.mkdir()
        filling = "<p>A line.</p>" * lines
        document = printed(f'{filling}<section id="bins">{compared}</section>', folder)
        texts = [one.get_textpage().get_text_bounded() for one in document]
        (where,) = (text for text in texts if "better than England" in text)
        assert "Bins: compared" in where
        assert where.count("Figures by year") == 2


SECTIONS = "<h2>Waste</h2><p>Some.</p><h3>Bins: compared</h3><p>More.</p>"


def test_a_paper_of_one_chapter_has_its_sections_in_the_contents(tmp_path: Path) -> None:
    """A line for each, with its page; of two chapters each has one line, and no section."""
    alone, both = tmp_path / "alone", tmp_path / "both"
    other = '<section id="other"><h1>Another</h1><p>Words.</p></section>'
    for folder, more in ((alone, ""), (both, other)):
        folder.mkdir()
        path = page(SECTIONS, folder)
        path.write_text(path.read_text().replace("</article>", f"{more}</article>"))
        write_pdf(read_article(path), COVER, folder / "paper.pdf", folder / "work")
    contents = [
        pypdfium2.PdfDocument(folder / "paper.pdf")[1].get_textpage().get_text_bounded()
        for folder in (alone, both)
    ]
    assert "Waste ." in contents[0]
    assert "compared ." in contents[0]
    assert "Waste ." not in contents[1]
    assert "Another ." in contents[1]


def test_the_table_of_an_area_says_of_when_an_earlier_figure_is(tmp_path: Path) -> None:
    """A figure of two years ago stands in one table with the quarter's, which need no period."""
    earlier = Markup('<span class="qb-earlier">2019/20</span>')
    made = table(
        "Measures: area",
        ["Measure", "Figure", "Period", "RAG", "Trend"],
        [
            ["Residents satisfied", "66.2%", earlier, "Green", "up"],
            ["Bins missed", "47.3", "December 2021", "Amber", "down"],
        ],
        css="qb-wide qb-measures",
    )
    text = " ".join(one.get_textpage().get_text_bounded() for one in printed(made, tmp_path))
    assert "66.2% 2019/20 Green" in " ".join(text.split())
    assert "December" not in text
    assert "Trend" not in text


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
    with council_colours(Colours(primary="#1D5F4B", accent="#D4351C")):
        chart = bullet(3.0, Goal(target=4.0), NumberFormat("", 0))
    assert "#1d5f4b" in chart.svg
    assert "#d4351c" in chart.svg
    assert "#12436d" not in chart.svg.lower()
    assert chart.narrow is not None
    assert 'width="239.76pt"' in chart.narrow.svg  # drawn at this size with words of 9 points
