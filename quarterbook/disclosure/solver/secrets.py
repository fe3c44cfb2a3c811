"""What must not be known of withheld figures, and what has to be possible for that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import nan
from typing import assert_never

from quarterbook.disclosure.cells import CellsByNumber
from quarterbook.disclosure.linked_sums import LinkedSum, Sum, Unknown, added
from quarterbook.ground.rule_names import WithholdingRule


@dataclass(frozen=True)
class Secret:
    """A sum of unknowns that must not be narrowed.

    cells
        the withheld figures that it is about; none for what nobody publishes.
    width
        by how much the largest and the smallest that fit have to differ; 0
        where every count above 0 and below the threshold has to fit.
    """

    sum: Sum
    cells: tuple[int, ...] = ()
    width: float = 0.0


@dataclass(frozen=True)
class Demand:
    """One thing that must be possible: that a secret is this much, or that it spans so much."""

    secret: Secret
    amount: float = nan


def secrets_of(
    cells: CellsByNumber, rules: Mapping[int, WithholdingRule], threshold: int
) -> list[Secret]:
    """Return what must not be known of the figures that are withheld by a rule of their own."""
    secrets = []
    for number, rule in rules.items():
        cell = cells[number]
        count: Sum = ((Unknown(cell.number, False), 1.0),)
        of: Sum = ((Unknown(cell.number, True), 1.0),)
        own = (cell.number,)
        match rule:
            case "small":
                secrets.append(Secret(count, own))
            case "few":
                secrets.append(Secret(of, own))
            case "remainder":
                secrets.append(Secret(added((of, 1.0), (count, -1.0)), own))
            case "as_published":
                apart = max(1.0, threshold - 2.0)
                secrets += [Secret(one, own, apart) for one in (count, of)]
            case "confidential" | "formerly" | "exemption":
                if cell.is_counted:
                    secrets.append(Secret(count, own, max(1.0, threshold - 2.0)))
                elif cell.count == cell.count:
                    secrets.append(Secret(count, own, max(1e-3, 0.1 * abs(cell.count))))
            case "same" | "beside":
                continue
            case _:
                assert_never(rule)
    return secrets


def small_rests(links: Iterable[LinkedSum]) -> list[Secret]:
    """Return the small counts that nobody publishes and that must not be known either."""
    return [Secret(link.sum) for link in links if link.is_small]
