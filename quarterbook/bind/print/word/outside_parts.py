"""What a council's Word template would take in from elsewhere, or tell of where it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.parts.image import ImagePart
from lxml.etree import LxmlError

from quarterbook.bind.pictures.raster import NotRaster, clean_raster
from quarterbook.bind.print.council_template import template_fault

_LEADS_TO = ("http://", "https://", "mailto:", "tel:")
_PROGRAM = "/docProps/app.xml"
_NO_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_TAKES_IN = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DDE|DDEAUTO|LINK|DATABASE|RD)\b"
)
_BOX = qn("w:txbxContent")
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_FETCHED = ("src", f"{_OFFICE}href", f"{_OFFICE}althref")  # of drawings in VML


def clean_parts(document: WordDocument, path: Path) -> None:
    """Take off a template where and by whom it was made, and what its photographs tell.

    Raises `BookError` for pictures, objects and fields that readers' Word would fetch.
    """
    for part in document.part.package.iter_parts():
        _check_relations(part, path)
        if part.partname == _PROGRAM and not isinstance(part, XmlPart):
            part._blob = _NO_PROGRAM
        if (element := _element_of(part, path)) is not None:
            _check_fields(element, path)
            _check_drawings(element, path)
        if isinstance(part, XmlPart):
            for variables in part.element.findall(qn("w:docVars")):
                part.element.remove(variables)
        if isinstance(part, ImagePart):
            with suppress(NotRaster):  # a drawing
                part._blob = clean_raster(part.blob)


def _check_relations(part: Part, path: Path) -> None:
    for name, relation in list(part.rels.items()):
        if not relation.is_external:
            continue
        if relation.reltype.endswith("/attachedTemplate") and isinstance(part, XmlPart):
            for element in part.element.findall(qn("w:attachedTemplate")):
                part.element.remove(element)
            del part.rels[name]
            continue
        is_link = relation.reltype == RELATIONSHIP_TYPE.HYPERLINK
        if not (is_link and relation.target_ref.lower().startswith(_LEADS_TO)):
            raise template_fault(
                path,
                f'leads out of the file, to "{relation.target_ref}". Put the picture itself into '
                "it, and let links lead to the web",
            )


def _element_of(part: Part, path: Path) -> Any:
    """Return what a part of XML holds, whatever kind the file says that it is; else None."""
    if isinstance(part, XmlPart):
        return part.element
    if not part.partname.lower().endswith(".xml"):
        return None
    try:
        return parse_xml(part.blob)
    except LxmlError:
        raise template_fault(path, f"has a part {part.partname} that cannot be read") from None


def _check_drawings(element: Any, path: Path) -> None:
    for one in element.iter():
        for name in _FETCHED:
            if address := one.get(name):
                raise template_fault(
                    path,
                    f'has a drawing that takes in "{address}". Put the picture itself into it',
                )


def _check_fields(element: Any, path: Path) -> None:
    for story in (element, *element.iter(_BOX)):
        for code in _field_codes(story):
            first = code.replace('"', " ").split()[:1]
            rest = re.sub(r'"[^"]*"', "", code)
            if match := _TAKES_IN.search(" ".join([*first, rest]).upper()):
                raise template_fault(
                    path, f"has a field {match[1]}, which takes in another file. Take it out"
                )


def _field_codes(story: Any) -> Iterator[str]:
    """Yield the code of each field, without those of fields inside it, as Word reads them.

    A field goes from its begin to its end, over runs and paragraphs; a text box has its own.
    """
    fields = [""]  # the code of what has begun; what stands in no field is a code as well
    for element in _within(story):
        kind = element.get(qn("w:fldCharType"))
        if element.tag in (qn("w:instrText"), qn("w:delInstrText")):
            fields[-1] += element.text or ""
        elif kind == "begin":
            fields.append("")
        elif kind == "end" and len(fields) > 1:
            yield fields.pop()
        elif simple := element.get(qn("w:instr")):
            yield simple
    yield from fields


def _within(element: Any) -> Iterator[Any]:
    """Yield the elements of a story in their order, without those of text boxes in it."""
    for one in element:
        if one.tag != _BOX:
            yield one
            yield from _within(one)
