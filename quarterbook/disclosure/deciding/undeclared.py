"""What a publication shows that nobody declared, unless the council says that it is chance."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from quarterbook.disclosure.cells import Cell, Key, with_own_benchmarks
from quarterbook.disclosure.deciding.already_out import disclosed_already
from quarterbook.disclosure.deciding.suppression import (
    BESIDE,
    SAME,
    Knowledge,
    Suppression,
    Undeclared,
    Withheld,
    rounded_with_a_small_one,
)
from quarterbook.disclosure.linked_sums import Measures, State
from quarterbook.disclosure.publications import Publication
from quarterbook.disclosure.resemblance.areas import benchmark_links
from quarterbook.disclosure.resemblance.families import families, families_over_time, links
from quarterbook.disclosure.resemblance.gaps import gaps
from quarterbook.disclosure.resemblance.other_ids import left_for, links_left_for
from quarterbook.disclosure.resemblance.rates import (
    Inference,
    rates,
    sums_of_rates,
)
from quarterbook.disclosure.resemblance.rates_of_sums import rates_of_one_whole, rates_of_sums
from quarterbook.disclosure.resemblance.relative_changes import changes, indices
from quarterbook.disclosure.resemblance.series import Family
from quarterbook.disclosure.resemblance.shares import WholeOfShares, same_rates, wholes
from quarterbook.ground.errors import BookError


def undeclared_links(
    suppression: Suppression,
    publication: Publication,
    states: Sequence[State],
    knowledge: Knowledge,
) -> Undeclared:
    """Return what nobody declared but all figures show, or those that readers see."""
    around = _around(suppression, knowledge)
    if not around:
        return Undeclared([], [], [], {})
    council, areas = knowledge.recorded.council.council.code, knowledge.recorded.tables["areas"]
    compared = [
        (newest, state)
        for newest, state in zip(publication.states, states, strict=True)
        if any(area for _, _, area in newest)
    ]
    of_areas = [
        link
        for newest, state in compared
        for link in benchmark_links(newest, state, council, areas, knowledge.cells)
    ]
    some = _families(suppression, publication, states, knowledge, around)
    rests = [
        one
        for newest, state in compared[-1:]
        for one in left_for(newest, state, council, areas, around, knowledge.cells)
        if not knowledge.is_chance(one.measures)
    ]
    others = [
        link for state in states for link in links(some, state, knowledge.measures, knowledge.cells)
    ]
    for newest, state in compared:
        others += links_left_for(rests, newest, state, council, areas, knowledge.cells)
    claims = {family.measures: family.claim for family in some}
    claims |= {one.measures: one.claim for one in rests}
    return Undeclared(of_areas, knowledge.more_rolling(states, sorted(around)), others, claims)


def _families(
    suppression: Suppression,
    publication: Publication,
    states: Sequence[State],
    knowledge: Knowledge,
    around: set[str],
) -> list[Family]:
    """Return the families that the figures of a publication show, or what readers see of it."""
    council, measures = knowledge.recorded.council.council.code, knowledge.measures
    last = with_own_benchmarks(publication.states[-1], council)
    left = {key: cell for key, cell in last.items() if not suppression.is_withheld(cell)}
    views = (states[-1], State(left, measures))
    candidates = [family for view in views for family in families(view, measures, around)]
    candidates += families_over_time(states[-1], measures, around, knowledge.cells)
    certain = dict.fromkeys(family for family in candidates if family.is_certain)
    some = [f for f in dict.fromkeys(candidates) if f._replace(is_certain=True) not in certain]
    return [one for one in (*some, *certain) if not knowledge.is_chance(one.measures)]


_TELLING = (same_rates, rates, rates_of_sums, rates_of_one_whole, indices, changes, gaps)


def _hidden(
    new: Mapping[int, object], suppression: Suppression, knowledge: Knowledge
) -> Mapping[int, object]:
    """What nobody may work out: what is withheld, and what is rounded along with a small count."""
    rounded = dict.fromkeys(rounded_with_a_small_one(suppression, knowledge))
    return ChainMap(new, suppression.withheld, rounded)  # type: ignore[arg-type]


class Inferred(NamedTuple):
    """Figures that tell a withheld one, and what they are of it in words."""

    withheld: dict[int, Withheld]
    claims: dict[frozenset[str], str]


def inferred_from_rates(
    suppression: Suppression, publication: Publication, knowledge: Knowledge
) -> Inferred:
    """Return the same rate under another name, and rates that a withheld figure follows from.

    Raises `BookError` where nothing of it is new.
    """
    more = Inferred({}, {})
    hidden = _hidden(more.withheld, suppression, knowledge)
    for inference in _rates(hidden, publication, knowledge, _TELLING):
        more.claims[inference.measures] = inference.claim
        cell = _to_withhold(hidden, inference, suppression)
        if cell:
            quarter = publication.quarter.quarter
            more.withheld[cell.number] = Withheld(SAME, quarter, (inference.secret,))
    return more


def withheld_of_sums(
    suppression: Suppression, publication: Publication, knowledge: Knowledge
) -> dict[int, Withheld]:
    """Return what has to be withheld beside a rate that adds up with others, which are shown."""
    for inference in _rates(suppression.withheld, publication, knowledge, (sums_of_rates,)):
        cell = _to_withhold(suppression.withheld, inference, suppression)
        if cell:
            why = Withheld(BESIDE, publication.quarter.quarter, (inference.secret,))
            return {cell.number: why}
    return {}


def shares_of_wholes(
    suppression: Suppression, publication: Publication, knowledge: Knowledge
) -> Inferred:
    """Return what else is withheld of shares of one whole, where those shown tell a withheld one.

    Those of few, and of all but a few, where another says of how many they are; then one more.

    Raises `BookError` where what is out already tells one of them.
    """
    more, quarter = Inferred({}, {}), publication.quarter.quarter
    hidden = ChainMap(more.withheld, suppression.withheld)
    for whole in _wholes(suppression, publication, knowledge):
        more.claims[whole.measures] = whole.claim
        for cell in whole.of_few(knowledge.threshold):
            if cell.number not in hidden and cell.number not in suppression.first_shown_in:
                more.withheld[cell.number] = Withheld(SAME, quarter, whole.sized)
        secrets_told = _told_by_shares(whole, suppression, hidden, knowledge)
        left = [cell for cell in whole.cells if secrets_told and cell.number not in hidden]
        new = [cell for cell in left if cell.number not in suppression.first_shown_in]
        if new:
            more.withheld[new[0].number] = Withheld(BESIDE, quarter, (secrets_told[0],))
        elif left:
            raise BookError(disclosed_already(secrets_told, left, suppression))
    return more


def _told_by_shares(
    whole: WholeOfShares, suppression: Suppression, hidden: Container[int], knowledge: Knowledge
) -> list[Cell]:
    """Return the figures withheld by a rule of their own that the shares shown tell."""
    rules = [(cell, suppression.withheld.get(cell.number)) for cell in whole.cells]
    secret = [cell for cell, why in rules if why and why.rule != BESIDE]
    return [cell for cell in secret if whole.tells(cell, hidden, knowledge.threshold)]


def _wholes(
    suppression: Suppression, publication: Publication, knowledge: Knowledge
) -> Iterator[WholeOfShares]:
    council = knowledge.recorded.council.council.code
    for state in publication.states:
        newest = with_own_benchmarks(state, council)
        secret = {cell.measure for cell in newest.values() if suppression.is_withheld(cell)}
        for whole in wholes(newest, knowledge.measures, secret) if secret else ():
            if not knowledge.is_chance(whole.measures):
                yield whole


_Finder = Callable[[Mapping[Key, Cell], Measures, set[str]], Iterator[Inference]]


def _rates(
    hidden: Container[int],
    publication: Publication,
    knowledge: Knowledge,
    finders: Iterable[_Finder],
) -> Iterator[Inference]:
    """Yield the figures from which one follows that is withheld in a publication."""
    council = knowledge.recorded.council.council.code
    for state in publication.states:
        newest = with_own_benchmarks(state, council)
        secret = {cell.measure for cell in newest.values() if cell.number in hidden}
        for finder in finders if secret else ():
            for inference in finder(newest, knowledge.measures, secret):
                is_secret = inference.secret.number in hidden
                if is_secret and not knowledge.is_chance(inference.measures):
                    yield inference


def _to_withhold(
    hidden: Container[int], inference: Inference, suppression: Suppression
) -> Cell | None:
    """Return the first figure that can still be withheld, nothing if one is already.

    What is made of figures is withheld with any of them, even where the others are as well.
    """
    cells = (inference.shown, *inference.others)
    if any(cell.number in hidden for cell in cells):
        number = inference.shown.number
        tells = (
            inference.is_made and number not in hidden and number not in suppression.first_shown_in
        )
        return inference.shown if tells else None
    new = [cell for cell in cells if cell.number not in suppression.first_shown_in]
    if new:
        return new[0]
    if inference.secret.number in suppression.rounded.keys() & suppression.first_shown_in.keys():
        return None
    raise BookError(disclosed_already([inference.secret], cells, suppression))


def _around(suppression: Suppression, knowledge: Knowledge) -> set[str]:
    """The measures of withheld figures, small rounded ones and small rests, with their families."""
    rounded = [number for number in suppression.rounded if knowledge.cells[number].rule]
    own = {knowledge.cells[number].measure for number in (*suppression.withheld, *rounded)}
    for link in knowledge.links:
        if link.is_small:
            own |= {knowledge.cells[unknown.cell].measure for unknown, _ in link.sum}
    more = True
    while more:
        kin = {
            name
            for total, parts in knowledge.measures.parts
            if own & {total, *parts}
            for name in (total, *parts)
        }
        more = not kin <= own
        own |= kin
    return own
