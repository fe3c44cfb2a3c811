"""Counts that are drawn, named one by one or set as a code, and numbers of a thousand and more.

A finite list: strokes and pictures ("|||", "● ● ●"), men and women by their letters ("2M 1F"),
people by letters or ages ("Child A and Child B", "a 4-year-old and a 7-year-old"), an average a
week or month, a measure and its figure with a hyphen ("plan-3"), and thousands in words, with
blanks, dots or apostrophes, or as "9.3k".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from num2words import num2words

from quarterbook.disclosure.words.numbers import Number, small_number
from quarterbook.disclosure.words.passed_over import SMALL
from quarterbook.disclosure.words.people import ANY_PERSON, singular

_AND = r"(?:\s*[,;:/&+]\s*|\s+)(?:and\s+|plus\s+)?"
_PICTURE = r"[▀-▟■-▱▴▵▸-▻▾▿◂-◿☀-➿⬒-⬯⭐⭕\U0001f300-\U0001faff]"
_DRAWN = re.compile(
    rf"{_PICTURE}(?: ?{_PICTURE})+"
    r"|(?<![^\s:(])\|{2,9}(?![^\s.,;)])"
    r"|(?<=: )(?:([#*+/])\1+|([-#*+/])(?: \2)+)(?=\s*$|[.,;)])"
    r"|(?<![\w.])X(?: ?X)+(?= *$|[.,;)])(?<= X)",
)
_SEX = r"(?:males?|females?|m|f)"
_BY_SEX = re.compile(
    rf"(?<![\w.,£$€])(?P<one>{SMALL})(?: ?[x×])? ?(?P<sex>{_SEX})\b{_AND}"
    rf"(?P<two>{SMALL})(?: ?[x×])? ?(?!(?P=sex)){_SEX}\b"
    rf"|\b(?P<first>[MF]):? ?(?P<three>\d+){_AND}(?!(?P=first))[MF]:? ?(?P<four>\d+)\b",
    re.IGNORECASE,
)
_A_YEAR_OLD = r"(?:an?|one|the) \d{1,2}[- ]year[- ]old"
_NAMED = (
    re.compile(rf"\b{_A_YEAR_OLD}(?:{_AND}{_A_YEAR_OLD})+\b", re.IGNORECASE),
    re.compile(rf"\b(?i:{ANY_PERSON}) [A-Z](?:{_AND}(?:(?i:{ANY_PERSON}) )?[A-Z])+\b(?!['’.])"),
)
_EACH_NAMED = re.compile(rf"{_A_YEAR_OLD}|\b[A-Z]\b", re.IGNORECASE)
_AGED = rf"{SMALL} aged \d{{1,2}}"
_OF_AGES = re.compile(rf"\b{_AGED}(?:{_AND}{_AGED})+\b", re.IGNORECASE)
_OF_AGE = re.compile(rf"\b({SMALL}) aged", re.IGNORECASE)
_AVERAGE = re.compile(
    rf"\b(?P<span>weekly|monthly) (?:average|mean)(?: (?:of|was|is|at))? (?P<n>{SMALL})\b",
    re.IGNORECASE,
)
_HYPHENATED = re.compile(r"\b([A-Za-z]{3,})-(\d{1,4})(?![\w-])")
_CODE = re.compile(
    r"(?<![\w-])(?:n|(?i:no)\.)(\d{1,4})(?![\w-])|(?<![\w.,])(\d{1,4})(?:-(?:ish|odd)|no\.)"
)
_APART = re.compile(r"(?<![\d.,£$€])\b\d{1,3}(?:[ .'’]\d{3})+\b(?![.,]?\d)")
_THOUSANDS = re.compile(
    r"(?<![\w.,£$€])(?P<digits>\d{1,3}(?:\.\d+)?) ?(?P<of>k|thousand|million)\b"
    r"|\b(?P<words>[a-z-]+(?: hundred)?(?: and)?(?: [a-z-]+)?) thousand\b"
    r"(?P<rest>(?:,? (?:and )?(?:[a-z-]+)){0,6})",
    re.IGNORECASE,
)
_TIMES = {"k": 1e3, "thousand": 1e3, "million": 1e6}


def tallies(sentence: str, nouns: Collection[str]) -> Iterator[Number]:
    """Yield the counts of a sentence that no number of their own says.

    nouns
        what is counted, in the singular.
    """
    for drawn in _DRAWN.finditer(sentence):
        yield Number(len(re.sub(r"\s", "", drawn[0])), *drawn.span(), "count")
    for both in _BY_SEX.finditer(sentence):
        parts = both.group("one", "two") if both["one"] else both.group("three", "four")
        yield Number(sum(map(small_number, parts)), *both.span(), "sum")
    for pattern in _NAMED:
        for people in pattern.finditer(sentence):
            yield Number(len(_EACH_NAMED.findall(people[0])), *people.span(), "sum")
    for aged in _OF_AGES.finditer(sentence):
        yield Number(sum(map(small_number, _OF_AGE.findall(aged[0]))), *aged.span(), "sum")
    for mean in _AVERAGE.finditer(sentence):
        spans = 13 if mean["span"].lower() == "weekly" else 3
        yield Number(small_number(mean["n"]) * spans, *mean.span(), "sum")
    for word in _HYPHENATED.finditer(sentence):
        if singular(word[1]) in nouns:
            yield Number(int(word[2]), *word.span(), "count")
    for code in _CODE.finditer(sentence):
        yield Number(int(code[1] or code[2]), *code.span(), "count")
    yield from _large(sentence)


def _large(sentence: str) -> Iterator[Number]:
    for apart in _APART.finditer(sentence):
        yield Number(int(re.sub(r"\D", "", apart[0])), *apart.span(), "count")
    for thousands in _THOUSANDS.finditer(sentence):
        if thousands["digits"]:
            many = float(thousands["digits"]) * _TIMES[thousands["of"].lower()]
            yield Number(round(many, 6), *thousands.span(), "count")
        else:
            yield from _thousands_in_words(thousands)


def _thousands_in_words(thousands: re.Match[str]) -> Iterator[Number]:
    before, behind = thousands["words"].split(), [*re.finditer(r"\S+", thousands["rest"])]
    starts = (_in_words().get(_plain(" ".join(before[n:])), 0) for n in range(len(before)))
    many = next(filter(None, starts), 0)
    end, below = thousands.start("rest"), 0
    for word in behind:
        more = _in_words().get(_plain(thousands["rest"][: word.end()]), 0)
        if more:
            end, below = thousands.start("rest") + word.end(), more
    if many:
        yield Number(1000 * many + below, thousands.start(), end, "count")


@cache
def _in_words() -> dict[str, int]:
    return {_plain(num2words(number)): number for number in range(1, 1000)}


def _plain(words: str) -> str:
    """Return a number in words without what may be left out of it."""
    return re.sub(r"\b(?:and)\b|[^a-z]+", " ", words.lower()).strip().replace("  ", " ")
