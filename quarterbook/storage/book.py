"""Where things are in a book's folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.storage.regular_file import faults_below, leads_out, read_file_of

_Content = TypeVar("_Content")


# What tells that a file is as it was: when it was written, its size, and which file it is.
_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Book:
    """A folder with ``_toc.yml``, ``_config.yml``, book/, notebooks/, params/ and data/.

    A command makes one and passes it on; it remembers what the command has read (`read_once`).
    """

    root: Path
    _remembered: dict[tuple[Path, str], tuple[_Stamp, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def find(cls, start: Path | None = None) -> Book:
        """Return the book in ``start`` or the nearest folder above it.

        Raises `CommandError` where no folder upward holds a ``_toc.yml``.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "_toc.yml").is_file():
                return cls(folder)
        raise CommandError(
            f"{here}: no book here. A book is a folder with a _toc.yml; "
            'name it with --book DIR, in a notebook as Report(…, book="DIR"), or work inside it.'
        )

    @property
    def staged_mark(self) -> Path:
        """A file that says of a staged copy that it holds nothing that is withheld."""
        return self.root / ".staged"

    @property
    def is_staged(self) -> bool:
        return self.staged_mark.is_file()

    @property
    def assessed(self) -> Path:
        """A staged copy's quarter as assessed, for its notebooks while they run."""
        return self.root / ".assessed"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def params(self) -> Path:
        return self.root / "params"

    @property
    def pages(self) -> Path:
        return self.root / "book"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def templates(self) -> Path:
        """The council's own look: a Typst file and a Word reference file of one name."""
        return self.pages / "_templates"

    @property
    def toc(self) -> Path:
        return self.root / "_toc.yml"

    @property
    def config(self) -> Path:
        return self.root / "_config.yml"

    def built(self, slug: str) -> Path:
        """The folder of a quarter's outputs: ``_build/2021-22-q2``."""
        return self.root / "_build" / slug

    @property
    def store(self) -> Path:
        """Results of former builds; nothing of it is published."""
        return self.root / "_build" / ".store"

    def relative(self, path: Path) -> str:
        """Return a path as analysts see it: from the book's folder, with slashes.

        A link out of the book is called as it is in the book.
        """
        try:
            return Path(os.path.realpath(path)).relative_to(self.root).as_posix()
        except ValueError:
            if leads_out(self.root, path):
                return os.path.relpath(path, self.root).replace(os.sep, "/")
            return path.name

    def read_file(self, path: Path, most: int) -> bytes:
        """Return the bytes of a file of the record; raises `OSError` for one outside the book.

        Whatever reads data/ or params/ reads by this. A file that is written as one elsewhere, such
        as a map that a command names, may be anywhere.
        """
        return read_file_of(self.root, path, most)

    def read_once(self, path: Path, what: str, read: Callable[[], _Content]) -> _Content:
        """Return what ``read`` makes of a file, from memory while the file is as it was.

        ``what`` names the result: another reader of the file has another.
        """
        try:
            now = path.stat()
        except OSError:  # reading it says what is wrong
            return read()
        stamp = (now.st_mtime_ns, now.st_size, now.st_ino)
        key = path, what
        if key not in self._remembered or self._remembered[key][0] != stamp:
            self._remembered[key] = (stamp, read())
        return self._remembered[key][1]

    def require(self) -> None:
        """Raise `BookError` where a folder or file that every book has is missing, or is none."""
        expected = (self.data, self.params, self.notebooks, self.toc, self.config)
        missing = [self.relative(path) for path in expected if not path.exists()]
        if missing:
            fault = (
                f"missing in {self.root.name}/. "
                "A book has data/, params/, notebooks/, _toc.yml and _config.yml."
            )
            raise BookError(Problem(name, 0, "B108", fault) for name in missing)
        faults = [
            (path.relative_to(self.root).as_posix(), fault)
            for folder in (self.data, self.params, self.notebooks, self.pages)
            for path, fault in faults_below(folder)
        ]
        if faults:
            raise BookError(
                Problem(name, 0, "B110", f"{fault}. Take it away, or put a file in its place.")
                for name, fault in faults
            )
