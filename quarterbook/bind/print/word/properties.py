"""Properties of a document's paragraphs, runs and cells, which it has by the thousand.

python-docx looks for an element, and for where it belongs, anew at every property that it sets;
here each is found once. Elements stand in the order that the schema of Word's documents asks for.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_SINGLE = 240  # of a line's height, where that is a share of it

_VALUE, _GRID_SPAN, _TYPE, _WIDTH = (qn(f"w:{name}") for name in ("val", "gridSpan", "type", "w"))
_LINE, _RULE, _BEFORE, _AFTER = (
    qn(f"w:{name}") for name in ("line", "lineRule", "before", "after")
)


def words_of(element: Any) -> str:
    """Return the text of a run or a paragraph."""
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _before(names: str) -> frozenset[str]:
    return frozenset(qn(f"w:{name}") for name in names.split())


# What an element may have before its spacing, its being kept with the next, its size and its width.
_BEFORE_SPACING = _before(
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid"
)
_BEFORE_KEEP_NEXT = _before("pStyle")
_BEFORE_SIZE = _before(
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position"
)
_BEFORE_WIDTH = _before("cnfStyle")


def _placed(holder: Any, name: str, before: frozenset[str]) -> Any:
    """Return an element's child of this name, made where it belongs if need be."""
    tag, index = qn(f"w:{name}"), 0
    for child in holder:
        if child.tag == tag:
            return child
        if child.tag in before:
            index += 1
    made = OxmlElement(f"w:{name}")
    holder.insert(index, made)
    return made


def lines_of_styles(body: Any, ids: Collection[str]) -> list[Any]:
    """Return the paragraphs of a body that have one of these styles, in their order."""
    test = " or ".join(f"@w:val='{id_}'" for id_ in sorted(ids))
    return list(body.xpath(f".//w:p[w:pPr/w:pStyle[{test}]]")) if ids else []


def close_up(line: Any) -> None:
    """Let a paragraph's lines stand close, and nothing be between it and its neighbours."""
    spacing = _placed(line.get_or_add_pPr(), "spacing", _BEFORE_SPACING)
    spacing.set(_LINE, str(_SINGLE))
    spacing.set(_RULE, "auto")
    spacing.set(_BEFORE, "0")
    spacing.set(_AFTER, "0")


def keep_with_next(line: Any) -> None:
    """Keep a paragraph on the page of what follows it."""
    _placed(line.get_or_add_pPr(), "keepNext", _BEFORE_KEEP_NEXT).attrib.pop(_VALUE, None)


def set_size(run: Any, points: int) -> None:
    """Set the size of a run's letters."""
    size = _placed(run.get_or_add_rPr(), "sz", _BEFORE_SIZE)
    size.set(_VALUE, str(2 * points))


def columns_of(cell: Any) -> int:
    """Return over how many columns a cell goes."""
    span = cell.get_or_add_tcPr().find(_GRID_SPAN)
    return 1 if span is None else int(span.get(_VALUE))


def set_width(cell: Any, twips: int) -> None:
    """Set how wide a cell is."""
    width = _placed(cell.get_or_add_tcPr(), "tcW", _BEFORE_WIDTH)
    width.set(_TYPE, "dxa")
    width.set(_WIDTH, str(twips))
