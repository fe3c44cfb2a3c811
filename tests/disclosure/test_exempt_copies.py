"""What is exempt is in no staged copy that is public."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from quarterbook import Report
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.execute.staged_copy import stage_exempt, stage_public
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book

Q1, Q2 = parse("2021-22-Q1"), parse("2021-22-Q2")


# The staged copies.

EXEMPT_PAGES = "book/secret", "notebooks/claims"
PLANTED = "Marigold settlement"


@pytest.fixture
def planted(tmp_path: Path) -> Book:
    """The small book, missed bins, a page and a notebook exempt in Q2, and an exempt paper."""
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    for page in ("secret.md", "claims.md", "papers/dispute.md", "_templates/look.md"):
        path = book.pages / page
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# {PLANTED}\n", encoding="utf-8")
    notebook = book.notebooks / "claims.ipynb"
    notebook.write_bytes((book.notebooks / "housing.ipynb").read_bytes())
    (book.pages / "claims.md").unlink()
    change_params(
        book,
        "2021-22-q2",
        editions=[
            {"name": "scrutiny", "committee": "cabinet", "page": "book/papers/exceptions"},
            {
                "name": "private",
                "title": PLANTED,
                "classification": "exempt",
                "page": "book/papers/dispute",
            },
        ],
        exempt=[
            *({"page": page, "reason": PLANTED} for page in EXEMPT_PAGES),
            {"page": "book/papers/dispute", "reason": PLANTED},
            {"measure": "missed-bins", "reason": PLANTED},
        ],
    )
    toc = yaml.safe_load(book.toc.read_text(encoding="utf-8"))
    toc["chapters"] += [
        {"file": "notebooks/claims"},
        {"file": "book/secret.md", "sections": [{"file": "book/below"}]},
    ]
    book.toc.write_text(yaml.safe_dump(toc, sort_keys=False), encoding="utf-8")
    (book.pages / "below.md").write_text("# Below\n", encoding="utf-8")
    (book.params / "2021-22-q2.signed.json").write_text("[]", encoding="utf-8")
    (book.data / "notes.csv").write_text("measure,note\nmissed-bins,mine\n", encoding="utf-8")
    (book.data / "decisions.csv").write_text(
        "id,committee,met_on,measure,request,owner,due_quarter,status,response,closed_on\n"
        f"D1,cabinet,2021-09-01,missed-bins,{PLANTED}?,,2021-22-Q3,open,,\n"
        'D2,cabinet,2021-09-01,recycling-rate,"Why, and when?",,2021-22-Q3,open,,\n',
        encoding="utf-8",
    )
    return book


def change_params(book: Book, slug: str, **changed: Any) -> None:
    path = book.params / f"{slug}.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | changed
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def public_copy(book: Book, folder: Path) -> Book:
    recorded = read_recorded(book)
    return stage_public(book, folder, as_reported(without_exempt(recorded, Q2), Q2), Q2)


def test_the_public_copy_holds_nothing_exempt(planted: Book, tmp_path: Path) -> None:
    copy = public_copy(planted, tmp_path / "copy")
    files = {path.relative_to(copy.root).as_posix() for path in copy.root.rglob("*")}
    assert not files & {
        "book/secret.md",
        "book/papers/dispute.md",
        "book/_templates",
        "params/2021-22-q2.signed.json",
        "data/notes.csv",  # it names an exempt measure
    }
    assert {"book/method.md", "book/papers/exceptions.md", "book/below.md"} <= files
    for path in copy.root.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert PLANTED not in text, path
            assert "missed-bins" not in text, path
    assert pages_of_toc(copy) == [
        "notebooks/summary",
        "notebooks/environment",
        "notebooks/housing",
        "book/method",
        "book/below",
    ]
    report = Report("2021-22-q2", book=copy.root).view
    assert [view.id for view in report.views_shown] == ["recycling-rate", "homes-delivered"]
    assert [edition.name for edition in report.quarter.editions] == ["scrutiny"]
    assert report.quarter.exempt == []


def test_a_copy_of_an_exempt_page_is_in_no_public_copy(planted: Book, tmp_path: Path) -> None:
    """A link to the same file, the words among others, and a file that says something else."""
    secret = planted.pages / "secret.md"
    secret.write_text(f"# Settled\n\nThe dispute with {'the firm ' * 5}ended.\n", encoding="utf-8")
    words = secret.read_text(encoding="utf-8")
    os.link(secret, planted.pages / "linked.txt")
    for name, text in {
        "among.txt": f"Before.\n\n{words.replace(' ', '  ')}\nAfter.\n",
        "partial.md": words,
        "other.txt": words.replace("dispute", "talks"),
    }.items():
        (planted.pages / name).write_text(text, encoding="utf-8")
    (planted.data / "same.txt").write_text(words, encoding="utf-8")
    copy = public_copy(planted, tmp_path / "copy")
    names = ("linked.txt", "among.txt", "partial.md", "other.txt", "../data/same.txt")
    assert [name for name in names if (copy.pages / name).exists()] == ["other.txt"]


def pages_of_toc(book: Book) -> list[str]:
    toc = yaml.safe_load(book.toc.read_text(encoding="utf-8"))
    return [toc["root"], *(chapter["file"] for chapter in toc["chapters"])]


def test_what_has_nothing_exempt_is_copied_byte_for_byte(planted: Book, tmp_path: Path) -> None:
    copy = public_copy(planted, tmp_path / "copy")
    for name in (
        "params/council.yml",
        "params/2021-22-q1.yml",
        "_config.yml",
        "book/method.md",
        "data/commentary.csv",
    ):
        assert (copy.root / name).read_bytes() == (planted.root / name).read_bytes(), name
    assert (copy.data / "decisions.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        'D2,cabinet,2021-09-01,recycling-rate,"Why, and when?",,2021-22-Q3,open,,'
    ]
    plain = copy_book(SMALL_BOOK, tmp_path / "plain")
    copy = stage_public(plain, tmp_path / "same", as_reported(read_recorded(plain), Q2), Q2)
    for name in ("_toc.yml", "params/2021-22-q2.yml", "data/measures.csv", "data/targets.csv"):
        assert (copy.root / name).read_bytes() == (plain.root / name).read_bytes(), name


def test_what_other_quarters_call_exempt_is_not_said_either(planted: Book, tmp_path: Path) -> None:
    """Of two pages exempt in Q1, Q2 has one in its contents and does not use the other."""
    pages = ["book/method", "book/old"]
    (planted.pages / "old.md").write_text(f"# {PLANTED}\n", encoding="utf-8")
    change_params(
        planted, "2021-22-q1", exempt=[{"page": page, "reason": PLANTED} for page in pages]
    )
    copy = public_copy(planted, tmp_path / "copy")
    assert PLANTED not in (copy.params / "2021-22-q1.yml").read_text(encoding="utf-8")
    assert (copy.pages / "method.md").is_file()
    assert not (copy.pages / "old.md").exists()


def test_the_exempt_copy_holds_everything_but_small_numbers(planted: Book, tmp_path: Path) -> None:
    council = planted.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(f"{text}suppression_threshold: 5\n", encoding="utf-8")
    observations = planted.data / "observations.csv"
    with observations.open("a", encoding="utf-8") as file:
        file.write("homes-delivered,2018-19,3,,,,2019-06-01,\n")
    copy = stage_exempt(planted, tmp_path / "copy", as_reported(read_recorded(planted), Q2), Q2)
    assert (copy.pages / "secret.md").is_file()
    assert (copy.pages / "papers" / "dispute.md").is_file()
    assert not (copy.pages / "_templates").exists()
    report = Report("2021-22-q2", book=copy.root).view
    assert "missed-bins" in {view.id for view in report.views_shown}
    assert [edition.name for edition in report.quarter.editions] == ["scrutiny", "private"]
    rows = (copy.data / "observations.csv").read_text(encoding="utf-8")
    assert "missed-bins,2021-08,61" in rows
    assert "homes-delivered,2018-19,,,,c,2019-06-01," in rows


# What cannot be kept out.


def faults(book: Book) -> str:
    with pytest.raises(BookError) as raised:
        read_recorded(book)
    return str(raised.value)


def test_an_outcome_area_cannot_be_exempt_as_a_whole(tmp_path: Path) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    exempt = [{"measure": "homes-delivered", "reason": "x"}]
    change_params(book, "2021-22-q2", exempt=exempt)
    assert 'P116 every measure of the outcome area "housing" is exempt' in faults(book)
    exempt = [{"page": "notebooks/housing", "reason": "x"}]
    change_params(book, "2021-22-q2", exempt=exempt, editions=[])
    assert "P116 notebooks/housing is the page of an outcome area" in faults(book)


def test_the_words_of_an_exempt_paper_must_be_exempt(tmp_path: Path) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    private = {"name": "private", "classification": "exempt", "page": "book/papers/exceptions"}
    change_params(book, "2021-22-q2", editions=[private])
    found = faults(book)
    assert 'P116 the edition "private" is exempt, but nothing keeps its page off the site' in found
    assert 'Add "- page: book/papers/exceptions"' in found
    both = [private, private | {"name": "scrutiny", "classification": "public"}]
    change_params(book, "2021-22-q2", editions=both)
    read_recorded(book)


def test_the_first_page_cannot_be_exempt(tmp_path: Path) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    change_params(book, "2021-22-q2", exempt=[{"page": "notebooks/summary", "reason": "x"}])
    with pytest.raises(BookError, match=r"_toc\.yml:2 B107 the first page of the book is exempt"):
        public_copy(book, tmp_path / "copy")
