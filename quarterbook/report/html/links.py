"""Links to measures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from quarterbook.report.html import block
from quarterbook.report.views.measure import MeasureView


def page_link(view: MeasureView) -> Markup:
    """Return a measure's title as HTML, linked from any page of notebooks to its section."""
    return Markup('<a href="{}">{}</a>').format(view.href, view.title)


def row_link(view: MeasureView) -> Markup:
    """Return a measure's title as HTML, linked to its section and a place to link to itself."""
    return Markup('<span id="in-table-{}"></span>{}').format(view.id, link(view))


def link(view: MeasureView) -> Markup:
    """Return a measure's title as HTML, linked to its section."""
    return Markup('<a href="#{}">{}</a>').format(view.id, view.title)


def paper_link(view: MeasureView) -> Markup:
    """Return a measure's title in a paper's words as one of many, so without its page on paper."""
    return Markup('<a href="#{}" class="qb-name">{}</a>').format(
        view.id, Markup(block.markdown_text(view.title))
    )


def milestone_link(row: Any) -> Markup:
    """Return a milestone's title as HTML as one of many, linked to its row of the table of all."""
    return Markup('<a href="#milestone-{}" class="qb-name">{}</a>').format(
        row.id, " ".join(row.title.split())
    )


def markdown_link(view: MeasureView) -> str:
    """Return a measure's title in Markdown, linked to its section.

    An exempt measure has none that Markdown could find.
    """
    if view.is_exempt:
        return Markup('<a href="#{}">{}</a>').format(
            view.id, Markup(block.markdown_text(view.title))
        )
    return block.link(view.title, f"#{view.id}")


def linked_titles(views: Iterable[MeasureView]) -> str:
    """Return measures by their linked titles, in Markdown; titles may have commas of their own."""
    return "; ".join(map(paper_link, views))
