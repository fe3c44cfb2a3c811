"""Control charts on pages: one with its caption, how to read them, and all of them summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup
from num2words import num2words

from quarterbook.ground.wording import count, listed, number_style, verb
from quarterbook.judge.spc import LEAST_CHARTED, LIMIT, RUN, Assurance, Variation, VariationKind
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.cells import observation_cell, unit_below
from quarterbook.report.html.icons import (
    ASSURANCES,
    KINDS,
    POINT_STYLES,
    assurance_mark,
    mark,
    variation_icon,
    variation_mark,
)
from quarterbook.report.html.tables import table
from quarterbook.report.sentences import alt_text, control_chart
from quarterbook.report.sentences.control_chart import SHOWN, clause, how_many
from quarterbook.report.views.control_chart import ControlChart
from quarterbook.report.views.quarter import QuarterView

_MEANINGS: dict[VariationKind, str] = {
    "concern": "A special cause for the worse: something has changed",
    "neutral": "A special cause where neither higher nor lower is better",
    "common_cause": "No more than the usual ups and downs",
    "improvement": "A special cause for the better: something has changed",
}


_ASSURED: dict[Assurance, str] = {
    "failing": "consistently missed",
    "hit_and_miss": "neither consistently met nor consistently missed",
    "passing": "consistently met",
}


_PROMISES: dict[Assurance, str] = {
    "failing": "Both limits miss the target and so does every figure since they were worked out: "
    "it will be missed unless something changes",
    "hit_and_miss": "The target lies within the limits, so that it is met or missed by chance; "
    "or it lies outside, and figures since they were worked out have both met and missed it",
    "passing": "Both limits meet the target and so does every figure since they were worked out: "
    "it will be met unless something changes",
}


def page(report: QuarterView) -> Block:
    """How to read control charts, and the measures that have one by what it shows."""
    charts = [view.control_chart for view in report.views_shown if view.control_chart]
    return join_blocks(explained() if charts else Block(), summary(charts))


def chart(charted: ControlChart, *, beside_finding: bool = False) -> Block:
    """Return a control chart; a measure without any figure has a sentence in its place.

    Beside what it finds its alternative text does not say that again.
    """
    from quarterbook.report.charts import control
    from quarterbook.report.charts.style import council_colours

    if charted.xmr.last is None:
        return block.paragraph(control_chart.finding(charted))
    with council_colours(charted.colours):
        picture = control.control(charted)
    in_words = alt_text.of_control_chart
    if beside_finding:
        in_words = alt_text.of_control_chart_beside_words
    return block.chart(
        f"{charted.id}-control",
        picture,
        in_words(charted),
        _caption(charted),
    )


def finding(charted: ControlChart) -> Block:
    """What the control chart shows, or that there are too few figures for one."""
    words = control_chart.finding(charted).removeprefix(f"{charted.title}: ")
    return block.paragraph(f"{words[0].upper()}{words[1:]}", "qb-outlook")


def _caption(charted: ControlChart) -> str:
    """Return what the chart shows, over which time, and what its lines and symbols are."""
    observations, unit = charted.observations, charted.format.unit_beside
    what = f"Control chart ({unit})" if unit else "Control chart"
    span = observations[0].period.label
    if len(observations) > 1:
        span += f" to {observations[-1].period.label}"
    symbols = "; ".join(
        f"{POINT_STYLES[kind].words}: {KINDS[kind][0].lower()}{KINDS[kind][1:]}"
        for kind in ("common_cause", "improvement", "concern", "neutral")
        if kind in charted.kinds
    )
    parts = [f"{what}, {span}"]
    if symbols or charted.has_enough:
        lines = "Solid line: mean; dashed lines: limits"
        parts.append("; ".join(filter(None, (lines, symbols))))
    if not charted.has_enough:
        parts.append(f"No limits are drawn for fewer than {LEAST_CHARTED} figures")
    parts += [
        f"Limits recalculated from {p.label}: {clause(why)}" for p, why in charted.recalculations
    ]
    return ". ".join(parts) + "."


def explained() -> Block:
    """What control charts, their limits and their symbols mean, for readers without statistics."""
    seven = num2words(RUN)
    sentences = (
        "A control chart tells the usual ups and downs of a figure, common cause variation, from "
        "a change that has a cause of its own. The solid line is the mean, and the dashed lines "
        "are limits: as long as nothing changes, almost every figure lies between them. Their "
        f"distance from the mean is {LIMIT} times the average change from one figure to the next, "
        "so a limit may lie where no figure can, such as below zero.",
        "Four signs show a special cause: a figure outside the limits; "
        f"{seven} figures in a row that rise, or fall; two of three figures close to the same "
        f"limit; {seven} figures in a row on the same side of the mean. What the last figure "
        "shows is said in words; high or low is the side it lies on or moves to. A chart needs "
        f"at least {num2words(LEAST_CHARTED)} figures to have limits. Where a third of the figures "
        "or more lie outside the limits, they have been at different levels or have kept rising "
        "or falling, and no one pair of limits fits them all. Such a chart shows nothing until its "
        "limits are recalculated. The signs are those of NHS England’s Making Data Count, as "
        "version 0.2.2 of its program NHSRplotthedots applies them.",
    )
    rows = [
        [
            mark(variation_icon(Variation(kind, "")), KINDS[kind]),
            f"{_MEANINGS[kind]} ({POINT_STYLES[kind].words} in a chart)",
        ]
        for kind in KINDS
    ]
    rows += [[assurance_mark(assurance), _PROMISES[assurance]] for assurance in ASSURANCES]
    return join_blocks(
        block.html(Markup('<div class="qb-explained">')),
        block.paragraph("\n\n".join(sentences)),
        block.html(table("Symbols of control charts", ["Symbol", "Meaning"], rows)),
        block.html(Markup("</div>")),
    )


def summary(entries: Sequence[ControlChart]) -> Block:
    """Return how many charts show what, a table of them, and which have too few figures."""
    if not entries:
        return block.paragraph("No measure of this report is read by a control chart.")
    unsettled = [one for one in entries if one.has_enough and one.xmr.is_of_several_levels]
    enough = [entry for entry in entries if entry.has_enough and entry not in unsettled]
    few = [entry for entry in entries if not entry.has_enough]
    kinds, assurances = list(KINDS), [*ASSURANCES, None]
    ordered = sorted(
        enough, key=lambda e: (kinds.index(e.variation.kind), assurances.index(e.assurance))
    )
    parts = [block.paragraph(_counts_sentence(enough))] if enough else []
    parts += [block.html(_matrix(enough)), block.html(_table(ordered))] if enough else []
    apart = _to_be_recalculated(unsettled), _too_few(few)
    return join_blocks(*parts, *map(block.html, apart))


def _counts_sentence(charted: Sequence[ControlChart]) -> str:
    """Return how many charts show which variation and which assurance; the parts add up."""
    kinds = Counter(entry.variation.kind for entry in charted)
    assurances = Counter(entry.assurance for entry in charted)
    order: tuple[VariationKind, ...] = ("common_cause", "improvement", "concern", "neutral")
    text = _shares(
        ("control chart", "control charts"),
        [(kinds[kind], SHOWN[kind]) for kind in order],
        ("shows", "show"),
    )
    if assurances[None] == len(charted):
        return f"{text} None is held against a target."
    results: tuple[Assurance, ...] = ("passing", "failing", "hit_and_miss")
    held = len(charted) - assurances[None]
    if held > 1 and assurances["hit_and_miss"] == held:
        none = "Neither target" if held == 2 else f"None of the {num2words(held)} targets"
        against = f"{none} is consistently met or consistently missed."
    else:
        against = _shares(
            ("target", "targets"),
            [(assurances[result], _ASSURED[result]) for result in results],
            ("is", "are"),
        )
    if not assurances[None]:
        return f"{text} {against}"
    others = count(assurances[None], "measure", start=True)
    others += f" {verb(assurances[None], 'is', 'are')}"
    return f"{text} {against} {others} not held against a target."


def _shares(
    things: tuple[str, str], parts: Sequence[tuple[int, str]], verbs: tuple[str, str]
) -> str:
    """Return ``Of twelve charts, seven show …, four … and one ….``"""
    total = sum(number for number, _ in parts)
    there = [(number, words) for number, words in parts if number]
    if len(there) == 1:
        every = {1: f"The one {things[0]}", 2: f"Both {things[1]}"}.get(
            total, f"All {num2words(total)} {things[1]}"
        )
        return f"{every} {verb(total, *verbs)} {there[0][1]}."
    written = number_style(total)
    shares = [f"{written(number)} {words}" for number, words in there]
    number, words = there[0]
    shares[0] = f"{written(number)} {verb(number, *verbs)} {words}"
    return f"Of {written(total)} {things[1]}, {listed(shares, 'and')}."


def _matrix(charted: Sequence[ControlChart]) -> Markup:
    cells = Counter((entry.variation.kind, entry.assurance) for entry in charted)
    names: dict[Assurance | None, str] = dict(ASSURANCES) | {None: "Not held against one"}
    columns = [one for one in names if any(cells[kind, one] for kind in KINDS)]
    rows = []
    for kind in KINDS:
        numbers = [cells[kind, assurance] for assurance in columns]
        if any(numbers):
            rows.append([KINDS[kind], *_with_sum(numbers)])
    totals = [sum(cells[kind, assurance] for kind in KINDS) for assurance in columns]
    rows.append(["All", *_with_sum(totals)])
    headers = ["Variation", *(names[assurance] for assurance in columns)]
    headers += ["All"] if len(columns) > 1 else []
    caption = "Number of measures by variation and by how they stand against their targets"
    return table(caption, headers, rows, numeric=range(1, 6), css="qb-spc-counts")


def _with_sum(numbers: Sequence[int]) -> list[str]:
    """Return a row of numbers and, where there are several, their sum."""
    return [str(number) for number in [*numbers, *([sum(numbers)] if len(numbers) > 1 else [])]]


def _table(charted: Iterable[ControlChart]) -> Markup:
    headers = [
        "Measure",
        "Figure",
        "Period",
        "Variation",
        "Against the target",
        "Mean",
        "Limits",
        "Target",
    ]
    caption = "Control charts, causes for concern and missed targets first"
    rows = [_row(entry) for entry in charted]
    return table(caption, headers, rows, numeric=(1, 5, 6, 7), css="qb-wide qb-spc-table")


def _row(entry: ControlChart) -> list[str]:
    xmr, format = entry.xmr, entry.format
    assert xmr.last is not None
    last = entry.observations[xmr.last]
    finer = entry.limit_format
    mean, lower, upper = (finer.short(n) for n in (xmr.mean, xmr.lower, xmr.upper))
    none = Markup('<span class="qb-none">No target</span>')
    blind = Markup('<span class="qb-none">Neither higher nor lower is better</span>')
    without = none if entry.target is None else blind
    return [
        Markup('<a href="{}">{}</a>').format(entry.href, entry.title)
        + unit_below(format.unit_beside),
        observation_cell(last, format),
        last.period.label,
        variation_mark(entry.variation),
        assurance_mark(entry.assurance) if entry.assurance else without,
        mean,
        f"{lower} to {upper}",
        format.short(entry.target) or none,
    ]


def _to_be_recalculated(charted: Sequence[ControlChart]) -> Markup:
    if not charted:
        return Markup()
    names = [Markup('<a href="{}">{}</a>').format(entry.href, entry.title) for entry in charted]
    some = count(len(charted), "measure", start=True)
    have = verb(len(charted), "has", "have")
    return Markup(
        "<p>{} {} a third or more of the figures outside the limits, so that the chart shows "
        "nothing until the limits are recalculated: {}.</p>"
    ).format(some, have, Markup("; ").join(names))


def _too_few(charted: Sequence[ControlChart]) -> Markup:
    if not charted:
        return Markup()
    names = [
        Markup('<a href="{}">{}</a> has {}').format(entry.href, entry.title, how_many(entry))
        for entry in charted
    ]
    have = verb(len(charted), "has", "have")
    return Markup(
        "<p>{} {} too few figures for a control chart, which needs at least {}: {}.</p>"
    ).format(
        count(len(charted), "measure", start=True), have, LEAST_CHARTED, Markup("; ").join(names)
    )
