"""Papers of books that have far too much of everything, and of books that have none of it."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import docx
import lxml.html
import nbformat
import outloud
import pypdf
import pytest

from quarterbook.build.built import Built
from quarterbook.build.stages import build
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book

pytestmark = pytest.mark.builds

MANY = 300
APPENDICES = 12
SENTENCES = 400
LONG = " ".join(
    f"Sentence {number} of what the owner has to say." for number in range(1, SENTENCES + 1)
)
TITLE = ("How the council did against all that it had set out to do in its plan " * 3)[:199] + "."
OPENS, CLOSES = "Here the owner begins.", "Here the owner ends."

HEAD = """\
quarter: 2025-26-Q1
title: Performance report
cut_off: 2025-07-31
meetings:
  - {committee: cabinet, date: 2025-09-10, item: 8}
sign_offs: [Director of Resources]
"""
CROWDED = f"""\
{HEAD}
editions:
  - name: crowded
    title: {TITLE}
    committee: cabinet
    page: book/papers/crowded
    recommendations: [Note the one thing there is to note.]
    appendices:
"""
BARE = f"""\
{HEAD}
editions:
  - {{name: bare, committee: cabinet, page: book/papers/bare}}
"""
EVERYTHING = (
    "officers", "synopsis", "counts", "recommendations", "sign_offs", "forward_plan", "success",
    "concern", "note", "in_development", "appendices", "performance", "exceptions_summary",
    "exceptions", "ages", "decisions", "sections", "benchmarks", "exempt",
)  # fmt: skip


def write_rows(path: Path, rows: list[list[object]]) -> None:
    """Write a table's rows under its own header."""
    head = path.read_text(encoding="utf-8").splitlines()[0]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"{head}\n")
        csv.writer(file, lineterminator="\n").writerows(rows)


def measure(number: int, title: str) -> list[object]:
    return [
        f"measure-{number}", title, "clean-streets", "litter", "Streets", "Head of Streets",
        "cabinet", "%", 1, "higher", "measure", "quarterly", "snapshot", "", "", "no", "live", "",
        "", "Of all streets, those that were clean.", "Council records",
    ]  # fmt: skip


