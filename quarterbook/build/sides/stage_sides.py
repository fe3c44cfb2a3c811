"""The two sides of a quarter: what everybody may read, and its exempt papers.

A **side** is a staged book with what is made of it. The public side holds nothing
that is exempt and becomes the site and the public papers. The exempt side, which
only a quarter with exempt editions has, holds everything and becomes those papers.
Both go the same way: stage, run, fill in, sign and bind; the exempt side takes
the pages that the public one has made, so that no notebook runs twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quarterbook.build.sides.assessed_sides import AssessedSide, AssessedSides, RecordFingerprints
from quarterbook.build.sides.public_and_exempt import (
    SideContents,
    exempt_contents,
    public_contents,
)
from quarterbook.build.sides.side import Side
from quarterbook.data.recorded import Recorded
from quarterbook.execute.page_faults import page_faults
from quarterbook.execute.staged_copy import stage_exempt, stage_public
from quarterbook.ground.errors import Problem
from quarterbook.ground.periods import Period
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
        problems = (problem for side in self for one in side.failed.values() for problem in one)
        return tuple(dict.fromkeys(problems))


def stage_sides(
    book: Book,
    recorded: Recorded,
    period: Period,
    staged: Path,
    staged_exempt: Path,
    assessed: AssessedSides | None = None,
) -> Sides:
    """Stage the public side in one folder and, where editions are exempt, that side in another.

    The public side holds nothing that is exempt. ``assessed`` keeps what follows from the record
    alone, for whoever stages the same record and quarter again. Pages at fault fail at once. Raises
    `BookError` for pages that editions name and that do not exist.
    """
    assessed = assessed or AssessedSides()
    fingerprints = assessed.fingerprints(recorded)
    contents = public_contents(book, recorded, period)
    public = _staged(book, staged, contents, assessed.public, fingerprints)
    with_exempt = exempt_contents(book, recorded, period)
    if with_exempt is None:
        return Sides(public)
    return Sides(public, _staged(book, staged_exempt, with_exempt, assessed.exempt, fingerprints))


def _staged(
    book: Book,
    folder: Path,
    contents: SideContents,
    assessed: AssessedSide,
    fingerprints: RecordFingerprints,
) -> Side:
    stage = stage_exempt if contents.is_exempt else stage_public
    side = Side(
        book=book,
        staged=assessed.stage(stage, book, folder, contents.recorded, contents.period),
        recorded=contents.recorded,
        fingerprints=fingerprints,
        period=contents.period,
        pages=contents.pages,
        papers=contents.papers,
        notebooks=contents.notebooks,
        is_exempt=contents.is_exempt,
        assessed=assessed,
    )
    faults = {
        page: page_faults(book, side.sources.get(page, page), is_listed=page in contents.pages)
        for page in side.documents
    }
    side.fail({page: problems for page, problems in faults.items() if problems})
    return side
