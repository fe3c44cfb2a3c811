"""A sentence on how a figure moved: rose from … to …, fell, or was as before."""

from __future__ import annotations

from quarterbook.ground.units import NumberFormat


def change_sentence(
    what: str, before: float, now: float, format: NumberFormat, since: str = "", until: str = ""
) -> str:
    """Return ``Jobs rose from 1,200 in 2019 to 1,450 in 2024.``

    what
        what the figures are of; it begins the sentence.
    since, until
        the periods of the two figures as readers see them; left out where blank.

    Figures that are written alike have not moved: ``Jobs were`` is not said, but ``Jobs: 1,200 in
    2024, as in 2019.``
    """
    began, ended = format.full(before), format.full(now)
    in_since, in_until = (f" in {when}" if when else "" for when in (since, until))
    if began == ended:
        return f"{what}: {ended}{in_until}, as {in_since.strip() or 'before'}."
    how = "rose" if now > before else "fell"
    return f"{what} {how} from {format.short(before)}{in_since} to {ended}{in_until}."
