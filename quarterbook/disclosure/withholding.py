"""What is withheld, edition by edition: what is out is out, only what is new can be held back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from quarterbook.data.disclosed import EXEMPT, ROUNDED, WITHHELD
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.counts import base_for, counted, rounded_measures
from quarterbook.disclosure.decision import (
    EXEMPT_RULE,
    HELD_BACK,
    SAME,
    Knowledge,
    Withheld,
    Withholding,
    cells_of,
    disclosed_already,
    follows,
)
from quarterbook.disclosure.editions import Publication, published
from quarterbook.disclosure.links import (
    State,
    benchmark_links,
    declared_links,
    measures_of,
)
from quarterbook.disclosure.resemblance import (
    families,
    families_over_time,
    links,
    rates,
    same_rates,
)
from quarterbook.disclosure.solver.choice import hold_back
from quarterbook.disclosure.solver.intervals import (
    Attacker,
    Demand,
    secrets_of,
    small_rests,
)
from quarterbook.disclosure.solver.rounding import rounded
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period


def decide(recorded: Recorded, period: Period, *, with_exempt: bool = False) -> Withholding:
    """Return what is withheld in a quarter and in those before it, by order of cut-off dates.

    with_exempt
        for who sees what is exempt, too.

    Each edition's own small, confidential and exempt figures are withheld;
    what was shown before stays known, what was withheld stays withheld, and of
    what is new as little is held back as keeps every secret of all editions
    as wide as the rule leaves it. Who sees what is exempt has the public
    editions, too: what is withheld from him is withheld from all. Quarters
    that keep what they disclosed stand as they were published. Raises
    `BookError` where what is out makes that impossible or has been changed.
    """
    _check_rounded(recorded)
    record = published(recorded, period, with_exempt=with_exempt)
    decision = Withholding(record)
    if not with_exempt and any(edition.exempt for edition in record.editions):
        decision.from_all = decide(recorded, period, with_exempt=True).withheld
    everything = {cell.number: cell for edition in record.editions for cell in edition.cells}
    decision.cells = everything
    cells = [everything.get(number) for number in range(max(everything, default=-1) + 1)]
    linked = Knowledge(recorded, measures_of(recorded.tables["measures"]), cells)  # type: ignore[arg-type]
    for edition in record.editions:
        if edition.out is None:
            _decide(decision, edition, linked)
        else:
            _take(decision, edition, edition.out, linked, with_exempt=with_exempt)
    return decision


def _take(
    decision: Withholding,
    edition: Publication,
    out: Mapping[int, str],
    linked: Knowledge,
    *,
    with_exempt: bool,
) -> None:
    """Take an edition as it was published, whatever the rules would say of it now."""
    quarter = edition.quarter.quarter
    for cell in edition.cells:
        number, state = cell.number, out[cell.number]
        if state == WITHHELD or (state == EXEMPT and not with_exempt):
            if number not in decision.shown:
                is_exempt = state == EXEMPT and cell.measure in edition.exempt
                rule = cell.rule or (EXEMPT_RULE if is_exempt else HELD_BACK)
                decision.withheld.setdefault(number, Withheld(rule, quarter))
            continue
        decision.withheld.pop(number, None)
        decision.shown.setdefault(number, quarter)
        if state.startswith(ROUNDED):
            decision.rounded.setdefault(number, float(state.removeprefix(ROUNDED)))
    states = _linked(edition, linked)
    _add_found(decision, edition, states, linked)
    demands = _demands(decision, linked)
    assert decision.attacker is not None
    decision.lost.update(decision.attacker.unmet(demands, decision.withheld.keys()))


def _linked(edition: Publication, linked: Knowledge) -> list[State]:
    """Return an edition's states of the record, their declared links added."""
    states = [State(newest, linked.measures) for newest in edition.states]
    for state in states:
        linked.add(declared_links(state, linked.measures, linked.cells, linked.threshold))
    return states


def _decide(decision: Withholding, edition: Publication, linked: Knowledge) -> None:
    quarter = edition.quarter.quarter
    candidates = _by_rule(decision, edition)
    states = _linked(edition, linked)
    _round(decision, candidates, linked)
    while True:
        _with_own_benchmarks(decision, edition, linked)
        _with_rates(decision, edition, linked)
        _add_found(decision, edition, states, linked)
        more = _hold_back(decision, quarter, candidates, linked)
        decision.withheld.update(more)
        if not more:
            break
    for cell in edition.cells:
        if cell.number not in decision.withheld:
            decision.shown.setdefault(cell.number, quarter)


