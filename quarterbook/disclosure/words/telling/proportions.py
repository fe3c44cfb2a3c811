"""Shares, levels and rates near a measure that a withheld figure comes to, however they are said.

A closed rule. A percentage, a part ("a third", "one in 17") or a rate ("59 per 1,000", "3 out of
51") is one too many where what it may mean, by the digits that are given, has the part

* that a withheld figure of the quarter is of a figure shown of its period, of another one that is
  withheld, of the one before or a year before, or of a target;
* or what it leaves of it;

in a sentence that has a word of what the measure counts, or none that says what else it is of: no
words but those of `_SAYS_NOTHING`. What is of money or of the council's own work is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from quarterbook.disclosure.words.family_figures import FamilyFigures
from quarterbook.disclosure.words.numbers import Number, numbers
from quarterbook.disclosure.words.people import PEOPLE, singular
from quarterbook.disclosure.words.stated_changes import meant
from quarterbook.disclosure.words.telling.counted_elsewhere import counts_other
from quarterbook.disclosure.words.units import (
    ADJECTIVES,
    LINKING,
    counts_unit,
    listed,
)
from quarterbook.disclosure.words.work import counts_work

OF_MONEY = re.compile(
    r"[£$€]|\b(?:budgets?|costs?|grants?|prices?|rents?|savings?|spend(?:ing)?|spent|tax)\b",
    re.IGNORECASE,
)
"""Whether a sentence is of money."""

_WORD = re.compile(r"[A-Za-z]{3,}")
_SUBJECT = re.compile(
    r"\b(?:numbers?|figures?|totals?|counts?|ours|they|them|these|those|it|this)\b", re.IGNORECASE
)
_SAYS_NOTHING = listed(
    """
    about above account accounts after again against ago all almost also altogether among and
    another any approximately are around baseline been before below beside between both but came
    cent combined come comes compared comparison count did down each earlier else elsewhere equal
    equals every exactly far few fewer figure final for former from had half has have here hundred
    its just last least left less level lower made make makes many month more most nearly neither
    never next nobody none nor not now number one only other others otherwise out over overall part
    per percent percentage period previous prior proportion quarter rate ratio reached remainder
    remaining remains represent represents rest roughly same share since slightly some stand stands
    still stood sum target than that the their them then there these they third this those thousand
    time times today together total under was were what when where which while who whole with
    without year
    """
)
_PER = r"(?:per|for|to|in|out of|of)(?: (?:every|each|the|all|a|an))*"
_OF_A_ROUND_NUMBER = re.compile(
    rf"\s*(?:‰|(?:[a-z]+ )?{_PER} (?P<base>hundred thousand|ten thousand|thousand|hundred)\b)",
    re.IGNORECASE,
)
_OF_SO_MANY = re.compile(rf"\s*(?:[a-z]+ )?{_PER} ", re.IGNORECASE)
_BASES = {"hundred": 100, "thousand": 1_000, "ten thousand": 10_000, "hundred thousand": 100_000}
_OTHER_PEOPLE = PEOPLE - {"case", "child", "individual", "person", "young"}
_FEWEST = 10  # of which a share is read: "two of six" are told as a count
_HALF = 0.5  # a point either way
_ROUGHEST = 11.0  # points between which a share lies that is said
_FURTHEST = 1_000.0  # per cent
_IN_WORDS = 2.0  # points by which "three in five" may miss the half point that it may miss anyway


def in_proportion(
    counted: Iterable[Number], sentence: str, family: FamilyFigures, nouns: frozenset[str]
) -> Iterator[Number]:
    """Yield the shares, levels and rates of a sentence that a withheld figure comes to.

    nouns
        what the family counts, and words for people where the text is about no measure.
    """
    if OF_MONEY.search(sentence):
        return
    for number, low, high in _proportions(counted, sentence):
        is_rate = number.kind == "percent" and family.has_rates
        is_known = is_rate and number.value in family.shown
        is_other = counts_work(sentence, number, family.nouns) or counts_other(
            number, sentence, family
        )
        if is_known or is_other:
            continue
        comes_to = _is_made(low, high, family) or (is_rate and number.value in family.current)
        if comes_to and _is_said_of(number, sentence, family, nouns):
            yield number


def is_told(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a share is one of figures shown, in a sentence without a word of a withheld one."""
    words = {singular(word) for word in re.findall(r"[A-Za-z]{2,}", sentence)}
    if number.kind not in ("percent", "share") or words & family.hidden_nouns:
        return False
    _, low, high = next(_proportions([number], sentence))
    near = _IN_WORDS if number.kind == "share" else 0.0
    return any(low - near <= 100 * part <= high + near for part in family.told)


def is_of(sentence: str, nouns: frozenset[str]) -> bool:
    """Whether a sentence has one of the nouns, or speaks of numbers."""
    words = {singular(word) for word in _WORD.findall(sentence)}
    return bool(words & nouns or _SUBJECT.search(sentence))


def names(sentence: str, family: FamilyFigures) -> bool:
    """Whether a sentence has a word of what a family counts, other than for people."""
    words = {singular(word) for word in _WORD.findall(sentence)}
    return bool(words & (family.nouns - PEOPLE - LINKING - ADJECTIVES))


def _proportions(counted: Iterable[Number], sentence: str) -> Iterator[tuple[Number, float, float]]:
    """Yield percentages, parts and rates with the per cent between which they lie."""
    for number in counted:
        if number.kind == "percent":
            yield number, *meant(sentence, number, number.value)
        elif number.kind == "share":
            in_words = number._replace(end=number.begin)
            yield number, *meant(sentence, in_words, 100 * number.value)
    counts = [number for number in numbers(sentence) if number.kind == "count"]
    for number in counts:
        if per := _OF_A_ROUND_NUMBER.match(sentence, number.end):
            round_number = _BASES[(per["base"] or "thousand").lower()]
            yield number, *_percent(sentence, number, round_number)
    for number, base in pairwise(counts):
        is_of_so_many = _OF_SO_MANY.fullmatch(sentence, number.end, base.begin)
        if is_of_so_many and base.value >= max(number.value, _FEWEST):
            yield number, *_percent(sentence, number, base.value)


def _percent(sentence: str, number: Number, base: float) -> tuple[float, float]:
    """Return the per cent that so many of a base are: half of one, and at most half a point."""
    low, high = (100 * end / base for end in meant(sentence, number, number.value))
    percent = 100 * number.value / base
    return max(low, percent - _HALF), min(high, percent + _HALF)


def _is_made(low: float, high: float, family: FamilyFigures) -> bool:
    """Whether the part that a withheld figure is, or leaves, lies between two of per cent."""
    if not 0 < low < high < _FURTHEST or high - low > _ROUGHEST:
        return False
    made = (part for share in family.shares for part in (share, abs(1 - share)))
    return any(low <= 100 * part <= high for part in made if part not in (0, 1))


def _is_said_of(
    number: Number, sentence: str, family: FamilyFigures, nouns: frozenset[str]
) -> bool:
    """Whether a sentence says nothing else that a part is of."""
    after = _WORD.match(sentence, number.end + 1)
    if after and singular(after[0]) in _OTHER_PEOPLE - family.nouns:
        return False
    if names(sentence, family):
        return True
    words = {word.lower() for word in _WORD.findall(sentence)}
    if words <= _SAYS_NOTHING:
        return True
    return counts_unit(sentence, number, nouns) and is_of(sentence, nouns | PEOPLE)
