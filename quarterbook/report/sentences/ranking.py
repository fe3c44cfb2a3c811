"""The council's rank among all, how it has moved and what was published, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from num2words import num2words

from quarterbook.ground.markers import Marker, meaning
from quarterbook.ground.periods import Period, long_date, month_year
from quarterbook.ground.rule_names import Polarity
from quarterbook.ground.units import NumberFormat
from quarterbook.ground.wording import listed, number_style, verb
from quarterbook.judge.comparison import FEWEST, Compared, Other, Place
from quarterbook.judge.observations import Point
from quarterbook.judge.ranking import Summary, gap_narrows, lead_over, years_improved
from quarterbook.report.sentences.trend import overlap_words, when

GOOD = {"higher": "a high figure is good", "lower": "a low figure is good"}


YEARS = 10  # that a chart goes back


# First words of a group's title that need no capital within a sentence.
_PLAIN = ("statistical", "nearest", "similar", "other", "all", "county", "unitary", "district")


def sentences(compared: Compared, format: NumberFormat, name: str) -> str:
    """Return the whole account of one measure.

    ``Northshire: 83.6% in 2021/22, better than the 83.2% of 2020/21, against
    80.4% for statistical neighbours and 81.8% for England. Top quartile, 11th
    of 151 councils, up from 12th; a high figure is good. It has improved for
    three years in a row.`` With a sentence each for gaps to comparators that
    changed, and for what cannot be compared.
    """
    council = compared.now.council or name
    council = council[0].upper() + council[1:]
    if compared.own is None:
        why = meaning(compared.now.marker or Marker.NOT_AVAILABLE)
        parts = [f"{council} has no figure for {when(compared.period)}: {why}."]
        if compared.previous:
            last = compared.previous
            shown = format.full(last.value)
            parts.append(f"The last was {shown} in {when(last.period)}.")
    else:
        parts = [
            _figure_sentence(compared, format, council),
            place_sentence(compared),
            _years_sentence(compared, format),
            *_gap_sentences(compared, format, council),
        ]
        if compared.now.council:
            parts.append(f"{name} has replaced {compared.now.council} since.")
    if compared.left_out:
        parts.append(
            f"Figures of {listed(compared.left_out, 'and')}, which {name} replaced, are not "
            "followed: no one of them stands for all."
        )
    return " ".join(part for part in parts if part)


def _figure_sentence(compared: Compared, format: NumberFormat, council: str) -> str:
    marks = f" [{compared.now.marker}]" if compared.now.marker else ""
    own = f"{format.full(compared.own)}{marks}"
    text = f"{council}: {own} in {when(compared.period)}"
    change = _change(compared, format)
    text += f", {change}" if change else ""
    there = [
        f"{format.short(other.now.value)} for {in_sentence(other.title)}"
        for other in compared.others
        if other.now.value is not None
    ]
    text += f", against {listed(there, 'and')}." if there else "."
    if compared.previous and not compared.is_comparable:
        text += f" It is not compared with {when(compared.previous.period)}: {compared.now.broken}."
    elif compared.previous and (
        overlap := overlap_words(compared.period, compared.previous.period)
    ):
        text += f" {overlap}"
    return text


def _change(compared: Compared, format: NumberFormat) -> str:
    """Return ``better than the 83.2% of 2020/21``, or up and down where neither is better.

    With ``(chance alone may explain that)`` where it may.
    """
    previous = compared.previous
    if not compared.is_comparable or previous is None:
        return ""
    assert compared.own is not None
    assert previous.value is not None
    year = when(previous.period)
    if compared.own == previous.value:
        return f"the same as in {year}"
    before = format.short(previous.value)
    chance = " (chance alone may explain that)" if compared.is_similar_to(previous) else ""
    ahead = lead_over(compared.own, previous.value, compared.polarity)
    if ahead is None:
        how, of = ("up" if compared.own > previous.value else "down"), "from"
    else:
        how, of = ("better" if ahead > 0 else "worse"), "than"
    if before == format.short(compared.own):
        text = f"just {how} {of} in {year}" if of == "than" else f"just {how} on {year}"
        return f"{text}{chance}"
    return f"{how} {of} the {before} of {year}{chance}"


def place_sentence(compared: Compared, *, brief: bool = False) -> str:
    """Return ``Top quartile, 11th of 151 councils, up from 12th; a high figure is good.``

    ``brief``, for a cell of a table, leaves out a move that chance alone may explain.

    Or why the council is not ranked.
    """
    if compared.polarity not in GOOD:
        better = "Near the plan" if compared.polarity == "plan" else "Neither higher nor lower"
        return f"{better} is better, so councils are not ranked."
    good = GOOD[compared.polarity]
    if compared.place is None:
        few = f"Too few councils have a figure for a ranking, which needs {num2words(FEWEST)}"
        return f"{few}; {good}."
    place = compared.place
    text = f"{place.quartile.capitalize()} quartile, {place_words(compared)} councils"
    is_told = not (brief and compared.is_moved_by_chance)
    moved = _moved(compared, place) if is_told else ""
    return f"{text}{_allowing(compared)}{moved}; {good}."


def place_words(compared: Compared) -> str:
    """Return ``joint 34th of 43``; nothing where the council is not ranked."""
    return f"{_nth(compared.place)} of {compared.place.of}" if compared.place else ""


def possible_ranks(compared: Compared) -> str:
    """Return ``16th to 31st, allowing for chance``, where the rank is not sure.

    With ``, so the quartile is not sure`` where those ranks reach into another quartile.
    """
    if compared.ranks is None or compared.ranks[0] == compared.ranks[1]:
        return ""
    best, worst = compared.ranks
    unsure = "" if compared.is_quartile_sure else ", so the quartile is not sure"
    return f"{ordinal(best)} to {ordinal(worst)}, allowing for chance{unsure}"


def _allowing(compared: Compared) -> str:
    ranks = possible_ranks(compared)
    return f" ({ranks})" if ranks else ""


def _moved(compared: Compared, place: Place) -> str:
    """Return ``, up from 12th``, with the year unless it is the one before."""
    before, previous = compared.place_before, compared.previous
    if before is None or previous is None:
        return ""
    of = "" if before.of == place.of else f" of {before.of}"
    if before.rank == place.rank:
        return f", as in {when(previous.period)}" + (f" (then{of})" if of else "")
    is_year_ago = previous.period == compared.period.year_ago()
    year = "" if is_year_ago else f" in {when(previous.period)}"
    chance = ", which chance alone may explain" if compared.is_moved_by_chance else ""
    way = "up" if place.rank < before.rank else "down"
    return f", {way} from {_nth(before)}{of}{year}{chance}"


def _nth(place: Place) -> str:
    return f"joint {ordinal(place.rank)}" if place.is_shared else ordinal(place.rank)


def _years_sentence(compared: Compared, format: NumberFormat) -> str:
    """Return for how many years in a row the figure improved or worsened; nothing below two.

    Nothing either where chance may explain how far the figure is from the one that they began with.
    """
    there = [point for point in compared.since_break if point.value is not None]
    values = [point.value for point in there]
    way, times = "improved", years_improved(values, compared.polarity)
    if not times and compared.polarity in _OTHER_WAY:
        way, times = "worsened", years_improved(values, _OTHER_WAY[compared.polarity])
    if times < 2 or compared.is_similar_to(there[-times - 1]):
        return ""
    run = [point.period for point in there[-times - 1 :]]
    began = f"from {format.short(values[-times - 1])} in {when(run[0])}"
    is_yearly = all(later.year_ago() == one for one, later in pairwise(run))
    how_often = num2words(times) + (" years in a row" if is_yearly else " times in a row")
    if compared.interval is None:
        return f"It has {way} {'for ' * is_yearly}{how_often}, {began}."
    return f"Over {how_often} it has {way} by more than chance may explain, {began}."


_OTHER_WAY: dict[str, Polarity] = {"higher": "lower", "lower": "higher"}


def _gap_sentences(compared: Compared, format: NumberFormat, council: str) -> list[str]:
    """Return how the gaps to those that were or are better have changed, as figures are shown.

    No gap is spoken of that chance alone may explain.
    """
    by_change: dict[str, list[str]] = {}
    for other in compared.others:
        how = _gap(compared, other, format)
        if how:
            by_change.setdefault(how, []).append(in_sentence(other.title))
    return [
        how.format(council=council, those=listed(by_change[how], "and"))
        for how in _GAPS
        if how in by_change
    ]


_NARROWED = "The gap to {those} has narrowed."


_UNCHANGED = "The gap to {those} is as wide as it was."


_WIDENED = "The gap to {those} has widened."


_CLOSED = "{council} is no longer behind {those}."


_OPENED = "{council} has fallen behind {those}."


_GAPS = (_CLOSED, _NARROWED, _UNCHANGED, _WIDENED, _OPENED)


def _gap(compared: Compared, other: Other, format: NumberFormat) -> str:
    before = compared.before_of(other)
    previous = compared.previous
    if before is None or previous is None or other.now.value is None:
        return ""
    if _is_by_chance(compared, other.now.value, before.value or 0.0, previous):
        return ""
    four = [
        format.rounded(value)
        for value in (compared.own, other.now.value, previous.value, before.value)
    ]
    narrows = gap_narrows(four[0], four[1], four[2], four[3], compared.polarity)
    if narrows is None:
        return ""
    now = lead_over(four[0], four[1], compared.polarity)
    then = lead_over(four[2], four[3], compared.polarity)
    assert now is not None
    assert then is not None
    if now >= 0:
        return _CLOSED
    if then >= 0:
        return _OPENED
    return _NARROWED if narrows else _UNCHANGED if now == then else _WIDENED


def _is_by_chance(compared: Compared, other: float, before: float, previous: Point) -> bool:
    """Whether chance may explain a gap to another, or how it differs from the one ``before``."""
    change = compared.change_since(previous)
    is_unsure = change is not None and change.holds(other - before)
    return is_unsure or compared.against(other) == "similar"


def summary_sentences(ranks: Summary, name: str) -> list[str]:
    """Return how the ranks of several measures moved, and how many are in the top two quartiles.

    Nothing for fewer than two, where the measure's own sentence says it all.

    ``Of 13 measures, the rank improved for 7, held for 2 and fell for 4.``
    ``Northshire is in the top two quartiles for 10 of 13 measures (77%).``
    """
    if ranks.total < 2:
        return []
    parts = [(ranks.improved, "improved"), (ranks.held, "held"), (ranks.fell, "fell")]
    written = number_style(ranks.total)
    there = [f"{how} for {written(number)}" for number, how in parts if number]
    measures = f"{written(ranks.total)} measures"
    if there:
        text = f"Of {measures}, the rank {listed(there, 'and')}"
        if ranks.by_chance:
            text += f"; for {written(ranks.by_chance)} it moved by no more than chance may explain"
        if ranks.not_comparable:
            has = verb(ranks.not_comparable, "has", "have")
            text += f"; {written(ranks.not_comparable)} {has} no rank to compare"
        moves = [f"{text}."]
    elif ranks.by_chance:
        moves = [f"Of {measures}, none has a rank that moved by more than chance may explain."]
    else:
        moves = [f"Of {measures}, none has a rank to compare with an earlier year."]
    if not ranks.ranked:
        return [*moves, "None of them is ranked."]
    if ranks.ranked == 1:
        where = "is" if ranks.top_two else "is not"
        return [*moves, f"One measure is ranked, and it {where} in the top two quartiles."]
    ranked = f"{written(ranks.ranked)} measures"
    if ranks.ranked < ranks.total:
        ranked = f"the {ranked} that are ranked"
    of = f"none of {ranked}"
    if ranks.top_two:
        of = f"{written(ranks.top_two)} of {ranked} ({ranks.share}%)"
    return [*moves, f"{name} is in the top two quartiles for {of}."]


def source_sentences(compared: Compared) -> str:
    """Return whose figures the comparators' are: the publisher's own, or a simple mean of some."""
    published = [other.title for other in compared.others if _is_published(other.now)]
    parts = []
    if published:
        parts.append(f"{listed(published, 'and')}: the publisher's own figure")
    parts += [
        f"{other.title}: the simple mean of {_councils(other.now.mean_of)}{_other_years(other)}"
        for other in compared.others
        if other.now.mean_of
    ]
    source = f": {compared.source}" if compared.source else ""
    first = f"Published {long_date(compared.published_on)}{source}."
    return " ".join([first, *(f"{part}." for part in parts)])


def _other_years(other: Other) -> str:
    """Return `` (of 9 in 2018/19 and 2019/20)`` of years whose means are of fewer or more."""
    years: dict[int, list[str]] = {}
    for point in other.points[-YEARS:]:
        if point.mean_of not in (0, other.now.mean_of):
            years.setdefault(point.mean_of, []).append(when(point.period))
    those = "; ".join(f"{number} in {listed(when_, 'and')}" for number, when_ in years.items())
    return f" (of {those})" if those else ""


def _is_published(point: Point) -> bool:
    return point.value is not None and not point.mean_of


def _councils(number: int) -> str:
    if number == 1:
        return "the one council that has a figure"
    return f"the {number} councils that have a figure"


def for_period(period: Period) -> str:
    """Return ``for the year ending March 2022``, or what else the figures are for."""
    if period.kind == "year":
        return f"for the year ending March {period.end.year}"
    if period.kind == "calendar":
        return f"for the calendar year {period.year}"
    if period.kind == "academic":
        return f"for {when(period)}"
    if period.kind == "quarter":
        return f"for the quarter ending {month_year(period.end)}"
    return f"for {period.label}"


def published_in(day: date) -> str:
    """Return ``published in November 2022``."""
    return f"published in {month_year(day)}"


def ordinal(number: int) -> str:
    """Return ``11th``."""
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def in_sentence(title: str) -> str:
    """A group's title within a sentence; names keep their capitals."""
    first, _, rest = title.partition(" ")
    plain = first.lower() in _PLAIN and rest == rest.lower()
    return title[0].lower() + title[1:] if plain else title


def gaps_words(points: Sequence[Point]) -> str:
    """Return what a chart over years leaves out: ``no survey in 2020/21``; nothing if nothing."""
    by_reason: dict[str, list[str]] = {}
    for point in points:
        if point.value is None:
            why = meaning(point.marker or Marker.NOT_AVAILABLE)
            by_reason.setdefault(why, []).append(when(point.period))
    return "; ".join(f"{why} in {listed(years, 'and')}" for why, years in by_reason.items())


def breaks_words(points: Iterable[Point]) -> list[str]:
    """Return why the council's line breaks, and where: ``from 2020/21: break in series``."""
    return [f"from {when(p.period)}: {p.broken}" for p in points if p.broken]
