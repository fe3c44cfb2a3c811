"""How a measure is judged, in one sentence made from the very rules that judge it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, assert_never

from quarterbook.ground.periods import PERIOD_WORDS, Period, long_date
from quarterbook.ground.rule_names import (
    AMBER_WHEN,
    RAG_RULES,
    AmberWhen,
    Basis,
    Frequency,
    Polarity,
    RagRule,
    Reading,
)
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import verb
from quarterbook.judge.assessment import Assessment
from quarterbook.judge.direction import Direction
from quarterbook.judge.observations import Goal
from quarterbook.judge.rag import plan_limits, tolerance_limit
from quarterbook.report.sentences.eased_targets import harder_target

READING_WORDS: dict[Reading, str] = {
    "snapshot": "",
    "year_to_date": "year to date",
    "rolling_12": "over the last twelve months",
}


COVERS: dict[Reading, str] = {
    "snapshot": "the period",
    "year_to_date": "the year to date",
    "rolling_12": "the last twelve months",
}
"""What a figure covers, for tables of figures that may be added up."""


FREQUENCY_WORDS: dict[Frequency, str] = {
    "monthly": "Monthly",
    "quarterly": "Quarterly",
    "annual": "Yearly",
    "biennial": "Every two years",
}


class Explanation(NamedTuple):
    """A rule's name and what it says, in sentences."""

    name: str
    text: str


def age_words(period: Period, after: Period | None, on: date) -> str:
    """Return how old the figure of a period is on a day, and what is known of the next.

    ``after`` is the period that the next is for, None where nobody can tell.

    ``35 days on 4 February 2022; the next, for Q4 2021/22, comes after 31 March 2022``
    """
    days = (on - period.end).days
    old = f"{days:,} {verb(days, 'day', 'days')} on {long_date(on)}"
    if after is None:
        return old
    when = f"comes {_after(after)}" if on <= after.end else "is not yet recorded here"
    return f"{old}; the next, for {after.label}, {when}"


def next_figure(after: Period, on: date) -> str:
    """Return the period of the next figure and what is known of it on a day.

    ``Q4 2021/22, after 31 March 2022``, and once that day is past, ``Q4 2021/22, not yet
    recorded``: the day on which a period ends is not that on which its figure comes out.
    """
    return f"{after.label}, {_after(after) if on <= after.end else 'not yet recorded'}"


def _after(period: Period) -> str:
    return f"after {long_date(period.end)}"


def how_judged(assessment: Assessment, format: NumberFormat) -> str:
    """Return the rule, the target, the limits and the basis in one sentence, with the unit once.

    ``Green at 50.0% or more, amber from 47.0%, red below; compared with the
    previous quarter; higher is better.``
    """
    parts = [_rating(assessment, format), _direction_bases(assessment)]
    if assessment.long_term:
        parts.append(f"in the long term {_basis(assessment, assessment.long_term)}")
    parts.append(better_words(assessment.rules.polarity))
    if before := harder_target(assessment):
        period, target = before[0].label, format.exact_short(before[1])
        parts.append(f"harder to meet in {period}, when the target was {target}")
    return f"{'; '.join(parts)}."


def _rating(assessment: Assessment, format: NumberFormat) -> str:
    """Return how the newest figure is rated: ``Green at 50.0% or more, red below``."""
    rules, goal = assessment.rules, assessment.goal
    rule = rules.rag_rule
    if rule == "none":
        return "Not rated"
    if rule == "judged":
        first = "Rated by its owner"
        return first if goal.target is None else f"{first}; target {format.exact(goal.target)}"
    if rule == "expected_range":
        return _range(goal, format)
    if assessment.current is None:
        return "Not rated until it has a figure"
    if rule != "plan" and rules.polarity not in ("higher", "lower"):
        return "Not rated"
    if rule == "bands":
        return _bands(goal, rules.polarity, format)
    if goal.target is None:
        return _without_target(goal)
    match rule:
        case "floor":
            return _floor(assessment, format)
        case "tolerance":
            return _tolerance(assessment, format)
        case "plan":
            return _plan(assessment, format)
        case _:
            assert_never(rule)


def _without_target(goal: Goal) -> str:
    if goal.is_unknown:
        return "Not rated, as its target is not recorded"
    return "Not rated while it has no target"


