"""How a measure is judged: its own settings and, where it has none, the council's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from quarterbook.ground.periods import Period
from quarterbook.ground.tolerance import Tolerance, parse_tolerance


class Rules(NamedTuple):
    """How a measure is judged: its own settings and, where it has none, the council's."""

    rag_rule: str = "floor"
    polarity: str = "higher"
    tolerance: Tolerance | None = None
    amber_when: str = "within_tolerance"
    basis: str = "previous"
    long_term_basis: str = ""
    same_within: Tolerance | None = None
    significance: float = 0.05
    screen: bool = True
    seasonal: bool = False
    reading: str = "snapshot"
    frequency: str = "quarterly"
    unit: str = ""
    definition_from: Period | None = None

    @property
    def is_charted(self) -> bool:
        """Whether it has a control chart: one of its bases is that."""
        return "spc" in (self.basis, self.long_term_basis)


def rules_of(measure: Mapping[str, Any], defaults: Mapping[str, Any]) -> Rules:
    """Return how a measure is judged.

    measure
        a row of measures.csv.
    defaults
        what council.yml says under ``defaults``, for the cells left blank.

    An activity indicator is held against its expected range and, near being
    better, a measure of polarity ``plan`` is held against its plan. A figure
    that adds up over the year is compared with a year ago, never with the
    period before, from which it can only rise.
    """
    rule = measure["rag_rule"]
    if not rule and measure["kind"] == "activity":
        rule = "expected_range"
    tolerance = _margin(measure.get("tolerance")) or defaults.get("tolerance")
    if not rule and measure["polarity"] == "plan" and tolerance:
        rule = "plan"

    def basis(name: str) -> str:
        own = measure.get(name) or defaults.get(name) or ""
        return "year_ago" if own == "previous" and adds_up else own

    adds_up = measure["reading"] == "year_to_date"
    return Rules(
        rag_rule=rule or defaults.get("rag_rule", "floor"),
        polarity=measure["polarity"],
        tolerance=tolerance,
        amber_when=measure.get("amber_when") or defaults.get("amber_when", "within_tolerance"),
        basis=basis("direction_basis") or ("year_ago" if adds_up else "previous"),
        long_term_basis=basis("long_term_basis"),
        same_within=_margin(measure.get("same_within")) or defaults.get("same_within"),
        significance=defaults.get("significance", 0.05),
        screen=defaults.get("drop_outlying_ranges", True),
        seasonal=measure["seasonal"] == "yes",
        reading=measure["reading"],
        frequency=measure["frequency"],
        unit=measure.get("unit", ""),
        definition_from=measure.get("definition_from") or None,
    )


def _margin(text: Any) -> Tolerance | None:
    return parse_tolerance(text) if text else None
