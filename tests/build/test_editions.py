"""Editions through the front door: exempt papers, one pass over the notebooks, signing off."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import docx
import pytest

from quarterbook.build.built import Built
from quarterbook.build.stages import build
from quarterbook.build.up_to_date import check_up_to_date
from quarterbook.ground.errors import BookError, CommandError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.publish import publish
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK
from support.command import Command
from support.paper_text import page_texts
from support.secrets import held_in

pytestmark = pytest.mark.builds

Q2 = parse_quarter("2021-22-q2")

PARAMS = """\
quarter: 2021-22-Q2
title: Performance report
cut_off: 2021-11-05
sign_offs: [Director of Resources, Monitoring Officer]
meetings:
  - {committee: cabinet, date: 2021-12-01, item: 7}
synopsis: How the quarter went.
recommendations:
  - Note performance.
editions:
  - name: scrutiny
    title: Performance by exception
    committee: cabinet
    page: book/papers/exceptions
    appendices:
      - {title: Homes, pages: [notebooks/housing]}
  - name: homes
    pages: [notebooks/housing]
  - name: behind-closed-doors
    title: Claim of XYPHOS Limited
    committee: cabinet
    classification: exempt
    page: book/papers/claim
    appendices:
      - {title: Homes, pages: [notebooks/housing]}
      - {title: Valuation, pages: [notebooks/valuation]}
    recommendations: [Settle at QUIBBLE or less.]
exempt:
  - {page: book/papers/claim, reason: Paragraph 3 of Part 1 of Schedule 12A}
  - {page: notebooks/valuation, reason: Paragraph 3 of Part 1 of Schedule 12A}
  - {measure: zeugma-settlements, reason: Paragraph 5 of Part 1 of Schedule 12A}
"""
CLAIM = """\
# Claim

## The claim

The KRAKATOA contractor asks for more. It settled {{ measures.zeugma_settlements.value }} claims.

{{ paper.recommendations }}

## Exempt measures

{{ paper.exempt }}

## Sign-off

{{ paper.sign_offs }}
"""
# What only the exempt paper may say, and what it is there.
PLANTED = {
    "the edition's title": "XYPHOS",
    "its recommendation": "QUIBBLE",
    "its page": "KRAKATOA",
    "the notebook's output": "OBSIDIAN",
    "the notebook's words": "WOLFRAM",
    "the measure's title": "ZEUGMA",
    "the measure's id": "zeugma",
    "the measure's figure": "86421",
    "the measure's target": "75319",
    "its owner": "HALCYON",
    "its commentary": "BORODINO",
    "a decision on it": "TAMARIND",
    "a benchmark of it": "64208",
    "the reason": "Schedule 12A",
    "the name of the page": "papers/claim",
    "the name of the edition": "behind-closed-doors",
}


SHOWN_APART = """\
from quarterbook import Report
print("OBSIDIAN")
Report(quarter, book="..")["zeugma-settlements"].benchmark()"""


def write_book(folder: Path, ran: Path) -> Book:
    """The small book with papers, exempt material, and notebooks that note each of their runs."""
    shutil.copytree(SMALL_BOOK, folder)
    (folder / "params" / "2021-22-q2.yml").write_text(PARAMS, encoding="utf-8")
    (folder / "book" / "papers" / "claim.md").write_text(CLAIM, encoding="utf-8")
    rows = {
        "measures": "zeugma-settlements,ZEUGMA settlements,housing,supply,Housing,HALCYON Director,"
        "cabinet,number,0,lower,measure,annual,snapshot,,,no,live,2021-22-Q1,,Claims.,Records",
        "observations": "zeugma-settlements,2020-21,86421,,,,2021-06-01,",
        "targets": "zeugma-settlements,2020-21,75319,80000,,,2020-03-01",
        "commentary": "zeugma-settlements,2021-22-Q2,BORODINO was won.,,concern,,,,2021-10-22",
    }
    for name, row in rows.items():
        with (folder / "data" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    (folder / "data" / "decisions.csv").write_text(
        "id,committee,met_on,measure,request,owner,due_quarter,status,response,closed_on\n"
        "C-1,cabinet,2021-09-01,zeugma-settlements,Ask TAMARIND.,,2021-22-Q3,open,,\n"
        "C-2,cabinet,2021-09-01,homes-delivered,Count the homes.,,2021-22-Q1,open,,\n",
        encoding="utf-8",
    )
    (folder / "data" / "areas.csv").write_text(
        "code,name,kind,region,from,to,successor\n"
        "E07000998,Alderbrook,council,,,,\nE07000991,Elsewhere,council,,,,\n",
        encoding="utf-8",
    )
    (folder / "data" / "benchmarks.csv").write_text(
        "measure,period,area,value,numerator,denominator,marker,source,published_on\n"
        "zeugma-settlements,2020-21,E07000991,64208,,,,Claims,2021-09-01\n",
        encoding="utf-8",
    )
    shutil.copy2(folder / "notebooks" / "summary.ipynb", folder / "notebooks" / "valuation.ipynb")
    for path in (folder / "notebooks").glob("*.ipynb"):
        content = json.loads(path.read_text(encoding="utf-8"))
        if path.stem == "valuation":
            words = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "# WOLFRAM"}
            tagged = [c for c in content["cells"] if c["metadata"].get("tags")]
            content["cells"] = [words, *tagged]
        note = f"with open({str(ran)!r}, 'a') as file:\n    print({path.stem!r}, file=file)"
        shown = SHOWN_APART if path.stem == "valuation" else ""
        content["cells"].append(
            {
                "cell_type": "code",
                "id": "note",
                "metadata": {"tags": ["show-print"]},
                "execution_count": None,
                "outputs": [],
                "source": f"{note}\n{shown}",
            }
        )
        path.write_text(json.dumps(content), encoding="utf-8")
    return Book(folder)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which the notebooks note their runs."""
    return tmp_path_factory.mktemp("ran") / "ran.txt"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, ran: Path) -> Built:
    """The first build, which nobody has signed."""
    book = write_book(tmp_path_factory.mktemp("editions") / "book", ran)
    built = build(book, None, jobs=1)
    assert built.ok, built.problems
    # kept as it was, for the book is built again
    kept = book.root.parent / "first"
    shutil.copytree(built.folder, kept)
    built.folder = kept
    publish(book, Q2, book.root.parent / "public", check_up_to_date(book, Q2), draft=True)
    return built


