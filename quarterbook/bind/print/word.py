"""The Word side of the paper: its front, its numbers, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import html as markup

from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.numbering import number_paragraphs
from quarterbook.bind.print.parts import SECTION
from quarterbook.bind.print.reference import TABLES
from quarterbook.bind.print.word_pages import share_page

DASH = "\N{EN DASH}"


LONG_CELL = 600  # characters from which on a row may go on over the page


WIDEST = 13.0  # a chart, in centimetres


SPARK = 2.0


def page(html: str, cover: Cover, work: Path, ppi: int) -> str:
    """Return the cover and the article as one page, its pictures PNG of natural size or less."""
    article = markup.fromstring(html)
    for image in article.xpath(".//img"):
        file = work / image.get("src")
        if file.suffix == ".svg":
            file = file.with_suffix(".png")
            image.set("src", f"images/{file.name}")
            natural = int.from_bytes(file.read_bytes()[16:20], "big") / ppi * 2.54
            spark = "qb-spark" in image.get("class", "")
            image.set("width", f"{min(natural, SPARK if spark else WIDEST):.2f}cm")
    return _cover(cover) + markup.tostring(article, encoding="unicode")


def _styled(style: str, text: str) -> str:
    return f'<div data-custom-style="{style}"><p>{text}</p></div>'


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell) or DASH}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cover(cover: Cover) -> str:
    """Return the front in the order in which the PDF has it."""
    lines = [
        _styled("Cover Line", f"<strong>{escape(m.committee)}</strong>, {escape(m.date)}")
        for m in cover.meetings
    ]
    if cover.item:
        lines.append(_styled("Cover Line", f"Item {escape(cover.item)}"))
    if cover.classification:
        lines.append(_styled("Cover Line", escape(cover.classification_label)))
    council = _styled("Subtitle", escape(cover.council))
    title = [
        _styled("Title", escape(cover.title)),
        _styled("Subtitle", escape(cover.quarter)),
        _styled(
            "Cover Line",
            f"As at {escape(cover.as_at)}" + (f" · {escape(cover.site)}" if cover.site else ""),
        ),
    ]
    if cover.committee_paper:
        parts = [council, *lines, *title, *_boxes(cover), *_officers(cover), *_synopsis(cover)]
        return "".join(parts)
    parts = [*lines, council, *title, *_boxes(cover), *_synopsis(cover)]
    if cover.recommendations:
        items = "".join(f"<li><p>{escape(item)}</p></li>" for item in cover.recommendations)
        parts += [_styled("Front Heading", "Recommendations"), f'<ol type="A">{items}</ol>']
    parts += _officers(cover)
    if cover.sign_offs:
        signed = [(sign.role, sign.state, sign.date) for sign in cover.sign_offs]
        parts += [_styled("Front Heading", "Sign-off"), _table(("Role", "State", "Date"), signed)]
    parts.append(_styled("Contents Heading", "Contents") + '<div id="qb-contents"></div>')
    return "".join(parts)


def _boxes(cover: Cover) -> list[str]:
    boxes = []
    if cover.exempt:
        reasons = "".join(f" {reason.rstrip('.')}." for reason in cover.exempt_reasons)
        boxes.append(f"<strong>Not for publication.</strong>{escape(reasons)}")
    if cover.draft:
        words = "This paper has not been signed off. Its figures and words may change."
        boxes.append(f"<strong>DRAFT.</strong> {words}")
    if cover.illustrative:
        boxes.append("<strong>Illustrative figures: not real data.</strong>")
    return [_styled("Cover Box", box) for box in boxes]


def _officers(cover: Cover) -> list[str]:
    if not cover.officers:
        return []
    rows = [(officer.role, officer.post, officer.email) for officer in cover.officers]
    heads = ("Role", "Officer", "Email")
    return [_styled("Front Heading", "Responsible officers"), _table(heads, rows)]


def _synopsis(cover: Cover) -> list[str]:
    if not cover.synopsis:
        return []
    paragraphs = [f"<p>{escape(part)}</p>" for part in cover.synopsis.split("\n\n")]
    return [_styled("Front Heading", "Synopsis"), *paragraphs]


def own_headings(html: str) -> set[str]:
    """Return the ids of the headings of the paper's own words, which begin no page."""
    headings = markup.fromstring(html).xpath("//*[contains(@class, $own)]/@id", own=SECTION)
    return {str(id_) for id_ in headings}


