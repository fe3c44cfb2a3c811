"""How many times as large one figure is as another: beside one that is shown they tell the other.

A finite grammar: so many times, or twice, double and the like, before what says of what ("as
many", "more", "last quarter's", "the present one"); "sevenfold"; a factor of so many; so many to
one; and a part ("half as many"). How often something was ("met three times in
June") is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quarterbook.disclosure.words.numbers import Number, numbers
from quarterbook.disclosure.words.passed_over import SMALL
from quarterbook.disclosure.words.people import singular
from quarterbook.disclosure.words.stated_changes import StatedChange, meant
from quarterbook.disclosure.words.work import counts_work

_NAMED = {"twice": 2, "double": 2, "thrice": 3, "treble": 3, "triple": 3}
_NAMED |= {"quadruple": 4, "quintuple": 5}
_TIME = r"(?:day|week|fortnight|month|quarter|term|year|night|spring|summer|autumn|winter)"
_AS_MANY = (
    r"as\s+(?:bad|big|common|few|frequent|great|high|large|likely|little|long|low|many|much|often"
    r"|small)\b"
)
_MORE = r"(?:bigger|greater|higher|larger|more|worse)\b"
_OF_WHAT = (
    rf"(?:{_AS_MANY}|(?P<more>{_MORE})|(?:fewer|less|lower|smaller)\b"
    r"|(?:its|one|our|their|these|those|what)\b"
    r"|(?:current|last|present|previous|that|the|this)\b"
    rf"(?!\s+(?:(?:current|financial|last|past|previous|same)\s+)*{_TIME}\b(?!['’]))"
    r"|(?:now|today|then|yesterday)['’]s|(?-i:[A-Z])[\w/ ]{0,20}['’]s?(?!\w))"
)
_N = r"(?P<n>(?:[a-z]+[ -])?[a-z]+|\d+(?:\.\d+)?)(?P<half>\s+and\s+a\s+half)?"
_SO_MANY_TIMES = re.compile(
    rf"\b{_N}(?:[ -]times|\s?[x×])"
    rf"(?:\s+{_OF_WHAT}|(?<=times)(?P<is>)(?!\s+(?:an?|each|every|per)\b))",
    re.IGNORECASE,
)
_IS = re.compile(
    r"\b(?:are|at|be|been|is|to|was|were)\s+(?:(?:about|almost|around|just|nearly|only|over|some)\s+)*$",
    re.IGNORECASE,
)
_BY_NAME = re.compile(rf"\b(?P<named>{'|'.join(_NAMED)})\s+{_OF_WHAT}", re.IGNORECASE)
_FOLD = re.compile(rf"\b(?P<n>\d+(?:\.\d+)?|{SMALL}|[a-z]+ty)[ -]?fold\b", re.IGNORECASE)
_FACTOR = re.compile(
    r"\b(?:factor|multiple)\s+of\s+(?:about\s+|around\s+|nearly\s+|some\s+)?"
    r"(?P<n>\d+(?:\.\d+)?|[a-z]+(?:-[a-z]+)?)\b"
    r"|\b(?P<to_one>\d+|[a-z]+(?:-[a-z]+)?)\s+to\s+(?:one|1)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"\s+(?:{_AS_MANY}|the\s+(?:count|figure|level|number|rate|size|total)\b"
    rf"|of\s+(?:(?:last|the|this)\s+)*(?:{_TIME}|Q[1-4])(?:['’]s)?(?!\w))",
    re.IGNORECASE,
)
_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_THAN_ELSEWHERE = re.compile(r"\s+(?:as|than)\s+elsewhere\b", re.IGNORECASE)
_MET = re.compile(r"\b(?:met|meets?|sat|convened)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{2,}")
_LEAST_PART = 0.05


def multiples(sentence: str, nouns: frozenset[str]) -> list[StatedChange]:
    """Return what a sentence says is so many times as large, unless that is the council's own work.

    nouns
        what is counted, in the singular, which is no work.
    """
    words = {singular(word) for word in _WORD.findall(sentence)}
    if _MET.search(sentence) and not words & nouns:
        return []
    return [
        StatedChange(number, low, high, (1, -1), is_points=False, is_multiple=True)
        for number, low, high, end in _factors(sentence)
        if not counts_work(sentence, number._replace(end=end), nouns)
        and not _THAN_ELSEWHERE.match(sentence, end)
    ]


def _factors(sentence: str) -> Iterator[tuple[Number, float, float, int]]:
    """Yield factors, the least and the most that each means, and where its words end."""
    for match in _SO_MANY_TIMES.finditer(sentence):
        number = _number(match, "n")
        is_said = match["is"] is None or (number and _IS.search(sentence[: number.begin]))
        if number and is_said:
            number = number._replace(value=number.value + (0.5 if match["half"] else 0))
            low, high = _meant(sentence, number, is_exact=bool(match["half"]))
            yield number, low, high + bool(match["more"]), match.end()
    for match in _BY_NAME.finditer(sentence):
        number = Number(_NAMED[match["named"].lower()], *match.span("named"), "share")
        yield number, *_meant(sentence, number), match.end()
    for pattern, group in ((_FOLD, "n"), (_FACTOR, "n"), (_FACTOR, "to_one")):
        for match in pattern.finditer(sentence):
            number = _number(match, group)
            if number:
                yield number, *_meant(sentence, number), match.end()
    yield from _parts(sentence)


def _parts(sentence: str) -> Iterator[tuple[Number, float, float, int]]:
    """Yield parts ("half as many") and per cent of more than a hundred, as `_factors` does."""
    for number in numbers(sentence):
        part = _PART.match(sentence, number.end)
        if number.kind == "percent" and number.value > 100 and _OF.match(sentence, number.end):
            low, high = _meant(sentence, number)
            yield number, low / 100, high / 100, number.end
        if number.kind == "share" and part:
            near = min(_LEAST_PART, number.value / 2)
            yield number, number.value - near, number.value + near, part.end()


def _number(match: re.Match[str], group: str) -> Number | None:
    """Return the number that a group ends with, where it is more than one."""
    counts = [one for one in numbers(match[group] or "") if one.kind == "count" and one.value > 1]
    if not counts:
        return None
    begin = match.start(group)
    return Number(counts[-1].value, begin + counts[-1].begin, begin + counts[-1].end, "share")


def _meant(sentence: str, number: Number, *, is_exact: bool = False) -> tuple[float, float]:
    low, high = meant(sentence, number, number.value)
    return (low + 0.25, high - 0.25) if is_exact and high - low == 1 else (low, high)
