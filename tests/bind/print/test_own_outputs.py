"""What analysts bring of their own is set in PDF and Word as the site has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ctypes import c_uint, create_string_buffer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import docx
import pypdf
import pypdfium2
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX, WD_PARAGRAPH_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm
from matplotlib.font_manager import findfont
from PIL import ImageFont

from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.report.html.tables import shaded, table
from support.bound_papers import BOOK, accessible

DRAWING = quote(
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><path d="M0 0h200v100H0z"/>'
    '<text y="20" font-family="Verdana, sans-serif">Trees</text></svg>'
)
TABS = (
    '<div class="sd-tab-set"><input type="radio"><label class="sd-tab-label" for="x">North</label>'
    '<div class="sd-tab-content"><p>Panel of the north</p></div></div>'
    '<div class="sd-card"><div class="sd-card-body"><div class="sd-card-title">Kerbside</div>'
    '<p class="sd-card-text">Twice a month</p></div></div>'
)
MARKDOWN = (
    '<table class="docutils"><thead><tr><th class="head"><p>Street</p></th>'
    '<th class="head text-right"><p>Reports in all</p></th></tr></thead><tbody><tr>'
    '<td><p>Bold Lane</p></td><td class="text-right"><p>4,321</p></td></tr></tbody></table>'
)
MEAN = '<math><mover accent="true"><mi>q</mi><mo stretchy="false">ˉ</mo></mover></math>'
ALL = (
    f'<p>Begin {MEAN} end.</p>{TABS}{MARKDOWN}<figure><img alt="Asked for" style="width: 120px;" '
    f'src="data:image/svg+xml,{DRAWING}"></figure>'
)
TERMS = (
    "<dl><dt>Fly-tipping</dt><dd><p>Waste left without leave.</p></dd><dt>Looked after</dt>"
    "<dt>In care</dt><dd><p>With foster carers.</p></dd></dl>"
)
FACTS = '<dl class="qb-facts"><dt>Owner</dt><dd>Head of Waste</dd></dl>'
LONG = "abcdefghij" * 12


class Letter(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float


def places(path: Path, words: str) -> list[Letter]:
    """Where each letter of some words stands, which are once in the paper."""
    found: list[list[Letter]] = []
    for page in pypdfium2.PdfDocument(path):
        text = page.get_textpage()
        search = text.search(words, match_case=True)
        while (hit := search.get_next()) is not None:
            found.append([Letter(*text.get_charbox(at)) for at in range(hit[0], sum(hit))])
    (letters,) = found
    return letters


def test_titles_figures_and_accents_on_paper(bind: Callable[..., Path]) -> None:
    paper = bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", ALL))
    for title, words in (("North", "Panel of the north"), ("Kerbside", "Twice a month")):
        assert places(paper, title)[0].bottom > places(paper, words)[0].top
    heading, figure = places(paper, "Reports in all")[-1], places(paper, "4,321")[-1]
    assert figure.right == pytest.approx(heading.right, abs=2)
    drawn = [one for page in pypdfium2.PdfDocument(paper) for one in page.get_objects(filter=[2])]
    widths = {round(box[2] - box[0]) for one in drawn for box in [one.get_bounds()]}
    assert 90 in widths, widths


def test_titles_figures_and_accents_in_word(bind: Callable[..., Path]) -> None:
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", ALL))))
    styles = {line.text: line.style.name for line in word.paragraphs if line.style}
    assert (styles["North"], styles["Kerbside"]) == ("Summary", "Summary")
    made = next(one for one in word.tables if one.cell(0, 0).text == "Street")
    sides = [cell.paragraphs[0].alignment for cell in made.rows[1].cells]
    assert sides == [WD_PARAGRAPH_ALIGNMENT.LEFT, WD_PARAGRAPH_ALIGNMENT.RIGHT]
    (picture,) = word.inline_shapes
    assert picture.width == pytest.approx(Cm(3.18), abs=Cm(0.02))
    (accent,) = word.element.body.iter(qn("m:acc"))
    assert [one.get(qn("m:val")) for one in accent.iter(qn("m:chr"))] == ["\N{OVERLINE}"]


def test_words_of_a_drawing_are_in_a_typeface_of_the_paper(bind: Callable[..., Path]) -> None:
    paper = bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", ALL))
    fonts = set(_fonts(paper))
    assert any(name.startswith("FiraSans") for name in fonts)
    assert not any("Libertinus" in name and "Math" not in name for name in fonts)


def test_long_text_without_a_break_stays_in_its_column(bind: Callable[..., Path]) -> None:
    own = table("Refs", ["Ref", "Ward"], [[LONG, "Norton Green"]])
    paper = bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", str(own)))
    beside = places(paper, "Norton Green")[0]
    (page,) = (one for one in pypdfium2.PdfDocument(paper) if "Norton" in _text(one))
    text = page.get_textpage()
    boxes = [Letter(*text.get_charbox(at)) for at in range(text.count_chars())]
    letters = [box for at, box in enumerate(boxes) if text.get_text_range(at, 1) in LONG]
    of_cell = [box for box in letters if abs(box.top - beside.top) < 40 and box.left < beside.left]
    assert len(of_cell) >= len(LONG)
    assert max(box.right for box in of_cell) < beside.left


def test_the_only_column_of_a_table_keeps_its_colours_in_word(bind: Callable[..., Path]) -> None:
    own = table("", ["Share"], [[shaded("12.5%", "#FFFF00", "#000000")]], numeric=[0])
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", str(own)))))
    made = next(one for one in word.tables if one.cell(0, 0).text == "Share")
    assert made.cell(1, 0)._tc.xpath("w:tcPr/w:shd/@w:fill") == ["FFFF00"]


@pytest.mark.parametrize(("name", "cost"), [("Knowsley", "£12,450"), ("England", "93.4%")])
def test_a_narrow_table_has_room_for_another_typeface_in_word(
    bind: Callable[..., Path], name: str, cost: str
) -> None:
    """LibreOffice without Arial takes a wider one, such as DejaVu Sans."""
    own = table("Areas", ["Area", "Cost"], [[name, cost]], numeric=[1])
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", str(own)))))
    made = next(one for one in word.tables if one.cell(0, 0).text == "Area")
    wider = ImageFont.truetype(findfont("DejaVu Sans"), 900)
    for column, words in zip(made.columns, (name, cost), strict=True):
        assert column.width.twips >= wider.getlength(words) / 100 * 20 + 2 * 51, words


NUMBERED = (
    '<p>See <a href="#equation-mean">(1)</a>.</p><div class="math" id="equation-mean">'
    '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mi>y</mi><mo>=</mo>'
    '<mn>77</mn></math><span class="eqno">(1)</span></div><p>After it.</p>'
)


def test_a_formula_is_numbered_on_paper(bind: Callable[..., Path]) -> None:
    paper = bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", NUMBERED))
    shown = " ".join(" ".join(_text(page) for page in pypdfium2.PdfDocument(paper)).split())
    assert "77 (1) After it." in shown
    assert places(paper, "After it.")[0].left < places(paper, "77 (1)")[-1].left - 200


def test_a_formula_is_numbered_in_word(bind: Callable[..., Path]) -> None:
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", NUMBERED))))
    (line,) = (one for one in word.paragraphs if one.text.strip() == "(1)")
    assert "77" in "".join(line._p.itertext())
    assert any(one.get(f"{{{line._p.nsmap['w']}}}name") for one in line._p.iter("{*}bookmarkStart"))


SHORT = (
    '<p>By <abbr title="red, amber, green">RAG</abbr>, and <abbr title="red, amber, green">RAG'
    '</abbr> again; <abbr class="qb-marker" title="provisional">[p]</abbr> ends.</p>'
)


def test_an_abbreviation_is_written_out_once_in_print(bind: Callable[..., Path]) -> None:
    paper = bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", SHORT))
    shown = " ".join(" ".join(_text(page) for page in pypdfium2.PdfDocument(paper)).split())
    assert "By RAG (red, amber, green), and RAG again; [p] ends." in shown
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", SHORT))))
    lines = [one.text for one in word.paragraphs]
    assert "By RAG (red, amber, green), and RAG again; [p] ends." in lines


def test_what_a_term_means_stands_below_it_on_paper(bind: Callable[..., Path]) -> None:
    paper = bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", TERMS + FACTS))
    for term, words in (("Fly-tipping", "Waste left"), ("In care", "With foster carers")):
        above, below = places(paper, term)[0], places(paper, words)[0]
        assert above.bottom > below.top
        assert below.left - above.left == pytest.approx(14, abs=2)
    one, other = places(paper, "Looked after")[0], places(paper, "In care")[0]
    assert other.left == pytest.approx(one.left, abs=1)
    name, fact = places(paper, "Owner")[0], places(paper, "Head of Waste")[0]
    assert fact.left > name.right
    assert fact.bottom == pytest.approx(name.bottom, abs=1)


def test_what_a_term_means_stands_below_it_in_word(bind: Callable[..., Path]) -> None:
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", TERMS))))
    lines = {line.text: line.style for line in word.paragraphs}
    term, words = lines["Fly-tipping"], lines["Waste left without leave."]
    assert term.font.bold
    assert not term.paragraph_format.left_indent
    assert words.paragraph_format.left_indent == pytest.approx(Cm(0.5), abs=Cm(0.01))


@pytest.mark.parametrize("own", [None, Cm(2)])
def test_a_councils_own_indent_of_definitions_stays(
    bind: Callable[..., Path], tmp_path: Path, own: Cm | None
) -> None:
    made = docx.Document()
    made.styles.add_style("Definition", WD_STYLE_TYPE.PARAGRAPH).paragraph_format.left_indent = own
    made.save(str(tmp_path / "theirs.docx"))
    look = CouncilTemplate(None, tmp_path / "theirs.docx")
    word = docx.Document(
        str(bind("paper.docx", look=look, text=BOOK.replace("<p>Many.</p>", TERMS)))
    )
    (words,) = (line for line in word.paragraphs if line.text == "With foster carers.")
    indent = words.style.paragraph_format.left_indent
    assert indent == pytest.approx(own or Cm(0.5), abs=Cm(0.01))


KINDS = (
    '<p>Press <kbd class="kbd compound"><kbd class="kbd">Alt</kbd>+<kbd class="kbd">Qz</kbd></kbd> '
    "for <code>Jv</code>; <mark>marked part</mark>, <ins>added part</ins>, <dfn>defined part</dfn>,"
    " <del>taken out</del>, H<sub>2</sub>O, m<sup>3</sup>.</p>"
)


def test_keys_and_marks_look_like_themselves_on_paper(bind: Callable[..., Path]) -> None:
    paper = bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", KINDS))
    assert _set_in(paper, "Alt+Qz") == _set_in(paper, "Jv") == "DejaVuSansMono"
    assert _set_in(paper, "Press") != "DejaVuSansMono"
    grounds = _filled(paper)
    for words, is_marked in (("marked part", True), ("added part", False)):
        letter = places(paper, words)[3]
        assert any(_is_within(letter, ground) for ground in grounds) == is_marked
    assert accessible(paper)


def test_keys_and_marks_look_like_themselves_in_word(bind: Callable[..., Path]) -> None:
    word = docx.Document(str(bind("paper.docx", text=BOOK.replace("<p>Many.</p>", KINDS))))
    (line,) = (one for one in word.paragraphs if one.text.startswith("Press"))
    runs = {run.text: run for run in line.runs}
    assert runs["Alt+Qz"].style.name == runs["Jv"].style.name == "Verbatim Char"
    fonts = {name: runs[f"{name} part"].font for name in ("marked", "added", "defined")}
    assert [font.highlight_color for font in fonts.values()] == [WD_COLOR_INDEX.YELLOW, None, None]
    assert [bool(font.underline) for font in fonts.values()] == [True, True, False]
    assert [bool(font.italic) for font in fonts.values()] == [False, False, True]
    assert runs["taken out"].font.strike
    assert runs["2"].font.subscript
    assert runs["3"].font.superscript


def _set_in(path: Path, words: str) -> str:
    """Return the typeface of some words' first letter, where they are first."""
    name = create_string_buffer(200)
    for page in pypdfium2.PdfDocument(path):
        text = page.get_textpage()
        hit = text.search(words, match_case=True).get_next()
        if hit is not None:
            pypdfium2.raw.FPDFText_GetFontInfo(text.raw, hit[0], name, len(name), None)
    return name.value.decode().rpartition("+")[2]


def _filled(path: Path) -> list[tuple[float, ...]]:
    """Return the grounds in a PDF that are the colour of what is marked."""
    grounds = []
    for page in pypdfium2.PdfDocument(path):
        for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
            parts = [c_uint() for _ in range(4)]
            pypdfium2.raw.FPDFPageObj_GetFillColor(one.raw, *parts)
            if [part.value for part in parts[:3]] == [0xFF, 0xE6, 0x80]:
                grounds.append(one.get_bounds())
    return grounds


def _is_within(letter: Letter, ground: tuple[float, ...]) -> bool:
    left, bottom, right, top = ground
    across = left <= (letter.left + letter.right) / 2 <= right
    return across and bottom <= (letter.bottom + letter.top) / 2 <= top


def _text(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_bounded())


def _fonts(path: Path) -> Iterator[str]:
    """Yield the name of each typeface in a PDF."""
    reader = pypdf.PdfReader(path)
    for number in range(1, int(reader.trailer["/Size"])):
        one = reader.get_object(number)
        if isinstance(one, dict) and one.get("/Type") == "/Font" and "/BaseFont" in one:
            yield str(one["/BaseFont"]).partition("+")[2]
