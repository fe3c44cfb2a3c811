"""How a figure moved: it rose, fell, or was as before; and a sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from quarterbook.ground.units import NumberFormat
from quarterbook.report.argument_types import WITHOUT_A_FIGURE

# How begins what stands in a sentence as it is.
_HAS_ITS_PLACE = re.compile(r"(?:a|an|at|by|in|last|next|now|on|then|this|today)\b", re.IGNORECASE)


def rose_or_fell(
    before: float, now: float, written: Callable[[float], str]
) -> Literal["rose", "fell", ""]:
    """Return how a figure moved; nothing where both are written alike, as readers see no move."""
    if written(before) == written(now):
        return ""
    return "rose" if now > before else "fell"


def _in(when: str) -> str:
    """Return a period as a sentence has it, such as `` in 2019`` and `` last year``."""
    if not when:
        return ""
    return f" {when}" if _HAS_ITS_PLACE.match(when) else f" in {when}"


def change_sentence(
    what: str,
    before: float | None,
    now: float | None,
    format: NumberFormat,
    since: str = "",
    until: str = "",
) -> str:
    """Return ``Jobs rose from 1,200 in 2019 to 1,450 in 2024.``

    what
        what the figures are of; it begins the sentence.
    before, now
        the figures; None of one that is missing or withheld.
    since, until
        the periods of the two figures as readers see them, which get ``in`` unless they have
        their place in a sentence as they are (``last year``, ``now``); left out where blank.

    Figures that are written alike have not moved: ``Jobs were`` is not said, but ``Jobs: 1,200 in
    2024, as in 2019.`` Where one is missing there is no move to tell of: ``Jobs: 1,450 in 2024, no
    figure in 2019.``
    """
    in_since, in_until = map(_in, (since, until))
    if before is None and now is None:
        periods = " or".join(part for part in (in_since, in_until) if part)
        return f"{what}: {WITHOUT_A_FIGURE}{periods}."
    began, ended = (format.full(value) or WITHOUT_A_FIGURE for value in (before, now))
    if before is None or now is None:
        return f"{what}: {ended}{in_until}, {began}{in_since or ' before'}."
    how = rose_or_fell(before, now, format.full)
    if not how:
        return f"{what}: {ended}{in_until}, as {in_since.strip() or 'before'}."
    return f"{what} {how} from {format.short(before)}{in_since} to {ended}{in_until}."
