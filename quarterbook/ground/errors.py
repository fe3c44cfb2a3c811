"""What is wrong with a book, said so that an analyst can mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One finding: where it is, a stable code, and what to do about it.

    ``file`` is relative to the book's folder; of what lies outside it, an
    archive or a publisher's file, it is the name or the path as it was typed.
    ``line`` counts from 1, and 0 means the file as a whole. ``is_note`` says
    that nothing need be wrong: whoever wrote it is to look.
    """

    file: str
    line: int
    code: str
    message: str
    is_note: bool = False

    @property
    def words(self) -> str:
        """The message, with "note:" before it where it is a note."""
        return f"note: {self.message}" if self.is_note else self.message

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} {self.code} {' '.join(self.words.splitlines())}"


class BookError(Exception):
    """The book is at fault; the problems say where. Exit status 1.

    ``problems`` has each; ``message`` names those that are alike once, with how many lines of the
    file have them.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        several = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems = tuple(sorted(several))
        self.message = "\n".join(problem_lines(self.problems))
        super().__init__(self.message)


_MOST_ALIKE = 3  # problems that are told one by one
_OF_NAMES = ("D301", "D302", "D303")

_VARIES = re.compile(r'"[^"]*"|\d+(?:[.,]\d+)*| Did you mean .*\?')


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return problems as lines of text: those that are alike once, with how many lines have them.

    ``problems`` are in order.
    """
    return [_in_words(alike) for alike in _alike(problems)]


def _alike(problems: Sequence[Problem]) -> Iterator[list[Problem]]:
    """Yield each problem, those of a file that differ in line, cell or number only together.

    Of few names that are unknown each is told by itself.
    """
    names: dict[tuple[str, str, str], set[str]] = {}
    for one in problems:
        names.setdefault(_kind(one), set()).add(_name(one))

    def key(one: Problem) -> tuple[str, ...]:
        kind = _kind(one)
        return (*kind, _name(one)) if len(names[kind]) <= _MOST_ALIKE else kind

    groups: dict[tuple[str, ...], list[Problem]] = {}
    for one in problems:
        groups.setdefault(key(one), []).append(one)
    for one in problems:
        group = groups[key(one)]
        if not one.line or len({each.line for each in group}) <= _MOST_ALIKE:
            yield [one]
        elif one is group[0]:
            yield group


def _kind(problem: Problem) -> tuple[str, str, str]:
    return problem.file, problem.code, _VARIES.sub("", problem.message)


def _name(problem: Problem) -> str:
    """Return the name that stands nowhere else, each of which is a fault of its own; "" of none."""
    match = re.search(r'"[^"]*"', problem.message) if problem.code in _OF_NAMES else None
    return match[0] if match else ""


def _in_words(alike: Sequence[Problem]) -> str:
    if len(alike) == 1:
        return str(alike[0])
    lines = list(dict.fromkeys(one.line for one in alike))
    first = ", ".join(map(str, lines[:_MOST_ALIKE]))
    return f"{alike[0]} So in {len(lines):,} lines: {first} and {len(lines) - _MOST_ALIKE:,} more."


class CommandError(Exception):
    """The command was at fault, not the book. Exit status 2."""


_NEAR = 0.6  # how alike two words are, of 1


def nearest(word: str, candidates: Iterable[str]) -> str:
    """Return `` Did you mean "x"?`` for the nearest known word, or nothing.

    Of paths the last part has to be near too: that they lie in one folder says nothing.
    """
    names = list(candidates)
    last = [one.rpartition("/")[2] for one in names]
    near = get_close_matches(word.rpartition("/")[2], last, n=max(1, len(last)), cutoff=_NEAR)
    among = [one for one, part in zip(names, last, strict=True) if part in near]
    match = get_close_matches(word, among, n=1, cutoff=_NEAR)
    return f' Did you mean "{match[0]}"?' if match else ""
