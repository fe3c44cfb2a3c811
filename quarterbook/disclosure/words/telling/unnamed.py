"""Words that name no measure with a withheld figure, and tell it all the same.

A number is one too many where it counts such a unit and is a withheld figure ("3 children"). Near
a measure, that is where the page names it or the paragraph has a word of what it counts ("care
numbers", "every plan"), a number that counts nothing else is one too many, too, where it is

* the withheld figure of the quarter, or one of another quarter that nothing shown is ("there are
  three");
* what it leaves of a figure shown, comes to with one or differs from one by ("48 have none");
* its share of such a figure ("33% are in care", `proportions`);
* a change that leads to it from a figure shown or a target ("numbers on a plan fell by 40%"), or a
  multiple of it ("seven times as many plans").

Figures shown of the measures that the words are about are no withheld ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import inf

from quarterbook.disclosure.words.family_figures import (
    IS_ADDED_UP,
    IS_OF_OTHERS,
    FamilyFigures,
)
from quarterbook.disclosure.words.files.page_texts import Text
from quarterbook.disclosure.words.numbers import Number
from quarterbook.disclosure.words.people import ANYBODY, PEOPLE, singular
from quarterbook.disclosure.words.stated_changes import StatedChange, tells
from quarterbook.disclosure.words.telling.gaps import is_gap
from quarterbook.disclosure.words.telling.proportions import OF_MONEY, in_proportion, is_of, names
from quarterbook.disclosure.words.units import (
    ADJECTIVES,
    LINKING,
    counts_unit,
    is_before_noun,
    is_group_of,
)
from quarterbook.disclosure.words.work import counts_work

_PRIZES = re.compile(
    rf"\s+(?:local\s+|school\s+|young\s+)?{ANYBODY}\s+(?:collected|received|took|were\s+awarded|won)\s+"
    r"(?!a\s+place)(?:[a-z-]+\s+){0,5}?(?:awards?|certificates?|competition|contest|cups?|medals?|prizes?"
    r"|quiz|tournament|troph(?:y|ies))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]{3,}")


def hitting(
    counted: Iterable[Number], sentence: str, family: FamilyFigures, text: Text
) -> list[Number]:
    """Return the numbers that count a family's unit and are a withheld figure of it.

    Words for people are its unit as well where the text is about no measure, but for who won prizes
    on a page that names none.
    """
    people = _people(text)
    counted = _but_for_prizes(counted, sentence, family, text)
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
    counted = _but_for_prizes(counted, sentence, family, text)
    return [
        *(number for number in counted if _comes_to_newest(number, sentence, family, nouns)),
        *in_proportion(counted, sentence, family, nouns),
        *leading_nearby(moves, sentence, family),
    ]


def _but_for_prizes(
    counted: Iterable[Number], sentence: str, family: FamilyFigures, text: Text
) -> list[Number]:
    """Return the numbers, but for who won prizes in words that are about no measure at all."""
    is_of_none = not text.about and not text.near and not names(sentence, family)
    return [one for one in counted if not (is_of_none and _PRIZES.match(sentence, one.end))]


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
    """Whether a count is a withheld figure, by how much one changed to it, or what it leaves."""
    if number.kind != "count" or counts_work(sentence, number, family.nouns):
        return False
    if is_gap(sentence, number, nouns):
        return number.value in family.gaps
    if not counts_unit(sentence, number, nouns):
        return False
    is_older = number.value in family.withheld - family.shown
    is_one = sentence[number.begin : number.end].lower() == "one"
    if number.value in family.current or is_older:
        return not is_one
    is_made = number.value in family.completing - family.shown - family.targets
    return is_made and (
        names(sentence, family)
        or bool(IS_OF_OTHERS.search(sentence) or IS_ADDED_UP.search(sentence))
    )


def leading_nearby(
    moves: Iterable[StatedChange], sentence: str, family: FamilyFigures
) -> Iterator[Number]:
    """Yield changes of so much, no "more than", in a sentence of the family, not of money.

    A multiple of people is of it where the family has a word for them.
    """
    if OF_MONEY.search(sentence):
        return
    for move in moves:
        nouns = family.nouns if move.is_multiple else family.nouns - PEOPLE
        is_bounded = move.low > 0 and move.high < inf and is_of(sentence, nouns)
        newest = (one for one in family.comparisons if one.is_newest)
        beside = family.bases if move.is_multiple else ()
        if is_bounded and any(tells(move, one, beside) for one in newest):
            yield move.number
