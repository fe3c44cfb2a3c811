"""Numbers that a sentence leaves to be added up or multiplied: one boy and one girl, one a month.

A finite grammar: people or what a measure counts joined by "and"; places with a number each; so
many a week or month, for so many of them or for a quarter; so many each of so many; so much money
in all and for each. Other ways to say it in two numbers are not read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from math import prod

from quarterbook.disclosure.words.numbers import Number, numbers, small_number
from quarterbook.disclosure.words.passed_over import SMALL
from quarterbook.disclosure.words.people import ANYBODY, PEOPLE, singular
from quarterbook.disclosure.words.units import ADJECTIVES, LINKING, counts_unit

_N = rf"(?:{SMALL}|a|an)"
_SPANS = {"day": 91, "week": 13, "fortnight": 6, "month": 3, "quarter": 1}
_SPAN = rf"(?:{'|'.join(_SPANS)})"
_JOINED = re.compile(
    r"\s*(?:,|,?\s*\band\b|\bplus\b|&|,?\s*\bas well as\b)\s*(?:(?:her|his|their|its|the)\s+)?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(a|an|the|his|her|their|another)\s+", re.IGNORECASE)
_BOTH = re.compile(
    rf"\bboth(?:\s+of)?(?:\s+(?:the|these|those|our|her|his|their))?(?=\s+{ANYBODY})", re.IGNORECASE
)
_OTHER = re.compile(r"\s*others?\b(?!\s+[a-z])", re.IGNORECASE)
_NOUN = re.compile(r"\s*((?:[A-Za-z'-]+\s+){0,2}?)([A-Za-z]+)\b")
_OF_PLACE = rf"(?:[A-Za-z]+ ){{0,2}}[A-Za-z]+(?: (?:had|saw|took))?:? \(?{SMALL}\b\)?"
_LISTED = re.compile(
    rf"\b{_OF_PLACE}(?:(?:,|;|,? and) {_OF_PLACE})+(?=\W*$|[.;!?]|\s+{ANYBODY})",
    re.IGNORECASE,
)
_NAMES = r"[A-Za-z]+(?:,\s*(?:in\s+)?[A-Za-z]+)*,?\s+and\s+(?:in\s+)?[A-Za-z]+"
_EACH_SPAN = re.compile(
    rf"\b({_N})(?:\s+[A-Za-z]+)?\s+(?:a|per|each|every)\s+({_SPAN})\b"
    rf"(?:\s+(?:for|over|in)\s+(?:(?:the\s+|all\s+)?({SMALL})\s+{_SPAN}s?|({_NAMES})))?",
    re.IGNORECASE,
)
_IN_PLACES = re.compile(
    rf"\b({SMALL}|another|an?(?=\s+{ANYBODY}))((?:\s+[a-z]+){{0,2}})\s+(?:in|at|from|for|during)\s+(?:the\s+)?(?!{SMALL}\b)"
    r"[A-Za-z]+(?-i:\s+[A-Z][a-z]+)?",
    re.IGNORECASE,
)
_THEN = re.compile(r"\s*(?:,|;|,?\s*\band\b|,?\s*\bplus\b)\s*", re.IGNORECASE)
_PLUS = re.compile(
    rf"\b{SMALL}(?:\s*(?:plus|\+)\s*{SMALL}\b)+"
    rf"|\b{SMALL}(?:(?:,|,?\s+and)\s+{SMALL}\b){{1,30}}(?=\s+{ANYBODY})",
    re.IGNORECASE,
)
_OF = r"of\s+(?:(?:the|these|those|our|all)\s+)*$"
_OF_THE = re.compile(rf"\s*(?:the|our|all)\s+|\s*{_OF}", re.IGNORECASE)
_WE = re.compile(r"\s+(?:we|they|you|I|others)\b")
_OUT_OF = re.compile(rf"\s*(?:out\s+)?{_OF}", re.IGNORECASE)
_APART = re.compile(
    r"(?:(?:\s+[A-Za-z]+)?,?|(?:\s+[A-Za-z-]+){2,5},)\s+(?:only\s+|just\s+|some\s+)?"
)
_OF_THEM = re.compile(r"\s+of\s+(?:them|these|those|whom)\b", re.IGNORECASE)
_OF_FIRST = re.compile(rf"\b{_OF}", re.IGNORECASE)
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
    rf"\b({SMALL})(?:\s+{ANYBODY})?\s+each(?:\s+[a-z]+)?\s+(?:in|from|at|for|of)\s+(?:\w+['’]s\s+)?({_NAMES})",
    re.IGNORECASE,
)
_OF_OURS = r"(?:of\s+(?:(?:all|its|our|the|these|those)\s+)*)?(?:[a-z]+\s+){1,3}?"
_HAVE = (
    r"(?:(?:now\s+)?(?:have|has|had|took|take|foster(?:ed|s)?)|(?:care|cared|cares)\s+for"
    r"|look(?:ed|s)?\s+after)"
)
_HAD_BY_EACH = tuple(
    re.compile(rf"\b({SMALL})\s+{_OF_OURS}{each}", re.IGNORECASE)
    for each in (
        rf"each\s+{_HAVE}\s+({_N})\s+((?:[a-z-]+\s+){{0,2}}[a-z-]+)",
        rf"{_HAVE}\s+({_N})\s+((?:[a-z-]+\s+){{0,2}}[a-z-]+)\s+each\b",
    )
)
_ALONE = rf"(?=\s+{ANYBODY}|\W*$|[.,;])"
_EACH_OF_NAMES = (
    re.compile(rf"\b({_NAMES})\s+each\s+{_DID}\s+({_N})\b{_ALONE}", re.IGNORECASE),
    re.compile(rf"\b({_NAMES})\s+{_DID}\s+({_N})(?:\s+{ANYBODY})?\s+each\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:in|from|at)\s+each\s+of\s+({_NAMES})\s+(?:there\s+)?(?:was|were|came|{_DID})"
        rf"\s+({_N})\b{_ALONE}",
        re.IGNORECASE,
    ),
)
_REST = re.compile(r"\bthe\s+(?:rest|remainder|others?|remaining)\b", re.IGNORECASE)
_ONE_AND_OTHER = re.compile(
    rf"\bone\s+(?:of\s+(?:them|these|the\s+{ANYBODY})|{ANYBODY}|(?:is|was)\s+an?\s+{ANYBODY})"
    r"[^.;]*\bthe\s+other\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(
    rf"\b(?:an?\s+)?(?:(?:pair|couple|set)\s+of\s+)?(?:(twins?\b|(?<=pair of )|(?<=couple of ))"
    rf"|triplets?\b|(?:a\s+)?trio\s+of\b)(?:\s*{ANYBODY})?",
    re.IGNORECASE,
)
_TIME = r"(?:hour|session|visit|day|night|week|weekend|fortnight|month|term|quarter|year)"
_MONEY = re.compile(
    r"(?P<first>\b(?:for|on|to)\s+(?:each|every)\s+(?P<of>[a-z]+)\b[^.;£$€\d]*)?"
    r"[£$€]\s?(?P<amount>\d[\d,]*(?:\.\d+)?)(?:\s?(?P<thousands>million|m\b|thousand|k\b))?"
    rf"(?:\s+(?:an?|each|every|per)\s+{_TIME}\b,?)?"
    r"(?P<each>\s+(?:(?:an?|per|every|(?:for|on|to)\s+(?:an?|each|every))\s+(?P<noun>[a-z]+)"
    r"|each\b|apiece\b))?",
    re.IGNORECASE,
)
_SO_LONG = re.compile(rf"\b(?:during|for|in|over)\s+({SMALL})\s+{_TIME}s\b", re.IGNORECASE)
_THOUSANDS = {"m": 1e6, "million": 1e6, "k": 1e3, "thousand": 1e3}
_NEARLY = 0.15  # of one, by which a rounded amount may miss so many


def sums(sentence: str, nouns: Collection[str]) -> list[Number]:
    """Return what numbers of a sentence come to together, where it stands.

    nouns
        what is counted, in the singular.
    """
    return [
        *_joined(sentence, nouns),
        *_listed(sentence),
        *_in_places(sentence, nouns),
        *_multiplied(sentence),
        *_had_by_each(sentence, nouns),
        *_left_of(sentence, nouns),
        *_paid_for(sentence, nouns),
    ]


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
    for group in _GROUPED.finditer(sentence):
        yield group.start(), group.end(), 2.0 if group[1] is not None else 3.0, True
    items = [
        (one.begin, one.end, one.value, True) for one in numbers(sentence) if one.kind == "count"
    ]
    pairs = [both.span() for both in _BOTH.finditer(sentence)]
    items += [(*span, 2.0, True) for span in pairs]
    for article in _ARTICLE.finditer(sentence):
        if any(begin < article.start() < end for begin, end in pairs):
            continue
        counts = article[1].lower() in ("a", "an", "another")
        items.append((article.start(), article.end(), 1.0, counts))
    for begin, end, value, counts in items:
        other = _OTHER.match(sentence, end)
        if other:
            yield begin, other.end(), value, counts
        noun = _NOUN.match(sentence, end)
        if noun and singular(noun[2]) in nouns and set(noun[1].lower().split()) <= ADJECTIVES:
            yield begin, noun.end(), value, counts


def _listed(sentence: str) -> Iterator[Number]:
    for match in _LISTED.finditer(sentence):
        parts = [one for one in numbers(match[0]) if one.kind == "count"]
        if len(parts) > 1:
            yield Number(sum(one.value for one in parts), *match.span(), "sum")


def _in_places(sentence: str, nouns: Collection[str]) -> Iterator[Number]:
    """What came in one place or month and in others: one in April and two in May."""
    items = [
        match
        for match in _IN_PLACES.finditer(sentence)
        if all(singular(word) in nouns or word in LINKING for word in match[2].lower().split())
    ]
    while items:
        chain = [items.pop(0)]
        while items and _THEN.fullmatch(sentence[chain[-1].end() : items[0].start()]):
            chain.append(items.pop(0))
        if len(chain) > 1:
            amounts = [1 if one[1].lower() == "another" else small_number(one[1]) for one in chain]
            yield Number(sum(amounts), chain[0].start(), chain[-1].end(), "sum")


def _left_of(sentence: str, nouns: Collection[str]) -> Iterator[Number]:
    """What is left of those that are named: 38 of the 41; of 41, 38; 41 came, 38 of them ill.

    Or the share itself: half of the six.
    """
    counted = [one for one in numbers(sentence) if one.kind in ("count", "share", "percent")]
    for one, other in pairwise(counted):
        if other.kind != "count":
            continue
        between = sentence[one.end : other.begin]
        if one.kind != "count":
            if _OF_THE.fullmatch(between):
                yield from _share_of(one, other, sentence, nouns)
            continue
        if _OUT_OF.fullmatch(between):
            part, whole = one, other
        elif _OF_THEM.match(sentence, other.end) or (
            _OF_FIRST.search(sentence[: one.begin]) and _APART.fullmatch(between)
        ):
            part, whole = other, one
        else:
            continue
        if counts_unit(sentence, whole, nouns) and part.value < whole.value:
            yield Number(whole.value - part.value, one.begin, other.end, "sum")


def _share_of(
    share: Number, whole: Number, sentence: str, nouns: Collection[str]
) -> Iterator[Number]:
    """A share of so many, and what is left where "the rest" is spoken of."""
    if counts_unit(sentence, whole, nouns) or _WE.match(sentence, whole.end):
        part = round((share.value if share.kind == "share" else share.value / 100) * whole.value)
        yield Number(part, share.begin, whole.end, "sum")
        if _REST.search(sentence, whole.end):
            yield Number(whole.value - part, share.begin, whole.end, "sum")


def _had_by_each(sentence: str, nouns: Collection[str]) -> Iterator[Number]:
    """How many of whom it counts so many of others have: three carers have one child each."""
    for pattern in _HAD_BY_EACH:
        for match in pattern.finditer(sentence):
            if any(singular(word) in nouns for word in match[3].split()):
                many = small_number(match[1]) * small_number(match[2])
                yield Number(many, *match.span(), "sum")


def _multiplied(sentence: str) -> Iterator[Number]:
    for match in _PLUS.finditer(sentence):
        amounts = map(small_number, re.findall(SMALL, match[0], re.IGNORECASE))
        yield Number(sum(amounts), *match.span(), "sum")
    for match in _EACH_SPAN.finditer(sentence):
        times = small_number(match[3]) if match[3] else _SPANS[match[2].lower()]
        times = _names(match[4]) if match[4] else times
        yield Number(small_number(match[1]) * times, *match.span(), "sum")
    for pattern in _PRODUCTS:
        for match in pattern.finditer(sentence):
            yield Number(prod(map(small_number, match.groups())), *match.span(), "sum")
    for match in _EACH_OF.finditer(sentence):
        yield Number(small_number(match[1]) * _names(match[2]), *match.span(), "sum")
    for pattern in _EACH_OF_NAMES:
        for match in pattern.finditer(sentence):
            yield Number(small_number(match[2]) * _names(match[1]), *match.span(), "sum")
    for match in _ONE_AND_OTHER.finditer(sentence):
        yield Number(2, *match.span(), "sum")


def _paid_for(sentence: str, nouns: Collection[str]) -> Iterator[Number]:
    """How many so much in all is for, at so much each: £300, at £100 a child."""
    amounts = [*_MONEY.finditer(sentence)]
    for each in amounts:
        noun = each["noun"] or each["of"]
        if not _is_for_each(each) or (noun and singular(noun) not in {*nouns, *PEOPLE, "head"}):
            continue
        times = [1, *(small_number(one[1]) for one in _SO_LONG.finditer(sentence))]
        for whole in amounts:
            if _is_for_each(whole):
                continue
            begin, end = min(each.start(), whole.start()), max(each.end(), whole.end())
            for many in (_amount(whole) / (_amount(each) * n or 1) for n in times):
                if many >= 1 and abs(many - round(many)) <= _NEARLY:
                    yield Number(round(many), begin, end, "sum")


def _is_for_each(money: re.Match[str]) -> bool:
    return bool(money["each"] or money["first"])


def _amount(money: re.Match[str]) -> float:
    times = _THOUSANDS.get((money["thousands"] or "").lower(), 1)
    return float(money["amount"].replace(",", "")) * times


def _names(listed: str) -> int:
    """Return how many names are in a list of them."""
    return len(re.split(r",?\s+and\s+|,\s*", listed))
