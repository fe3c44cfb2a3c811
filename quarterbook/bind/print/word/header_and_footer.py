"""What each page of the Word document says above and below: the package's own, or a template's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _BaseHeaderFooter
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from quarterbook.bind.print.council_template import template_fault
from quarterbook.bind.print.cover import Cover
from quarterbook.ground.errors import nearest

_EXEMPT = "Exempt: not for publication"


# What a template's header and footer can name.
_PLACES = ("council", "title", "quarter", "committee", "date", "item", "classification")


_CLEAR = Pt(8)


_ILLUSTRATIVE = "Illustrative figures: not real data"


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


def keep_clear(document: WordDocument) -> None:
    """Let no line of a page touch what stands above and below every page, however high that is."""
    for header in _headers(document):
        for line in header.paragraphs[-1:]:
            below = line.paragraph_format
            below.space_after = max(below.space_after or Pt(0), _CLEAR)
    for footer in _footers(document):
        for line in footer.paragraphs[:1]:
            above = line.paragraph_format
            above.space_before = max(above.space_before or Pt(0), _CLEAR)


def fill_places(document: WordDocument, cover: Cover, path: Path) -> None:
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
        if match[1] not in _PLACES:
            places = ", ".join(f"{{{place}}}" for place in _PLACES)
            raise template_fault(
                path,
                f"its header or footer names {{{match[1]}}}, which is not one of {places}."
                f"{nearest(match[1], _PLACES)}",
            )
        value, at = str(words[match[1]]).replace("{", "("), 0
        first, last = match.span() if value else _with_separator(whole, *match.span())
        for run, text in zip(runs, texts, strict=True):
            start, end = max(first - at, 0), min(last - at, len(text))
            if start < end:
                run.text = text[:start] + value + text[end:]
                run.set(qn("xml:space"), "preserve")
                value = ""
            at += len(text)


def _with_separator(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a place stands together with what sets it off from its neighbour."""
    before = re.search(r"(?<=\S)\s*[·•|,;/–—-]?\s*$", text[:start])
    if before and before[0]:
        return before.start(), end
    after = re.match(r"\s*[·•|,;/–—-]?\s*", text[end:])
    return start, end + (after.end() if after and not text[:start].strip() else 0)


def add_marks(document: WordDocument, cover: Cover) -> None:
    """Say on every page what the reader must know, whatever the template has."""
    for header in _headers(document):
        if cover.exempt or cover.draft:
            _add_mark(header, cover)
    for footer in _footers(document):
        if cover.illustrative:
            _write(footer.add_paragraph(), _ILLUSTRATIVE, bold=True)


def _add_mark(header: _BaseHeaderFooter, cover: Cover) -> None:
    """Mark a page on a line of its own, or where no more than "DRAFT" is to say behind the last."""
    lines = header.paragraphs
    if not cover.exempt and lines and lines[-1].text.strip():
        _write(lines[-1], "  ")
        _mark(lines[-1], cover)
        return
    line = header.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _mark(line, cover)


def _mark(line: Paragraph, cover: Cover) -> None:
    for words in [_EXEMPT] * cover.exempt + ["DRAFT"] * cover.draft:
        if line.text[-1:].strip():
            _write(line, " ")
        properties = _write(line, f"\u00a0{words}\u00a0", bold=True)
        properties.append(
            parse_xml(
                f'<w:bdr {nsdecls("w")} w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
            )
        )


def write_header_and_footer(document: WordDocument, cover: Cover) -> None:
    """Write our own header and footer."""
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    _write(head, f"{cover.council} · {cover.short_title} · {cover.quarter}\t")
    if cover.exempt:
        _add_mark(section.header, cover)
    else:
        _mark(head, cover)
    _write(foot, f"{_ILLUSTRATIVE}\t" if cover.illustrative else "\t", bold=True)
    _write(foot, "Page ")
    _field(foot, "PAGE")
    _write(foot, " of ")
    _field(foot, "NUMPAGES")


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
