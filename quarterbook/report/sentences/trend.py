"""What the trend of a measure shows, and what rounding hides of its newest figure."""

from __future__ import annotations

from collections.abc import Sequence

from quarterbook.ground.periods import Period
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.observations import Goal, Observation
from quarterbook.report.views.findings import with_figures
from quarterbook.report.views.measure import MeasureView, markers_of

_APART = "; earlier figures cannot be compared with it"


def finding(view: MeasureView) -> str:
    """Return what a trend chart shows, without a full stop.

    ``Recycling rate rose from 48.1% in Q1 2020/21 to 52.3% in Q2 2021/22,
    above the 50% target``. Where the figure moved the other way since the one that its direction
    of travel goes by, that one is said too. No figure is compared across a break in series or a
    change of definition.
    """
    format, title = view.format, view.title
    there = [r for r in view.recent if r.value is not None]
    if not there:
        return f"{title}: no figure yet"
    shown = with_figures(view)
    apart = _apart(there, shown)
    first, last = shown[0], shown[-1]
    now = f"{_value(last, format)} in {when(last.period)}"
    assert first.value is not None
    assert last.value is not None
    began = format.short(first.value)
    if len(shown) == 1:
        text = f"{title} stood at {now}"
    elif began == format.short(last.value):
        text = f"{title} stood at {now}, as in {when(first.period)}"
    else:
        how = "rose" if last.value > first.value else "fell"
        text = f"{title} {how} from {began} in {when(first.period)} to {now}"
        apart = _turn(view, shown) or apart
    goal = view.assessment.goals.get(last.period)
    if goal is None:
        return text + apart
    if last.value == goal.target and rounding_sentence(view):
        missed = "above" if view.assessment.rules.polarity == "lower" else "below"
        return f"{text}, just {missed} the target of {format.short(goal.target)}{apart}"
    return f"{text}{_against(last.value, goal, format)}{apart}"


def _turn(view: MeasureView, shown: Sequence[Observation]) -> str:
    """Return the figure that the direction goes by where the other way is how it moved since."""
    direction, earlier = view.assessment.direction, view.assessment.compared_with
    if direction.basis not in ("previous", "year_ago") or direction.outcome == "same":
        return ""
    if earlier is None or earlier.period not in [one.period for one in shown]:
        return ""
    began, before, now = (view.format.rounded(one.value) for one in (shown[0], earlier, shown[-1]))
    if began is None or before is None or now is None or (now - before) * (now - began) >= 0:
        return ""
    return f"; it was {view.format.short(earlier.value)} in {when(earlier.period)}"


def when(period: Period) -> str:
    """Return a period's label within a sentence: an academic year has an article."""
    return f"the {period.label}" if period.kind == "academic" else period.label


def _apart(there: Sequence[Observation], shown: Sequence[Observation]) -> str:
    """Return why the figures shown cannot be compared, with each other or with those before."""
    if shown[0].period.shares_years(shown[-1].period):
        return "; the periods overlap"
    return "" if shown != there[-1:] or len(there) == 1 else _APART


def _value(observation: Observation, format: NumberFormat) -> str:
    marks = "".join(f" [{mark}]" for mark in markers_of(observation))
    return format.full(observation.value) + marks


def _against(value: float, goal: Goal, format: NumberFormat) -> str:
    """Return how a figure stands to its target or its expected range."""
    if goal.target is not None:
        return _against_target(value, goal.target, format)
    if goal.lower is not None and value < goal.lower:
        return f", below the expected range, which begins at {format.short(goal.lower)}"
    if goal.upper is not None and value > goal.upper:
        return f", above the expected range, which ends at {format.short(goal.upper)}"
    has_range = goal.lower is not None or goal.upper is not None
    return ", within the expected range" if has_range else ""


def _against_target(value: float, target: float, format: NumberFormat) -> str:
    shown = format.short(target)
    if value == target:
        return f", on the target of {shown}"
    side = "above" if value > target else "below"
    just = "just " if format.short(value) == shown else ""
    return f", {just}{side} the target of {shown}"


def overlap_sentence(view: MeasureView) -> str:
    """Return what to say where the newest figure and the one it is held against share years."""
    current, earlier = view.assessment.current, view.assessment.compared_with
    if current is None or earlier is None or earlier.value is None:
        return ""
    return overlap_words(current.period, earlier.period)


def overlap_words(period: Period, earlier: Period) -> str:
    """Return what a change between two periods that share years cannot tell, else nothing."""
    if not period.shares_years(earlier):
        return ""
    return (
        f"{earlier.label} and {period.label} overlap: the two figures are not independent, and "
        "the change between them is no finding by itself."
    )


def rounding_sentence(view: MeasureView) -> str:
    """Return what to say where the figure as shown would be rated otherwise than as recorded."""
    assessment, format = view.assessment, view.format
    value = assessment.current.value if assessment.current else None
    if value is None or assessment.rule in ("judged", "none"):
        return ""
    goal = Goal(*map(format.rounded, assessment.goal))
    shown = assessment.rated_as(format.rounded(value), goal)
    if shown.outcome == assessment.rag.outcome:
        return ""
    if value == format.rounded(value):
        return f"The figure is shown rounded, as {format.short(value)}. It is rated as recorded."
    return (
        f"The figure recorded is {value:.12g}, shown here as {format.short(value)}. "
        "It is rated as recorded."
    )
