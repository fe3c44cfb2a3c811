"""At which page Sphinx stopped, where it names none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path, PurePath

from quarterbook.build.sides.side import Side
from quarterbook.execute.contents import ENDINGS
from quarterbook.ground.errors import BookError, Problem

_BROKE = ("B201", "B226")  # Sphinx stopped, for whatever reason


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
