"""What is withheld, edition by edition: what is out is out, only what is new can be held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

from quarterbook.data.disclosed import EXEMPT, ROUNDED, WITHHELD
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.complementary import note_what_is_known, withhold_beside
from quarterbook.disclosure.counts import base_for, counted, rounded_measures
from quarterbook.disclosure.decision import (
    EXEMPT_RULE,
    HELD_BACK,
    SAME,
    Knowledge,
    Withheld,
    Withholding,
)
from quarterbook.disclosure.editions import Publication, published
from quarterbook.disclosure.finding import add_found, held_back_of_sums, withhold_rates
from quarterbook.disclosure.links import State, declared_links, measures_of
from quarterbook.disclosure.resemblance.pooled import pooled_links
from quarterbook.disclosure.solver.rounding import as_known, preference, rounded_to_base
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
    that keep what they disclosed stand as they were published. A record is
    decided on once. Raises `BookError` where what is out makes that impossible
    or has been changed.
    """
    decisions = _decisions.setdefault(recorded, {})
    if (period, with_exempt) not in decisions:
        decisions[period, with_exempt] = _decide_anew(recorded, period, with_exempt=with_exempt)
    return decisions[period, with_exempt]


# What is withheld of each record that is still in use.
_decisions: WeakKeyDictionary[Recorded, dict[tuple[Period, bool], Withholding]] = (
    WeakKeyDictionary()
)


def _decide_anew(recorded: Recorded, period: Period, *, with_exempt: bool) -> Withholding:
    _check_rounded(recorded)
    record = published(recorded, period, with_exempt=with_exempt)
    decision = Withholding(record)
    if not with_exempt and any(edition.exempt for edition in record.editions):
        decision.from_all = decide(recorded, period, with_exempt=True).withheld
    everything = {cell.number: cell for edition in record.editions for cell in edition.cells}
    decision.cells = everything
    cells = [everything.get(number) for number in range(max(everything, default=-1) + 1)]
    knowledge = Knowledge(recorded, measures_of(recorded.tables["measures"]), cells)  # type: ignore[arg-type]
    for edition in record.editions:
        if edition.as_published is None:
            _decide_edition(decision, edition, knowledge)
        else:
            _take_as_published(
                decision, edition, edition.as_published, knowledge, with_exempt=with_exempt
            )
    return decision


def _take_as_published(
    decision: Withholding,
    edition: Publication,
    as_published: Mapping[int, str],
    knowledge: Knowledge,
    *,
    with_exempt: bool,
) -> None:
    """Take an edition as it was published, whatever the rules would say of it now."""
    quarter = edition.quarter.quarter
    for cell in edition.cells:
        number, state = cell.number, as_published[cell.number]
        if state == WITHHELD or (state == EXEMPT and not with_exempt):
            if number not in decision.shown:
                is_exempt = state == EXEMPT and cell.measure in edition.exempt
                rule = cell.rule or (EXEMPT_RULE if is_exempt else HELD_BACK)
                decision.withheld.setdefault(number, Withheld(rule, quarter))
            continue
        decision.withheld.pop(number, None)
        decision.shown.setdefault(number, quarter)
        if state.startswith(ROUNDED):
            shown = float(state.removeprefix(ROUNDED))
            known = as_known(cell.count, shown, base_for(knowledge.threshold), _preference(cell))
            decision.rounded.setdefault(number, known)
    states = _linked(edition, knowledge)
    add_found(decision, edition, states, knowledge)
    note_what_is_known(decision, knowledge)


def _linked(edition: Publication, knowledge: Knowledge) -> list[State]:
    """Return an edition's states of the record, their declared links added."""
    states = [State(newest, knowledge.measures) for newest in edition.states]
    for state in states:
        knowledge.add(
            declared_links(state, knowledge.measures, knowledge.cells, knowledge.threshold)
        )
        knowledge.add(pooled_links(state, knowledge.cells, knowledge.threshold))
    knowledge.forget({measure for state in states for measure in state.rows})
    return states


