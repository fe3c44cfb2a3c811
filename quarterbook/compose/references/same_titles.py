"""Pages that readers cannot tell apart in the contents: those with one title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quarterbook.compose.page_text import texts_of_page
from quarterbook.ground import myst
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book


def same_titles(book: Book, pages: Iterable[str]) -> Iterator[Problem]:
    """Yield a note for each page whose first heading is that of a page before it.

    A heading that a notebook works out is not known before it has run.
    """
    first: dict[str, str] = {}
    for page in dict.fromkeys(pages):
        titles = (
            (file, place, myst.title(text)) for file, place, text in texts_of_page(book, page)
        )
        file, place, title = next((one for one in titles if one[2]), ("", "", None))
        if title is None or "{" in title.words:
            continue
        other = first.setdefault(title.words.casefold(), file)
        if other != file:
            where = f"{place}: " if place else ""
            yield Problem(
                file,
                0,
                "B120",
                f'{where}the page is headed "{title.words}" as {other} is, and the contents '
                "list both by that. Give it a heading of its own.",
                is_note=True,
            )
