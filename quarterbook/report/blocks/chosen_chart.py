"""Charts that an analyst chooses: of which kind, since when, beside whom, of which measures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

from quarterbook.ground.errors import CommandError, nearest
from quarterbook.ground.markers import PRELIMINARY
from quarterbook.ground.periods import Period, PeriodError, parse
from quarterbook.ground.wording import listed
from quarterbook.judge.comparison import Compared
from quarterbook.judge.observations import Goal
from quarterbook.report.blocks import benchmark, trend
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.sentences import alt_text
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

ChartKind = Literal["line", "bar", "bullet"]

_LONGEST = 120  # letters of a file's name


def chosen_chart(
    report: QuarterView, view: MeasureView, kind: ChartKind, since: str, compare: Sequence[str]
) -> Block:
    """A chart of a measure: ``line``, ``bar`` or ``bullet``, beside comparators where asked for.

    Nothing without a figure, of a bullet without the newest, which may be withheld. Raises
    `CommandError` for a kind, a period or a comparator that does not exist, and for a bullet
    without a target.
    """
    if kind not in get_args(ChartKind):
        kinds = listed(f'"{name}"' for name in get_args(ChartKind))
        raise CommandError(f'kind="{kind}" is no kind of chart. Write {kinds}.')
    begin = _period(view, since)
    if compare:
        return _compared(report, view, kind, begin, compare)
    chosen = replace(view, charted_from=begin) if begin else view
    if not any(one.value is not None for one in chosen.recent):
        return Block()
    name = "-".join(
        [view.id, *([kind] if kind != "line" else []), *([begin.slug] if begin else [])]
    )
    match kind:
        case "line":
            return trend.chart(chosen, name)
        case "bar":
            return _bars(chosen, name)
        case "bullet":
            return _bullet(view, name)


def _bars(chosen: MeasureView, name: str) -> Block:
    from quarterbook.report.charts.bars import bars
    from quarterbook.report.charts.style import council_colours

    with council_colours(chosen.colours):
        picture = bars(chosen)
    words = trend.caption(chosen)
    if any(one.marker in PRELIMINARY for one in chosen.recent):
        words += ". Bars in outline are provisional or estimated"
    return block.chart(name, picture, alt_text.of_bars(chosen), f"{words}.")


def _bullet(view: MeasureView, name: str) -> Block:
    from quarterbook.report.charts.bars import bullet
    from quarterbook.report.charts.style import council_colours

    current, goal = view.assessment.current, view.assessment.goal
    if current is None or current.value is None:
        return Block()
    if goal.limits == Goal().limits:
        raise CommandError(f'"{view.id}" has no target to draw as a bullet. Choose kind="line".')
    words = f"{view.title}, {current.period.label}"
    with council_colours(view.colours):
        picture = bullet(current.value, goal, view.format)
    return block.chart(name, picture, alt_text.of_bullet(view), f"{words}.")


def _period(view: MeasureView, since: str) -> Period | None:
    if not since:
        return None
    try:
        return parse(since.upper().replace(" TO ", " to "), view.frequency)
    except PeriodError as error:
        raise CommandError(f"since: {error}") from None


def _compared(
    report: QuarterView,
    view: MeasureView,
    kind: ChartKind,
    begin: Period | None,
    groups: Sequence[str],
) -> Block:
    """The council's published figures beside some comparators: lines, or a row each."""
    group_ids = [one.id for one in report.council.comparators]
    for group in groups:
        if group not in group_ids:
            fault = f'compare: "{group}" is none of the comparators of council.yml.'
            raise CommandError(f"{fault}{nearest(group, group_ids)}")
    if kind == "bullet":
        raise CommandError('a bullet has no comparators. Choose kind="line" or kind="bar".')
    compared = report.compared(view.id)
    if compared is None:
        raise CommandError(f'compare: "{view.id}" has no published figures to be compared.')
    chosen = [other for other in compared.others if other.id in groups]
    some = replace(compared, others=tuple(chosen))
    if begin:
        some = _since(some, begin)
    name = report.council.council.short_name
    suffix = "-".join([*groups, *([begin.slug] if begin else [])])
    return benchmark.others_chart(some, view, name, is_row_each=kind == "bar", suffix=suffix)


def _since(compared: Compared, begin: Period) -> Compared:
    keep = [n for n, point in enumerate(compared.points) if point.period.end >= begin.start]
    first = min(keep, default=len(compared.points) - 1)
    return replace(
        compared,
        points=compared.points[first:],
        others=tuple(replace(other, points=other.points[first:]) for other in compared.others),
    )


def small_multiples(views: Sequence[MeasureView]) -> Block:
    """A small chart for each of several measures; those without a figure are left out."""
    from quarterbook.report.charts.multiples import multiples
    from quarterbook.report.charts.style import council_colours

    drawn = [view for view in views if any(one.value is not None for one in view.recent)]
    if not drawn:
        return Block()
    with council_colours(drawn[0].colours):
        picture = multiples(drawn)
    return block.chart(
        _short("-".join(["compare", *(view.id for view in drawn)])),
        picture,
        alt_text.of_multiples(drawn),
        "Each chart has a scale of its own; dashes are targets.",
        is_wide_on_paper=True,
    )


def _short(name: str) -> str:
    """Return a file's name that is short enough, and still another than those that begin alike."""
    if len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - 9]}-{digest}"
