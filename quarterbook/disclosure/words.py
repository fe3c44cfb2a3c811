"""Words that name a figure which is withheld."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period

_WORDS = ("commentary", "action", "rag_reason")


def given_away(recorded: Recorded, shown: Recorded, period: Period) -> list[str]:
    """Return a line for each withheld figure that the words on its measure name.

    Looked for in the commentary, action and reason of the quarter: the figure
    or its numerator as recorded or with the measure's decimals, with or
    without thousands comma, standing alone. Figures of one digit are not
    looked for: they are too common. The lines never hold the figure.

    shown
        what is recorded, as `blanked` or `without_exempt` leaves it.
    """
    observations = recorded.tables["observations"]
    cut_off = recorded.quarters[period].cut_off
    seen = observations[observations["recorded_on"] <= pd.Timestamp(cut_off)]
    left = as_reported(shown, period).tables["observations"]
    left = left[left["marker"] != Marker.CONFIDENTIAL]
    newest = seen.sort_values("recorded_on", kind="stable")
    newest = newest.drop_duplicates(["measure", "period"], keep="last")
    newest = newest[~newest.index.isin(left.index)]
    hidden = set(zip(newest["measure"], newest["period"], strict=True))
    keys = zip(seen["measure"], seen["period"], strict=True)
    secret = seen[[key in hidden for key in keys]]
    tables = shown.tables
    decimals = dict(zip(tables["measures"]["id"], tables["measures"]["decimals"], strict=True))
    words = tables["commentary"]
    words = words[words["quarter"] == period.code].sort_values("written_on")
    words = words.drop_duplicates("measure", keep="last").sort_index()
    lines = []
    for row in words[words["measure"].isin({measure for measure, _ in hidden})].itertuples():
        text = " ".join(str(getattr(row, name)) for name in _WORDS)
        own = secret[secret["measure"] == row.measure]
        for of in sorted(set(own["period"])):
            figures = own.loc[own["period"] == of, ["value", "numerator"]].to_numpy().ravel()
            if _names(text, figures, int(decimals[row.measure])):
                lines.append(
                    f'data/commentary.csv:{row.Index}: the words on "{row.measure}" name its '
                    f"withheld figure for {of.label}. Take the number out."
                )
    return lines


def _names(text: str, figures: Iterable[float], decimals: int) -> bool:
    """Whether a text holds one of these figures as a number of its own."""
    forms = set()
    for figure in figures:
        if figure == figure:
            plain = f"{figure:.12g}"
            places = len(plain.partition(".")[2])
            forms |= {f"{figure:,.{places}f}", f"{figure:,.{decimals}f}"}
    forms |= {form.replace(",", "") for form in forms}
    known = "|".join(re.escape(form) for form in sorted(forms) if len(form.lstrip("-")) > 1)
    return bool(known and re.search(rf"(?<!\d)(?<!\d[.,])(?:{known})(?!\d|[.,]\d)", text))
