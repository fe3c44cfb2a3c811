"""What became of the notebooks of a run, and what of them the check of words reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quarterbook.disclosure.words.authored_outputs import AuthoredOutput
from quarterbook.execute.contents import notebook_name
from quarterbook.execute.pages import AuthoredWords
from quarterbook.execute.stored.notebook import read_notebook
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class NotebookRun:
    """What became of the notebooks: the pages that failed and why, what others noted and show.

    ``authored`` is by page what it shows that is neither written nor made by the package.
    """

    failed: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    authored: tuple[tuple[str, list[AuthoredWords]], ...]

    def __add__(self, other: NotebookRun) -> NotebookRun:
        return NotebookRun(
            self.failed + other.failed,
            self.problems + other.problems,
            self.notes + other.notes,
            self.authored + other.authored,
        )


def authored_outputs(
    book: Book, run: NotebookRun, package_sentences: Iterable[str]
) -> Iterator[AuthoredOutput]:
    """Yield what notebooks show, but for sentences that the package made of the record."""
    sentences = [*package_sentences]
    for name, some in run.authored:
        sources = [str(cell.source) for cell in read_notebook(book, name).cells]
        for cell, words, headings in some:
            code = sources[cell] if cell < len(sources) else ""
            for sentence in sentences:
                words = words.replace(sentence, "")
            yield AuthoredOutput(
                notebook_name(book, name), cell + 1, words, headings, code, "\n".join(sources)
            )
