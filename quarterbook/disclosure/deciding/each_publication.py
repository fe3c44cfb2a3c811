"""What is withheld, one publication after the other: only what is new can be withheld."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from quarterbook.data.disclosed import EXEMPT, RoundedCount, is_withheld, own_rule
from quarterbook.data.params.council import Council
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.cells import Cell, CellsByNumber, Key, with_own_benchmarks
from quarterbook.disclosure.deciding.complementary import complementary_suppression, exposure_after
from quarterbook.disclosure.deciding.suppression import (
    AS_PUBLISHED,
    BESIDE,
    CONFIDENTIAL,
    EXEMPT_RULE,
    FORMERLY,
    SAME,
    Declared,
    Knowledge,
    Suppression,
    Withheld,
    rounded_with_a_small_one,
)
from quarterbook.disclosure.deciding.undeclared import (
    inferred_from_rates,
    shares_of_wholes,
    undeclared_links,
    withheld_of_sums,
)
from quarterbook.disclosure.linked_sums import State, declared_links, measures_of
from quarterbook.disclosure.publications import Publication, Published
from quarterbook.disclosure.resemblance.areas import own_benchmark_links
from quarterbook.disclosure.resemblance.pooled import pooled_links
from quarterbook.disclosure.small_counts import base_for
from quarterbook.disclosure.solver.rounding import Rounded, as_known, preference, rounded_to_base
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import WithholdingRule


def suppress_in_order(
    recorded: Recorded,
    record: Published,
    from_all: Mapping[int, Withheld],
    *,
    with_exempt: bool,
) -> Suppression:
    """Return what is withheld in publications of a record, in their order.

    from_all
        what is withheld even from who sees what is exempt; with_exempt: for whom this is.

    Raises `BookError` where what is out makes it impossible.
    """
    shown = {cell.number: cell for one in record.publications for cell in one.cells}
    cells = {number: shown[number] for number in sorted(shown)}
    suppression = Suppression(record, cells=cells, from_all=from_all)
    knowledge = Knowledge(recorded, measures_of(recorded.tables["measures"]), {**cells})
    for publication in record.publications:
        if publication.as_published is None:
            _suppress_in_publication(suppression, publication, knowledge)
        else:
            _take_as_published(
                suppression,
                publication,
                publication.as_published,
                knowledge,
                with_exempt=with_exempt,
            )
    return suppression


def _take_as_published(
    suppression: Suppression,
    publication: Publication,
    as_published: Mapping[int, str],
    knowledge: Knowledge,
    *,
    with_exempt: bool,
) -> None:
    """Take a publication as it was made, whatever the rules would say of it now."""
    quarter = publication.quarter.quarter
    for cell in publication.cells:
        number, state = cell.number, as_published[cell.number]
        if is_withheld(state) or (state == EXEMPT and not with_exempt):
            if number not in suppression.first_shown_in:
                is_exempt = state == EXEMPT and cell.measure in publication.exempt
                rule = cell.rule or (EXEMPT_RULE if is_exempt else _rule_since(state))
                suppression.withheld.setdefault(number, Withheld(rule, quarter))
            continue
        suppression.withheld.pop(number, None)
        suppression.first_shown_in.setdefault(number, quarter)
        if rounded := RoundedCount.read(state):
            bounds = as_known(cell.count, rounded.rounded_to, rounded.base, _preference(cell))
            suppression.rounded.setdefault(number, bounds)
    declared = _declared(publication, knowledge)
    knowledge.learn_declared(declared)
    undeclared = undeclared_links(suppression, publication, declared.states, knowledge)
    knowledge.learn(undeclared)
    suppression.claims |= undeclared.claims
    suppression.exposure = exposure_after(suppression, knowledge)


def _rule_since(state: str) -> WithholdingRule:
    """Return by which rule a row without one now is withheld, from how it was published.

    The threshold, the unit or the mark may be another since; a secret stays one all the same.
    """
    rule = own_rule(state)
    if rule is None:
        return BESIDE
    return FORMERLY if rule in (CONFIDENTIAL, FORMERLY) else AS_PUBLISHED


def _declared(publication: Publication, knowledge: Knowledge) -> Declared:
    """Return the states of the record that a publication shows, and what is declared of them."""
    council = knowledge.recorded.council.council.code
    measures, cells, newest = knowledge.measures, knowledge.cells, publication.states
    states = [State(with_own_benchmarks(one, council), measures) for one in newest]
    links = [link for one in newest for link in own_benchmark_links(one, council, cells)]
    for state in states:
        links += declared_links(state, measures, cells, knowledge.threshold)
        links += pooled_links(state, cells, knowledge.threshold)
    return Declared(states, links)


def _suppress_in_publication(
    suppression: Suppression, publication: Publication, knowledge: Knowledge
) -> None:
    """Decide on what is new in a publication, the only place where what is withheld grows.

    First what has a rule of its own, since all else goes by it; then what is rounded, along the
    declared links, before anything found makes one of those rounded a secret. Then in turn, until
    nothing more comes: what is the same as a secret is withheld with it, benchmarks and rates
    first, for what is found lies around what is withheld; rounded counts last, by the links found.
    Only when all that is in place is it worth choosing what is withheld beside it, and then
    whatever is withheld may be told by a rate or under another name in its turn.
    """
    quarter = publication.quarter.quarter
    by_rule = _by_rule(suppression, publication, knowledge)
    suppression.withheld = by_rule.withheld
    declared = _declared(publication, knowledge)
    knowledge.learn_declared(declared)
    suppression.rounded |= _rounded_counts(suppression, by_rule.candidates, knowledge)
    size = -1
    while size < (now := _secrets(suppression, knowledge)):
        size = now
        suppression.withheld |= _own_benchmarks(suppression, publication, knowledge)
        inferred = inferred_from_rates(suppression, publication, knowledge)
        suppression.withheld |= inferred.withheld
        suppression.claims |= inferred.claims
        undeclared = undeclared_links(suppression, publication, declared.states, knowledge)
        knowledge.learn(undeclared)
        suppression.claims |= undeclared.claims
        suppression.withheld |= _exact_twins(suppression, by_rule.candidates, quarter, knowledge)
        suppression.withheld |= _twins(suppression, quarter, knowledge)
        more = complementary_suppression(suppression, quarter, by_rule.candidates, knowledge)
        suppression.exposure = more.exposure
        suppression.withheld |= more.withheld or withheld_of_sums(
            suppression, publication, knowledge
        )
        if size == _secrets(suppression, knowledge):
            shares = shares_of_wholes(suppression, publication, knowledge)
            suppression.withheld |= shares.withheld
            suppression.claims |= shares.claims
    for cell in publication.cells:
        if cell.number not in suppression.withheld:
            suppression.first_shown_in.setdefault(cell.number, quarter)


def _secrets(suppression: Suppression, knowledge: Knowledge) -> int:
    """How many figures are to be kept, those that rounding keeps included."""
    return len(suppression.withheld) + len(rounded_with_a_small_one(suppression, knowledge))


def _own_benchmarks(
    suppression: Suppression, publication: Publication, knowledge: Knowledge
) -> dict[int, Withheld]:
    """Return the council's own benchmarks for periods that end with a withheld figure's."""
    council = knowledge.recorded.council.council.code
    hidden = [knowledge.cells[number] for number in suppression.withheld]
    ends = {(cell.measure, cell.span.end): cell for cell in hidden if not cell.area}
    own = [cell for cell in publication.cells if cell.area == council] if ends else []
    return {
        cell.number: Withheld(SAME, publication.quarter.quarter, (figure,))
        for cell in own
        if (figure := ends.get((cell.measure, cell.span.end)))
        and not {*suppression.withheld, *suppression.first_shown_in} & {cell.number}
    }


def _exact_twins(
    suppression: Suppression, new: Sequence[Cell], quarter: Period, knowledge: Knowledge
) -> dict[int, Withheld]:
    """Return what shows a rounded count as it is, where a small one is rounded along with it.

    Which way those of a sum are rounded depends on where each lies; with one of them known as it
    is, that way would place a small one among fewer than it could be.
    """
    near = rounded_with_a_small_one(suppression, knowledge)
    shown = {cell.number for cell in new} - suppression.withheld.keys() - suppression.rounded.keys()
    return {
        exact.cell: Withheld(BESIDE, quarter, (knowledge.cells[one.cell],))
        for link in (knowledge.links if near else ())
        if len(link.sum) == 2 and not link.is_at_least
        for (exact, _), (one, _) in (link.sum, link.sum[::-1])
        if exact.cell in shown and one.cell in near
    }


def _twins(suppression: Suppression, quarter: Period, knowledge: Knowledge) -> dict[int, Withheld]:
    """Return rounded counts that are withheld under another name: the two would narrow it."""
    twins: dict[int, Withheld] = {}
    for link in knowledge.links:
        if len(link.sum) != 2 or link.is_at_least:
            continue
        for (twin, _), (rounded_one, _) in (link.sum, link.sum[::-1]):
            number = rounded_one.cell
            hidden = ChainMap(twins, suppression.withheld)
            is_new = number in suppression.rounded and number not in suppression.first_shown_in
            is_its_own = (
                twin.cell in hidden and knowledge.cells[number] in hidden[twin.cell].because
            )
            if is_new and number not in hidden and twin.cell in hidden and not is_its_own:
                twins[number] = Withheld(SAME, quarter, (knowledge.cells[twin.cell],))
    return twins


def _rounded_counts(
    suppression: Suppression, new: Sequence[Cell], knowledge: Knowledge
) -> dict[int, Rounded]:
    """Return the new counts of measures that ask for it, rounded; what is out stays as shown."""
    numbers = [cell.number for cell in new if cell.is_rounded]
    if not numbers:
        return {}
    out = {n: one for n, one in suppression.rounded.items() if n in suppression.first_shown_in}
    counts = {n: knowledge.cells[n].count for n in sorted({*numbers, *out})}
    preferences = {n: _preference(knowledge.cells[n]) for n in counts}
    shown = {n: one.rounded_to for n, one in out.items()}
    base = base_for(knowledge.threshold)
    return rounded_to_base(counts, knowledge.links, shown, base, preferences) | out


def _preference(cell: Cell) -> float:
    measure, period, area = cell.key
    return preference(measure, area, period.code)


class _ByRule(NamedTuple):
    """What is withheld with what has a rule of its own, and what is new besides."""

    withheld: dict[int, Withheld]
    candidates: list[Cell]


def _by_rule(suppression: Suppression, publication: Publication, knowledge: Knowledge) -> _ByRule:
    """Return what is withheld by rule, with what was before; what is exempt no more is new."""
    quarter = publication.quarter.quarter
    council = knowledge.recorded.council
    formerly = _formerly_confidential(suppression.withheld, publication, knowledge.cells, council)
    withheld, new = {**suppression.withheld, **formerly.released}, []
    released = _released(council)
    for cell in publication.cells:
        before = withheld.get(cell.number)
        if before and before.rule == AS_PUBLISHED and cell.key in released:
            before = None
        if cell.number in suppression.first_shown_in or (before and before.rule != EXEMPT_RULE):
            continue
        rule = _rule_of(cell, publication, formerly.secrets)
        apart = suppression.from_all.get(cell.number)
        if rule:
            first_in = before.first_in if before else quarter
            withheld[cell.number] = Withheld(rule, first_in)
        elif apart and apart.first_in == quarter:
            withheld[cell.number] = apart
        else:
            withheld.pop(cell.number, None)
            new.append(cell)
    return _ByRule(withheld, new)


def _rule_of(
    cell: Cell, publication: Publication, formerly: Collection[Key]
) -> WithholdingRule | None:
    """Return the rule by which a figure is withheld for its own sake, None where there is none."""
    if cell.rule and not (cell.is_rounded and cell.rule == "small"):
        return cell.rule
    if cell.measure in publication.exempt:
        return EXEMPT_RULE
    return FORMERLY if cell.key in formerly else None


def _released(council: Council) -> set[Key]:
    """Return whose figures the council says may be known, whatever they were before."""
    return {(item.measure, item.period, "") for item in council.no_longer_confidential}


class _Formerly(NamedTuple):
    """What was withheld as confidential: whose figures still are, and why others are by now.

    released
        what council.yml says may be known, where the publication has a newer row of it: a secret
        no more, and withheld only where it would tell what still is one.
    """

    secrets: set[Key]
    released: dict[int, Withheld]


def _formerly_confidential(
    withheld: Mapping[int, Withheld],
    publication: Publication,
    cells: CellsByNumber,
    council: Council,
) -> _Formerly:
    """Return whose figures were withheld as confidential and are not released by the council.

    A newer row without the mark alone shows nothing: the mark may have been forgotten in it.
    """
    secret = {
        number: cells[number].key
        for number, why in withheld.items()
        if why.rule in (CONFIDENTIAL, FORMERLY) and not cells[number].area
    }
    named = _released(council)
    newer = {cell.key for cell in publication.cells if cell.rule != CONFIDENTIAL}
    released = {
        number: Withheld(BESIDE, withheld[number].first_in)
        for number, key in secret.items()
        if key in named & newer
    }
    return _Formerly({*secret.values()} - named, released)
