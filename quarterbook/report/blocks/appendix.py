"""The benchmarking appendix: what was published in the quarter, service by service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from quarterbook.data.tables.schemas import several
from quarterbook.ground.periods import Period, long_date
from quarterbook.ground.wording import count, listed
from quarterbook.judge.comparison import Compared, in_order
from quarterbook.judge.ranking import Summary, summarise
from quarterbook.report.blocks import benchmark
from quarterbook.report.blocks.measure import commentary
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks, markdown_text
from quarterbook.report.html.cells import answerable, markers_words, unit_below
from quarterbook.report.html.tables import table
from quarterbook.report.sentences.confidence import (
    InSentence,
    as_it_is_sentence,
    missing_sentences,
    standing_sentence,
    stands_to,
)
from quarterbook.report.sentences.ranking import (
    for_period,
    place_sentence,
    place_words,
    possible_ranks,
    published_in,
    summary_sentences,
)
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


@dataclass(frozen=True)
class Entry:
    """A measure of the appendix with its newest comparison."""

    view: MeasureView
    compared: Compared
    is_new: bool

    @property
    def title(self) -> str:
        low = " (a low figure is good)" if self.compared.polarity == "lower" else ""
        return f"{self.view.title}{low}"

    @property
    def placed_title(self) -> str:
        """The title with the rank and those that are possible."""
        ranks = [place_words(self.compared), possible_ranks(self.compared)]
        standings = "; ".join(filter(None, ranks))
        return f"{self.title} ({standings})" if standings else self.title


def appendix(report: QuarterView) -> Block:
    """Return the appendix: what was published, each service in sum and by measure, the rest.

    "Published" means since the cut-off of the report before, or at any time
    where there was none. What was published earlier follows in one table.
    """
    every = entries(report)
    if not every:
        return block.paragraph("No comparison with other councils has been published yet.")
    new = [entry for entry in every if entry.is_new]
    return join_blocks(
        _introduction(report, new),
        _whole(report, new),
        *(_service(report, name, inside) for name, inside in _by_service(report, new)),
        _earlier(report, [entry for entry in every if not entry.is_new]),
    )


def in_sum(report: QuarterView) -> Block:
    """Return the summary of each service's comparisons published in the quarter, for a report.

    Nothing where none was published.
    """
    new = [entry for entry in entries(report) if entry.is_new]
    parts = []
    for name, inside in _by_service(report, new):
        spans = sorted({(e.compared.period, _month(e.compared.published_on)) for e in inside})
        about = "; ".join(f"figures {for_period(p)} were {published_in(day)}" for p, day in spans)
        alone = _measures(inside) or inside
        one = f" {_one(alone[0])}" if len(alone) == 1 else ""
        parts.append(_paragraph(f"{name}: {about}.{one}"))
        parts.append(_summary(report, inside, with_answers=True))
    return join_blocks(*parts, _whole(report, new))


def _with_answer(entry: Entry, quarter: str) -> str:
    """Return a measure with what its owner says this quarter and what is being done, for a list."""
    view = entry.view
    words = " ".join(view.commentary.split())
    reason = f"The service says for {quarter}: {words}" if words else "No reason is recorded."
    done = " ".join(view.action.split()) or "none is recorded."
    by = answerable(view)
    title = markdown_text(entry.placed_title)
    return f"**{title}.** {reason} **Action:** {done}{f' ({by})' if by else ''}"


def _one(entry: Entry) -> str:
    compared = entry.compared
    if compared.own is None:
        return f"{entry.view.title}: no figure."
    rank = place_sentence(compared)
    return f"{entry.view.title}: {rank[0].lower()}{rank[1:]}"


def entries(report: QuarterView) -> list[Entry]:
    """Return the page's measures that have a comparison, in its order."""
    vintage = report.vintage
    views = {view.id: view for view in report.views_shown}
    cut_off = vintage.previous.cut_off if vintage.previous else date.min
    pairs = [(views[id_], report.compared(id_)) for id_ in in_order(vintage, list(views))]
    return [
        Entry(view, compared, compared.published_on > cut_off)
        for view, compared in pairs
        if compared
    ]


def _month(day: date) -> date:
    return day.replace(day=1)


