"""The year-end outlook in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quarterbook.ground.periods import PERIOD_WORDS
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import count, number_style, verb
from quarterbook.judge.outlook import FEWEST_CASES, Outlook, OutlookReason
from quarterbook.judge.rag import Rag
from quarterbook.report.views.measure import MeasureView

_REASONS: dict[OutlookReason, str] = {
    "withheld": "the newest figure is withheld",
    "below rounding": "the newest figure is too small to be shown",
    "no figure yet": "there is no figure yet",
    "no figure this year yet": "there is no figure for this financial year yet",
    "nothing counted yet": "nothing has been counted this year yet",
    "nothing counted by the same time last year": (
        "nothing had been counted by the same time last year"
    ),
    "no earlier profile": (
        "no earlier year shows what share of the year-end figure is reached by this time of year"
    ),
    "no figure a year ago": "there are no comparable figures of last year",
    "too few figures": "there are too few comparable figures to try a method on",
    "no better than no change": (
        "on the measure's own past no method has done clearly better than expecting no change"
    ),
}


_NOT_WORTH_A_LINE: tuple[OutlookReason, ...] = ("too few figures", "no better than no change")


_RATING_WORDS = {
    "green": "green",
    "amber": "amber",
    "red": "red",
    "within": "within the expected range",
    "above": "above the expected range",
    "below": "below the expected range",
}


def sentence(
    outlook: Outlook, rags: Sequence[Rag], target: float | None, format: NumberFormat
) -> str:
    """Return the figure, its range and the rating it would have, as plain text.

    rags
        the ratings of the figure and of the lower and the upper end of its
        range; what is not rated has no rating in the sentence.
    target
        of the year end, in the measure's unit; None where there is none.

    ``Year-end outlook: 51.9% [f] for Q4 2021/22 (between 50.1% and 53.2%), which
    would be amber against the target of 52.0%; across that range it would go
    from amber to green.`` Without a figure it says why there is none, but "" where
    there is only nothing better to expect than no change (see `method`).
    """
    if outlook.value is None:
        assert outlook.reason
        if outlook.reason in _NOT_WORTH_A_LINE:
            return ""
        return f"No outlook: {_REASONS[outlook.reason]}."
    text = f"Year-end outlook: {format.full(outlook.value)} [f]"
    text += f" for {outlook.period.label}{_range(outlook, format, format.full)}"
    if rating := _RATING_WORDS.get(rags[0].outcome):
        text += f", which would be {rating}"
        if rags[0].is_rated and target is not None:
            text += f" against the target of {format.short(target)}"
        text += _across(rags)
    return f"{text}."


def _range(outlook: Outlook, format: NumberFormat, written: Callable[[float | None], str]) -> str:
    if outlook.lower is None or outlook.upper is None:
        return ""
    low, high = written(outlook.lower), written(outlook.upper)
    if low == high:
        return " (both ends of the range round to that figure)"
    figure = written(outlook.value)
    if figure == low:
        return f" (or up to {high})"
    if figure == high:
        return f" (or down to {low})"
    return f" (between {format.short(outlook.lower)} and {high})"


def _across(rags: Sequence[Rag]) -> str:
    """Return how its ends would be rated, where the rating is not the same throughout."""
    outcomes = [rag.outcome for rag in rags]
    if len(set(outcomes)) == 1 or not all(outcome in _RATING_WORDS for outcome in outcomes):
        return ""
    low, high = (_RATING_WORDS[outcome] for outcome in outcomes[1:])
    if low == high:
        return f"; at either end of that range it would be {low}"
    to = high.replace("the expected range", "it")
    return f"; across that range it would go from {low} to {to}"


def red_sentence(views: Sequence[MeasureView], link: Callable[[MeasureView], str]) -> str:
    """Return which measures would be red at the year end, in Markdown; "" where none would.

    ``At the year end two measures would be red, if their year-end outlook comes true: Business
    rates collected (95.3% for March 2022, between 95.1% and 96.0%; target 98.3%); ….``
    """
    red = [view for view in views if _would_be_red(view)]
    if not red:
        return ""
    theirs = verb(len(red), "its outlook comes", "their outlooks come")
    named = "; ".join(f"{link(view)} ({_expected(view)})" for view in red)
    return (
        f"At the year end {count(len(red), 'measure')} would be red, if {theirs} true: {named}. "
        "The report's site says with each measure how its outlook was found and how sure it is."
    )


def _would_be_red(view: MeasureView) -> bool:
    assessment = view.assessment
    has_value = assessment.outlook is not None and assessment.outlook.value is not None
    return has_value and assessment.outlook_rags[0].outcome == "red"


def _expected(view: MeasureView) -> str:
    """Return ``95.3% for March 2022, between 95.1% and 96.0%; target 98.3%``."""
    outlook, format = view.assessment.outlook, view.format
    assert outlook is not None
    between = _range(outlook, format, format.short).strip(" ()")
    text = f"{format.full(outlook.value)} for {outlook.period.label}"
    text += f", {between}" if between else ""
    target = view.assessment.outlook_goal.target
    return text if target is None else f"{text}; target {format.short(target)}"


def method(outlook: Outlook, format: NumberFormat) -> str:
    """Return how figure and range were found, as plain text; "" where the page says why not.

    ``The average change since Q1 2018/19 (up 0.4 percentage points a quarter), carried on from
    Q2 2021/22. Tried on 12 earlier figures, two quarters ahead, it missed by 0.9 percentage points
    on average; expecting no change, by 1.4. In four of five cases it missed by no more than 1.1
    percentage points.``
    """
    if outlook.value is None:
        if outlook.reason and outlook.reason in _NOT_WORTH_A_LINE:
            return f"None: {_REASONS[outlook.reason]}."
        return ""
    newest = outlook.based_on.label if outlook.based_on else ""
    match outlook.method:
        case "owner":
            return "The owner's forecast."
        case "profile":
            return f"{_profile_words(outlook)}. {_tried(outlook, format)}."
        case "seasonal":
            how = f"Last year's year-end figure, moved by the change on a year ago in {newest}"
            how += f" ({_change(outlook.change, format)})"
        case _:
            each = PERIOD_WORDS[outlook.period.kind]
            assert outlook.change_since is not None
            how = f"The average change since {outlook.change_since.label}"
            how += f" ({_change(outlook.change, format)} a {each})"
            how += f", carried on from {newest}"
    few = outlook.cases == FEWEST_CASES
    margin = _amount(outlook.margin, format)
    cases = "In each of them" if few else "In four of five cases"
    return f"{how}. {_tried(outlook, format)}. {cases} it missed by no more than {margin}."


def _tried(outlook: Outlook, format: NumberFormat) -> str:
    """Return what the method missed by on the measure's past, and what no change did."""
    if format.short(outlook.error) == format.short(outlook.error_unchanged):
        format = format.with_decimals(format.decimals + 1)
    missed = f"it missed by {_amount(outlook.error, format)} on average"
    unchanged = format.number(outlook.error_unchanged or 0)
    if outlook.method == "profile":
        return f"Tried on earlier years, {missed}; the figure of the year before, by {unchanged}"
    horizon = count(outlook.ahead, PERIOD_WORDS[outlook.period.kind])
    cases = number_style(outlook.cases)(outlook.cases)
    cases += f" {verb(outlook.cases, 'earlier figure', 'earlier figures')}"
    return f"Tried on {cases}, {horizon} ahead, {missed}; expecting no change, by {unchanged}"


def _profile_words(outlook: Outlook) -> str:
    assert outlook.based_on is not None
    assert outlook.profile_year is not None
    newest, year = outlook.based_on, outlook.profile_year
    when = "Last year" if newest.year_ago().financial_year == year else f"In {year.label},"
    word = PERIOD_WORDS[newest.kind]
    spread = f"the profiles of {count(outlook.cases, 'year')}"
    share = NumberFormat("%", 1).short(100 * (outlook.share or 0))
    return (
        f"{when} {share} of the year-end figure had been "
        f"reached by the same {word}; the range comes from {spread}"
    )


def _amount(value: float | None, format: NumberFormat) -> str:
    """Return a difference with its unit: between two percentages it is percentage points."""
    if format.unit == "%":
        return f"{format.number(value or 0)} percentage points"
    return format.full(value)


def _change(value: float | None, format: NumberFormat) -> str:
    amount = _amount(abs(value or 0), format)
    if amount == _amount(0, format):
        return "no change"
    return f"{'up' if (value or 0) > 0 else 'down'} {amount}"
