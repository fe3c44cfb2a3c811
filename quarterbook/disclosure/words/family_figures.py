"""Measures that add up with one another: what is withheld of them, what readers have of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd

from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import FIGURE_COLUMNS
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.disclosure.deciding.suppression import Suppression
from quarterbook.disclosure.exempt import exempt_measures
from quarterbook.disclosure.linked_sums import measures_of
from quarterbook.disclosure.small_counts import rounded_measures
from quarterbook.disclosure.words.as_read import as_read
from quarterbook.disclosure.words.numbers import Number
from quarterbook.disclosure.words.people import PEOPLE, singular
from quarterbook.disclosure.words.stated_changes import Comparison, comparisons
from quarterbook.disclosure.words.units import (
    ADJECTIVES,
    LINKING,
    counts_unit,
    does_something,
    listed,
    nouns_in,
    nouns_of,
)
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.rounding import round_half_away

_THOUSAND = 1_000

IS_OF_OTHERS = re.compile(
    r"\b(?:not|no|none|without|never|nobody|neither|elsewhere|otherwise|others?|rest|remainder|\w+n['’]t)\b",
    re.IGNORECASE,
)
"""Whether a sentence speaks of those that are left: "without", "elsewhere"."""

IS_ADDED_UP = re.compile(
    r"\b(?:together|combined|altogether|in total|between them|added up|both|"
    r"(?:two|three|four|2|3|4) (?:months|quarters|years))\b",
    re.IGNORECASE,
)
"""Whether a sentence adds up: "together", "two months"."""

_OF_WHAT = re.compile(
    r"\s+of\s+(?:(?:all|its|our|the|these|those)\s+)*(?P<noun>[a-z]{3,})\b", re.IGNORECASE
)
_ANYTHING = listed(
    "all figure it last number one previous rest same target that them these this those total "
    "what which whole whom year quarter"
)


@dataclass
class FamilyFigures:
    """Measures that add up with one another.

    current, withheld
        withheld figures, as recorded and as they would be shown; ``current`` those of the newest
        period of the quarter or later.
    together
        what withheld counts of periods that follow each other come to, whoever shows such a number.
    shown, targets
        numbers that readers have: figures and the changes between them; targets and floors.
    bases
        figures shown, of which a share may be said.
    shares
        what part the withheld figures of ``current`` are of figures shown of their period, of the
        one before, a year before or a target, and of one another.
    completing
        what they leave of figures shown of their period, and come to with them or one another.
    gaps
        what lies between them and figures shown of their period, before it, or one another.
    told
        what part figures shown are of others of the period of a newest withheld one.
    nouns, labels, hidden_nouns, units
        what the measures count; their titles and definitions, in small letters; of ``nouns`` those
        of measures with withheld figures alone; those of their units alone.
    has_rates
        whether one of them is a percentage.
    titles
        of the measures with withheld figures.
    comparisons
        of each withheld figure, the figures shown that a change leads to it from.
    """

    measures: set[str]
    current: set[float] = field(default_factory=set)
    withheld: set[float] = field(default_factory=set)
    together: set[float] = field(default_factory=set)
    shown: set[float] = field(default_factory=set)
    targets: set[float] = field(default_factory=set)
    bases: set[float] = field(default_factory=set)
    shares: set[float] = field(default_factory=set)
    completing: set[float] = field(default_factory=set)
    gaps: set[float] = field(default_factory=set)
    told: set[float] = field(default_factory=set)
    nouns: frozenset[str] = frozenset()
    hidden_nouns: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    labels: str = ""
    has_rates: bool = False
    titles: tuple[str, ...] = ()
    comparisons: list[Comparison] = field(default_factory=list)


def family_figures(
    recorded: Recorded, shown: Recorded, period: Period, *, with_exempt: bool = False
) -> list[FamilyFigures]:
    """Return the measures of withheld or exempt figures with all that they add up with.

    shown
        what is recorded, as `without_exempt` leaves it or, ``with_exempt``, `blanked`.
    with_exempt
        what is withheld from who sees what is exempt, too.
    """
    has_exempt = not with_exempt and exempt_measures(recorded.quarters[period])
    if not has_exempt and not _withholds(shown):
        return []
    suppression = suppression_of(recorded, period, with_exempt=with_exempt)
    public = as_reported(shown, period)
    council = recorded.council.council.code
    rounded = {
        n for n, one in suppression.rounded.items() if one.rounded_to != suppression.cells[n].count
    }
    cells = [
        suppression.cells[number]
        for number in sorted({*suppression.withheld, *rounded})
        if suppression.cells[number].area in ("", council)
    ]
    titles = recorded.tables["measures"].set_index("id")["title"].to_dict()
    families: list[FamilyFigures] = []
    for kin in _kin(recorded, suppression, {cell.measure for cell in cells}):
        family = FamilyFigures(kin)
        own = [cell for cell in cells if cell.measure in kin]
        family.titles = tuple(dict.fromkeys(titles[cell.measure] for cell in own))
        _add_withheld(family, own, recorded, period)
        _add_shown(family, recorded, public)
        hidden = recorded.tables["measures"]["id"].isin({cell.measure for cell in own})
        others = recorded.tables["measures"]["id"].isin(kin) & ~hidden
        family.hidden_nouns = nouns_of(recorded.tables["measures"][hidden]) - nouns_of(
            recorded.tables["measures"][others]
        )
        newest = _newest(own, period)
        family.comparisons = list(comparisons(own, newest, public, titles))
        _add_made(family, newest.values(), public)
        families.append(family)
    return families


def _withholds(shown: Recorded) -> bool:
    """Whether the record as it is shown has figures that are withheld or rounded."""
    is_hidden = (shown.tables["observations"]["marker"] == Marker.CONFIDENTIAL).any()
    return bool(is_hidden) or bool(rounded_measures(shown.tables["measures"]))


def _kin(recorded: Recorded, suppression: Suppression, own: set[str]) -> list[set[str]]:
    """Return the measures with withheld figures, with their totals and parts, declared or found."""
    declared = measures_of(recorded.tables["measures"]).parts
    sums = [{total, *parts} for total, parts in declared]
    sums += [set(measures) for measures in suppression.claims]
    groups: list[set[str]] = []
    for members in [*({id_} for id_ in sorted(own)), *sums]:
        for other in [group for group in groups if group & members]:
            groups.remove(other)
            members = members | other
        groups.append(members)
    return [group for group in groups if group & own]


def _add_withheld(
    family: FamilyFigures, cells: Sequence[Cell], recorded: Recorded, period: Period
) -> None:
    """Add the withheld figures, as recorded and as they would be shown; which are the newest."""
    family.together |= {*_together(cells)}
    decimals = recorded.tables["measures"].set_index("id")["decimals"]
    newest = _newest(cells, period)
    for cell in cells:
        places = range(int(decimals[cell.measure]) + 1)
        shown = {one for n in places for one in _rounded_either_way(cell.value, n)}
        behind = [cell.count, cell.of] if cell.count == cell.count else []
        values = {v for v in (cell.value, *shown, *behind) if v == v and v > 0}
        values |= {one for v in values for one in _in_round_numbers(v)}
        family.withheld |= values
        if cell.number in newest:
            family.current |= values


def _in_round_numbers(value: float) -> Iterator[float]:
    """Yield a figure of a thousand or more as it is said: 9,320, 9,300, of two digits or more."""
    for step in (10, 100, 1_000, 10_000):
        if value >= 10 * step and value >= _THOUSAND:
            yield from (value // step * step, float(round_half_away(value / step, 0)) * step)


def _together(cells: Sequence[Cell]) -> Iterator[float]:
    """Yield the sums of two or more withheld counts of a measure in periods after each other."""
    counts = {
        (cell.measure, cell.key[1].start): (cell.count, cell.key[1].end + timedelta(days=1))
        for cell in cells
        if cell.count == cell.count
    }
    for measure, begin in counts:
        total, after = counts[measure, begin]
        while (measure, after) in counts:
            count, after = counts[measure, after]
            total += count
            yield total


def _newest(cells: Sequence[Cell], period: Period) -> dict[int, Cell]:
    """Return the cells of each measure's newest period, where that is the quarter's or later.

    By their numbers.
    """
    newest: dict[str, Period] = {}
    for cell in cells:
        newest[cell.measure] = max(cell.key[1], newest.get(cell.measure, cell.key[1]))
    return {
        cell.number: cell
        for cell in cells
        if cell.key[1] == newest[cell.measure] and cell.key[1].end >= period.start
    }


def _add_made(family: FamilyFigures, newest: Iterable[Cell], public: Recorded) -> None:
    """Add what can be made of the newest withheld counts and the counts beside and before them."""
    rows = public.tables["observations"]
    rows = rows[rows["measure"].isin(family.measures) & rows["denominator"].isna()]
    counts: dict[Period, set[float]] = {}
    for cell in newest:
        if cell.count > 0:
            counts.setdefault(cell.key[1], set()).add(cell.count)
    for period, own in counts.items():
        shown = set(rows.loc[(rows["period"] == period) & (rows["value"] > 0), "value"])
        family.told |= {one / whole for one in shown for whole in shown if one < whole}
        for count in own:
            _add_beside(family, count, {*shown, *own} - {count}, shown)
    for one in family.comparisons:
        if one.is_newest:
            value = one.behind * one.one
            family.shares |= {value / former for former in one.formers if former > 0}
            family.gaps |= {round(abs(value - former), 6) for former in one.formers} - {0}


def _add_beside(
    family: FamilyFigures, count: float, beside: Iterable[float], shown: Iterable[float]
) -> None:
    family.completing |= {one - count for one in shown if one > count}
    for one in beside:
        family.shares |= {count / one} if one > count else set()
        family.gaps.add(abs(one - count))
        family.completing.add(one + count)


def _rounded_either_way(value: float, decimals: int) -> set[float]:
    """Return a figure rounded as pages have it, halves away from zero, and as Python does."""
    return {float(round_half_away(value, decimals)), round(value, decimals)}


def _add_shown(family: FamilyFigures, recorded: Recorded, public: Recorded) -> None:
    """Add what readers have: figures, changes between the newest of them, targets."""
    measures = recorded.tables["measures"]
    measures = measures[measures["id"].isin(family.measures)]
    decimals = measures.set_index("id")["decimals"]
    for name in ("observations", "benchmarks"):
        rows = public.tables[name]
        rows = rows[rows["measure"].isin(family.measures)]
        for column in FIGURE_COLUMNS:
            for measure, value in rows.loc[rows[column].notna(), ["measure", column]].itertuples(
                index=False
            ):
                family.shown |= {
                    value,
                    *(float(round_half_away(value, n)) for n in range(int(decimals[measure]) + 1)),
                }
        family.bases |= set(rows.loc[rows["value"].notna(), "value"])
    own = public.tables["observations"]
    for _, part in own[own["measure"].isin(family.measures)].groupby("measure"):
        values = part.sort_values("period")["value"].dropna().tolist()
        family.shown |= {round(abs(values[-1] - other), 6) for other in values[:-1]}
    targets = public.tables["targets"]
    targets = targets[targets["measure"].isin(family.measures)]
    for column in ("target", "floor", "lower", "upper"):
        family.targets |= {value for value in targets[column] if pd.notna(value)}
    family.nouns, family.has_rates = nouns_of(measures), bool((measures["unit"] == "%").any())
    family.units = nouns_in(measures["unit"])
    family.labels = as_read(" ".join([*measures["title"], *measures["definition"]])).lower()


def comes_to_withheld(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a share of a figure shown, or what it leaves of it, comes to a withheld one.

    What is left counts where the sentence says that it is of the others.
    """
    if _is_of_another(number, sentence, family):
        return False
    share = _share(number)
    is_of_others = 0 < share < 1 and IS_OF_OTHERS.search(sentence)
    some = (share, 1 - share) if is_of_others else (share,)
    near = _half_a_digit(sentence, number) if number.kind == "percent" else 1.0
    return any(
        round(one * base) in family.withheld and abs(round(one * base) / base - one) <= near
        for one in some
        for base in family.bases
        if base > 0
    )


