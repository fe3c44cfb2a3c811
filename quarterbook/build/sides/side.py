"""A side of a quarter: its staged book, the notebooks that run there, the papers filled in."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from quarterbook.build.sides.assessed_sides import AssessedSide, RecordFingerprints
from quarterbook.build.sides.kept_words import KeptWords, Words
from quarterbook.compose.check_named_figures import check_named_figures
from quarterbook.compose.leave_failure_page import failure_of, leave_failure_page
from quarterbook.compose.links import anchor_pages, lead_links
from quarterbook.compose.page_hashes import file_hashes, page_hashes
from quarterbook.compose.paper_pages import add_to_contents, substitute, with_front, write_pages
from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.recorded import Recorded
from quarterbook.data.signatures import SignOff
from quarterbook.disclosure.judgements import without_commentary
from quarterbook.disclosure.words.authored_outputs import AuthoredOutput
from quarterbook.execute.contents import notebook_file
from quarterbook.execute.executors.executor import Executor
from quarterbook.execute.kept_pages import KeptPages
from quarterbook.execute.kernels.kernel_imports import kernel_environment
from quarterbook.execute.notebook_run import NotebookRun, authored_outputs
from quarterbook.execute.notebooks import AboutPages, execute_notebooks
from quarterbook.execute.page_faults import readable_text
from quarterbook.execute.page_files import take_pages
from quarterbook.execute.stored.parameters import own_parameters
from quarterbook.execute.stored.places import place_in_notebook, same_line
from quarterbook.ground.errors import Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.progress import Progress
from quarterbook.report.sentences.rating_counts import counts_sentence
from quarterbook.report.substitutions.pages import page_names
from quarterbook.report.substitutions.papers import front_blocks, paper_names
from quarterbook.report.views.quarter import QuarterView, quarter_view
from quarterbook.reuse.reads import ReadValues
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book

_SIGNING = ("sign_offs",)  # the substitutions that are filled in last


@dataclass
class Side:
    """The public or the exempt side of a quarter: its staged book and what is made of it.

    book, staged
        the book as the analyst has it, and its copy that is bound.
    recorded
        what may be shown on this side.
    fingerprints
        of all that it was made of: what is recorded, shown or not.
    pages
        what ``_toc.yml`` lists, as far as this side has it.
    papers
        those that are made of this side.
    notebooks
        those of its pages that notebooks make.
    taken_over
        papers of the public side whose pages the exempt side has too.
    is_exempt
        whether it has what is exempt too.
    failed
        by the name of each page that cannot be made what is wrong with it.
    assessed
        what its pages are written from, once that is known.
    """

    book: Book
    staged: Book
    recorded: Recorded
    fingerprints: RecordFingerprints
    period: Period
    pages: list[str]
    papers: list[StagedPaper]
    notebooks: list[str]
    taken_over: list[StagedPaper] = field(default_factory=list)
    is_exempt: bool = False
    failed: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    assessed: AssessedSide = field(default_factory=AssessedSide, repr=False)
    _known: dict[date, QuarterView] = field(default_factory=dict, init=False, repr=False)

    @property
    def store_prefix(self) -> str:
        """What stands before the names of its results in the store."""
        return "exempt/" if self.is_exempt else ""

    @property
    def report(self) -> QuarterView:
        if self.assessed.report is None:
            quarters = read_quarters(self.staged, self.recorded.council)
            recorded = replace(self.recorded, quarters=quarters)
            self.assessed.report = quarter_view(recorded, self.period)
        return self.assessed.report

    @property
    def names(self) -> dict[str, Any]:
        if self.assessed.names is None:
            self.assessed.names = page_names(self.report)
        return self.assessed.names

    def _later_of(self, paper: StagedPaper) -> QuarterView | None:
        """Return the quarter as a paper knows it that looks at what came in after the cut-off."""
        day = paper.staged_edition.newer_to
        return self._known_on(day) if day else None

    def _known_on(self, day: date) -> QuarterView:
        """Return the quarter as judged by a day after the cut-off, without commentary."""
        if day not in self._known:
            quarter = self.recorded.quarters[self.period]
            until = quarter.model_copy(update={"cut_off": day})
            quarters = {**self.recorded.quarters, self.period: until}
            figures = without_commentary(replace(self.recorded, quarters=quarters))
            self._known[day] = quarter_view(figures, self.period)
        return self._known[day]

    @property
    def documents(self) -> list[str]:
        """The pages that it is bound of, by the names that they are staged under."""
        papers = [page for paper in (*self.taken_over, *self.papers) for page in paper.documents]
        return list(dict.fromkeys([*self.pages, *papers]))

    @property
    def sources(self) -> dict[str, str]:
        """By staged name, the pages of the book that are filled in for one of its papers alone."""
        return {name: source for paper in self.papers for name, source in paper.sources.items()}

    def fail(self, pages: Mapping[str, Sequence[Problem]]) -> None:
        """Leave in place of pages that cannot be made, where it has them, ones that say so."""
        for page, problems in pages.items():
            if page in self.documents:
                self.failed[page] = tuple(problems)
                if page not in self.sources:  # they are filled in again
                    leave_failure_page(self.book, self.staged, page, problems)

    def check(self) -> None:
        """Raise `BookError` for figures that pages name and that do not exist."""
        names, report = self.names, self.report
        check_named_figures(self.book, report, names, self.pages, self.papers, self.failed)

    def leave_assessed(self) -> None:
        """Leave for kernels the quarter as judged, before anything else works with it beside."""
        self.staged.assessed.write_bytes(pickle.dumps(self.report))

    def run_notebooks(
        self,
        but: Sequence[str],
        *,
        executor: Executor,
        progress: Progress,
        steps: Steps | None = None,
        public: Book | None = None,
    ) -> NotebookRun:
        """Execute its notebooks but some, and leave each as a page of the staged book.

        With ``steps`` those are not executed of which everything that they read is as it was.
        ``public`` is the public side's staged book, whose pages the exempt side takes over.
        """
        notebooks = [name for name in self.notebooks if name not in but]
        if not self.staged.assessed.exists():
            self.leave_assessed()
        try:
            return execute_notebooks(
                self.book,
                self.staged.root,
                self.period,
                notebooks,
                self._about_pages(),
                executor=executor,
                progress=progress,
                kept=self._kept_pages(steps) if steps else None,
                public=public.root if public else None,
            )
        finally:
            self.staged.assessed.unlink()

    def _about_pages(self) -> AboutPages:
        outcomes = {
            f"notebooks/{outcome.id}": outcome for outcome in self.recorded.council.outcomes
        }
        return AboutPages(
            {page: [one.id for one in self.report.of(area.id)] for page, area in outcomes.items()},
            own_parameters(self.book, self.recorded.quarters[self.period]),
            {page: area.title for page, area in outcomes.items()},
        )

    def authored_outputs(self, run: NotebookRun) -> Iterator[AuthoredOutput]:
        """Yield what its notebooks have worked out and show, but for what the package words."""
        outcomes = [None, *(outcome.id for outcome in self.recorded.council.outcomes)]
        pages = (self.report.for_page(outcome, ()) for outcome in outcomes)
        yield from authored_outputs(self.book, run, {counts_sentence(page) for page in pages})

    def _kept_pages(self, steps: Steps) -> KeptPages:
        return KeptPages(steps, self.staged.root, self.period, self._values, self.store_prefix)

    def _kept_words(self, steps: Steps) -> KeptWords:
        return KeptWords(
            steps,
            self.book,
            self._values,
            self.report,
            of_figures=self.fingerprints.figures,
            subject_prefix=f"{self.store_prefix}{self.period.slug}",
        )

    @cached_property
    def _values(self) -> ReadValues:
        """What was read of it, as it is before any notebook runs."""
        return ReadValues(self.staged.root, self.report, kernel_environment())

    def take_over(self, other: Side) -> None:
        """Take over the pages and charts that another side has made."""
        take_pages(other.staged.root, self.staged.root, other.notebooks)
        for paper in other.papers:
            for name in paper.sources:
                path = self.staged.root / f"{name}.md"
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(other.staged.root / f"{name}.md", path)
        self.taken_over = other.papers

    def filled_papers(self, steps: Steps | None = None) -> dict[str, Words]:
        """Return the papers' pages, but for how their sign-offs stand, which is not known yet.

        With ``steps`` those of a former build are taken where all that they are made of is as it
        was. Nothing is written: notebooks may run in the staged book.
        """
        kept = self._kept_words(steps) if steps else None
        filled: dict[str, Words] = {}
        for paper in self.papers:
            later = partial(self._later_of, paper)
            for name, source in paper.sources.items():
                if name in self.failed:
                    text = readable_text(self.book.root / f"{source}.md")
                    filled[name] = (failure_of(self.book, name, text, self.failed[name]), {})
                elif kept:
                    filled[name] = kept.filled(paper, name, _SIGNING, later)
                else:
                    edition = paper.staged_edition
                    values = paper_names(self.report, edition, sign_offs=(), later=later)
                    filled[name] = substitute(self.book, source, values, leave=_SIGNING)
        return filled

    def write_papers(self, filled: Mapping[str, Words]) -> None:
        """Write the papers' pages into the staged book."""
        for name, (text, files) in filled.items():
            write_pages(self.staged, {name: text}, files)

    def finish_papers(
        self, sign_offs: Sequence[SignOff], downloads: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Fill in how sign-offs stand, give the papers' pages their fronts, and list them.

        ``downloads`` has by paper the files made of it, to which its page leads:
        their names and what kind each is.
        """
        quarter, council = self.recorded.quarters[self.period], self.recorded.council
        anchors = anchor_pages(self.staged, self.pages, self.names)
        measures = [view.id for view in self.report.views_shown]
        for paper in self.papers:
            # all other figures are in their places
            values = paper_names(self.report, paper.staged_edition, sign_offs=sign_offs)
            for name in paper.sources:
                text, files = substitute(self.staged, name, values)
                text = lead_links(text, name, anchors, measures)
                if name == paper.own:
                    made = downloads.get(paper.name, {})
                    about = front_blocks(self.report, paper.edition)
                    text = with_front(text, paper, quarter, council, made, about)
                write_pages(self.staged, {name: text}, files)
        self.staged.toc.write_text(self._contents, encoding="utf-8")
        papers = [*self.taken_over, *self.papers]
        add_to_contents(self.staged, papers, self.pages, quarter, council)

    def as_written(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return problems with staged pages as problems with the pages they are made from."""
        written = {
            f"{name}.md": f"{source}.md"
            for paper in [*self.taken_over, *self.papers]
            for name, source in paper.sources.items()
        }
        notebooks = {f"{page}.ipynb": notebook_file(self.book, page) for page in self.notebooks}
        as_written_problems = []
        for problem in problems:
            if path := notebooks.get(problem.file):
                line, place = place_in_notebook(path, self.staged.root / problem.file, problem.line)
                as_written_problems.append(
                    Problem(self.book.relative(path), line, problem.code, place + problem.message)
                )
            elif source := written.get(problem.file):
                line = same_line(
                    self.staged.root / problem.file, self.book.root / source, problem.line
                )
                as_written_problems.append(replace(problem, file=source, line=line))
            else:
                as_written_problems.append(problem)
        return as_written_problems

    def hashes(self, among: Collection[str] = ()) -> dict[str, str]:
        """Return the hash of every page of this side that is not ``among`` those of another."""
        documents = [*self.pages, *(page for paper in self.papers for page in paper.documents)]
        new = [page for page in dict.fromkeys(documents) if page not in among]
        return page_hashes(self.staged, new, self.names)

    def file_hashes(self, files: Iterable[str], pages: Collection[str]) -> dict[str, str]:
        """Return the hash of each of these files of its staged book that is there."""
        return file_hashes(self.staged, files, pages, self.names)

    @cached_property
    def _contents(self) -> str:
        """``_toc.yml`` as it was staged, without papers."""
        return self.staged.toc.read_text(encoding="utf-8")
