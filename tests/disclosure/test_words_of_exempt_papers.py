"""Words of exempt papers are read for what is withheld from their readers, too."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from quarterbook.build.checking import check_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.words import PARAMS, Q1, say

PAPER = "book/papers/private"


@pytest.fixture
def private(cases: Book) -> Book:
    """Of 51 cases 31 are a, 17 pc and 3 pb; t is exempt, and an exempt paper has a page."""
    path = cases.root / PARAMS
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    reasons = "Paragraph 2"
    params["editions"] = [
        {"name": "private", "title": "Private", "classification": "exempt", "page": PAPER}
    ]
    params["exempt"] = [
        {"page": PAPER, "reason": reasons},
        {"measure": "t", "reason": reasons},
    ]
    path.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")
    (cases.root / PAPER).parent.mkdir(exist_ok=True)
    return cases


def problems(book: Book, words: str) -> list[str]:
    (book.root / f"{PAPER}.md").write_text(f"# Private\n\n{words}\n", encoding="utf-8")
    try:
        check_quarter(book, read_recorded(book), Q1, date(2025, 8, 1))
    except BookError as error:
        return [f"{one.file}:{one.line} {one.code}" for one in error.problems]
    return []


def test_words_of_an_exempt_paper(private: Book) -> None:
    """3 are withheld from everybody; 51 are exempt, and known to who reads the paper."""
    assert problems(private, "Cases of pb: 3 children.") == [f"{PAPER}.md:3 D404"]
    assert problems(private, "Cases of t: 51 children, after 40.") == []


def test_words_on_an_exempt_measure(private: Book) -> None:
    say(private, "There were 51 children, and 40 before.", "t")
    assert problems(private, "Words.") == []
    say(private, "There were 51 children, and 3 of pb.", "t")
    assert [one.split(":")[0] for one in problems(private, "Words.")] == ["data/commentary.csv"]


@pytest.mark.parametrize(("reason", "is_found"), [("Of 3 children of pb", 1), ("Of 51 in t", 0)])
def test_the_reason_why_a_measure_is_exempt(private: Book, reason: str, is_found: int) -> None:
    path = private.root / PARAMS
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    params["exempt"][1]["reason"] = reason
    path.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")
    found = problems(private, "Words.")
    assert [one.split(":")[0] for one in found] == [PARAMS] * is_found


def test_accepted_words_of_an_exempt_paper_are_not_in_vain(private: Book) -> None:
    path = private.root / PARAMS
    words = "Cases of pb: 3 children."
    place = {"words": words, "file": f"{PAPER}.md"}
    accepted = [{**place, "reason": "Known to members.", "role": "Director"}]
    params = yaml.safe_load(path.read_text(encoding="utf-8")) | {"accepted_words": accepted}
    path.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")
    (private.root / f"{PAPER}.md").write_text(f"# Private\n\n{words}\n", encoding="utf-8")
    checked = check_quarter(private, read_recorded(private), Q1, date(2025, 8, 1))
    assert checked.accepted_in_vain == []