def _with_own_benchmarks(decision: Withholding, edition: Publication, linked: Knowledge) -> None:
    """Withhold the council's own benchmark for a period that ends with a withheld figure's."""
    council = linked.recorded.council.council.code
    hidden = [linked.cells[number] for number in decision.withheld]
    ends = {(cell.measure, cell.span.end): cell for cell in hidden if not cell.area}
    for cell in edition.cells if ends else ():
        figure = ends.get((cell.measure, cell.span.end)) if cell.area == council else None
        if figure and not {*decision.withheld, *decision.shown} & {cell.number}:
            quarter = edition.quarter.quarter
            decision.withheld[cell.number] = Withheld(SAME, quarter, (figure,))


def _with_rates(decision: Withholding, edition: Publication, linked: Knowledge) -> None:
    """Withhold the same rate under another name, and a rate that a withheld figure follows from.

    Raises `BookError` where that rate is out.
    """
    for newest in edition.states:
        secret = {cell.measure for cell in newest.values() if decision.is_withheld(cell)}
        pairs = list(same_rates(newest, linked.measures, secret))
        pairs += [
            (made.secret, made.rate)
            for made in rates(newest, linked.measures, secret)
            if not decision.is_withheld(made.other)
        ]
        for figure, rate in pairs:
            if not decision.is_withheld(figure) or decision.is_withheld(rate):
                continue
            if rate.number in decision.shown:
                raise BookError(disclosed_already([figure], [rate], decision))
            decision.withheld[rate.number] = Withheld(SAME, edition.quarter.quarter, (figure,))


def _add_found(
    decision: Withholding, edition: Publication, states: Sequence[State], linked: Knowledge
) -> None:
    """Add the links that nobody declared but all figures show, or those that readers see."""
    around = _around(decision, linked)
    if not around:
        return
    council, areas = linked.recorded.council.council.code, linked.recorded.tables["areas"]
    for newest, state in zip(edition.states, states, strict=True):
        if any(area for _, _, area in newest):
            linked.add(benchmark_links(newest, state, council, areas, linked.cells))
    last = edition.states[-1]
    left = {key: cell for key, cell in last.items() if not decision.is_withheld(cell)}
    views = (states[-1], State(left, linked.measures))
    found = [family for view in views for family in families(view, linked.measures, around)]
    found += families_over_time(states[-1], linked.measures, around, linked.cells)
    merged = {family[:2]: family for family in found if not family.is_certain}
    merged |= {family[:2]: family for family in decision.found}
    merged |= {family[:2]: family for family in found if family.is_certain}
    decision.found = list(merged.values())
    for state in states:
        linked.add(links(found, state, linked.measures, linked.cells, linked.threshold))


def _hold_back(
    decision: Withholding, quarter: Period, candidates: Sequence[Cell], linked: Knowledge
) -> dict[int, Withheld]:
    """Return what of the new figures has to be held back beside those withheld so far."""
    demands = _demands(decision, linked)
    attacker = decision.attacker
    assert attacker is not None
    hidden = set(decision.withheld)
    unmet = attacker.unmet(demands, hidden)
    if not unmet:
        return {}
    new = [cell for cell in candidates if cell.number not in hidden]
    ranked = _ranked(new, unmet, linked)
    unmet = _possible(attacker, unmet, {*hidden, *ranked}, decision, linked)
    found = hold_back(attacker, unmet, hidden, ranked) if unmet else {}
    return {
        number: Withheld(HELD_BACK, quarter, cells_of(demand.secret, linked))
        for number, demand in found.items()
    }


def _demands(decision: Withholding, linked: Knowledge) -> list[Demand]:
    """Return what must be possible for an attacker who knows all so far, who is made anew."""
    rules = {n: why.rule for n, why in decision.withheld.items() if why.rule != HELD_BACK}
    rules |= {n: rule for n in decision.rounded if (rule := linked.cells[n].rule)}
    attacker = Attacker(linked.cells, rules, linked.links, linked.threshold, decision.rounded)
    decision.attacker = attacker
    secrets = secrets_of(linked.cells, rules, linked.threshold) + small_rests(linked.links)
    demands = [demand for secret in dict.fromkeys(secrets) for demand in attacker.demands(secret)]
    return [demand for demand in demands if demand not in decision.lost]


def _check_rounded(recorded: Recorded) -> None:
    """Raise `BookError` where something is to be rounded that is no count."""
    measures = recorded.tables["measures"]
    counts = counted(measures, recorded.tables["observations"])
    lines = dict(zip(measures["id"], measures.index, strict=True))
    wrong = sorted(rounded_measures(measures) - counts)
    if wrong:
        raise BookError([_not_counted(id_, int(lines[id_])) for id_ in wrong])


