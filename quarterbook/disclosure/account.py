"""What each publication withholds, by which rule, and what an attacker could know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite

import pandas as pd

from quarterbook.data.disclosed import (
    EXEMPT,
    Disclosed,
    RoundedCount,
    as_shown,
    row_name,
    withheld_by,
)
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import as_reported, repeated_by_targets
from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.disclosure.deciding.suppression import Suppression, Withheld
from quarterbook.disclosure.judgements import judgements_left_out
from quarterbook.disclosure.linked_sums import State, comes_to_more, measures_of
from quarterbook.disclosure.precision import has_all_decimals
from quarterbook.disclosure.publications import newer_days, shows_more_apart
from quarterbook.disclosure.resemblance.rolling import maybe_years
from quarterbook.disclosure.resemblance.series import CHANCE
from quarterbook.disclosure.resemblance.shares import wholes
from quarterbook.disclosure.resemblance.targets import Repeated
from quarterbook.disclosure.small_counts import bare_rates, broken_counts, doubtful
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import WithholdingRule

_MAYBE = 0.1  # as many families of shares as one may expect by chance of what is asked about
_RULES: dict[WithholdingRule, str] = {
    "small": "a small count",
    "few": "a rate of few",
    "remainder": "a percentage of all but a few; where it counts no people, write show in "
    "small_numbers of measures.csv",
    "confidential": "marked confidential",
    "formerly": "confidential when it was published; this row has no c. Where it may be known now, "
    "say so in params/council.yml, under no_longer_confidential, with measure, period and reason",
    "as_published": "withheld when it was published, by a rule that it has no more. Where it may "
    "be known now, say so in params/council.yml, under no_longer_confidential, with measure, "
    "period and reason",
    "exemption": "exempt",
    "same": "the same figure as {}",
    "beside": "withheld with {}",
}


@dataclass(frozen=True)
class WithheldFigure:
    """A withheld figure: the quarter that withheld it first, its row, and why.

    least, most
        between what its count can be for whoever holds every publication up to
        the last; ``most`` is infinite where it is open.
    """

    since: Period
    file: str
    line: int
    measure: str
    period: Period
    area: str
    why: str
    least: float
    most: float

    @property
    def row_and_rule(self) -> str:
        """Which row is withheld and why, without what could be known of it."""
        area = f" of {self.area}" if self.area else ""
        return f"{self.file}:{self.line} {self.measure} for {self.period.label}{area}: {self.why}"

    def __str__(self) -> str:
        if not isfinite(self.least):
            between = "is not known"
        elif self.most == inf:
            between = f"can be {self.least:g} or more"
        else:
            between = f"can be {self.least:g} to {self.most:g}"
        return f"{self.row_and_rule}; for who holds all publications it {between}."


@dataclass(frozen=True)
class Account:
    """All that is withheld up to a quarter, and what the council is asked about."""

    entries: tuple[WithheldFigure, ...]
    notes: tuple[str, ...]


def account_of(recorded: Recorded, period: Period) -> Account:
    """Return what a quarter and those before it withhold in public; for the analyst alone."""
    suppression = suppression_of(recorded, period)
    entries = tuple(_entries(suppression))
    unseen = judgements_left_out(recorded, as_reported(recorded, period), period)
    targets = (
        _of_targets(recorded, one) for one in repeated_by_targets(recorded, period, suppression)
    )
    return Account(entries, (*_notes(recorded, suppression), *targets, *unseen))


def newly_withheld(recorded: Recorded, period: Period) -> list[str]:
    """Return which rows a quarter is the first to withhold in public, and by which rule."""
    return [one.row_and_rule for one in _entries(suppression_of(recorded, period), period)]


def _entries(
    suppression: Suppression, only_first_in: Period | None = None
) -> Iterator[WithheldFigure]:
    """Yield what is withheld, or only what one quarter is the first to withhold.

    What can be known of a figure takes long to find out.
    """
    entries = []
    for number, withheld in suppression.withheld.items():
        if only_first_in not in (None, withheld.first_in):
            continue
        cell = suppression.cells[number]
        table, line = cell.lines[0]
        least, most = suppression.interval(cell)
        entries.append(
            WithheldFigure(
                withheld.first_in,
                f"data/{table}.csv",
                line,
                cell.measure,
                cell.key[1],
                cell.area,
                _why(withheld),
                least,
                most,
            )
        )
    yield from sorted(entries, key=lambda entry: (entry.since, entry.file, entry.line))


def disclosed(recorded: Recorded, period: Period) -> Disclosed:
    """Return how each row that a quarter shows or withholds is published, in public or not.

    For the quarter's file (`Disclosed`). What a figure was before that is
    withheld now is not shown, and not in it.
    """
    public = suppression_of(recorded, period)
    publication, quarter = public.published.publications[-1], recorded.quarters[period]
    apart = public
    if shows_more_apart(quarter):
        apart = suppression_of(recorded, period, with_exempt=True)
    newer = newer_days(quarter, with_exempt=False)
    since = publication.states[-1 - len(newer) :]
    at_cut_off = since[0]
    seen_since = {cell.number for state in since for cell in state.values()}
    decimals = _decimals(recorded.tables["measures"])
    days = {
        name: dict(recorded.tables[name][column].items())
        for name, column in (("observations", "recorded_on"), ("benchmarks", "published_on"))
    }
    tables: dict[str, dict[str, str]] = {name: {} for name in days}
    for table, line in sorted(apart.published.publications[-1].lines):
        cell = apart.published.cell_of[table, line]
        now = at_cut_off.get(cell.key, cell)
        is_public = (table, line) in publication.lines
        if is_public and public.is_withheld(now) and cell.number not in seen_since:
            continue
        day = days[table][line].date()
        if not is_public or public.is_withheld(cell):
            why = apart.withheld.get(cell.number)
            state = withheld_by(why.rule) if why else EXEMPT
        elif cell.number in public.rounded:
            rounded = public.rounded[cell.number]
            state = RoundedCount(rounded.rounded_to, rounded.base).state
        else:
            state = as_shown(cell.figures, decimals[cell.measure])
        tables[table][row_name(*cell.key[:2], cell.area, day)] = state
    return Disclosed(**tables, part_of=_declared(recorded, apart))


def _declared(recorded: Recorded, suppression: Suppression) -> dict[str, str]:
    """The totals of the measures that a publication has, as measures.csv names them."""
    measures = recorded.tables["measures"]
    if "part_of" not in measures:
        return {}
    there = {cell.measure for cell in suppression.published.publications[-1].cells}
    named = measures[measures["id"].isin(there) & (measures["part_of"] != "")]
    return dict(zip(named["id"], named["part_of"], strict=True))


def _decimals(measures: pd.DataFrame) -> dict[str, int | None]:
    """With how many decimals each measure's values are shown, nothing for as many as they have."""
    return {
        row["id"]: None if has_all_decimals(row) else int(row["decimals"])
        for row in measures.to_dict("records")
    }


