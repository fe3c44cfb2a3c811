"""What a committee paper may name: ``{{ paper.counts }}``, ``{{ paper.exceptions }}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase
from textwrap import indent

from markupsafe import Markup

from quarterbook.data.params.editions import Classification, Edition
from quarterbook.data.signatures import SignOff
from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.markdown import owners_words, rich
from quarterbook.ground.periods import long_date, weekday_date
from quarterbook.ground.wording import listed
from quarterbook.report.blocks import appendix
from quarterbook.report.blocks.milestones import late_table
from quarterbook.report.blocks.papers import actions, ages, decisions, exceptions, opening, panel
from quarterbook.report.blocks.papers.performance import performance
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks, markdown_text
from quarterbook.report.html.links import link, markdown_link, paper_link
from quarterbook.report.html.tables import table
from quarterbook.report.sentences import rating_counts
from quarterbook.report.sentences.trend import contrary_sentence, finding
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

STATES = {
    "signed": "Signed",
    "recorded": "Recorded",
    "lapsed": "Lapsed",
    "pending": "Not yet signed off",
}


class PaperNames(Mapping[str, str | Block]):
    """What a page may name, by name; each is made when it is first asked for.

    ``words`` are Markdown to stand in a line, ``blocks`` stand by themselves.
    """

    def __init__(
        self, words: Mapping[str, Callable[[], str]], blocks: Mapping[str, Callable[[], Block]]
    ) -> None:
        self._made: dict[str, Callable[[], str | Block]] = {**words, **blocks}
        self._substitutions: dict[str, str | Block] = {}
        self.blank: dict[str, str | Block] = {
            **dict.fromkeys(words, ""),
            **dict.fromkeys(blocks, Block()),
        }

    def __getitem__(self, name: str) -> str | Block:
        if name not in self._substitutions:
            self._substitutions[name] = self._made[name]()
        return self._substitutions[name]

    def __contains__(self, name: object) -> bool:
        return name in self._made

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def paper_names(
    report: QuarterView,
    edition: Edition,
    *,
    sign_offs: Sequence[SignOff],
    later: Callable[[], QuarterView | None] = lambda: None,
) -> PaperNames:
    """Return what the pages of an edition may name.

    report
        of the whole quarter.
    sign_offs
        how the quarter's sign-offs stand.
    later
        gives the same quarter with what was recorded after the cut-off; None where
        the paper does not look at it.
    """
    quarter = report.quarter
    meeting = quarter.meeting_of(edition)
    own = report.for_edition(edition)
    others = _beside(report, edition)
    day = meeting.date if meeting else None
    number = quarter.item_of(edition)
    item = "to be confirmed" if number is None else str(number)
    return PaperNames(
        {
            "title": lambda: markdown_text(edition.title or quarter.title),
            "committee": lambda: _committee(report, edition),
            "date": lambda: weekday_date(day) if day else "a day to be confirmed",
            "item": lambda: item,
            "other_meetings": lambda: _other_meetings(report, edition),
            "classification": lambda: edition.classification.label,
            "site": lambda: _site(report),
        },
        {
            "officers": lambda: _officers(report),
            "synopsis": lambda: _paragraphs(report.synopsis_of(edition), "No synopsis is given."),
            "counts": lambda: _counts(own),
            "actions": lambda: join_blocks(
                actions.actions(own, link, day, with_requests=True), late_table(own)
            ),
            "changes": lambda: _changes(own),
            "recommendations": lambda: _lettered(
                edition.recommendations or quarter.recommendations
            ),
            "sign_offs": lambda: _sign_offs(sign_offs),
            "forward_plan": lambda: _forward_plan(edition),
            "background": lambda: _background(edition),
            "success": lambda: _highlighted(own, "success"),
            "concern": lambda: _highlighted(own, "concern"),
            "note": lambda: _highlighted(own, "note"),
            "in_development": lambda: _in_development(own),
            "appendices": lambda: _appendices(edition),
            "performance": lambda: performance(own),
            "exceptions_summary": lambda: exceptions.summary(own),
            "exceptions": lambda: exceptions.exceptions_table(own, day),
            "other_exceptions_summary": lambda: exceptions.summary(others),
            "other_exceptions": lambda: exceptions.exceptions_table(others, day),
            "ages": lambda: ages.ages(own, day, edition.note_older_than, later()),
            "decisions": lambda: decisions.decisions_of(own, edition.committee, day),
            "other_decisions": lambda: decisions.decisions_elsewhere(own, edition.committee),
            "sections": lambda: panel.sections(own, _in_order(own, edition.measures)),
            "benchmarks": lambda: _benchmarks(own),
            "exempt": lambda: _exempt(report, edition),
        },
    )


def _beside(report: QuarterView, edition: Edition) -> QuarterView:
    """Return the committee's measures, with its milestones, that an edition has not chosen."""
    own = report.for_edition(edition.model_copy(update={"measures": []}))
    return replace(own, leave_out=(*own.leave_out, *edition.measures))


