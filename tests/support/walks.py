"""A copy of the package to which a toy is added, as a walk of docs/how-it-is-built.md says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from quarterbook.storage.book import Book
from support.books import ROOT

WALKS = re.split(
    r"^### ", (ROOT / "docs" / "how-it-is-built.md").read_text(encoding="utf-8"), flags=re.MULTILINE
)


def steps(title: str) -> list[str]:
    """The files that a walk names, in order, each where its step begins."""
    (walk,) = [part for part in WALKS if part.startswith(f"{title}\n")]
    return re.findall(r"^\d+\. `([^`]+)`", walk.partition("\n## ")[0], re.MULTILINE)


class House:
    """A copy of the package to which a toy is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: list[str] = []
        shutil.copytree(ROOT / "quarterbook", folder / "quarterbook")  # as compiled, too

    def write(self, name: str, text: str) -> None:
        """Add a module."""
        path = self.folder / name
        assert not path.exists(), name
        path.write_text(text, encoding="utf-8")
        self.changed.append(name)

    def insert(self, name: str, *places: tuple[str, str]) -> None:
        """Put text behind what stands in a module once, or at its end."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        for before, new in places:
            assert not before or text.count(before) == 1, f"{name}: {before}"
            text = text.replace(before, before + new) if before else text + new
        path.write_text(text, encoding="utf-8")
        self.changed.append(name)

    def python(self, *words: str | Path) -> str:
        """Run Python with this package, and return what it printed."""
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            env=os.environ | {"PYTHONPATH": str(self.folder)},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def notebook(self, book: Book, *lines: str) -> list[str]:
        """Run lines that have a book's ``report``, and return what they printed."""
        cell = self.folder / "cell.py"
        begin = ["from quarterbook import Report", f"report = Report(book={str(book.root)!r})"]
        cell.write_text("\n".join([*begin, *lines]), encoding="utf-8")
        return self.python(cell).splitlines()

    def took(self, title: str) -> bool:
        """Whether the package was changed as the walk says, and its other files are there."""
        walk = [name.replace("NAME", "toy") for name in steps(title)]
        inside = [name for name in walk if not name.startswith("docs/")]
        assert self.changed == inside
        assert all((ROOT / name).exists() for name in walk if name not in inside)
        return bool(inside)
