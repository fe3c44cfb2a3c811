"""Pages as files of a staged book: written, taken over from another side, kept to themselves."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat

from quarterbook.execute.pages import NotebookPage


def write_page(staged: Path, name: str, page: NotebookPage) -> None:
    """Leave a page in the staged book; the Markdown that it was made of makes way."""
    for relative, content in page.files.items():
        target = staged / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    path = staged / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(page.notebook) + "\n", encoding="utf-8")
    path.with_suffix(".md").unlink(missing_ok=True)


def take_pages(source: Path, target: Path, pages: Iterable[str]) -> None:
    """Take over pages that notebooks made, and all charts, from another staged book.

    What the book has already it keeps.
    """
    names = [*(f"{page}.ipynb" for page in pages)]
    names += [f"charts/{path.name}" for path in sorted((source / "charts").glob("*"))]
    for name in names:
        own = target / name
        if (source / name).is_file() and not own.exists():
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, own)
            if own.suffix == ".ipynb":
                own.with_suffix(".md").unlink(missing_ok=True)


def clear_extra(staged: Path) -> Iterator[str]:
    """Take out what notebooks wrote where files lie that go to the site as they are.

    Pages bring theirs afterwards. Yields what was there.
    """
    extra = staged / "extra"
    for path in sorted(path for path in extra.rglob("*") if not path.is_dir()):
        name = path.relative_to(staged).as_posix()
        yield f"{name}, which a notebook wrote, is left out: no file goes to the site unread."
    shutil.rmtree(extra, ignore_errors=True)
