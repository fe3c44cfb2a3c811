"""What leads a summary: which measures are red, what changed since the last report, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quarterbook.judge.rag import RagOutcome
from quarterbook.report.blocks.overview import LINKED_TILES
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks, markdown_text
from quarterbook.report.html.links import paper_link
from quarterbook.report.sentences import rating_counts, since_last_report
from quarterbook.report.sentences.since_last_report import LinkTo
from quarterbook.report.views.quarter import QuarterView


def standing(report: QuarterView) -> Block:
    """Which measures are red, and which changed colour since the report before, by name."""
    return join_blocks(
        block.markdown_paragraph(since_last_report.red_sentence(report, paper_link)),
        turned(report, paper_link),
    )


def rated_by_name(report: QuarterView, link: LinkTo) -> Block:
    """Which measures are red, amber or not rated, by name, where the tiles lead."""
    return join_blocks(*(_named(report, one, link) for one in LINKED_TILES if one != "green"))


def green_by_name(report: QuarterView, link: LinkTo) -> Block:
    """Which measures are green, by name, on sites: many, and nothing is asked about them."""
    named = _named(report, "green", link)
    if not named.markdown:
        return named
    return replace(named, markdown=f"::::{{container}} qb-web-only\n{named.markdown}\n::::")


def _named(report: QuarterView, colour: RagOutcome, link: LinkTo) -> Block:
    sentences = since_last_report.rated_sentences(report, colour, link)
    if not sentences:
        return Block()
    return _listed(f'<span id="{colour.replace("_", "-")}-measures"></span>', sentences)


def _listed(place: str, sentences: Sequence[str]) -> Block:
    """Return a paragraph, and below it the points that it has."""
    first, *points = sentences
    listed = block.bullets(points) if points else Block()
    return join_blocks(block.markdown_paragraph(f"{place}{first}"), listed)


def unrated(report: QuarterView) -> Block:
    """Which measures have no rating, by name, and why; nothing where none has a colour."""
    sentences = since_last_report.rated_sentences(report, "not_rated", paper_link)
    return _listed("", sentences) if sentences else Block()


def eased(report: QuarterView, link: LinkTo = paper_link) -> Block:
    """Which measures have a target that is easier to meet than a year ago."""
    return block.markdown_paragraph(since_last_report.eased_sentence(report, link))


def turned(report: QuarterView, link: LinkTo) -> Block:
    """Which measures changed colour since the report before, by name; nothing in the first one."""
    before, moves = report.vintage.previous, since_last_report.turned_sentences(report, link)
    if before is None or not report.rated.rated:
        return Block()
    since = f"Since the report for {before.quarter.label}"
    if not moves:
        return block.markdown_paragraph(f"{since} no measure has changed colour.")
    return join_blocks(
        block.markdown_paragraph(f"{since} these have changed colour:"), block.bullets(moves)
    )


def new_and_moved(report: QuarterView, link: LinkTo = paper_link) -> Block:
    """How much is new, how it moved, by name, and how the milestones stand."""
    moved = [
        *since_last_report.movements_by_name(report, link),
        *since_last_report.recorded_without_figure(report, link),
    ]
    rating = ", whatever their rating," if report.rated.rated else ""
    of = f" The directions of travel of the measures{rating} are these:"
    return join_blocks(
        block.markdown_paragraph(f"{rating_counts.updated_of(report)}{of if moved else ''}"),
        block.bullets(moved),
        block.markdown_paragraph(markdown_text(rating_counts.milestone_sentence(report))),
    )


def without_pages(content: Block) -> Block:
    """Return a page's names of many measures, so that none has its page beside it on paper."""
    return replace(content, markdown=f":::::{{container}} qb-names\n{content.markdown}\n:::::")
