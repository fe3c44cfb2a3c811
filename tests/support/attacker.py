"""An attacker of his own: holds what all editions published and tries whole numbers.

He knows which measure is part of which total, that sums hold among the newest figures on each
cut-off (where they do), the threshold, and of each withheld figure whether it was withheld as small
or held back with another. Bounds are narrowed as far as they go, then numbers are tried in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise

Row = tuple[dict[int, int], bool]
"""Factors by unknown of a sum that is nothing, or at least nothing."""


@dataclass
class Puzzle:
    """Unknown whole numbers: what each can be, and sums that hold."""

    least: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    has_gap: list[bool] = field(default_factory=list)
    threshold: int = 5
    rows: list[Row] = field(default_factory=list)

    def unknown(self, least: int, most: int, *, has_gap: bool = False) -> int:
        self.least.append(least)
        self.most.append(most)
        self.has_gap.append(has_gap)
        return len(self.least) - 1

    def can_be(self, place: int, amount: int) -> bool:
        return self.can({place: 1}, amount)

    def can(self, terms: Mapping[int, int], amount: int) -> bool:
        """Whether there are numbers with which a sum is this much; no more rows are added then."""
        extra = len(self.least)
        asked: Row = ({**terms, extra: -1}, False)
        whole = [row for row in self.rows if not row[1]]
        differences = (more for row in whole for more in _differences(row[0], asked[0]))
        rows = [
            *self._sums,
            *((tuple(row.items()), is_rest) for row, is_rest in (asked, *differences)),
        ]
        return _Search(rows, [*self.has_gap, False], self.threshold).holds(
            [*self.least, amount], [*self.most, amount]
        )

    @cached_property
    def _sums(self) -> list[_Sum]:
        """The rows, and the differences of two sums that share an unknown."""
        whole = [terms for terms, is_rest in self.rows if not is_rest]
        differences = (
            row for one, other in combinations(whole, 2) for row in _differences(one, other)
        )
        return [(tuple(terms.items()), is_rest) for terms, is_rest in (*self.rows, *differences)]


_Sum = tuple[tuple[tuple[int, int], ...], bool]
"""A row as pairs of unknown and factor."""


class _Search:
    """Numbers are tried in order of how few each can be; only sums of what changed are narrowed."""

    def __init__(self, sums: Sequence[_Sum], has_gap: Sequence[bool], threshold: int) -> None:
        self._sums, self._has_gap, self._threshold = sums, has_gap, threshold
        self._of: dict[int, list[int]] = {}
        for number, (terms, _) in enumerate(sums):
            for i, _ in terms:
                self._of.setdefault(i, []).append(number)

    def holds(self, low: list[int], high: list[int]) -> bool:
        return self._try(low, high, range(len(self._sums)))

    def _try(self, low: list[int], high: list[int], changed: Iterable[int]) -> bool:
        if not self._narrow(low, high, changed):
            return False
        open_ = [i for i in self._of if low[i] < high[i]]
        if not open_:
            return True
        place = min(sorted(open_), key=lambda i: high[i] - low[i])
        middle = (low[place] + high[place]) // 2
        if self._has_gap[place] and low[place] == 0:
            middle = 0
        for least, most in ((low[place], middle), (middle + 1, high[place])):
            lows, highs = list(low), list(high)
            lows[place], highs[place] = least, most
            if self._try(lows, highs, self._of[place]):
                return True
        return False

    def _narrow(self, low: list[int], high: list[int], changed: Iterable[int]) -> bool:
        """Narrow what each unknown can be, as far as it goes; False where nothing is left."""
        waiting = dict.fromkeys(changed)
        while waiting:
            terms, is_rest = self._sums[number := next(iter(waiting))]
            del waiting[number]
            most = sum(k * (high[i] if k > 0 else low[i]) for i, k in terms)
            least = sum(k * (low[i] if k > 0 else high[i]) for i, k in terms)
            if most < 0 or (not is_rest and least > 0):
                return False
            if least == most:
                continue
            for i, k in terms:
                if low[i] == high[i]:
                    continue
                edges = self._edges(i, k, low, high, most, least, is_rest=is_rest)
                if edges[0] > edges[1]:
                    return False
                if edges != (low[i], high[i]):
                    up, down = k * (edges[1] - high[i]), k * (edges[0] - low[i])
                    most, least = (most + up, least + down) if k > 0 else (most + down, least + up)
                    low[i], high[i] = edges
                    waiting |= dict.fromkeys(self._of[i])
        return True

    def _edges(
        self,
        i: int,
        k: int,
        low: list[int],
        high: list[int],
        most: int,
        least: int,
        *,
        is_rest: bool,
    ) -> tuple[int, int]:
        """What an unknown can be, the others of a sum being as much or as little as they can."""
        rest_most = most - k * (high[i] if k > 0 else low[i])
        rest_least = least - k * (low[i] if k > 0 else high[i])
        new_low, new_high = low[i], high[i]
        if k > 0:
            new_low = max(new_low, -(rest_most // k))
            if not is_rest:
                new_high = min(new_high, (-rest_least) // k)
        else:
            new_high = min(new_high, rest_most // -k)
            if not is_rest:
                new_low = max(new_low, -((-rest_least) // -k))
        if self._has_gap[i]:
            if 0 < new_low < self._threshold:
                new_low = self._threshold
            if 0 < new_high < self._threshold:
                new_high = 0
        return new_low, new_high


def _differences(one: Mapping[int, int], other: Mapping[int, int]) -> Iterator[Row]:
    """The differences of two sums in which an unknown that both have is no more."""
    for shared in sorted(one.keys() & other.keys()):
        k, m = one[shared], other[shared]
        terms = {i: m * one.get(i, 0) - k * other.get(i, 0) for i in sorted({*one, *other})}
        yield {i: factor for i, factor in terms.items() if factor}, False


Key = tuple[str, str, float]
"""A figure: measure, period and what it is; recorded again alike it is the same figure."""


@dataclass
class Public:
    """What all editions published of a book: figures shown, and those withheld by rule or not.

    secret
        those that are exempt, of which nobody knows anything else.
    """

    shown: set[Key]
    small: set[Key]
    held: set[Key]
    secret: set[Key] = field(default_factory=set)


def _all(public: Public) -> set[Key]:
    return public.shown | public.small | public.held | public.secret


def puzzle(
    public: Public,
    states: Iterable[Mapping[tuple[str, str], float]],
    families: Iterable[tuple[str, Sequence[str]]],
    *,
    to_date: bool,
    twins: Mapping[str, str],
    threshold: int = 5,
) -> tuple[Puzzle, dict[Key, int], list[tuple[dict[int, int], int]]]:
    """Return the puzzle, the place of each figure in it, and small sums that nobody publishes."""
    made = Puzzle(threshold=threshold)
    families = list(families)
    far = 2 * int(max(value for _, _, value in _all(public))) + 20
    places: dict[Key, int] = {}

    def place(key: Key) -> int:
        if key not in places:
            value = int(key[2])
            if key in public.small:
                places[key] = made.unknown(1, threshold - 1)
            elif key in public.held:
                places[key] = made.unknown(0, far, has_gap=True)
            elif key in public.secret:
                places[key] = made.unknown(0, far)
            else:
                assert key in public.shown, key
                places[key] = made.unknown(value, value)
        return places[key]

    small_sums = []
    for state in states:
        periods = sorted({period for _, period in state})
        for total, parts in families:
            for period in periods:
                if (total, period) not in state:
                    continue
                there = [part for part in parts if (part, period) in state]
                rest = state[total, period] - sum(state[part, period] for part in there)
                terms = {place((total, period, state[total, period])): 1}
                terms |= {place((part, period, state[part, period])): -1 for part in there}
                if not there or rest < 0:
                    continue
                is_whole = len(there) == len(parts) and rest == 0
                made.rows.append((terms, not is_whole))
                if 0 < rest < threshold:
                    small_sums.append((terms, int(rest)))
        for (id_, period), value in state.items():
            part = twins.get(id_, "")
            if (part, period) in state:
                one, other = place((id_, period, value)), (part, period, state[part, period])
                made.rows.append(({one: 1, place(other): -1}, False))
        if to_date:
            for id_ in {id_ for id_, _ in state}:
                own = [period for period in periods if (id_, period) in state]
                for one, other in pairwise(own):
                    step = state[id_, other] - state[id_, one]
                    if step < 0 or state[id_, one] == state[id_, other]:
                        continue
                    terms = {
                        place((id_, other, state[id_, other])): 1,
                        place((id_, one, state[id_, one])): -1,
                    }
                    made.rows.append((terms, True))
                    if 0 < step < threshold:
                        small_sums.append((terms, int(step)))
    for key in (*public.small, *public.held, *public.secret):
        place(key)
    return made, places, small_sums
