"""Charts over time: lines labelled directly, horizontal text, no title in the picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quarterbook.ground.markers import PRELIMINARY, Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import adds_up
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.judging_rules import JudgingRules
from quarterbook.judge.observations import Goal, Observation, is_redefined
from quarterbook.judge.outlook import Outlook
from quarterbook.report.charts.axes import draw_runs, points_of, position, tick
from quarterbook.report.charts.labels import Labels, drop_cut_ticks, make_room, width_of
from quarterbook.report.charts.outlook import draw as draw_outlook
from quarterbook.report.charts.style import (
    BAND,
    GREY,
    TOP,
    at_both_widths,
    bottom,
    drawing,
    height,
    is_narrow,
    own_colour,
    points,
    share,
    svg,
    width,
)
from quarterbook.report.html.block import Chart
from quarterbook.report.views.measure import MeasureView, markers_of

_LONG = 8  # signs of a target for which a narrow chart has no room beside the word


@at_both_widths
def trend(view: MeasureView) -> Chart:
    """Return the SVG of a measure over time with its target or expected range.

    Periods without a figure are gaps; provisional figures are hollow; the
    first and the last figure are written beside their points.
    """
    assessment, format, observations = view.assessment, view.format, view.recent
    start = observations[0].period
    frame = pd.DataFrame(
        {
            "x": [position(start, r.period) for r in observations],
            "value": [r.value if r.value is not None else math.nan for r in observations],
        }
    )
    frame["run"] = unbroken_runs(frame, observations, assessment.rules)
    ahead = (
        assessment.outlook if assessment.outlook and assessment.outlook.value is not None else None
    )
    with drawing():
        figure = Figure(figsize=(width(), height()))
        axes = figure.subplots()
        _expected_range(axes, assessment, observations, frame)
        draw_runs(axes, frame.dropna(), color="C0", dashes="", zorder=3)
        solid = [r.marker not in PRELIMINARY for r in observations]
        for chosen, face in ((True, "C0"), (False, "white")):
            marked = frame[[s == chosen for s in solid]]
            axes.plot(
                marked["x"],
                marked["value"],
                "o",
                color="C0",
                markerfacecolor=face,
                markersize=4.5 if len(frame) < 16 else 3.5,
                zorder=4,
            )
        _target(axes, assessment, observations, frame)
        if ahead:
            last = frame.dropna().iloc[-1]
            draw_outlook(axes, position(start, ahead.period), ahead, (last["x"], last["value"]))
        _finish(axes, assessment, frame, observations, format, ahead)
        _labels(axes, assessment, observations, frame, format)
    return svg(figure, points_of(axes, frame["x"], observations, format))


def _has_marker(observation: Observation) -> bool:
    """Whether a marker stands above the axis: a figure is missing, or a series breaks."""
    return bool(observation.marker) and (
        observation.value is None
        or observation.marker in (Marker.BREAK, Marker.UNRELIABLE, Marker.LOW)
    )


def unbroken_runs(
    frame: pd.DataFrame, observations: Sequence[Observation], rules: JudgingRules
) -> list[int]:
    """Return the number of the unbroken run that each figure belongs to.

    A period left out, a missing figure, a break or another definition ends
    one, and so does a year's end for figures that add up over the year.
    ``frame`` has a row for each observation: ``x``, its place in time, and ``value``.
    """
    runs, run, before = [], 0, None
    periods = [one.period for one in observations]
    every = frame["x"].diff().dropna().min() if len(frame) > 1 else 1
    year = observations[0].period.financial_year
    for x, value, observation, earlier in zip(
        frame["x"], frame["value"], observations, [periods[0], *periods], strict=False
    ):
        broken = before is not None and x - before > every
        redefined = is_redefined(earlier, observation.period, rules.definition_from)
        anew = observation.marker == Marker.BREAK or redefined
        if adds_up(rules.reading) and observation.period.financial_year != year:
            anew, year = True, observation.period.financial_year
        if broken or pd.isna(value) or anew:
            run += 1
        runs.append(run)
        before = x
    return runs


def _target(
    axes: Axes, assessment: Assessment, observations: Sequence[Observation], frame: pd.DataFrame
) -> None:
    """Draw the target: in steps, as it is set, but a slope for figures that add up."""
    goals = [assessment.goals[r.period].target for r in observations]
    there = [(x, goal) for x, goal in zip(frame["x"], goals, strict=True) if goal is not None]
    ahead = assessment.outlook
    if ahead and ahead.value is not None and assessment.outlook_goal.target is not None:
        end = position(observations[0].period, ahead.period)
        there.append((end, assessment.outlook_goal.target))
    if not there:
        return
    is_slope = adds_up(assessment.rules.reading)
    runs = list(frame["run"]) if is_slope else [0] * len(frame)
    by_x = dict(zip(frame["x"], runs, strict=True))
    for run in sorted(set(runs)):
        part = [(x, y) for x, y in there if by_x.get(x, runs[-1]) == run]
        xs, ys = zip(*part, strict=True) if part else ((), ())
        if len(part) == 1:
            xs, ys = (xs[0] - 0.5, xs[0] + 0.5), (ys[0], ys[0])
        axes.plot(
            xs,
            ys,
            color="C1",
            linestyle=(0, (4, 2)),
            linewidth=1.8,
            drawstyle="default" if is_slope else "steps-mid",
            zorder=2,
        )


def _expected_range(
    axes: Axes, assessment: Assessment, observations: Sequence[Observation], frame: pd.DataFrame
) -> None:
    edges = [
        (x, goal.lower, goal.upper)
        for x, goal in zip(
            frame["x"], (assessment.goals[r.period] for r in observations), strict=True
        )
        if goal.target is None and goal.lower is not None and goal.upper is not None
    ]
    if not edges:
        return
    xs, lows, highs = zip(*edges, strict=True)
    if len(edges) == 1:
        xs, lows, highs = (xs[0] - 0.5, xs[0] + 0.5), lows * 2, highs * 2
    axes.fill_between(xs, lows, highs, color=BAND, linewidth=0, zorder=1)


def _labels(
    axes: Axes,
    assessment: Assessment,
    observations: Sequence[Observation],
    frame: pd.DataFrame,
    format: NumberFormat,
) -> None:
    """Write the last figure and the target to the right of the lines, the first at its point.

    An outlook takes the last figure's place, which is then written at its own point. A marker
    stands above the axis where a figure is missing or a series breaks.
    """
    there = frame.dropna()
    dots = [(float(x), float(y)) for x, y in zip(there["x"], there["value"], strict=True)]
    first, last = dots[0], dots[-1]
    text, held = _ends(assessment, observations[int(there.index[-1])], format)
    ahead = (
        assessment.outlook if assessment.outlook and assessment.outlook.value is not None else None
    )
    end = last
    if ahead and ahead.value is not None:
        end = float(position(observations[0].period, ahead.period)), ahead.value
    labels = Labels(axes, [*dots, end] if ahead else dots)
    labels.at_end(end, text, (max(end[0], _frame_end(axes)), held[1], held[0]) if held else None)
    if ahead:
        rising = len(dots) > 1 and dots[-2][1] <= last[1]
        steep = adds_up(assessment.rules.reading)
        labels.beside(last, format.short(last[1]), above=rising and not steep, to_right=steep)
    if len(dots) > 1:
        labels.beside(first, format.short(first[1]), above=dots[1][1] <= first[1])
    for x, observation in zip(frame["x"], observations, strict=True):
        if _has_marker(observation):
            labels.marker(float(x), f"[{observation.marker}]")


def _ends(
    assessment: Assessment, last: Observation, format: NumberFormat
) -> tuple[str, tuple[str, float] | None]:
    """What stands to the right of the lines: the last figure or the outlook, and the target."""
    ahead = assessment.outlook
    if ahead and ahead.value is not None:
        held = _held_against(assessment.outlook_goal, format)
        return f"{format.short(ahead.value)} [f]", held
    marks = "".join(f" [{mark}]" for mark in markers_of(last))
    return (
        f"{format.short(last.value)}{marks}",
        _held_against(assessment.goals[last.period], format),
    )


def _held_against(goal: Goal, format: NumberFormat) -> tuple[str, float] | None:
    """Return the words for a target or an expected range, and where they stand."""
    if goal.target is not None:
        target = format.short(goal.target)
        is_long = is_narrow() and len(target) >= _LONG
        between = "\n" if is_long else " "
        return f"Target{between}{target}", goal.target
    if goal.lower is not None and goal.upper is not None:
        return "Expected\nrange", (goal.lower + goal.upper) / 2
    return None


def _frame_end(axes: Axes) -> float:
    """Return the x of the last point drawn."""
    ends = [np.asarray(line.get_xdata(), dtype=float) for line in axes.lines]
    return max(float(xs.max()) for xs in ends if xs.size)


def _finish(
    axes: Axes,
    assessment: Assessment,
    frame: pd.DataFrame,
    observations: Sequence[Observation],
    format: NumberFormat,
    ahead: Outlook | None,
) -> None:
    last = int(frame["x"].iloc[-1])
    if ahead:
        last = max(last, position(observations[0].period, ahead.period))
    span = max(last, 1)
    axes.set_xlim(-0.045 * span - 0.25, last + 0.045 * span + 0.05)
    axes.get_figure().subplots_adjust(top=TOP, bottom=bottom())  # type: ignore[union-attr]
    make_room(axes, with_markers=any(_has_marker(one) for one in observations))
    axes.set(xlabel="", ylabel="")
    by_x = {int(x): r.period for x, r in zip(frame["x"], observations, strict=True)}
    if ahead:
        by_x[position(observations[0].period, ahead.period)] = ahead.period
    axes.locator_params(axis="y", nbins=4)
    drop_cut_ticks(axes)
    axes.yaxis.set_major_formatter(lambda value, _: format.on_axis(value))
    axes.tick_params(length=0)
    axes.tick_params(axis="x", length=3, color=GREY)
    last_reading = next(r for r in reversed(observations) if r.value is not None)
    text, held = _ends(assessment, last_reading, format)
    ends = [text, *(held[0].split("\n") if held else [])]
    right = 0.975 - share(0.0868) * max(len(end) for end in ends)
    _frame_of(axes, [format.on_axis(v) for v in axes.get_yticks()], right)
    _name_periods(axes, by_x, last)


def _name_periods(axes: Axes, by_x: Mapping[int, Period], last: int) -> None:
    """Name some of the periods below the axis, the last one among them, clear of each other."""
    low, high = axes.get_xlim()
    lines = [line for one in by_x.values() for line in tick(one).split("\n")]
    wide = max(width_of(line, points(10.5)) for line in lines) + 3
    room = wide * (high - low) / (72 * width() * axes.get_position().width)
    every = max(1, math.ceil((last + 1) / (4 if is_narrow() else 5)), math.ceil(room))
    labelled = [x for x in range(last, -1, -every) if x in by_x]
    axes.set_xticks(labelled, [tick(by_x[x]) for x in labelled])


def _frame_of(axes: Axes, labels: Sequence[str], right: float) -> None:
    longest = max((len(label) for label in labels), default=0)
    left = 0.03 + share(0.0924) * longest
    axes.get_figure().subplots_adjust(left=left, right=right, top=TOP, bottom=bottom())  # type: ignore[union-attr]


def spark(observations: Sequence[Observation], rules: JudgingRules) -> str:
    """Return the SVG of a line without axes for a table cell, "" with fewer than three figures.

    It is drawn in the pieces in which the chart is.
    """
    measured = [(i, r.value) for i, r in enumerate(observations) if r.value is not None]
    if len(measured) < 3:
        return ""
    start = observations[0].period
    frame = pd.DataFrame(
        {
            "x": [position(start, r.period) for r in observations],
            "value": [r.value if r.value is not None else math.nan for r in observations],
        }
    )
    pieces = unbroken_runs(frame, observations, rules)
    values = [value for _, value in measured]
    low, span = min(values), (max(values) - min(values)) or 1
    last = measured[-1][0] or 1
    runs: list[list[str]] = []
    before = -1
    for index, value in measured:
        at = f"{3 + 80 * index / last:.1f},{20 - 16 * (value - low) / span:.1f}"
        if pieces[index] != before:
            runs.append([])
        runs[-1].append(at)
        before = pieces[index]
    lines = "".join(
        f'<polyline points="{" ".join(run if len(run) > 1 else run * 2)}"/>' for run in runs
    )
    x, y = runs[-1][-1].split(",")
    own = own_colour()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="24" viewBox="0 0 90 24">'
        f'<g fill="none" stroke="{own}" stroke-width="1.8" stroke-linejoin="round" '
        f'stroke-linecap="round">{lines}</g>'
        f'<circle cx="{x}" cy="{y}" r="2.8" fill="{own}"/></svg>'
    )
