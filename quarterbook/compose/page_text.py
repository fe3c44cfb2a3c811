"""The Markdown of a page, be it stored as Markdown or as a notebook."""

from __future__ import annotations

import json

from quarterbook.storage.book import Book


def page_text(book: Book, page: str) -> str:
    """Return the Markdown of a page of the staged book; of a notebook that of its cells."""
    path = book.root / f"{page}.md"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    cells = json.loads((book.root / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    return "\n\n".join(source if isinstance(source, str) else "".join(source) for source in sources)
