"""Whether a number in a sentence counts a measure's unit, and not something else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import pandas as pd

from quarterbook.disclosure.words.numbers import Number
from quarterbook.disclosure.words.people import singular


def listed(words: str) -> frozenset[str]:
    """Return words written one after the other."""
    return frozenset(words.split())


_NOT_COUNTED = listed(
    """
    the and for with from that this all than more less who are been into their which such per by of
    in at on to a an as or not being have has number rate share count total percentage proportion
    figure week month year quarter day new other
    """
)
LINKING = listed(
    """
    was were are is had has have of in at by from to with and or but than more fewer less since
    after before on for as who that which during compared higher lower each last this so far
    remain remained left came went returned stayed moved got did do will would could may might now
    still only too also elsewhere otherwise
    altogether overall up down out per all being been not below under above short others without
    """
)
_PASSED = listed(
    """
    of the these those our its their more fewer less other new further additional extra looked
    after young such recorded known
    """
)
ADJECTIVES = listed(
    "more new further additional extra looked after young known recorded other and last final"
)
_PRONOUNS = listed("them us ours whom which those these all it")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_STOP = re.compile(r"[.,;:!?()|]")
_REACH = 3
_DID = re.compile(
    r"\s+(?:(?:also|already|always|ever|even|first|initially|never|now|only|since|soon|still|then)\s+)*"
    r"(?P<verb>[a-z]{2,}ed|agree|ate|attend|became|began|broke|brought|came|chose|did|felt|found|gave"
    r"|get|go|got|had|have|held|kept|knew|left|lived?|lost|made|met|need|paid|read|said|sat|saw|sought"
    r"|spent|spoke|stood|took|told|want|went|won|wrote)\b(?!\s+by\b)",
)
_OF_PLACES = re.compile(
    r"began|closed|completed|finished|joined|launched|opened|reopened|reviewed|started|visited"
)


def nouns_of(measures: pd.DataFrame) -> frozenset[str]:
    """Return the words, in the singular, by which rows of measures.csv name what they count.

    They are those of ``title``, ``unit`` and ``id``.
    """
    named = [*measures["title"], *measures["unit"], *measures["id"].str.replace("-", " ")]
    return nouns_in(named)


def nouns_in(names: Iterable[str]) -> frozenset[str]:
    """Return the words of names, in the singular, but for those that name nothing."""
    words = {singular(word) for text in names for word in _WORD.findall(text)}
    return frozenset(words - _NOT_COUNTED)


def does_something(sentence: str, number: Number) -> bool:
    """Whether a share is said of who did something, and of nobody by name: "67% accepted help".

    A third, a fifth or a tenth that opened or began is a place or a time.
    """
    does = _DID.match(sentence, number.end)
    if does is None:
        return False
    written = sentence[number.begin : number.end].lower()
    return not (written.startswith(("a ", "the ")) and _OF_PLACES.fullmatch(does["verb"]))


def counts_unit(
    sentence: str, number: Number, nouns: Collection[str], *, only_nouns: bool = False
) -> bool:
    """Whether what follows a number is one of the nouns, or nothing that is counted.

    nouns
        what measures count, in the singular.
    only_nouns
        whether one of them has to be named.
    """
    after = _words_after(sentence, number)
    near = [word for word in after if word not in _PASSED][:_REACH]
    is_named = any(singular(word) in nouns for word in near[: _REACH - 1])
    if is_named or only_nouns:
        return is_named
    if after[:1] == ["of"]:
        return not near or near[0] in _PRONOUNS or near[0] in LINKING
    return not near or after[0] in LINKING


def is_of_label(number: Number, sentence: str, labels: str) -> bool:
    """Whether the number is one of a measure's own definition, such as "3 or more"."""
    around = re.match(r"\W*\w+", sentence[number.end :])
    written = sentence[number.begin : number.end] + (around[0] if around else "")
    return bool(around) and written.lower() in labels


def is_before_noun(sentence: str, number: Number, nouns: frozenset[str]) -> bool:
    """Whether a number stands directly before one of the nouns, but for adjectives."""
    after = [word for word in _words_after(sentence, number) if word not in ADJECTIVES]
    return bool(after) and singular(after[0]) in nouns


def is_group_of(sentence: str, number: Number, nouns: frozenset[str]) -> bool:
    """Whether a word for a group stands before one of the nouns: "both", "a pair of" children."""
    if _words_after(sentence, number)[:1] == ["of"]:
        return counts_unit(sentence, number, nouns, only_nouns=True)
    return is_before_noun(sentence, number, nouns)


def _words_after(sentence: str, number: Number) -> list[str]:
    """Return the words behind a number up to the next stop, in small letters."""
    clause = _STOP.split(sentence[number.end :], maxsplit=1)[0]
    return [word.lower() for word in _WORD.findall(clause)]
