"""The record as one quarter's report may know it: without a figure that has to be withheld."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pandas as pd

from quarterbook.data.recorded import Recorded
from quarterbook.data.vintage import newest
from quarterbook.disclosure.suppression import is_small, withheld
from quarterbook.ground.errors import CommandError
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period

_KEY = ["measure", "period"]


_FIGURES = ["value", "numerator", "denominator"]


_WORDS = ("commentary", "action", "rag_reason")


_Keys = set[tuple[str, Period]]


def protected(recorded: Recorded, period: Period) -> Recorded:
    """Return what is recorded, with observations and benchmarks as a quarter may show them.

    Observations are the rows that this report or the one before shows, by
    their cut-off dates; benchmarks the newest published by this one's. What is
    withheld (`measure.suppression.withheld`, by the council's threshold) is
    blank and marked ``c``, note included; a forecast is left out instead. So
    are a figure's former values where it is withheld now or was in the report
    before, and the council's own benchmark for a period that ends with a
    withheld one. Other tables stay as they are.

    Protecting what is protected changes nothing. Raises `CommandError` for a
    quarter without params.
    """
    if period not in recorded.quarters:
        raise CommandError(f'"{period.slug}" has no params.')
    cut_off = recorded.quarters[period].cut_off
    now = _known(recorded.tables["observations"], cut_off)
    hidden = _withheld(recorded, now)
    previous = recorded.previous_quarter(period)
    if previous:
        observations = _beside_former(recorded, now, hidden, previous.cut_off)
    else:
        now = now.sort_index()
        observations = _blank(now, _among(now, hidden))
    benchmarks = _benchmarks(recorded, cut_off, hidden)
    tables = {**recorded.tables, "observations": observations, "benchmarks": benchmarks}
    return replace(recorded, tables=tables)


def given_away(recorded: Recorded, period: Period) -> list[str]:
    """Return a line for each withheld figure that the words on its measure name.

    Looked for in the commentary, action and reason of the quarter: the figure
    or its numerator as recorded or with the measure's decimals, with or
    without thousands comma, standing alone. Figures of one digit are not
    looked for: they are too common. The lines never hold the figure.
    """
    tables = recorded.tables
    observations = tables["observations"]
    cut_off = recorded.quarters[period].cut_off
    seen = observations[observations["recorded_on"] <= pd.Timestamp(cut_off)]
    hidden = _withheld(recorded, _known(observations, cut_off))
    secret = seen[_among(seen, hidden)]
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


def _known(observations: pd.DataFrame, cut_off: date) -> pd.DataFrame:
    return newest(observations, _KEY, "recorded_on", cut_off)


def _withheld(recorded: Recorded, observations: pd.DataFrame) -> _Keys:
    threshold = recorded.council.suppression_threshold
    return withheld(recorded.tables["measures"], observations, threshold)


def _among(rows: pd.DataFrame, keys: _Keys) -> pd.Series:
    """Which rows are of one of these measures and periods."""
    some = rows[rows["measure"].isin({measure for measure, _ in keys})]
    pairs = zip(some["measure"], some["period"], strict=True)
    lines = [line for line, key in zip(some.index, pairs, strict=True) if key in keys]
    return pd.Series(rows.index.isin(lines), index=rows.index)


def _beside_former(
    recorded: Recorded, now: pd.DataFrame, hidden: _Keys, last_cut_off: date
) -> pd.DataFrame:
    """The rows of this report and of the one before, withheld ones blank, in the file's order.

    What was withheld before is told from what was recorded then, and again
    from what is left of it, until nothing more has to go.
    """
    rows = recorded.tables["observations"]
    before = _known(rows, last_cut_off)
    rows = rows[rows.index.isin(now.index) | rows.index.isin(before.index)]
    former = ~rows.index.isin(now.index)
    secret = _among(rows, hidden) | former & _among(rows, _withheld(recorded, before))
    more = secret
    while more.any():
        left = _known(_blank(rows, secret), last_cut_off)
        more = former & _among(rows, _withheld(recorded, left)) & ~secret
        secret = secret | more
    return _blank(rows, secret)


def _benchmarks(recorded: Recorded, cut_off: date, hidden: _Keys) -> pd.DataFrame:
    rows = recorded.tables["benchmarks"]
    rows = newest(rows, [*_KEY, "area"], "published_on", cut_off).sort_index()
    own = rows[rows["area"] == recorded.council.council.code]
    ends = {(measure, period.end) for measure, period in hidden}
    lines = [
        line
        for line, measure, period in zip(own.index, own["measure"], own["period"], strict=True)
        if (measure, period.end) in ends
    ]
    small = is_small(recorded.tables["measures"], rows, recorded.council.suppression_threshold)
    return _blank(rows, small | rows.index.isin(lines))


def _blank(rows: pd.DataFrame, secret: pd.Series) -> pd.DataFrame:
    """Return rows without withheld forecasts, and without the figures of other withheld ones."""
    rows = rows[~(secret & (rows["marker"] == Marker.FORECAST))]
    secret = secret[rows.index]
    changed = {name: rows[name].mask(secret) for name in _FIGURES}
    changed["marker"] = rows["marker"].mask(secret, Marker.CONFIDENTIAL)
    if "note" in rows:
        changed["note"] = rows["note"].mask(secret, "")
    return rows.assign(**changed)
