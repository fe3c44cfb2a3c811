"""What is to be built, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quarterbook.data.params.editions import REPORT
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.execute.executors.executor import Executor
from quarterbook.ground.errors import CommandError, nearest
from quarterbook.ground.periods import Period
from quarterbook.ground.progress import Progress
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class BuildRequest:
    """What is to be built: what is recorded of which quarter, its papers by name, and how.

    ``draft`` asks for a draft whatever is signed, ``jobs`` is how many papers are made at once,
    ``executor`` where kernels run.
    """

    book: Book
    recorded: Recorded
    period: Period
    papers: tuple[str, ...]
    jobs: int
    executor: Executor
    draft: bool
    progress: Progress
    steps: Steps

    @property
    def quarter(self) -> Quarter:
        return self.recorded.quarters[self.period]

    @property
    def is_complete(self) -> bool:
        """Whether no paper is left out."""
        return set(self.papers) == set(choose_papers(self.quarter, ()))

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the papers that the site offers, with whom they are for, by name."""
        quarter, council = self.quarter, self.recorded.council
        titles = {REPORT: "The whole report"}
        for edition in quarter.editions:
            committee = council.committee_title(edition.committee)
            title = edition.title or quarter.title
            if not edition.is_exempt:
                titles[edition.name] = f"{title} ({committee})" if committee else title
        return {name: title for name, title in titles.items() if name in self.papers}


def choose_papers(quarter: Quarter, editions: Sequence[str]) -> tuple[str, ...]:
    """Return the papers to make: those asked for, by default the report and every edition.

    Raises `CommandError` for a name of none.
    """
    papers = [REPORT, *(edition.name for edition in quarter.editions)]
    for name in editions:
        if name not in papers:
            raise CommandError(
                f'"{name}" is not an edition of {quarter.quarter.slug}.{nearest(name, papers)} '
                f"Known: {', '.join(papers)}."
            )
    return tuple(name for name in papers if not editions or name in editions)
