"""Whether a number counts the council's own work, places and staff, and no people."""

from __future__ import annotations

import re

from quarterbook.disclosure.words.numbers import Number, words_before
from quarterbook.disclosure.words.passed_over import SMALL
from quarterbook.disclosure.words.people import ANYBODY, PEOPLE, singular
from quarterbook.disclosure.words.units import LINKING, is_before_noun, listed

WORK = (
    r"(?:academ(?:y|ies)|actions?|agenc(?:y|ies)|aims?|aspects?|audits?|authorit(?:y|ies)|boards?"
    r"|boroughs?|buildings?|campaigns?|centres?|charit(?:y|ies)|clinics?|clubs?|colleges?"
    r"|committees?|contracts?|councillors?|councils?|courses?|departments?|directorates?|districts?"
    r"|domains?|elements?|factors?"
    r"|foster (?:carers?|parents?)|homes?|hospitals?|hubs?|improvements?|initiatives?|inspectors?"
    r"|lessons?|libraries|managers?|meetings?|members?|milestones?|nurser(?:y|ies)|nurses?"
    r"|objectives?|offices?|officers?|organisations?|panels?|partners?|pathways?|phases?|pillars?"
    r"|policies|posts?|practitioners?|principles?|priorities|programmes?|projects?|providers?|reasons?"
    r"|recommendations?|schools?|services?|sessions?|sites?|social workers?|staff|stages?|strands?"
    r"|strategies|suppliers?|surveys?|tasks?|teachers?|teams?|themes?|things|trees?|trusts?"
    r"|vacanc(?:y|ies)|villages?|volunteers?|wards?|workers?|workshops?|workstreams?)"
)
"""A pattern of what the council's own is called: places, bodies, staff, and what they do."""

_FOR_PEOPLE = (
    r"(?:(?:adult|carer|case|child|client|customer|family|parent|patient|resident)\s+"
    r"(?:(?:intervention|protection|safeguarding|service|support|therapy|welfare)\s+)?"
    r"(?=(?:centres?|hubs?|managers?|officers?|panels?|practitioners?|services?|teams?|workers?)\b)"
    r"|(?:adults?|children|men|people|women)['’]s?\s+"
    r"(?=(?:centres?|clinics?|hospitals?|hubs?|services?|teams?)\b)"
    r"|children['’]s\s+(?=homes\b))"
)
_WORK = re.compile(
    rf"\s+(?P<of>(?:out\s+)?of\s+(?:the\s+|our\s+|its\s+|all\s+)?(?:{SMALL}\s+)?)?"
    rf"(?P<between>(?:[a-z-]+\s+){{0,2}}?){_FOR_PEOPLE}?(?P<noun>{WORK})\b"
    rf"(?!['’]?\s+(?:leavers?|users?|{ANYBODY}))",
    re.IGNORECASE,
)
_OF_OWN = re.compile(rf"\b{_FOR_PEOPLE}?{WORK}\b", re.IGNORECASE)
_DO = listed(
    """
    attend chose change enter found have join kept lack leave like lost love made need saw seek
    share sought took use visit want
    """
)
_ED = listed(
    """
    combined dedicated experienced improved joined planned qualified registered related shared
    trained unplanned
    """
)
_IN_EACH = re.compile(
    r"\b(?:at|from|in|to)\s+each\s+of\s+(?:the\s+|our\s+|its\s+)?$", re.IGNORECASE
)
_A_WORK = re.compile(
    rf"\ban?\s+(?:(?!{ANYBODY})[a-z-]+\s+){{0,2}}?{_FOR_PEOPLE}?{WORK}\b", re.IGNORECASE
)
_ANY_ONE = re.compile(rf"\b(?:{ANYBODY}|an?|another|it|one|they|them)\b", re.IGNORECASE)
_OF_STAFF = re.compile(
    r"\b(?:absences?|attendance|compliance|sickness|staff|training|turnover|vacanc(?:y|ies))\b",
    re.IGNORECASE,
)
_OF_WHOLE = re.compile(
    rf"\W*(?:out\s+)?of\s+(?:(?:all|its|our|the|these)\s+)*{SMALL}\s+(?:[a-z-]+\s+){{0,2}}?{WORK}\b",
    re.IGNORECASE,
)
_ARE = re.compile(r"\s+(?:are|have|is|remain|was|were)\b", re.IGNORECASE)
_MET = re.compile(r"\b(?:met|meets?|sat|convened)\s+(?:only\s+|just\s+)?$", re.IGNORECASE)
_STAFF = re.compile(r"\b(?P<noun>team|staff|panel|board|committee|crew)s?\s+of\s+$", re.IGNORECASE)
_MARK = re.compile(
    r"\b(?:(?:green|amber|red)\s+(?:at|from|to|until|above|below|over|under)\s+(?:the\s+)?"
    r"|targets?\s+(?:(?:of|is|was)\s+)?)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")


def counts_work(sentence: str, number: Number, nouns: frozenset[str]) -> bool:
    """Whether a number counts the council's own: actions, a team's members, but none of the nouns.

    "Three of the five actions", "of the five actions, two are late", "a team of five", "3
    children's homes"; not "one in each of the 3 homes".
    """
    before = words_before(sentence, number)
    work = _WORK.match(sentence, number.end)
    if work and _IN_EACH.search(before):
        return _is_work_in_each(sentence[: number.begin], nouns)
    if work:
        is_several = work["noun"].lower().endswith(("s", "staff"))
        counts = is_several or number.value == 1 or bool(work["of"])
        return counts and _stand_before(work["between"]) and not _names(work["noun"], nouns)
    if _OF_WHOLE.match(sentence) and _ARE.match(sentence, number.end):
        return not _names(sentence, nouns | PEOPLE)
    staff = _STAFF.search(before)
    is_named = is_before_noun(sentence, number, nouns | PEOPLE)
    return staff is not None and staff["noun"].lower() not in nouns and not is_named


def _is_work_in_each(before: str, nouns: frozenset[str]) -> bool:
    """Whether what is in each of so many is the council's own, and nobody else is spoken of."""
    rest = _A_WORK.sub(" ", before, count=1)
    return rest != before and not _ANY_ONE.search(rest) and not _names(rest, nouns)


def _stand_before(between: str) -> bool:
    """Whether words between a number and a noun only say of what sort that is."""
    words = {singular(word) for word in between.lower().split()}
    does = {word for word in words if word.endswith("ed")} - _ED
    return not does and not words & {*PEOPLE, *LINKING, *_DO}


def is_of_work(sentence: str, number: Number, nouns: frozenset[str]) -> bool:
    """Whether a sentence that has none of the nouns is of the council's own, not of people.

    How often a panel met; what part of its staff: "sickness is 5%".
    """
    if _names(sentence, nouns | PEOPLE):
        return False
    if number.kind == "times":
        return bool(_MET.search(words_before(sentence, number)))
    return number.kind == "percent" and bool(_OF_STAFF.search(sentence))


def without_work(words: str) -> str:
    """Return words without those for the council's own: places, bodies, staff."""
    return _OF_OWN.sub(" ", words)


def is_mark(sentence: str, number: Number) -> bool:
    """Whether a number is a target, or where a colour begins: "target 30, amber at 35"."""
    return bool(_MARK.search(words_before(sentence, number)))


def _names(words: str, nouns: frozenset[str]) -> bool:
    return any(singular(word) in nouns for word in _WORD.findall(words))
