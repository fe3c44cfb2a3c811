"""Words that name no measure with a withheld figure, and tell it all the same.

A number is one too many where it counts such a unit and is a withheld figure ("3 children"). Near
a measure, that is where the page names it or the paragraph has a word of what it counts ("care
numbers", "every plan"), a number that counts nothing else is one too many, too, where it is

* the withheld figure of the quarter, or one of another quarter that nothing shown is ("there are
  three");
* the share that it has of a figure shown beside it, or leaves of it ("33% are in care");
* a change that leads to it from a figure shown or a target ("numbers on a plan fell by 40%").

Figures shown of the measures that the words are about are no withheld ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import inf

from quarterbook.disclosure.words.family_figures import IS_OF_OTHERS, FamilyFigures
from quarterbook.disclosure.words.files.page_texts import Text
from quarterbook.disclosure.words.numbers import Number
from quarterbook.disclosure.words.people import PEOPLE, singular
from quarterbook.disclosure.words.stated_changes import StatedChange, meant, tells
from quarterbook.disclosure.words.units import (
    ADJECTIVES,
    LINKING,
    counts_unit,
    counts_work,
    is_before_noun,
    is_group_of,
)

_WORD = re.compile(r"[A-Za-z]{3,}")
_SUBJECT = re.compile(
    r"\b(?:numbers?|figures?|totals?|counts?|they|them|these|those|it|this)\b", re.IGNORECASE
)
_BY = re.compile(r"\b(?:by|up|down)\s+(?:(?:just|only|another)\s+)?$", re.IGNORECASE)
_MORE = re.compile(r"\s+(?:\w+\s+)?(?:more|fewer|less|higher|lower|up|down)\b", re.IGNORECASE)
_OF_MONEY = re.compile(
    r"[£$€]|\b(?:budgets?|costs?|grants?|prices?|rents?|savings?|spend(?:ing)?|spent|tax)\b",
    re.IGNORECASE,
)
_BINARY_ERROR = 1e-9
_ROUGHEST = 11.0  # points between which a share lies that is said


def hitting(
    counted: Iterable[Number], sentence: str, family: FamilyFigures, text: Text
) -> list[Number]:
    """Return the numbers that count a family's unit and are a withheld figure of it.

    Words for people are its unit as well where the text is about no measure.
    """
    people = _people(text)
    return [number for number in counted if _hits(number, sentence, family, people)]


def is_near(text: Text, family: FamilyFigures) -> bool:
    """Whether a text stands on a page that names a measure, or has a word of what it counts."""
    if text.near & family.measures:
        return True
    nouns = family.nouns - LINKING - ADJECTIVES
    return any(singular(word) in nouns for word in _WORD.findall(text.words))


def telling_nearby(
    counted: Iterable[Number],
    moves: Iterable[StatedChange],
    sentence: str,
    family: FamilyFigures,
    text: Text,
) -> list[Number]:
    """Return the numbers near a family that count nothing else and come to what is withheld."""
    nouns = family.nouns | _people(text)
    some = [number for number in counted if _comes_to_newest(number, sentence, family, nouns)]
    return [*some, *leading_nearby(moves, sentence, family)]


def _hits(number: Number, sentence: str, family: FamilyFigures, people: frozenset[str]) -> bool:
    if number.value not in family.withheld or counts_work(sentence, number, family.nouns):
        return False
    nouns = family.nouns | people
    if number.kind == "sum":
        return bool(people)
    if number.kind == "adjacent":
        return is_before_noun(sentence, number, nouns)
    if number.kind == "group":
        return is_group_of(sentence, number, nouns)
    return number.kind == "count" and counts_unit(sentence, number, nouns, only_nouns=True)


def _people(text: Text) -> frozenset[str]:
    return frozenset() if text.about else PEOPLE


def _comes_to_newest(
    number: Number, sentence: str, family: FamilyFigures, nouns: frozenset[str]
) -> bool:
    counts = counts_unit(sentence, number, nouns)
    if not counts or counts_work(sentence, number, family.nouns):
        return False
    if number.kind == "count":
        return _is_newest(number, sentence, family)
    if not _is_of(sentence, family.nouns | PEOPLE):
        return False
    if number.kind == "percent":
        is_rate = family.has_rates and number.value in family.current
        return is_rate or _is_share(*meant(sentence, number, number.value), sentence, family)
    percent = 100 * number.value
    return number.kind == "share" and _is_share(percent - 0.5, percent + 0.5, sentence, family)


def _is_newest(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a number is a withheld figure, or by how much a figure shown changed to it."""
    if _is_change(sentence, number):
        return any(
            abs(abs(one.behind - former) - number.value) < _BINARY_ERROR
            for one in family.comparisons
            if one.is_newest
            for former in one.formers
        )
    is_older = number.value in family.withheld - family.shown
    is_one = sentence[number.begin : number.end].lower() == "one"
    return not is_one and (number.value in family.current or is_older)


def _is_of(sentence: str, nouns: frozenset[str]) -> bool:
    """Whether a sentence has one of the nouns, or speaks of numbers."""
    words = {singular(word) for word in _WORD.findall(sentence)}
    return bool(words & nouns or _SUBJECT.search(sentence))


def _is_change(sentence: str, number: Number) -> bool:
    """Whether a number says by how many something changed: "up by two", "two fewer"."""
    before, after = sentence[: number.begin], sentence[number.end :]
    return bool(_BY.search(before) or _MORE.match(after))


def _is_share(low: float, high: float, sentence: str, family: FamilyFigures) -> bool:
    """Whether a share in per cent is that of a withheld figure of the quarter, or what it leaves.

    What is left counts where the sentence says that it is of the others.
    """
    if not 0 < low < high < 100 or high - low > _ROUGHEST:
        return False
    left = {1 - share for share in family.shares} if IS_OF_OTHERS.search(sentence) else set()
    return any(low <= 100 * share <= high for share in family.shares | left)


def leading_nearby(
    moves: Iterable[StatedChange], sentence: str, family: FamilyFigures
) -> Iterator[Number]:
    """Yield changes of so much, no "more than", in a sentence of the family, not of money."""
    if not _is_of(sentence, family.nouns - PEOPLE) or _OF_MONEY.search(sentence):
        return
    for move in moves:
        is_bounded = move.low > 0 and move.high < inf
        newest = (one for one in family.comparisons if one.is_newest)
        if is_bounded and any(tells(move, one, ()) for one in newest):
            yield move.number
