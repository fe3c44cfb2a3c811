"""A paper is its own words and its appendices, and links between them hold."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from quarterbook.bind.print.article import SinglePage
from quarterbook.bind.print.article_parts import PaperPart, heading_before
from quarterbook.ground.errors import BookError
from support.bound_papers import BOOK, PARTS, document, headings, page, read_article


def test_a_paper_is_its_own_words_and_its_appendices(tmp_path: Path) -> None:
    article = read_article(page(BOOK, tmp_path), PARTS)
    assert headings(article.html) == [
        ("h1", "1 One"), ("h2", "1.2 Sub"),
        ("h1", "Appendix A: Exceptions"), ("h2", "More"),
        ("h1", "Appendix B: The rest"), ("h2", "Area"), ("h3", "Cars"), ("h2", "Start"),
    ]  # fmt: skip
    assert "Unprinted" not in article.html
    assert "Site" not in article.html
    own = lxml.html.fromstring(article.html).xpath("//*[contains(@class, 'qb-section')]")
    assert [heading.tag for heading in own] == ["h1", "h2"]
    (letters,) = lxml.html.fromstring(article.html).xpath("//ol")
    assert letters.get("type") == "A"
    assert letters.getparent().get("class") == "qb-own"


def test_links_lead_to_a_section_else_to_a_row_else_nowhere(tmp_path: Path) -> None:
    root = lxml.html.fromstring(read_article(page(BOOK, tmp_path), PARTS).html)
    places = {link.text_content(): link.get("href")[1:] for link in root.xpath("//a")}
    assert places.keys() == {"bins", "cars", "Appendix A", "section 1"}
    assert root.get_element_by_id(places["bins"]).getparent().tag == "th"
    assert root.get_element_by_id(places["cars"]).text_content() == "Cars"
    assert root.get_element_by_id(places["Appendix A"]).text_content() == "Appendix A: Exceptions"


def test_a_part_is_as_it_stands_and_a_missing_part_is_an_error(tmp_path: Path) -> None:
    path = page(BOOK, tmp_path)
    assert headings(read_article(path).html) == [("h1", "Start")]
    as_they_are = read_article(path, (PaperPart(("area", "left")),))
    assert headings(as_they_are.html) == [("h1", "Area"), ("h2", "Cars"), ("h1", "Left out")]
    with pytest.raises(BookError, match=r"_toc\.yml B305 nothing: not on the page"):
        read_article(path, (PaperPart(("nothing",)),))


def test_what_repeats_a_measure_s_section_goes_and_an_analyst_s_words_beside_it_stay(
    tmp_path: Path,
) -> None:
    rules = (
        '<section id="{0}"><h3>{0}</h3><div><table class="qb-repeats"><tbody><tr><th>Cars</th>'
        "<td>Floor</td></tr></tbody></table></div>{1}</section>"
    )
    measure = '<section id="cars"><div class="qb-head"><h3>Cars</h3></div><p>Floor.</p></section>'
    own = rules.format("Own", "<p>Ours.</p>")
    method = document("method", "Method", rules.format("Rules", "") + own)
    text = method + document("area", "Area", measure)
    html = read_article(page(text, tmp_path)).html
    root = lxml.html.fromstring(html)
    assert [words for _, words in headings(html)] == ["Method", "Own", "Area", "Cars"]
    assert not root.xpath("//table")
    assert "Ours." in root.text_content()


def test_what_is_said_of_a_measure_or_of_charts_is_printed_once(tmp_path: Path) -> None:
    """Its owner's words beside its comparison stay in a paper that has not the measure itself."""
    compared = (
        '<section id="c"><h3>Cars: compared</h3><table><caption class="qb-hidden">Cars, 2021, '
        'compared</caption><tr><td>5</td></tr></table><p class="qb-service-says">It says:</p>'
        '<div class="qb-commentary">More.</div><div class="qb-action">Drive.</div></section>'
    )
    method = '<dl class="qb-method"><dt>Outlook</dt><dd>None: no method.</dd></dl>'
    measure = f'<section id="cars"><h3>Cars</h3><p class="qb-outlook">Up.</p>{method}</section>'
    key = '<div class="qb-explained"><p>A solid line.</p></div>'
    area, other = document("area", "Area", measure), document("other", "Other", compared + key * 2)
    whole = lxml.html.fromstring(read_article(page(area + other, tmp_path)).html).text_content()
    assert whole.count("A solid line.") == 1
    assert not [said for said in ("It says", "More.", "None:", "2021, compared") if said in whole]
    alone = read_article(page(other, tmp_path)).html
    assert all(said in alone for said in ("It says:", "More.", "Drive."))


