"""Figures of a file that seem to be shares where the measure asks for percentages."""

from __future__ import annotations

import pandas as pd

_FEWEST = 3  # figures of a measure, to say that all of them are shares


def seeming_shares(figures: pd.DataFrame, measures: pd.DataFrame) -> tuple[str, ...]:
    """Return a note on each measure in per cent of which no figure is above 1.

    ``figures`` has ``measure`` and ``value``, in the measure's unit; ``measures`` is measures.csv.
    A workbook holds 0.452 where it shows 45.2%.
    """
    notes = []
    for measure in measures.loc[measures["unit"] == "%", "id"]:
        sizes = figures.loc[figures["measure"] == measure, "value"].abs()
        sizes = sizes[sizes > 0]
        if len(sizes) >= _FEWEST and sizes.max() <= 1:
            notes.append(
                f'note: no figure of "{measure}", which is in per cent, is above 1; the largest is '
                f"{sizes.max():.6g}. If they are shares, write 100 under scale in series.csv."
            )
    return tuple(notes)