def _by_service(report: QuarterView, measures: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Group by the service of measures.csv; without one, by outcome area."""
    outcomes = {outcome.id: outcome.title for outcome in report.council.outcomes}
    groups: dict[str, list[Entry]] = {}
    for entry in measures:
        name = entry.view.service or outcomes[entry.view.outcome]
        groups.setdefault(name, []).append(entry)
    return list(groups.items())


def _introduction(report: QuarterView, new: Sequence[Entry]) -> Block:
    """What was published, by service, for which year and in which month."""
    vintage = report.vintage
    until = long_date(vintage.quarter.cut_off)
    since = f" after {long_date(vintage.previous.cut_off)}" if vintage.previous else ""
    if not new:
        return block.paragraph(
            f"No comparator data has been published{since}. The newest, as at {until}, is below."
        )
    lines = []
    for name, inside in _by_service(report, new):
        spans: dict[tuple[Period, date], list[Entry]] = {}
        for entry in inside:
            key = (entry.compared.period, _month(entry.compared.published_on))
            spans.setdefault(key, []).append(entry)
        lines += [
            f"{name}: {_counted(there)} {for_period(period)}, {published_in(day)}"
            for (period, day), there in sorted(spans.items())
        ]
    published = f"published{since} and by {until}" if since else f"published by {until}"
    return join_blocks(
        block.paragraph(f"These comparator data were {published}:"),
        block.bullets(map(block.plainly, lines)),
    )


def _measures(inside: Sequence[Entry]) -> list[Entry]:
    """Return those that are judged, and so counted; activity indicators are not."""
    return [entry for entry in inside if not entry.view.is_activity]


def _counted(inside: Sequence[Entry]) -> str:
    """Return ``two measures and one activity indicator``."""
    measures = len(_measures(inside))
    numbers = ((measures, "measure"), (len(inside) - measures, "activity indicator"))
    return listed([count(number, thing) for number, thing in numbers if number], "and")


def _service(report: QuarterView, name: str, inside: Sequence[Entry]) -> Block:
    """A service in sum, then its measures, under the parts of its areas if it has several."""
    themes = _by_theme(report, inside)
    parts = [block.heading(2, name), _summary(report, inside)]
    for theme, measures in themes.items():
        level = 3
        if len(themes) > 1 and theme:
            parts.append(block.heading(3, theme))
            level = 4
        parts += [_measure(report, entry, level) for entry in measures]
        parts += [_side_by_side(report, entry, inside) for entry in measures]
    return join_blocks(*parts)


def _by_theme(report: QuarterView, inside: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Group by the part of the outcome area, by its title; those that are in none come first."""
    titles = {
        (outcome.id, sub.id): sub.title
        for outcome in report.council.outcomes
        for sub in outcome.sub_outcomes
    }
    themes: dict[str, list[Entry]] = {}
    for entry in sorted(inside, key=lambda entry: bool(entry.view.sub_outcome)):
        section = (entry.view.outcome, entry.view.sub_outcome)
        themes.setdefault(titles.get(section, ""), []).append(entry)
    return themes


def _whole(report: QuarterView, new: Sequence[Entry]) -> Block:
    """All services in sum; nothing for one service, whose own summary says it."""
    if len(_by_service(report, new)) < 2:
        return Block()
    measures = _measures(new)
    ranks = summarise(entry.compared.entry(entry.title) for entry in measures)
    sentences = [*summary_sentences(ranks, report.council.council.short_name), _standing(measures)]
    return _paragraph("All services together.", *sentences)


def _standing(inside: Sequence[Entry], *, named: bool = False) -> str:
    """How the measures stand to England, or to the first comparator where England is none."""
    others = {other.id: other for entry in inside[:1] for other in entry.compared.others}
    chosen = next((one for one in ("england", "country", *others) if one in others), None)
    if chosen is None:
        return ""
    stands = [
        InSentence(
            f"{entry.view.title}{', an activity indicator,' * entry.view.is_activity}", against
        )
        for entry in inside
        for other in entry.compared.others
        if other.id == chosen and (against := stands_to(entry.compared, other))
    ]
    return standing_sentence(stands, others[chosen].title, named=named)


def _standing_by_name(inside: Sequence[Entry]) -> list[str]:
    """How the measures stand to England, by name, and which of them without allowing for chance."""
    measures = _measures(inside)
    activities = [entry for entry in inside if entry.view.is_activity]
    stands = [
        _standing(measures, named=True),
        *(_standing([entry], named=True) for entry in activities),
    ]
    if not any(stands):
        return []
    compared = [entry for entry in inside if entry.compared.own is not None]
    bare = [entry.view.title for entry in compared if entry.compared.interval is None]
    return [*stands, as_it_is_sentence(bare, len(inside))]


def _side_by_side(report: QuarterView, entry: Entry, inside: Sequence[Entry]) -> Block:
    """A measure beside those after it that measures.csv names as related, and that are compared.

    A pair stands side by side once, whichever of the two names the other.
    """
    beside = [
        one
        for one in inside[inside.index(entry) + 1 :]
        if one.view.id in several(str(entry.view.row["related"]))
        or entry.view.id in several(str(one.view.row["related"]))
    ]
    if not beside:
        return Block()
    pair = [entry, *beside]
    titles = listed([one.view.title for one in pair], "and")
    return block.html(_table(report, f"Side by side: {titles}", pair))


def _summary(report: QuarterView, inside: Sequence[Entry], *, with_answers: bool = False) -> Block:
    """How ranks moved, how many are in the top two quartiles, which are in the outer ones.

    Of one measure only how it stands to England. With answers each measure in the bottom quartile
    has the reason that its owner gives, and what is being done.
    """
    measures = _measures(inside)
    ranks: Summary = summarise(entry.compared.entry(entry.title) for entry in measures)
    name = report.council.council.short_name
    parts = [_paragraph(*summary_sentences(ranks, name), *_standing_by_name(inside))]
    quartiles = [e.compared.place.quartile if e.compared.place else "" for e in inside]
    top, bottom = (
        [entry for entry, quartile in zip(inside, quartiles, strict=True) if quartile == end]
        for end in ("top", "bottom")
    )
    if top and len(inside) > 1:
        titles = (block.plainly(entry.placed_title) for entry in top)
        parts += [_paragraph("In the top quartile:"), block.bullets(titles)]
    if bottom and (len(inside) > 1 or with_answers):
        listed_below = [
            _with_answer(entry, report.quarter.quarter.label)
            if with_answers
            else block.plainly(entry.placed_title)
            for entry in bottom
        ]
        parts += [_paragraph("In the bottom quartile:"), block.bullets(listed_below)]
    return join_blocks(*parts)


def _paragraph(*sentences: str) -> Block:
    """Sentences as a paragraph that is numbered where others are; nothing of none."""
    text = " ".join(filter(None, sentences))
    return block.markdown_paragraph(block.plainly(text)) if text else Block()


def _measure(report: QuarterView, entry: Entry, level: int) -> Block:
    view = entry.view
    return join_blocks(
        block.heading(level, f"{view.title}: compared", f"{view.id}-compared"),
        benchmark.comparison(report, view, entry.compared),
        _reasons_and_plans(report, view),
        block.html(Markup('<div class="qb-see">')),
        block.markdown(
            f"Trend, target and commentary: {block.link(view.title, f'#{view.id}')}.",
            Markup('<p>Trend, target and commentary: <a href="#{}">{}</a>.</p>').format(
                view.id, view.title
            ),
        ),
        block.html(Markup("</div>")),
    )


def _reasons_and_plans(report: QuarterView, view: MeasureView) -> Block:
    """What the measure's owner says of it this quarter, and what is being done."""
    words = commentary(view)
    if not words.markdown:
        return Block()
    quarter = report.quarter.quarter.label
    return block.paragraph(f"What the service says, {quarter}:", "qb-service-says") + words


def _earlier(report: QuarterView, earlier: Sequence[Entry]) -> Block:
    """One table of the measures whose newest comparison was in a report before."""
    if not earlier:
        return Block()
    caption = "Published earlier: the newest comparison of each measure"
    used = {
        point.marker
        for entry in earlier
        for point in (entry.compared.now, *(other.now for other in entry.compared.others))
    }
    why = [
        f"{entry.view.title}. {sentence}"
        for entry in earlier
        for sentence in missing_sentences(entry.compared.points)
    ]
    return join_blocks(
        block.heading(2, "Published earlier"),
        block.html(_table(report, caption, earlier)),
        *(block.paragraph(note, "qb-small") for note in (markers_words(used), *why) if note),
    )


def _table(report: QuarterView, caption: str, shown: Sequence[Entry]) -> Markup:
    """A row for each measure: its own figures, those of the comparators, where it stands."""
    name = report.council.council.short_name
    titles = [comparator.title for comparator in report.council.comparators]
    headers = ["Measure", "Period", "Previous result", name, *titles, "Standing"]
    rows = []
    for entry in shown:
        view, compared = entry.view, entry.compared
        format = view.format
        rows.append(
            [
                Markup('<a href="{}">{}</a>').format(view.href, entry.title)
                + unit_below(format.unit_beside),
                compared.period.label,
                benchmark.previous_cell(compared, format),
                *(
                    benchmark.cell(point, format)
                    for point in (compared.now, *(other.now for other in compared.others))
                ),
                _ranking(compared),
            ]
        )
    numeric = range(2, len(headers) - 1)
    return table(caption, headers, rows, numeric=numeric, css="qb-wide qb-benchmark")


def _ranking(compared: Compared) -> str:
    if compared.place is None:
        return Markup('<span class="qb-none">Not ranked</span>')
    return place_sentence(compared, brief=True).partition(";")[0]
