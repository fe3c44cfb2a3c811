"""What the trend of a measure shows, and what rounding hides of its newest figure."""

from __future__ import annotations

from collections.abc import Sequence

from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import better_end
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.direction import DirectionOutcome
from quarterbook.judge.observations import Goal, Observation
from quarterbook.report.sentences.change import rose_or_fell
from quarterbook.report.views.measure import MeasureView, markers_of, with_figures

_APART = "; earlier figures cannot be compared with it"


def finding(view: MeasureView) -> str:
    """Return how a measure moved, without a full stop.

    ``Recycling rate rose from 48.1% in Q1 2020/21 to 52.3% in Q2 2021/22,
    above the 50% target``: over the charted figures, where its direction of
    travel says the same. Where that goes another way, it leads, and the longer
    run follows: ``Recycling rate fell from 53.0% in Q2 2020/21 to 52.3% in
    Q2 2021/22, although up from 48.1% in Q1 2020/21``. No figure is compared
    across a break in series or a change of definition.
    """
    there = [r for r in view.recent if r.value is not None]
    if not there:
        return f"{view.title}: no figure yet"
    shown = with_figures(view)
    moved, although = _moved(view, shown[0], shown[-1])
    against = _held_against(view, shown[-1])
    return f"{view.title} {moved}{against}{although}{_apart(there, shown)}"


def _moved(view: MeasureView, first: Observation, last: Observation) -> tuple[str, str]:
    """Return how a figure moved in the same way as its direction, and how it did otherwise."""
    assessment, format = view.assessment, view.format
    direction, earlier = assessment.direction, assessment.compared_with
    longer = _way(first, last)
    if first == last or last != assessment.current or not direction.is_compared:
        return _change(first, last, format), ""
    if direction.basis not in ("previous", "year_ago") or earlier is None:
        return _change(first, last, format), _although(view, longer)
    is_same = direction.outcome == "same" and assessment.rules.polarity != "plan"
    if longer == (0 if is_same else _way(earlier, last)):
        return _change(first, last, format), ""
    began = f"{'up' if longer > 0 else 'down'} from {format.short(first.value)}"
    although = f"{began if longer else 'the same as'} in {when(first.period)}"
    moved = _change(earlier, last, format)
    if is_same and _way(earlier, last):
        before = f"{format.short(earlier.value)} in {when(earlier.period)}"
        moved = f"stood at {_now(last, format)}, little changed from {before}"
    return moved, "" if first.period == earlier.period else f", although {although}"


def contrary_sentence(view: MeasureView) -> str:
    """Return ``Its control chart shows a decline.`` of a measure whose figures went elsewhere.

    For lists that have an owner's words and not the `finding`.
    """
    shown = with_figures(view)
    if not shown or view.assessment.direction.basis in ("previous", "year_ago"):
        return ""
    clause = _contrary(view, _way(shown[0], shown[-1]))
    return f"{clause[0].upper()}{clause[1:]}." if clause else ""


def _although(view: MeasureView, longer: int) -> str:
    clause = _contrary(view, longer)
    return f", although {clause}" if clause else ""


def _contrary(view: MeasureView, longer: int) -> str:
    """Return what a direction that is not that of two figures says, where figures went elsewhere.

    ``longer`` is which way they went over the chart: up (1), down (-1) or neither.
    """
    assessment = view.assessment
    better = better_end(assessment.rules.polarity)
    if better is None or assessment.direction.outcome == "not_comparable":
        return ""
    gain = longer if better == "higher" else -longer
    outcomes: tuple[DirectionOutcome, ...] = ("same", "improved", "declined")
    if assessment.direction.outcome == outcomes[gain]:
        return ""
    if (assessment.direction.basis, assessment.direction.outcome) == ("spc", "same"):
        return "its newest figure is within the limits of its control chart"
    shown = {"improved": "an improvement", "same": "no change", "declined": "a decline"}
    who = {"spc": "its control chart shows", "trend": "its trend shows"}.get(
        assessment.direction.basis, "the service records"
    )
    return f"{who} {shown[assessment.direction.outcome]}"


def _change(first: Observation, last: Observation, format: NumberFormat) -> str:
    """Return ``rose from 48.1% in Q1 2020/21 to 52.3% in Q2 2021/22``, or where it stood."""
    now = _now(last, format)
    if first == last:
        return f"stood at {now}"
    assert first.value is not None
    assert last.value is not None
    since = when(first.period)
    how = rose_or_fell(first.value, last.value, format.short)
    if not how:
        return f"stood at {now}, as in {since}"
    return f"{how} from {format.short(first.value)} in {since} to {now}"


def _way(first: Observation, last: Observation) -> int:
    """Return which way a figure lies from an earlier one: 1 above it, -1 below, 0 on it."""
    assert first.value is not None
    assert last.value is not None
    return (last.value > first.value) - (last.value < first.value)


def _held_against(view: MeasureView, last: Observation) -> str:
    """Return how the newest figure stands to its goal, where it has one."""
    goal = view.assessment.goals.get(last.period)
    if goal is None or last.value is None:
        return ""
    if last.value == goal.target and rounding_sentence(view):
        missed = "above" if view.assessment.rules.polarity == "lower" else "below"
        return f", just {missed} the target of {view.format.short(goal.target)}"
    return _against(last.value, goal, view.format)


def when(period: Period) -> str:
    """Return a period's label within a sentence: an academic year has an article."""
    return f"the {period.label}" if period.kind == "academic" else period.label


def _apart(there: Sequence[Observation], shown: Sequence[Observation]) -> str:
    """Return why the figures shown cannot be compared, with each other or with those before."""
    if shown[0].period.shares_years(shown[-1].period):
        return "; the periods overlap"
    return "" if shown != there[-1:] or len(there) == 1 else _APART


def _now(observation: Observation, format: NumberFormat) -> str:
    marks = "".join(f" [{mark}]" for mark in markers_of(observation))
    return f"{format.full(observation.value)}{marks} in {when(observation.period)}"


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


def revised_sentence(view: MeasureView) -> str:
    """Return what the charted figures were before they were revised, newest first; else nothing."""
    were = [
        f"{view.format.short(one.was)} in {when(one.period)}"
        for one in reversed(view.recent)
        if one.was is not None
    ]
    return f"Before revision: {'; '.join(were)}." if were else ""


def rounding_sentence(view: MeasureView) -> str:
    """Return what to say where the figure as shown would be rated otherwise than as recorded."""
    assessment, format = view.assessment, view.format
    value = assessment.current.value if assessment.current else None
    if value is None or assessment.rule in ("judged", "none"):
        return ""
    target, floor, lower, upper = map(format.rounded, assessment.goal.limits)
    goal = Goal(target, floor, lower, upper)
    shown = assessment.rated_as(format.rounded(value), goal)
    if shown.outcome == assessment.rag.outcome:
        return ""
    if value == format.rounded(value):
        return f"The figure is shown rounded, as {format.short(value)}. It is rated as recorded."
    return (
        f"The figure recorded is {value:.15g}, shown here as {format.short(value)}. "
        "It is rated as recorded."
    )
