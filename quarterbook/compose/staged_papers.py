"""Papers as they are staged: which pages an edition's own words and appendices are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase

from quarterbook.data.params.council import Council
from quarterbook.data.params.editions import Appendix, Edition
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.execute.contents import ENDINGS, notebook_file
from quarterbook.ground.errors import BookError, Problem, nearest
from quarterbook.report.substitutions.figure_names import PAPER_SUBSTITUTION
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import Document, load

_LOOKS = (".typ", ".docx")


@dataclass(frozen=True)
class StagedPaper:
    """An edition and what it consists of, as names of pages.

    own
        the page of its own words, staged under the edition's name.
    appendices
        title and pages of each, in order.
    pages
        of a paper without own words: what it consists of.
    sources
        by staged name, the page of the book that is filled in for this edition alone.
    """

    edition: Edition
    own: str = ""
    appendices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pages: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.edition.name

    @property
    def staged_edition(self) -> Edition:
        """The edition with its appendices' pages as they are staged."""
        parts = [Appendix(title=title, pages=list(pages)) for title, pages in self.appendices]
        return self.edition.model_copy(update={"appendices": parts})

    @property
    def documents(self) -> list[str]:
        """Every page it consists of."""
        own = [self.own] if self.own else []
        return [*own, *(page for _, pages in self.appendices for page in pages), *self.pages]


def papers_of_editions(
    book: Book,
    council: Council,
    quarter: Quarter,
    editions: Iterable[Edition],
    pages: Sequence[str],
) -> list[StagedPaper]:
    """Return the papers of these editions; ``pages`` are those of ``_toc.yml``.

    Raises `BookError` for a page that does not exist, and for two that would
    be staged under one name.
    """
    document = load(book, quarter_files(book)[quarter.quarter])
    problems = [*_missing(book, quarter, document), *_templates(book, council, quarter)]
    if problems:
        raise BookError(problems)
    papers = [_paper(book, edition, pages) for edition in editions]
    taken = dict.fromkeys(pages, "a page of _toc.yml")
    for paper in papers:
        index = quarter.editions.index(paper.edition)
        for name, source in paper.sources.items():
            if name in taken and name != source:
                fault = (
                    f'the edition "{paper.name}" would be the page {name}, which is '
                    f"{taken[name]} already. Give the edition another name."
                )
                line = document.line("editions", index, "name")
                problems.append(Problem(document.name, line, "P114", fault))
            taken[name] = f'that of the edition "{paper.name}"'
    if problems:
        raise BookError(problems)
    return papers


def _paper(book: Book, edition: Edition, pages: Sequence[str]) -> StagedPaper:
    sources: dict[str, str] = {}

    def staged(page: str, name: str) -> str:
        place = posixpath.join(posixpath.dirname(page), name)
        sources[place] = page
        return place

    def of_an_appendix(page: str) -> str:
        path = book.root / f"{page}.md"
        if path.is_file() and PAPER_SUBSTITUTION.search(
            path.read_text(encoding="utf-8", errors="replace")
        ):
            return staged(page, f"{edition.name}-{posixpath.basename(page)}")
        return page

    own = staged(edition.page, edition.name) if edition.page else ""
    appendices = tuple(
        (part.title, tuple(of_an_appendix(page) for page in part.pages))
        for part in edition.appendices
    )
    consists = () if own else tuple(edition.pages or pages)
    return StagedPaper(edition, own, appendices, consists, sources)


def _missing(book: Book, quarter: Quarter, document: Document) -> Iterable[Problem]:
    """Pages that editions or the list of what is exempt name, and that do not exist."""
    named = [
        (page, ENDINGS if page != edition.page else (".md",), ("editions", index))
        for index, edition in enumerate(quarter.editions)
        for page in edition.all_pages
    ]
    named += [
        (item.page, ENDINGS, ("exempt", index))
        for index, item in enumerate(quarter.exempt)
        if item.page
    ]
    # A page counts by its one name: what is exempt by another spelling would be public.
    ending_of = {
        f"{path.parent.relative_to(book.root).as_posix()}/{path.stem}": path.suffix
        for folder in (book.pages, book.notebooks)
        for path in sorted(folder.rglob("*"))
        if path.suffix in ENDINGS
    }
    for page, endings, place in named:
        if endings == (".md",) and notebook_file(book, page) == book.root / f"{page}.md":
            fault = (
                f'"{page}" has cells of code, and a paper\'s own words are not run. Put the code '
                "into a notebook, and that into appendices."
            )
            yield Problem(document.name, document.line(*place), "P113", fault)
        elif ending_of.get(page) not in endings:
            kinds = "a page (.md)" if len(endings) == 1 else "a page (.md) or a notebook (.ipynb)"
            fault = f'"{page}" is not {kinds} of the book.{nearest(page, ending_of)}'
            yield Problem(document.name, document.line(*place), "P113", fault)


def _templates(book: Book, council: Council, quarter: Quarter) -> Iterable[Problem]:
    """Looks that the council or editions name and that are not there."""
    templates = sorted({path.stem for path in book.templates.glob("*") if path.suffix in _LOOKS})
    params = quarter_files(book)[quarter.quarter]
    named: list[tuple[Path, str, tuple[str | int, ...]]] = [
        (book.params / "council.yml", council.council.template, ("council", "template")),
        *(
            (params, edition.template, ("editions", index, "template"))
            for index, edition in enumerate(quarter.editions)
        ),
    ]
    for path, name, place in named:
        if name and name not in templates:
            fault = (
                f'"{name}" is neither a .typ nor a .docx file of book/_templates/.'
                f"{nearest(name, templates)}"
            )
            yield Problem(book.relative(path), load(book, path).line(*place), "P115", fault)


def lettered_appendices(
    appendices: Iterable[tuple[str, tuple[str, ...]]],
) -> list[tuple[str, tuple[str, ...]]]:
    """Return appendices with their letters: ``Appendix A: Corporate performance``."""
    return [
        (f"Appendix {letter}: {title}", pages)
        for letter, (title, pages) in zip(ascii_uppercase, appendices, strict=False)
    ]


def notebooks_of_papers(book: Book, papers: Iterable[StagedPaper]) -> list[str]:
    """Return the pages of papers that notebooks make."""
    return [page for paper in papers for page in paper.documents if notebook_file(book, page)]
