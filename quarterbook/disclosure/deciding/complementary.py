"""What has to be withheld beside what is withheld by rule, of what is new in a publication.

Of what only holds by a guess, as much is kept as can be. What is certain is always kept: where it
cannot be any more, the build stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.deciding.already_out import follows
from quarterbook.disclosure.deciding.suppression import (
    BESIDE,
    Exposure,
    Knowledge,
    Suppression,
    Withheld,
    cells_of,
)
from quarterbook.disclosure.solver.choice import fewest_to_withhold
from quarterbook.disclosure.solver.intervals import Attacker
from quarterbook.disclosure.solver.secrets import Demand, secrets_of, small_rests
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import WithholdingRule


class Beside(NamedTuple):
    """What is withheld beside the rest, and what all that is published then exposes."""

    withheld: dict[int, Withheld]
    exposure: Exposure


def complementary_suppression(
    suppression: Suppression, quarter: Period, candidates: Sequence[Cell], knowledge: Knowledge
) -> Beside:
    """Return what of the new figures has to be withheld beside those withheld so far.

    Raises `BookError` where what is out gives a secret away for certain.
    """
    attacker, demands = _attacker_now(suppression, knowledge)
    exposure = replace(suppression.exposure, attacker=attacker)
    hidden = set(suppression.withheld)
    new = [cell for cell in candidates if cell.number not in hidden]
    sure = [demand for demand in demands if demand not in exposure.guessed]
    certain = _keeping(sure, attacker, hidden, new, exposure, suppression, knowledge)
    guessed = [demand for demand in demands if demand in certain.exposure.guessed]
    now_hidden = {*hidden, *certain.numbers}
    likely = _keeping(
        guessed, attacker.without_guesses, now_hidden, new, certain.exposure, suppression, knowledge
    )
    chosen = certain.numbers | likely.numbers
    chosen |= _for_who_is_unaware(likely.exposure, {*hidden, *chosen}, new, suppression, knowledge)
    withheld = {
        number: Withheld(BESIDE, quarter, cells_of(demand.secret, knowledge))
        for number, demand in chosen.items()
    }
    return Beside(withheld, likely.exposure)


class _Chosen(NamedTuple):
    """Figures to be withheld, each with a demand that it meets, and what is exposed."""

    numbers: dict[int, Demand]
    exposure: Exposure


def _keeping(
    demands: Sequence[Demand],
    attacker: Attacker,
    hidden: set[int],
    new: Sequence[Cell],
    exposure: Exposure,
    suppression: Suppression,
    knowledge: Knowledge,
) -> _Chosen:
    """Return the fewest figures that keep secrets from an attacker beside what is hidden.

    With what is exposed then, of demands that cannot be met. Raises `BookError` where what is out
    gives a secret away for certain.
    """
    unmet = attacker.unmet(demands, hidden) if demands else []
    if not unmet:
        return _Chosen({}, exposure)
    ranked = _ranked(new, unmet, knowledge)
    most = {*hidden, *ranked}
    exposure, unmet = _possible(attacker, unmet, most, suppression, exposure, knowledge)
    numbers = fewest_to_withhold(attacker, unmet, hidden, ranked) if unmet else {}
    return _Chosen(numbers, exposure)


def _for_who_is_unaware(
    exposure: Exposure,
    hidden: set[int],
    new: Sequence[Cell],
    suppression: Suppression,
    knowledge: Knowledge,
) -> dict[int, Demand]:
    """Return what keeps the secrets that who knows each figure's rule can rule out anyway.

    Readers see that figures are withheld, and not why. Of twice a part and a part of nothing,
    which are 4, the nothing is withheld as well; what is always twice another is even, whatever
    is withheld. Raises `BookError` where what is out gives a secret away for certain.
    """
    assert exposure.attacker is not None
    attacker = exposure.attacker.unaware
    unmet = attacker.unmet(exposure.ruled_out, hidden)
    if not unmet:
        return {}
    some = [cell for cell in new if cell.number not in hidden]
    ranked = _ranked(some, unmet, knowledge)
    most = {*hidden, *ranked}
    lost = attacker.unmet(unmet, most)
    if lost:
        ranked = _ranked(some, unmet, knowledge, zero_too=True)
        most = {*hidden, *ranked}
        lost = attacker.unmet(unmet, most)
    certain = attacker.without_guesses
    always = certain.unmet(lost, knowledge.cells.keys())
    out = dict.fromkeys(d.secret for d in certain.unmet(lost, most) if d not in always)
    if out:
        raise BookError([follows(attacker, secret, most, suppression, knowledge) for secret in out])
    unmet = [demand for demand in unmet if demand not in lost]
    return fewest_to_withhold(attacker, unmet, hidden, ranked) if unmet else {}


def exposure_after(suppression: Suppression, knowledge: Knowledge) -> Exposure:
    """Return what all that has been published as it was exposes, and to whom."""
    attacker, demands = _attacker_now(suppression, knowledge)
    exposure = suppression.exposure
    unmet = attacker.unmet(demands, suppression.withheld.keys())
    lost = attacker.without_guesses.unmet(unmet, suppression.withheld.keys())
    return replace(
        exposure,
        attacker=attacker,
        lost=exposure.lost.union(lost),
        guessed=exposure.guessed.union(set(unmet) - set(lost)),
    )


def _attacker_now(suppression: Suppression, knowledge: Knowledge) -> tuple[Attacker, list[Demand]]:
    """Return who knows all so far, anew, and what must be possible for him."""
    rules: dict[int, WithholdingRule] = {
        n: why.rule for n, why in suppression.withheld.items() if why.rule != BESIDE
    }
    rules |= {n: rule for n in suppression.rounded if (rule := knowledge.cells[n].rule)}
    attacker = Attacker(
        knowledge.cells, rules, knowledge.links, knowledge.threshold, suppression.rounded
    )
    secrets = secrets_of(knowledge.cells, rules, knowledge.threshold) + small_rests(knowledge.links)
    demands = [demand for secret in dict.fromkeys(secrets) for demand in attacker.demands(secret)]
    return attacker, [demand for demand in demands if demand not in suppression.exposure.lost]


def _ranked(
    new: Sequence[Cell],
    unmet: Iterable[Demand],
    knowledge: Knowledge,
    *,
    zero_too: bool = False,
) -> list[int]:
    """Return what can be withheld, in the order in which readers miss it least.

    Other areas' benchmarks; parts before totals; figures of a secret's own
    period; then the older, the last by name. How large a figure is says nothing here:
    whoever knows the order would learn which of two withheld ones is larger.
    Zero is shown, unless there is something confidential or exempt to hide, or nothing else helps.
    """
    unmet = list(unmet)
    zero_too |= any(demand.secret.width for demand in unmet)
    spans = {
        knowledge.cells[unknown.cell].span for demand in unmet for unknown, _ in demand.secret.sum
    }
    totals = {total for total, _ in knowledge.measures.parts}
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
    suppression: Suppression,
    exposure: Exposure,
    knowledge: Knowledge,
) -> tuple[Exposure, list[Demand]]:
    """Return what is exposed, and the demands that can be met, without those the rule rules out.

    Where a demand could be met if nothing had been shown, but cannot be any
    more, what is out gives the secret away: raises `BookError`, unless that is
    so by a link that may hold by chance. That is guessed.
    """
    unmet = list(unmet)
    lost = attacker.unmet(unmet, most)
    if not lost:
        return exposure, unmet
    certain = attacker.without_guesses
    out = certain.unmet(lost, most)
    never = _never(certain, out, knowledge)
    given_away = dict.fromkeys(demand.secret for demand in out if demand not in never)
    if given_away:
        raise BookError([follows(attacker, s, most, suppression, knowledge) for s in given_away])
    exposure = replace(
        exposure,
        ruled_out=exposure.ruled_out.union(never),
        guessed=exposure.guessed.union(demand for demand in lost if demand not in never),
    )
    return exposure, [demand for demand in unmet if demand not in lost]


def _never(attacker: Attacker, lost: Iterable[Demand], knowledge: Knowledge) -> set[Demand]:
    """Return the demands that the rule rules out even where nothing but zero is shown."""
    not_zero = {number for number, cell in knowledge.cells.items() if cell.count != 0}
    small = [demand for demand in lost if not demand.secret.width]
    wide = [demand for demand in lost if demand.secret.width]
    return {*attacker.unmet(small, not_zero), *attacker.unmet(wide, knowledge.cells)}
