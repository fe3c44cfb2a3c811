"""A paper's page and its parts, the cover it is bound under, and how to read what comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import lxml.html
import outloud
import pypdf

from quarterbook.bind.print.article import Article, SinglePage
from quarterbook.bind.print.article_parts import PaperPart
from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.bind.print.cover import Cover, MeetingLine
from quarterbook.data.params.editions import Classification
from quarterbook.data.params.quarter import Officer
from support.books import ROOT


def read_article(path: Path, parts: Sequence[PaperPart] = ()) -> Article:
    """The article of a page, by default of what stands on the page itself."""
    return SinglePage(path, path.parent).article(parts or [PaperPart((path.stem,))])


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


def texts(path: Path) -> list[str]:
    return [" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(path).pages]


def accessible(path: Path) -> bool:
    return not [one for one in outloud.check(str(path)).findings if one.severity == "error"]


def numbers(document: docx.document.Document) -> list[tuple[str, str, int]]:
    """Every paragraph that Word numbers by the style's list: style, words, level."""
    style = document.styles["Numbered Paragraph"].element
    own = style.xpath("w:pPr/w:numPr/w:numId/@w:val")
    return [
        (line.style.name, line.text, int(line._p.xpath("w:pPr/w:numPr/w:ilvl/@w:val")[0]))
        for line in document.paragraphs
        if line._p.xpath("w:pPr/w:numPr/w:numId/@w:val") == own
    ]


# A council's own look -----------------------------------------------------------------------------

MERESHIRE = look_of(ROOT / "book" / "_templates", "mereshire")
DORSET = look_of(ROOT / "examples" / "dorset" / "book" / "_templates", "dorset")


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
