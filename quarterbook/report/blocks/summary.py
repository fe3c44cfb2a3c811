"""The executive summary: what is new, how it moved, what succeeded and what is a concern."""

from __future__ import annotations

from markupsafe import Markup

from quarterbook.data.tables.rows import rows_of
from quarterbook.ground.markdown import plain
from quarterbook.ground.periods import long_date, months_of
from quarterbook.ground.wording import count
from quarterbook.judge.rag import RagOutcome
from quarterbook.judge.rating_counts import ratings
from quarterbook.report.blocks.overview import rating_tiles
from quarterbook.report.blocks.papers import opening
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks
from quarterbook.report.html.links import markdown_link
from quarterbook.report.html.marks import RAG_MARKS, mark
from quarterbook.report.sentences import rating_counts
from quarterbook.report.sentences.trend import finding
from quarterbook.report.views.measure import MeasureView, with_figures
from quarterbook.report.views.quarter import QuarterView


def headline(report: QuarterView) -> Block:
    """Title, quarter and as-at date; counts in words and tiles."""
    quarter = report.quarter
    facts = [
        ("Council", report.council.council.name),
        ("Quarter", f"{quarter.quarter.label} ({months_of(quarter.quarter)})"),
        ("Figures as at", long_date(quarter.cut_off)),
    ]
    items = Markup().join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, text) for name, text in facts
    )
    return join_blocks(
        block.heading(1, f"{quarter.title}, {quarter.quarter.label}"),
        block.html(Markup('<dl class="qb-facts qb-web-only">{}</dl>').format(items)),
        block.paragraph(quarter.synopsis, "qb-lead qb-web-only"),
        block.heading(2, "This quarter in brief"),
        _counted(report),
    )


def _counted(report: QuarterView) -> Block:
    """How measures are rated, which are red, what turned, what is new and how it moved."""
    return join_blocks(
        block.paragraph(
            f"{rating_counts.ratings_sentence(report.rated)} "
            f"{rating_counts.targets_sentence(report)}"
        ),
        block.html(rating_tiles(report.measures, linked=True)),
        opening.without_pages(
            join_blocks(
                opening.rated_by_name(report, markdown_link),
                opening.turned(report, markdown_link),
                opening.eased(report, markdown_link),
                opening.new_and_moved(report, markdown_link),
                opening.green_by_name(report, markdown_link),
            )
        ),
    )


def areas(report: QuarterView) -> Block:
    """Each outcome area: link, sentence, and its counts as a strip."""
    parts = []
    for outcome in report.council.outcomes:
        views = report.of(outcome.id)
        parts.append(
            join_blocks(
                block.html(Markup('<div class="qb-area">')),
                block.markdown(
                    block.link(outcome.title, f"{outcome.id}.ipynb"),
                    Markup("<p><strong>{}</strong></p>").format(outcome.title),
                ),
                block.html(
                    _strip(views, is_first=report.vintage.previous is None)
                    if any(not view.is_activity for view in views)
                    else _without_measures(report, outcome.id)
                ),
                block.html(Markup("</div>")),
            )
        )
    return join_blocks(*parts)


def _strip(views: list[MeasureView], *, is_first: bool) -> Markup:
    """How many measures are red, amber, green and not rated: a bar and the numbers in words.

    Where none is rated there is no bar.
    """
    performance = [view for view in views if not view.is_activity]
    rated = ratings(view.assessment.rag.outcome for view in performance)
    every: list[tuple[RagOutcome, int]] = [
        ("red", rated.red),
        ("amber", rated.amber),
        ("green", rated.green),
        ("not_rated", rated.total - rated.rated),
    ]
    present = [(name, number) for name, number in every if number]
    bar = Markup().join(
        Markup('<span class="qb-{}" style="flex:{}"></span>').format(name.replace("_", "-"), number)
        for name, number in present
    )
    numbers = Markup(", ").join(
        mark("rag", name, RAG_MARKS[name][0], f"{number} {RAG_MARKS[name][1].lower()}")
        for name, number in present
    )
    new = f"; {sum(view.is_updated for view in performance)} of {len(performance)} updated"
    above = Markup('<div class="qb-bar" aria-hidden="true">{}</div>').format(bar)
    return Markup('{}<p class="qb-strip">{}<span class="qb-updated">{}</span></p>').format(
        above if rated.rated else "", numbers, "" if is_first else new
    )


def _without_measures(report: QuarterView, area: str) -> Markup:
    """What an area without measures has: milestones, and measures that are to come."""
    milestones, ahead = (
        int((frame["outcome"] == area).sum())
        for frame in (report.milestones, report.in_development)
    )
    parts = [count(milestones, "milestone")] if milestones else []
    parts += [f"{count(ahead, 'measure')} in development"] if ahead else []
    words = "; ".join(parts) or "no measures"
    return Markup('<p class="qb-strip">{}</p>').format(f"{words[0].upper()}{words[1:]}")


def highlights(report: QuarterView) -> Block:
    """What the owners marked as a success, a concern or of note; measures are linked."""
    parts = []
    for name, title, none in (
        ("success", "Areas of success", "No success was singled out this quarter."),
        ("concern", "Areas of concern", "No concern was singled out this quarter."),
        ("note", "Other areas of note", ""),
    ):
        chosen = report.highlighted(name)
        also = [
            _stated(row.title, row.status.replace("_", " ").capitalize(), plain(row.commentary))
            for row in rows_of(report.highlighted_milestones(name))
        ]
        if not chosen and not also and not none:
            continue
        parts.append(block.heading(2, title))
        if not chosen and not also:
            parts.append(block.paragraph(none))
            continue
        texts = [_highlighted(view) for view in chosen]
        lines = [_linked(view, text) for view, text in zip(chosen, texts, strict=True)]
        lines += [f"- {block.plainly(text)}" for text in also]
        shown = Markup().join(Markup("<li>{}</li>").format(text) for text in (*texts, *also))
        parts.append(block.markdown("\n".join(lines), Markup("<ul>{}</ul>").format(shown)))
    return join_blocks(*parts)


def _linked(view: MeasureView, text: str) -> str:
    """Return a line of a list in Markdown: what is said of a measure, its title a link."""
    words = text.removeprefix(view.title)
    space = " " if words.startswith(" ") else ""
    return f"- {block.link(view.title, f'#{view.id}')}{space}{block.markdown_text(words)}"


def _highlighted(view: MeasureView) -> str:
    """Return what is said of a highlighted measure.

    It is what its owner says where it has no figure, and where a red or amber
    one is put among the successes; why a success is not compared follows. A figure
    that stands alone does not say why it was singled out: its owner's words do.
    """
    has_figure = any(one.value is not None for one in view.recent)
    is_against_rating = view.highlight == "success" and view.rag in ("red", "amber")
    uncompared = rating_counts.uncompared_success(view)
    if (has_figure and not is_against_rating) or not view.commentary.strip():
        is_alone = len(with_figures(view)) == 1 and view.commentary.strip()
        words = f"{_sentences(plain(view.commentary))}." if is_alone else ""
        return " ".join(filter(None, (f"{finding(view)}.", words, uncompared)))
    return _stated(view.title, plain(view.commentary), uncompared)


def _stated(title: str, *texts: str) -> str:
    """Return a title and what is said of it: ``Depot roof: Off track. The roof leaks.``"""
    return f"{title}: {'. '.join(_sentences(text) for text in texts if text.strip())}."


def _sentences(text: str) -> str:
    """Return a text on one line, without its last full stop."""
    return " ".join(text.split()).rstrip(".")
