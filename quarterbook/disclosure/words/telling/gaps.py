"""Counts that say how far a figure lies from another: "by two", "thirteen above target"."""

from __future__ import annotations

import re

from quarterbook.disclosure.words.family_figures import FamilyFigures
from quarterbook.disclosure.words.files.page_texts import Text
from quarterbook.disclosure.words.numbers import Number, words_before
from quarterbook.disclosure.words.people import PEOPLE
from quarterbook.disclosure.words.units import counts_unit
from quarterbook.disclosure.words.work import counts_work

_BY = re.compile(
    r"(?:\b(?:by|up|down)\s+"
    r"|\b(?:difference|gap|margin|shortfall|variance)(?:\s+(?:to|from)\s+(?:the\s+|its\s+)?\w+)?"
    r"(?::|\s+(?:between|is|of|was))?\s+)(?:(?:just|only|another)\s+)?[+−-]?$"
    r"|(?:^|[\s(:])[+−-]$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s+(?:\w+\s+)?(?:above|ahead|behind|below|better|down|fewer|higher|less|lower|more|short|up"
    r"|worse|(?:over|under)\s+(?:the\s+|its\s+)?(?:plan|target))\b",
    re.IGNORECASE,
)


def is_gap(sentence: str, number: Number, nouns: frozenset[str]) -> bool:
    """Whether a number says by how many of the nouns something changed or differs from another.

    "Up by two", "two fewer"; not "up by two places".
    """
    if _BY.search(words_before(sentence, number)):
        return counts_unit(sentence, number, nouns)
    more = _MORE.match(sentence, number.end)
    return more is not None and not counts_work(sentence, number._replace(end=more.end()), nouns)


def leads_over_gap(number: Number, sentence: str, family: FamilyFigures, text: Text) -> bool:
    """Whether words about a withheld figure say how far it lies from one shown, or a target.

    Though that is a figure shown, or a change between two, as well.
    """
    withheld = {one.measure for one in family.comparisons if one.is_newest}
    return (
        number.kind == "count"
        and number.value in family.gaps
        and bool(text.about & withheld)
        and is_gap(sentence, number, family.nouns | PEOPLE)
        and not counts_work(sentence, number, family.nouns)
    )
