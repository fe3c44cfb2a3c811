"""What a rule would say beside what was recorded, and where and why they differ."""

from __future__ import annotations

from typing import assert_never

from markupsafe import Markup

from quarterbook.ground import wording
from quarterbook.ground.rule_names import Basis, RagRule
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import Assessment, assess
from quarterbook.judge.direction import NOT_RECORDED, Direction
from quarterbook.judge.rag import Rag
from quarterbook.report.html.cells import unit_below
from quarterbook.report.html.marks import DIRECTION_MARKS, RAG_MARKS, direction_words, mark
from quarterbook.report.html.tables import table
from quarterbook.report.sentences.method import better_words, explain_direction, explain_rating
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


def by_rule(report: QuarterView) -> Markup:
    """The table of measures judged by their owners: recorded, by rule, and why they differ.

    The rule is that of ``defaults: by_rule:`` in council.yml.
    """
    chosen = report.council.defaults.by_rule
    views = [
        view
        for view in report.measures
        if "judged" in (view.assessment.rule, view.assessment.basis)
    ]
    if not views or chosen is None:
        return Markup("<p>No rating is recorded by hand that a rule could be set beside.</p>")
    pairs = [
        (view, judged_by(view.assessment, chosen.rag_rule, chosen.direction_basis))
        for view in views
    ]
    headers = [
        "Measure",
        "Figure",
        "RAG recorded",
        "RAG by rule",
        "Direction recorded",
        "Direction by rule",
        "Where they differ, why",
    ]
    rows = [_row(view, ruled) for view, ruled in pairs]
    sentences = [_counts(pairs), _rule(report)]
    inside = table("Recorded and by rule", headers, rows, numeric=(1,), css="qb-wide qb-by-rule")
    paragraphs = [Markup("<p>{}</p>").format(text) for text in sentences]
    return Markup("\n").join([*paragraphs, inside])


def judged_by(judged: Assessment, rag_rule: RagRule, basis: Basis) -> Assessment:
    """Return a measure judged by another rule and on another basis, nothing of it recorded."""
    rules = judged.rules._replace(rag_rule=rag_rule, basis=basis, long_term_basis=None)
    return assess(rules, judged.observations, judged.targets, {})


def _rule(report: QuarterView) -> str:
    chosen = report.council.defaults.by_rule
    assert chosen
    rating, moving = (
        explain_rating(chosen.rag_rule).text,
        explain_direction(chosen.direction_basis).text,
    )
    tolerance = report.council.defaults.tolerance
    margin = f" The tolerance is {tolerance}." if chosen.rag_rule in ("tolerance", "plan") else ""
    return f"The rule for ratings: {rating}{margin} The rule for directions of travel: {moving}"


def _counts(pairs: list[tuple[MeasureView, Assessment]]) -> str:
    """How many recorded ratings and directions a rule confirms; the parts make the whole."""
    total = len(pairs)
    written = wording.number_style(total)
    ratings = [(view.assessment.rag, ruled.rag) for view, ruled in pairs]
    moves = [(view.assessment.direction, ruled.direction) for view, ruled in pairs]
    rag_none = sum(not ruled.is_rated for _, ruled in ratings)
    rag_same = sum(r.is_rated and a.outcome == r.outcome for a, r in ratings)
    move_none = sum(ruled.outcome == "not_comparable" for _, ruled in moves)
    move_same = sum(r.outcome != "not_comparable" and a.outcome == r.outcome for a, r in moves)

    def parts(none: int, same: int, cannot: str) -> str:
        differ = total - none - same
        return (
            f"{written(same)} {wording.verb(same, 'is', 'are')} what the rule says, "
            f"{written(differ)} {wording.verb(differ, 'differs', 'differ')} and "
            f"{written(none)} cannot be {cannot}"
        )

    many = wording.verb(total, "recorded rating", "recorded ratings")
    return (
        f"Of {written(total)} {many}, {parts(rag_none, rag_same, 'rated by it')}. "
        f"Of the directions of travel, {parts(move_none, move_same, 'compared')}."
    )