@pytest.fixture
def book(first: Built) -> Book:
    return Book(first.folder.parent / "book")


def text_of(path: Path) -> str:
    if path.suffix == ".docx":
        return "".join(docx.Document(str(path)).element.itertext())
    return "\n".join(page_texts(path))


def test_no_notebook_runs_twice(first: Built, ran: Path) -> None:
    """Four papers and a site, two of them with the page on housing, one exempt."""
    names = sorted(ran.read_text().split()[:4])
    assert names == ["environment", "housing", "summary", "valuation"]
    assert sorted(path for path in first.papers if path.endswith(".pdf")) == [
        "exempt/behind-closed-doors.pdf",
        "homes.pdf",
        "report.pdf",
        "scrutiny.pdf",
    ]


@pytest.mark.parametrize("ending", [".pdf", ".docx"])
def test_the_exempt_paper_says_it_all(first: Built, ending: str) -> None:
    text = text_of(first.folder / "exempt" / f"behind-closed-doors{ending}")
    for what in ("XYPHOS", "QUIBBLE", "KRAKATOA", "OBSIDIAN", "ZEUGMA", "86,421", "BORODINO",
                 "TAMARIND", "Not for publication", "Schedule 12A", "Appendix B: Valuation",
                 "New homes delivered"):  # fmt: skip
        assert what in text, what
    assert "It settled 86,421 claims." in text


def test_nothing_public_holds_a_word_of_it(first: Built, book: Book) -> None:
    """Site, search index, papers, bookmarks, metadata, workbook, manifest, what was published."""
    public = book.root.parent / "public"
    for folder, but in ((first.folder, "exempt/"), (public, "-")):
        texts = [
            (name, text)
            for name, text in held_in(folder)
            if not name.startswith(but) and name != "pages.json"
        ]
        assert len(texts) > 100
        for what, words in PLANTED.items():
            for form in {words, words.lower(), f"{int(words):,}" if words.isdigit() else words}:
                start = r"(?<![\d.])" if words.isdigit() else ""  # no decimals of a drawing
                pattern = re.compile(start + re.escape(form))
                where = [name for name, text in texts if pattern.search(text) or form in name]
                assert not where, f"{what}: {form} is in {where}"
    assert not list(public.rglob("pages.json"))


