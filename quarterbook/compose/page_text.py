"""The Markdown of a page, be it stored as Markdown or as a notebook."""

from __future__ import annotations

import json
from collections.abc import Iterator

from quarterbook.storage.book import Book


def page_text(book: Book, page: str) -> str:
    """Return the Markdown of a page of the staged book; of a notebook that of its cells."""
    path = book.root / f"{page}.md"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    cells = json.loads((book.root / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    return "\n\n".join(source if isinstance(source, str) else "".join(source) for source in sources)


def texts_of_page(book: Book, page: str) -> Iterator[tuple[str, str, str]]:
    """Yield file, place and text of a page, or of each Markdown cell of a stored notebook."""
    path = book.root / f"{page}.md"
    if path.is_file():
        yield f"{page}.md", "", path.read_text(encoding="utf-8", errors="replace")
        return
    path = book.root / f"{page}.ipynb"
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return  # what cannot be read is said where notebooks are run
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            yield f"{page}.ipynb", f"cell {number}", "".join(cell.get("source", ""))
