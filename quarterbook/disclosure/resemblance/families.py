"""Measures that belong together as their figures show: one count under two names, shares, sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from quarterbook.disclosure.cells import Cell, CellsByNumber, Span
from quarterbook.disclosure.linked_sums import (
    DUST,
    LinkedSum,
    Measures,
    State,
    Sum,
    added,
    amount_in,
    denominator_of,
    exact_links,
)
from quarterbook.disclosure.resemblance.series import (
    CHANCE,
    FEWEST_SPANS,
    Family,
    Name,
    Series,
    alike,
    by_chance,
    cells_at,
    is_count,
    number_of,
    series_of,
    sum_of,
)
from quarterbook.disclosure.resemblance.sums import sums, sums_among


def families(state: State, measures: Measures, around: set[str]) -> list[Family]:
    """Return what the figures of one state show of the measures in ``around``, and of their kin.

    Two series are one where they are equal in every period that both have:
    in three at least, or in two where neither has more or one is a rate; a
    rate's even in the only one. A sum of two to five counts holds in three
    periods at least, shares of one denominator even in one. Series that are
    nothing, or always the same, show nothing; nor does what is to be expected
    of so many series by chance.
    """
    series = series_of(state, measures)
    candidates = [
        *_equal(series, measures, around),
        *_multiples(series, measures, around),
        *sums(series, measures, around),
        *_shares(series, measures, around),
    ]
    return [family for family in candidates if not _is_declared(family, measures)]


def families_over_time(
    state: State, measures: Measures, around: set[str], cells: CellsByNumber
) -> list[Family]:
    """Return the pairs of measures that count the same, with figures for other spans of time.

    Of each pair one is in ``around``: a year and its quarters, a quarter and its
    months, the year to date, a rolling year. They are the same where all the
    amounts agree that follow from both for one span, three different ones at least. Sums of
    several, such as a quarter's total of what others count by the month, are found as well.
    """
    by_pair: dict[frozenset[str], Family] = {}
    kinds = {measure: state.kind(measure) for measure in sorted(state.rows)}
    for one, other in product(sorted(around & state.rows.keys()), kinds):
        if kinds[one] == kinds[other] or (pair := frozenset((one, other))) in by_pair:
            continue
        spans = sorted(state.windows(one) | state.windows(other))
        first, second = (_amounts(state, id_, spans, cells) for id_ in (one, other))
        common = first.keys() & second.keys()
        some = [first[span] for span in common if first[span]]
        chance = by_chance(some, len(state.rows), 2)
        is_same = all(abs(first[span] - second[span]) < DUST for span in common)
        if is_same and len(set(some)) >= FEWEST_SPANS and chance < 1.0:
            by_pair[pair] = Family(Name(one), (Name(other),), is_certain=chance < CHANCE)
    below = _denominators_over_time(state, around, cells)
    return [*by_pair.values(), *below, *_sums_over_time(state, around, cells)]


def _denominators_over_time(
    state: State, around: set[str], cells: CellsByNumber
) -> Iterator[Family]:
    """Yield denominators that are what another measure comes to in all of their spans."""
    for rate, rows in sorted(state.rows.items()):
        spans = {cell.span: cell.of for cell in rows.values() if cell.of == cell.of}
        others = sorted(state.rows) if rate in around else sorted(around & state.rows.keys())
        for one in others if spans else ():
            if state.kind(one) == state.kind(rate):
                continue
            amounts = _amounts(state, one, sorted(spans), cells)
            some = [spans[span] for span in amounts]
            chance = by_chance(some, len(state.rows), 2)
            is_same = all(abs(amounts[span] - spans[span]) < DUST for span in amounts)
            if is_same and len(set(some)) >= FEWEST_SPANS and chance < 1.0:
                total = Name(rate, "denominator")
                yield Family(total, (Name(one),), is_certain=chance < CHANCE)


def _sums_over_time(state: State, around: set[str], cells: CellsByNumber) -> Iterator[Family]:
    """Yield totals of measures of which some have figures for other spans of time than others.

    Stocks at the end of spans, too, of which others count by the month or the quarter what came
    and went.
    """
    for length in (3, 12):
        series = _series_for(state, length, cells)
        kinds = {name.measure: state.kind(name.measure) for name in series}
        if len(set(kinds.values())) > 1:
            for family in sums_among([*series], series, around):
                if len({kinds[measure] for measure in family.measures}) > 1:
                    yield family


def _series_for(state: State, length: int, cells: CellsByNumber) -> dict[Name, Series]:
    """What all counts come to in spans of so many months, by their first month.

    Of those that have a figure for each, its change, too.
    """
    some = {span for measure in state.rows for span in state.windows(measure)}
    spans = sorted(span for span in some if span.length == length)
    series = {}
    for measure, rows in sorted(state.rows.items()):
        if all(map(is_count, rows.values())):
            amounts = _amounts(state, measure, spans, cells)
            own = {span.begin: amounts[span] for span in amounts}
            if any(own.values()):
                series[Name(measure)] = own
            if state.kind(measure) == (length, "snapshot"):
                changes = {at: own[at] - own[at - length] for at in own if at - length in own}
                if any(changes.values()):
                    series[Name(measure, "change")] = changes
    return series


def links(
    inferred: Iterable[Family], state: State, measures: Measures, cells: CellsByNumber
) -> Iterator[LinkedSum]:
    """Yield what families come to in one state, where they hold."""
    for family in inferred:
        kinds = {state.kind(name.measure) for name in family.names}
        some: Iterable[LinkedSum]
        if len(kinds) == 1:
            some = _links(family, state, kinds.pop()[0])
        elif family.total.what == "denominator":
            some = _links_of_denominator(family, state, cells)
        elif any(name.is_change for name in family.names):
            some = _links_over_time(family, state, cells)
        else:
            parts = [part.measure for part in family.parts]
            some = exact_links(state, family.total.measure, parts, cells, "sum")
        yield from (replace(link, is_guess=not family.is_certain) for link in some)


def _links(family: Family, state: State, length: int) -> Iterator[LinkedSum]:
    """Yield what measures for the same months come to, in the periods that all of them have."""
    names, factors = family.names, family.factors
    rows = [state.rows.get(name.measure, {}) for name in names]
    for begin in sorted(set().union(*rows)):
        cells = [cells_at(*both, begin, length) for both in zip(names, rows, strict=True)]
        if not all(cells):
            continue
        numbers = map(number_of, names, cells)
        gap = sum(times * number for times, number in zip(factors, numbers, strict=True))
        is_blank = gap != gap and all(_is_known(cell) for some in cells for cell in some)
        terms = added(*zip(map(sum_of, names, cells), factors, strict=True))
        if terms and (is_blank or abs(gap) < DUST):
            yield LinkedSum(terms, why="the same figure" if len(names) == 2 else "sum")


def _links_of_denominator(
    family: Family, state: State, cells: CellsByNumber
) -> Iterator[LinkedSum]:
    """Yield what another measure comes to in the spans of a rate's denominators."""
    for cell in state.rows.get(family.total.measure, {}).values():
        amount = state.amount(family.parts[0].measure, cell.span)
        if amount and amount[1]:
            terms = added((denominator_of(cell), 1.0), (amount[0], -1.0))
            gap = amount_in(terms, cells)
            if gap != gap or abs(gap) < DUST:
                yield LinkedSum(terms, why="the same figure")


