"""Figures in a row in a file, bare of any name: whether they are a recorded series.

A file that has ``ROWS = [23, 31, 28, 3]`` says as much of a measure as one that names it. How
easily a run of figures turns up by chance is reckoned from their digits: two figures in a hundred
are a given one of two digits, and a figure repeats the one before it every other time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

_FEWEST = 3
_MOST_APART = 8
_MOST_BY_CHANCE = 0.05  # runs expected in a file where nothing is copied
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w]|\.\d)")
_DAY = re.compile(rb"\b(?:19|20)\d\d[-/][\dQAY/-]+|\b\d\d?/\d\d?/(?:19|20)\d\d\b")


class RecordedSeries(NamedTuple):
    """What is recorded of a measure from first to last, and which of it is withheld."""

    figures: Sequence[float]
    withheld: frozenset[int]


def holds_one(text: bytes, series: Iterable[RecordedSeries]) -> bool:
    """Whether a text holds three figures of a series in a row or more, a withheld one among them.

    They may stand with as many others between them each time, as in a column, and
    backwards. Dates and periods do not count. A run that is no more than what
    chance would bring to a text of that length is none, nor is one of even steps (1, 2, 3).
    """
    written = [float(one) for one in _NUMBER.findall(_DAY.sub(b" ", text))]
    if len(written) < _FEWEST:
        return False
    present = set(written)
    numbers = np.array(written)
    relevant = [
        one for one in series if any(one.figures[index] in present for index in one.withheld)
    ]
    chances = sum(len(one.withheld) for one in relevant)
    return any(
        _is_run(numbers, RecordedSeries(figures, places), step, chances)
        for one in relevant
        for step in range(1, _MOST_APART + 1)
        for figures, places in (one, _backwards(one))
    )


def _backwards(series: RecordedSeries) -> RecordedSeries:
    last = len(series.figures) - 1
    places = frozenset(last - index for index in series.withheld)
    return RecordedSeries(series.figures[::-1], places)


def _is_run(numbers: np.ndarray, series: RecordedSeries, step: int, chances: int) -> bool:
    """Whether a series stands in numbers of which every so many count."""
    figures = series.figures
    ways = 1 if step == 1 else 2 * _MOST_APART
    begins = {index - behind for index in series.withheld for behind in (0, 1)}
    for begin in sorted(begins & set(range(len(figures) - 1))):
        pair = (numbers[:-step] == figures[begin]) & (numbers[step:] == figures[begin + 1])
        for at in np.flatnonzero(pair):
            run = _longest(numbers[int(at) % step :: step], int(at) // step, figures, begin)
            if _by_chance(run) * len(numbers) * chances * ways < _MOST_BY_CHANCE:
                return True
    return False


def _longest(numbers: np.ndarray, at: int, figures: Sequence[float], begin: int) -> Sequence[float]:
    """The figures of a series that stand in numbers, around one that stands at a place."""
    last = begin
    while last + 1 < len(figures) and at + last + 1 - begin < len(numbers):
        if numbers[at + last + 1 - begin] != figures[last + 1]:
            break
        last += 1
    first = begin
    while first > 0 and at - begin + first > 0:
        if numbers[at - begin + first - 1] != figures[first - 1]:
            break
        first -= 1
    return figures[first : last + 1]


def _by_chance(run: Sequence[float]) -> float:
    """How probable it is that a run of figures stands at a given place by chance."""
    steps = {later - earlier for earlier, later in pairwise(run)}
    if len(run) < _FEWEST or len(steps) == 1:
        return 1.0
    probable = 1.0
    for index, figure in enumerate(run):
        repeats = index > 0 and figure == run[index - 1]
        probable *= 0.5 if repeats else 2 * 10.0 ** -_digits(figure)
    return probable


def _digits(figure: float) -> int:
    return len(f"{abs(figure):.12g}".replace(".", "").strip("0")) or 1
