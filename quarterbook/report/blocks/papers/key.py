"""The key to a paper's tables of measures: which way is better, and what an arrow goes by."""

from __future__ import annotations

from collections.abc import Sequence

from num2words import num2words

from quarterbook.ground import wording
from quarterbook.judge.assessment import Assessment
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.html.marks import alone_words, long_term_shown
from quarterbook.report.sentences.method import better_words, green_by_plan
from quarterbook.report.views.measure import MeasureView


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
                any(view.is_activity and view.assessment.direction.way for view in views),
            ),
            (
                "What the newest figure is compared with stands below the arrow.",
                bool(bases - {"judged"}),
            ),
            (
                'Where that is a "control chart", the newest figures are held against the range in '
                "which the measure has varied since the period named.",
                "spc" in bases,
            ),
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
