"""Committee papers as they are bound: numbers, parts, PDF, Word, and a council's own look."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import docx
import lxml.html
import outloud
import pypdf
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

import quarterbook.bind.print.word
from quarterbook.bind.print.article import read_article
from quarterbook.bind.print.article_parts import PaperPart
from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.bind.print.cover import Cover, MeetingLine
from quarterbook.bind.print.pdf import write_pdf
from quarterbook.bind.print.word.document import write_docx
from quarterbook.data.params.editions import Classification
from quarterbook.data.params.quarter import Officer
from quarterbook.ground.errors import BookError
from support.books import ROOT

# Numbers ------------------------------------------------------------------------------------------

PAPER = """\
---
numbered: true
---

# A paper

Before any section.

## Summary

First of {{ figure }}. See [](#later), [](#money), [](#risks) and [the words](#later).

- a point

(later)=
Second.

(risks)=
## Risks

### Legal

None.

(money)=
### Money

:::{note}
Aside.
:::

Some. See [](#listed).

(listed)=
1. One.

## Last

![A chart](chart.svg)

End.
"""


def sphinx(folder: Path, pages: dict[str, str], builder: str = "html") -> tuple[Path, str]:
    """Build pages as the book does, and return where and what Sphinx warned of."""
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    names = "\n".join(name for name in pages)
    (source / "index.md").write_text(f"# Book\n\n```{{toctree}}\n{names}\n```\n")
    (source / "chart.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>'
    )
    for name, text in pages.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    said = StringIO()
    config = {
        "extensions": ["myst_parser", "quarterbook.bind.site.theme.numbers"],
        "myst_enable_extensions": ["colon_fence", "substitution"],
        "myst_substitutions": {"figure": "three"},
    }
    trees = str(folder / "trees")
    with docutils_namespace():
        Sphinx(
            str(source), None, str(folder / builder), trees, builder, config,
            status=None, warning=said,
        ).build()  # fmt: skip
    return folder / builder, said.getvalue()


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> lxml.html.HtmlElement:
    out, said = sphinx(tmp_path_factory.mktemp("numbers"), {"paper": PAPER, "other": PAPER})
    assert said == ""  # two papers may have the same labels
    (main,) = lxml.html.parse(out / "paper.html").xpath("//*[@role='main']")
    return main


def test_sections_headings_and_paragraphs_have_one_count(
    numbered: lxml.html.HtmlElement,
) -> None:
    lines = [
        " ".join(mark.getparent().text_content().rstrip("¶").split()[:2])
        for mark in numbered.xpath(".//span[@class='qb-number']")
    ]
    assert lines == [
        "1 Summary", "1.1 First", "1.2 Second.",
        "2 Risks", "2.1 Legal", "2.2 None.", "2.3 Money", "2.4 Some.",
        "3 Last", "3.1 End.",
    ]  # fmt: skip
    assert "1.1 First of three." in numbered.text_content()


def test_references_say_the_number_before_and_after(numbered: lxml.html.HtmlElement) -> None:
    found = [
        (link.get("href"), link.text_content())
        for link in numbered.xpath(".//a[contains(@class, 'qb-ref')]")
    ]
    assert found == [
        ("#later", "paragraph 1.2"),
        ("#money", "paragraph 2.3"),
        ("#risks", "section 2"),
        ("#listed", "paragraph 2.4"),
    ]
    (words,) = numbered.xpath(".//p//a[text()='the words']")
    assert words.get("href") == "#later"


def test_a_page_that_asks_for_none_has_none_and_an_unknown_label_warns(tmp_path: Path) -> None:
    plain = PAPER.replace("numbered: true", "numbered: false")
    broken = PAPER.replace("(#later)", "(#nowhere)")
    out, said = sphinx(tmp_path, {"plain": plain, "broken": broken})
    assert "qb-number" not in (out / "plain.html").read_text()
    assert "cross-reference target not found: 'nowhere'" in said


# Parts --------------------------------------------------------------------------------------------


def page(text: str, folder: Path) -> Path:
    path = folder / "start.html"
    path.write_text(f"<html><body><article>{text}</article></body></html>", encoding="utf-8")
    return path


def document(name: str, title: str, body: str) -> str:
    link = '<a class="headerlink" href="#x">#</a>'
    body = re.sub(r"<(h\d)>(.*?)</h\d>", rf"<\1>\2{link}</\1>", body)
    return (
        f'<span id="document-{name}"></span><section id="{name}-title">'
        f"<h2>{title}{link}</h2>{body}</section>"
    )


ROWS = (
    '<table class="qb-table"><caption>Red</caption><thead><tr><th scope="col">Measure</th>'
    '<th scope="col">Comment</th></tr></thead><tbody><tr><th scope="row"><span id="in-table-bins">'
    '</span><a href="#bins">Bins</a></th><td>Late.</td></tr></tbody></table>'
)
BOOK = (
    '<section id="start"><h1>Start<a class="headerlink" href="#s">#</a></h1><p>Opening.</p>'
    '<div class="toctree-wrapper">'
    + document(
        "paper",
        "Paper",
        '<p class="qb-web-only">Site</p>'
        '<section id="one"><h3><span class="qb-number">1</span> One</h3>'
        '<p><span class="qb-number">1.1</span> See <a href="start.html#bins">bins</a>, '
        '<a href="start.html#cars">cars</a>, <a href="#document-red">Appendix A</a>, '
        '<a href="#document-left">left</a>.</p>'
        '<h4><span class="qb-number">1.2</span> Sub</h4>'
        '<p id="here"><span class="qb-number">1.3</span> As <a class="qb-ref" href="#one">'
        'section 1</a> says.</p><div class="qb-letters docutils container"><ol class="arabic">'
        "<li><p>Note.</p></li><li><p>Agree.</p></li></ol></div></section>"
        # the appendices stand below the paper in the site's contents
        '<div class="toctree-wrapper">'
        + document("red", "Red ones", f"{ROWS}<h3>More</h3>")
        + "</div>",
    )
    + document("area", "Area", '<section id="cars"><h3>Cars</h3><p>Many.</p></section>')
    + document("left", "Left out", "<p>Unprinted.</p>")
    + "</div></section>"
)  # fmt: skip
PARTS = (
    PaperPart(("paper",), own=True),
    PaperPart(("red",), "Appendix A: Exceptions"),
    PaperPart(("area", "start"), "Appendix B: The rest"),
)


def headings(html: str) -> list[tuple[str, str]]:
    found = lxml.html.fromstring(html).xpath("//h1 | //h2 | //h3 | //h4")
    return [(one.tag, " ".join(one.text_content().split())) for one in found]


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


def test_without_parts_the_page_is_whole_and_a_missing_part_is_an_error(tmp_path: Path) -> None:
    path = page(BOOK, tmp_path)
    titles = [text for tag, text in headings(read_article(path).html) if tag == "h1"]
    assert titles == ["Start", "Paper", "Red ones", "Area", "Left out"]
    as_they_are = read_article(path, (PaperPart(("area", "left")),))
    assert headings(as_they_are.html) == [("h1", "Area"), ("h2", "Cars"), ("h1", "Left out")]
    with pytest.raises(BookError, match=r"_toc\.yml B305 nothing: not on the page"):
        read_article(path, (PaperPart(("nothing",)),))


@pytest.mark.parametrize(
    ("image", "fault"),
    [
        ('src="a.png"', " has no alt text. Say in its alt text what it shows."),
        ('alt="A" src="a.webp"', "B303 image a.webp: this kind of file cannot be printed."),
        ('alt="A" src="data:image/webp;base64,AA"', "image/webp cannot be printed."),
        ('alt="A" src="a.png"', "B304 image a.png: no such file beside start.html."),
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


# PDF and Word -------------------------------------------------------------------------------------


def look_of(folder: Path, name: str) -> CouncilTemplate:
    typst, word = folder / f"{name}.typ", folder / f"{name}.docx"
    return CouncilTemplate(typst, word if word.exists() else None)


COVER = Cover(
    council="Anyshire Council",
    title="Performance",
    quarter="Q3 2021/22",
    as_at="1 February 2022",
    timestamp=date(2022, 2, 1),
    committee_paper=True,
    meetings=(MeetingLine("Cabinet", "Monday 7 February 2022"),),
    item="5",
    classification=Classification.PUBLIC,
    officers=(Officer(role="Author", post="Head of Performance", email="performance@example.org"),),
    synopsis="What this is about.",
)
REASON = "It names a business"
EXEMPT = replace(COVER, classification=Classification.EXEMPT, exempt_reasons=(REASON,), draft=True)


@pytest.fixture
def bind(tmp_path: Path) -> Callable[..., Path]:
    """Write a paper of the book above."""

    def write(
        name: str, cover: Cover = COVER, look: CouncilTemplate | None = None, text: str = BOOK
    ) -> Path:
        make = write_pdf if name.endswith(".pdf") else write_docx
        make(page(text, tmp_path), cover, tmp_path / name, tmp_path / "work", PARTS, look)
        return tmp_path / name

    return write  # fmt: skip


def texts(path: Path) -> list[str]:
    return [" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(path).pages]


def accessible(path: Path) -> bool:
    return not [one for one in outloud.check(str(path)).findings if one.severity == "error"]


def test_the_pdf_begins_with_its_own_words_under_the_front(bind: Callable[..., Path]) -> None:
    path = bind("paper.pdf")
    first, red, rest = texts(path)
    order = [
        "Anyshire Council", "Cabinet", "Monday 7 February 2022", "Item 5", "Public", "Performance",
        "Q3 2021/22", "Head of Performance", "Synopsis", "What this is about.", "1 One",
        "1.1 See bins (page 2), cars (page 3), Appendix A (page 2), left.", "1.2 Sub",
        "1.3 As section 1 says.", "A. Note.", "B. Agree.",
    ]  # fmt: skip
    front = first.split("Anyshire Council · Performance · Q3 2021/22", 1)[1]
    at = [front.index(words) for words in order]
    assert at == sorted(at)
    assert "Contents" not in first
    assert "Appendix A: Exceptions" in red
    assert "Appendix B: The rest" in rest
    assert "Anyshire Council · Performance" in red
    assert accessible(path)


def test_an_exempt_draft_says_so_on_every_page(bind: Callable[..., Path]) -> None:
    path = bind("exempt.pdf", EXEMPT)
    for text in texts(path):
        assert "Exempt: not for publication" in text
        assert "DRAFT" in text
    assert f"Not for publication. {REASON}." in texts(path)[0]
    assert accessible(path)
    word = docx.Document(str(bind("exempt.docx", EXEMPT)))
    head = " ".join(line.text for line in word.sections[0].header.paragraphs)
    assert "Exempt: not for publication".replace(" ", "") in re.sub(r"\s", "", head)
    assert "DRAFT" in head
    assert f"Not for publication. {REASON}." in [line.text for line in word.paragraphs]


class Renamed(Cover):
    """A front that calls what is exempt by another word."""

    @property
    def classification_label(self) -> str:
        return "PaperPart II"


@pytest.mark.parametrize("look", [None, "mereshire"])
def test_not_for_publication_does_not_hang_on_a_word(
    look: str | None, bind: Callable[..., Path]
) -> None:
    cover = Renamed(**vars(replace(EXEMPT, draft=False)))
    template = look_of(ROOT / "book" / "_templates", look) if look else None
    pages = texts(bind("renamed.pdf", cover, template, LANDSCAPE))
    assert "PaperPart II" in pages[0]
    assert all("Exempt: not for publication" in text for text in pages)
    word = docx.Document(str(bind("renamed.docx", cover, template, LANDSCAPE)))
    assert "PaperPart II" in [line.text for line in word.paragraphs]
    assert len(word.sections) > 1
    for section in word.sections:
        heads = [section.header]
        heads += [section.first_page_header] * section.different_first_page_header_footer
        for head in heads:
            said = " ".join(line.text.replace("\xa0", " ") for line in head.paragraphs)
            assert "Exempt: not for publication" in said


def test_a_title_of_200_characters_and_a_commentary_of_pages(bind: Callable[..., Path]) -> None:
    title = ("How the council did against its plan in the quarter " * 4)[:200].strip()
    text = BOOK.replace("Late.", "The lorries were late again and came back. " * 300)
    path = bind("long.pdf", replace(COVER, title=title), None, text)
    pages = texts(path)
    assert title in pages[0]
    assert title not in pages[1]
    assert "How the council did" in pages[1]
    assert "…" in pages[1]
    said = " ".join(pages)
    assert said.count("lorries were late") >= 290
    assert accessible(path)
    assert "Bins" in pages[1]  # the row begins under its heading, not on a page of its own


def numbers(document: docx.document.Document) -> list[tuple[str, str, int]]:
    """Every paragraph that Word numbers by the style's list: style, words, level."""
    style = document.styles["Numbered Paragraph"].element
    own = style.xpath("w:pPr/w:numPr/w:numId/@w:val")
    return [
        (line.style.name, line.text, int(line._p.xpath("w:pPr/w:numPr/w:ilvl/@w:val")[0]))
        for line in document.paragraphs
        if line._p.xpath("w:pPr/w:numPr/w:numId/@w:val") == own
    ]


def test_word_numbers_the_paper_itself(bind: Callable[..., Path]) -> None:
    path = bind("paper.docx")
    word = docx.Document(str(path))
    found = numbers(word)
    assert [(style, level) for style, _, level in found] == [
        ("Heading 1", 0), ("Numbered Paragraph", 1), ("Heading 2", 1), ("Numbered Paragraph", 1),
    ]  # fmt: skip
    assert found[0][1] == "One"
    assert found[1][1].startswith("See bins")
    assert found[2][1] == "Sub"
    with zipfile.ZipFile(path) as file:
        xml = file.read("word/document.xml").decode()
        lists = file.read("word/numbering.xml").decode()
    assert re.search(r"REF one \\r \\h.*?<w:t>1</w:t>", xml)
    assert 'w:lvlText w:val="%1.%2"' in lists
    assert "QuarterbookNumber" not in xml
    breaks = {
        line.text: line.paragraph_format.page_break_before
        for line in word.paragraphs
        if line.style.name == "Heading 1"
    }
    assert breaks == {"One": None, "Appendix A: Exceptions": True, "Appendix B: The rest": True}
    (header,) = {row for table in word.tables[-1:] for row in table._tbl.xpath("w:tr[1]")}
    assert header.xpath("w:trPr/w:tblHeader")


REFERENCE = Path(quarterbook.bind.print.word.__file__).with_name("reference.docx")


@pytest.mark.parametrize("cover", [EXEMPT, replace(COVER, committee_paper=False)])
def test_every_style_of_a_paper_is_the_shipped_files(
    cover: Cover, bind: Callable[..., Path]
) -> None:
    shipped = {style.name for style in docx.Document(str(REFERENCE)).styles}
    word = docx.Document(str(bind("styles.docx", cover, text=LANDSCAPE)))
    lines = list(word.element.body.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle")))
    ids = {line.get(qn("w:val")) for line in lines}
    assert {style.name for style in word.styles if style.style_id in ids} <= shipped
    assert {"Cover Line", "Title", "Numbered Paragraph", "Table Note", "Table Dense"} <= shipped
    assert REFERENCE.stat().st_size < 50_000


def test_word_has_the_councils_colour_and_not_the_packages(bind: Callable[..., Path]) -> None:
    def styles(path: Path) -> str:
        with zipfile.ZipFile(path) as file:
            return file.read("word/styles.xml").decode()

    green = styles(bind("green.docx", replace(COVER, primary="#006633")))
    ours = styles(REFERENCE)
    assert ours.count('"12436D"') == green.count('"006633"') > 5
    assert '"12436D"' not in green


@pytest.mark.parametrize("name", ["paper.pdf", "paper.docx"])
def test_a_paper_is_the_same_bytes_again(name: str, bind: Callable[..., Path]) -> None:
    look = look_of(ROOT / "book" / "_templates", "mereshire")
    first = bind(name, EXEMPT, look).read_bytes()
    assert bind(name, EXEMPT, look).read_bytes() == first


# A council's own look -----------------------------------------------------------------------------

MERESHIRE = look_of(ROOT / "book" / "_templates", "mereshire")
DORSET = look_of(ROOT / "examples" / "dorset" / "book" / "_templates", "dorset")


def test_two_councils_look_different(bind: Callable[..., Path]) -> None:
    one, two = bind("one.pdf", look=MERESHIRE), bind("two.pdf", look=DORSET)
    assert "1.1. See bins" in texts(one)[0]
    assert "1.1 See bins" in texts(two)[0]
    assert "Anyshire Council, Cabinet, Monday 7 February 2022" in texts(one)[1]
    assert "Cabinet Item 5 Q3 2021/22" in texts(two)[1]
    assert accessible(one)
    assert accessible(two)

    def fonts(path: Path) -> set[str]:
        used = pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"].values()
        return {re.sub(r"^/\w+\+|-.*", "", font.get_object()["/BaseFont"]) for font in used}

    assert "FiraSans" in fonts(two)
    assert "FiraSans" not in fonts(one)


def test_the_word_template_gives_page_header_and_numbers(bind: Callable[..., Path]) -> None:
    path = bind("one.docx", EXEMPT, MERESHIRE)
    word = docx.Document(str(path))
    head = word.sections[0].header
    words = " ".join(line.text for line in head.paragraphs)
    assert "Cabinet Monday 7 February 2022" in words
    assert "DRAFT" in words
    assert head._element.xpath(".//wp:docPr/@descr") == ["Mereshire County Council"]
    assert round(word.sections[0].left_margin / Cm(1), 1) == 2.2
    assert len(numbers(word)) == 4
    with zipfile.ZipFile(path) as file:
        lists = file.read("word/numbering.xml").decode()
        about = file.read("docProps/core.xml").decode()
        assert any(name.startswith("word/media/") for name in file.namelist())
    assert 'w:lvlText w:val="%1.%2."' in lists
    assert 'w:lvlText w:val="%1.%2"' not in lists
    assert "Performance, Q3 2021/22" in about


def test_a_template_without_our_styles_is_given_them(
    tmp_path: Path, bind: Callable[..., Path]
) -> None:
    bare = docx.Document()
    for style in [one for one in bare.styles if one.name not in ("Normal", "Heading 1")]:
        style.element.getparent().remove(style.element)
    bare.sections[0].header.paragraphs[0].text = "{council}: {title}"
    bare.save(str(tmp_path / "bare.docx"))
    word = docx.Document(
        str(bind("bare-look.docx", EXEMPT, CouncilTemplate(None, tmp_path / "bare.docx")))
    )
    assert len(numbers(word)) == 4
    said = " ".join(line.text for line in word.sections[0].header.paragraphs)
    assert said.startswith("Anyshire Council: Performance")
    assert "DRAFT" in said
    known = {style.style_id for style in word.styles}
    used = {one.get(qn("w:val")) for one in word.element.body.iter(qn("w:pStyle"))}
    assert used <= known  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#let look = (\n  font: nothing,\n)\n", "bad.typ:2 B206 unknown variable: nothing"),
        ("#let other = 1\n", "bad.typ B206 unresolved import"),
        ('#let look = (typeface: "Arial")\n', 'bad.typ B206 look has no part "typeface"'),
        ('#let look = (crest: "crest.svg")\n', "bad.typ B206 look: crest is not a content"),
        ('#let look = (font: "Comic")\n', 'bad.typ B206 the typeface "comic" is not there'),
    ],
)
def test_a_fault_in_a_typst_template_is_told_by_its_name(
    text: str, said: str, tmp_path: Path, bind: Callable[..., Path]
) -> None:
    (tmp_path / "looks").mkdir()
    (tmp_path / "looks" / "bad.typ").write_text(text)
    with pytest.raises(BookError, match=re.escape(f"book/_templates/{said}")):
        bind("bad.pdf", look=look_of(tmp_path / "looks", "bad"))


def test_a_fault_in_a_word_template_is_told_by_its_name(
    tmp_path: Path, bind: Callable[..., Path]
) -> None:
    path = tmp_path / "bad.docx"
    path.write_bytes(b"no zip at all")
    with pytest.raises(BookError, match=r"book/_templates/bad\.docx B206 cannot be opened"):
        bind("bad-look.docx", look=CouncilTemplate(None, path))
    named = docx.Document()
    named.sections[0].header.paragraphs[0].text = "{counsil}"
    named.save(str(path))
    with pytest.raises(BookError, match=r'names \{counsil\}.*Did you mean "council"'):
        bind("bad-look.docx", look=CouncilTemplate(None, path))


# Landscape pages ----------------------------------------------------------------------------------


def wide(id_: str, comment: str, caption: str = "") -> str:
    heads = ("Measure", "Figure", "Target", "Comment")
    row = f'<th scope="row"><span id="{id_}"></span>Bins</th><td>1</td><td>2</td><td>{comment}</td>'
    return (
        '<div class="qb-scroll"><table class="qb-table qb-wide qb-landscape">'
        f'<caption class="qb-hidden">{caption}</caption><thead><tr>'
        + "".join(f'<th scope="col">{head}</th>' for head in heads)
        + f"</tr></thead><tbody><tr>{row}</tr></tbody></table></div>"
    )


LANDSCAPE = (
    '<section id="start"><h1>Start<a class="headerlink" href="#s">#</a></h1>'
    '<div class="toctree-wrapper">'
    + document("paper", "Paper", "<section><h3>One</h3><p>Upright words.</p></section>")
    + document(
        "red",
        "Red",
        "<p>Opening words.</p><section><h3>Waste</h3>"
        + wide("a", "Short.", "Waste")
        + '<p class="qb-small">Markers: [p] provisional.</p></section>'
        + "<section><h3>Roads</h3><p>Nothing is new here.</p></section><section><h3>Homes</h3>"
        + wide("b", "A long comment. " * 40, "Homes")
        + "</section><section><h3>Last</h3><p>No measure here.</p></section>",
    )
    + document("area", "Area", wide("c", "Other."))
    + "</div></section>"
)  # fmt: skip


def test_wide_tables_share_landscape_pages_with_what_is_between_them(
    bind: Callable[..., Path],
) -> None:
    path = bind("wide.pdf", text=LANDSCAPE)
    sheets = pypdf.PdfReader(path).pages
    assert [sheet.mediabox.width > sheet.mediabox.height for sheet in sheets] == [False, True, True]
    red = texts(path)[1]
    order = [
        "Appendix A: Exceptions", "Opening words.", "Waste", "Measure", "Short.",
        "Markers: [p] provisional.", "Roads", "Nothing is new here.", "Homes", "A long comment.",
        "Last", "No measure here.",
    ]  # fmt: skip
    at = [red.index(words) for words in order]
    assert at == sorted(at)
    assert red.count("Waste") == 1  # a hidden caption that repeats its heading is left out
    assert accessible(path)


def test_columns_of_kindred_tables_stand_in_the_same_places(bind: Callable[..., Path]) -> None:
    columns = set()
    for table in docx.Document(str(bind("wide.docx", text=LANDSCAPE))).tables:
        if table.cell(0, 0).text == "Measure":
            columns.add(tuple(round((column.width or 0) / 12700) for column in table.columns))
    assert len(columns) == 1
    (widths,) = columns
    assert widths[3] > 2 * max(widths[:3])


def test_a_word_paper_that_ends_on_its_side_has_no_page_after_that(
    bind: Callable[..., Path],
) -> None:
    ends = LANDSCAPE.replace("Opening", "Upright").replace(
        '<section id="start">', '<section id="start">' + wide("d", "End.")
    )
    word = docx.Document(str(bind("ends.docx", look=MERESHIRE, text=ends)))
    assert [int(one.orientation or 0) for one in word.sections][-1] == 1
    assert round(word.sections[-1].page_width.cm, 1) == 29.7
    heads = [one.header._element.xpath("string(.)") for one in word.sections]
    assert len(set(heads)) == 1
    assert [one.header._element.xpath(".//wp:docPr/@descr") for one in word.sections] == [
        ["Mereshire County Council"]
    ] * len(heads)
    stops = {
        int(one.orientation or 0): one.header.paragraphs[0].paragraph_format.tab_stops[0].position
        for one in word.sections
    }
    assert (round(stops[0].cm, 1), round(stops[1].cm, 1)) == (16.6, 25.3)


@pytest.mark.parametrize(
    ("head", "with_item", "without"),
    [
        ("{committee} | {item} | {date}", "Cabinet | Item 5 | Monday", "Cabinet | Monday"),
        ("{item}, {council}", "Item 5, Anyshire Council", "Anyshire Council"),
        ("{council} {item}", "Anyshire Council Item 5", "Anyshire Council"),
    ],
)
def test_an_empty_place_takes_its_separator_along(
    head: str, with_item: str, without: str, tmp_path: Path, bind: Callable[..., Path]
) -> None:
    path = tmp_path / "item.docx"
    named = docx.Document()
    named.sections[0].header.paragraphs[0].text = head
    named.save(str(path))
    for cover, words in ((COVER, with_item), (replace(COVER, item=""), without)):
        made = docx.Document(str(bind("item-look.docx", cover, CouncilTemplate(None, path))))
        said = made.sections[0].header.paragraphs[0].text
        assert said.startswith(words)
        assert said == said.strip()


def test_the_page_of_a_bold_link_is_not_bold(bind: Callable[..., Path]) -> None:
    text = BOOK.replace(
        'See <a href="start.html#bins">bins</a>',
        'See <strong><a href="start.html#bins">bins</a></strong>: late',
    )
    assert "See bins (page 2): late" in texts(bind("bold.pdf", text=text))[0]
    word = docx.Document(str(bind("bold.docx", text=text)))
    (line,) = [one for one in word.paragraphs if one.text.startswith("See bins")]
    linked, after = line.hyperlinks[0].runs[0], line._p.xpath("w:hyperlink[1]/following::w:r")
    assert (linked.text, linked.bold) == ("bins", True)
    assert not [run for run in after[:8] if run.xpath("w:rPr/w:b")]
