"""What a side of a quarter consists of: what may be shown there, pages, papers, notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quarterbook.compose.staged_papers import StagedPaper, notebooks_of_papers, papers_of_editions
from quarterbook.data.params.editions import Edition
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import blanked
from quarterbook.disclosure.exempt import exempt_pages, without_exempt
from quarterbook.execute.contents import listed_notebooks, listed_pages
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class SideContents:
    """What a side is made of, before anything is staged.

    recorded
        what may be shown on this side.
    pages
        what ``_toc.yml`` lists, as far as this side has it.
    papers
        those that are made of this side.
    notebooks
        those of its pages that notebooks make.
    is_exempt
        whether it has what is exempt too.
    """

    recorded: Recorded
    period: Period
    pages: list[str]
    papers: list[StagedPaper]
    notebooks: list[str]
    is_exempt: bool


def public_contents(book: Book, recorded: Recorded, period: Period) -> SideContents:
    """Return what everybody may read; raises `BookError` for papers' pages that are not there."""
    quarter = recorded.quarters[period]
    exempt = exempt_pages(quarter)
    editions = [edition for edition in quarter.editions if not edition.is_exempt]
    pages = [page for page in listed_pages(book) if page not in exempt]
    notebooks = [name for name in listed_notebooks(book, recorded.council) if name not in exempt]
    shown = without_exempt(recorded, period)
    return _contents(book, shown, period, editions, pages, notebooks, is_exempt=False)


def exempt_contents(book: Book, recorded: Recorded, period: Period) -> SideContents | None:
    """Return what exempt papers are made of, where a quarter has any; raises `BookError`."""
    editions = [one for one in recorded.quarters[period].editions if one.is_exempt]
    if not editions:
        return None
    pages, notebooks = listed_pages(book), listed_notebooks(book, recorded.council)
    shown = blanked(recorded, period, with_exempt=True)
    return _contents(book, shown, period, editions, pages, notebooks, is_exempt=True)


def _contents(
    book: Book,
    shown: Recorded,
    period: Period,
    editions: Sequence[Edition],
    pages: list[str],
    notebooks: Sequence[str],
    *,
    is_exempt: bool,
) -> SideContents:
    papers = papers_of_editions(book, shown.council, shown.quarters[period], editions, pages)
    names = dict.fromkeys([*notebooks, *notebooks_of_papers(book, papers)])
    return SideContents(shown, period, pages, papers, list(names), is_exempt)
