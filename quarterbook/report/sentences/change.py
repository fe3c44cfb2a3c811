"""How a figure moved: it rose, fell, or was as before; and a sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from quarterbook.ground.units import NumberFormat
from quarterbook.report.argument_types import WITHOUT_A_FIGURE


def rose_or_fell(
    before: float, now: float, written: Callable[[float], str]
) -> Literal["rose", "fell", ""]:
    """Return how a figure moved; nothing where both are written alike, as readers see no move."""
    if written(before) == written(now):
        return ""
    return "rose" if now > before else "fell"


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
        the periods of the two figures as readers see them; left out where blank.

    Figures that are written alike have not moved: ``Jobs were`` is not said, but ``Jobs: 1,200 in
    2024, as in 2019.`` Where one is missing there is no move to tell of: ``Jobs: 1,450 in 2024, no
    figure in 2019.``
    """
    in_since, in_until = (f" in {when}" if when else "" for when in (since, until))
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
