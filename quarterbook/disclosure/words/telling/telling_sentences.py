"""Sentences and cells of tables that count what is withheld, whatever they are about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from quarterbook.disclosure.words.family_figures import FamilyFigures
from quarterbook.disclosure.words.files.page_texts import Text
from quarterbook.disclosure.words.numbers import Number, masked, numbers
from quarterbook.disclosure.words.people import PEOPLE, singular
from quarterbook.disclosure.words.sentences import lists, sentences
from quarterbook.disclosure.words.stated_changes import StatedChange, changes
from quarterbook.disclosure.words.sums import sums
from quarterbook.disclosure.words.telling.counted_elsewhere import counts_other
from quarterbook.disclosure.words.telling.multiples import multiples
from quarterbook.disclosure.words.telling.named import TARGET_WORD, telling_of_family
from quarterbook.disclosure.words.telling.one_by_one import one_by_one, told_one_by_one
from quarterbook.disclosure.words.telling.tallies import tallies
from quarterbook.disclosure.words.telling.unnamed import hitting, is_near, telling_nearby
from quarterbook.disclosure.words.units import does_something

_WORD = re.compile(r"[A-Za-z]{2,}")
_MOST_NAMED = 3


class TellingSentence(NamedTuple):
    """A sentence that counts what is withheld, the numbers that do, and titles of what it is of."""

    sentence: str
    telling: list[Number]
    titles: tuple[str, ...]

    @property
    def message(self) -> str:
        """What it does, without the numbers."""
        some = [f'"{masked(one, numbers(one))}"' for one in self.titles[:_MOST_NAMED]]
        others = " and others" if len(self.titles) > _MOST_NAMED else ""
        return (
            f'the words "{masked(self.sentence, self.telling)}" count what is withheld of '
            f"{', '.join(some)}{others}, or what it adds up with (… stands for the number)."
        )


def telling_sentences(
    text: Text,
    families: Sequence[FamilyFigures],
    own_figures: Collection[float],
) -> Iterator[TellingSentence]:
    """Yield each sentence that counts what is withheld, with the numbers that do."""
    if text.is_cell:
        yield from _telling_cell(text, families, own_figures)
        return
    seen: list[str] = []
    for one in _telling_by_numbers(text, families, own_figures):
        seen.append(one.sentence.strip())
        yield one
    for words in one_by_one(text):
        titles: dict[str, None] = {}
        some: list[Number] = []
        for family in families:
            days = [*told_one_by_one(words, family, text)]
            some += days
            titles |= dict.fromkeys(family.titles if days else ())
        if some and not any(one in words for one in seen):
            seen.append(words.strip())
            yield TellingSentence(words, some, tuple(titles))


def _telling_by_numbers(
    text: Text, families: Sequence[FamilyFigures], own_figures: Collection[float]
) -> Iterator[TellingSentence]:
    nouns = _counted_by(text, families)
    all_nouns = nouns.union(*(one.nouns for one in families))
    near = [is_near(text, family) for family in families]
    for sentence, is_list in chain(sentences(text.words), lists(text.words)):
        moves = _moves(sentence, all_nouns, is_list=is_list)
        counted = _put_together(sentence, nouns) if is_list else _counted(sentence, nouns, moves)
        telling: dict[Number, None] = {}
        titles: dict[str, None] = {}
        for family, stands_near in zip(families, near, strict=True):
            own = [number for number in counted if not counts_other(number, sentence, family)]
            others = [number for number in own if number.value not in own_figures]
            if family.measures & text.about:
                of_family = telling_of_family(own, moves, sentence, family, text)
            else:
                of_family = hitting(others, sentence, family, text)
                if stands_near:
                    of_family += telling_nearby(others, moves, sentence, family, text)
            telling |= dict.fromkeys(of_family)
            titles |= dict.fromkeys(family.titles if of_family else ())
        if telling:
            yield TellingSentence(sentence, [*telling], tuple(titles))


def _counted_by(text: Text, families: Iterable[FamilyFigures]) -> frozenset[str]:
    """Return words for people, and for what the measures count that a text is about."""
    return PEOPLE.union(*(one.nouns for one in families if one.measures & text.about))


def _telling_cell(
    text: Text, families: Sequence[FamilyFigures], own_figures: Collection[float]
) -> Iterator[TellingSentence]:
    """Yield a number that stands alone where it is a withheld figure of what it is about.

    Or, about no measure, of what is counted in the words before it.
    """
    before, _, alone = text.words.rpartition(": ")
    stated = numbers(alone)
    if not stated or stated[0].value in own_figures or TARGET_WORD.search(before):
        return
    begin = len(text.words) - len(alone)
    number = stated[0]._replace(begin=begin + stated[0].begin, end=begin + stated[0].end)
    nouns = {singular(word) for word in _WORD.findall(text.words)}
    some = [
        family
        for family in families
        if number.value in family.withheld
        and (number.kind == "count" or family.has_rates)
        and (
            family.measures & text.about
            if text.about
            else number.value not in family.shown and nouns & (family.nouns | PEOPLE)
        )
    ]
    if some:
        titles = dict.fromkeys(title for family in some for title in family.titles)
        yield TellingSentence(text.words, [number], tuple(titles))


def _moves(sentence: str, nouns: frozenset[str], *, is_list: bool) -> list[StatedChange]:
    return [] if is_list else [*changes(sentence), *multiples(sentence, nouns)]


def _counted(sentence: str, nouns: Collection[str], moves: Iterable[StatedChange]) -> list[Number]:
    """Return the numbers of a sentence, and what they come to, but for changes.

    Who did something may be meant as well: "33% declined", "a third lost".
    """
    of_changes = {one.number.begin for one in moves if not one.is_multiple}
    counted = [
        one
        for one in numbers(sentence)
        if one.begin not in of_changes or does_something(sentence, one)
    ]
    return [*counted, *_put_together(sentence, nouns)]


def _put_together(sentence: str, nouns: Collection[str]) -> list[Number]:
    return [*sums(sentence, nouns), *tallies(sentence, nouns)]