def _why(withheld: Withheld) -> str:
    others = " and ".join(_named(cell) for cell in withheld.because)
    if withheld.rule == "beside" and not withheld.because:
        return "withheld when it was published"
    return _RULES[withheld.rule].format(others)


def _named(cell: Cell) -> str:
    area = f" of {cell.area}" if cell.area else ""
    return f"{cell.measure} for {cell.key[1].label}{area}"


def _notes(recorded: Recorded, suppression: Suppression) -> Iterator[str]:
    tables = recorded.tables
    lines = dict(zip(tables["measures"]["id"], tables["measures"].index, strict=True))
    for measures, claim in sorted(suppression.claims.items(), key=lambda item: sorted(item[0])):
        yield _proposal(sorted(measures, key=lambda id_: lines[id_]), claim, lines)
    for named, line in sorted(_maybe_shares(recorded, suppression, lines).items()):
        yield (
            f"data/measures.csv:{line}: {named}, which may be chance: nothing is withheld for it. "
            "If they are shares of one whole, give their numerators and denominators."
        )
    for year, parts in _maybe_years(recorded, suppression):
        yield (
            f'data/measures.csv:{lines[year]}: "{year}" may be the rolling year of "{parts}": it '
            "comes to that and is called so. Nothing is withheld for it, though what is withheld "
            "would follow from the rest. If it is, mark one more of them with c; if not, add to "
            f"params/council.yml, under chance: - {{measures: [{year}, {parts}], reason: ...}}."
        )
    for total in _broken_down_twice(suppression, tables["measures"]):
        yield (
            f'data/measures.csv:{lines[total]}: the parts of "{total}" come to more than it is. If '
            "it is broken down in several ways, name in brackets in part_of by what each part is "
            f"one of it, such as {total} (ward). Until then only those parts are kept that make it "
            "up in every period."
        )
    for measure in doubtful(tables["measures"], tables["observations"]):
        unit = tables["measures"].set_index("id")["unit"][measure]
        yield (
            f'data/measures.csv:{lines[measure]}: "{measure}" is taken for a count, of {unit}. '
            "If small numbers of it may be shown, set small_numbers to show."
        )
    threshold = recorded.council.suppression_threshold
    for measure in broken_counts(tables["measures"], tables["observations"], threshold):
        yield (
            f'data/measures.csv:{lines[measure]}: "{measure}" is taken for no count, and its small '
            "numbers are shown, since some of its values are not whole. If it counts, correct "
            "them or set decimals to 0."
        )
    bare = bare_rates(tables["measures"], tables["observations"])
    if bare:
        yield (
            f"data/observations.csv: nothing says of how many these rates are: {', '.join(bare)}. "
            "Give their numerators and denominators, so that a rate of few is withheld, or set "
            "small_numbers to show where they count no people."
        )


