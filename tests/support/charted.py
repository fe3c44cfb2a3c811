"""Small control charts, and what is found in them."""

from __future__ import annotations

from collections.abc import Sequence

from quarterbook.ground.periods import parse
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Observation
from quarterbook.judge.spc import xmr
from quarterbook.report.sentences import control_chart as sentences
from quarterbook.report.views.control_chart import ControlChart

PER_CENT = NumberFormat("%", 0)

# The published worked case: mean 1.94, limits -0.72 and 4.60.
WORKED = [1.0, 2.0, 1.0, 2.0, 10.0, *[1.0, 2.0] * 6, 1.0]
# Twenty figures with mean 0, whose nineteen moving ranges of 20 add up to 380.
SWING = [-10.0, 10.0] * 10


def observations(values: Sequence[float | None], start: str = "2020-05") -> list[Observation]:
    first = parse(start)
    return [Observation(first.back(-i), value) for i, value in enumerate(values)]


def charted(
    id: str,
    values: Sequence[float | None],
    target: float | None = None,
    polarity: str = "higher",
    *,
    title: str = "",
    format: NumberFormat = PER_CENT,
    anew: Sequence[tuple[int, str]] = (),
) -> ControlChart:
    """A measure's control chart; `anew` says at which figures limits begin anew, and why."""
    read = observations(values)
    return ControlChart(
        id=id,
        title=title or id.title(),
        href=f"#{id}",
        observations=read,
        xmr=xmr(values, recalculate=[at for at, _ in anew]),
        target=target,
        format=format,
        polarity=polarity,
        recalculations=[(read[at].period, reason) for at, reason in anew],
    )


def finding(
    values: Sequence[float | None],
    target: float | None = None,
    polarity: str = "higher",
    unit: str = "%",
    decimals: int = 1,
    anew: Sequence[tuple[int, str]] = (),
) -> str:
    format = NumberFormat(unit, decimals)
    return sentences.finding(
        charted("recycling", values, target, polarity, format=format, anew=anew)
    )
