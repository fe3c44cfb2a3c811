"""Which rules judge a measure: its own settings and, where it has none, the council's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from quarterbook.data.params.council import Defaults
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import (
    AmberWhen,
    Basis,
    Frequency,
    LongTermBasis,
    Polarity,
    RagRule,
    Reading,
    adds_up,
)
from quarterbook.ground.tolerance import Tolerance, parse_tolerance
from quarterbook.judge.direction import DirectionRule, PairBasis
from quarterbook.judge.rag import RatingRule


class JudgingRules(NamedTuple):
    """How a measure is judged: its own settings and, where it has none, the council's."""

    rag_rule: RagRule = "floor"
    polarity: Polarity = "higher"
    tolerance: Tolerance | None = None
    amber_when: AmberWhen = "within_tolerance"
    basis: Basis = "previous"
    long_term_basis: LongTermBasis | None = None
    same_within: Tolerance | None = None
    significance: float = 0.05
    drop_outlying_ranges: bool = True
    seasonal: bool = False
    reading: Reading = "snapshot"
    frequency: Frequency = "quarterly"
    unit: str = ""
    definition_from: Period | None = None

    @property
    def rating(self) -> RatingRule:
        """How its figures are rated."""
        return RatingRule(self.rag_rule, self.polarity, self.tolerance, self.amber_when)

    def direction(self, basis: PairBasis) -> DirectionRule:
        """Return how two of its figures are compared."""
        return DirectionRule(self.polarity, basis, self.seasonal, self.same_within)

    @property
    def is_charted(self) -> bool:
        """Whether it has a control chart: one of its bases is that."""
        return "spc" in (self.basis, self.long_term_basis)


def judging_rules(measure: Mapping[str, Any], defaults: Defaults) -> JudgingRules:
    """Return how a measure is judged.

    measure
        a row of measures.csv.
    defaults
        what council.yml says under ``defaults``, for the cells left blank.

    An activity indicator is held against its expected range and, near being
    better, a measure of polarity ``plan`` is held against its plan. A figure
    that adds up over the year is compared with a year ago, never with the
    period before, from which it can only rise; so is one with a season, where
    its own row does not say otherwise.
    """
    tolerance = _margin(measure.get("tolerance")) or defaults.tolerance
    return JudgingRules(
        rag_rule=_rag_rule(measure, defaults, tolerance),
        polarity=measure["polarity"],
        tolerance=tolerance,
        amber_when=measure.get("amber_when") or defaults.amber_when,
        basis=_basis(measure, "direction_basis", defaults.direction_basis),
        long_term_basis=_basis(measure, "long_term_basis", defaults.long_term_basis),
        same_within=_margin(measure.get("same_within")) or defaults.same_within,
        significance=defaults.significance,
        drop_outlying_ranges=defaults.drop_outlying_ranges,
        seasonal=measure["seasonal"] == "yes",
        reading=measure["reading"],
        frequency=measure["frequency"],
        unit=measure.get("unit", ""),
        definition_from=measure.get("definition_from") or None,
    )


def judged_by(rules: JudgingRules, rag_rule: RagRule, basis: Basis) -> JudgingRules | None:
    """Return how a measure would be judged by rule where its owner does; None where nobody does.

    What its owner does not record keeps its own rule.
    """
    if "judged" not in (rules.rag_rule, rules.basis):
        return None
    by_season = rules.seasonal or adds_up(rules.reading)
    return rules._replace(
        rag_rule=rag_rule if rules.rag_rule == "judged" else rules.rag_rule,
        basis=_in_season(basis, by_season) if rules.basis == "judged" else rules.basis,
        long_term_basis=None,
    )


def _rag_rule(
    measure: Mapping[str, Any], defaults: Defaults, tolerance: Tolerance | None
) -> RagRule:
    if measure["rag_rule"]:
        return measure["rag_rule"]
    if measure["kind"] == "activity":
        return "expected_range"
    if measure["polarity"] == "plan" and tolerance:
        return "plan"
    return defaults.rag_rule


def _basis(measure: Mapping[str, Any], name: str, otherwise: Any) -> Any:
    """Return a basis; what adds up over the year is never set beside the period before.

    Nor is a measure with a season whose own cell is blank.
    """
    own = measure.get(name)
    basis = own or otherwise
    has_season = measure["seasonal"] == "yes" and not own
    return _in_season(basis, has_season or adds_up(measure["reading"]))


def _in_season(basis: Any, is_of_its_season: bool) -> Any:
    return "year_ago" if basis == "previous" and is_of_its_season else basis


def _margin(text: Any) -> Tolerance | None:
    return parse_tolerance(text) if text else None