def better_words(polarity: Polarity) -> str:
    """Return which figures are better: ``higher is better``."""
    match polarity:
        case "higher":
            return "higher is better"
        case "lower":
            return "lower is better"
        case "plan":
            return "near the plan is better"
        case "none":
            return "neither higher nor lower is better"
        case _:
            assert_never(polarity)


def _sides(polarity: Polarity) -> tuple[str, str, str]:
    return ("or more", "from", "below") if polarity == "higher" else ("or less", "up to", "above")


def _floor(assessment: Assessment, format: NumberFormat) -> str:
    goal = assessment.goal
    more, limit, beyond = _sides(assessment.rules.polarity)
    green = f"Green at {format.exact(goal.target)} {more}"
    if goal.floor is None:
        return f"{green}, red {beyond}"
    return f"{green}, amber {limit} {format.exact_short(goal.floor)}, red {beyond}"


def _tolerance(assessment: Assessment, format: NumberFormat) -> str:
    rules, target = assessment.rules, assessment.goal.target
    assert rules.tolerance
    assert target is not None
    more, limit, beyond = _sides(rules.polarity)
    if rules.tolerance.is_share and target == 0:
        return (
            f"Green at {format.exact(target)} {more}; not rated {beyond}, "
            "as no share of zero is a margin"
        )
    edge = tolerance_limit(target, rules.tolerance, rules.polarity)
    within = f"(within {rules.tolerance} of the target of {format.exact_short(target)})"
    if rules.amber_when == "within_tolerance":
        return (
            f"Green at {format.exact(target)} {more}, amber {limit} "
            f"{format.exact_short(edge)} (within {rules.tolerance} of the target), red {beyond}"
        )
    kind = PERIOD_WORDS[assessment.current.period.kind] if assessment.current else "period"
    ago = assessment.comparable_year_ago
    earlier = f" ({format.short(ago.value)})" if ago and ago.value is not None else ""
    return (
        f"Green {limit} {format.exact(edge)} {within}, {beyond} that amber if no worse than "
        f"the same {kind} last year{earlier}, else red"
    )


def _bands(goal: Goal, polarity: Polarity, format: NumberFormat) -> str:
    if goal.lower is None or goal.upper is None:
        return "Not rated while it has no limits"
    more, limit, beyond = _sides(polarity)
    good, bad = (goal.upper, goal.lower) if polarity == "higher" else (goal.lower, goal.upper)
    green = f"Green at {format.exact(good)} {more}"
    return f"{green}, amber {limit} {format.exact_short(bad)}, red {beyond}"


def _plan(assessment: Assessment, format: NumberFormat) -> str:
    rules, goal = assessment.rules, assessment.goal
    assert rules.tolerance
    assert goal.target is not None
    if rules.tolerance.is_share and goal.target == 0:
        return "Not rated while its plan is zero, of which no share is a margin"
    limits = plan_limits(goal.target, goal.lower, goal.upper, rules.tolerance)
    green, amber = (" to ".join(map(format.exact_short, pair)) for pair in limits)
    return (
        f"Green within {rules.tolerance} of the plan of {format.exact(goal.target)} "
        f"({green}), amber from {amber}, red beyond"
    )


def green_by_plan(assessment: Assessment, format: NumberFormat) -> str:
    """Return from where to where a figure is green by its plan; "" of any other measure."""
    rules, goal = assessment.rules, assessment.goal
    if rules.rag_rule != "plan" or goal.target is None or rules.tolerance is None:
        return ""
    limits = plan_limits(goal.target, goal.lower, goal.upper, rules.tolerance)
    return format.exact_range(*limits.green)


def _range(goal: Goal, format: NumberFormat) -> str:
    if goal.lower is not None and goal.upper is not None:
        text = f"from {format.exact_range(goal.lower, goal.upper)}"
    elif goal.lower is not None:
        text = f"{format.exact(goal.lower)} or more"
    elif goal.upper is not None:
        text = f"{format.exact(goal.upper)} or less"
    else:
        return "Not rated; it has no expected range yet"
    return f"Not rated; expected {text}"


def _direction_bases(assessment: Assessment) -> str:
    """Return what the direction of travel rests on: ``compared with the previous quarter``."""
    text = _basis(assessment, assessment.direction)
    if assessment.basis in ("trend", "spc"):
        text = f"direction of travel {text}"
    same = assessment.rules.same_within
    if same and assessment.basis in ("previous", "year_ago"):
        of = "of the earlier figure " if same.is_share else ""
        text += f", where a change of up to {same} {of}counts as the same"
    return text


