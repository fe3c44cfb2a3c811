"""Numbers that a sentence leaves to be added up or multiplied: one boy and one girl, one a month.

A finite grammar: people or what a measure counts joined by "and"; places with a number each; so
many a week or month, for so many of them or for a quarter; so many each of so many. Other ways
to say it in two numbers are not read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from math import prod

from quarterbook.disclosure.words.numbers import SMALL, Number, numbers, small_number
from quarterbook.disclosure.words.units import ADJECTIVES, singular

_N = rf"(?:{SMALL}|a|an)"
_SPANS = {"day": 91, "week": 13, "fortnight": 6, "month": 3, "quarter": 1}
_SPAN = rf"(?:{'|'.join(_SPANS)})"
_JOINED = re.compile(
    r"\s*(?:,|,?\s*\band\b|\bplus\b|&|,?\s*\bas well as\b)\s*(?:(?:her|his|their|its|the)\s+)?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(a|an|the|his|her|their|another)\s+", re.IGNORECASE)
_NOUN = re.compile(r"\s*((?:[A-Za-z'-]+\s+){0,2}?)([A-Za-z]+)\b")
_LISTED = re.compile(
    rf"\b[A-Za-z]+:? {SMALL}(?:(?:,|;|,? and) [A-Za-z]+:? {SMALL})+(?=\W*$|[.;!?])", re.IGNORECASE
)
_EACH_SPAN = re.compile(
    rf"\b({_N})\s+[A-Za-z]+\s+(?:a|per|each|every)\s+({_SPAN})\b"
    rf"(?:\s+(?:for|over|in)\s+(?:the\s+|all\s+)?({SMALL})\s+{_SPAN}s?)?",
    re.IGNORECASE,
)
_DID = r"(?:saw|had|took|placed|counted|recorded|brought|sent|lost|gained|reported)"
_PRODUCTS = (
    re.compile(
        rf"\b({SMALL})\s+[A-Za-z]+s\s+{_DID}\s+(?:in\s+)?({_N})\b\s*[A-Za-z]*\s+each\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\beach\s+of\s+(?:the\s+|our\s+)?({SMALL})\s+[A-Za-z]+s\s+{_DID}\s+(?:in\s+)?({_N})\b",
        re.IGNORECASE,
    ),
)
_EACH_OF = re.compile(
    rf"\b({SMALL})\s+each\s+(?:in|from|at|for|of)\s+([A-Za-z]+(?:,\s*[A-Za-z]+)*,?\s+and\s+[A-Za-z]+)",
    re.IGNORECASE,
)


def sums(sentence: str, nouns: Collection[str]) -> list[Number]:
    """Return what numbers of a sentence come to together, where it stands.

    nouns
        what is counted, in the singular.
    """
    return [*_joined(sentence, nouns), *_listed(sentence), *_multiplied(sentence)]


def _joined(sentence: str, nouns: Collection[str]) -> Iterator[Number]:
    """What stands side by side: one boy and one girl; the mother and her two daughters."""
    items = sorted(_items(sentence, nouns))
    at = 0
    while at < len(items):
        last = at
        while last + 1 < len(items) and _JOINED.fullmatch(
            sentence[items[last][1] : items[last + 1][0]]
        ):
            last += 1
        chain = items[at : last + 1]
        if len(chain) > 1 and any(counts for *_, counts in chain):
            yield Number(sum(value for _, _, value, _ in chain), chain[0][0], chain[-1][1], "sum")
        at = last + 1


def _items(sentence: str, nouns: Collection[str]) -> Iterator[tuple[int, int, float, bool]]:
    """Numbers and articles before a noun: begin, end of the noun, number, whether it counts."""
    found = [
        (one.begin, one.end, one.value, True) for one in numbers(sentence) if one.kind == "count"
    ]
    for article in _ARTICLE.finditer(sentence):
        counts = article[1].lower() in ("a", "an", "another")
        found.append((article.start(), article.end(), 1.0, counts))
    for begin, end, value, counts in found:
        noun = _NOUN.match(sentence, end)
        if noun and singular(noun[2]) in nouns and set(noun[1].lower().split()) <= ADJECTIVES:
            yield begin, noun.end(), value, counts


def _listed(sentence: str) -> Iterator[Number]:
    for found in _LISTED.finditer(sentence):
        parts = [one for one in numbers(found[0]) if one.kind == "count"]
        if len(parts) > 1:
            yield Number(sum(one.value for one in parts), *found.span(), "sum")


def _multiplied(sentence: str) -> Iterator[Number]:
    for found in _EACH_SPAN.finditer(sentence):
        times = small_number(found[3]) if found[3] else _SPANS[found[2].lower()]
        yield Number(small_number(found[1]) * times, *found.span(), "sum")
    for pattern in _PRODUCTS:
        for found in pattern.finditer(sentence):
            yield Number(prod(map(small_number, found.groups())), *found.span(), "sum")
    for found in _EACH_OF.finditer(sentence):
        places = len(re.split(r",?\s+and\s+|,\s*", found[2]))
        yield Number(small_number(found[1]) * places, *found.span(), "sum")