def _not_counted(measure: str, line: int) -> Problem:
    return Problem(
        "data/measures.csv",
        line,
        "D402",
        f'small_numbers of "{measure}" is round, but its figures are no counts. Round the counts '
        "that it is made from, and leave this cell blank: small ones are withheld.",
    )


def _round(decision: Withholding, new: Sequence[Cell], linked: Knowledge) -> None:
    """Round the new counts of measures that ask for it; what is out stays as it was shown."""
    numbers = [cell.number for cell in new if cell.is_rounded]
    if numbers:
        out = {n: shown for n, shown in decision.rounded.items() if n in decision.shown}
        counts = {n: linked.cells[n].count for n in sorted({*numbers, *out})}
        decision.rounded |= rounded(counts, linked.links, out, base_for(linked.threshold))


def _by_rule(decision: Withholding, edition: Publication) -> list[Cell]:
    """Withhold what has a rule of its own; return what is new besides."""
    quarter = edition.quarter.quarter
    new = []
    for cell in edition.cells:
        before = decision.withheld.get(cell.number)
        if cell.number in decision.shown or (before and before.rule != EXEMPT_RULE):
            continue
        rule = EXEMPT_RULE if cell.measure in edition.exempt else ""
        if cell.rule and not (cell.is_rounded and cell.rule == "small"):
            rule = cell.rule
        apart = decision.from_all.get(cell.number)
        if rule:
            since = before.since if before else quarter
            decision.withheld[cell.number] = Withheld(rule, since)
            continue
        if apart and apart.since == quarter:
            decision.withheld[cell.number] = apart
            continue
        decision.withheld.pop(cell.number, None)
        new.append(cell)
    return new


def _around(decision: Withholding, linked: Knowledge) -> set[str]:
    """The measures of withheld figures and of small rests, with their families."""
    own = {linked.cells[number].measure for number in decision.withheld}
    for link in linked.links:
        if link.is_small:
            own |= {linked.cells[unknown.cell].measure for unknown, _ in link.sum}
    more = True
    while more:
        kin = {
            name
            for total, parts in linked.measures.parts.items()
            if own & {total, *parts}
            for name in (total, *parts)
        }
        more = not kin <= own
        own |= kin
    return own


def _ranked(new: Sequence[Cell], unmet: Iterable[Demand], linked: Knowledge) -> list[int]:
    """Return what can be held back, in the order in which readers miss it least.

    Other areas' benchmarks; parts before totals; figures of a secret's own
    period; then the older, the last by name. How large a figure is says nothing here:
    whoever knows the order would learn which of two withheld ones is larger.
    Zero is shown, unless there is something confidential or exempt to hide.
    """
    unmet = list(unmet)
    zero_too = any(demand.secret.width for demand in unmet)
    spans = {
        linked.cells[unknown.cell].span for demand in unmet for unknown, _ in demand.secret.sum
    }
    totals = set(linked.measures.parts)
    some = [cell for cell in new if cell.count == cell.count and not cell.is_forecast]
    some = [cell for cell in some if zero_too or cell.count != 0]
    some.sort(key=lambda cell: (cell.key, cell.number), reverse=True)
    some.sort(
        key=lambda cell: (
            cell.count == 0,
            not cell.area,
            cell.measure in totals,
            cell.span not in spans,
            cell.span,
        )
    )
    return [cell.number for cell in some]


def _possible(
    attacker: Attacker,
    unmet: Iterable[Demand],
    most: set[int],
    decision: Withholding,
    linked: Knowledge,
) -> list[Demand]:
    """Return the demands that can be met, without those that the rule itself rules out.

    Where a demand could be met if nothing had been shown, but cannot be any
    more, what is out gives the secret away: raises `BookError`, unless that is
    so by a link that may hold by chance. That is lost.
    """
    unmet = list(unmet)
    lost = attacker.unmet(unmet, most)
    if not lost:
        return unmet
    never = _never(attacker, lost, linked)
    out = [demand for demand in lost if demand not in never]
    certain = dict.fromkeys(d.secret for d in attacker.without_guesses.unmet(out, most))
    if certain:
        raise BookError([follows(attacker, s, most, decision, linked) for s in certain])
    decision.lost.update(out)
    return [demand for demand in unmet if demand not in never | decision.lost]


def _never(attacker: Attacker, lost: Iterable[Demand], linked: Knowledge) -> set[Demand]:
    """Return the demands that the rule rules out even where nothing but zero is shown."""
    numbers = {cell.number: cell for cell in linked.cells if cell}
    not_zero = {number for number, cell in numbers.items() if cell.count != 0}
    small = [demand for demand in lost if not demand.secret.width]
    wide = [demand for demand in lost if demand.secret.width]
    return {*attacker.unmet(small, not_zero), *attacker.unmet(wide, numbers)}
