"""Pages that cannot be made: each gives way to one that says so, and all others are bound.

So it is with notebooks that fail. What makes a page fail is found while it is bound or printed,
and then its side is bound again without it; what no page is to blame for stops the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path, PurePath
from typing import TypeVar

from quarterbook.build.request import BuildRequest
from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import Sides
from quarterbook.compose.references.faults import as_told_here, reference_faults
from quarterbook.compose.references.targets import targets_of_book
from quarterbook.execute.contents import ENDINGS
from quarterbook.execute.page_faults import page_faults
from quarterbook.ground.errors import BookError, Problem

_Made = TypeVar("_Made")


class _PagesFailed(BookError):
    """Pages of a side are at fault and nothing else is: it can be bound without them.

    ``pages`` are these, by the names that they are staged under, each with what is wrong.
    """

    def __init__(
        self, side: Side, problems: Sequence[Problem], pages: Mapping[str, Sequence[Problem]]
    ) -> None:
        super().__init__(problems)
        self.side, self.pages = side, pages


def as_pages_failed(
    side: Side, error: BookError, made_of: Mapping[str, Sequence[str]] | None = None
) -> BookError:
    """Return an error with the analyst's own files, as one of pages alone where it is that.

    ``made_of`` says of files that are no pages which pages take them in.
    """
    problems = _as_check_tells(side, side.as_written(error.problems))
    pages: dict[str, list[Problem]] = {}
    for staged, problem in zip(error.problems, problems, strict=True):
        names = _pages_of(side, staged.file, made_of or {})
        if not names:
            return BookError(problems)
        for name in names:
            pages.setdefault(name, []).append(problem)
    if pages.keys() <= side.failed.keys():
        return BookError(problems)
    return _PagesFailed(side, problems, pages)


def _as_check_tells(side: Side, problems: Sequence[Problem]) -> list[Problem]:
    """Return problems with the lines and mends that `check` has for pictures, links, directives."""
    files = {problem.file for problem in problems}
    named = dict.fromkeys([*side.pages, *side.sources.values(), *side.notebooks])
    pages = [page for page in named if not page_faults(side.book, page)]
    at = [page for page in pages if any(f"{page}{end}" in files for end in ENDINGS)]
    targets = targets_of_book(side.book, pages, side.recorded.tables["measures"]["id"])
    in_pages = [*reference_faults(side.book, at, side.pages, targets)]
    return [as_told_here(problem, in_pages) for problem in problems]


def _pages_of(side: Side, file: str, made_of: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the staged pages that a file is, is written for, or is taken in by."""
    ends = next((end for end in ENDINGS if file.endswith(end)), "")
    name = file.removesuffix(ends)
    if name in side.documents:
        return [name]
    if name == PurePath(side.pages[0]).name:  # as the single page calls its first one
        return [side.pages[0]]
    written = [
        page for paper in side.papers for page, source in paper.sources.items() if source == name
    ]
    return written or [page for page in made_of.get(file, ()) if page in side.documents]


def check_names(request: BuildRequest, side: Side) -> None:
    """Let pages fail that name figures which do not exist."""
    try:
        side.check()
    except BookError as error:
        fault = as_pages_failed(side, error)
        if not isinstance(fault, _PagesFailed):
            raise fault from None
        _fail(request, side, fault)


def without_failed(
    request: BuildRequest, sides: Sides, work: Path, attempt: Callable[[Path], _Made]
) -> _Made:
    """Return what an attempt makes of the sides, begun again without the pages that fail in it.

    Each attempt has a folder of its own. Raises `BookError` for what is no page's fault.
    """
    for number in count():
        try:
            return attempt(work / f"attempt-{number}" if number else work)
        except _PagesFailed as error:
            for side in sides:
                if side is error.side or error.side is sides.public:
                    _fail(request, side, error)
            for side in sides:
                side.write_papers(side.filled_papers(request.steps))
    raise AssertionError


def _fail(request: BuildRequest, side: Side, error: _PagesFailed) -> None:
    side.fail(error.pages)
    if side is error.side:
        tell_failed(request, error.problems)


def tell_failed(request: BuildRequest, problems: Iterable[Problem]) -> None:
    """Say at once which files failed."""
    for file in dict.fromkeys(problem.file for problem in problems):
        request.progress(f"failed  {file}")
