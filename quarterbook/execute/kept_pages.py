"""The pages that notebooks left in former builds, taken again where nothing they read changed."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat

from quarterbook.execute import kernels
from quarterbook.execute.pages import NotebookPage
from quarterbook.ground.periods import Period
from quarterbook.report.views.quarter import QuarterView
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.kernel_reads import WRITES
from quarterbook.reuse.reads import ReadValues, inputs_of_reads, why_not_kept
from quarterbook.reuse.steps import Fingerprint, Given, Read, Step, Steps, of_bytes

_MODULES = "the modules beside the notebooks"
_LIMIT = "execute: timeout: in _config.yml"
_QUARTER = "the quarter"


class KeptPages:
    """The pages of one side's notebooks.

    steps
        the steps of the build, with the store.
    apart
        a word before the names of what is not for the public, else nothing.
    """

    def __init__(
        self, steps: Steps, staged: Path, period: Period, view: QuarterView, apart: str
    ) -> None:
        self._steps, self._period, self._apart = steps, period, apart
        self._values = ReadValues(staged, view, kernels.environment())
        self._modules = _modules_beside(staged / "notebooks")
        self._steps_of: dict[Path, Step] = {}
        self._made: list[tuple[Step, NotebookPage, Sequence[Read] | None, float, float]] = []

    def find(self, path: Path, limit: int) -> NotebookPage | None:
        """Return a notebook's page where all that it is made of is as it was."""
        given: Given = {
            f"notebooks/{path.name}": _source(path),
            _QUARTER: fingerprint(self._period.slug),
            _LIMIT: fingerprint(limit),
            _MODULES: self._modules,
        }
        subject = f"{self._apart}{self._period.slug}/notebooks/{path.name}"
        step = self._steps.find(subject, given, self._values)
        self._steps_of[path] = step
        return _page(step.result) if step.result is not None else None

    def add(
        self, path: Path, page: NotebookPage, reads: Sequence[Read] | None, began: float
    ) -> None:
        """Take in a page that a notebook has left, which began at a time."""
        step, seconds = self._steps_of[path], time.time() - began
        is_edited = step.given[f"notebooks/{path.name}"] != _source(path)
        self._made.append((step, page, None if is_edited else reads, began, seconds))

    def keep(self) -> None:
        """Keep the pages made, unless a notebook wrote where others may have read."""
        writers = any(one[0] == WRITES for *_, reads, _, _ in self._made for one in reads or ())
        for step, page, reads, began, seconds in self._made:
            inputs = inputs_of_reads(reads, self._values, began)
            step.remark = why_not_kept(reads)
            if inputs is not None and not writers:
                self._steps.keep(step, _bytes(page), inputs, seconds)


def _source(path: Path) -> Fingerprint:
    return of_bytes(path.read_bytes())


def _modules_beside(folder: Path) -> Fingerprint:
    """What Python and matplotlib could take from the folder of the notebooks, by name."""
    names = [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_dir() or path.suffix in (".py", ".so", ".pyd", ".pth")
    ]
    settings = folder / "matplotlibrc"
    own = settings.read_text(encoding="utf-8", errors="replace") if settings.is_file() else None
    return fingerprint([names, own])


def _bytes(page: NotebookPage) -> bytes:
    content = {
        "notebook": nbformat.writes(page.notebook),
        "files": page.files,
        "notes": page.notes,
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _page(data: bytes) -> NotebookPage:
    content = json.loads(data.decode("utf-8", "surrogatepass"))
    notebook = nbformat.reads(content["notebook"], as_version=4)
    return NotebookPage(notebook, content["files"], content["notes"])
