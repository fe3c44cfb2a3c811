"""Changes in per cent and in points: beside a figure that is shown they tell the other one.

A change is read to the digits that are given ("by 92.7%": 92.65 to 92.75), as the interval that
words around it make of it ("about 90%": 85 to 95, "more than 90%"), and in parts ("by nine
tenths": 85 to 95). Where no direction is said it is a rise or a fall.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import inf
from typing import NamedTuple

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.words.numbers import Number, numbers, small_number
from quarterbook.disclosure.words.passed_over import SMALL
from quarterbook.ground.periods import Period

_FALL = (
    r"fall\w*|fell|dropp?\w*|declin\w*|decreas\w*|reduc\w*|cuts?|down|lower\w*|shr[aiu]nk\w*"
    r"|dipp?\w*|plung\w*|plummet\w*|slump\w*|minus|lost|loss|smaller|fewer|less|below|under|short"
)
_RISE = (
    r"ris(?:es?|en|ing)|rose|gr[eo]w\w*|increas\w*|(?<!make )(?<!made )(?<!makes )(?<!making )"
    r"up|climb\w*|jump\w*|gain\w*|surg\w*|soar\w*|plus|higher"
    r"|more|larger|bigger|greater|above|over"
)
_EITHER = r"by|chang\w*|differ\w*|swing|var\w+|improv\w*|worsen\w*"
_BETWEEN = (
    r"(?:by|of|has|have|been|is|was|were|at|a|an|the|another|further|rate|some|about|around"
    r"|roughly|approximately|circa|nearly|almost|just|not|quite|no|more|less|than|over|under|above"
    r"|below|at|least|most|as|much|up|to|between|from|exactly|full|fully|whole|well|slightly"
    r"|little|only|even)"
)
_BEFORE = re.compile(
    rf"\b(?:(?P<fall>{_FALL})|(?P<rise>{_RISE})|(?P<either>{_EITHER}))"
    rf"(?:[\s(~≈>≥<≤+-]+{_BETWEEN})*[\s(~≈>≥<≤+-]+$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s)-]*(?:(?!(?:of|in|and|or|to|was|were|is|are)\b)[\w-]+\s+){0,2}?"
    rf"(?:(?P<fall>{_FALL})|(?P<rise>{_RISE})|(?P<either>{_EITHER}))\b",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\bby (?:a|one) quarter\b(?! of)", re.IGNORECASE)
_TIMES_AS_MANY = {"halved": -50, "halving": -50, "doubled": 100, "doubling": 100}
_TIMES_AS_MANY |= {"trebled": 200, "tripled": 200, "quadrupled": 300, "quartered": -75}
_MADE_SO_MANY = re.compile(rf"\b(?:{'|'.join(_TIMES_AS_MANY)})\b", re.IGNORECASE)
_POINTS = re.compile(
    rf"(?<![\w.,])(\d+(?:\.\d+)?|{SMALL})\s?(?:percentage |per cent |full |%[ -]?)?"
    r"(?:points?|ppts?|pp)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per ?cent)?\s*(?:-|–|to|and)\s*$", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"(?:(?<!no )more than|over|above|at least|upwards of|no less than|exceeding|excess of|[>≥])"
    r"\s*$",
    re.IGNORECASE,
)
_NEARLY = re.compile(r"(?:nearly|almost|just under|not quite|close to)\s*$", re.IGNORECASE)
_AT_MOST = re.compile(
    r"(?:(?<!no )less than|under|below|at most|up to|no more than|[<≤])\s*$", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:about|around|roughly|approximately|approx\.?|circa|some|c\.|[~≈])\s*$", re.IGNORECASE
)
_TO = re.compile(r"\bto\s+$", re.IGNORECASE)
_LEAST_PART = 5.0
_BINARY_ERROR = 1e-9
_IN_A_ROW = (2, 3, 4, 12)


class StatedChange(NamedTuple):
    """A change in words: where it stands, between what it lies, up (1), down (-1) or either.

    ``low`` and ``high`` are per cent of the former figure, or points; of a multiple how many times
    as large one figure is as another.
    """

    number: Number
    low: float
    high: float
    signs: tuple[int, ...]
    is_points: bool
    is_multiple: bool = False


class Comparison(NamedTuple):
    """A withheld figure and those shown that a change leads to it from.

    measure, title, behind, one
        whose figure it is, how that is called in small letters, the count behind it, and what one
        of them adds to the figure.
    is_small
        whether the rule tells that the count is from 1 to ``most``.
    formers, newer
        figures shown before it, and targets; those shown after it.
    own
        all figures shown of the measure, which a change may lead from whose period is named.
    is_newest
        whether it is its measure's newest, of the quarter or later.
    runs
        of so many periods in a row, of which all others are shown, what those come to.
    """

    measure: str
    title: str
    behind: float
    one: float
    is_small: bool
    most: int
    formers: frozenset[float]
    newer: frozenset[float]
    own: frozenset[float]
    is_newest: bool
    runs: tuple[tuple[int, float], ...]


def changes(sentence: str) -> list[StatedChange]:
    """Return the changes of a sentence in per cent, parts and points."""
    stated = []
    for number, low, high, is_points in _amounts(sentence):
        signs = _direction(sentence, number)
        if signs:
            stated.append(StatedChange(number, low, high, signs, is_points))
    for word in _MADE_SO_MANY.finditer(sentence):
        change = _TIMES_AS_MANY[word[0].lower()]
        number = Number(abs(change), *word.span(), "percent")
        low, high = abs(change) - _LEAST_PART, abs(change) + _LEAST_PART
        stated.append(StatedChange(number, low, high, (1 if change > 0 else -1,), is_points=False))
    return stated


def _amounts(sentence: str) -> Iterator[tuple[Number, float, float, bool]]:
    """Amounts a change may have: where they stand, and the least and the most that is meant."""
    for number in numbers(sentence):
        if number.kind == "percent":
            yield number, *meant(sentence, number, number.value), False
        elif number.kind == "share":
            part = _parts(sentence[number.begin : number.end])
            yield number, 100 * number.value - part, 100 * number.value + part, False
    for quarter in _QUARTER.finditer(sentence):
        number = Number(1 / 4, quarter.start() + len("by "), quarter.end(), "share")
        yield number, 25 - _LEAST_PART, 25 + _LEAST_PART, False
    for points in _POINTS.finditer(sentence):
        amount = float(points[1]) if points[1][0].isdigit() else float(small_number(points[1]))
        number = Number(amount, *points.span(), "share")
        yield number, *meant(sentence, number, amount), True


def _parts(words: str) -> float:
    """Half of a part ("nine tenths": 5), at most 5 per cent."""
    [whole] = [one.value for one in numbers(words) if one.kind == "share"][:1] or [1.0]
    return min(_LEAST_PART, 50 * whole)


def meant(sentence: str, number: Number, amount: float) -> tuple[float, float]:
    """Return the interval that an amount means by its digits and by the words before it."""
    before = sentence[: number.begin]
    digits = re.match(r"[\d,]+(?:\.(\d+))?", sentence[number.begin : number.end])
    half = 0.5 * 10.0 ** -len(digits[1] or "") if digits else 0.5
    rough = max(half, 5.0 if amount % 10 == 0 else 2.5 if amount % 5 == 0 else 1.0)
    if start := _FROM.search(before):
        return min(float(start[1]), amount) - half, amount + half
    if _NEARLY.search(before):
        return amount - rough, amount
    if _AT_LEAST.search(before):
        return amount, inf
    if _AT_MOST.search(before):
        return 0, amount
    return (
        (amount - rough, amount + rough)
        if _ABOUT.search(before)
        else (amount - half, amount + half)
    )


def _direction(sentence: str, number: Number) -> tuple[int, ...]:
    """Return the signs a change may have, none where the amount is not said of a change."""
    before, after = sentence[: number.begin], sentence[number.end :]
    if re.match(r"\s*of\b", after) or (_TO.search(before) and not _FROM.search(before)):
        return ()
    if behind := _AFTER.match(after):
        return _signs(behind)
    if re.search(r"(?:^|[\s(])[-−]$|[▼▽↓⬇]\s?$", before):
        return (-1,)
    if re.search(r"[▲△↑⬆]\s?$", before):
        return (1,)
    return _signs(ahead) if (ahead := _BEFORE.search(before)) else ()


def _signs(match: re.Match[str]) -> tuple[int, ...]:
    if match["fall"]:
        return (-1,)
    return (1,) if match["rise"] else (-1, 1)


def tells(
    change: StatedChange,
    comparison: Comparison,
    beside: Collection[float],
    either_way: Collection[float] = (),
) -> bool:
    """Whether a change leads from a figure shown to a withheld one, or nearer than the rule.

    beside
        figures shown that stand in the same sentence.
    either_way
        figures shown that it leads from, or to from the withheld one.
    """
    leads = (
        _led_to(change, sign, figure, is_back=is_back)
        for sign in change.signs
        for figures, is_back in (
            (comparison.formers.union(beside, either_way), False),
            (comparison.newer.union(either_way), True),
        )
        for figure in figures
    )
    return any(is_nearer(interval, comparison) for interval in leads)


def _led_to(
    change: StatedChange, sign: int, figure: float, *, is_back: bool
) -> tuple[float, float]:
    """Return between what a figure lies that a change leads to, or (``is_back``) comes from."""
    ends = [sign * change.low, sign * change.high]
    if change.is_multiple:
        ends = [change.low, change.high]
        ends = [figure * end if sign > 0 else figure / end if end else inf for end in ends]
    elif change.is_points:
        ends = [figure - end if is_back else figure + end for end in ends]
    else:
        factors = [max(0.0, 1 + end / 100) for end in ends]
        ends = [figure * one if not is_back else figure / one if one else inf for one in factors]
    return min(ends), max(ends)


def is_nearer(interval: tuple[float, float], comparison: Comparison) -> bool:
    """Whether an interval has the withheld figure, and not all that the rule leaves of it."""
    low, high = (end / comparison.one for end in interval)
    if not low - _BINARY_ERROR <= comparison.behind <= high + _BINARY_ERROR:
        return False
    if comparison.is_small:
        return low - _BINARY_ERROR > 1 or high + _BINARY_ERROR < comparison.most
    return low > _BINARY_ERROR or high < inf


def comparisons(
    cells: Iterable[Cell],
    newest_cells: Collection[int],
    public: Recorded,
    titles: Mapping[str, str],
) -> Iterator[Comparison]:
    """Yield each withheld figure with the one shown before it, a year before, and its targets.

    And with the newest shown, where it is the one before or a year before that, and the other
    figures of periods in a row that it is one of.
    """
    rows = public.tables["observations"]
    rows = rows[rows["value"].notna()]
    targets = public.tables["targets"]
    threshold = public.council.suppression_threshold
    for cell in cells:
        own = rows[rows["measure"] == cell.measure]
        by_period = dict(zip(own["period"], own["value"], strict=True))
        newest = max(by_period, default=None)
        goals = targets[targets["measure"] == cell.measure]
        formers = {
            value
            for column in ("target", "floor", "lower", "upper")
            for value in goals[column].dropna()
        }
        formers |= {by_period[one] for one in _before(cell.key[1], by_period) if one in by_period}
        newer: set[float] = set()
        if newest and cell.key[1] in (newest.back(), newest.year_ago()):
            newer = {by_period[newest]}
        has_count = cell.count == cell.count and cell.count > 0
        count = cell.count if has_count else cell.value
        yield Comparison(
            measure=cell.measure,
            title=titles[cell.measure].lower(),
            behind=count,
            one=cell.value / count if has_count and cell.value else 1,
            is_small=has_count and count < threshold,
            most=threshold - 1,
            formers=frozenset(formers),
            newer=frozenset(newer),
            own=frozenset(by_period.values()),
            is_newest=cell.number in newest_cells,
            runs=tuple(_runs(cell.key[1], by_period)),
        )


def _before(period: Period, shown: Iterable[Period]) -> Iterator[Period]:
    """Yield the newest period before one of those that are shown, and the one a year before."""
    earlier = [one for one in shown if one.start < period.start]
    if earlier:
        yield max(earlier)
    yield period.year_ago()


def _runs(period: Period, shown: Mapping[Period, float]) -> Iterator[tuple[int, float]]:
    """Yield of so many periods in a row, of which this alone is not shown, what the others are."""
    for length in _IN_A_ROW:
        for last in range(length):
            row = [period.back(n - last) for n in range(length)]
            others = [shown[one] for one in row if one in shown and one != period]
            if len(others) == length - 1:
                yield length, sum(others)
