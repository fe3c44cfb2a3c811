"""The key to a paper's tables of measures: which way is better, and what an arrow goes by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from num2words import num2words

from quarterbook.ground import wording
from quarterbook.ground.rule_names import Basis
from quarterbook.judge.assessment import Assessment
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.html.marks import alone_words, long_term_compared, long_term_shown
from quarterbook.report.sentences.method import better_words, green_by_plan
from quarterbook.report.views.measure import MeasureView

_OF_FIGURES: Mapping[Basis, str] = {
    "spc": (
        'A "control chart" holds the newest figures against the range in which the measure has '
        "varied since the period named."
    ),
    "trend": (
        'A "trend" is a straight line through the figures since the period named. It counts where '
        "one as steep would rarely come about by chance."
    ),
}


def long_term_key(views: Sequence[MeasureView]) -> Block:
    """What the long term of these measures goes by, where every one of them has it said."""
    longer = [long_term_compared(view.assessment) for view in views]
    bases = {one.basis for one in longer if one}
    return block.bullets(line for basis, line in _OF_FIGURES.items() if basis in bases)


def key(views: Sequence[MeasureView]) -> Block:
    """What a reader must know of these measures before the table; no line that none of them needs.

    The measures are those of which `better_below` says which way is better.
    """
    assessments = [view.assessment for view in views if not view.is_activity]
    shown = [
        direction for one in assessments for direction in (one.direction, long_term_shown(one))
    ]
    bases = {one.basis for one in shown if one and one.outcome != "not_comparable"}
    return block.bullets(
        line
        for line, is_needed in (
            (
                "Higher is better unless a measure says otherwise. Where lower is better, a rise "
                "is a decline.",
                any(one.rules.polarity != "higher" for one in assessments),
            ),
            (
                "An arrow says whether performance improved or declined, not whether the number "
                "rose.",
                bool(bases),
            ),
            (
                "Of an activity indicator the arrow says only whether the number is higher or "
                "lower.",
                _has_activities(views),
            ),
            (
                "What the newest figure is compared with stands below the arrow.",
                bool(bases - {"judged"}),
            ),
            *((line, basis in bases) for basis, line in _OF_FIGURES.items()),
            (
                "The long term is shown where it points the other way.",
                any(long_term_shown(one) for one in assessments),
            ),
            (
                'A rating or direction "as recorded" is the judgement of the service, not of a '
                f"rule, and may go by more than the figures shown{_without_earlier(assessments)}.",
                "judged" in bases or any(one.rule == "judged" for one in assessments),
            ),
        )
        if is_needed
    )


def _has_activities(views: Sequence[MeasureView]) -> bool:
    """Whether there are activity indicators that went up or down."""
    return any(view.is_activity and view.assessment.direction.way for view in views)


def _without_earlier(assessments: Sequence[Assessment]) -> str:
    """Return how many directions are recorded that no comparable earlier figure shows."""
    alone = sum(bool(alone_words(one, one.direction)) for one in assessments)
    if not alone:
        return ""
    have = wording.verb(alone, "direction has", "directions have")
    return f": {num2words(alone)} {have} no earlier figure here to be compared with"


def better_below(view: MeasureView) -> str:
    """Return which figures are better where it is not the higher ones.

    Of a plan also from where to where it is green, which no target shows.
    """
    assessment = view.assessment
    polarity = assessment.rules.polarity
    if polarity == "higher":
        return ""
    green = green_by_plan(assessment, view.format)
    return f"{better_words(polarity)}{f': green from {green}' if green else ''}"
