"""The papers of a quarter as they are printed: front, parts and look of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quarterbook.bind.print.cover import Cover, edition_cover, report_cover
from quarterbook.bind.print.parts import Part
from quarterbook.bind.print.templates import Template
from quarterbook.compose.staged_papers import StagedPaper, lettered_appendices
from quarterbook.data.params.editions import REPORT
from quarterbook.data.signatures import SignOff
from quarterbook.report.views.quarter import QuarterView
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class PrintedPaper:
    """A paper to print: its name, front, parts and look."""

    name: str
    cover: Cover
    parts: tuple[Part, ...]
    template: Template | None


def whole_report(
    book: Book,
    report: QuarterView,
    signed: Sequence[SignOff],
    pages: Iterable[str],
    *,
    draft: bool,
) -> PrintedPaper:
    """Return the report itself: the pages of ``_toc.yml``."""
    cover = report_cover(report, signed, draft=draft)
    look = template_of(book, report.council.council.template)
    return PrintedPaper(REPORT, cover, (Part(tuple(pages)),), look)


def of_edition(book: Book, report: QuarterView, paper: StagedPaper, *, draft: bool) -> PrintedPaper:
    """Return an edition: its own words and appendices, or its pages."""
    parts = [Part((paper.own,), own=True)] if paper.own else [Part(paper.pages)]
    parts += [Part(pages, title) for title, pages in lettered_appendices(paper.appendices)]
    look = template_of(book, paper.edition.template or report.council.council.template)
    cover = edition_cover(report, paper.edition, draft=draft)
    return PrintedPaper(paper.name, cover, tuple(parts), look)


def template_of(book: Book, name: str) -> Template | None:
    """Return a council's look by its name, or nothing for the package's own."""
    if not name:
        return None
    typst, word = (book.templates / f"{name}{ending}" for ending in (".typ", ".docx"))
    return Template(typst if typst.is_file() else None, word if word.is_file() else None)