def front_blocks(report: QuarterView, edition: Edition) -> list[Block]:
    """Return what the front of a printed paper says of it, for its page: synopsis and officers."""
    synopsis = report.synopsis_of(edition)
    blocks = [_paragraphs(synopsis, "")] if synopsis.strip() else []
    return [*blocks, _officers(report)] if report.quarter.officers else blocks


def _in_order(report: QuarterView, ids: Sequence[str]) -> list[MeasureView]:
    """Return a paper's measures as its edition lists them or, without a list, by outcome area."""
    views = report.views_shown
    return sorted(views, key=lambda view: ids.index(view.id)) if ids else views


def _committee(report: QuarterView, edition: Edition) -> str:
    title = report.council.committee_title(edition.committee)
    return markdown_text(title) if title else "no committee"


def _other_meetings(report: QuarterView, edition: Edition) -> str:
    """Return which other committees the quarter's papers go to, and when, soonest first.

    Of what is exempt only an exempt paper says so.
    """
    others = [
        one
        for one in report.quarter.meetings
        if one.committee != edition.committee
        and (edition.is_exempt or one.classification is not Classification.EXEMPT)
    ]
    return (
        listed(
            [
                f"{markdown_text(report.council.committee_title(one.committee))} on "
                f"{long_date(one.date)}"
                for one in sorted(others, key=lambda one: one.date)
            ],
            "and",
        )
        or "none"
    )


def _officers(report: QuarterView) -> Block:
    officers = report.quarter.officers
    rows = [
        [one.role, one.post, Markup(" <br>").join(filter(None, (_mail(one.email), one.telephone)))]
        for one in officers
    ]
    headers = ["Role", "Post", "Contact"]
    shown = table("Officers and members", headers, rows, css="qb-contacts")
    return block.html(shown) if rows else block.markdown_paragraph("No officer is named.")


def _mail(address: str) -> str:
    return Markup('<a href="mailto:{}">{}</a>').format(address, address) if address else ""


def _paragraphs(text: str, none: str) -> Block:
    parts = [part for part in text.strip().split("\n\n") if part.strip()]
    if not parts:
        return block.markdown_paragraph(none)
    return join_blocks(*(block.markdown_paragraph(block.plainly(part)) for part in parts))


def _counts(report: QuarterView) -> Block:
    """How measures are rated, which are red, what turned, what is new and how it moved."""
    return join_blocks(
        block.markdown_paragraph(rating_counts.ratings_sentence(report.rated)),
        block.markdown_paragraph(rating_counts.targets_sentence(report)),
        opening.eased(report),
        opening.standing(report),
        opening.unrated(report),
        opening.new_and_moved(report),
    )


def _changes(report: QuarterView) -> Block:
    """Which measures changed colour since the report before, and easier targets."""
    if not report.rated.rated:
        return block.markdown_paragraph("No measure is rated.")
    return join_blocks(opening.turned(report, paper_link), opening.eased(report))


def _lettered(items: Iterable[str]) -> Block:
    """A list that is lettered A, B, C; its items are Markdown."""
    lines = "\n".join(f"1. {indent(item.strip(), '   ').lstrip()}" for item in items)
    if not lines:
        return block.markdown_paragraph("No recommendation is made.")
    return block.markdown(f"````{{container}} qb-letters\n{lines}\n````", rich(lines))


def _sign_offs(sign_offs: Sequence[SignOff]) -> Block:
    rows = [
        [
            one.role,
            STATES[one.state] + _changed(one.changed),
            long_date(one.date) if one.date else "–",
        ]
        for one in sign_offs
    ]
    shown = table("Sign-offs", ["Role", "State", "Date"], rows)
    return block.html(shown) if rows else block.markdown_paragraph("No sign-off is required.")


