"""A published file taken in: read and compared with what the book has, then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from quarterbook.data.params.council import AREA_COMPARATORS, read_council
from quarterbook.data.tables.cell_faults import quoted
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
from quarterbook.publishers.imported import Imported
from quarterbook.publishers.kinds_of_year import of_one_kind
from quarterbook.publishers.merge_areas import rewrite
from quarterbook.publishers.merge_rows import BENCHMARKS, MergedRows, append_figures, merge
from quarterbook.publishers.own_figures import merge_own
from quarterbook.publishers.reading.layout import AreaCodes, ImportedFigures, RequestedSeries
from quarterbook.publishers.registry import choose_importer
from quarterbook.publishers.requested_series import missing_file, requested_series
from quarterbook.publishers.shares import seeming_shares
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book

# Which file of data/ it goes to, by what the command takes in.
TABLE_OF_FORMAT = {
    **dict.fromkeys(PUBLISHERS, BENCHMARKS),
    "areas": TABLES["areas"],
    "neighbours": TABLES["comparators"],
}

_NO_FIGURE = (Marker.NOT_AVAILABLE, Marker.NOT_APPLICABLE, Marker.NO_SURVEY)


def choose_format(text: str) -> str:
    """Return a format that files are taken in from; raises `CommandError` naming the nearest."""
    if text in TABLE_OF_FORMAT:
        return text
    raise CommandError(
        f"{quoted(text)} is not a format. Known: {listed(TABLE_OF_FORMAT, 'and')}."
        f"{nearest(text.lower(), TABLE_OF_FORMAT)}"
    )


def choose_day(publisher: str, text: str | None, *, write: bool, today: date) -> date | None:
    """Return the day a file was released; raises `CommandError` for none that is needed or good."""
    table = TABLE_OF_FORMAT[publisher]
    undated = table is not BENCHMARKS
    if text is None:
        if write and not undated:
            raise CommandError(
                "The figures need the day on which the publisher released them: add it as "
                "--published 2021-11-18."
            )
        return None
    if undated:
        raise CommandError(f"data/{table.file} has no day of publication. Leave --published out.")
    fault = day_fault(text)
    if fault:
        raise CommandError(f"--published is {quoted(text)}, {fault.removesuffix('.')}.")
    day = date.fromisoformat(text)
    if day > today:
        raise CommandError(
            f"--published is {day}, which has not come yet. Give the day on which the publisher "
            "released the figures."
        )
    return day


@dataclass(frozen=True)
class ImportOptions:
    """What is said of a file beside its format.

    ``published_on`` is the day on which it was released, None for a preview against the newest
    figures and for areas and neighbours; ``map_path`` says what the columns of a ``table`` are;
    ``with_own`` takes the council's own figures into observations.csv, too; those of a table
    whose map says that they are the council's own go there alone; ``group`` is what neighbours are
    called in comparators.csv.
    """

    published_on: date | None = None
    map_path: Path | None = None
    with_own: bool = False
    group: str | None = None


class _OwnFigures(NamedTuple):
    """What a book has that a publisher's figures are compared with, and what it asks for.

    ``targets`` are the tables that figures go to; the first has whatever is not the council's own.
    """

    tables: Mapping[str, pd.DataFrame]
    targets: Sequence[str]
    council: str
    frequency: Mapping[str, str]
    series: Sequence[RequestedSeries]

    @property
    def there(self) -> dict[str, pd.DataFrame]:
        """The figures that each target has."""
        return {name: _with_periods(self.tables[name], self.frequency) for name in self.targets}


def compare_file(book: Book, publisher: str, path: Path, options: ImportOptions) -> Imported:
    """Compare a file with the book; `write_import` adds what is new.

    ``publisher`` is one of `TABLE_OF_FORMAT`. Raises `CommandError` where there is no such file,
    and `BookError` where it has another layout or a table of the book is at fault.
    """
    _refuse_options(publisher, options)
    table = TABLE_OF_FORMAT[publisher]
    if table is not BENCHMARKS:
        return compare_places(book, publisher, path, options.group or "neighbours", table)
    reader, is_return = choose_importer(publisher, book, options.map_path)
    own = _own_figures(book, publisher, with_own=options.with_own, is_return=is_return)
    with of_its_layout(book, path):
        codes = AreaCodes(own.tables["areas"], own.council)
        figures = _of_their_day(reader.read(path, own.series, codes), options.published_on)
    return _merged(book, publisher, path, figures, own, options.published_on)


def _own_figures(book: Book, publisher: str, *, with_own: bool, is_return: bool) -> _OwnFigures:
    """Return what a book has; raises `BookError` where it lists no areas or asks for nothing."""
    targets = ["observations"] if is_return else ["benchmarks", *["observations"] * with_own]
    tables = read_tables(book, "measures", "areas", *targets, "series")
    if not is_return:
        require_areas(tables["areas"])
    frequency = tables["measures"].set_index("id")["frequency"].to_dict()
    series = _series(book, publisher, tables, frequency)
    return _OwnFigures(tables, targets, read_council(book).council.code, frequency, series)


def _of_their_day(read: ImportedFigures, published_on: date | None) -> ImportedFigures:
    """Return what was read without dashes of periods to come; refuses a day before its period."""
    if published_on is None:
        return read
    figures = _without_dashes_to_come(read.figures, published_on)
    _refuse_before_their_period(figures, published_on)
    return replace(read, figures=figures)


def _merged(
    book: Book,
    publisher: str,
    path: Path,
    read: ImportedFigures,
    own: _OwnFigures,
    published_on: date | None,
) -> Imported:
    """Return what a file's figures add to those that a book has."""
    there, target = own.there, own.targets[0]
    complete = own.tables["measures"].set_index("id")["complete"].to_dict()
    figures, other_years = of_one_kind(read.figures, there[target], own.frequency)
    gains = {
        name: merge_own(before, figures, own.council, published_on, own.frequency, complete)
        if name == "observations"
        else merge(before, figures, published_on, own.frequency)
        for name, before in there.items()
    }
    left_out = pd.concat([other_years, gains[target].left_out], ignore_index=True)
    unusable = pd.concat([read.refused, left_out], ignore_index=True)
    return Imported(
        publisher=publisher,
        file=path,
        target=book.data / TABLES[target].file,
        merged=gains[target],
        rows=read.rows,
        unasked=read.unasked,
        faulty=len(set(unusable["line"]) - _lines_used(read.figures, left_out)),
        unusable=unusable,
        absent=read.absent,
        expected=_expected(own.series),
        own=None if target == "observations" else gains.get("observations"),
        notes=seeming_shares(figures, own.tables["measures"]),
    )


def write_import(imported: Imported) -> Imported:
    """Add what a file has for the book to data/; nothing is written where nothing is new.

    Raises `BookError` for a file of data/ that cannot be written; it stays as it was.
    """
    own = {imported.target.with_name(TABLES["observations"].file): imported.own}
    gains = {imported.target: imported.merged} | (own if imported.own else {})
    table = TABLE_OF_FORMAT[imported.publisher]
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


def _refuse_options(publisher: str, options: ImportOptions) -> None:
    """Raise `CommandError` for an option that has no place with a format."""
    is_of_figures = TABLE_OF_FORMAT[publisher] is BENCHMARKS
    if options.map_path and not is_of_figures:
        raise CommandError('--map goes with "table". Leave it out.')
    if options.with_own and not is_of_figures:
        raise CommandError("--own goes with published figures. Leave it out.")
    if options.group and publisher != "neighbours":
        raise CommandError("--group goes with neighbours. Leave it out.")
    if options.group in AREA_COMPARATORS:
        raise CommandError(f"--group {options.group} is no name of neighbours. Choose another.")


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
