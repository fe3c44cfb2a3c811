"""A sentence that a council lets stand passes where it was accepted, as it is written."""

from __future__ import annotations

import yaml

from quarterbook.storage.book import Book
from support.command import Command
from support.words import PARAMS, problems, say


def accept(book: Book, words: str, file: str = "data/commentary.csv", **measure: str) -> None:
    path = book.root / PARAMS
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    one = {"words": words, "file": file, **measure}
    one |= {"reason": "It counts schools.", "role": "Monitoring Officer"}
    path.write_text(yaml.safe_dump({**params, "accepted_words": [one]}), encoding="utf-8")


def test_accepted_words_hold_until_they_change(cases: Book, command: Command) -> None:
    say(cases, "It went well. Only 3 took part.")
    assert len(problems(cases)) == 1
    accept(cases, "Only 3 took part.", measure="pb")
    assert problems(cases) == []
    say(cases, "It went well. Only 3 took part in it.")
    assert len(problems(cases)) == 1
    say(cases, "It went well.")
    done = command("check", "--book", str(cases.root))
    assert "does not stand in data/commentary.csv on pb any more" in done.out
    assert "3" not in done.out.split("accepted_words")[1]


def test_accepted_words_hold_where_they_were_accepted(cases: Book) -> None:
    words = "Only 3 took part."
    page = cases.pages / "method.md"
    before = page.read_text("utf-8")
    accept(cases, words, measure="pb")
    for measure, is_found in (("pb", False), ("pc", True), ("t", True)):
        say(cases, words, measure)
        assert [one.file for one in problems(cases)] == ["data/commentary.csv"] * is_found
        say(cases, "", measure)
    say(cases, words)
    accept(cases, words)
    [problem] = problems(cases)
    assert "with words, file: data/commentary.csv, measure: pb, reason" in problem.message
    accept(cases, words, measure="pb")
    page.write_text(f"{before}\n## Cases of pb\n\n{words}\n", "utf-8")
    [problem] = problems(cases)
    assert problem.file == "book/method.md"
    assert "accepted in data/commentary.csv on pb, and nowhere else" in problem.message
    say(cases, "")
    accept(cases, words, "book/method.md")
    assert problems(cases) == []


def test_long_words_that_stand_nowhere_are_said(cases: Book, command: Command) -> None:
    accept(cases, "These words are long. " * 8)
    assert '"These words are long. These' in command("check", "--book", str(cases.root)).out
