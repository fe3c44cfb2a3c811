"""The council beside others, from the chapter "Rank among councils" and the guide."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from oracle.intervals import intervals, ranks
from oracle.records import Measure, Record, Row, number
from oracle.spans import Span, read_span

BANDS = {
    "higher": ("bottom", "third", "second", "top"),
    "lower": ("top", "second", "third", "bottom"),
}
KEEPS = {"E": "E92000001", "W": "W92000004", "S": "S92000003", "N": "N92000002"}


class Place(NamedTuple):
    rank: int
    of: int
    quartile: str
    shared: bool


class Comparator(NamedTuple):
    """A comparator's figure: the publisher's own, or the mean of so many councils."""

    title: str
    value: Fraction | None
    marker: str
    mean_of: int


class Standing(NamedTuple):
    """The newest comparison of a measure."""

    span: Span
    own: Fraction | None
    marker: str
    comparators: list[Comparator]
    place: Place | None
    previous: tuple[Span, Fraction, str] | None
    place_before: Place | None
    published: str
    source: str
    between: tuple[Fraction, Fraction] | None
    ranks: tuple[int, int] | None
    reached: set[str]  # quartiles of those ranks


def quartiles(values: list[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """R's type 7: a quarter, a half and three quarters of the way from first to last."""
    ordered = sorted(values)

    def at(share: Fraction) -> Fraction:
        place = (len(ordered) - 1) * share
        below = place.numerator // place.denominator
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (ordered[above] - ordered[below]) * (place - below)

    return at(Fraction(1, 4)), at(Fraction(1, 2)), at(Fraction(3, 4))


def place_of(own: Fraction | None, values: list[Fraction], polarity: str) -> Place | None:
    """Rank and quartile of a figure among all councils' figures, its own among them."""
    if own is None or polarity not in BANDS:
        return None
    better = [one for one in values if (one > own if polarity == "higher" else one < own)]
    band = sum(own > limit for limit in quartiles(values))
    return Place(len(better) + 1, len(values), BANDS[polarity][band], values.count(own) > 1)


def reached(values: list[Fraction], ranks: tuple[int, int] | None, polarity: str) -> set[str]:
    """The quartiles of the figures that are at these ranks, the best first."""
    ordered = sorted(values, reverse=polarity == "higher")
    ends = [place_of(ordered[rank - 1], values, polarity) for rank in ranks or ()]
    return {end.quartile for end in ends if end}


def standings(record: Record) -> dict[str, Standing]:
    """The newest comparison of every measure that has one."""
    areas = {row["code"]: row for row in record.table("areas")}
    found = {}
    for measure in record.measures:
        published: dict[Span, dict[str, Row]] = {}
        rows = [row for row in record.table("benchmarks") if row["measure"] == measure.id]
        for row in sorted(rows, key=lambda row: row["published_on"]):
            if row["published_on"] <= record.cut_off:
                span = read_span(row["period"], monthly=measure.frequency == "monthly")
                published.setdefault(span, {})[row["area"]] = row
        if published:
            found[measure.id] = _standing(record, measure, areas, published)
    return found


def _standing(
    record: Record, measure: Measure, areas: dict[str, Row], published: dict[Span, dict[str, Row]]
) -> Standing:
    own = record.council["council"]["code"]
    newest = max(published)
    back = newest.moved(-24 if measure.frequency == "biennial" else -12)
    before = next((span for span in published if span.is_at(back)), None)
    mine = published[newest].get(own, {})
    value = number(mine.get("value"))
    then = published[before].get(own, {}) if before else {}
    earlier = number(then.get("value"))

    def among(span: Span) -> dict[str, Fraction]:
        return {
            code: figure
            for code, row in published[span].items()
            if areas[code]["kind"] == "council" and code[0] == own[0]
            if (figure := number(row["value"])) is not None
        }

    known = intervals(measure, published[newest])
    possible = ranks(own, among(newest), known, measure.polarity)
    return Standing(
        newest,
        value,
        mine.get("marker", ""),
        [
            _comparator(record, one, areas, published[newest], own)
            for one in record.council.get("comparators") or ()
        ],
        place_of(value, list(among(newest).values()), measure.polarity),
        (before, earlier, then["marker"]) if before and earlier is not None else None,
        place_of(earlier, list(among(before).values()), measure.polarity) if before else None,
        max(row["published_on"] for row in published[newest].values()),
        mine.get("source", ""),
        known.get(own),
        possible,
        reached(list(among(newest).values()), possible, measure.polarity),
    )


def _comparator(
    record: Record, group: Row, areas: dict[str, Row], rows: dict[str, Row], own: str
) -> Comparator:
    region = areas[own]["region"]
    code = {"region": region, "country": KEEPS[own[0]], "england": "E92000001"}.get(group["id"])
    row = rows.get(code or "", {})
    if row.get("value") or row.get("marker"):
        return Comparator(group["title"], number(row["value"]), row["marker"], 0)
    if group["id"] == "region":
        members = {one["code"] for one in areas.values() if one["region"] == region}
    elif code:
        members = {one["code"] for one in areas.values() if one["code"][0] == code[0]}
    else:
        members = {
            one["member"]
            for one in record.table("comparators")
            if one["group"] == group["id"] and one["council"] == own
        }
    values = [
        figure
        for one in sorted(members)
        if areas[one]["kind"] == "council"
        if (figure := number(rows.get(one, {}).get("value"))) is not None
    ]
    markers = sorted({rows[one]["marker"] for one in members if one in rows})
    if not values:
        return Comparator(group["title"], None, markers[0] if len(markers) == 1 else "", 0)
    return Comparator(group["title"], sum(values, Fraction(0)) / len(values), "", len(values))
