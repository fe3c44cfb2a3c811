"""The papers of a quarter, PDF and Word file of each, several at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from quarterbook.bind.print.cover import Cover, edition_cover, report_cover
from quarterbook.bind.print.paper import write_docx, write_pdf
from quarterbook.bind.print.parts import Part
from quarterbook.bind.print.templates import Template
from quarterbook.compose.staged_papers import StagedPaper, lettered_appendices
from quarterbook.data.params.editions import REPORT
from quarterbook.data.signatures import SignOff
from quarterbook.ground.progress import Progress
from quarterbook.report.views.quarter import QuarterView
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class Printed:
    """A paper to print: its name, front, parts, look and the folder it goes to."""

    name: str
    cover: Cover
    parts: tuple[Part, ...]
    template: Template | None
    folder: Path


def whole_report(
    book: Book,
    report: QuarterView,
    signed: Sequence[SignOff],
    pages: Iterable[str],
    folder: Path,
    *,
    draft: bool,
) -> Printed:
    """Return the report itself: the pages of ``_toc.yml``."""
    cover = report_cover(report, signed, draft=draft)
    look = template_of(book, report.council.council.template)
    return Printed(REPORT, cover, (Part(tuple(pages)),), look, folder)


def of_edition(
    book: Book, report: QuarterView, paper: StagedPaper, folder: Path, *, draft: bool
) -> Printed:
    """Return an edition: its own words and appendices, or its pages."""
    parts = [Part((paper.own,), own=True)] if paper.own else [Part(paper.pages)]
    parts += [Part(pages, title) for title, pages in lettered_appendices(paper.appendices)]
    look = template_of(book, paper.edition.template or report.council.council.template)
    cover = edition_cover(report, paper.edition, draft=draft)
    return Printed(paper.name, cover, tuple(parts), look, folder)


def template_of(book: Book, name: str) -> Template | None:
    """Return a council's look by its name, or nothing for the package's own."""
    if not name:
        return None
    typst, word = (book.templates / f"{name}{ending}" for ending in (".typ", ".docx"))
    return Template(typst if typst.is_file() else None, word if word.is_file() else None)


def print_papers(
    papers: Iterable[Printed], page: Path, work: Path, jobs: int, progress: Progress
) -> None:
    """Write PDF and Word file of each paper; ``page`` is Sphinx's single page."""
    with ThreadPoolExecutor(max_workers=min(jobs, 2)) as pool:
        asked = [
            (
                f"{paper.name}{ending}",
                pool.submit(
                    write,
                    page,
                    paper.cover,
                    paper.folder / f"{paper.name}{ending}",
                    work,
                    paper.parts,
                    paper.template,
                ),
            )
            for paper in papers
            for ending, write in ((".pdf", write_pdf), (".docx", write_docx))
        ]
    for name, paper in asked:
        paper.result()
        progress(f"bound   {name}")
