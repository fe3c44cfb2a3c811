"""The quarter as it is shown: bound anew after every change, with its papers when they are asked.

While something is at fault the last good pages stay, and the fault is told beside them. Where it
is a notebook that failed, its own page says so and all others are fresh.
"""

from __future__ import annotations

import os
import shutil
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Condition, Lock
from typing import NamedTuple

from quarterbook.bind.outputs import Source, make_output, output_of, outputs_of
from quarterbook.build.kept.record_of import RecordOf
from quarterbook.build.preview.bind import bind_for_preview
from quarterbook.build.preview.watch import stamps_of, wait_for_change
from quarterbook.build.request import BuildRequest
from quarterbook.build.swap import fault_of_reading, fault_of_writing, sweep
from quarterbook.execute.executors.worker_memory import lean_memory
from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.ground.progress import Progress
from quarterbook.ground.wording import first_of
from quarterbook.processes.warm_process import warm_processes
from quarterbook.storage.book import Book

_MOST = 3  # changed files that are named
_TRACE = "preview-fault.txt"


class PreviewState(NamedTuple):
    """What a browser is shown.

    number
        how many times the state has changed.
    site
        the number at which the pages that are shown were made; 0 while there are none.
    fault
        what is wrong with the book as it is now, or nothing.
    """

    number: int
    site: int
    fault: str


class _Shown(NamedTuple):
    """The pages that are shown: where they are, and what papers are made of them and how."""

    work: Path
    request: BuildRequest
    sources: Mapping[str, Source]
    bind_single: Callable[[], None]


class Preview:
    """A quarter's preview; ``keep_fresh`` runs until it is stopped, all else is for the server."""

    def __init__(self, book: Book, quarter: str | None, jobs: int, progress: Progress) -> None:
        self._book, self._quarter, self._jobs, self._progress = book, quarter, jobs, progress
        self._record = RecordOf(book)
        self._home = book.root / "_build"
        self._changed = Condition()
        self._making = Lock()
        self._state = PreviewState(0, 0, "")
        self._works: list[Path] = []
        self._shown: _Shown | None = None

    def keep_fresh(self) -> None:
        """Bind the quarter, and again whenever the book changes; ends with `KeyboardInterrupt`."""
        try:
            self._home.mkdir(exist_ok=True)
            sweep(self._home)
            with warm_processes():
                before, changed = stamps_of(self._book), ["the book"]
                while True:
                    with lean_memory():
                        self._bind(changed)
                    changed = wait_for_change(self._book, before)
                    before = stamps_of(self._book)
        finally:
            for work in self._works:
                shutil.rmtree(work, ignore_errors=True)

    def state_after(self, number: int, patience: float) -> PreviewState:
        """Return the state as soon as it is another than that of a number, or after a time."""
        with self._changed:
            self._changed.wait_for(lambda: self._state.number != number, patience)
            return self._state

    @property
    def site(self) -> Path | None:
        """The folder of the pages that are shown."""
        return self._shown.work / "site" if self._shown else None

    def paper(self, name: str) -> Path | None:
        """Return a file made of the pages that are shown, made now if need be; None for no such.

        Raises `BookError` where it cannot be made.
        """
        shown = self._shown
        source = shown.sources.get(name) if shown else None
        if shown is None or source is None:
            return None
        path = shown.work / "papers" / name
        with self._making:
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                if output_of(name).is_of_each_paper:
                    shown.bind_single()
                make_output(source, path, shown.request.steps)
        return path

    def _bind(self, changed: Sequence[str]) -> None:
        began = time.perf_counter()
        number = self._state.number + 1
        work = self._home / f".building-preview-{number}-{os.getpid()}"
        try:
            problems = self._bind_in(work)
        except (BookError, CommandError) as error:
            self._keep_last(number, work, str(error))
            return
        except Exception as error:  # the book may be changed while it is read
            problem = fault_of_writing(error, self._home) or fault_of_reading(error, self._book)
            self._keep_last(number, work, str(problem or self._unforeseen(error)))
            return
        fault = BookError(problems).message if problems else ""
        self._show(PreviewState(number, number, fault))
        self._remove_old()
        if fault:
            self._progress(f"fault   {fault}")
        seconds = time.perf_counter() - began
        self._progress(f"fresh   after {first_of(changed, _MOST)}, in {seconds:.1f} s")

    def _bind_in(self, work: Path) -> Sequence[Problem]:
        """Bind the quarter in a folder, whose pages are shown then; returns what failed on them."""
        request, bound, problems = bind_for_preview(
            self._book, self._record, self._quarter, work, jobs=self._jobs, progress=self._progress
        )
        sources = dict(outputs_of(bound.whole, bound.public))
        self._shown = _Shown(work, request, sources, bound.bind_single)
        self._works.append(work)
        return problems

    def _keep_last(self, number: int, work: Path, fault: str) -> None:
        """Tell a fault beside the pages that were shown before it."""
        shutil.rmtree(work, ignore_errors=True)
        self._show(PreviewState(number, self._state.site, fault))
        self._progress(f"fault   {fault}")

    def _remove_old(self) -> None:
        """Remove pages that nobody is shown, unless a paper is being made, perhaps of them."""
        if not self._making.acquire(blocking=False):
            return
        try:
            for old in self._works[:-2]:  # a page may still load from the one before
                shutil.rmtree(old, ignore_errors=True)
                self._works.remove(old)
        finally:
            self._making.release()

    def _unforeseen(self, error: Exception) -> str:
        """Return what is told of an error that nobody foresaw; where it came from is kept."""
        trace = self._home / _TRACE
        trace.write_text(traceback.format_exc(), encoding="utf-8")
        where = self._book.relative(trace)
        return f"{type(error).__name__}: {error} (where it came from: {where})"

    def _show(self, state: PreviewState) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()
