"""An attacker of his own: holds what all editions published and tries whole numbers.

He knows which measure is part of which total, that sums hold among the newest figures on each
cut-off (where they do), the threshold, and of each withheld figure whether it was withheld as small
or held back with another. Bounds are narrowed as far as they go, then numbers are tried in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
        """Whether there are numbers with which a sum is this much."""
        low, high = list(self.least), list(self.most)
        extra = self.unknown(amount, amount)
        low.append(amount)
        high.append(amount)
        rows = _with_differences([*self.rows, ({**terms, extra: -1}, False)])
        try:
            return self._try(low, high, rows)
        finally:
            for column in (self.least, self.most, self.has_gap):
                column.pop()

    def _try(self, low: list[int], high: list[int], rows: Sequence[Row]) -> bool:
        if not self._narrow(low, high, rows):
            return False
        open_ = [i for i in range(len(low)) if low[i] < high[i]]
        if not open_:
            return True
        touched = {i for terms, _ in rows for i in terms}
        open_ = [i for i in open_ if i in touched]
        if not open_:
            return True
        place = min(open_, key=lambda i: high[i] - low[i])
        middle = (low[place] + high[place]) // 2
        if self.has_gap[place] and low[place] == 0:
            middle = 0
        for least, most in ((low[place], middle), (middle + 1, high[place])):
            lows, highs = list(low), list(high)
            lows[place], highs[place] = least, most
            if self._try(lows, highs, rows):
                return True
        return False

    def _narrow(self, low: list[int], high: list[int], rows: Sequence[Row]) -> bool:
        more = True
        while more:
            more = False
            for terms, is_rest in rows:
                most = sum(k * (high[i] if k > 0 else low[i]) for i, k in terms.items())
                least = sum(k * (low[i] if k > 0 else high[i]) for i, k in terms.items())
                if most < 0 or (not is_rest and least > 0):
                    return False
                for i, k in terms.items():
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
                    if self.has_gap[i]:
                        if 0 < new_low < self.threshold:
                            new_low = self.threshold
                        if 0 < new_high < self.threshold:
                            new_high = 0
                    if new_low > new_high:
                        return False
                    if (new_low, new_high) != (low[i], high[i]):
                        low[i], high[i] = new_low, new_high
                        more = True
                        most = sum(k * (high[j] if k > 0 else low[j]) for j, k in terms.items())
                        least = sum(k * (low[j] if k > 0 else high[j]) for j, k in terms.items())
        return True


def _with_differences(rows: Sequence[Row]) -> list[Row]:
    """Return sums that hold, and the differences of two of them that share an unknown."""
    found = list(rows)
    whole = [terms for terms, is_rest in rows if not is_rest]
    for one, other in combinations(whole, 2):
        for shared in sorted(one.keys() & other.keys()):
            k, m = one[shared], other[shared]
            terms = {i: m * one.get(i, 0) - k * other.get(i, 0) for i in sorted({*one, *other})}
            found.append(({i: factor for i, factor in terms.items() if factor}, False))
    return found


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
