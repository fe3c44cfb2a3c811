"""The Word paper's reference document: styles, page, header and footer, or a council's own."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from lxml.etree import LxmlError

from quarterbook.bind.print.council_template import CouncilTemplate, template_fault
from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.word import header_and_footer
from quarterbook.bind.print.word.outside_parts import clean_parts
from quarterbook.storage.file_kinds import UNREADABLE_ARCHIVE

# What a part begins with, by what the document takes it for.
_ROOTS = {
    RELATIONSHIP_TYPE.HEADER: "w:hdr",
    RELATIONSHIP_TYPE.FOOTER: "w:ftr",
    RELATIONSHIP_TYPE.STYLES: "w:styles",
    RELATIONSHIP_TYPE.NUMBERING: "w:numbering",
    RELATIONSHIP_TYPE.SETTINGS: "w:settings",
}

_OURS = Path(__file__).with_name("reference.docx")


# The colour that the package's own file has where a council's is to stand.
_PRIMARY = "12436D"


NUMBERED = "Numbered Paragraph"


_PICTURE = "captioned figure"
_DEFINITION = "Definition"
_SET_IN = Cm(0.5)

TABLE = "Table"  # the style of every table
TABLE_SIZE = 9  # points of its text


def write_reference(
    cover: Cover, template: CouncilTemplate | None, out: Path
) -> tuple[float, float]:
    """Write what pandoc takes styles, page, header and footer from.

    It is the template's Word file, with the styles that it lacks, or the package's own, in the
    council's colour. Returns how wide text is on a page, upright and on its side, in centimetres.
    """
    ours = Document(str(_OURS))
    _colour(ours, cover.primary.lstrip("#").upper())
    if template is not None and template.word is not None:
        document = _open(template.word)
        clean_parts(document, template.word)
        _add_styles(document, ours)
        header_and_footer.fill_places(document, cover, template.word)
        header_and_footer.add_marks(document, cover)
    else:
        document = ours
        header_and_footer.write_header_and_footer(document, cover)
        _set_front(document, cover)
    header_and_footer.keep_clear(document)
    _set_pictures(document)
    _set_definitions(document)
    document.save(str(out))
    page = document.sections[-1]
    assert page.page_width
    assert page.page_height
    sides = sorted((page.page_width, page.page_height))
    margins = (page.left_margin or 0) + (page.right_margin or 0)
    return (sides[0] - margins) / Cm(1), (sides[1] - margins) / Cm(1)


def _colour(document: WordDocument, primary: str) -> None:
    """Colour the styles as the council has it, where they have the package's own colour."""
    for element in document.styles.element.iter():
        for name, value in element.items():
            if value == _PRIMARY:
                element.set(name, primary)


def _open(path: Path) -> WordDocument:
    try:
        document = Document(str(path))
        _check_kinds(document)
        document.styles["Normal"]  # a file without styles is no template
        _refuse_declarations(path)
    except (*UNREADABLE_ARCHIVE, PackageNotFoundError, LxmlError, KeyError, ValueError, OSError):
        raise template_fault(
            path, "cannot be opened as a Word file. Save it again from Word as a .docx"
        ) from None
    return document


def _check_kinds(document: WordDocument) -> None:
    """Raise `ValueError` or `KeyError` for parts that are not what they are named for.

    The file says of each part of what kind it is, apart from what the document takes it for.
    """
    relations = document.part.rels
    for relation in relations.values():
        if tag := _ROOTS.get(relation.reltype):
            element = getattr(relation.target_part, "element", None)
            if element is None or element.tag != qn(tag):
                raise ValueError(relation.reltype)
    for kind in ("header", "footer"):
        for reference in document.element.iter(qn(f"w:{kind}Reference")):
            if not relations[reference.rId].reltype.endswith(f"/{kind}"):
                raise ValueError(kind)


def _refuse_declarations(path: Path) -> None:
    """Raise `BookError` for a part that declares document types, which may name other files.

    No part of such a file may (ECMA-376, part 2, 8.1.4); drawings in it are none.
    """
    with ZipFile(path) as archive:
        for name in archive.namelist():
            if "/media/" not in name and b"<!DOCTYPE" in archive.read(name).replace(b"\0", b""):
                raise template_fault(
                    path, f"has a document type (DTD) in {name}. Save it again from Word"
                )


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
            for own in added.xpath("w:rPr/w:rFonts"):
                own.getparent().remove(own)
            for reference in added.xpath("w:basedOn | w:next | w:link"):
                reference.set(qn("w:val"), ids.get(reference.get(qn("w:val")), "Normal"))
            document.styles.element.append(added)


def _set_pictures(document: WordDocument) -> None:
    """Let what follows a picture stand on the next page: its caption is above it.

    Pandoc's own style keeps the two together the other way round. Where each picture is kept with
    the next one's caption, and that with its picture, no page has room for all, and any is parted.
    """
    for style in document.styles:
        if style.name and style.name.lower() == _PICTURE:
            style.paragraph_format.keep_with_next = False


def _set_definitions(document: WordDocument) -> None:
    """Set in what a term means, below it, as print does, unless the template sets it in itself."""
    for style in document.styles:
        if style.name == _DEFINITION and style.paragraph_format.left_indent is None:
            style.paragraph_format.left_indent = _SET_IN


def _set_front(document: WordDocument, cover: Cover) -> None:
    """Set what depends on the paper: a long title smaller, and a committee paper's headings."""
    styles = document.styles
    if cover.title != cover.short_title:
        styles["Title"].font.size = Pt(18)
    if cover.committee_paper:
        for level, size, before in ((1, 15, 18), (2, 12, 12), (3, 11, 10)):
            heading = styles[f"Heading {level}"]
            heading.font.size, heading.paragraph_format.space_before = Pt(size), Pt(before)