def test_a_page_is_read_once_for_all_papers(tmp_path: Path) -> None:
    path = page(BOOK, tmp_path)
    papers = (PARTS, (PaperPart(("area", "left")),), PARTS)
    alone = [read_article(path, parts) for parts in papers]
    single = SinglePage(path, tmp_path)
    assert single.article(papers[1]) == alone[1]
    path.unlink()
    assert [single.article(parts) for parts in papers] == alone


@pytest.mark.parametrize(
    ("image", "fault"),
    [
        ('src="a.png"', " has no alt text. Say in its alt text what it shows."),
        ('alt="A" src="a.webp"', "B303 image a.webp: this kind of file cannot be printed."),
        ('alt="A" src="data:image/webp;base64,AA"', "image/webp cannot be printed."),
        ('alt="A" src="a.png"', "B304 image a.png: no such file among those that the page was"),
        ('alt="A" src="https://a.example/a.png"', "a.png: it lies on another site. Save it in"),
        ('alt="A" src="//a.example/a.png"', "a.png: it lies on another site. Save it in"),
    ],
)
def test_a_picture_that_cannot_be_printed_is_told_by_its_page(
    image: str, fault: str, tmp_path: Path
) -> None:
    for words, name in (("<p>Opening.</p>", "start"), ("<p>Many.</p>", "area")):
        text = BOOK.replace(words, f"<p><img {image}></p>")
        with pytest.raises(BookError) as told:
            read_article(page(text, tmp_path), PARTS)
        assert str(told.value).startswith(f"{name} B30")
        assert fault in str(told.value)


@pytest.mark.parametrize("source", ["crest.svg", "../crest.svg", "{folder}/crest.svg"])
def test_a_picture_of_the_book_that_was_not_bound_is_told(source: str, tmp_path: Path) -> None:
    """Sphinx's output lies inside the book: what was not bound is neither checked nor signed."""
    output = tmp_path / "output"
    for folder in (tmp_path, output / "_images"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "crest.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (output / "_static").mkdir()
    bound = BOOK.replace("<p>Opening.</p>", '<p><img alt="A" src="_images/crest.svg"></p>')
    assert read_article(page(bound, output), PARTS).images
    text = BOOK.replace(
        "<p>Opening.</p>", f'<p><img alt="A" src="{source.format(folder=tmp_path)}"></p>'
    )
    with pytest.raises(BookError, match=r"B304 image .*: no such file"):
        read_article(page(text, output), PARTS)


def test_a_page_of_another_make_is_told(tmp_path: Path) -> None:
    (tmp_path / "other.html").write_text("<html><body><p>Words.</p></body></html>")
    with pytest.raises(BookError, match=r"other\.html B301 nothing to print"):
        read_article(tmp_path / "other.html")


def test_the_heading_that_an_element_stands_under_is_the_last_before_it() -> None:
    """However deep either is; what holds the element is no heading before it."""
    article = lxml.html.fromstring(
        "<article><p>a</p><section><h1>One</h1><div><h2>Two</h2><!-- h3 --></div><div><p>b</p>"
        "<h3><em>c</em></h3><p>d</p></div></section><section><p>e</p><h2>Last</h2></section></article>"
    )
    under = [heading_before(one) for one in article.xpath("//p | //em")]
    said = [None if one is None else one.text_content() for one in under]
    assert said == [None, "Two", "Two", "c", "c"]
    for one in article.iter("*"):
        before = one.xpath("(preceding::*[self::h1 or self::h2 or self::h3])[last()]")
        assert heading_before(one) is next(iter(before), None)