def _links_over_time(family: Family, state: State, cells: CellsByNumber) -> Iterator[LinkedSum]:
    """Yield what a stock's change comes to for spans of its own of what others count in them."""
    stock = next(name.measure for name in family.names if name.is_change)
    length = state.kind(stock)[0]
    for begin in sorted(state.rows.get(stock, {})):
        amounts = [_amount_of(name, state, Span(begin, length)) for name in family.names]
        if all(amounts):
            terms = added(*zip((own for own in amounts if own), family.factors, strict=True))
            gap = amount_in(terms, cells)
            if terms and (gap != gap or abs(gap) < DUST):
                yield LinkedSum(terms, why="sum")


def _amount_of(name: Name, state: State, window: Span) -> Sum | None:
    """Return a count, or its change, in a span as a sum, nothing unless all of it is recorded."""
    now = state.amount(name.measure, window)
    if not now or not now[1]:
        return None
    if not name.is_change:
        return now[0]
    before = state.amount(name.measure, window._replace(begin=window.begin - window.length))
    return added((now[0], 1.0), (before[0], -1.0)) if before and before[1] else None


def _is_known(cell: Cell) -> bool:
    """Whether a figure is there, or is withheld without one."""
    return cell.count == cell.count or bool(cell.rule)


def _amounts(
    state: State, measure: str, spans: Sequence[Span], cells: CellsByNumber
) -> dict[Span, float]:
    """What a measure comes to in each of these spans in which all of it is recorded."""
    totals = {}
    for span in spans:
        amount = state.amount(measure, span)
        if amount and amount[1]:
            total = sum(times * cells[unknown.cell].count for unknown, times in amount[0])
            if total == total:
                totals[span] = total
    return totals


