"""A control chart: the figures, their limits and what they are held against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from quarterbook.data.params.council import Colours
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import Polarity, better_end
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.judge.spc import LEAST_CHARTED, Assurance, Stretch, Variation, VariationKind, Xmr


@dataclass(frozen=True)
class ControlChart:
    """The control chart of a measure.

    id, title, href
        of the measure; ``href`` is where its name leads from other pages.
    observations, xmr
        its figures in order of period, and the chart of their values.
    target
        of the newest figure, in the measure's unit; None where there is none.
    format
        how its figures are written.
    polarity
        ``higher`` or ``lower`` is better, or neither.
    recalculations
        the periods from which limits are recalculated, with the reason.
    colours
        the council's, in which it is drawn.
    """

    id: str
    title: str
    href: str
    observations: Sequence[Observation]
    xmr: Xmr
    target: float | None
    format: NumberFormat
    polarity: Polarity
    recalculations: Sequence[tuple[Period, str]] = ()
    colours: Colours = field(default_factory=Colours)

    @property
    def has_enough(self) -> bool:
        """Whether its newest stretch has figures enough for limits."""
        return self.xmr.is_enough

    @property
    def variation(self) -> Variation:
        return self.xmr.variation(self.polarity)

    @property
    def by_limits(self) -> Assurance | None:
        """Whether the limits alone leave it to chance that the target is met."""
        return self.xmr.assurance(self.target, self.polarity)

    @property
    def assurance(self) -> Assurance | None:
        """Whether it is left to chance, or has been, that the target is met.

        Limits that pass or fail promise nothing that figures within them belie.
        """
        return "hit_and_miss" if self.against_limits else self.by_limits

    @property
    def newest_stretch(self) -> Sequence[Observation]:
        """The figures of the newest stretch, which its limits are worked out from."""
        newest = self.observations[self.xmr.stretches[-1].start :] if self.xmr.stretches else ()
        return [one for one in newest if one.value is not None]

    @property
    def against_limits(self) -> Sequence[Observation]:
        """The figures of the newest stretch that met a target which both limits miss, or missed it.

        Limits describe the whole stretch: figures after a change may well do
        what the limits rule out.
        """
        if self.by_limits not in ("passing", "failing") or self.target is None:
            return []
        sign = 1 if better_end(self.polarity) == "higher" else -1
        met = [
            one
            for one in self.newest_stretch
            if one.value is not None and (one.value - self.target) * sign >= 0
        ]
        if self.by_limits == "failing":
            return met
        return [one for one in self.newest_stretch if one not in met]

    @property
    def limit_format(self) -> NumberFormat:
        """How mean and limits are written: with a decimal more where these lie close."""
        apart = self.xmr.upper - self.xmr.lower
        is_close = 1e-9 < apart < 10 * 10.0**-self.format.decimals
        return self.format.with_decimals(self.format.decimals + 1) if is_close else self.format

    def has_limits(self, stretch: Stretch) -> bool:
        """Whether a stretch has figures enough for its limits to be drawn."""
        inside = tuple(self.xmr.values)[stretch.start : stretch.end + 1]
        return sum(not math.isnan(value) for value in inside) >= LEAST_CHARTED

    @property
    def kinds(self) -> list[VariationKind | None]:
        """What each point is drawn as: None for a gap and where limits are not there or not one's.

        Of limits that take in several levels no point is outside, as none keeps to them.
        """
        shown: list[VariationKind | None] = []
        every, values = self.xmr.kinds(self.polarity), tuple(self.xmr.values)
        for stretch in self.xmr.stretches:
            is_mixed = stretch is self.xmr.stretches[-1] and self.xmr.is_of_several_levels
            drawn = self.has_limits(stretch) and not is_mixed
            for at in range(stretch.start, stretch.end + 1):
                shown.append(every[at] if drawn and not math.isnan(values[at]) else None)
        return shown
