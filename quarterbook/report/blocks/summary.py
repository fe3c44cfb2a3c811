"""The executive summary: what is new, how it moved, what succeeded and what is a concern."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from num2words import num2words

from quarterbook.ground.periods import long_date
from quarterbook.judge.counts import ratings
from quarterbook.report.blocks.overview import rating_tiles
from quarterbook.report.html.block import Block, together
from quarterbook.report.html.marks import RAG_MARKS, STATUS_MARKS, mark

if TYPE_CHECKING:
    from quarterbook.report.blocks.measure import MeasureView
    from quarterbook.report.notebook import Report
from quarterbook.ground.wording import count, verb
from quarterbook.report.html import block
from quarterbook.report.sentences import counts


def headline(report: Report) -> Block:
    """Title, quarter and as-at date; counts in words and tiles."""
    quarter = report.quarter
    facts = [
        ("Council", report.council.council.name),
        ("Quarter", quarter.quarter.label),
        ("Figures as at", long_date(quarter.cut_off)),
    ]
    items = "".join(
        f"<div><dt>{name}</dt><dd>{escape(text, quote=False)}</dd></div>" for name, text in facts
    )
    return together(
        block.heading(1, f"{quarter.title}, {quarter.quarter.label}"),
        block.html(f'<dl class="qb-facts qb-web-only">{items}</dl>'),
        block.paragraph(quarter.synopsis, "qb-lead qb-web-only"),
        block.heading(2, "This quarter in brief"),
        counted(report),
    )


def counted(report: Report) -> Block:
    """What is new, how it moved, how the milestones stand and how all measures are rated."""
    new = int(report.milestones["is_new"].sum())
    listed = "".join(f"<li>{sentence}</li>" for sentence in report.moved_sentences)
    rated = ratings(view.judged.rag.outcome for view in report.measures)
    return together(
        block.paragraph(counts.updated_sentence(len(report.updated), new, report.quarter.quarter)),
        block.html(f'<ul class="qb-moves">{listed}</ul>' if listed else ""),
        block.paragraph(milestone_sentence(report)),
        block.paragraph(counts.ratings_sentence(rated)),
        block.html(rating_tiles(report.measures)),
    )


def milestone_sentence(report: Report) -> str:
    """Return how the milestones updated this quarter stand, and how many slipped."""
    frame = report.milestones
    frame = frame[frame["is_new"]]
    if frame.empty:
        return ""
    parts = []
    for status in STATUS_MARKS:
        number = int((frame["status"] == status).sum())
        if number:
            parts.append(
                f"{num2words(number)} {verb(number, 'is', 'are')} {status.replace('_', ' ')}"
            )
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    later = frame["forecast"] > frame["forecast_before"]
    slipped = int((later & (frame["status"] != "completed")).sum())
    tail = ""
    if slipped:
        subject = count(slipped, "milestone", start=True)
        has = verb(slipped, "has", "have")
        tail = f" {subject} {has} a later forecast than last quarter."
    lead = "The milestone updated" if len(frame) == 1 else "Of the milestones updated,"
    return f"{lead} {listed.removeprefix('one ') if len(frame) == 1 else listed}.{tail}"


def areas(report: Report) -> Block:
    """Each outcome area: link, sentence, and its counts as a strip."""
    parts = []
    for outcome in report.council.outcomes:
        views = report.of(outcome.id)
        parts.append(
            together(
                block.html('<div class="qb-area">'),
                block.markdown(
                    block.link(outcome.title, f"{outcome.id}.ipynb"),
                    f"<p><strong>{escape(outcome.title)}</strong></p>",
                ),
                block.html(strip(views)),
                block.html("</div>"),
            )
        )
    return together(*parts)


def strip(views: list[MeasureView]) -> str:
    """How many measures are red, amber, green and not rated: a bar and the numbers in words."""
    judged = [view for view in views if not view.is_activity]
    rated = ratings(view.judged.rag.outcome for view in judged)
    counts = [
        (name, number)
        for name, number in (
            ("red", rated.red),
            ("amber", rated.amber),
            ("green", rated.green),
            ("not_rated", rated.total - rated.rated),
        )
        if number
    ]
    bar = "".join(
        f'<span class="qb-{name.replace("_", "-")}" style="flex:{number}"></span>'
        for name, number in counts
    )
    said = " ".join(
        mark("rag", name, RAG_MARKS[name][0], f"{number} {RAG_MARKS[name][1].lower()}")
        for name, number in counts
    )
    updated = sum(view.is_updated for view in judged)
    return (
        f'<div class="qb-bar" aria-hidden="true">{bar}</div>'
        f'<p class="qb-strip">{said} '
        f'<span class="qb-updated">{updated} of {len(judged)} updated</span></p>'
    )


def highlights(report: Report) -> Block:
    """What the owners marked as a success, a concern or of note; measures are linked."""
    parts = []
    milestones = report.milestones[report.milestones["is_new"].astype(bool)]
    for name, title, none in (
        ("success", "Areas of success", "No success was singled out this quarter."),
        ("concern", "Areas of concern", "No concern was singled out this quarter."),
        ("note", "Other areas of note", ""),
    ):
        chosen = [view for view in report if view.words.get("highlight") == name]
        also = [
            f"{row.title} is {row.status.replace('_', ' ')}"
            for row in milestones[milestones["highlight"] == name].itertuples()
        ]
        if not chosen and not also and not none:
            continue
        parts.append(block.heading(2, title))
        if not chosen and not also:
            parts.append(block.paragraph(none))
            continue
        lines = [
            f"- {block.link(view.title, f'#{view.id}')} "
            f"{block.markdown_text(view.finding.removeprefix(view.title))}."
            for view in chosen
        ]
        lines += [f"- {block.plainly(text)}." for text in also]
        found = [*(view.finding for view in chosen), *also]
        shown = "".join(f"<li>{escape(text)}.</li>" for text in found)
        parts.append(block.markdown("\n".join(lines), f"<ul>{shown}</ul>"))
    return together(*parts)
