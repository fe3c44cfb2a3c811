"""Papers' pages with their figures filled in, taken from a former build while these are the same.

Of the quarter a page is made of what its names read, which is noted as it is for notebooks: a page
whose charts show measures that did not change is not drawn again. A paper that looks at what came
in after the quarter's cut-off is made of all that is recorded.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from quarterbook.compose.paper_pages import substitute
from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.report.views.quarter import QuarterView
from quarterbook.report.views.watched import watched_quarter
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.reads import ReadValues
from quarterbook.reuse.steps import Fingerprint, Read, Steps, of_bytes
from quarterbook.storage import read_log
from quarterbook.storage.book import Book

Words = tuple[str, dict[str, str]]


class KeptWords:
    """The words of one side's papers, by page.

    ``of_record`` is of all that is recorded, ``begins`` stands before their names in the store.
    """

    def __init__(
        self,
        steps: Steps,
        book: Book,
        staged: Book,
        view: QuarterView,
        of_record: Fingerprint,
        begins: str,
    ) -> None:
        self._steps, self._book, self._of_record = steps, book, of_record
        self._view, self._begins = view, begins
        self._values = ReadValues(staged.root, view, {})

    def filled(
        self,
        paper: StagedPaper,
        page: str,
        keep: tuple[str, ...],
        later: Callable[[], QuarterView | None],
    ) -> Words:
        """Return what `substitute` does of a page of a paper.

        ``later`` gives the quarter with what was recorded after its cut-off, where the paper looks
        at that.
        """
        source, edition = paper.sources[page], paper.staged_edition
        inputs = {f"{source}.md": self._source(source), "the edition": fingerprint(edition)}
        if edition.newer_to:
            inputs["what is recorded"] = self._of_record
        step = self._steps.find(
            f"{self._begins}/{page}: its words", inputs, self._values, is_told=False
        )
        if step.result is not None:
            text, files = json.loads(step.result.decode("utf-8", "surrogatepass"))
            return text, files
        reads: set[Read] = set()
        with read_log.noted_into(reads):
            view = self._view if edition.newer_to else watched_quarter(self._view)
            names = paper_names(view, edition, sign_offs=(), later=later())
            made = substitute(self._book, source, names, keep=keep)
        values = {read: value for read in sorted(reads) if (value := self._values(read))}
        if len(values) == len(reads) and self._source(source) == inputs[f"{source}.md"]:
            data = json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass")
            self._steps.keep(step, data, values)
        return made

    def _source(self, page: str) -> Fingerprint:
        return of_bytes((self._book.root / f"{page}.md").read_bytes())
