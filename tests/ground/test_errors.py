"""How a finding is told."""

from __future__ import annotations

import pytest

from quarterbook.ground.errors import Problem


@pytest.mark.parametrize(
    ("line", "is_note", "words"),
    [
        (0, False, "data/a.csv D1 one is like the other."),
        (7, False, "data/a.csv:7 D1 one is like the other."),
        (7, True, "data/a.csv:7 D1 note: one is like the other."),
    ],
)
def test_a_note_says_that_it_is_one(line: int, is_note: bool, words: str) -> None:
    problem = Problem("data/a.csv", line, "D1", "one is\nlike the other.", is_note=is_note)
    assert str(problem) == words
    assert problem.words == words.partition(" D1 ")[2].replace("is like", "is\nlike")
