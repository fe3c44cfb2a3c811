"""Words that passed are not read again by the same figures; by others all are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from quarterbook.build.kept.checked_words import check_outputs, checked_words
from quarterbook.build.request import BuildRequest
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.words.sentences import sentences
from quarterbook.disclosure.words.telling import telling_sentences
from quarterbook.execute.executors.executor import LocalExecutor
from quarterbook.ground.errors import BookError
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store
from support.cases_book import read, write
from support.words import PARAMS, Q1, book_of_cases, problems, say

ONE_LESS = {"t": ("51", "52"), "a": ("31", "32")}


def found(book: Book, store: Path) -> list[str]:
    """Return what a build finds in the words of a book, with what is kept in a store."""
    recorded, steps = read_recorded(book), Steps(Store(store))
    executor = LocalExecutor(1)
    request = BuildRequest(book, recorded, Q1, (), 1, executor, False, lambda line: None, steps)
    work = store.with_name(f"staged-{len([*store.parent.glob('staged-*')])}")
    sides = stage_sides(book, recorded, Q1, work / "public", work / "exempt")
    try:
        check_outputs(request, checked_words(request, sides), ())
    except BookError as error:
        return [str(problem) for problem in error.problems]
    return []


def one_more(book: Book) -> None:
    """Record one more of a, and so of all."""
    rows = read(book.data / "observations.csv")
    for row in rows:
        before, after = ONE_LESS.get(row["measure"], ("", ""))
        if row["value"] == before:
            row["value"] = after
    write(book.data / "observations.csv", rows)


@pytest.mark.alike(2)
@pytest.mark.parametrize(
    ("edit", "has_fault", "most_read"),
    [
        (lambda book: None, False, 0),
        (lambda book: say(book, "There were 40 children before.", "a"), False, 1),
        (lambda book: say(book, "There were 3 children."), True, 1),
        (one_more, True, 1000),  # 51, as the words still have it, is said of no figure shown
    ],
)
def test_what_is_read_again(
    edit: Callable[[Book], None],
    has_fault: bool,
    most_read: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book, store = book_of_cases(Book(tmp_path / "book")), tmp_path / "store"
    say(book, "There were 51 children.", "t")
    assert found(book, store) == []
    edit(book)
    looked = []
    with monkeypatch.context() as patch:
        patch.setattr(
            telling_sentences, "sentences", lambda words: looked.append(words) or sentences(words)
        )
        faults = found(book, store)
    assert faults == [str(problem) for problem in problems(book)]
    assert bool(faults) == has_fault
    assert len(looked) <= most_read
    if has_fault:
        assert found(book, store) == faults  # it is not taken for one that passed


def test_words_of_exempt_papers_are_not_read_again_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 are withheld from everybody, who reads an exempt paper too."""
    book, store = book_of_cases(Book(tmp_path / "book")), tmp_path / "store"
    page = "book/papers/private"
    params = yaml.safe_load((book.root / PARAMS).read_text(encoding="utf-8"))
    params["editions"] = [
        {"name": "private", "title": "Private", "classification": "exempt", "page": page}
    ]
    params["exempt"] = [{"page": page, "reason": "Paragraph 2"}]
    (book.root / PARAMS).write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")
    (book.root / page).parent.mkdir(exist_ok=True)
    paper = book.root / f"{page}.md"
    paper.write_text("# Private\n\nThere were 51 children.\n", encoding="utf-8")
    assert found(book, store) == []

    looked: list[str] = []
    monkeypatch.setattr(
        telling_sentences, "sentences", lambda words: looked.append(words) or sentences(words)
    )
    assert found(book, store) == []
    assert looked == []
    paper.write_text("# Private\n\nThere were 3 children.\n", encoding="utf-8")
    for _ in range(2):
        (fault,) = found(book, store)
        assert fault.startswith(f"{page}.md:3")
        assert [words for words in looked if "3 children" in words] == looked