def _basis(assessment: Assessment, direction: Direction) -> str:
    word = PERIOD_WORDS[assessment.current.period.kind] if assessment.current else "period"
    current, previous = assessment.current, assessment.previous
    match direction.basis:
        case "previous":
            skips = current and previous and previous.period != current.period.back()
            return f"compared with the {'figure before' if skips else f'previous {word}'}"
        case "year_ago":
            if assessment.rules.frequency == "biennial":
                return "compared with the survey before"
            earlier = "year before" if word == "year" else f"same {word} last year"
            return f"compared with the {earlier}"
        case "trend":
            level = f"{100 * assessment.rules.significance:.12g}% level of significance"
            since = f" since {direction.since.label}" if direction.since else ""
            return f"by the slope of the trend{since}, at the {level}"
        case "spc":
            since = f" since {direction.since.label}" if direction.since else ""
            return f"by its control chart{since}"
        case "judged":
            return "direction of travel as recorded by the service"
        case _:
            assert_never(direction.basis)


def explain_rating(rule: RagRule, amber_when: AmberWhen = "within_tolerance") -> Explanation:
    """Explain a rule for ratings; ``amber_when`` matters to the rule ``tolerance``."""
    match rule:
        case "floor":
            return Explanation(
                "Target and floor",
                "Green when the target is met. Amber when it is missed and the floor is met. Red "
                "when the floor is missed or, where none is set, the target is.",
            )
        case "tolerance":
            return _explain_tolerance(amber_when)
        case "bands":
            return Explanation(
                "Limits",
                "Two limits: green at the better one or beyond it, amber up to the worse one, red "
                "past it.",
            )
        case "plan":
            return Explanation(
                "Close to plan",
                "Too much is as bad as too little. Green within the tolerance of the plan on "
                "either side, amber up to the limits set or, where none are, twice the tolerance, "
                "red further away.",
            )
        case "expected_range":
            return Explanation(
                "Expected range",
                "An activity indicator gives context. It is within its expected range, above it "
                "or below it, and has no colour.",
            )
        case "judged":
            return Explanation(
                "Recorded by the owner",
                "The owner records the rating. A reason stands with it where one is recorded.",
            )
        case "none":
            return Explanation("Not rated", "Shown with its trend, without a rating.")
        case _:
            assert_never(rule)


def _explain_tolerance(amber_when: AmberWhen) -> Explanation:
    match amber_when:
        case "within_tolerance":
            return Explanation(
                "Target and tolerance",
                "Green when the target is met. Amber when it is missed by no more than the "
                "tolerance. Red beyond that.",
            )
        case "no_worse_than_year_ago":
            return Explanation(
                "Target, tolerance and last year",
                "Green up to the tolerance short of the target. Beyond that amber if the figure "
                "is no worse than that of the same period last year, and red if it is worse.",
            )
        case _:
            assert_never(amber_when)


def explain_direction(basis: Basis) -> Explanation:
    """Explain a basis for the direction of travel."""
    match basis:
        case "previous":
            return Explanation(
                "Against the figure before",
                "The newest figure is compared with the one before it.",
            )
        case "year_ago":
            return Explanation(
                "Against a year ago",
                "The newest figure is compared with that of the same period last year.",
            )
        case "trend":
            return Explanation(
                "By the trend",
                "A straight line is fitted to the charted figures. Its slope counts as improvement "
                "or decline where a line as steep would rarely come about by chance.",
            )
        case "spc":
            return Explanation(
                "By the control chart",
                "The newest figure is held against the limits within which the measure varies of "
                "itself.",
            )
        case "judged":
            return Explanation(
                "Recorded by the owner", "The owner records the direction of travel."
            )
        case _:
            assert_never(basis)


# Each rule once, in the order in which the method page lists them.
RATINGS = tuple(
    dict.fromkeys(explain_rating(rule, amber) for rule in RAG_RULES for amber in AMBER_WHEN)
)


REASONS = (
    "the first figure of a measure; a seasonal one against the period before; a figure across a "
    "break in the series or a change of definition; one with no figure a year ago; one withheld; "
    "one on a control chart whose limits are to be recalculated"
)
