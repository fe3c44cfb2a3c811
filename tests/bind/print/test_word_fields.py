"""A council's Word file whose readers' Word would fetch something is refused, as Word reads it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.ground.errors import BookError

VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
PICTURE = 'INCLUDEPICTURE "https://a.example/p.png" \\d'


def run(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(code: str, *, inside: str = "") -> str:
    return f"{mark('begin')}{run(code)}{inside}{mark('separate')}<w:r/>{mark('end')}"


def box(field: str) -> str:
    inside = f"<w:txbxContent><w:p>{field}</w:p></w:txbxContent>"
    return f"<w:r><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></w:r>"


def shape(attributes: str) -> str:
    return f"<w:r><w:pict><v:shape><v:imagedata {attributes}/></v:shape></w:pict></w:r>"


def with_header(path: Path, *paragraphs: str) -> CouncilTemplate:
    word = docx.Document()
    header = word.sections[0].header
    for paragraph in paragraphs:
        header._element.append(parse_xml(f"<w:p {nsdecls('w')} {VML}>{paragraph}</w:p>"))
    word.save(str(path))
    return CouncilTemplate(None, path)


@pytest.mark.parametrize(
    ("paragraphs", "fault"),
    [
        ([field(' PAGE \\* "') + field(PICTURE)], "has a field INCLUDEPICTURE"),
        ([field(' RD "\\\\\\\\a\\\\b\\\\x.docx" ')], "has a field RD"),
        ([field(' "INCLUDEPICTURE" "https://a.example/p.png" ')], "has a field INCLUDEPICTURE"),
        ([mark("begin") + run("INCLUDE"), run('TEXT "x"') + mark("end")], "INCLUDETEXT"),
        ([field(' IF 1 = 1 "', inside=field(PICTURE) + run('"'))], "has a field INCLUDEPICTURE"),
        ([run('PAGE "') + box(field(' INCLUDETEXT "x"'))], "has a field INCLUDETEXT"),
        ([shape('src="https://a.example/p.png"')], 'takes in "https://a.example/p.png"'),
        ([shape('o:href="https://a.example/p.png"')], 'takes in "https://a.example/p.png"'),
    ],
)
def test_fields_are_read_as_word_reads_them(
    paragraphs: list[str], fault: str, tmp_path: Path, bind: Callable[..., Path]
) -> None:
    look = with_header(tmp_path / "look.docx", *paragraphs)
    with pytest.raises(BookError, match=rf"look\.docx B206 .*{re.escape(fault)}"):
        bind("fetching.docx", look=look)


def test_fields_that_take_nothing_in_stay(tmp_path: Path, bind: Callable[..., Path]) -> None:
    look = with_header(
        tmp_path / "look.docx",
        field(" PAGE ") + field(' HYPERLINK "https://a.example/rd/include/" '),
        field(' IF 1 = 1 "the LINK road', inside=field(" NUMPAGES ") + run('" ""')),
        shape('o:title="Our RD"'),
    )
    assert bind("fine.docx", look=look).is_file()


@pytest.mark.parametrize(
    ("part", "before", "after", "fault"),
    [
        ("[Content_Types].xml", b"header+xml", b"headerx+xml", "cannot be opened"),
        ("word/_rels/document.xml.rels", b"relationships/header", b"relationships/x", "opened"),
        ("[Content_Types].xml", b"fontTable+xml", b"fontTablex+xml", ""),
    ],
)
def test_a_part_is_what_the_document_takes_it_for(
    part: str, before: bytes, after: bytes, fault: str, tmp_path: Path, bind: Callable[..., Path]
) -> None:
    """A header of another kind was not looked into, and a build ended in a traceback."""
    path = tmp_path / "look.docx"
    with_header(tmp_path / "plain.docx", "<w:r><w:t>Council</w:t></w:r>")
    with zipfile.ZipFile(tmp_path / "plain.docx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            assert name != part or before in data
            new.writestr(name, data.replace(before, after) if name == part else data)
    look = CouncilTemplate(None, path)
    if not fault:
        assert bind("fine.docx", look=look).is_file()
        return
    with pytest.raises(BookError, match=rf"look\.docx B206 .*{fault}"):
        bind("other.docx", look=look)
