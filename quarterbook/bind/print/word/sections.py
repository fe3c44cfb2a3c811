"""The pages of the Word paper: upright and on their side, with the same header and footer."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length

# Where links can lead: they stand between paragraphs too, and are none.
BOOKMARKS = (qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
_NEARLY = 60  # twips by which a tab may miss the margin that it stands at


def share_page(document: WordDocument) -> None:
    """Give every section the page of the last, upright or on its side, which is the template's.

    Pandoc gives header and footer to the last one alone.
    """
    page = document.sections[-1]
    upright = page._sectPr.xpath("w:headerReference | w:footerReference")
    sides = page.page_width, page.page_height
    margins = page.left_margin, page.right_margin
    last = _last_break(document)
    turned: list[Any] = []
    for number, section in enumerate(document.sections):
        flipped = section.orientation == WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = sides[::-1] if flipped else sides
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", getattr(page, f"{side}_margin"))
        section.header_distance, section.footer_distance = (
            page.header_distance,
            page.footer_distance,
        )
        if flipped and not turned:
            turned = [_turned(document, one, *sides, *margins) for one in upright]
        _refer(section, turned if flipped else upright, first=number == 0)
    if len(document.sections) > 1:
        for mark in page._sectPr.xpath("w:titlePg"):
            document.sections[0]._sectPr.append(mark)
    if last is not None:
        _end_with(document, last)


def _refer(section: Section, references: list[Any], *, first: bool) -> None:
    for old in section._sectPr.xpath("w:headerReference | w:footerReference"):
        section._sectPr.remove(old)
    for reference in reversed(references):
        if first or reference.get(qn("w:type")) != "first":
            section._sectPr.insert(0, deepcopy(reference))


def _turned(
    document: WordDocument,
    reference: Any,
    width: Length,
    height: Length,
    left: Length,
    right: Length,
) -> Any:
    """Return a reference to a copy of a header or footer whose tabs suit a page on its side."""
    part = document.part.related_parts[reference.get(qn("r:id"))]
    stem, ending = str(part.partname).rsplit(".", 1)
    name = PackURI(f"{stem}-side.{ending}")
    copy = XmlPart(name, part.content_type, deepcopy(part.element), part.package)
    copy.rels.update(part.rels)
    was, now = ((side - left - right) // 635 for side in (width, height))
    for tab in copy.element.iter(qn("w:tab")):
        at = int(tab.get(qn("w:pos"), "0"))
        for share in (1, 2):
            if at and abs(at - was / share) < _NEARLY:
                tab.set(qn("w:pos"), str(now // share))
    kind = reference.tag.rsplit("}", 1)[1].removesuffix("Reference")
    link = {"header": RELATIONSHIP_TYPE.HEADER, "footer": RELATIONSHIP_TYPE.FOOTER}[kind]
    made = deepcopy(reference)
    made.set(qn("r:id"), document.part.relate_to(copy, link))
    return made


def _last_break(document: WordDocument) -> Any:
    """Return the end of a section that nothing comes after."""
    body = document.element.body
    before = body.sectPr.getprevious()
    while before is not None and before.tag in BOOKMARKS:
        before = before.getprevious()
    return None if before is None else section_of(before)


def section_of(element: Any) -> Any:
    """Return the properties of the section that an element of the body ends, or None."""
    if element.tag == qn("w:sectPr"):
        return element
    breaks = element.xpath("w:pPr/w:sectPr") if element.tag == qn("w:p") else []
    return breaks[0] if breaks else None


def _end_with(document: WordDocument, last: Any) -> None:
    """Let the document end with a section instead of an empty page after it."""
    body = document.element.body
    last.getparent().remove(last)
    body.replace(body.sectPr, last)
