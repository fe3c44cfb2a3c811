"""The Word paper's reference document: styles, page, header and footer, or a council's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _BaseHeaderFooter
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from quarterbook.bind.print.council_template import CouncilTemplate, template_fault
from quarterbook.bind.print.cover import Cover
from quarterbook.ground.errors import nearest

FONT = "Arial"


BODY = 10.5


NUMBERED = "Numbered Paragraph"


# Table styles and their sizes, from what most tables are set in to what twelve columns need.
TABLES: dict[str, float] = {"Table": 9, "Table Small": 8, "Table Dense": 7.5}


EXEMPT = "Exempt: not for publication"


# What a template's header and footer can name.
PLACES = ("council", "title", "quarter", "committee", "date", "item", "classification")


def write_reference(
    default: bytes, cover: Cover, template: CouncilTemplate | None, out: Path
) -> None:
    """Write what pandoc takes styles, page, header and footer from.

    It is the template's Word file, with the styles that it lacks, or pandoc's own with ours.
    """
    ours = Document(BytesIO(default))
    _set_styles(ours, RGBColor.from_string(cover.primary.lstrip("#").upper()))
    if template is not None and template.word is not None:
        document = _open(template.word)
        _add_styles(document, ours)
        _fill_places(document, cover, template.word)
        _add_marks(document, cover)
    else:
        document = ours
        _set_page(document, cover)
        _set_front(document, cover)
    document.save(str(out))


def _open(path: Path) -> WordDocument:
    try:
        document = Document(str(path))
        document.styles["Normal"]  # a file without styles is no template
    except (PackageNotFoundError, BadZipFile, LxmlError, KeyError, ValueError, OSError):
        raise template_fault(
            path, "cannot be opened as a Word file. Save it again from Word as a .docx"
        ) from None
    return document


def _add_styles(document: WordDocument, ours: WordDocument) -> None:
    """Add the styles that the paper needs and the template lacks, in the template's typeface."""

    def by_name(styles: Any) -> dict[str, Any]:
        return {style.name.lower(): style.element for style in styles if style.name}

    theirs, needed = by_name(document.styles), by_name(ours.styles)
    ids = {element.styleId: theirs.get(name, element).styleId for name, element in needed.items()}
    for name, element in needed.items():
        if name not in theirs:
            added = deepcopy(element)
            added.attrib.pop(qn("w:default"), None)
            for own in added.xpath(f"w:rPr/w:rFonts | w:rPr/w:sz[@w:val='{BODY * 2:.0f}']"):
                own.getparent().remove(own)
            for reference in added.xpath("w:basedOn | w:next | w:link"):
                reference.set(qn("w:val"), ids.get(reference.get(qn("w:val")), "Normal"))
            document.styles.element.append(added)


def _headers(document: WordDocument) -> Iterator[_BaseHeaderFooter]:
    section = document.sections[-1]
    yield section.header
    if section.different_first_page_header_footer:
        yield section.first_page_header
    if document.settings.odd_and_even_pages_header_footer:
        yield section.even_page_header


def _footers(document: WordDocument) -> Iterator[_BaseHeaderFooter]:
    section = document.sections[-1]
    yield section.footer
    if section.different_first_page_header_footer:
        yield section.first_page_footer
    if document.settings.odd_and_even_pages_header_footer:
        yield section.even_page_footer


def _fill_places(document: WordDocument, cover: Cover, path: Path) -> None:
    """Put the paper's own words where the template's header and footer name them."""
    words = cover.words | {"title": cover.short_title}
    for part in (*_headers(document), *_footers(document)):
        for line in part._element.iter(qn("w:p")):
            _fill(line, words, path)


def _fill(line: Any, words: dict[str, Any], path: Path) -> None:
    """Fill the places of a paragraph; Word may have cut one into several runs."""
    while True:
        runs = line.findall(f".//{qn('w:t')}")
        texts = [run.text or "" for run in runs]
        whole = "".join(texts)
        match = re.search(r"\{\s*(\w+)\s*\}", whole)
        if not match:
            return
        if match[1] not in PLACES:
            known = ", ".join(f"{{{place}}}" for place in PLACES)
            raise template_fault(
                path,
                f"its header or footer names {{{match[1]}}}, which is not one of {known}."
                f"{nearest(match[1], PLACES)}",
            )
        said, at = str(words[match[1]]).replace("{", "("), 0
        first, last = match.span() if said else _with_separator(whole, *match.span())
        for run, text in zip(runs, texts, strict=True):
            start, end = max(first - at, 0), min(last - at, len(text))
            if start < end:
                run.text = text[:start] + said + text[end:]
                run.set(qn("xml:space"), "preserve")
                said = ""
            at += len(text)


