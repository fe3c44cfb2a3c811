"""Files that a page offers may name people; what is made here names nobody."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest

from quarterbook.build.built import Built
from quarterbook.execute.loose_files.file_authors import authors_in_files
from quarterbook.storage.book import Book


def office(**parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(f"{name}.xml", f"<x>{content}</x>")
    return held.getvalue()


def pdf(**properties: str) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    for name, words in properties.items():
        made.docinfo[f"/{name}"] = words
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("file", "content", "is_noted"),
    [
        ("a.docx", office(core="<creator>A. Jones</creator>"), True),
        ("b.xlsx", office(core="<lastModifiedBy>A. Jones</lastModifiedBy>"), True),
        ("c.pptx", office(app="<Company>A. Jones</Company>"), True),
        ("d.docx", office(document="<ins author='A. Jones'>New</ins>"), True),
        ("e.xlsx", office(comments="<authors><author>A. Jones</author></authors>"), True),
        ("f.odt", office(meta="<initial-creator>A. Jones</initial-creator>"), True),
        ("g.pdf", pdf(Author="A. Jones"), True),
        ("h.docx", office(core="<creator></creator>", document="<p>A. Jones</p>"), False),
        ("i.xlsx", office(core="<creator>openpyxl</creator>"), False),
        ("j.pdf", pdf(Creator="Writer", Producer="LibreOffice"), False),
        ("k.docx", b"no archive", False),
        ("l.txt", b"A. Jones", False),
    ],
)
def test_authors_of_a_file_that_a_page_offers(
    cases: Book, file: str, content: bytes, *, is_noted: bool
) -> None:
    page = cases.pages / "method.md"
    (cases.pages / file).write_bytes(content)
    assert [*authors_in_files(cases, ["book/method"])] == []
    page.write_text(f"{page.read_text('utf-8')}\nSee {{download}}`this <{file}>`.\n", "utf-8")
    notes = [*authors_in_files(cases, ["book/method"])]
    assert [(note.file, note.code) for note in notes] == [(f"book/{file}", "B121")] * is_noted
    assert all("A. Jones" in note.message for note in notes)


def test_what_is_made_names_the_council_alone(demo: Built) -> None:
    names = {
        value
        for path in (demo.folder / name for name in (*demo.papers, "data.xlsx"))
        for value in properties_of(path.suffix, path.read_bytes())
    }
    assert names <= {"", "Mereshire County Council"}


def properties_of(ending: str, content: bytes) -> list[str]:
    if ending == ".pdf":
        return [str(pikepdf.open(io.BytesIO(content)).docinfo.get("/Author", ""))]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if "docProps" in name]
    some = ("dc:creator>", "lastModifiedBy>", "Company>", "Manager>")
    return [text.split(name, 1)[1].split("<")[0] for text in texts for name in some if name in text]
