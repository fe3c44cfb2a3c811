"""Numbers that count something else than a measure's unit, as the words around them say.

A closed list: a share of money, of calls or of others nationally; so many per worker, and
caseloads; a range of ages; where the rule for small counts begins and ends; how many were asked;
what a place has the most of ("the most vacant posts, three"); a national figure; a share of staff
or places, though a title names them; beds, rooms and the like that a place has ("has 22 beds").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from quarterbook.disclosure.words.family_figures import FamilyFigures
from quarterbook.disclosure.words.numbers import Number, small_number, words_before
from quarterbook.disclosure.words.passed_over import SMALL
from quarterbook.disclosure.words.people import ANY_PERSON, ANYBODY, PEOPLE, singular
from quarterbook.disclosure.words.telling.other_things import counts_other_things
from quarterbook.disclosure.words.units import LINKING
from quarterbook.disclosure.words.work import WORK

_OF = r"\s+of\s+(?:(?:all|annual|gross|its|net|our|the|their|this|total|whole)\s+)*"
_OF_MONEY = re.compile(
    rf"{_OF}(?:budgets?|costs|expenditure|funding|grants?|income|savings|spend(?:ing)?)\b",
    re.IGNORECASE,
)
_OF_CONTACTS = re.compile(
    rf"{_OF}(?:applications|calls|complaints|contacts|enquiries|inspections|referrals|replies"
    r"|requests|respondents|responses)\b",
    re.IGNORECASE,
)
_OF_ANY_CHILD = frozenset(("case", "child", "individual", "person", "young"))
_ELSEWHERE = re.compile(
    r"\b(?:nationally|regionally|countrywide|(?:across|in)\s+(?:England|Great Britain|Wales"
    r"|the\s+(?:country|region|UK)))\b",
    re.IGNORECASE,
)
_HERE = re.compile(r"\b(?:here|locally|ours?|us|we)\b", re.IGNORECASE)
_BREAK = re.compile(
    r"[;:()]|,\s|\b(?:against|as|but|compared|like|same|similar|than|whereas|while)\b",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"\b(?:{SMALL}|half|third|quarter|fifth|tenth)\b", re.IGNORECASE)
_PER_WORKER = re.compile(
    r"\s+per\s+(?:(?:full-time|social|support)\s+)*"
    r"(?:FTE|managers?|nurses?|officers?|practitioners?|teachers?|workers?)\b",
    re.IGNORECASE,
)
_CASELOADS = re.compile(
    r"\b(?:(?:average|mean|median|typical)\s+caseloads?|caseloads)"
    rf"(?:,?\s+(?:about|are|around|at|down|fell|from|is|now|of|rose|to|up|was|were|{SMALL}))*\s+$",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\W*$|[,.;)]|\s+(?:down|from|on\s+average|per|to|up)\b", re.IGNORECASE)
_AGES = re.compile(
    r"\b(?:all|covers?|for|includes?|serves?|supports?|teaches|to|welcomes?)\s+"
    rf"(?:(?:all|disabled|local|young)\s+)*{ANY_PERSON}\s+from\s+(?P<low>{SMALL})\s+to\s+"
    rf"(?P<high>{SMALL})\b(?=\W*$|[.,;)]|\s+(?:and|are|can|is|may|who|with)\b)",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:brought|chang\w+|counts?|cut|decreas\w+|down|drop\w*|fall\w*|fell|figures?|grew|increas\w+"
    r"|numbers?|reduc\w+|ris\w+|rose|totals?|up|went)\b",
    re.IGNORECASE,
)
_OLDEST = 25
_BOUND = re.compile(
    rf"\b(?:1|one)\s*(?:to|[-–])\s*(?P<most>{SMALL})\b"
    rf"|\b(?:below|fewer\s+than|less\s+than|smaller\s+than|under)\s+(?P<least>{SMALL})\b",
    re.IGNORECASE,
)
_NOT_SHOWN = re.compile(
    r"\bnot\s+(?:given|published|shown)\b|\b(?:hidden|suppressed|withheld)\b", re.IGNORECASE
)
_FIGURES = re.compile(r"\b(?:counts?|figures?|numbers?|values?)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:asked|consulted|interviewed|polled|surveyed)\s+(?:about\s+|over\s+|some\s+)?$"
    r"|(?-i:\bn)\s*=\s*$",
    re.IGNORECASE,
)
_MOST_OF = re.compile(
    rf"\b(?:fewest|highest|least|lowest|most)\s+(?:[a-z-]+\s+)?(?P<noun>{WORK})(?:,|\s+at|\s+\()\s*$",
    re.IGNORECASE,
)
_NATIONAL = re.compile(
    r"\b(?:national|regional)(?:\s+(?:average|figure|mean|median|rate))?(?:\s+(?:is|of|was))?\s+$",
    re.IGNORECASE,
)
_OF_OWN = re.compile(
    rf"\s+of\s+(?:(?:all|its|our|the|these)\s+)*(?P<between>(?:[a-z-]+\s+){{0,2}}?)(?P<noun>{WORK})\b"
    rf"(?!['’]?\s+(?:leavers?|users?|{ANYBODY}))",
    re.IGNORECASE,
)
_THING = (
    r"(?:(?!and\b|are\b|in\b|is\b|of\b|on\b|with\b)[a-z-]+\s+){0,2}?"
    r"(?P<noun>bathrooms?|beds?|bedrooms?|benches|bikes?|bins?|buses|cameras?|cars?|chairs|computers?"
    r"|cots|desks?|doors?|entrances?|exits?|flats?|floors?|kitchens?|laptops?|lifts?|lights?|lorries"
    r"|minibuses|offices?|pitches|pods?|ramps?|rooms?|screens?|seats?|shelves|showers?|spaces|stairs"
    r"|tables?|tablets?|toilets?|vans?|vehicles?|windows?)\b"
)
_HAS = re.compile(
    r"\b(?:adds?|bought|gained|had|has|have|now\s+with|offers?|opened\s+with|operates?|owns?"
    r"|provides?|runs?|will\s+have|with\s+room\s+for)"
    rf"(?:\s+{SMALL}\s+{_THING.replace('?P<noun>', '?:')}(?:,|,?\s+and))*"
    r"\s+(?:(?:a\s+total\s+of|about|now|only|some)\s+)?$",
    re.IGNORECASE,
)
_THINGS = re.compile(rf"\s+{_THING}", re.IGNORECASE)
_IN_USE = re.compile(
    r"\b(?:all|each|empty|every|filled|free|full|fully|left|occup\w+|one\s+for|spare|taken|unused|used"
    r"|vacan\w+|void)\b|\bfor\s+(?:each|every|the)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]{2,}")


def counts_other(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a number counts something else than a family's unit, as what is around it says."""
    if number.kind in ("share", "percent"):
        return (
            _is_of_other_whole(number, sentence, family)
            or _is_of_elsewhere(number, sentence)
            or _is_of_own(number, sentence, family)
        )
    if number.kind != "count":
        return False
    return (
        _is_of_workers(number, sentence)
        or _is_age(number, sentence)
        or _is_bound(number, sentence, family)
        or _is_of_asked(number, sentence, family)
        or _is_most(number, sentence, family)
        or _is_national(number, sentence)
        or _is_of_things(number, sentence, family)
        or counts_other_things(number, sentence, family)
    )