def _with_separator(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a place stands together with what sets it off from its neighbour."""
    before = re.search(r"(?<=\S)\s*[·•|,;/–—-]?\s*$", text[:start])
    if before and before[0]:
        return before.start(), end
    after = re.match(r"\s*[·•|,;/–—-]?\s*", text[end:])
    return start, end + (after.end() if after and not text[:start].strip() else 0)


def _add_marks(document: WordDocument, cover: Cover) -> None:
    """Say on every page what the reader must know, whatever the template has."""
    for header in _headers(document):
        if cover.exempt or cover.draft:
            _add_mark(header, cover)
    for footer in _footers(document):
        if cover.illustrative:
            _write(footer.add_paragraph(), ILLUSTRATIVE, bold=True)


ILLUSTRATIVE = "Illustrative figures: not real data"


def _add_mark(header: _BaseHeaderFooter, cover: Cover) -> None:
    line = header.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _mark(line, cover)


def _mark(line: Paragraph, cover: Cover) -> None:
    for words in [EXEMPT] * cover.exempt + ["DRAFT"] * cover.draft:
        if line.runs:
            _write(line, " ")
        properties = _write(line, f"\u00a0{words}\u00a0", bold=True)
        properties.append(
            parse_xml(
                f'<w:bdr {nsdecls("w")} w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
            )
        )


def _set_page(document: WordDocument, cover: Cover) -> None:
    """Set our own page, header and footer."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (head, foot):
        line.paragraph_format.tab_stops.clear_all()
        line.paragraph_format.tab_stops.add_tab_stop(Cm(17), WD_TAB_ALIGNMENT.RIGHT)
    _write(head, f"{cover.council} · {cover.short_title} · {cover.quarter}\t")
    if cover.exempt:
        _add_mark(section.header, cover)
    else:
        _mark(head, cover)
    _write(foot, f"{ILLUSTRATIVE}\t" if cover.illustrative else "\t", bold=True)
    _write(foot, "Page ")
    _field(foot, "PAGE")
    _write(foot, " of ")
    _field(foot, "NUMPAGES")


def _set_front(document: WordDocument, cover: Cover) -> None:
    """Set what depends on the paper: a long title smaller, and a committee paper's headings."""
    styles = document.styles
    if cover.title != cover.short_title:
        styles["Title"].font.size = Pt(18)
    if cover.committee_paper:
        for level, size, before in ((1, 15, 18), (2, 12, 12), (3, 11, 10)):
            heading = styles[f"Heading {level}"]
            heading.font.size, heading.paragraph_format.space_before = Pt(size), Pt(before)


def _write(line: Paragraph, text: str, *, bold: bool = False) -> OxmlElement:
    """Add small text to a header or footer, and return its properties."""
    run = line.add_run(text)
    run.font.size, run.bold = Pt(8.5), bold
    return run._r.get_or_add_rPr()


def _field(line: Paragraph, code: str) -> None:
    """Add a field that Word works out."""
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" {code} ">'
        '<w:r><w:rPr><w:sz w:val="17"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    )
    line._p.append(field)


def _set_styles(document: WordDocument, primary: RGBColor) -> None:
    """Set the styles that pandoc writes with, and add the paper's own."""
    styles = document.styles

    def style(
        name: str, size: float, before: float, after: float, base: str = "Body Text"
    ) -> ParagraphStyle:
        known = name in [known.name for known in styles]
        found = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not known:
            found.base_style = styles[base]
        found.font.name, found.font.size = FONT, Pt(size)
        fonts = found.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        found.paragraph_format.space_before, found.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        return found

    style("Normal", 10.5, 0, 6)
    for name in ("Body Text", "First Paragraph"):
        style(name, 10.5, 4, 6).paragraph_format.line_spacing = 1.15
    style("Compact", 10.5, 1, 1)
    black = RGBColor(0, 0, 0)
    for level, size, before, colour in (
        (1, 20, 0, primary),
        (2, 15, 18, primary),
        (3, 12, 14, black),
        (4, 10.5, 10, black),
    ):
        heading = style(f"Heading {level}", size, before, 6)
        heading.font.color.rgb, heading.font.bold, heading.font.italic = colour, True, False
        heading.paragraph_format.keep_with_next = True
    for name, size in (("Title", 26), ("Subtitle", 14)):
        title = style(name, size, 6, 6)
        title.font.color.rgb, title.font.bold = primary if name == "Title" else black, True
        title.paragraph_format.alignment = 0
    for name, breaks in (("Front Heading", False), ("Contents Heading", True)):
        front = style(name, 13, 14, 6, "Heading 1")
        front.paragraph_format.page_break_before = breaks
    style("Cover Line", 10.5, 0, 2)
    for name in ("Table Caption", "Image Caption"):
        caption = style(name, 9.5, 6, 4)
        caption.font.italic, caption.font.bold = False, True
        caption.paragraph_format.keep_with_next = True
    style("Captioned Figure", 10.5, 2, 8)
    style("Finding", 10.5, 0, 4).paragraph_format.keep_with_next = True
    summary = style("Summary", 10.5, 8, 4)
    summary.font.bold, summary.paragraph_format.keep_with_next = True, True
    style("Footnote Text", 9, 0, 4)
    style("Table Note", 9, 3, 6)
    style(NUMBERED, 10.5, 0, 6)
    _border(style("Note", 10.5, 4, 4), ("left",), "999999", 12)
    _border(style("Cover Box", 10.5, 6, 6), ("top", "left", "bottom", "right"), "000000", 8)
    for level in (1, 2, 3):
        entry = style(f"TOC {level}", 10.5 if level == 1 else 9.5, 6 if level == 1 else 0, 2)
        entry.font.bold = level == 1
        entry.paragraph_format.left_indent, entry.paragraph_format.right_indent = (
            Cm(0.5 * (level - 1)),
            Cm(1),
        )
        entry.paragraph_format.tab_stops.add_tab_stop(
            Cm(17), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    styles["Hyperlink"].font.color.rgb = primary
    _set_table_styles(document, str(primary))


def _border(style: ParagraphStyle, sides: tuple[str, ...], colour: str, size: int) -> None:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="6" w:color="{colour}"/>' for side in sides
    )
    style.element.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"),
        "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl",
    )  # fmt: skip


def _set_table_styles(document: WordDocument, primary: str) -> None:
    """Replace pandoc's table style by hairlines and a ruled header."""
    styles = document.styles.element
    for old in styles.xpath("w:style[@w:styleId='Table']"):
        styles.remove(old)
    for name in TABLES:
        styles.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1"'
                f' w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
                '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
                '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>'
                '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/></w:tblBorders>'
                '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
                '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
                "</w:tblPr>"
                '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
                f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{primary}"/></w:tcBorders>'
                '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
            )
        )
