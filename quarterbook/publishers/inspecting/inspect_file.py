"""A file looked at: what it is, and drafts of what the book needs to take it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from quarterbook.publishers.book_tables import imports_folder, of_its_layout, read_tables
from quarterbook.publishers.inspecting.draft_map import draft_map
from quarterbook.publishers.inspecting.layout_of import Contents, contents_of, parquet_contents
from quarterbook.publishers.reading.layout import AreaCodes
from quarterbook.publishers.reading.places import Places
from quarterbook.publishers.reading.text_cells import beginnings
from quarterbook.publishers.registry import LAYOUTS, PLACES
from quarterbook.storage import atomic_write, csv_lines
from quarterbook.storage.book import Book

_MOST_SERIES = 5_000  # lines of a draft

_COLUMNS = ("measure", "publisher", "indicator")


@dataclass(frozen=True)
class Inspection:
    """What a file is, and drafts: lines of series.csv and, for a table, its map.

    ``unknown`` are areas that areas.csv has neither by code nor by name (nothing of layouts whose
    councils have numbers); a draft is blank where
    none is needed.
    """

    contents: Contents
    unknown: Sequence[str]
    series: str
    map: str


def inspect_file(book: Book, path: Path) -> tuple[Inspection, list[Path]]:
    """Look at a file, and leave the drafts in ``_build/imports/``: their paths are the second.

    Raises `CommandError` where there is no such file, and `BookError` for one that is no table.
    """
    tables = read_tables(book, "measures", "areas")
    with of_its_layout(book, path):
        inspection = _inspected(path, tables["measures"], tables["areas"])
    drafts = []
    stem = imports_folder(book) / path.stem[:100]
    for ending, text in (("map.yml", inspection.map), ("series.csv", inspection.series)):
        if text:
            drafts.append(stem.with_name(f"{stem.name}-{ending}"))
            drafts[-1].parent.mkdir(parents=True, exist_ok=True)
            atomic_write.replace(drafts[-1], text.encode())
    return inspection, drafts


def _inspected(path: Path, measures: pd.DataFrame, areas: pd.DataFrame) -> Inspection:
    """Return what a file is; ``measures`` and ``areas`` are the book's tables.

    The draft has the id of the measure whose title is most like the series', or
    ``name-of-a-measure``.
    """
    places = Places(AreaCodes(areas))
    contents, text = _contents_and_map(path, places)
    layout = LAYOUTS.get(contents.layout)
    has_numbers = layout is not None and layout.COLUMNS.has_area_numbers
    return Inspection(
        contents=contents,
        unknown=[area for area in contents.areas if not has_numbers and not places.knows(area)],
        series="" if contents.layout in PLACES else _series(contents, measures),
        map=text,
    )


def _contents_and_map(path: Path, places: Places) -> tuple[Contents, str]:
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            return parquet_contents(path), ""
    tops = beginnings(path, "a publisher")
    contents = contents_of(path, tops)
    if contents:
        return contents, ""
    draft = draft_map(path, tops, places.knows)
    return draft.contents, draft.text


def _series(contents: Contents, measures: pd.DataFrame) -> str:
    ids = dict(zip(measures["title"].str.casefold(), measures["id"], strict=True))
    where = "; ".join(f"{name}={_widest(values)}" for name, values in contents.filters.items())
    more = [where] if where else []
    rows = [[*_COLUMNS, *(["where"] if where else [])]]
    for name in list(contents.series)[:_MOST_SERIES]:
        near = get_close_matches(name.casefold(), list(ids), n=1)
        rows.append([ids[near[0]] if near else "name-of-a-measure", contents.layout, name, *more])
    return csv_lines.as_published_csv(rows)


def _widest(values: Sequence[str]) -> str:
    """Return the value that stands for all the others, by its name, or else the first."""
    totals = [one for one in values if one.casefold().startswith(("total", "all"))]
    return min(totals or values[:1], key=len)
