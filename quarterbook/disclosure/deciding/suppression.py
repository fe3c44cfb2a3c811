"""What suppression comes to: what is withheld and why, what is shown, who can know what of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.cells import Cell, CellsByNumber
from quarterbook.disclosure.linked_sums import LinkedSum, Measures, State, Unknown
from quarterbook.disclosure.publications import Published
from quarterbook.disclosure.resemblance.rolling import RollingYears, rolling_years
from quarterbook.disclosure.solver.intervals import Attacker
from quarterbook.disclosure.solver.rounding import Rounded
from quarterbook.disclosure.solver.secrets import Demand, Secret
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import WithholdingRule

EXEMPT_RULE: WithholdingRule = "exemption"
SAME: WithholdingRule = "same"
BESIDE: WithholdingRule = "beside"
CONFIDENTIAL: WithholdingRule = "confidential"
FORMERLY: WithholdingRule = "formerly"
AS_PUBLISHED: WithholdingRule = "as_published"


@dataclass(frozen=True)
class Withheld:
    """Why a figure is withheld, and the quarter that did so first.

    rule
        as in `rules_of`; ``exemption``; ``beside``, because of the figures in ``because``;
        ``same``: it is the figure of another that is withheld; ``formerly``: it was
        ``confidential``, and the council has not said that it no longer is; or
        ``as_published``: it had another rule of its own when it was published, by another
        threshold say.
    """

    rule: WithholdingRule
    first_in: Period
    because: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Exposure:
    """Who knows all that is published so far, and what cannot be kept from everybody.

    ruled_out
        what nobody believes who knows of each withheld figure whether it is small: of four parts
        of a total that is small as well, that one is 2. It is kept from who does not know.
    lost
        what cannot be kept any more, since it follows from what has been published.
    guessed
        what follows by a link alone that may hold by chance; it is kept from who does not guess.
    """

    attacker: Attacker | None = None
    ruled_out: frozenset[Demand] = frozenset()
    lost: frozenset[Demand] = frozenset()
    guessed: frozenset[Demand] = frozenset()


@dataclass
class Suppression:
    """What is withheld and shown in a quarter and in all before it.

    first_shown_in
        of each cell that a publication shows, the quarter of the first.
    exposure
        who knows what is published, and what cannot be kept from everybody.
    from_all
        what is withheld even from who sees what is exempt.
    claims
        what the figures show of measures and nobody declared, in words.
    """

    published: Published
    withheld: dict[int, Withheld] = field(default_factory=dict)
    first_shown_in: dict[int, Period] = field(default_factory=dict)
    rounded: dict[int, Rounded] = field(default_factory=dict)
    cells: CellsByNumber = field(default_factory=dict)
    exposure: Exposure = Exposure()
    from_all: Mapping[int, Withheld] = field(default_factory=dict)
    claims: dict[frozenset[str], str] = field(default_factory=dict)

    def is_withheld(self, cell: Cell) -> bool:
        return cell.number in self.withheld

    def interval(self, cell: Cell) -> tuple[float, float]:
        """Between what the count of a withheld figure can be for who holds all publications."""
        unknown = Unknown(cell.number, self.withheld[cell.number].rule == "few")
        secret = Secret(((unknown, 1.0),), (cell.number,))
        attacker = self.exposure.attacker
        assert attacker is not None
        related = {cell.number, *(other.number for other in self.withheld[cell.number].because)}
        if related.isdisjoint(n for demand in self.exposure.ruled_out for n in demand.secret.cells):
            return attacker.interval(secret, self.withheld.keys())
        low, high = attacker.unaware.interval(secret, self.withheld.keys())
        rule = attacker.domain(unknown)
        return max(low, rule.low), min(high, rule.high)


class Declared(NamedTuple):
    """The states of the record that a publication shows, and the links declared of them."""

    states: list[State]
    links: list[LinkedSum]


class Undeclared(NamedTuple):
    """What figures show that nobody declared: links in the order in which they are learned.

    of_areas, rolling, links
        what holds among areas, of a rolling year and its parts, and whatever else.
    claims
        what it is in words, by the measures that it is of.
    """

    of_areas: list[LinkedSum]
    rolling: list[RollingYears]
    links: list[LinkedSum]
    claims: dict[frozenset[str], str]


@dataclass
class Knowledge:
    """What is known of the record whatever is published, and the links of all states so far.

    cells
        the figures by their numbers, and what rolling years are made of.
    """

    recorded: Recorded
    measures: Measures
    cells: dict[int, Cell]
    links: dict[LinkedSum, None] = field(default_factory=dict)
    rolling: list[RollingYears] = field(default_factory=list)

    def _add(self, links: Iterable[LinkedSum]) -> None:
        self.links.update(dict.fromkeys(links))

    def learn_declared(self, declared: Declared) -> None:
        """Add what is declared of a publication; what held only before it is gone."""
        self._add(declared.links)
        recorded = {measure for state in declared.states for measure in state.rows}
        for link in [one for one in self.links if not one.lacking.isdisjoint(recorded)]:
            del self.links[link]

    def learn(self, undeclared: Undeclared) -> None:
        """Add what the figures show. Rolling years take the place of those that are less."""
        self._add(undeclared.of_areas)
        for years in undeclared.rolling:
            for less in [one for one in self.rolling if one.figures <= years.figures]:
                self.rolling.remove(less)
                for link in less.links:
                    del self.links[link]
            self.rolling.append(years)
            self.cells |= {cell.number: cell for cell in years.parts}
            self._add(years.links)
        self._add(undeclared.links)

    def more_rolling(self, states: Iterable[State], measures: Iterable[str]) -> list[RollingYears]:
        """Return the rolling years of measures, as states have them, that are not known yet."""
        more: list[RollingYears] = []
        so_far, first = [*self.rolling], max(self.cells, default=-1) + 1
        for state, measure in product(states, measures):
            figures = {cell.number for cell in state.rows.get(measure, {}).values()}
            if not figures or any(figures <= years.figures for years in so_far):
                continue
            years = rolling_years(state, self.measures, measure, first)
            if years:
                first += len(years.parts)
                so_far = [one for one in so_far if not one.figures <= years.figures] + [years]
                more.append(years)
        return more

    @property
    def threshold(self) -> int:
        return self.recorded.council.suppression_threshold

    def is_chance(self, measures: Collection[str]) -> bool:
        """Whether the council says that what figures show of measures holds by chance."""
        return any(set(item.measures) == set(measures) for item in self.recorded.council.chance)


def cells_of(secret: Secret, knowledge: Knowledge) -> tuple[Cell, ...]:
    """Return the figures of a secret."""
    return tuple(knowledge.cells[n] for n in dict.fromkeys(u.cell for u, _ in secret.sum))


def rounded_with_a_small_one(suppression: Suppression, knowledge: Knowledge) -> set[int]:
    """Return the rounded counts that a small one is among, or in a sum of rounded ones with."""
    near = {number for number in suppression.rounded if knowledge.cells[number].rule}
    sums = [
        {unknown.cell for unknown, _ in one.sum} for one in knowledge.links if not one.is_at_least
    ]
    sums = [cells for cells in sums if cells <= suppression.rounded.keys()] if near else []
    size = 0
    while size != len(near):
        size = len(near)
        near = near.union(*(cells for cells in sums if cells & near))
    return near
