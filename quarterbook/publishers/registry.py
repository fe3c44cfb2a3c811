"""The layouts that publishers' figures come in, by the names that the command calls them.

A ``table`` has none: a map of the book's own describes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from quarterbook.ground.errors import CommandError
from quarterbook.publishers.layouts import ascof, ees, fingertips, lait, nomis, table
from quarterbook.publishers.reading.layout import Importer
from quarterbook.publishers.table_map import read_map
from quarterbook.storage.book import Book

LAYOUTS: dict[str, Importer] = {one.NAME: one for one in (ascof, ees, lait, nomis, fingertips)}


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
