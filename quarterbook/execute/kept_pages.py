"""The pages that notebooks left in former builds, taken again where nothing they read changed."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat

from quarterbook.execute.pages import AuthoredWords, NotebookPage
from quarterbook.ground.periods import Period
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.kernel_reads import FILE, FOLDER, LOOK, WRITES
from quarterbook.reuse.reads import Noted, ReadValues, inputs_of_reads, why_not_kept
from quarterbook.reuse.steps import Fingerprint, Given, Read, Step, Steps, of_bytes

_MODULES = "the modules beside the notebooks"
_LIMIT = "execute: timeout: in _config.yml"
_QUARTER = "the quarter"
_PARAMETERS = "its parameters"


Inputs = dict[Read, Fingerprint] | None
"""What a notebook read with what it was; None where its page cannot be kept."""


class KeptPages:
    """The pages of one side's notebooks.

    steps
        the steps of the build, with the store.
    store_prefix
        a word before the names of what is not for the public, else nothing.
    """

    def __init__(
        self, steps: Steps, staged: Path, period: Period, values: ReadValues, store_prefix: str
    ) -> None:
        self._steps, self._period, self._store_prefix = steps, period, store_prefix
        self._values = values
        self._staged = staged
        self._steps_of: dict[Path, Step] = {}
        self._modules: dict[Path, Fingerprint] = {}
        self._made: list[tuple[Step, NotebookPage, Noted, Inputs, float]] = []

    def find(
        self, page: str, path: Path, parameters: Mapping[str, object], limit: int
    ) -> NotebookPage | None:
        """Return the page of a notebook's file where all that it is made of is as it was."""
        name = f"{page}{path.suffix}"
        inputs: Given = {
            name: _source(path),
            _QUARTER: fingerprint(self._period.slug),
            _PARAMETERS: fingerprint(dict(parameters)),
            _LIMIT: fingerprint(limit),
            _MODULES: self._modules_beside((self._staged / page).parent),
        }
        step = self._steps.find(self._subject(name), inputs, self._values)
        self._steps_of[path] = step
        return _page(step.result) if step.result is not None else None

    def _modules_beside(self, folder: Path) -> Fingerprint:
        """The same for all notebooks of a folder, whatever those that ran have made there."""
        if folder not in self._modules:
            self._modules[folder] = _modules_beside(folder)
        return self._modules[folder]

    def seconds(self, page: str, path: Path) -> float:
        """Return how long a page's notebook took when it ran last, before it is looked for."""
        return self._steps.seconds(self._subject(f"{page}{path.suffix}"))

    def _subject(self, name: str) -> str:
        return f"{self._store_prefix}{self._period.slug}/{name}"

    def expected(self, path: Path) -> float:
        """Return how many seconds a notebook took when it ran last; 0 where that is not known."""
        return self._steps_of[path].seconds

    def add(self, path: Path, page: NotebookPage, noted: Noted, seconds: float) -> None:
        """Take in a page that a notebook has left, after so many seconds; others may still run."""
        step = self._steps_of[path]
        is_edited = _source(path) not in step.given.values()
        noted = Noted(None, {}) if is_edited else noted
        step.remark = why_not_kept(noted, self._values)
        self._made.append((step, page, noted, inputs_of_reads(noted, self._values), seconds))

    def keep(self) -> None:
        """Keep the pages made, but for those that read what a notebook wrote, or may have."""
        reads_of = [sorted(one.reads or ()) for _, _, one, _, _ in self._made]
        written = sorted({read[1] for reads in reads_of for read in reads if read[0] == WRITES})
        for (step, page, _, inputs, seconds), reads in zip(self._made, reads_of, strict=True):
            if inputs is None:
                continue
            if name := next((name for name in written if _may_have_read(reads, name)), ""):
                step.remark = f"it reads {name}, which a notebook writes"
            else:
                self._steps.keep(step, _bytes(page), inputs, seconds)


def _may_have_read(reads: Iterable[Read], name: str) -> bool:
    """Whether a file was read or looked for, or a folder was listed in which it lies."""
    return any(
        (kind in (FILE, LOOK) and place[0] == name)
        or (kind == FOLDER and (place[0] == "." or name.startswith(f"{place[0]}/")))
        for kind, *place in reads
    )


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
        "files": {
            name: {"base64": b64encode(file).decode()} if isinstance(file, bytes) else file
            for name, file in page.files.items()
        },
        "authored": page.authored,
        "notes": page.notes,
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _page(data: bytes) -> NotebookPage:
    content = json.loads(data.decode("utf-8", "surrogatepass"))
    notebook = nbformat.reads(content["notebook"], as_version=4)
    files = {
        name: b64decode(file["base64"]) if isinstance(file, dict) else file
        for name, file in content["files"].items()
    }
    return NotebookPage(
        notebook, files, [AuthoredWords(*one) for one in content["authored"]], content["notes"]
    )
