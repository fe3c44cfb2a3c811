"""Means and sums over periods in a row, of which all figures but the withheld one are shown."""

from __future__ import annotations

import re

from quarterbook.disclosure.words.family_figures import IS_ADDED_UP, FamilyFigures
from quarterbook.disclosure.words.files.page_texts import Text
from quarterbook.disclosure.words.numbers import Number
from quarterbook.disclosure.words.passed_over import SMALL
from quarterbook.disclosure.words.people import PEOPLE
from quarterbook.disclosure.words.stated_changes import is_nearer, meant
from quarterbook.disclosure.words.units import counts_unit
from quarterbook.disclosure.words.work import counts_work

_IS_MEAN = re.compile(
    r"\b(?:averag\w*|mean)\b|\b(?:an?|each|every|per)\s+(?:month|quarter|year)\b", re.IGNORECASE
)
_IS_SUM = re.compile(
    rf"{IS_ADDED_UP.pattern}|\b(?:in all|overall|sum|totals?|totalled)\b"
    r"|\b(?:across|during|for|in|over)\s+(?:(?:a|all|last|past|the|these|this|whole)\s+)*"
    rf"(?:{SMALL}\s+)?(?:months|quarters|years?)\b",
    re.IGNORECASE,
)


def tells_over_periods(number: Number, sentence: str, family: FamilyFigures, text: Text) -> bool:
    """Whether a number is the mean or the sum of periods in a row, and tells the withheld figure.

    A mean is read to the digits that are given: 6.75 of four is 26.98 to 27.02 in all.
    """
    is_mean, is_sum = bool(_IS_MEAN.search(sentence)), bool(_IS_SUM.search(sentence))
    is_figure = number.kind in ("count", "percent") or (
        number.kind == "adjacent" and counts_unit(sentence, number, family.nouns | PEOPLE)
    )
    if not is_figure or not (is_mean or is_sum) or counts_work(sentence, number, family.nouns):
        return False
    low, high = meant(sentence, number, number.value)
    named = sentence.lower()
    some = [one for one in family.comparisons if one.measure in text.about or one.title in named]
    return any(
        is_nearer((times * low - others, times * high - others), one)
        for one in some
        for length, others in one.runs
        for times in (*[length] * is_mean, *[1] * (is_sum and number.kind != "percent"))
    )
