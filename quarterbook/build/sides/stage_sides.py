"""The two sides of a quarter: what everybody may read, and its exempt papers.

A **side** is a staged book with what is made of it. The public side holds nothing
that is exempt and becomes the site and the public papers. The exempt side, which
only a quarter with exempt editions has, holds everything and becomes those papers.
Both go the same way: stage, run, fill in, sign and bind; the exempt side takes
the pages that the public one has made, so that no notebook runs twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from quarterbook.build.kept.assessed_sides import AssessedSide, AssessedSides
from quarterbook.build.sides.public_and_exempt import (
    SideContents,
    exempt_contents,
    public_contents,
)
from quarterbook.build.sides.side import Side
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.precision import to_shown_decimals
from quarterbook.execute.page_faults import page_faults
from quarterbook.execute.staged_copy import (
    StagedTables,
    stage_exempt,
    stage_public,
    staged_tables,
)
from quarterbook.ground.errors import Problem
from quarterbook.ground.periods import Period
from quarterbook.reuse.kept_suppressions import record_fingerprint
from quarterbook.reuse.steps import Fingerprint
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class Sides:
    """Both sides of a quarter, or its only one."""

    public: Side
    exempt: Side | None = None

    def __iter__(self) -> Iterator[Side]:
        yield self.public
        if self.exempt:
            yield self.exempt

    def __len__(self) -> int:
        return 2 if self.exempt else 1

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with pages that cannot be made, each told once."""
        told = (problem for side in self for one in side.failed.values() for problem in one)
        return tuple(dict.fromkeys(told))


def stage_sides(
    book: Book,
    recorded: Recorded,
    period: Period,
    staged: Path,
    staged_exempt: Path,
    assessed: AssessedSides | None = None,
) -> Sides:
    """Stage the public side in one folder and, where editions are exempt, that side in another.

    The public side holds nothing that is exempt. ``assessed`` has both as they were assessed before
    of the same record and quarter, and gets them. Pages at fault fail at once. Raises `BookError`
    for pages that editions name and that do not exist.
    """
    assessed = assessed or AssessedSides()
    if assessed.of_record is None:  # its tables are those that nothing has worked with yet
        assessed.of_record = record_fingerprint(recorded)
    of_record = assessed.of_record
    contents = public_contents(book, recorded, period)
    public = _staged(book, contents, of_record, period, stage_public, staged, assessed.public)
    contents_exempt = exempt_contents(book, recorded, period)
    if contents_exempt is None:
        return Sides(public)
    exempt = _staged(
        book,
        contents_exempt,
        of_record,
        period,
        stage_exempt,
        staged_exempt,
        assessed.exempt,
        is_exempt=True,
    )
    return Sides(public, exempt)


def _staged(
    book: Book,
    contents: SideContents,
    of_record: Fingerprint,
    period: Period,
    stage: Callable[[Book, Path, Recorded, Period, StagedTables | None], Book],
    folder: Path,
    assessed: AssessedSide,
    *,
    is_exempt: bool = False,
) -> Side:
    if assessed.shown is None:
        assessed.shown = to_shown_decimals(as_reported(contents.recorded, period))
    staged = stage(book, folder, assessed.shown, period, assessed.tables)
    if assessed.tables is None:
        assessed.tables = staged_tables(staged, assessed.shown)
    pages, papers, notebooks = contents.pages, contents.papers, contents.notebooks
    shown = contents.recorded
    side = Side(
        book, staged, shown, of_record, period, pages, papers, notebooks, is_exempt=is_exempt
    )
    side.assessed = assessed
    faults = {
        page: page_faults(book, side.sources.get(page, page), is_listed=page in pages)
        for page in side.documents
    }
    side.fail({page: told for page, told in faults.items() if told})
    return side
