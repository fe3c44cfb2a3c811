"""What pages leave for the council to say: paragraphs that begin with ``**To do:**``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book

_MARK = "**To do:**"


def open_tasks(book: Book, pages: Iterable[str]) -> Iterator[Problem]:
    """Yield a note for each task that a Markdown page still names, which every reader can see."""
    for page in dict.fromkeys(pages):
        path = book.root / f"{page}.md"
        if not path.is_file():
            continue
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        for number, line in enumerate(lines, 1):
            if line.startswith(_MARK):
                task = " ".join([line.removeprefix(_MARK), *_lines_below(lines[number:])]).split()
                yield Problem(
                    book.relative(path),
                    number,
                    "B118",
                    f"readers see what is still to do here: {' '.join(task)} Write it in "
                    "place of this paragraph.",
                    is_note=True,
                )


def _lines_below(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a paragraph that follow its first."""
    for line in lines:
        if not line.strip():
            return
        yield line
