"""Numbers in plain English: digits and number words, but for those that count nothing.

What `PASSED_OVER` has counts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from num2words import num2words

from quarterbook.disclosure.words.passed_over import ORDINAL, PASSED_OVER, SMALL
from quarterbook.disclosure.words.people import ANYBODY

_Kind = Literal["count", "percent", "share", "group", "adjacent", "times", "sum"]

_PERCENT = r"\s?(?:%|per ?cent\b|percent\b)"
_SHARES = {
    "half": 1 / 2,
    "a third": 1 / 3,
    "one third": 1 / 3,
    "a quarter of": 1 / 4,
    "one quarter of": 1 / 4,
    "a fifth": 1 / 5,
    "one fifth": 1 / 5,
    "a tenth": 1 / 10,
    "one tenth": 1 / 10,
}
# A quarter of the year "was", a quarter of people "were".
_A_QUARTER = r"(?:a|one) quarter(?=\s+(?:are|have|live|need|want|were)\b)"
_IS_PART = (
    r"(?=\s*(?:$|[.,;:!?)]|(?:of|on|since|in|from|than|compared|what|less|fewer|lower|smaller|more"
    r"|higher|down|up)\b))"
)
# "Three in four residents" and "three in four live here" are shares, "3 in 4 homes" a count.
_IN_SO_MANY = (
    rf"\s+in\s+(?:every\s+)?{SMALL}\s+(?:(?:of\s+)?(?:all\s+|our\s+|the\s+)?{ANYBODY}"
    r"|(?:are|did|do|feel|felt|had|have|live|lived|said|say|were)\b)"
)
_ORDINAL_SHARES = {"a third": 3, "a fifth": 5, "a tenth": 10}
_FEW = {"a single": 1, "only one": 1, "just one": 1, "half dozen": 6, "half a dozen": 6}
_FEW |= {"dozen": 12, "a dozen": 12}
_GROUPS = {
    "both": 2,
    "neither": 2,
    "a couple": 2,
    "a pair": 2,
    "the pair": 2,
    "sibling pair": 2,
    "a brace": 2,
    "duo": 2,
    "twins": 2,
    "trio": 3,
    "triad": 3,
    "triplets": 3,
    "threesome": 3,
    "treble": 3,
    "triple": 3,
    "hat trick": 3,
    "quartet": 4,
    "quadruplets": 4,
    "foursome": 4,
    "quintet": 5,
}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
# How often something happened: not how many times as many, not how often in every week, and not
# how a definition counts ("each place and day counted once", "more than once").
_OFTEN = re.compile(
    r"(?<!counted )(?<!only )(?<!than )(?<!least )(?<!at )"
    rf"\b(?:(?P<often>once|twice|thrice)|(?P<n>{SMALL})[ -]times)\b"
    r"(?=\s*(?:$|[.;:!?)]|(?:in|during|this|last|over|so far|since|between|and|to)\b))"
    r"|(?<![\w.])[x×] ?(?P<x>\d+)\b"
    r"|(?<![\w.,])(?P<xs>\d+) ?[x×](?!\w)(?! ?(?:\d|as\b|the\b|more\b|higher\b|lower\b))"
    rf"|\b(?P<pairs>{SMALL}) pairs\b|(?<=: )(?P<roman>I{{1,4}}|IV|V|VI{{1,3}}|IX)(?=\W|$)",
    re.IGNORECASE,
)
_CODED = re.compile(
    r"\b0x(?P<hex>[0-9a-f]{1,4})\b|(?<![\w.,])(?P<exponent>\d+(?:\.\d+)?e[+-]?\d)\b"
    r"|(?<![\w.,£$€])(?P<part>0?\.\d+) ?(?:k|thousand)\b"
    r"|\b(?P<letters>(?:[a-z][ .-]){2,8}[a-z]|[a-z]+(?:-[a-z]+)+)\b",
    re.IGNORECASE,
)
# "both boys and girls", "both in care and at home", "both sexes" count nothing.
_BOTH_AND = (
    r"both[ ]+(?:sexes\b|genders\b|\w+[ ]+and\b|(?:at|by|for|from|in|on|to|with)\b[^.;:!?]*\band\b)"
)
_BY = re.compile(r"\bby $", re.IGNORECASE)
_PART_OF_ONE = re.compile(
    r"\b(?:(?:proportion|share|ratio|rate|probability) (?:of|is|was)|per (?:[a-z]+ ?){1,3}:?) $",
    re.IGNORECASE,
)
_ALONE = ("lone", "only", "sole", "solitary")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN = {n // 10 * "X" + _ONES[n % 10]: n for n in range(2, 40)} | {"IIII": 4}
_MOST_QUOTED = 90
_MOST_IN_WORDS = 999
_MOST_ORDINAL = 99


# Words by those that may stand before them; the end of a name has a word of its own.
_Words = dict[str, "_Words"]
_END = ""


_CLOSELY = 240


class Number(NamedTuple):
    """A number in a text: what it is, where it stands, and of what kind.

    A percentage is its number (50 for 50%), a share a part of one. A group is a word for so many
    ("both", "a trio"). What is adjacent ("third", "3rd", "III", "in the quarter 3") is a number
    only directly before what it counts. What happened so many times is counted without a noun. A
    sum is what several come to (`sums`).
    """

    value: float
    begin: int
    end: int
    kind: _Kind


def words_before(text: str, number: Number) -> str:
    """Return what stands closely before a number, enough for a pattern that ends at it."""
    return text[max(0, number.begin - _CLOSELY) : number.begin]


@lru_cache(maxsize=1 << 14)
def numbers(text: str) -> Sequence[Number]:
    """Return the numbers of a text in order; a preview looks at the same texts at every change."""
    text = text.replace("\u00a0", " ")
    parts = [Number(_how_often(match), *match.span(), "times") for match in _OFTEN.finditer(text)]
    parts += _in_code(text)
    plain = PASSED_OVER.sub(_blank, text)
    for match in _pattern().finditer(plain):
        begin, end = match.span()
        if match["share"]:
            end = begin + len(match[0].removesuffix(" of"))
        number, kind = _read(match)
        parts.append(Number(number, begin, end, kind))
        ordinal = _ORDINAL_SHARES.get(_plain(match[0]))
        if ordinal:
            parts.append(Number(ordinal, begin, end, "adjacent"))
    return tuple(sorted(parts, key=lambda number: number.begin))


def _how_often(match: re.Match[str]) -> int:
    if match["often"]:
        return _TIMES[match["often"].lower()]
    if match["roman"]:
        return _ROMAN.get(match["roman"].upper(), 1)
    if match["pairs"]:
        return 2 * small_number(match["pairs"])
    return small_number(match["n"] or match["x"] or match["xs"])


def _in_code(text: str) -> Iterator[Number]:
    """Numbers as programs write them, parts of a thousand, and words letter by letter."""
    for match in _CODED.finditer(text):
        if match["letters"]:
            number = float(_in_words().get(re.sub("[^a-z]", "", match["letters"].lower()), 0))
        elif match["hex"]:
            number = float(int(match["hex"], 16))
        else:
            number = round(float(match["exponent"] or 1000 * float(match["part"])), 6)
        if number:
            yield Number(number, *match.span(), "count")


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "\x00", match[0])


@cache
def _pattern() -> re.Pattern[str]:
    shares, named = _any_of(_SHARES), _any_of(_in_words())
    groups, ordinals = _any_of(_GROUPS), _any_of(_ordinals())
    roman = "|".join(sorted(_ROMAN, key=len, reverse=True))
    return re.compile(
        rf"\b(?P<in>one|1|{SMALL}(?={_IN_SO_MANY}))\s+in\s+(?:every\s+)?(?P<every>{SMALL})\b"
        rf"|\b(?P<share>{shares}|{_A_QUARTER})\b(?![ -](?:a[ -])?dozen\b)"
        rf"|\b(?:(?:an?|one)[ -](?P<part>{ordinals})\b{_IS_PART}"
        rf"|(?P<parts>{SMALL})[ -](?P<of>{ordinals}|quarter)s\b)"
        rf"|(?!{_BOTH_AND})\b(?P<group>{groups})\b(?!-)"
        rf"|\b(?P<ordinal>{ordinals})\b(?!-)|(?<![\w.,])(?P<place>\d+){ORDINAL}"
        rf"|(?-i:\b(?P<roman>{roman})\b)"
        rf"|(?<=quarter )(?P<behind>{SMALL})\b|(?<=year )(?P<after>{SMALL})\b"
        rf"|(?<![\w.,])(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
        rf"(?P<percent>{_PERCENT})?(?![\w])"
        rf"|(?<!no )\b(?P<words>{named})(?:ish)?\b(?P<per>{_PERCENT})?",
        re.IGNORECASE,
    )


def _any_of(names: Iterable[str]) -> str:
    """Return a pattern of any of these, the longest first: words that begin alike stand in it once.

    With all of some thousand numbers written out it takes half a second to compile.
    """
    tree: _Words = {}
    for name in names:
        node = tree
        for word in re.split("[ -]", name):
            node = node.setdefault(word, {})
        node[_END] = {}
    return _branches(tree)


def _branches(tree: _Words) -> str:
    parts = []
    for word, after in tree.items():
        more = _branches(after)
        if more:
            more = f"(?:[ -](?:{more})){'?' if _END in after else ''}"
        if word != _END:
            parts.append(f"{word}{more}")
    return "|".join(parts)


@cache
def _in_words() -> dict[str, int]:
    """Numbers in words, with and without "and": one stands alone too often to count by itself."""
    named = {num2words(n).replace(",", ""): n for n in range(2, _MOST_IN_WORDS + 1)}
    named |= {words.replace(" and ", " "): n for words, n in named.items()}
    named |= {words.replace("one hundred", "a hundred"): n for words, n in named.items()}
    return named | _FEW | {"one": 1}


@cache
def _in_plain_words() -> dict[str, int]:
    return {_plain(words): number for words, number in _in_words().items()}


@cache
def _ordinals() -> dict[str, int]:
    before = ("a", "an", "the", "our", "their", "his", "her", "and")
    alone = {f"{word} {lone}": 1 for word in before for lone in _ALONE}
    return alone | {_plain(num2words(n, to="ordinal")): n for n in range(2, _MOST_ORDINAL + 1)}


def _read(match: re.Match[str]) -> tuple[float, _Kind]:
    if adjacent := _adjacent(match):
        return adjacent, "adjacent"
    if match["group"]:
        is_change = _BY.search(match.string[: match.start()])
        return _GROUPS[_plain(match["group"])], "count" if is_change else "group"
    if match["in"]:
        return small_number(match["in"]) / max(small_number(match["every"]), 1), "share"
    if match["share"]:
        return _SHARES.get(_plain(match["share"]), 1 / 4), "share"
    if match["part"]:
        return 1 / _ordinals()[_plain(match["part"])], "share"
    if match["parts"]:
        whole = {**_ordinals(), "quarter": 4}[_plain(match["of"])]
        return small_number(match["parts"]) / whole, "share"
    if match["digits"]:
        number = float(match["digits"].replace(",", ""))
        is_part = match.string.startswith((" of ", " per "), match.end()) or _PART_OF_ONE.search(
            match.string[: match.start()]
        )
        is_share = bool(0 < number < 1 and is_part)
        kind: _Kind = "percent" if match["percent"] else "share" if is_share else "count"
        return number, kind
    return _in_plain_words()[_plain(match["words"])], "percent" if match["per"] else "count"


def _adjacent(match: re.Match[str]) -> int | None:
    if match["ordinal"]:
        return _ordinals()[_plain(match["ordinal"])]
    if match["roman"]:
        return _ROMAN[match["roman"]]
    small = match["place"] or match["behind"] or match["after"]
    return small_number(small) if small else None


def small_number(text: str) -> int:
    """Return a number up to twelve in words, or any in digits; an article is one."""
    if text.lower() in ("a", "an"):
        return 1
    return int(text) if text.isdigit() else _in_words()[text.lower()]


def _plain(words: str) -> str:
    return words.lower().replace("-", " ")


def masked(sentence: str, quoted_numbers: Iterable[Number]) -> str:
    """Return a sentence without its telling numbers, cut to what is around them."""
    pieces, end = [], 0
    for number in sorted(quoted_numbers, key=lambda one: (one.begin, -one.end)):
        if number.begin >= end:
            pieces += [sentence[end : number.begin], "…"]
        end = max(end, number.end)
    quoted = "".join([*pieces, sentence[end:]])
    quoted = " ".join(quoted.split())
    if len(quoted) > _MOST_QUOTED:
        middle = max(quoted.find("…"), 0)
        begin = max(0, middle - _MOST_QUOTED // 2)
        quoted = quoted[begin : begin + _MOST_QUOTED].strip()
    return re.sub(r"\d+(?:[.,]\d+)*", "…", quoted)