def _maybe_shares(
    recorded: Recorded, suppression: Suppression, lines: Mapping[str, int]
) -> dict[str, int]:
    """Return what may be shares of a whole, one of them withheld, each with the first's line."""
    newest = suppression.published.publications[-1].states[-1]
    secret = {cell.measure for cell in newest.values() if suppression.is_withheld(cell)}
    measures = measures_of(recorded.tables["measures"])
    chance = [set(item.measures) for item in recorded.council.chance]
    return {
        whole.claim: min(lines[id_] for id_ in whole.measures)
        for whole in wholes(newest, measures, secret, _MAYBE)
        if whole.chance >= CHANCE and set(whole.measures) not in chance
    }


def _maybe_years(recorded: Recorded, suppression: Suppression) -> list[tuple[str, str]]:
    """Return rolling years, and of what they may be, some of both withheld."""
    table = recorded.tables["measures"]
    newest = suppression.published.publications[-1].states[-1]
    answered = [*suppression.claims, *(frozenset(one.measures) for one in recorded.council.chance)]
    return sorted(
        (one.year, one.parts)
        for one in maybe_years(State(newest, measures_of(table)), table)
        if any(map(suppression.is_withheld, one.cells))
        and frozenset((one.year, one.parts)) not in answered
    )


def _broken_down_twice(suppression: Suppression, table: pd.DataFrame) -> Iterator[str]:
    measures = measures_of(table)
    state = State(suppression.published.publications[-1].states[-1], measures)
    for total, parts in measures.parts:
        recorded = [part for part in parts if part in state.rows]
        if total in state.rows and comes_to_more(state, total, recorded, suppression.cells):
            yield total


def _of_targets(recorded: Recorded, repeated: Repeated) -> str:
    rows = recorded.tables["targets"]
    is_telling = (rows["measure"] == repeated.measure) & rows["period"].isin(repeated.telling)
    return (
        f"data/targets.csv:{rows.index[is_telling][0]}: {repeated.claim}. Targets that are a "
        "withheld figure are left out. If it is chance, add to params/council.yml, under chance: "
        f"- {{measures: [{repeated.measure}], reason: ...}}."
    )


def _proposal(measures: Sequence[str], claim: str, lines: Mapping[str, int]) -> str:
    return (
        f"data/measures.csv:{lines[measures[0]]}: {claim}. They are withheld as if that were so: "
        "if they are a total and its parts, say so in part_of. If it is chance, add to "
        f"params/council.yml, under chance: - {{measures: [{', '.join(measures)}], reason: ...}}."
    )