def _row(view: MeasureView, ruled: Assessment) -> list[str]:
    recorded = view.assessment
    figure = view.format.short(recorded.current.value if recorded.current else None)
    target = view.format.short(recorded.goal.target)
    held = f"target {target}" if target else "no target"
    ago = ruled.compared_with.value if ruled.compared_with else None
    held += Markup(" <br>{} then").format(view.format.short(ago)) if ago is not None else ""
    return [
        Markup('<a href="{}">{}</a>').format(view.href, view.title)
        + unit_below(view.format.unit_beside),
        Markup('{} <br><span class="qb-when">{}</span>').format(figure, held),
        mark("rag", recorded.rag.outcome, *RAG_MARKS[recorded.rag.outcome]),
        mark("rag", ruled.rag.outcome, *RAG_MARKS[ruled.rag.outcome]),
        _move(recorded.direction),
        _move(ruled.direction),
        " ".join(_why(view, ruled)) or "–",
    ]


def _move(direction: Direction) -> Markup:
    shape, word = direction_words(direction)
    if word == "Not compared" and direction.reason == NOT_RECORDED:
        shape, word = DIRECTION_MARKS["not_comparable"][0], "None"
    return mark("dot", direction.outcome, shape, word)


def _why(view: MeasureView, ruled: Assessment) -> list[str]:
    """Return, in sentences, where a rule says another thing than what was recorded, and why."""
    recorded = view.assessment
    sentences = []
    if ruled.rag.outcome != recorded.rag.outcome:
        sentences.append(f"RAG: {_rag_reason(ruled, ruled.rag)}.")
    if ruled.direction.outcome != recorded.direction.outcome:
        sentences.append(f"Direction: {_direction_reason(view, ruled)}.")
    return sentences


def _rag_reason(ruled: Assessment, rag: Rag) -> str:
    if not rag.is_rated:
        return rag.reason
    value = ruled.current.value if ruled.current else None
    target = ruled.goal.target
    if rag.outcome == "green" or value is None or target is None:
        return "the target is met"
    missed = "the target is missed"
    if target:
        share = 100 * abs(value - target) / abs(target)
        missed += f" by {NumberFormat('%', 1).short(share)}"
    if ruled.rules.tolerance and ruled.rule == "tolerance":
        near = "within" if rag.outcome == "amber" else "beyond"
        return f"{missed}, {near} the tolerance of {ruled.rules.tolerance}"
    return missed


def _direction_reason(view: MeasureView, ruled: Assessment) -> str:
    """Return what a rule finds of how a measure moved, or why it finds nothing."""
    direction, polarity = ruled.direction, ruled.rules.polarity
    if direction.outcome == "not_comparable" and not direction.is_blind:
        return direction.reason
    match direction.basis:
        case "previous" | "year_ago" | "judged":
            return _pair_reason(view, ruled)
        case "trend":
            begin = f"its trend since {direction.since.label}" if direction.since else "its trend"
            if direction.outcome == "same" or not direction.way:
                return f"{begin} is no more than chance"
            how = "rises" if direction.way > 0 else "falls"
            return f"{begin} {how}, and {better_words(polarity)}"
        case "spc":
            if not direction.side:
                return "its control chart shows common cause variation"
            end = "high" if direction.side > 0 else "low"
            return f"its control chart shows figures unusually {end}, and {better_words(polarity)}"
        case _:
            assert_never(direction.basis)


def _pair_reason(view: MeasureView, ruled: Assessment) -> str:
    """Return how the figure stands to the one that it is compared with."""
    direction, polarity, earlier = ruled.direction, ruled.rules.polarity, ruled.compared_with
    assert earlier is not None
    was = f"{view.format.short(earlier.value)} in {earlier.period.label}"
    if not direction.way:
        return f"as in {earlier.period.label}, {view.format.short(earlier.value)}"
    how = "higher" if direction.way > 0 else "lower"
    if direction.outcome == "same":
        return f"{how} than {was}, by no more than counts as the same"
    if polarity == "plan":
        side = "nearer to" if direction.outcome == "improved" else "farther from"
        return f"{how} than {was}, and {side} the plan"
    return f"{how} than {was}, and {better_words(polarity)}"
