"""Numbers of things that plainly are no measure's: one of so many pilots, trips of lorries.

A closed list. One of so many places that the council itself is; wardens, drivers and the like of
whom some work at weekends; one round or street in so many; what lorries and crews made of trips.
What a measure of the family counts is none of them, and neither is what a sentence says of people.
"""

from __future__ import annotations

import re

from quarterbook.disclosure.words.family_figures import FamilyFigures
from quarterbook.disclosure.words.numbers import Number, words_before
from quarterbook.disclosure.words.passed_over import SMALL
from quarterbook.disclosure.words.people import PEOPLE, singular
from quarterbook.disclosure.words.units import ADJECTIVES, LINKING

_ONE_OF = re.compile(
    r"\b(?:authority|borough|city|council|county|district|partnership|service|trust|we)\s+"
    r"(?:are|is|was|were)\s+(?:now\s+|still\s+)?one\s+of\s+(?:just\s+|only\s+|the\s+)?$",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"\s+(?:[a-z-]+\s+)?(?:areas|authorities|boroughs|cities|councils|counties|districts|finalists"
    r"|members|partners|pathfinders|pilots|places|sites|trailblazers|winners)\b",
    re.IGNORECASE,
)
_STAFF = (
    r"(?:caretakers|cleaners|collectors|cooks|crews|drivers|engineers|gardeners|lorries|marshals"
    r"|rangers|sweepers|vans|wardens)"
)
_OF_STAFF = re.compile(
    rf"(?:^|\W)of\s+(?:(?:all|its|our|the)\s+)*\d*{SMALL}\s+(?:[a-z-]+\s+){{0,2}}?{_STAFF},?\s+"
    r"(?:just\s+|only\s+)?$",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\s+(?:are\s+(?:new|off|out|trained)|cover|drive|have\s+been\s+trained|patrol|serve|speak"
    r"|work)\b",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    r"\b(?:an?|one)\s+(?:bin|collection|journey|library|road|round|route|street|trip|ward)\s+in\s+"
    r"(?:every\s+)?$",
    re.IGNORECASE,
)
_VEHICLES = re.compile(
    r"\b(?:crews?|diggers?|gritters?|lorr(?:y|ies)|mowers?|ploughs?|sweepers?|tankers?|trucks?)\s+"
    r"(?:did|had|made|ran)\s+(?:about\s+|just\s+|only\s+|some\s+)?$",
    re.IGNORECASE,
)
_TRIPS = re.compile(
    r"\s+(?:(?:additional|daily|extra|further|more|special|weekly)\s+)?"
    r"(?:collections|journeys|passes|rounds|runs|shifts|trips)\b(?!\s+(?:for|of|to|with)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]{2,}")


def counts_other_things(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a count is of such a thing, in a sentence that names nothing the family counts."""
    before = words_before(sentence, number)
    is_other = (
        (_ONE_OF.search(before) and _PLACES.match(sentence, number.end))
        or (_OF_STAFF.search(before) and _WORK.match(sentence, number.end))
        or (_VEHICLES.search(before) and _TRIPS.match(sentence, number.end))
        or _ONE_IN.search(before)
    )
    if not is_other:
        return False
    named = {singular(word) for word in _WORD.findall(sentence)}
    return not named & ((family.nouns - LINKING - ADJECTIVES) | PEOPLE)
