"""The method page: how measures are judged, made from the settings that judge them.

Each function returns HTML for a page's ``{{ method.… }}``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup
from num2words import num2words

from quarterbook.disclosure.small_counts import base_for
from quarterbook.ground import wording
from quarterbook.ground.rule_names import BASES, Basis
from quarterbook.judge.comparison import FEWEST
from quarterbook.judge.judging_rules import JudgingRules
from quarterbook.judge.outlook import FEWEST_CASES, FEWEST_YEARS, PROFILE_YEARS, OutlookMethod
from quarterbook.judge.spc import SCREEN
from quarterbook.report.blocks import control_charts
from quarterbook.report.html.marks import DIRECTION_MARKS
from quarterbook.report.sentences.method import (
    RATINGS,
    REASONS,
    Explanation,
    explain_direction,
    explain_rating,
)
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

_OUTLOOKS: dict[OutlookMethod, tuple[str, str]] = {
    "owner": ("The owner's forecast", "What its owner expects, as recorded."),
    "profile": (
        "By the profile of earlier years",
        "For figures that add up over the year: the newest figure, divided by the share of the "
        "year-end figure that had been reached by the same time last year. The range comes from "
        f"the profiles of up to {num2words(PROFILE_YEARS)} earlier years.",
    ),
    "seasonal": (
        "By last year's end",
        "For seasonal figures: last year's year-end figure, plus the change on a year ago so far. "
        "In at least four of five earlier cases the figure that came in lay within the range.",
    ),
    "drift": (
        "By the average change",
        "For all others: the newest figure, and the average change since the first comparable one, "
        "carried on to the end of the year. In at least four of five earlier cases the figure that "
        "came in lay within the range.",
    ),
}


def _listed(entries: list[tuple[str, str]]) -> Markup:
    items = Markup().join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(name, text) for name, text in entries
    )
    return Markup('<dl class="qb-method qb-stacked">{}</dl>').format(items) if items else Markup()


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _explained(rules: JudgingRules) -> Explanation:
    return explain_rating(rules.rag_rule, rules.amber_when)


def rating(report: QuarterView) -> Markup:
    """The rules for ratings that this report uses, and what holds for all of them."""
    views = report.views_shown
    used = Counter(_explained(view.assessment.rules) for view in views)
    things = {_explained(v.assessment.rules): "measure" for v in views if not v.is_activity}
    entries = [
        (
            f"{rule.name} ({wording.count(used[rule], things.get(rule, 'activity indicator'))})",
            rule.text,
        )
        for rule in RATINGS
        if used[rule]
    ]
    if all(view.assessment.rule == "judged" for view in views):
        return _listed(entries)  # nothing is rated by a rule
    return _listed(entries) + _paragraph(
        "Every figure is rated as it was recorded, before it is rounded for the page; where the "
        "rounded figure would be rated otherwise, the page says so. A figure on a limit is on its "
        "better side. A figure that adds up over the year is held against the target for that "
        "part of the year, never against the whole year's. Unless its owner rates it, a measure "
        "without a target, without a figure or with a withheld one is not rated, and the page says "
        "which."
    )


def _count(views: Iterable[MeasureView]) -> str:
    """``two measures and one activity indicator``; "" for none."""
    number = Counter("activity indicator" if view.is_activity else "measure" for view in views)
    return wording.listed(
        [wording.count(number[thing], thing) for thing in sorted(number, reverse=True)], "and"
    )


def _uses(views: Sequence[MeasureView], basis: Basis) -> str:
    """How many are compared on a basis, at once and in the long term; "" for none."""
    near = _count(view for view in views if view.assessment.rules.basis == basis)
    far = _count(view for view in views if view.assessment.rules.long_term_basis == basis)
    return " and ".join(part for part in (near, f"{far} in the long term" if far else "") if part)


def direction(report: QuarterView) -> Markup:
    """The bases for directions of travel that this report uses, and when there is none."""
    views = report.views_shown
    entries = []
    for basis in BASES:
        name, text = explain_direction(basis)
        uses = _uses(views, basis)
        if basis == "trend" and uses:
            level = report.council.defaults.significance
            text += f" Rarely means in no more than {100 * level:.12g} of 100 cases."
        if uses:
            entries.append((f"{name} ({uses})", text))
    arrows = ", ".join(
        f"{DIRECTION_MARKS[name][0]} {name}" for name in ("improved", "same", "declined")
    )
    text = _paragraph(
        f"An arrow says how performance moved, not whether the number rose: {arrows}."
    ) + _listed(entries)
    rules = [view.assessment.rules for view in views]
    if all(one.basis == "judged" and one.long_term_basis in ("judged", None) for one in rules):
        return text  # no direction follows from figures
    against = "The words beside an arrow say what the figure is compared with."
    return text + _paragraph(f"{against} {_sameness(report)}")


def _sameness(report: QuarterView) -> str:
    """What counts as the same, what is not compared, and what an arrow up or down means."""
    same = report.council.defaults.same_within
    held = "Only a figure that has not changed counts as the same."
    if any(view.assessment.rules.same_within for view in report.views_shown):
        held = f"{held[:-1]}, unless a measure's own rule allows for a small change."
    if same:
        of = " of the earlier figure" if same.is_share else ""
        held = (
            f"A change of no more than {same}{of} counts as the same, unless a measure's own rule "
            "says otherwise."
        )
    held += f" No direction is given for these, and the reason stands in its place: {REASONS}."
    if any(view.assessment.rules.polarity == "none" for view in report.views_shown):
        held += (
            " Where neither more nor less is better, ↑ and ↓ say only that the figure is higher or "
            "lower."
        )
    return held


def controls(report: QuarterView) -> Markup:
    """What control charts show, and from where their limits were recalculated."""
    charted = [view for view in report.views_shown if view.assessment.control is not None]
    if not charted:
        return _paragraph("No measure of this report is read by a control chart.")
    text = Markup(control_charts.explained().markdown)
    if report.council.defaults.drop_outlying_ranges:
        text += _paragraph(
            f"Changes from one figure to the next that are {SCREEN} times their average or more "
            "are left out before the limits are worked out, so that one odd figure does not hide "
            "others."
        )
    else:
        text += _paragraph("Every change from one figure to the next counts towards the limits.")
    begun = [
        (view.title, f"From {since.label}: {reason}")
        for view in charted
        for since, reason in view.assessment.recalculations
    ]
    if begun:
        these = wording.verb(len(begun), "this measure", "these measures")
        text += _paragraph(f"Limits have been recalculated for {these}:") + _listed(begun)
    return text


def outlooks(report: QuarterView) -> Markup:
    """The methods by which year-end figures are expected that this report uses."""
    expected = [view.assessment.outlook for view in report.views_shown if view.assessment.outlook]
    used = Counter(outlook.method for outlook in expected if outlook.method)
    if not used:
        return _paragraph("No measure of this report has an outlook for the year end.")
    entries = [
        (f"{name} ({wording.count(used[method], 'measure')})", text)
        for method, (name, text) in _OUTLOOKS.items()
        if used[method]
    ]
    return (
        _paragraph(
            "A measure with a target for the end of the year has an outlook until that figure is "
            "in, where there is a method worth having: the figure to expect, marked [f], with a "
            "range and the rating it would have."
        )
        + _listed(entries)
        + _paragraph(
            "A method is first tried on the measure's own past: on earlier figures, with what was "
            f"known then, in at least {num2words(FEWEST_CASES)} cases or "
            f"{num2words(FEWEST_YEARS)} years. It is used only where its average miss was at "
            "least a fifth smaller than that of expecting no change. Otherwise there is no outlook."
        )
    )


def comparisons(report: QuarterView) -> Markup:
    """How councils are ranked and parted into quartiles, and whose conventions these are."""
    if report.vintage.benchmarks.empty:
        return _paragraph("No measure of this report is compared with other councils.")
    ranked = _paragraph(
        "Only councils with a figure are ranked, and at least "
        f"{num2words(FEWEST)} of them; regions and England are not. The first place is the best by "
        "the measure's polarity; where neither high nor low is better there is no rank. Councils "
        "with the same figure share the best of their places and are called joint: two joint 3rd "
        "are followed by 5th. Quartiles part the figures, not the councils: the limits lie a "
        "quarter, a half and three quarters of the way through the figures in order, between two "
        "of them in proportion, and a figure on a limit belongs with the lower numbers. With the "
        "same figures councils are in the same quartile, so that the four need not hold as many."
    )
    conventions = _paragraph(
        "These are the conventions of the Department for Education's Local Authority Interactive "
        "Tool; the limits are those of the seventh type of Hyndman and Fan (Sample Quantiles in "
        "Statistical Packages, 1996), which Excel's QUARTILE.INC gives."
    )
    sure = _paragraph(
        "A figure is better or worse than another where its 95% confidence interval does not "
        "include the other, and similar where it does, as in Fingertips. The interval is the "
        "publisher's or follows from the counts behind the figure: by Wilson's method for "
        "percentages, by Byar's for rates. A rank allows for chance in the same way: it lies "
        "after the councils whose intervals are wholly better and before those whose intervals "
        "are wholly worse. Where those ranks reach into another quartile, the quartile is not "
        "sure. "
        "The council's own figures of two years differ where the interval of their difference, "
        "which allows for chance in both of them, does not include nought (Newcombe, 1998, method "
        "10). Where they do not, or the range of ranks includes that of the year before, "
        "chance alone may explain the change, or the move. "
        "Without an interval figures are compared as they stand."
    )
    return ranked + conventions + sure


def withheld(report: QuarterView) -> Markup:
    """What is withheld so that nobody can be identified, and which measures are exempt."""
    threshold = report.council.suppression_threshold
    marked = "A figure that its owner marked as confidential is withheld and shown as [c]."
    if threshold < 2:
        return _paragraph(marked)
    limit = f"{threshold - 1:,}"
    span = "of 1" if threshold == 2 else f"from 1 to {limit}"
    text = _paragraph(
        f"{marked} So is a count {span}, and a rate made from such a count, so that nobody can be "
        "identified. A count of nought is shown. Whatever would let a reader work a withheld "
        "figure out is withheld as well: another part of the same total, a figure added up over "
        "the year that differs too little from the one before it, a percentage made from a "
        "withheld count."
    )
    text += _titles(report, "show", "Small numbers of what does not count people are shown:")
    return text + _titles(
        report,
        "round",
        f"The counts of these measures are rounded to {base_for(threshold)} instead, up or down by "
        "less than that, so that nobody can be identified and totals still add up. The rounded "
        "count is what is judged:",
    )


def _titles(report: QuarterView, small_numbers: str, introduction: str) -> Markup:
    """The measures that treat small numbers in one way, nothing where none does."""
    titles = [
        view.title for view in report.views_shown if view.row.get("small_numbers") == small_numbers
    ]
    items = Markup().join(Markup("<li>{}</li>").format(title) for title in titles)
    if not items:
        return Markup()
    return _paragraph(introduction) + Markup("<ul>{}</ul>").format(items)