def _changed(pages: Sequence[str]) -> Markup:
    if not pages:
        return Markup()
    return Markup(' <br><span class="qb-when">figures or words have changed since</span>')


def _forward_plan(edition: Edition) -> Block:
    plan = edition.forward_plan
    if plan is None:
        return block.markdown_paragraph("No entry of the forward plan is given.")
    return block.markdown_paragraph(
        f"Forward plan reference {markdown_text(plan.reference)}. The notice was first published "
        f"on {long_date(plan.first_published)}."
    )


def _site(report: QuarterView) -> str:
    address = report.council.council.site
    return f"[{markdown_text(address)}]({address})" if address else "the report's site"


def _background(edition: Edition) -> Block:
    """What the paper relies on, each with the address where it can be read."""
    papers = edition.background_papers
    if not papers:
        return block.markdown_paragraph("There are no background papers.")
    return block.bullets(
        f"[{markdown_text(one.title)}]({one.address})" if one.address else block.plainly(one.title)
        for one in papers
    )


_NO_HIGHLIGHT = {
    "success": "No success was singled out this quarter.",
    "concern": "No concern was singled out this quarter.",
    "note": "Nothing else was singled out this quarter.",
}


def _highlighted(report: QuarterView, name: str) -> Block:
    """The measures and milestones that their owners marked, with what they say of them."""
    items = [
        _entry(
            f"**{markdown_link(view)}**",
            _with_contrary(view),
            _how_moved(view),
        )
        for view in report.highlighted(name)
    ]
    for row in rows_of(report.highlighted_milestones(name)):
        title = Markup('**<a href="#milestone-{}">{}</a>**').format(
            row.id, Markup(markdown_text(row.title))
        )
        state = row.status.replace("_", " ")
        label = title if row.commentary.strip() else Markup("{}:").format(title)
        late = row.forecast > row.due and row.status != "completed"
        words = f"Due {long_date(row.due)}, now {long_date(row.forecast)}. " if late else ""
        text = f"{words}{row.commentary}" if row.commentary.strip() else ""
        items.append(_entry(label, text, f"{state}."))
    return block.bullets(items) if items else block.markdown_paragraph(_NO_HIGHLIGHT[name])


def _how_moved(view: MeasureView) -> str:
    moved = finding(view).removeprefix(view.title)
    return f"{moved}. {rating_counts.uncompared_success(view)}".strip()


def _with_contrary(view: MeasureView) -> str:
    """Return an owner's words, and that a control chart denies the change or nothing tells it."""
    words = view.commentary.strip()
    beside = contrary_sentence(view), rating_counts.uncompared_success(view)
    return " ".join(filter(None, (words, *beside))) if words else ""


def _entry(title: str, commentary: str, without: str) -> str:
    words = owners_words(commentary)
    if not words:
        return f"{title} {markdown_text(without)}"
    one = re.fullmatch(r"<p>((?:(?!<p>).)*)</p>", words, re.DOTALL)
    return f"{title}: {one[1]}" if one else f"{title}\n\n{words}"


def _in_development(report: QuarterView) -> Block:
    items = [
        f"{block.plainly(str(row['title']))}{_defined(str(row['definition']))}"
        for row in report.in_development.to_dict("records")
    ]
    return (
        block.bullets(items) if items else block.markdown_paragraph("No measure is in development.")
    )


def _defined(definition: str) -> str:
    return f": {markdown_text(definition)}" if definition.strip() else ""


def _appendices(edition: Edition) -> Block:
    items = [
        block.link(f"Appendix {letter}: {part.title}", f"/{part.pages[0]}")
        for letter, part in zip(ascii_uppercase, edition.appendices, strict=False)
    ]
    return block.bullets(items) if items else block.markdown_paragraph("There are no appendices.")


def _benchmarks(report: QuarterView) -> Block:
    published = appendix.in_sum(report)
    if published.markdown:
        return published
    return block.markdown_paragraph(
        "No comparison with other councils was published in the quarter."
    )


def _exempt(report: QuarterView, edition: Edition) -> Block:
    """The measures that only exempt editions show."""
    ids = [item.measure for item in report.quarter.exempt if edition.is_exempt]
    views = [view for view in report.everything if view.id in ids]
    return (
        panel.sections(report, views)
        if views
        else block.markdown_paragraph("No measure is exempt.")
    )
