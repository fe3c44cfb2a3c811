"""Which measures are red, which changed colour and which moved since the last report, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quarterbook.ground.wording import count, verb
from quarterbook.judge.direction import BREAK_IN_SERIES, DEFINITION_CHANGED
from quarterbook.judge.rag import NO_FIGURE, NO_TARGET, TARGET_UNKNOWN, RagOutcome
from quarterbook.judge.rating_counts import movements
from quarterbook.report.html.block import markdown_text
from quarterbook.report.html.marks import alone_words
from quarterbook.report.sentences.eased_targets import harder_target
from quarterbook.report.sentences.rating_counts import movement_sentences
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

LinkTo = Callable[[MeasureView], str]
"""How a measure is named: its title in Markdown, with a link to its section."""


_FEW = 5  # names, with the reasons that part them, that are still read as a sentence

_COLOURS: tuple[RagOutcome, ...] = ("green", "amber", "red")


def red_sentence(report: QuarterView, link: LinkTo) -> str:
    """Return which of the measures shown are red, in Markdown."""
    return " ".join(rated_sentences(report, "red", link)) or (
        "No measure is red." if report.rated.rated else ""
    )


def rated_sentences(report: QuarterView, colour: RagOutcome, link: LinkTo) -> list[str]:
    """Return which of the measures shown have a colour, in Markdown; nothing where none has.

    ``Two measures are red: Missed bin collections; Staff turnover.`` Those not rated stand by
    why: ``Two measures are not rated. No target: Bus journeys. Withheld: Fostering.`` Of many,
    each reason is a point below the first sentence. Nothing where no measure has a colour.
    """
    views = [view for view in report.measures if view.assessment.rag.outcome == colour]
    if not views or not report.rated.rated:
        return []
    some = count(len(views), "measure", start=True)
    text = f"{some} {verb(len(views), 'is', 'are')} {colour.replace('_', ' ')}"
    reasons = list(dict.fromkeys(map(_reason_unrated, views)))
    if len(reasons) > 1:
        points = [_unrated_for(why, views, link) for why in reasons]
        return [f"{text}:", *points] if len(views) > _FEW else [f"{text}. {' '.join(points)}"]
    because = f" ({reasons[0]})" if reasons[0] else ""
    return [f"{text}{because}: {_names(views, link)}."]


def _unrated_for(why: str, views: Sequence[MeasureView], link: LinkTo) -> str:
    """Return ``No target: Bus journeys; House prices.``"""
    names = _names([view for view in views if _reason_unrated(view) == why], link)
    return f"{why[0].upper()}{why[1:]}: {names}."


def eased_sentence(report: QuarterView, link: LinkTo) -> str:
    """Return whose targets are easier to meet than a year ago, in Markdown; "" where none is.

    ``One target is easier to meet than a year ago: Library visits (110,000; 195,000 in
    December 2020).``
    """
    eased = [view for view in report.measures if harder_target(view.assessment)]
    if not eased:
        return ""
    some = count(len(eased), "target", start=True)
    named = _names(eased, lambda view: f"{link(view)} ({_eased(view)})")
    return f"{some} {verb(len(eased), 'is', 'are')} easier to meet than a year ago: {named}."


def _eased(view: MeasureView) -> str:
    before = harder_target(view.assessment)
    assert before
    now, then = view.format.exact(view.assessment.goal.target), view.format.exact_short(before[1])
    return f"{now}; {then} in {before[0].label}"


def _reason_unrated(view: MeasureView) -> str:
    """Return why a measure has no rating, in Markdown; "" where it has one."""
    assessment = view.assessment
    if assessment.rag.is_rated:
        return ""
    why = assessment.rag.reason.rstrip(".")
    if why in ("", "not rated"):
        is_open = assessment.goal.target is None
        why = NO_TARGET if is_open else NO_FIGURE
        why = TARGET_UNKNOWN if assessment.goal.is_unknown else why
    return markdown_text(why)


def _turned(report: QuarterView) -> dict[tuple[str, str], list[MeasureView]]:
    """Return the measures by the colour they had in the report before and the one they have now.

    What worsened comes first, then what had no rating before and is red or amber now, then
    what improved or is green and had none, and then what has no rating now. No move is left
    out, so that a reader who adds them to the last report's counts comes to this one's.
    """
    moves = [(before, now) for now in ("red", "amber") for before in ("green", "amber")]
    moves += [("", "red"), ("", "amber")]
    moves += [("red", "amber"), ("red", "green"), ("amber", "green"), ("", "green")]
    moves += [("red", ""), ("amber", ""), ("green", "")]
    before = report.rated_before
    by_move: dict[tuple[str, str], list[MeasureView]] = {move: [] for move in moves}
    for view in report.measures:
        earlier = before.get(view.id, "not_rated")
        move = _colour(earlier), _colour(view.rag)
        if move in by_move and move[0] != move[1]:
            by_move[move].append(view)
    return {move: views for move, views in by_move.items() if views}


def _colour(outcome: str) -> str:
    return outcome if outcome in _COLOURS else ""


def turned_sentences(report: QuarterView, link: LinkTo) -> list[str]:
    """Return which measures changed colour since the report before, in Markdown.

    ``From amber to red: Stage one complaints answered in time.`` There are none
    in a book's first quarter.
    """
    if report.vintage.previous is None:
        return []
    return [
        f"{_move(was, now)}: {_names(views, lambda view: link(view) + _unlike(view))}."
        for (was, now), views in _turned(report).items()
    ]


def _unlike(view: MeasureView) -> str:
    """Return why a colour cannot be held against the one before, or why there is none now."""
    if not view.assessment.rag.is_rated:
        return f" ({_reason_unrated(view)})"
    direction = view.assessment.direction
    if direction.outcome == "same":
        return " (direction of travel: same)"
    reason = direction.reason
    return f" ({reason})" if reason in (DEFINITION_CHANGED, BREAK_IN_SERIES) else ""


def _move(was: str, now: str) -> str:
    if not now:
        return f"Not rated now, {was} before"
    return f"From {was} to {now}" if was else f"Now {now}, not rated before"


def movements_by_name(report: QuarterView, link: LinkTo) -> list[str]:
    """Return how the updated measures moved, a sentence for each direction, in Markdown.

    ``One measure shows a decline in performance: Stage one complaints answered in time.``
    """
    sentences = []
    for outcome in ("improved", "same", "declined", "not_comparable"):
        views = [view for view in report.updated if _way(view) == outcome]
        reasons = [view.assessment.direction.reason for view in views]
        for sentence in movement_sentences(movements(map(_way, views)), reasons):
            names = f": {_names(views, lambda view: link(view) + _against_it(view))}"
            names = "" if outcome == "not_comparable" else names
            sentences.append(f"{sentence.removesuffix('.')}{names}.")
    return sentences


def _against_it(view: MeasureView) -> str:
    """Return what a reader may take to speak against a direction: the rating, or no figure before.

    `` (red)`` of what improved, `` (green)`` of what declined.
    """
    words = [alone_words(view.assessment, view.assessment.direction).removeprefix("; ")]
    if (_way(view), view.rag) in (("improved", "red"), ("declined", "green")):
        words.insert(0, view.rag)
    return f" ({', '.join(filter(None, words))})" if any(words) else ""


def recorded_without_figure(report: QuarterView, link: LinkTo) -> list[str]:
    """Return which measures are recorded to have moved without a figure, or not even that.

    They are in none of the `movements_by_name`, which are of figures.
    """
    sentences = []
    silent = [view for view in report.measures if _is_silent(view)]
    for outcome, word in (("improved", "improved"), ("same", "the same"), ("declined", "declined")):
        views = [view for view in silent if _way(view) == outcome]
        if views:
            more = "more " if any(_way(view) == outcome for view in report.updated) else ""
            some = count(len(views), f"{more}measure", start=True)
            are = verb(len(views), "is", "are")
            sentences.append(
                f"{some}, of which no figure is given, {are} recorded as {word}: "
                f"{_names(views, link)}."
            )
    bare = [view for view in silent if _way(view) == "not_comparable"]
    if bare:
        some = count(len(bare), "measure", start=False)
        sentences.append(
            f"Of {some} neither a figure nor a direction of travel is recorded: "
            f"{_names(bare, link)}."
        )
    return sentences


def _is_silent(view: MeasureView) -> bool:
    """Whether a measure's direction is recorded this quarter and none of its figures is known."""
    has_figure = any(one.value is not None for one in view.assessment.observations)
    return view.assessment.basis == "judged" and not has_figure and not view.is_updated


def _way(view: MeasureView) -> str:
    return view.assessment.direction.outcome


def _names(views: Sequence[MeasureView], link: LinkTo) -> str:
    return "; ".join(map(link, views))
