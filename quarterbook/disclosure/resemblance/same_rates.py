"""One rate under two names, as the figures show it, or what it leaves of 100%."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.linked_sums import DUST, Measures
from quarterbook.disclosure.resemblance.rates import (
    Inference,
    has_value,
    is_rate,
    may_make,
    own_figures,
    withheld_blank,
)
from quarterbook.disclosure.resemblance.series import CHANCE
from quarterbook.disclosure.small_counts import half_unit


def same_rates(
    newest: Mapping[Key, Cell], measures: Measures, secret: set[str]
) -> Iterator[Inference]:
    """Return the rates that equal one in ``secret`` in all periods.

    In three at least, not always the same: one rate under two names, whatever
    else is known of either. Or make up 100% with it: what is late is not in time.
    """
    values = own_figures(newest, lambda cell: has_value(cell) and is_rate(cell))
    blank = withheld_blank(newest, has_value)
    for one, other in product(sorted(secret & values.keys()), sorted(values)):
        if not may_make(one, other, measures):
            continue
        common = values[one].keys() & values[other].keys()
        pairs = [(values[one][begin], values[other][begin]) for begin in sorted(common)]
        some = {a.value for a, _ in pairs}
        is_same = all(abs(a.value - b.value) <= DUST * abs(a.value) for a, b in pairs)
        if len(some) > 2 and (is_same or _make_all(pairs, len(values))):
            what = "are the same rate" if is_same else "make up 100%"
            claim = f'"{one}" and "{other}" {what} in every period'
            hidden = blank.get(one, {})
            pairs += [
                (hidden[at], values[other][at]) for at in sorted(hidden) if at in values[other]
            ]
            yield from (Inference(b, a, (), claim) for a, b in pairs)


def _make_all(pairs: Sequence[tuple[Cell, Cell]], rates: int) -> bool:
    """Whether two percentages make up 100 in all periods, as rounded, and hardly by chance."""
    slack = {a.value: half_unit(a.value) + half_unit(b.value) + DUST for a, b in pairs}
    chance = rates**2 * prod(2 * one / 100 for one in slack.values())
    return chance < CHANCE and all(
        a.base == b.base == 100.0 and abs(a.value + b.value - 100) <= slack[a.value]
        for a, b in pairs
    )
