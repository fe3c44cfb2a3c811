"""One side of a quarter, the public or the exempt one: its staged book, report, pages and papers.

Both go the same way: stage, run, fill in, and bind; the exempt side takes the
pages that the public one has made, so that no notebook runs twice.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from quarterbook.compose.links import anchor_pages, lead_links
from quarterbook.compose.page_hashes import page_hashes
from quarterbook.compose.paper_pages import add_to_contents, substitute, with_front, write_pages
from quarterbook.compose.staged_papers import StagedPaper, notebooks_of_papers, stage_papers
from quarterbook.compose.substitutions import check_substitutions
from quarterbook.data.recorded import Recorded
from quarterbook.data.signatures import SignOff
from quarterbook.disclosure.blanking import protected
from quarterbook.disclosure.exempt import exempt_pages, without_exempt
from quarterbook.execute.contents import listed_notebooks, listed_pages
from quarterbook.execute.notebooks import NotebookRun, run_notebooks
from quarterbook.execute.stage import stage_exempt, stage_public
from quarterbook.ground.errors import Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.progress import Progress
from quarterbook.report.substitutions.pages import names
from quarterbook.report.substitutions.papers import PaperNames, paper_names
from quarterbook.report.views.quarter import QuarterView, quarter_view, read_quarter
from quarterbook.storage.book import Book

_SIGNING = ("sign_offs",)  # what is filled in last


@dataclass
class Side:
    """The staged book of one side and what is made of it.

    book, staged
        the book as the analyst has it, and its copy that is bound.
    recorded
        what may be shown on this side.
    pages
        what ``_toc.yml`` lists, as far as this side has it.
    papers
        those that are made of this side.
    notebooks
        those that its pages are made by, without endings.
    shown
        papers whose pages are there too without being made here.
    """

    book: Book
    staged: Book
    recorded: Recorded
    period: Period
    pages: list[str]
    papers: list[StagedPaper]
    notebooks: list[str]
    shown: list[StagedPaper] = field(default_factory=list)

    @cached_property
    def report(self) -> QuarterView:
        return read_quarter(self.staged, self.period.slug)

    @cached_property
    def names(self) -> dict[str, Any]:
        return names(self.report)

    def names_of(self, paper: StagedPaper, signed: Sequence[SignOff]) -> PaperNames:
        """Return what the pages of a paper may name."""
        edition = paper.staged_edition
        later = None
        if edition.newer_to:
            quarter = self.recorded.quarters[self.period]
            until = quarter.model_copy(update={"cut_off": edition.newer_to})
            quarters = {**self.recorded.quarters, self.period: until}
            later = quarter_view(replace(self.recorded, quarters=quarters), self.period)
        return paper_names(self.report, edition, signed=signed, later=later)

    def check(self) -> None:
        """Raise `BookError` for figures that pages name and that do not exist."""
        check_substitutions(self.book, self.pages, self.names)
        for paper in self.papers:
            known = dict.fromkeys(self.names_of(paper, ()), "")
            check_substitutions(
                self.book,
                dict.fromkeys(paper.sources.values()),
                {**self.names, "paper": known},
            )

    def run(self, but: Sequence[str], *, jobs: int, progress: Progress) -> NotebookRun:
        """Execute its notebooks but some, and leave each as a page of the staged book."""
        notebooks = [name for name in self.notebooks if name not in but]
        anchors = {
            outcome.id: [view.id for view in self.report.of(outcome.id)]
            for outcome in self.recorded.council.outcomes
        }
        return run_notebooks(
            self.book,
            self.staged.root,
            self.period,
            notebooks,
            anchors,
            jobs=jobs,
            progress=progress,
        )

    def take(self, other: Side) -> None:
        """Take over the pages and charts that another side has made."""
        for folder in ("notebooks", "charts"):
            for path in sorted((other.staged.root / folder).glob("*")):
                own = self.staged.root / folder / path.name
                if not own.exists():
                    own.parent.mkdir(exist_ok=True)
                    shutil.copy2(path, own)
        for paper in other.papers:
            for name in paper.sources:
                path = self.staged.root / f"{name}.md"
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(other.staged.root / f"{name}.md", path)
        self.shown = other.papers

    def fill(self) -> None:
        """Write the papers' pages, but for how their sign-offs stand, which is not known yet."""
        for paper in self.papers:
            known = self.names_of(paper, ())
            for name, source in paper.sources.items():
                text, files = substitute(self.book, source, known, keep=_SIGNING)
                write_pages(self.staged, {name: text}, files)

    def sign(self, signed: Sequence[SignOff], made: Sequence[str]) -> None:
        """Finish the papers' pages and list them in the staged ``_toc.yml``.

        ``made`` names the papers that are made as PDF and Word file, to which
        their pages lead.
        """
        quarter, council = self.recorded.quarters[self.period], self.recorded.council
        anchors = anchor_pages(self.staged, self.pages, self.names)
        measures = [view.id for view in self.report.shown]
        for paper in self.papers:
            known = self.names_of(paper, signed)
            for name in paper.sources:
                text, files = substitute(self.staged, name, known)
                text = lead_links(text, name, anchors, measures)
                if name == paper.own:
                    text = with_front(text, paper, quarter, council, paper.name in made)
                write_pages(self.staged, {name: text}, files)
        add_to_contents(self.staged, [*self.shown, *self.papers], self.pages)

    def as_written(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return problems with staged pages as problems with the pages they are made from."""
        written = {
            f"{name}.md": f"{source}.md"
            for paper in [*self.shown, *self.papers]
            for name, source in paper.sources.items()
        }
        return [
            replace(problem, file=written[problem.file], line=0)
            if problem.file in written
            else problem
            for problem in problems
        ]

    def hashes(self, among: Sequence[str] = ()) -> dict[str, str]:
        """Return the hash of every page of this side that is not ``among`` those of another."""
        said = [*self.pages, *(page for paper in self.papers for page in paper.documents)]
        new = [page for page in dict.fromkeys(said) if page not in among]
        return page_hashes(self.staged, new, self.names)


def sides_of(
    book: Book,
    recorded: Recorded,
    period: Period,
    staged: Path,
    apart: Path,
) -> tuple[Side, Side | None]:
    """Stage the public side in one folder and, where editions are exempt, that side in another.

    The public side holds nothing that is exempt. Raises `BookError` for pages
    that editions name and that do not exist.
    """
    quarter = recorded.quarters[period]
    listed = listed_pages(book)
    notebooks = listed_notebooks(book, recorded.council)
    hidden = exempt_pages(quarter)
    pages = [page for page in listed if page not in hidden]
    papers = stage_papers(
        book, recorded.council, quarter, [e for e in quarter.editions if not e.is_exempt], pages
    )
    of_all = [name for name in notebooks if f"notebooks/{name}" not in hidden]
    public = Side(
        book,
        stage_public(book, staged, protected(without_exempt(recorded, period), period), period),
        without_exempt(recorded, period),
        period,
        pages,
        papers,
        _each([*of_all, *notebooks_of_papers(book, papers)]),
    )
    secret = [edition for edition in quarter.editions if edition.is_exempt]
    if not secret:
        return public, None
    papers = stage_papers(book, recorded.council, quarter, secret, listed)
    exempt = Side(
        book,
        stage_exempt(book, apart, protected(recorded, period)),
        recorded,
        period,
        listed,
        papers,
        _each([*notebooks, *notebooks_of_papers(book, papers)]),
    )
    return public, exempt


def _each(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))
