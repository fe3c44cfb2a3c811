"""What is wrong with a book, said so that an analyst can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One finding: where it is, a stable code, and what to do about it.

    ``file`` is relative to the book's folder; ``line`` counts from 1, and 0
    means the file as a whole.
    """

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} {self.code} {' '.join(self.message.splitlines())}"


class BookError(Exception):
    """The book is at fault; the problems say where. Exit status 1."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        several = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems = tuple(sorted(several))
        self.message = "\n".join(str(problem) for problem in self.problems)
        super().__init__(self.message)


class CommandError(Exception):
    """The command was at fault, not the book. Exit status 2."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean "x"?`` for the nearest known word, or nothing."""
    match = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{match[0]}"?' if match else ""
