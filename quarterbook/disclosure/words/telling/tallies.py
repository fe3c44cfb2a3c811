"""Counts that are drawn, named one by one or set as a code, and numbers of a thousand and more.

A finite list: strokes and pictures ("|||", "● ● ●"), men and women by their letters ("2M 1F"),
people by letters, initials or ages ("Child A and Child B", "Children A to D", "A.B., C.D.", "a
4-year-old and a 7-year-old") or one after the other ("Case, Case, Case"), an average a week or
month, a measure and its figure with a hyphen ("plan-3"), a group and its size ("3-child cohort"),
parts ("3:48"), small Roman numbers of people ("iii children"), and thousands in words, with blanks,
dots or apostrophes, or as "9.3k".
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
    re.compile(
        rf"\b(?i:{ANY_PERSON}) [A-Z](?:{_AND}(?:(?i:{ANY_PERSON}) )?[A-Z])+\b(?!['’]|\.(?!\W*$))"
    ),
)
_TO_LETTER = re.compile(
    rf"\b(?i:{ANY_PERSON}) (?P<first>[A-Z])(?: ?[-–—] ?| (?:to|through|until|up to) )"
    rf"(?:(?i:{ANY_PERSON}) )?(?P<last>[A-Z])\b(?!['’]|\.(?!\W*$))"
)
_ALPHABET = 26
_EACH_NAMED = re.compile(rf"{_A_YEAR_OLD}|\b[A-Z]\b", re.IGNORECASE)
_INITIALS = r"(?<![\w.])[A-Z]\. ?[A-Z]\b\.?"
_BY_INITIALS = re.compile(rf"{_INITIALS}(?:{_AND}{_INITIALS})+(?=\W*$|[,;)])")
_REPEATED = re.compile(rf"\b({ANY_PERSON})(?:{_AND}\1\b)+", re.IGNORECASE)
_SIZED = re.compile(
    rf"(?<![\w.,])({SMALL})-{ANY_PERSON}\b(?!-| (?:cap|famil(?:y|ies)|flats?|homes?|households?"
    r"|limit|polic(?:y|ies)|rooms?|tax|units?)\b)",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?<![\d:.])(?<!at )(?<!by )(?<!from )(?<!to )(?<!until )(?<!before )(?<!after )(?<!about )"
    r"(?<!around )(?<!between )(?<!till )(?<!and )(?<![-–])(?:0*([1-9]\d{0,3})) ?: ?([1-9]\d{0,3})"
    r"(?![\d:.]\d|\d| ?(?:am|pm|to|and|hours|o'clock|[-–])\b| ?[-–])"
)
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_IN_ROMAN = re.compile(rf"(?<![\w.(])({'|'.join(_ROMAN)}) (?={ANY_PERSON}\b)")
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
    yield from _one_by_one(sentence)
    yield from _by_size(sentence)
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


def _one_by_one(sentence: str) -> Iterator[Number]:
    for pattern in _NAMED:
        for people in pattern.finditer(sentence):
            yield Number(len(_EACH_NAMED.findall(people[0])), *people.span(), "sum")
    for people in _TO_LETTER.finditer(sentence):
        many = ord(people["last"]) - ord(people["first"]) + 1
        if 1 < many < _ALPHABET:
            yield Number(many, *people.span(), "sum")
    for people in _BY_INITIALS.finditer(sentence):
        yield Number(len(re.findall(_INITIALS, people[0])), *people.span(), "sum")
    for people in _REPEATED.finditer(sentence):
        many = len(re.findall(rf"\b{people[1]}\b", people[0], re.IGNORECASE))
        yield Number(many, *people.span(), "sum")


def _by_size(sentence: str) -> Iterator[Number]:
    for group in _SIZED.finditer(sentence):
        yield Number(small_number(group[1]), *group.span(), "sum")
    for split in _PARTS.finditer(sentence):
        yield from (Number(int(split[n]), *split.span(n), "sum") for n in (1, 2))
    for roman in _IN_ROMAN.finditer(sentence):
        yield Number(_ROMAN[roman[1]], *roman.span(), "sum")


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