def test_counts_are_those_of_the_public_measures(first: Built) -> None:
    """Two are green, homes amber by an older figure, and nothing is said of the other."""
    text = " ".join(text_of(first.folder / "scrutiny.pdf").split())
    assert "Of three measures, two are green and one amber." in text
    assert (
        "The newest figure of one measure is for a period that began before 1 April 2021: "
        "New homes delivered"
    ) in text
    apart = " ".join(text_of(first.folder / "exempt" / "behind-closed-doors.pdf").split())
    assert "ZEUGMA settlements" in apart


def test_a_paper_alone(first: Built, book: Book) -> None:
    """`--edition` makes the one paper and the site, of which no other paper is offered."""
    built = build(book, None, jobs=1, editions=["scrutiny"])
    assert built.papers == ("scrutiny.pdf", "scrutiny.docx")
    assert {path.name for path in built.folder.glob("*.pdf")} == {"scrutiny.pdf"}
    assert not (built.folder / "exempt").exists()
    page = (built.folder / "site" / "book" / "method.html").read_text(encoding="utf-8")
    assert "scrutiny.pdf" in page
    assert "report.pdf" not in page
    whole, alone = (
        json.loads((folder / "pages.json").read_text(encoding="utf-8"))
        for folder in (first.folder, built.folder)
    )
    assert alone["pages"] == whole["pages"]
    assert (whole["complete"], alone["complete"]) == (True, False)
    with pytest.raises(BookError, match="build 2021-22-q2"):
        check_up_to_date(book, Q2)
    with pytest.raises(CommandError, match='Did you mean "scrutiny"'):
        build(book, None, jobs=1, editions=["scrutny"])


def is_draft(built: Built) -> set[bool]:
    """Whether each page of the site and of every paper says DRAFT."""
    said = {
        "DRAFT" in page.read_text(encoding="utf-8")
        for page in (built.folder / "site").rglob("*.html")
        if page.name != "index.html"
    }
    for path in built.folder.rglob("*.pdf"):
        said |= {"DRAFT" in text for text in page_texts(path)}
    for path in built.folder.rglob("*.docx"):
        sections = docx.Document(str(path)).sections
        heads = ["".join(part.header._element.itertext()) for part in sections]
        said |= {"DRAFT" in head for head in heads}
    return said


def test_signed_final_changed_lapsed(first: Built, book: Book, command: Command) -> None:
    """DRAFT on every page until all have signed what stands; the page that changed is named."""
    at = ("--book", str(book.root))
    assert is_draft(first) == {True}
    shutil.rmtree(book.built("2021-22-q2"))
    shutil.copytree(first.folder, book.built("2021-22-q2"))
    for role in ("Director of Resources", "Monitoring Officer"):
        ended = command("sign", "2021-22-q2", "--as", role, "--on", "2021-11-12", *at)
        assert ended.status == 0, ended.err
    final = build(book, None, jobs=1)
    assert final.notes == ()
    assert is_draft(final) == {False}
    assert "Recorded" in text_of(final.folder / "exempt" / "behind-closed-doors.docx")

    page = book.pages / "method.md"
    words = "\nA new sentence.\n\n![A square](square.svg)\n"
    page.write_text(page.read_text(encoding="utf-8") + words, encoding="utf-8")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4v4z"/></svg>'
    (book.pages / "square.svg").write_text(svg, encoding="utf-8")
    lapsed = build(book, None, jobs=1)
    assert lapsed.notes == (
        "the sign-off of the Director of Resources (12 November 2021) has lapsed. "
        "Changed since: book/method and book/square.svg",
        "the sign-off of the Monitoring Officer (12 November 2021) has lapsed. "
        "Changed since: book/method and book/square.svg",
    )
    assert is_draft(lapsed) == {True}

    ended = command("sign", "2021-22-q2", "--as", "monitoring officer", "--on", "2021-11-15", *at)
    assert ended.status == 0, ended.err
    row = "homes-delivered,2020-21,1205,,,,2021-11-01,Recounted\n"
    with (book.data / "observations.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    again = build(book, None, jobs=1, editions=["scrutiny"])
    changed = again.notes[1].split("Changed since: ")[1].split(", ")
    assert {"notebooks/housing", "notebooks/summary", "data.xlsx"} <= set(changed)
    assert "book/method" not in changed