def _decide_edition(decision: Withholding, edition: Publication, knowledge: Knowledge) -> None:
    quarter = edition.quarter.quarter
    candidates = _by_rule(decision, edition)
    states = _linked(edition, knowledge)
    _round(decision, candidates, knowledge)
    while True:
        _with_own_benchmarks(decision, edition, knowledge)
        withhold_rates(decision, edition, knowledge)
        add_found(decision, edition, states, knowledge)
        _with_twins(decision, edition, knowledge)
        more = withhold_beside(decision, quarter, candidates, knowledge)
        more = more or held_back_of_sums(decision, edition, knowledge)
        decision.withheld.update(more)
        if not more:
            break
    for cell in edition.cells:
        if cell.number not in decision.withheld:
            decision.shown.setdefault(cell.number, quarter)


def _with_own_benchmarks(decision: Withholding, edition: Publication, knowledge: Knowledge) -> None:
    """Withhold the council's own benchmark for a period that ends with a withheld figure's."""
    council = knowledge.recorded.council.council.code
    hidden = [knowledge.cells[number] for number in decision.withheld]
    ends = {(cell.measure, cell.span.end): cell for cell in hidden if not cell.area}
    for cell in edition.cells if ends else ():
        figure = ends.get((cell.measure, cell.span.end)) if cell.area == council else None
        if figure and not {*decision.withheld, *decision.shown} & {cell.number}:
            quarter = edition.quarter.quarter
            decision.withheld[cell.number] = Withheld(SAME, quarter, (figure,))


def _with_twins(decision: Withholding, edition: Publication, knowledge: Knowledge) -> None:
    """Withhold a rounded count that is withheld under another name: the two would narrow it."""
    for link in knowledge.links:
        if len(link.sum) != 2 or link.is_rest:
            continue
        for (twin, _), (rounded_one, _) in (link.sum, link.sum[::-1]):
            number = rounded_one.cell
            is_new = number in decision.rounded and number not in decision.shown
            if is_new and number not in decision.withheld and twin.cell in decision.withheld:
                because = (knowledge.cells[twin.cell],)
                decision.withheld[number] = Withheld(SAME, edition.quarter.quarter, because)


def _check_rounded(recorded: Recorded) -> None:
    """Raise `BookError` where something is to be rounded that is no count."""
    measures = recorded.tables["measures"]
    rounded = rounded_measures(measures)
    wrong = sorted(rounded - counted(measures, recorded.tables["observations"])) if rounded else []
    if wrong:
        lines = dict(zip(measures["id"], measures.index, strict=True))
        raise BookError([_not_counted(id_, int(lines[id_])) for id_ in wrong])


def _not_counted(measure: str, line: int) -> Problem:
    return Problem(
        "data/measures.csv",
        line,
        "D402",
        f'small_numbers of "{measure}" is round, but its figures are no counts. Round the counts '
        "that it is made from, and leave this cell blank: small ones are withheld.",
    )


def _round(decision: Withholding, new: Sequence[Cell], knowledge: Knowledge) -> None:
    """Round the new counts of measures that ask for it; what is out stays as it was shown."""
    numbers = [cell.number for cell in new if cell.is_rounded]
    if numbers:
        out = {n: one for n, one in decision.rounded.items() if n in decision.shown}
        counts = {n: knowledge.cells[n].count for n in sorted({*numbers, *out})}
        preferences = {n: _preference(knowledge.cells[n]) for n in counts}
        shown = {n: one.shown for n, one in out.items()}
        base = base_for(knowledge.threshold)
        decision.rounded |= rounded_to_base(counts, knowledge.links, shown, base, preferences) | out


def _preference(cell: Cell) -> float:
    measure, period, area = cell.key
    return preference(measure, area, period.code)


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
