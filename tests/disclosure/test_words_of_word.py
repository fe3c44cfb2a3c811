"""The words of a council's Word file are read wherever they stand in it."""

from __future__ import annotations

import zipfile

import pytest

from quarterbook.storage.book import Book
from support.words import problems

RUN = "<w:r><w:t>{}</w:t></w:r>"
CELL = f"<w:tc><w:p>{RUN}</w:p></w:tc>"
LINE = f"<w:p>{RUN.format('{} children of pb')}</w:p>"


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/header-1.xml", LINE),
        ("word/h/header1.xml", LINE),
        ("word/header1.XML", LINE),
        ("other/header1.part", LINE),
        (
            "word/header1.xml",
            f"<w:tr>{CELL.format('Children of pb')}{CELL.format('{}')}</w:tr>",
        ),
        ("word/numbering.xml", '<w:lvl><w:lvlText w:val="{} children of pb %2"/></w:lvl>'),
        ("word/header1.xml", '<w:drawing><wp:docPr descr="{} children of pb"/></w:drawing>'),
        ("word/header1.xml", '<v:shape><v:textpath string="{} children of pb"/></v:shape>'),
    ],
)
def test_words_are_read_in_every_part_of_a_word_file(cases: Book, part: str, words: str) -> None:
    folder = cases.root / "book" / "_templates"
    folder.mkdir()
    council = cases.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(text.replace("council:\n", "council:\n  template: own\n", 1), "utf-8")
    for number in (5, 3):
        with zipfile.ZipFile(folder / "own.docx", "w") as document:
            document.writestr(part, words.format(number))
            document.writestr("word/media/a.png", b"\x89PNG 3 children of pb")
        told = [problem.file for problem in problems(cases)]
        assert set(told) == ({"book/_templates/own.docx"} if number == 3 else set())