def finish(made: Path, cover: Cover, own: set[str], out: Path) -> None:
    """Set what pandoc has no word for, and write the same bytes for the same paper."""
    document = Document(str(made))
    for table in document.element.body.iter(qn("w:tbl")):
        _set_table(document, table)
    for heading in _headings(document):
        _narrow_bookmarks(heading)
    share_page(document)
    _begin_pages(document, own)
    _keep_notes(document)
    number_paragraphs(document)
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        settings.insert(0, parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>'))
    about = document.core_properties
    about.title, about.author, about.language = cover.name, cover.council, "en-GB"
    about.last_modified_by, about.revision = cover.council, 1
    written = BytesIO()
    document.save(written)
    stamp = (*cover.timestamp.timetuple()[:3], 0, 0, 0)
    with ZipFile(written) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = ZipInfo(entry.filename, stamp)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
            target.writestr(info, source.read(entry))


def _set_table(document: WordDocument, table: Any) -> None:
    """Give a table its style by id, where pandoc has its name, and its size; keep rows whole."""
    size = TABLES["Table"]
    for style in table.xpath("w:tblPr/w:tblStyle"):
        name = style.get(qn("w:val"))
        if name in TABLES:
            size = TABLES[name]
            style.set(qn("w:val"), document.styles[name].style_id)
    for row in table.iter(qn("w:tr")):
        if max((len(_text(cell)) for cell in row.iter(qn("w:tc"))), default=0) < LONG_CELL:
            row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    for run in table.iter(qn("w:r")):
        run.get_or_add_rPr().sz_val = Pt(size)


def _headings(document: WordDocument, level: str = "") -> list[Any]:
    """Return the paragraphs of the body that are headings, or those of one level."""
    names = f"Heading {level}"
    ids = {one.style_id for one in document.styles if (one.name or "").startswith(names)}
    body = document.element.body.iter(qn("w:p"))
    return [line for line in body if line.pPr is not None and line.pPr.style in ids]


def _narrow_bookmarks(heading: Any) -> None:
    """Let a heading's bookmarks hold the heading alone, so that references find its number.

    Pandoc lets them hold all that is under the heading.
    """
    before = heading.getprevious()
    while before is not None and before.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
        start, before = before, before.getprevious()
        if start.tag == qn("w:bookmarkStart"):
            ends = heading.xpath(f"following::w:bookmarkEnd[@w:id='{start.get(qn('w:id'))}']")
            heading.insert(1, start)
            heading.extend(ends[:1])


def _text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _begin_pages(document: WordDocument, own: set[str]) -> None:
    """Begin a page with each heading of level 1, but not with those of the paper's own words.

    A heading that begins a section is on a new page already.
    """
    document.styles["Heading 1"].paragraph_format.page_break_before = False
    for heading in _headings(document, "1"):
        before = heading.getprevious()
        while before is not None and before.tag == qn("w:bookmarkEnd"):
            before = before.getprevious()
        begins = before is not None and before.xpath("self::w:p/w:pPr/w:sectPr")
        if not begins and not own.intersection(heading.xpath(".//w:bookmarkStart/@w:name")):
            Paragraph(heading, document).paragraph_format.page_break_before = True


def _keep_notes(document: WordDocument) -> None:
    """Keep the note under a table on the page of the table's last row."""
    style = document.styles["Table Note"].style_id
    for note in document.element.body.xpath(f"w:p[w:pPr/w:pStyle/@w:val='{style}']"):
        above = note.getprevious()
        if above is not None and above.tag == qn("w:tbl"):
            for line in above.xpath("w:tr[last()]//w:p"):
                Paragraph(line, document).paragraph_format.keep_with_next = True
