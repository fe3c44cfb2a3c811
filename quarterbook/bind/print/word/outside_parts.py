"""What a council's Word template would take in from elsewhere, or tell of where it was made."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.parts.image import ImagePart

from quarterbook.bind.pictures.raster import NotRaster, clean_raster
from quarterbook.bind.print.council_template import template_fault

_LEADS_TO = ("http://", "https://", "mailto:", "tel:")
_PROGRAM = "/docProps/app.xml"
_NO_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_TAKES_IN = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DDE|DDEAUTO|LINK|DATABASE)\b")


def clean_parts(document: WordDocument, path: Path) -> None:
    """Take off a template where and by whom it was made, and what its photographs tell.

    Raises `BookError` for pictures, objects and fields that readers' Word would fetch.
    """
    for part in document.part.package.iter_parts():
        _check_relations(part, path)
        if part.partname == _PROGRAM and not isinstance(part, XmlPart):
            part._blob = _NO_PROGRAM
        if isinstance(part, XmlPart):
            _check_fields(part, path)
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


def _check_fields(part: XmlPart, path: Path) -> None:
    codes = [element.get(qn("w:instr"), "") for element in part.element.iter(qn("w:fldSimple"))]
    codes += [
        "".join(code.text or "" for code in line.iter(qn("w:instrText")))
        for line in part.element.iter(qn("w:p"))
    ]
    for code in codes:
        if found := _TAKES_IN.search(re.sub(r'"[^"]*"', "", code.upper())):
            raise template_fault(
                path, f"has a field {found[1]}, which takes in another file. Take it out"
            )
