"""Figures that were confidential when they were published, and have a newer row without the mark.

That row alone shows nothing: the mark may have been forgotten in it. The council says so in
council.yml (``no_longer_confidential``). From the first publication on that has such a row the
figure is no secret any more; it is withheld only where it would tell one that still is.
"""

from __future__ import annotations

from quarterbook.data.params.council import Council
from quarterbook.disclosure.cells import Cell, Key
from quarterbook.disclosure.publications import Publication
from quarterbook.disclosure.suppression import BESIDE, CONFIDENTIAL, FORMERLY, Withheld


def formerly_confidential(
    withheld: dict[int, Withheld], publication: Publication, cells: list[Cell], council: Council
) -> set[Key]:
    """Return whose figures were withheld as confidential and are not released by the council.

    Those that it releases in this publication are secrets no more: ``withheld`` is changed.
    """
    secret = {
        number: cells[number].key
        for number, why in withheld.items()
        if why.rule in (CONFIDENTIAL, FORMERLY) and not cells[number].area
    }
    named = {(item.measure, item.period, "") for item in council.no_longer_confidential}
    newer = {cell.key for cell in publication.cells if cell.rule != CONFIDENTIAL}
    for number, key in secret.items():
        if key in named & newer:
            withheld[number] = Withheld(BESIDE, withheld[number].first_in)
    return {*secret.values()} - named
