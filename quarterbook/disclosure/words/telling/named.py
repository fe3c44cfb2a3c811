"""Words that name a measure of a family, and tell what is withheld of it.

A number is one too many where it is (a figure that is rounded counts as withheld)

* the withheld figure of the quarter, or what lies behind it, whatever it is said to count, but for
  the council's own work ("17 foster homes", "the panel met three times", "sickness is 5%");
* a withheld figure of another quarter, or any number that readers have from no figure or target
  shown, where it counts the measure's own unit ("4 children", "17 were", "fell by 3", not "two
  large events");
* a share of a figure shown that comes to a withheld one ("a third of the 12"), or one that a small
  withheld count can be parted in ("two thirds are boys"), unless words about other measures say
  what part one figure shown is of another, or of what else the share is ("6% of calls");
* a mean or a sum over periods in a row, of which all others are shown, that tells the withheld one;
* a change in per cent, parts or points that leads from a figure shown or a target to a withheld
  one, or to fewer than the rule leaves ("by 92.7%"); from any figure shown where a period is named
  ("since Q3") or it is a multiple ("three times as many").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from quarterbook.disclosure.words.family_figures import (
    FamilyFigures,
    adds_up_withheld,
    comes_to_withheld,
    parts_withheld,
)
from quarterbook.disclosure.words.files.page_texts import Text
from quarterbook.disclosure.words.numbers import Number, numbers, words_before
from quarterbook.disclosure.words.people import PEOPLE, singular
from quarterbook.disclosure.words.stated_changes import StatedChange, tells
from quarterbook.disclosure.words.telling.gaps import leads_over_gap
from quarterbook.disclosure.words.telling.periods_together import tells_over_periods
from quarterbook.disclosure.words.telling.proportions import OF_MONEY, in_proportion, is_of, is_told
from quarterbook.disclosure.words.telling.unnamed import leading_nearby
from quarterbook.disclosure.words.units import (
    counts_unit,
    is_before_noun,
    is_group_of,
    is_of_label,
)
from quarterbook.disclosure.words.work import counts_work, is_mark, is_of_work

TARGET_WORD = re.compile(
    r"\b(targets?|floor|limits?|goal|aim|plan(?:ned)?|trajectory|threshold|expected range)"
    r"\b[^.;]{0,40}$",
    re.IGNORECASE,
)
"""A word for a target shortly before a number, which the words before the number end with."""

_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
_OF_THEM = re.compile(r"\s+of\s+(?:them|these|those)\b", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?:Q[1-4]|spring|summer|autumn|winter|christmas|easter|january|february|(?-i:March|May)|april"
    r"|june|july|august|september|october|november|december|(?:19|20)\d\d|peaks?|highest|lowest"
    r"|record|(?:two|three|four|2|3|4) (?:quarters|years) (?:ago|before|earlier))\b",
    re.IGNORECASE,
)
_FAR = 50  # times the largest figure that readers have of a family


def telling_of_family(
    counted: Collection[Number],
    moves: Iterable[StatedChange],
    sentence: str,
    family: FamilyFigures,
    text: Text,
) -> list[Number]:
    """Return the numbers of a sentence about a family that count what is withheld of it."""
    if not text.about & {one.measure for one in family.comparisons}:
        counted = [one for one in counted if not is_told(one, sentence, family)]
    return [
        *(
            number
            for number in counted
            if not is_of_work(sentence, number, family.nouns)
            and (
                _tells(number, sentence, family, text)
                or adds_up_withheld(number, sentence, family)
                or leads_over_gap(number, sentence, family, text)
                or tells_over_periods(number, sentence, family, text)
            )
        ),
        *(move.number for move in moves if _leads(move, sentence, family, text)),
        *in_proportion(counted, sentence, family, family.nouns | PEOPLE),
        *leading_nearby(moves, sentence, family),
    ]


def _leads(change: StatedChange, sentence: str, family: FamilyFigures, text: Text) -> bool:
    """Whether a change leads from what is shown to what is withheld of a text's measures."""
    if OF_MONEY.search(sentence) and not is_of(sentence, family.nouns | PEOPLE):
        return False
    beside = {
        one.value
        for one in numbers(sentence)
        if one.kind == "count"
        and (one.value in family.bases or _FROM.search(sentence[: one.begin]))
    }
    if change.is_multiple:
        beside |= family.bases
    names_period = bool(_PERIOD.search(sentence))
    named = sentence.lower()
    return any(
        tells(change, one, beside, one.own if names_period else ())
        for one in family.comparisons
        if one.measure in text.about or one.title in named
    )


def _tells(number: Number, sentence: str, family: FamilyFigures, text: Text) -> bool:
    """Whether a number in words about a family counts what is withheld of it."""
    if number.kind not in ("count", "share", "percent"):
        return _comes_up_to_withheld(number, sentence, family)
    if counts_work(sentence, number, family.nouns):
        return False
    if number.kind != "count":
        by_share = comes_to_withheld(number, sentence, family) or parts_withheld(
            number, sentence, family, text.about
        )
        if number.kind == "share" or by_share or not family.has_rates:
            return by_share
    if text.is_label:
        return number.value in family.current and not re.match(
            r"\W*(?:or|and) (?:more|fewer|less|over|under)", sentence[number.end :]
        )
    target = TARGET_WORD.search(words_before(sentence, number))
    is_plan = target is not None and singular(target[1]) in family.nouns
    is_target = number.value in family.targets and target is not None and not is_plan
    is_known = is_target or is_of_label(number, sentence, family.labels)
    return not is_known and _counts_withheld(number, sentence, family)


def _comes_up_to_withheld(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a sum, a place in a row, a group or how often something was is withheld."""
    if number.kind == "group":
        return _groups_withheld(number, sentence, family)
    if number.kind == "times":
        return number.value in family.current
    is_before = (
        number.kind == "sum"
        or is_before_noun(sentence, number, family.nouns | PEOPLE)
        or bool(_OF_THEM.match(sentence, number.end))
    )
    return is_before and number.value in family.withheld


def _counts_withheld(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a number is a withheld figure, or counts the unit and is nothing that is shown."""
    counts = counts_unit(sentence, number, family.nouns | PEOPLE)
    if sentence[number.begin : number.end].lower() == "one":
        return counts and number.value in family.withheld
    if number.value in family.current:
        return True
    is_far_off = number.value > _FAR * max(family.shown, default=0)
    is_other = number.value in family.shown or is_far_off or is_mark(sentence, number)
    may_count = number.value % 1 == 0 and not is_other
    return counts and (number.value in family.withheld or may_count)


def _groups_withheld(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a word for a group counts the unit, or nothing in particular a withheld figure."""
    if is_group_of(sentence, number, family.nouns):
        return number.value in family.withheld or number.value not in family.shown
    if is_group_of(sentence, number, PEOPLE):
        return number.value in family.withheld
    return number.value in family.withheld and counts_unit(sentence, number, frozenset())
