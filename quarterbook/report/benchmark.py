"""How the council compares with others in the data published by the quarter's cut-off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from quarterbook.data.known import Known
from quarterbook.markers import meaning
from quarterbook.measure.standing import rank
from quarterbook.periods import Period, long_date
from quarterbook.report import block, strip
from quarterbook.report.block import Block, together
from quarterbook.report.strip import Marked
from quarterbook.report.tables import table
from quarterbook.report.values import full, short

ENGLAND = "E92000001"


@dataclass(frozen=True)
class Compared:
    """A measure's newest published comparison.

    ``values`` holds one figure per council of the period (NaN where
    missing), indexed by area code; ``own`` and the comparators are None where
    not published.
    """

    code: str
    period: Period
    values: pd.Series
    own: float | None
    own_marker: str
    previous: tuple[Period, float] | None
    comparators: tuple[tuple[str, float | None], ...]
    published_on: str
    source: str


def compare(known: Known, measure: str) -> Compared | None:
    """Return the newest comparison of a measure, or None where it has none."""
    rows = known.benchmarks[known.benchmarks["measure"] == measure]
    council = known.council.council
    ours = rows[rows["area"] == council.code]
    if ours.empty:
        return None
    newest = ours.iloc[-1]
    period = newest["period"]
    now = rows[rows["period"] == period].set_index("area")
    values = now["value"].where(now["marker"] != "c")
    councils = known.areas.loc[known.areas["kind"] == "council", "code"]
    earlier = ours[(ours["period"] < period) & ours["value"].notna()]
    return Compared(
        code=council.code,
        period=period,
        values=values.reindex(councils).dropna(),
        own=_number(values.get(council.code)),
        own_marker=str(newest["marker"]),
        previous=(earlier.iloc[-1]["period"], float(earlier.iloc[-1]["value"]))
        if len(earlier)
        else None,
        comparators=tuple(
            (comparator.title, _comparator(known, values, comparator.id))
            for comparator in known.council.comparators
        ),
        published_on=long_date(newest["published_on"].date()),
        source=str(newest["source"]),
    )


def _comparator(known: Known, values: pd.Series, id_: str) -> float | None:
    """The published figure of the region or England; the mean of the neighbours that have one."""
    code = known.council.council.code
    if id_ == "england":
        return _number(values.get(ENGLAND))
    if id_ == "region":
        region = known.areas.loc[known.areas["code"] == code, "region"]
        return _number(values.get(region.iloc[0])) if len(region) else None
    group = known.comparators
    members = group.loc[(group["group"] == id_) & (group["council"] == code), "member"]
    there = values.reindex(members).dropna()
    return float(there.mean()) if len(there) else None


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def standing_sentence(
    compared: Compared, polarity: str, unit: str, decimals: int, name: str
) -> str:
    """Return where the council stands: figure, comparators, rank and quartile."""
    if compared.own is None:
        why = meaning(compared.own_marker or "x")
        return f"{name} has no figure for {compared.period.label}: {why}."
    there = [
        f"{short(value, unit, decimals)} for {title if title == 'England' else _lower(title)}"
        for title, value in compared.comparators
        if value is not None
    ]
    own = full(compared.own, unit, decimals)
    text = f"{name}: {own} in {compared.period.label}"
    if there:
        listed = there[0] if len(there) == 1 else f"{', '.join(there[:-1])} and {there[-1]}"
        text += f", against {listed}"
    text += "."
    if polarity not in ("higher", "lower"):
        return f"{text} Neither higher nor lower is better, so councils are not ranked."
    if len(compared.values) < 4 or compared.code not in compared.values.index:
        return f"{text} Too few councils have a figure for a ranking."
    return f"{text} {rank_sentence(compared, polarity)}"


def rank_sentence(compared: Compared, polarity: str) -> str:
    """Return ``Top quartile, 11th of 45 councils; lower is better.``"""
    ranked = rank(compared.values, polarity).loc[compared.code]
    tied = " (shared)" if (compared.values == compared.own).sum() > 1 else ""
    return (
        f"{str(ranked['quartile']).capitalize()} quartile, {ordinal(int(ranked['rank']))}{tied} of "
        f"{ranked['of']} councils; {polarity} is better."
    )


def ordinal(number: int) -> str:
    """Return ``11th``."""
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def _lower(title: str) -> str:
    """Statistical neighbours in the middle of a sentence; a region keeps its capitals."""
    return title[0].lower() + title[1:] if title.lower().startswith("statistical") else title


def comparison(known: Known, compared: Compared, row: Mapping[str, Any]) -> Block:
    """The sentence, the table of previous, own and comparators, and the chart of all councils."""
    unit, decimals = str(row["unit"]), int(row["decimals"])
    polarity = str(row["polarity"])
    name = known.council.council.short_name
    sentence = standing_sentence(compared, polarity, unit, decimals, name)
    note = (
        f"Published {compared.published_on}: {compared.source}. The figure for statistical "
        "neighbours is the simple mean of those that have one."
        if any("neighbour" in title.lower() for title, _ in compared.comparators)
        else f"Published {compared.published_on}: {compared.source}."
    )
    return together(
        block.paragraph(sentence),
        block.html(_table(compared, row, name)),
        _chart(compared, row, name, sentence),
        block.paragraph(note, "qb-small"),
    )


def _table(compared: Compared, row: Mapping[str, Any], name: str) -> str:
    unit, decimals = str(row["unit"]), int(row["decimals"])
    label = compared.period.label
    previous = "–"
    if compared.previous:
        period, value = compared.previous
        previous = f"{short(value, unit, decimals)} ({period.label})"
    own = short(compared.own, unit, decimals)
    if compared.own is None:
        own = f"[{compared.own_marker or 'x'}]"
    headers = ["Measure", "Previous result", f"{name} {label}"]
    cells = [escape(str(row["title"]), quote=False), previous, own]
    for title, figure in compared.comparators:
        headers.append(f"{escape(title, quote=False)} {label}")
        cells.append(short(figure, unit, decimals) or "[x]")
    return table(
        f"{escape(str(row['title']), quote=False)}, {label}, compared",
        headers,
        [cells],
        numeric=range(1, len(headers)),
        css="qb-benchmark",
        caption_hidden=True,
    )


def _chart(compared: Compared, row: Mapping[str, Any], name: str, sentence: str) -> Block:
    if len(compared.values) < 4:
        return Block()
    unit, decimals = str(row["unit"]), int(row["decimals"])
    marked = [Marked(title, value) for title, value in compared.comparators if value is not None]
    if compared.own is not None:
        marked.append(Marked(name, compared.own, is_own=True))
    svg = strip.standing(compared.values, marked, unit, decimals)
    return block.chart(
        f"{row['id']}-councils",
        svg,
        f"{row['title']} in all {len(compared.values)} councils that have a figure. {sentence}",
        f"{row['title']}, {compared.period.label}: a dot for each council, shaded by quartile.",
    )


def in_order(known: Known, ids: Sequence[str]) -> list[str]:
    """Return the measures that have benchmarks, in the order given."""
    there = set(known.benchmarks["measure"])
    return [id_ for id_ in ids if id_ in there]