class _SeriesCounts:
    """How many series there are of each sort and of those before it."""

    def __init__(self, series: Iterable[Name]) -> None:
        ranks = [self._rank(name) for name in series]
        self._up_to = [sum(own <= rank for own in ranks) for rank in range(4)]

    @staticmethod
    def _rank(name: Name) -> int:
        """Its place among what is recorded, came in a row, or in a year, and in several periods."""
        if name.is_recorded:
            return 0
        return 2 if name.is_of_a_year_before else 3 if name.what == "run" else 1

    def among(self, one: Name, other: Name) -> int:
        """Return of how many series two of a sort were taken."""
        return self._up_to[max(self._rank(one), self._rank(other))]


def _equal(series: Mapping[Name, Series], measures: Measures, around: set[str]) -> Iterator[Family]:
    holders: dict[tuple[tuple[int, str], int, float], list[Name]] = {}
    for name, numbers in series.items():
        for begin, number in numbers.items():
            if number:
                holders.setdefault((measures.kind(name.measure), begin, number), []).append(name)
    near = {
        (min(pair), max(pair))
        for names in holders.values()
        for pair in product([name for name in names if name.measure in around], names)
        if _may_be_one(*pair)
    }
    rates = {name.measure for name in series if name.what == "denominator"}
    choices = _SeriesCounts(series)
    for one, other in sorted(near):
        both = {one.measure, other.measure}
        agreed = _agreed(series[one], series[other], is_rate=bool(both & rates))
        chance = by_chance(agreed, choices.among(one, other), 2)
        if agreed and chance < 1.0:
            yield Family(one, (other,), is_certain=chance < CHANCE)


def _may_be_one(one: Name, other: Name) -> bool:
    """Whether it says something that two series are the same."""
    both = {one.what, other.what}
    is_late = both in ({"before", "denominator"}, {"year before", "denominator"})
    return one.measure != other.measure and ("count" in both or is_late)


def _agreed(one: Series, other: Series, *, is_rate: bool) -> list[float]:
    """In what two series agree that are equal wherever they meet, nothing if that says little."""
    common = one.keys() & other.keys()
    some = [one[begin] for begin in common if one[begin]]
    is_whole = len(one) == len(other) == len(common)
    enough = len(set(some)) > 1 and (len(some) > 2 or is_whole)
    if is_rate:
        enough = len(some) > 1 or (is_whole and len(common) == 1)
    return some if enough and all(one[begin] == other[begin] for begin in common) else []


def _multiples(
    series: Mapping[Name, Series], measures: Measures, around: set[str]
) -> Iterator[Family]:
    """Two counts of which one is always as many times the other: a quarter's at a year's pace."""
    for names in alike(series, measures):
        counts = [name for name in names if name.what == "count" and len(series[name]) > 2]
        counts.sort(key=lambda name: sum(series[name].values()))
        for less, more in combinations(counts, 2):
            if not {less.measure, more.measure} & around:
                continue
            common = sorted(series[less].keys() & series[more].keys())
            times = _ratio(series[less], series[more], common)
            if times:
                chance = by_chance([series[less][at] for at in common[1:]], len(counts), 2)
                if chance < 1.0:
                    yield Family(more, (less,), 1.0 / times, is_certain=chance < CHANCE)


def _ratio(less: Series, more: Series, common: Sequence[int]) -> float:
    """How many times one series another is, 0 where it isn't or where that says little."""
    some = [at for at in common if less[at]]
    if len({less[at] for at in some}) < FEWEST_SPANS:
        return 0.0
    times = more[some[0]] / less[some[0]]
    is_whole = times == round(times) and times > 1
    return times if is_whole and all(more[at] == times * less[at] for at in common) else 0.0


def _shares(
    series: Mapping[Name, Series], measures: Measures, around: set[str]
) -> Iterator[Family]:
    """Shares of one denominator: the counts of all that have it come to it in every period."""
    of: dict[tuple[object, ...], list[str]] = {}
    for name, amounts in series.items():
        if name.what == "denominator" and Name(name.measure) in series:
            key = (measures.kind(name.measure), *sorted(amounts.items()))
            of.setdefault(key, []).append(name.measure)
    for ids in of.values():
        amounts, parts = series[Name(ids[0], "denominator")], tuple(Name(id_) for id_ in ids)
        totals = {at: sum(series[part].get(at, 0.0) for part in parts) for at in amounts}
        if len(ids) > 1 and around & set(ids) and totals == amounts:
            is_certain = by_chance(list(totals.values()), len(of), 1) < CHANCE
            for id_ in ids:
                yield Family(Name(id_, "denominator"), parts, is_certain=is_certain)


def _is_declared(family: Family, measures: Measures) -> bool:
    names = family.names
    is_plain = all(name.what == "count" for name in names) and family.times == 1.0
    is_plain &= len(set(names)) == len(names)
    own = family.total.measure, family.measures - {family.total.measure}
    return len(names) > 2 and is_plain and own in [(t, frozenset(own)) for t, own in measures.parts]
