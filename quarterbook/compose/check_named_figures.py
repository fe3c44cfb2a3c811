"""Which figures the pages of a quarter name, held against those that it has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from quarterbook.compose.check_substitutions import check_substitutions
from quarterbook.compose.paper_pages import substitute
from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.report.views.quarter import QuarterView
from quarterbook.storage.book import Book


def check_named_figures(
    book: Book,
    report: QuarterView,
    names: Mapping[str, Any],
    pages: Iterable[str],
    papers: Sequence[StagedPaper],
    failed: Collection[str] = (),
) -> None:
    """Raise `BookError` for figures that pages name and that do not exist or stand amiss there.

    ``names`` are those of `report` that every page has; a paper's own pages have its figures too,
    of which a table or a list stands on a line of its own. Of pages that have ``failed`` already
    nothing is said.
    """
    check_substitutions(book, [page for page in pages if page not in failed], names)
    for paper in papers:
        own = paper_names(report, paper.staged_edition, sign_offs=()).blank
        sources = dict.fromkeys(of for name, of in paper.sources.items() if name not in failed)
        check_substitutions(book, sources, {**names, "paper": own})
        for source in sources:
            substitute(book, source, own)
