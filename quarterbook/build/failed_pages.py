"""Pages that cannot be made: each gives way to one that says so, and all others are bound.

So it is with notebooks that fail. What makes a page fail is found while it is bound or printed,
and then its side is bound again without it; what no page is to blame for stops the build.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from pathlib import Path, PurePath
from typing import TypeVar

from quarterbook.build.request import BuildRequest
from quarterbook.build.sides import Side, Sides
from quarterbook.execute.contents import ENDINGS
from quarterbook.ground.errors import BookError, Problem

_BROKE = ("B201", "B226")  # Sphinx stopped, for whatever reason

_Made = TypeVar("_Made")


class PagesFailed(BookError):
    """Pages of a side are at fault and nothing else is: it can be bound without them.

    ``pages`` are these, by the names that they are staged under, each with what is wrong.
    """

    def __init__(
        self, side: Side, told: Sequence[Problem], pages: Mapping[str, Sequence[Problem]]
    ) -> None:
        super().__init__(told)
        self.side, self.pages = side, pages


def at_fault(
    side: Side, error: BookError, made_of: Mapping[str, Sequence[str]] | None = None
) -> BookError:
    """Return an error with the analyst's own files, as one of pages alone where it is that.

    ``made_of`` says of files that are no pages which pages take them in.
    """
    told = side.as_written(error.problems)
    pages: dict[str, list[Problem]] = {}
    for staged, problem in zip(error.problems, told, strict=True):
        names = _pages_of(side, staged.file, made_of or {})
        if not names:
            return BookError(told)
        for name in names:
            pages.setdefault(name, []).append(problem)
    if pages.keys() <= side.failed.keys():
        return BookError(told)
    return PagesFailed(side, told, pages)


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
        told = at_fault(side, error)
        if not isinstance(told, PagesFailed):
            raise told from None
        _fail(request, side, told)


def without_failed(
    request: BuildRequest, sides: Sides, work: Path, attempt: Callable[[Path], _Made]
) -> _Made:
    """Return what an attempt makes of the sides, begun again without the pages that fail in it.

    Each attempt has a folder of its own. Raises `BookError` for what is no page's fault.
    """
    for number in count():
        try:
            return attempt(work / f"attempt-{number}" if number else work)
        except PagesFailed as error:
            for side in sides:
                if side is error.side or error.side is sides.public:
                    _fail(request, side, error)
            for side in sides:
                side.write_papers(side.filled_papers(request.steps))
    raise AssertionError


def _fail(request: BuildRequest, side: Side, error: PagesFailed) -> None:
    side.fail(error.pages)
    if side is error.side:
        for file in dict.fromkeys(problem.file for problem in error.problems):
            request.progress(f"failed  {file}")


def where_it_broke(
    side: Side, error: BookError, work: Path, bind: Callable[[Path, Path], object]
) -> BookError:
    """Return an error with the page at which Sphinx stopped, where one is to blame.

    It is found by binding fewer and fewer of them. ``bind`` takes a staged book and a folder.
    """
    broke = next((problem for problem in error.problems if problem.code in _BROKE), None)
    if broke is None:
        return error

    def breaks(pages: Collection[str]) -> bool:
        shutil.rmtree(work, ignore_errors=True)
        copy = Path(shutil.copytree(side.staged.root, work / "source"))
        for page in side.documents:
            if page not in pages:
                _leave_title(copy, page)
        try:
            bind(copy, work / "bound")
        except BookError as fault:
            return any(problem.code in _BROKE for problem in fault.problems)
        return False

    if breaks(()):
        return BookError(Problem("_config.yml", 0, "B201", broke.message))
    if broke.code != "B201":
        return error
    among = list(side.documents)
    while len(among) > 1:
        half = among[: len(among) // 2]
        among = half if breaks(half) else among[len(half) :]
    if not breaks(among):
        return error
    ending = next(end for end in ENDINGS if (side.staged.root / f"{among[0]}{end}").is_file())
    return BookError(Problem(f"{among[0]}{ending}", 0, "B226", broke.message))


def _leave_title(staged: Path, page: str) -> None:
    for ending in ENDINGS:
        (staged / f"{page}{ending}").unlink(missing_ok=True)
    (staged / f"{page}.md").write_text(f"# {PurePath(page).name}\n", encoding="utf-8")
