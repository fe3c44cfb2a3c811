"""The layouts that publishers' figures come in, by the names that the command calls them.

A ``table`` has none: a map of the book's own describes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from quarterbook.ground.errors import CommandError
from quarterbook.publishers.layouts import (
    areas,
    ascof,
    ees,
    fingertips,
    lait,
    neighbours,
    nomis,
    table,
)
from quarterbook.publishers.reading.header_row import plain
from quarterbook.publishers.reading.layout import Importer, KnownColumns, PublisherLayout
from quarterbook.publishers.table_map import read_map
from quarterbook.storage.book import Book

LAYOUTS: dict[str, PublisherLayout] = {
    one.NAME: one for one in (ascof, ees, lait, nomis, fingertips)
}

# Files that have no figures.
PLACES = {
    "neighbours": (neighbours.COLUMNS, neighbours.COLUMNS_SINCE_2025),
    "areas": (areas.COLUMNS,),
}

# What whose file it is can be told by, of figures and of places.
TOLD_BY: tuple[tuple[str, KnownColumns], ...] = (
    *((name, one.COLUMNS) for name, one in LAYOUTS.items()),
    *((name, columns) for name, several in PLACES.items() for columns in several),
)


def whose(header: Iterable[str], but_for: str) -> str:
    """Say whose figures a file's header is like, blank for nobody's or for what stands already.

    ``but_for`` is what was said of it: "This is not the layout of Nomis …".
    """
    columns = {plain(cell) for cell in header}
    return next(
        (
            f" It looks like a file of {one.TITLE} ({name})."
            for name, one in LAYOUTS.items()
            if {plain(column) for column in one.COLUMNS.own} <= columns
            and f"the layout of {one.TITLE}:" not in but_for
        ),
        "",
    )


def example_of(publisher: str) -> tuple[str, str, str]:
    """Return a line of series.csv for a publisher: measure, indicator and where."""
    return table.EXAMPLE if publisher == table.NAME else LAYOUTS[publisher].EXAMPLE


class ChosenImporter(NamedTuple):
    """An importer, and whether its figures are the council's own, as in a service's return."""

    importer: Importer
    is_return: bool = False


def choose_importer(publisher: str, book: Book, map_path: Path | None) -> ChosenImporter:
    """Return the importer of a publisher's layout, or of the tables that a map describes.

    ``publisher`` is a name of `LAYOUTS`, or ``table``: only that needs a
    map, and has one. Raises `CommandError` where it is the other way round,
    and `BookError` for faults of the map.
    """
    if publisher == table.NAME:
        if map_path is None:
            raise CommandError(
                "a table needs a map, which says what its columns hold. Name it with --map MAP.yml."
            )
        layout = read_map(book, map_path)
        return ChosenImporter(table.MappedTable(layout), layout.is_return)
    if map_path is not None:
        raise CommandError(
            f'--map goes with "{table.NAME}"; the layout of "{publisher}" is known. Leave it out.'
        )
    return ChosenImporter(LAYOUTS[publisher])