def _half_a_digit(sentence: str, number: Number) -> float:
    """By how much of one a percentage as it is written may miss."""
    digits = len(sentence[number.begin : number.end].partition(".")[2].rstrip(" %"))
    return 0.005 * 10.0**-digits + 1e-9


def _is_of_another(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a share is said of what no measure of a family counts: "6% of calls"."""
    of = _OF_WHAT.match(sentence, number.end)
    words = {singular(word) for word in re.findall(r"[A-Za-z]{2,}", sentence)}
    is_of_family = bool(words & (family.nouns - LINKING - ADJECTIVES) or words & PEOPLE)
    return of is not None and not is_of_family and singular(of["noun"]) not in _ANYTHING


def adds_up_withheld(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a number is what several withheld counts come to, in a sentence that adds them up."""
    is_sum = number.kind == "count" and number.value in family.together
    return is_sum and bool(IS_ADDED_UP.search(sentence))


def parts_withheld(
    number: Number, sentence: str, family: FamilyFigures, about: Collection[str]
) -> bool:
    """Whether a share of a small count that is withheld comes to a whole: two thirds are of 3.

    about
        the measures that words are about, of which a share is meant that did something and of which
        nothing else is said ("67% accepted help").
    """
    share = _share(number)
    written = sentence[number.begin : number.end]
    half = _half_a_digit(sentence, number) if number.kind == "percent" else 1e-9
    is_own = counts_unit(sentence, number, family.nouns | PEOPLE) and " in " not in written
    does = does_something(sentence, number)
    if not (is_own or does) or not 0 < share < 1:
        return False
    small = {
        one.behind
        for one in family.comparisons
        if one.is_small and (is_own or one.measure in about)
    } & family.current
    return any(abs(share * n - round(share * n)) <= half * n + 1e-9 for n in small)


def _share(number: Number) -> float:
    return number.value if number.kind == "share" else number.value / 100
