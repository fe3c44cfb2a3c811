"""The sentences that the package makes, as a list to be read in review."""

from __future__ import annotations

from support.sentences import GOLDEN, sentences


def test_every_sentence_made_for_the_three_books_is_in_the_list() -> None:
    """`make sentences` writes the list anew after a change that is meant."""
    assert sentences() == GOLDEN.read_text(encoding="utf-8").splitlines()