def _is_of_other_whole(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether it is a part of money or, in a sentence that names nothing else, of contacts."""
    if _OF_MONEY.match(sentence, number.end):
        return True
    named = {singular(word) for word in _WORD.findall(sentence)}
    is_of_contacts = bool(_OF_CONTACTS.match(sentence, number.end))
    return is_of_contacts and not named & (family.nouns | _OF_ANY_CHILD)


def _is_of_elsewhere(number: Number, sentence: str) -> bool:
    """Whether it is a part of all in the country: in its clause, or in the words before that."""
    breaks = [one.span() for one in _BREAK.finditer(sentence)]
    begin = max((end for _, end in breaks if end <= number.begin), default=0)
    end = min((at for at, _ in breaks if at >= number.end), default=len(sentence))
    if _HERE.search(sentence, begin, end):
        return False
    there = _ELSEWHERE.search(sentence, number.end, end)
    if there:
        return not _ANY_NUMBER.search(sentence, number.end, there.start())
    return bool(_ELSEWHERE.fullmatch(sentence[:begin].strip(" ,:")))


def _is_of_own(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether it is a share of the council's own, which no measure counts, though a title says it.

    "Three quarters of social workers" beside children with a social worker.
    """
    own = _OF_OWN.match(sentence, number.end)
    is_of_people = bool(family.units & PEOPLE)
    return (
        own is not None
        and is_of_people
        and not {*own["between"].lower().split()} & LINKING
        and not {singular(word) for word in _WORD.findall(own["noun"])} & family.units
        and not {singular(word) for word in _WORD.findall(sentence[own.end() :])} & family.units
    )


def _is_of_things(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether it is how many beds or the like a place has, and nothing is said of who has them."""
    things = _THINGS.match(sentence, number.end)
    return (
        things is not None
        and bool(_HAS.search(words_before(sentence, number)))
        and not _IN_USE.search(sentence)
        and singular(things["noun"]) not in family.nouns
    )


def _is_of_workers(number: Number, sentence: str) -> bool:
    if _PER_WORKER.match(sentence, number.end):
        return True
    is_of_loads = bool(_CASELOADS.search(words_before(sentence, number)))
    return is_of_loads and bool(_ALONE.match(sentence, number.end))


def _is_age(number: Number, sentence: str) -> bool:
    """Whether it is one of two ages from and to which something is for people."""
    return any(begin <= number.begin < end for begin, end in _ranges_of_ages(sentence))


@lru_cache(maxsize=1 << 10)
def _ranges_of_ages(sentence: str) -> Sequence[tuple[int, int]]:
    """Where two ages stand between which somebody is for whom something is there."""
    if _CHANGES.search(sentence):
        return ()
    return [
        (match.start("low"), match.end("high"))
        for match in _AGES.finditer(sentence)
        if small_number(match["low"]) < small_number(match["high"]) <= _OLDEST
    ]


def _is_bound(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether it is where the council's rule for small counts begins or ends, and no other."""
    most = {one.most for one in family.comparisons}
    return any(
        begin <= number.begin < end and largest in most
        for begin, end, largest in _bounds_of_small_counts(sentence)
    )


@lru_cache(maxsize=1 << 10)
def _bounds_of_small_counts(sentence: str) -> Sequence[tuple[int, int, float]]:
    """Where a sentence on what is not shown says up to what, and up to what that is."""
    if not _NOT_SHOWN.search(sentence) or not _FIGURES.search(sentence):
        return ()
    return [
        (
            *match.span(),
            small_number(match["most"]) if match["most"] else small_number(match["least"]) - 1,
        )
        for match in _BOUND.finditer(sentence)
    ]


def _is_of_asked(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether it is how many were asked, more than any figure of the family."""
    largest = max(family.shown | family.withheld, default=0)
    return number.value > largest and bool(_ASKED.search(words_before(sentence, number)))


def _is_national(number: Number, sentence: str) -> bool:
    """Whether it is the country's or the region's figure, "a national 26", and none is ours."""
    is_theirs = _NATIONAL.search(words_before(sentence, number))
    return bool(is_theirs) and not _HERE.search(sentence, number.end)


def _is_most(number: Number, sentence: str, family: FamilyFigures) -> bool:
    most = _MOST_OF.search(words_before(sentence, number))
    if most is None or not _ALONE.match(sentence, number.end):
        return False
    return not {singular(word) for word in most["noun"].split()} & (family.nouns | PEOPLE)
