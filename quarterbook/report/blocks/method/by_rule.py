"""What a rule would say beside what was recorded, and where and why they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, assert_never

from markupsafe import Markup

from quarterbook.data.params.council import Council
from quarterbook.ground import wording
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.direction import NOT_RECORDED, Direction
from quarterbook.judge.rag import NO_TARGET, TARGET_UNKNOWN, Rag
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
    pairs = [(view, view.by_rule) for view in report.measures if view.by_rule]
    if not pairs:
        return Markup("<p>No rating is recorded by hand that a rule could be set beside.</p>")
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
    sentences = [_counts(pairs), _rule(report.council)]
    inside = table("Recorded and by rule", headers, rows, numeric=(1,), css="qb-wide qb-by-rule")
    paragraphs = [Markup("<p>{}</p>").format(text) for text in sentences]
    return Markup("\n").join([*paragraphs, inside])


class _Beside(NamedTuple):
    """What was recorded of a measure, and what the rule says, in words; None where nothing is."""

    view: MeasureView
    recorded: str | None
    ruled: str | None

    @property
    def differs(self) -> bool:
        return None not in (self.recorded, self.ruled) and self.recorded != self.ruled


_Pairs = Sequence[tuple[MeasureView, Assessment]]


def differing(
    council: Council,
    views: Sequence[MeasureView],
    link: Callable[[MeasureView], Markup | str],
) -> list[str]:
    """Return which recorded ratings and directions a rule would give otherwise, in Markdown.

    ``Of the 28 ratings recorded, the rule can check 17, and nine of these are not what it says:
    Number of foster carers (amber, by rule red); ….`` Then what that rule is. Nothing where none
    differs or there is no such rule.
    """
    pairs = [(view, view.by_rule) for view in views if view.by_rule]
    sentences = [
        *_otherwise("rating", _ratings(pairs), link),
        *_otherwise("direction of travel", _directions(pairs), link),
    ]
    return [*sentences, _rule(council)] if sentences else []


def _otherwise(
    thing: str, pairs: Sequence[_Beside], link: Callable[[MeasureView], Markup | str]
) -> list[str]:
    """Return which of the recorded a rule would give otherwise, and how; nothing where none."""
    recorded = [pair for pair in pairs if pair.recorded]
    others = [pair for pair in recorded if pair.differs]
    if not others:
        return []
    named = "; ".join(f"{link(of.view)} ({of.recorded}, by rule {of.ruled})" for of in others)
    checked = sum(pair.ruled is not None for pair in recorded)
    if len(recorded) == 1:
        return [f"The one {thing} recorded is not what the rule says: {named}."]
    number = wording.number_style(len(recorded))
    head, _, tail = thing.partition(" ")
    of_all = f"Of the {number(len(recorded))} {f'{head}s {tail}'.strip()} recorded,"
    are = wording.verb(len(others), "is", "are")
    if checked == len(recorded):
        return [f"{of_all} {number(len(others))} {are} not what the rule says: {named}."]
    these = f"{number(len(others))} of these {are} not"
    which = {len(others): "none of these is", 1: "that is not"}.get(checked, these)
    return [f"{of_all} the rule can check {number(checked)}, and {which} what it says: {named}."]


def _ratings(pairs: _Pairs) -> list[_Beside]:
    """Return the ratings of measures whose owners record them."""
    return [
        _Beside(
            view,
            _word(view.assessment.rag.outcome) if view.assessment.rag.is_rated else None,
            _word(ruled.rag.outcome) if ruled.rag.is_rated else None,
        )
        for view, ruled in pairs
        if view.assessment.rule == "judged"
    ]


def _directions(pairs: _Pairs) -> list[_Beside]:
    """Return the directions of travel of measures whose owners record them."""

    def words(direction: Direction) -> str | None:
        return None if direction.outcome == "not_comparable" else _moved(direction)

    return [
        _Beside(view, words(view.assessment.direction), words(ruled.direction))
        for view, ruled in pairs
        if view.assessment.basis == "judged"
    ]


def _word(outcome: str) -> str:
    return outcome.replace("_", " ")


def _moved(direction: Direction) -> str:
    return direction_words(direction)[1].lower()


def _rule(council: Council) -> str:
    chosen = council.defaults.by_rule
    assert chosen
    rating, moving = (
        explain_rating(chosen.rag_rule).text,
        explain_direction(chosen.direction_basis).text,
    )
    tolerance = council.defaults.tolerance
    margin = f" The tolerance is {tolerance}." if chosen.rag_rule in ("tolerance", "plan") else ""
    return f"The rule for ratings: {rating}{margin} The rule for directions of travel: {moving}"


def _counts(pairs: _Pairs) -> str:
    """How many recorded ratings and directions a rule confirms; the parts make the whole."""
    ratings = [pair for pair in _ratings(pairs) if pair.recorded]
    moves = [pair for pair in _directions(pairs) if pair.recorded]
    sentences = []
    if ratings:
        many = wording.verb(len(ratings), "recorded rating", "recorded ratings")
        sentences.append(f"Of {_number(ratings)} {many}, {_parts(ratings, 'rated by it')}.")
    if moves:
        many = wording.verb(len(moves), "recorded direction", "recorded directions")
        of = "the directions" if len(moves) == len(ratings) else f"{_number(moves)} {many}"
        sentences.append(f"Of {of} of travel, {_parts(moves, 'judged by it')}.")
    return " ".join(sentences)


def _number(all_: Sequence[object]) -> str:
    return wording.number_style(len(all_))(len(all_))


def _parts(recorded: Sequence[_Beside], cannot: str) -> str:
    """What a rule says of each: whether it can say anything, and whether it says the same."""
    written = wording.number_style(len(recorded))
    none = sum(pair.ruled is None for pair in recorded)
    differ = sum(pair.differs for pair in recorded)
    same = len(recorded) - none - differ
    return (
        f"{written(same)} {wording.verb(same, 'is', 'are')} what the rule says, "
        f"{written(differ)} {wording.verb(differ, 'differs', 'differ')} and "
        f"{written(none)} cannot be {cannot}"
    )


def _row(view: MeasureView, ruled: Assessment) -> list[str]:
    recorded = view.assessment
    figure = view.format.short(recorded.current.value if recorded.current else None)
    target = view.format.short(recorded.goal.target)
    without = TARGET_UNKNOWN if recorded.goal.is_unknown else NO_TARGET
    held = f"target {target}" if target else without
    ago = ruled.compared_with.value if ruled.compared_with else None
    held += Markup(" <br>{} then").format(view.format.short(ago)) if ago is not None else ""
    return [
        Markup('<a href="{}">{}</a>').format(view.href, view.title)
        + unit_below(view.format.unit_beside),
        Markup('{} <br><span class="qb-when">{}</span>').format(figure, held),
        *_both(recorded.rule == "judged", _rating(recorded.rag), _rating(ruled.rag)),
        *_both(recorded.basis == "judged", _move(recorded.direction), _move(ruled.direction)),
        " ".join(_why(view, ruled)) or "–",
    ]


def _both(is_recorded: bool, recorded: str, ruled: str) -> tuple[str, str]:
    return (recorded, ruled) if is_recorded else ("–", "–")


def _rating(rag: Rag) -> Markup:
    return mark("rag", rag.outcome, *RAG_MARKS[rag.outcome])


def _move(direction: Direction) -> Markup:
    shape, word = direction_words(direction)
    if not direction.is_compared and direction.reason == NOT_RECORDED:
        shape, word = DIRECTION_MARKS["not_comparable"][0], "None"
    return mark("dot", direction.outcome, shape, word)


def _why(view: MeasureView, ruled: Assessment) -> list[str]:
    """Return, in sentences, where a rule says another thing than what was recorded, and why."""
    recorded = view.assessment
    sentences = []
    if recorded.rule == "judged" and ruled.rag.outcome != recorded.rag.outcome:
        sentences.append(f"RAG: {rag_reason(ruled, view.format)}.")
    if recorded.basis == "judged" and ruled.direction.outcome != recorded.direction.outcome:
        sentences.append(f"Direction: {_direction_reason(view, ruled)}.")
    return sentences


def rag_reason(ruled: Assessment, format: NumberFormat) -> str:
    """Return, as a clause, why a rule rates the newest figure as it does, or does not."""
    colour = ruled.rag.outcome
    if colour == "not_rated":
        return ruled.rag.reason
    match ruled.rule:
        case "floor":
            return _to_target(ruled) + _to_floor(ruled, format)
        case "tolerance":
            return _to_target(ruled) + ("" if ruled.meets_target else _beyond_tolerance(ruled))
        case "bands":
            return _in_bands(ruled, format)
        case "plan":
            near = "within" if colour == "green" else "beyond"
            plan = f"{ruled.rules.tolerance} of the plan of {format.exact(ruled.goal.target)}"
            wide = {"green": "", "amber": ", within its limits", "red": " and its limits"}
            return f"the figure is {near} {plan}{wide[colour]}"
        case "expected_range":
            return f"the figure is {colour} its expected range"
        case "judged" | "none":
            return ruled.rag.reason
        case _:
            assert_never(ruled.rule)


def _to_floor(ruled: Assessment, format: NumberFormat) -> str:
    floor = ruled.goal.floor
    if ruled.meets_target or floor is None:
        return ""
    ends = "met" if ruled.rag.outcome == "amber" else "missed"
    return f", and the floor of {format.exact(floor)} is {ends}"


def _in_bands(ruled: Assessment, format: NumberFormat) -> str:
    good, bad = format.exact(ruled.goal.upper), format.exact(ruled.goal.lower)
    if ruled.rules.polarity == "lower":
        good, bad = bad, good
    match ruled.rag.outcome:
        case "green":
            return f"the figure reaches the limit of {good}"
        case "amber":
            return f"the figure lies between the limits of {bad} and {good}"
        case _:
            return f"the figure misses the limit of {bad}"


def _to_target(ruled: Assessment) -> str:
    """Whether the target is met, and by how much of it not."""
    value, target = ruled.current.value if ruled.current else None, ruled.goal.target
    if ruled.meets_target or value is None or target is None:
        return "the target is met"
    share = 100 * abs(value - target) / abs(target) if target else 0
    return (
        f"the target is missed by {NumberFormat('%', 1).short(share)}"
        if share
        else ("the target is missed")
    )


def _beyond_tolerance(ruled: Assessment) -> str:
    """How a missed target stands to the tolerance and, where that decides, to a year ago."""
    colour, tolerance = ruled.rag.outcome, ruled.rules.tolerance
    match ruled.rules.amber_when:
        case "within_tolerance":
            near = "within" if colour == "amber" else "beyond"
            return f", {near} the tolerance of {tolerance}"
        case "no_worse_than_year_ago":
            if colour == "green":
                return f", within the tolerance of {tolerance}"
            if ruled.rag.reason:
                return f", beyond the tolerance of {tolerance}, with {ruled.rag.reason}"
            ago = "no worse" if colour == "amber" else "worse"
            return f", beyond the tolerance of {tolerance}, and the figure is {ago} than a year ago"
        case _:
            assert_never(ruled.rules.amber_when)


def _direction_reason(view: MeasureView, ruled: Assessment) -> str:
    """Return what a rule finds of how a measure moved, or why it finds nothing."""
    direction, polarity = ruled.direction, ruled.rules.polarity
    if not direction.is_compared:
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
