"""Numbered sections and paragraphs as Word counts them itself."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from quarterbook.bind.print.word.properties import words_of
from quarterbook.bind.print.word.styles import NUMBERED

# The style of the run that words.lua writes for a number.
_MARK = "QuarterbookNumber"


INDENT = 680
"""Where the words of numbered paragraphs begin, in twips: 1.2 cm."""


def number_paragraphs(document: WordDocument) -> None:
    """Let Word count what has a number: sections on level 0, all that is in them on level 1.

    The list is the one that the style "Numbered Paragraph" links to, on its second level, in the
    template; else ours.
    """
    runs = document.element.body.xpath(f"//w:r[w:rPr/w:rStyle/@w:val='{_MARK}']")
    if not runs:
        return
    style = document.styles[NUMBERED]
    num_id = _linked_list(document, style.element) or _add_list(document, style)
    headings = {one.style_id for one in document.styles if (one.name or "").startswith("Heading ")}
    for run in runs:
        paragraph = run.xpath("ancestor::w:p[1]")[0]
        level = words_of(run).count(".")
        properties = paragraph.get_or_add_pPr()
        if properties.style not in headings:
            properties.style = style.style_id
        numbered = properties.get_or_add_numPr()
        numbered.get_or_add_ilvl().val = level
        numbered.get_or_add_numId().val = num_id
        after = run.getnext()
        if after is not None and after.tag == qn("w:r") and words_of(after) == " ":
            paragraph.remove(after)
        run.getparent().remove(run)


def _linked_list(document: WordDocument, style: Any) -> int:
    """Return the list of the template's own style, or 0."""
    ids = style.xpath("w:pPr/w:numPr[w:ilvl/@w:val='1']/w:numId/@w:val")
    numbering = document.part.numbering_part.element
    if not ids or not numbering.xpath(f"w:num[@w:numId='{ids[0]}']"):
        return 0
    return int(ids[0])


def _add_list(document: WordDocument, style: Any) -> int:
    """Add our list, "1" and "1.1" in a column of their own, and link the style to it."""
    numbering = document.part.numbering_part.element
    number, abstract = (
        1 + max(map(int, numbering.xpath(path)), default=0)
        for path in ("w:num/@w:numId", "w:abstractNum/@w:abstractNumId")
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>{link}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:tabs>'
        f'<w:tab w:val="num" w:pos="{INDENT}"/></w:tabs>'
        f'<w:ind w:left="{INDENT}" w:hanging="{INDENT}"/></w:pPr></w:lvl>'
        for level, text, link in (
            (0, "%1", ""),
            (1, "%1.%2", f'<w:pStyle w:val="{style.style_id}"/>'),
        )
    )
    ours = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    kinds = numbering.xpath("w:abstractNum")
    if kinds:
        kinds[-1].addnext(ours)
    else:
        numbering.insert(0, ours)
    of_kind = f'<w:abstractNumId w:val="{abstract}"/>'
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}">{of_kind}</w:num>'))
    linked = style.element.get_or_add_pPr().get_or_add_numPr()
    linked.get_or_add_ilvl().val, linked.get_or_add_numId().val = 1, number
    return number