def small_book(folder: Path) -> Book:
    """A book of hardly a page, and papers."""
    book = copy_book(ROOT / "examples" / "first-page", folder / "book")
    book.toc.write_text(
        "format: jb-book\nroot: book/start\nchapters: [{file: notebooks/clean-streets}]\n"
    )
    (book.root / "book" / "start.md").write_text("# Start\n\nThis is all.\n", encoding="utf-8")
    (book.root / "book" / "papers").mkdir()
    for path in (book.root / "notebooks").glob("*.ipynb"):
        path.unlink()
    cells = [nbformat.v4.new_markdown_cell("# Clean Streets", id="title")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(notebook, book.root / "notebooks" / "clean-streets.ipynb")
    return book


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """300 red measures, a commentary of pages, a title of 200 characters, twelve appendices."""
    book = small_book(tmp_path_factory.mktemp("crowded"))
    numbers = range(1, MANY + 1)
    write_rows(
        book.data / "measures.csv",
        [measure(number, f"Streets clean in ward {number}") for number in numbers],
    )
    write_rows(
        book.data / "observations.csv",
        [[f"measure-{n}", "2025-26-Q1", 10 + n / 10, "", "", "p" * (n == 7), "2025-07-20", ""]
         for n in numbers],
    )  # fmt: skip
    write_rows(
        book.data / "targets.csv",
        [[f"measure-{n}", "2025-26", 90, 80, "", "", "2025-03-01"] for n in numbers],
    )
    said = {n: f"What ward {n} says of its streets." for n in numbers}
    said[150] = f"{OPENS} {LONG} {CLOSES}"
    write_rows(
        book.data / "commentary.csv",
        [[f"measure-{n}", "2025-26-Q1", words, "Sweep." * (n > 1), "", "", "", "Owner",
          "2025-07-25"] for n, words in said.items()],
    )  # fmt: skip
    papers = book.root / "book" / "papers"
    listed = ""
    for number in range(1, APPENDICES + 1):
        (papers / f"part-{number}.md").write_text(f"# Part {number}\n\nBody {number}.\n")
        listed += f"      - {{title: Number {number}, pages: [book/papers/part-{number}]}}\n"
    (book.params / "2025-26-q1.yml").write_text(CROWDED + listed, encoding="utf-8")
    (papers / "crowded.md").write_text(
        "# Crowded\n\n## Recommendations\n\n{{ paper.recommendations }}\n\n## Exceptions\n\n"
        "The table is long.\n\n{{ paper.exceptions }}\n\n## Last words\n\nThat was all.\n\n"
        "{{ paper.appendices }}\n"
    )
    return build(book, None, jobs=1)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """One measure without a figure of the quarter, and nothing else of any kind."""
    book = small_book(tmp_path_factory.mktemp("bare"))
    write_rows(book.data / "measures.csv", [measure(1, "Clean streets")])
    write_rows(
        book.data / "observations.csv",
        [["measure-1", "2024-25-Q2", 95, "", "", "", "2024-10-20", ""]],
    )
    for name in ("targets", "commentary"):
        write_rows(book.data / f"{name}.csv", [])
    (book.params / "2025-26-q1.yml").write_text(BARE, encoding="utf-8")
    page = "".join(f"## On {name}\n\n{{{{ paper.{name} }}}}\n\n" for name in EVERYTHING)
    (book.root / "book" / "papers" / "bare.md").write_text(f"# Bare\n\n{page}")
    return build(book, None, jobs=1)


def errors(path: Path) -> list[str]:
    return [one.message for one in outloud.check(str(path)).findings if one.severity == "error"]


@cache
def texts(path: Path) -> list[str]:
    return [" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(path).pages]


# Too much -----------------------------------------------------------------------------------------


@pytest.mark.exhaustive
def test_every_row_of_three_hundred_is_there_with_its_words_below_it(crowded: Built) -> None:
    pages = texts(crowded.folder / "crowded.pdf")
    first = next(number for number, page in enumerate(pages) if "What ward 1 says" in page)
    last = next(number for number, page in enumerate(pages) if f"What ward {MANY} says" in page)
    said = " ".join(pages[first : last + 1])
    numbers = [int(found) for found in re.findall(r"What ward (\d+) says", said)]
    assert sorted(numbers) == [n for n in range(1, MANY + 1) if n != 150]
    for page in pages[first : last + 1]:
        assert "Measure Service Period" in page  # the header row is on every page
    assert said.count("Comment: ") == MANY
    assert "The table is long." in pages[first]  # what leads up to the table is on its page
    assert "No action recorded" in pages[first]
    assert "Markers: [p] provisional" in pages[last]


@pytest.mark.exhaustive
def test_a_commentary_of_two_pages_is_whole(crowded: Built) -> None:
    pages = texts(crowded.folder / "crowded.pdf")
    begins = next(number for number, page in enumerate(pages) if OPENS in page)
    ends = next(number for number, page in enumerate(pages) if CLOSES in page)
    assert ends > begins
    assert "ward 149" in pages[begins]  # its row does not begin a page of its own
    said = " ".join(pages[begins : ends + 1])
    numbers = set(map(int, re.findall(r"Sentence (\d+) of", said)))
    assert said.count("Sentence") == said.count("say.") == SENTENCES
    # a sentence that goes on over the page has that page's foot and the next one's head in it
    assert len(set(range(1, SENTENCES + 1)) - numbers) <= ends - begins
    words = " ".join(
        cell.text
        for table in docx.Document(str(crowded.folder / "crowded.docx")).tables
        for cell in table._cells
        if OPENS in cell.text
    )
    assert f"{OPENS} {LONG} {CLOSES}" in words


@pytest.mark.exhaustive
def test_a_title_of_200_characters_everywhere(crowded: Built) -> None:
    assert len(TITLE) == 200
    pages = texts(crowded.folder / "crowded.pdf")
    assert TITLE in pages[0]
    assert all("How the council did against all" in page for page in pages)
    assert all(TITLE not in page for page in pages[1:])
    word = docx.Document(str(crowded.folder / "crowded.docx"))
    assert TITLE in [line.text for line in word.paragraphs]
    heads = {line.text.strip() for line in word.sections[0].header.paragraphs}
    assert any("How the council did against all" in head and "…" in head for head in heads)
    page = lxml.html.parse(crowded.folder / "site" / "book" / "papers" / "crowded.html")
    (heading,) = page.xpath("//h1")
    assert heading.text_content().rstrip("#¶ \n") == TITLE


@pytest.mark.exhaustive
def test_twelve_appendices_each_on_a_page_of_its_own(crowded: Built) -> None:
    pages = texts(crowded.folder / "crowded.pdf")
    for number, letter in enumerate("ABCDEFGHIJKL", 1):
        (page,) = [one for one in pages if f"Body {number}." in one]
        assert f"Appendix {letter}: Number {number} " in page
        listed = re.search(rf"Appendix {letter}: Number {number} \(page (\d+)\)", " ".join(pages))
        assert listed
        assert pages.index(page) + 1 == int(listed[1])
    word = docx.Document(str(crowded.folder / "crowded.docx"))
    begins = [
        line.paragraph_format.page_break_before
        for line in word.paragraphs
        if line.text.startswith("Appendix") and line.style.name == "Heading 1"
    ]
    assert begins == [True] * APPENDICES


@pytest.mark.exhaustive
def test_one_recommendation_is_a_list_of_one(crowded: Built) -> None:
    pages = texts(crowded.folder / "crowded.pdf")
    assert "A. Note the one thing there is to note." in pages[0]
    assert not re.search(r"\bB\. ", pages[0])


# Nothing ------------------------------------------------------------------------------------------


def test_a_paper_of_nothing_says_so_under_every_heading(bare: Built) -> None:
    text = " ".join(texts(bare.folder / "bare.pdf"))
    for words in (
        "No officer is named.", "No synopsis is given.", "No recommendation is made.",
        "No entry of the forward plan", "No success was singled out", "No concern was singled out",
        "No measure is in development.", "There are no appendices.",
        "The newest figure of one measure is for a period", "No measure is red or amber.",
        "No measure of this paper is red or amber.",
        "No comparison with other councils", "No measure is exempt.",
    ):  # fmt: skip
        assert words in text, words
    assert len(set(re.findall(r"On (\w+)", text)) & set(EVERYTHING)) == len(EVERYTHING)
    page = lxml.html.parse(bare.folder / "site" / "book" / "papers" / "bare.html")
    for section in page.xpath("//main//section//section | //article//section//section"):
        said = " ".join(section.text_content().split())
        heading = " ".join(section.xpath("string(./h2)").split())
        assert len(said) > len(heading) + 10, heading
    word = " ".join(line.text for line in docx.Document(str(bare.folder / "bare.docx")).paragraphs)
    assert "No measure is red or amber." in word


@pytest.mark.parametrize("which", [pytest.param("crowded", marks=pytest.mark.exhaustive), "bare"])
def test_the_papers_are_accessible(which: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(which)
    assert errors(built.folder / f"{which}.pdf") == []
