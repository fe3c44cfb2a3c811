"""A published file taken in: read and compared with what the book has, then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from quarterbook.data.params.council import AREA_COMPARATORS, read_council
from quarterbook.data.tables.cell_faults import shown
from quarterbook.data.tables.publisher_names import PUBLISHERS
from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.days import day_fault
from quarterbook.ground.errors import BookError, CommandError, nearest
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import parse
from quarterbook.ground.wording import first_of, listed
from quarterbook.publishers.areas_and_neighbours import compare_places
from quarterbook.publishers.book_tables import (
    of_its_layout,
    read_tables,
    require_areas,
)
from quarterbook.publishers.imported import Imported, by_reason, list_refused
from quarterbook.publishers.kinds_of_year import of_one_kind
from quarterbook.publishers.merge_areas import rewrite
from quarterbook.publishers.merge_rows import BENCHMARKS, MergedRows, append_figures, merge
from quarterbook.publishers.own_figures import merge_own
from quarterbook.publishers.reading.layout import AreaCodes, RequestedSeries
from quarterbook.publishers.registry import choose_importer
from quarterbook.publishers.requested_series import missing_file, requested_series
from quarterbook.publishers.shares import seeming_shares
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book

# What the command takes in, and which file of data/ it goes to.
FORMATS = {
    **dict.fromkeys(PUBLISHERS, BENCHMARKS),
    "areas": TABLES["areas"],
    "neighbours": TABLES["comparators"],
}

_NO_FIGURE = (Marker.NOT_AVAILABLE, Marker.NOT_APPLICABLE, Marker.NO_SURVEY)


def choose_format(text: str) -> str:
    """Return a format that files are taken in from; raises `CommandError` naming the nearest."""
    if text in FORMATS:
        return text
    raise CommandError(
        f"{shown(text)} is not a format. Known: {listed(FORMATS, 'and')}."
        f"{nearest(text.lower(), FORMATS)}"
    )


def choose_day(publisher: str, text: str | None, *, write: bool, today: date) -> date | None:
    """Return the day a file was released; raises `CommandError` for none that is needed or good."""
    undated = FORMATS[publisher] is not BENCHMARKS
    if text is None:
        if write and not undated:
            raise CommandError(
                "The figures need the day on which the publisher released them: add it as "
                "--published 2021-11-18."
            )
        return None
    if undated:
        raise CommandError(
            f"data/{FORMATS[publisher].file} has no day of publication. Leave --published out."
        )
    fault = day_fault(text)
    if fault:
        raise CommandError(f"--published is {shown(text)}, {fault.removesuffix('.')}.")
    day = date.fromisoformat(text)
    if day > today:
        raise CommandError(
            f"--published is {day}, which has not come yet. Give the day on which the publisher "
            "released the figures."
        )
    return day


def compare_file(
    book: Book,
    publisher: str,
    path: Path,
    *,
    published_on: date | None,
    map_path: Path | None = None,
    with_own: bool = False,
    group: str | None = None,
) -> Imported:
    """Compare a file with the book; `write_import` adds what is new.

    ``publisher`` is one of `FORMATS`; ``published_on`` the day on which the
    file was released, None for a preview against the newest figures and for
    areas and neighbours; ``map_path`` says what the columns of a ``table`` are;
    ``with_own`` takes the council's own figures into observations.csv, too; those of a table
    whose map says that they are the council's own go there alone;
    ``group`` is what neighbours are called in comparators.csv.
    The rows that cannot be used are listed in ``_build/imports/``.

    Raises `CommandError` where there is no such file, and `BookError` where
    it has another layout or a table of the book is at fault.
    """
    _refuse_options(publisher, map_path, group, with_own=with_own)
    if FORMATS[publisher] is not BENCHMARKS:
        return compare_places(book, publisher, path, group or "neighbours", FORMATS[publisher])
    reader, is_return = choose_importer(publisher, book, map_path)
    targets = ["observations"] if is_return else ["benchmarks", *["observations"] * with_own]
    tables = read_tables(book, "measures", "areas", *targets, "series")
    measures = tables["measures"].set_index("id")
    frequency, complete = measures["frequency"].to_dict(), measures["complete"].to_dict()
    if not is_return:
        require_areas(tables["areas"])
    series = _series(book, publisher, tables, frequency)
    council = read_council(book).council.code
    with of_its_layout(book, path):
        imported = reader.read(path, series, AreaCodes(tables["areas"], council))
    if published_on:
        imported = replace(
            imported, figures=_without_dashes_to_come(imported.figures, published_on)
        )
        _refuse_before_their_period(imported.figures, published_on)
    there = {name: _with_periods(tables[name], frequency) for name in targets}
    figures, other_years = of_one_kind(imported.figures, there[targets[0]], frequency)
    gains = {
        name: merge_own(before, figures, council, published_on, frequency, complete)
        if name == "observations"
        else merge(before, figures, published_on, frequency)
        for name, before in there.items()
    }
    merged = gains[targets[0]]
    left_out = pd.concat([other_years, merged.left_out], ignore_index=True)
    refused = pd.concat([imported.refused, left_out], ignore_index=True)
    listing = list_refused(book, path, refused)
    return Imported(
        publisher=publisher,
        file=path,
        target=book.data / TABLES[targets[0]].file,
        merged=merged,
        rows=imported.rows,
        unasked=imported.unasked,
        faulty=len(set(refused["line"]) - _lines_used(imported.figures, left_out)),
        refused=by_reason(refused["reason"]),
        refused_file=listing,
        absent=imported.absent,
        expected=_expected(series),
        own=None if is_return else gains.get("observations"),
        notes=seeming_shares(figures, tables["measures"]),
    )


def write_import(imported: Imported) -> Imported:
    """Add what a file has for the book to data/; nothing is written where nothing is new.

    Raises `BookError` for a file of data/ that cannot be written; it stays as it was.
    """
    own = {imported.target.with_name(TABLES["observations"].file): imported.own}
    gains = {imported.target: imported.merged} | (own if imported.own else {})
    table = FORMATS[imported.publisher]
    contents = {
        file: append_figures(_bytes(file), gain.rows)
        if isinstance(gain, MergedRows)
        else rewrite(_bytes(file), table, gain)
        for file, gain in gains.items()
        if gain and gain.anything_new
    }
    for file, content in contents.items():
        atomic_write.replace(file, content)
    return replace(imported, written=bool(contents))


def _refuse_options(
    publisher: str, map_path: Path | None, group: str | None, *, with_own: bool
) -> None:
    """Raise `CommandError` for an option that has no place with a format."""
    if map_path and FORMATS[publisher] is not BENCHMARKS:
        raise CommandError('--map goes with "table". Leave it out.')
    if with_own and FORMATS[publisher] is not BENCHMARKS:
        raise CommandError("--own goes with published figures. Leave it out.")
    if group and publisher != "neighbours":
        raise CommandError("--group goes with neighbours. Leave it out.")
    if group in AREA_COMPARATORS:
        raise CommandError(f"--group {group} is no name of neighbours. Choose another.")


def _lines_used(figures: pd.DataFrame, left_out: pd.DataFrame) -> set[int]:
    """Return the lines of which at least one figure is taken."""
    taken = figures.index.value_counts().sub(left_out["line"].value_counts(), fill_value=0)
    return set(taken.index[taken > 0])


def _expected(series: Sequence[RequestedSeries]) -> str:
    names = [f"{one.indicator} (for {one.measure})" for one in series]
    return (
        f"rows of {first_of(names, 3)}, of an area that areas.csv has and of a period that is as "
        "long as the measure's"
    )


def _series(
    book: Book, publisher: str, tables: Mapping[str, pd.DataFrame], frequency: Mapping[str, str]
) -> list[RequestedSeries]:
    if not (book.data / TABLES["series"].file).exists():
        raise BookError(missing_file(publisher))
    series, problems = requested_series(tables["series"], publisher, frequency)
    if problems:
        raise BookError(problems)
    return series


def _with_periods(benchmarks: pd.DataFrame, frequency: Mapping[str, str]) -> pd.DataFrame:
    periods = [
        parse(text, frequency[measure])
        for measure, text in zip(benchmarks["measure"], benchmarks["period"], strict=True)
    ]
    return benchmarks.assign(period=pd.Series(periods, index=benchmarks.index, dtype=object))


def _without_dashes_to_come(figures: pd.DataFrame, published_on: date) -> pd.DataFrame:
    """Return figures without what stands for one of a period that was not over: a dash, no more."""
    is_over = figures["period"].map(lambda period: period.end <= published_on).astype(bool)
    says_nothing = figures["value"].isna() & figures["marker"].isin(_NO_FIGURE)
    return figures[is_over | ~says_nothing]


def _refuse_before_their_period(figures: pd.DataFrame, published_on: date) -> None:
    """Raise `CommandError` where figures would have been released before their period began."""
    periods = figures.loc[figures["marker"] != Marker.FORECAST, "period"]
    newest = max(periods, key=lambda period: period.start, default=None)
    if newest and published_on < newest.start:
        raise CommandError(
            f"--published is {published_on}, but the file has figures for {newest.label}, which "
            f"began on {newest.start}. Give the day on which the publisher released them."
        )


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
