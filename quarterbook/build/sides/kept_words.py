"""What papers' pages name, taken from a former build while what it is made of is the same.

Of the quarter that is what was read of it, which is noted as it is for notebooks: a list whose
measures did not change is not made again, nor a chart drawn, whatever else changes on its page.
What looks at what came in after the quarter's cut-off is made of all figures and ratings.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from quarterbook.compose.paper_pages import substitute
from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.report.html.block import Block
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.report.views.quarter import QuarterView
from quarterbook.report.views.watched import watched_quarter
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.reads import ReadValues
from quarterbook.reuse.steps import Fingerprint, Read, Steps
from quarterbook.storage import read_log
from quarterbook.storage.book import Book

Words = tuple[str, dict[str, str]]

_LATER: Read = ("figures and ratings after the cut-off",)


class KeptWords:
    """The words of one side's papers.

    ``values`` are what was read of the ``view``, ``of_figures`` is of what its figures and ratings
    follow from, ``subject_prefix`` stands before the names of its results in the store.
    """

    def __init__(
        self,
        steps: Steps,
        book: Book,
        values: ReadValues,
        view: QuarterView,
        of_figures: Fingerprint,
        subject_prefix: str,
    ) -> None:
        self._steps, self._book, self._of_figures = steps, book, of_figures
        self._view, self._values, self._subject_prefix = view, values, subject_prefix

    def filled(
        self,
        paper: StagedPaper,
        page: str,
        leave: tuple[str, ...],
        later: Callable[[], QuarterView | None],
    ) -> Words:
        """Return what `substitute` does of a page of a paper.

        ``later`` gives the quarter with figures recorded after its cut-off, where the paper looks
        at these.
        """
        names = paper_names(self._view, paper.staged_edition, sign_offs=())
        kept = _KeptNames(names, partial(self._kept, paper, later))
        return substitute(self._book, paper.sources[page], kept, leave=leave)

    def _kept(
        self, paper: StagedPaper, later: Callable[[], QuarterView | None], name: str
    ) -> str | Block:
        edition = paper.staged_edition
        step = self._steps.find(
            f"{self._subject_prefix}/{paper.name}: its {name}",
            {"the edition": fingerprint(edition)},
            self._now,
            is_told=False,
        )
        if step.result is not None:
            return _read(step.result)
        reads: set[Read] = set()

        def noted_later() -> QuarterView | None:
            if view := later():
                reads.add(_LATER)
            return view

        with read_log.noted_into(reads):
            view = watched_quarter(self._view)
            made = paper_names(view, edition, sign_offs=(), later=noted_later)[name]
        values = {read: value for read in sorted(reads) if (value := self._now(read))}
        if len(values) == len(reads):
            self._steps.keep(step, _written(made), values)
        return made

    def _now(self, read: Read) -> Fingerprint | None:
        return self._of_figures if read == _LATER else self._values(read)


class _KeptNames(Mapping[str, str | Block]):
    def __init__(self, names: Iterable[str], kept: Callable[[str], str | Block]) -> None:
        self._names, self._kept = dict.fromkeys(names), kept

    def __getitem__(self, name: str) -> str | Block:
        return self._kept(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _written(made: str | Block) -> bytes:
    """Return what a page gets of what it names: words or, of a block, its Markdown and files."""
    kept = [made.markdown, dict(made.files)] if isinstance(made, Block) else made
    return json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _read(result: bytes) -> str | Block:
    kept = json.loads(result.decode("utf-8", "surrogatepass"))
    return kept if isinstance(kept, str) else Block(markdown=kept[0], files=kept[1])
