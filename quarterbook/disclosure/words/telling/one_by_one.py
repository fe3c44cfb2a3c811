"""What is told one by one: as many days, or persons with their titles, as a withheld count has.

"Residents died on 3 April, 12 May and 20 June", in one sentence or in several that follow each
other, "Mr A, Mrs B and Miss C". Days from and to which something lasts are none, and neither is
what is said of the council's own work: "the panel met on 3 April and 12 May".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quarterbook.disclosure.words.family_figures import FamilyFigures
from quarterbook.disclosure.words.files.page_texts import Text
from quarterbook.disclosure.words.numbers import Number
from quarterbook.disclosure.words.passed_over import MONTH
from quarterbook.disclosure.words.people import PEOPLE, singular
from quarterbook.disclosure.words.sentences import sentences
from quarterbook.disclosure.words.telling.proportions import names
from quarterbook.disclosure.words.work import without_work

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATES = re.compile(
    rf"\b(?P<days>{_DAY}(?:(?:,\s*|,?\s+and\s+){_DAY})*)(?:\s+of)?\s+{MONTH}\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b(?!['’]|\s+\d)"
    rf"|\b{MONTH}\s+{_DAY}\b(?!\s*%|\s+\d)|\b\d{{1,2}}([/.-])\d{{1,2}}\2(?:20)?\d\d\b",
    re.IGNORECASE,
)
_FROM_OR_TO = re.compile(
    r"(?:\b(?:after|as\s+at|before|between|by|due|from|published|since|till|to|until)\s+(?:the\s+)?"
    r"|[-–—]\s*|\bbetween\b[^,;]*\band\s+)$",
    re.IGNORECASE,
)
_TO = re.compile(r"(?:,?\s+\d{4})?\s*(?:\b(?:till|to|until)\b|[-–—]\s*\d)", re.IGNORECASE)
_TITLED = re.compile(r"\b(?:Dr|Lady|Lord|Master|Miss|Mr|Mrs|Ms|Mx|Sir)\b\.?\s+[A-Z][\w'’-]*")
_OF_WORK = re.compile(
    r"\b(?:agenda|agreed|appointed|approved|audit\w*|bank|budget|cabinet|chair\w*|consult\w*|CQC"
    r"|directors?|drafts?|elect\w*|governors?|holidays?|inspect\w*|launch\w*|meets?|met|Ofsted|open\w*"
    r"|published|reports?|reported|reviews?|reviewed|sat|trained|training|trustees?|updated?|visit\w*)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_FEWEST = 2


def one_by_one(text: Text) -> Iterator[str]:
    """Yield the sentences of a text, and those that follow each other and have days or persons."""
    row: list[str] = []
    for sentence, _ in [*sentences(text.words), ("", False)]:
        if sentence.strip():
            yield sentence
        if any(_events(sentence)):
            row.append(sentence.strip())
            continue
        if len(row) > 1:
            yield " ".join(row)
        row = []


def told_one_by_one(words: str, family: FamilyFigures, text: Text) -> Iterator[Number]:
    """Yield days and persons of words that are as many as a withheld count, or narrow it.

    Fewer do where the words name what is counted; one does not.
    """
    is_about = bool(text.about & family.measures)
    if not is_about and not (text.near & family.measures and names(words, family)):
        return
    many = [one for one in _events(words) if one.value >= _FEWEST]
    if not many or _is_of_work(words, family):
        return
    is_named = _names(words, family)
    for number in many:
        for one in family.comparisons:
            is_narrower = one.is_small and number.value < one.behind and is_named
            if one.is_newest and (number.value == one.behind or is_narrower):
                yield number
                break


def _events(words: str) -> Iterator[Number]:
    """Yield how many days, and how many persons, are told in words."""
    days = [
        match
        for match in _DATES.finditer(words)
        if not _FROM_OR_TO.search(words[max(0, match.start() - 80) : match.start()])
        and not _TO.match(words, match.end())
    ]
    if days:
        many = sum(len(re.findall(_DAY, one["days"])) if one["days"] else 1 for one in days)
        yield Number(many, days[0].start(), days[-1].end(), "sum")
    persons = [*_TITLED.finditer(words)]
    if persons:
        many = len({one[0] for one in persons})
        yield Number(many, persons[0].start(), persons[-1].end(), "sum")


def _is_of_work(words: str, family: FamilyFigures) -> bool:
    """Whether words are of what the council does itself, and name nobody else."""
    rest = without_work(words)
    is_work = rest != words or bool(_OF_WORK.search(words))
    return is_work and not _names(rest, family)


def _names(words: str, family: FamilyFigures) -> bool:
    named = {singular(word) for word in _WORD.findall(words)}
    return bool(named & (family.nouns | PEOPLE))
