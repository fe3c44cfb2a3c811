"""A published file taken in: read and compared with what the book has, then written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from quarterbook.data.params.council import AREA_COMPARATORS, read_council
from quarterbook.data.tables.cell_faults import shown
from quarterbook.data.tables.publisher_names import PUBLISHERS
from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.days import day_fault
from quarterbook.ground.errors import BookError, CommandError, Problem, nearest
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import parse
from quarterbook.ground.wording import first_of, listed
from quarterbook.publishers.book_tables import (
    imports_folder,
    of_its_layout,
    read_tables,
    require_areas,
)
from quarterbook.publishers.kinds_of_year import of_one_kind
from quarterbook.publishers.layouts.areas import add_codes, read_areas
from quarterbook.publishers.layouts.neighbours import read_neighbours
from quarterbook.publishers.merge_areas import MergedAreas, as_text, merge_areas, rewrite
from quarterbook.publishers.merge_rows import BENCHMARKS, MergedRows, append_rows, merge
from quarterbook.publishers.own_figures import merge_own
from quarterbook.publishers.reading.header_row import OtherLayoutError
from quarterbook.publishers.reading.layout import REFUSED, AreaCodes, LayoutError, RequestedSeries
from quarterbook.publishers.registry import choose_importer
from quarterbook.publishers.requested_series import missing_file, requested_series
from quarterbook.publishers.shares import seeming_shares
from quarterbook.storage import atomic_write, csv_lines
from quarterbook.storage.book import Book

# What the command takes in, and which file of data/ it goes to.
FORMATS = {
    **dict.fromkeys(PUBLISHERS, BENCHMARKS),
    "areas": TABLES["areas"],
    "neighbours": TABLES["comparators"],
}

_NO_FIGURE = (Marker.NOT_AVAILABLE, Marker.NOT_APPLICABLE, Marker.NO_SURVEY)


@dataclass(frozen=True)
class Imported:
    """What a file has for the book, written or not.

    ``target`` is the file of data/ that it goes to, ``merged`` what goes there.
    ``rows`` counts the file's rows: ``unasked`` belong to no series that is
    asked for, ``faulty`` gave no figure, and the rest are used. ``refused``
    counts by reason what could not be used, ``refused_file`` lists it, and
    ``absent`` says of each series that the file does not have what it asks for,
    ``expected`` what rows could have been used, ``own`` what goes to
    observations.csv where that was asked for, ``notes`` what to look at once more.
    """

    publisher: str
    file: Path
    target: Path
    merged: MergedRows | MergedAreas
    rows: int
    unasked: int
    faulty: int
    refused: tuple[tuple[str, int], ...]
    refused_file: Path | None
    absent: tuple[str, ...]
    expected: str
    written: bool = False
    own: MergedRows | None = None
    notes: tuple[str, ...] = ()

    @property
    def used(self) -> int:
        return self.rows - self.unasked - self.faulty

    @property
    def anything_new(self) -> bool:
        return self.merged.anything_new or bool(self.own and self.own.anything_new)


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
        return _compare_places(book, publisher, path, group or "neighbours")
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
        imported = replace(imported, figures=_known(imported.figures, published_on))
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
    listing = _list_refused(book, path, refused)
    return Imported(
        publisher=publisher,
        file=path,
        target=book.data / TABLES[targets[0]].file,
        merged=merged,
        rows=imported.rows,
        unasked=imported.unasked,
        faulty=len(set(refused["line"]) - _lines_used(imported.figures, left_out)),
        refused=_by_reason(refused["reason"]),
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
        file: append_rows(_bytes(file), gain.rows)
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


def _compare_places(book: Book, publisher: str, path: Path, group: str) -> Imported:
    """Compare areas or statistical neighbours."""
    table = FORMATS[publisher]
    tables = read_tables(book, "areas", *({table.name} - {"areas"}))
    existing = as_text(table, tables[table.name])
    refused = pd.DataFrame(columns=REFUSED)
    with of_its_layout(book, path):
        if publisher == "areas":
            rows = _areas(existing, path)
        else:
            require_areas(tables["areas"])
            rows, refused = read_neighbours(
                path, AreaCodes(tables["areas"]), group, read_council(book).council.code
            )
    merged = merge_areas(
        existing, rows.reset_index(drop=True).fillna("").astype(str), table.key, table.key[:-1]
    )
    if publisher == "areas":
        _whole(existing, merged)
    target = book.data / table.file
    listing = _list_refused(book, path, refused)
    return Imported(
        publisher=publisher,
        file=path,
        target=target,
        merged=merged,
        rows=len(rows) + len(refused),
        unasked=0,
        faulty=len(refused),
        refused=_by_reason(refused["reason"]),
        refused_file=listing,
        absent=(),
        expected="rows of councils, by the codes that areas.csv has",
    )


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


def refuse_unused(imported: Imported) -> None:
    """Raise `BookError` with what was expected and what is there, where no row is used."""
    if imported.used:
        return
    found = [f"{imported.unasked:,} that nothing asks for"] * bool(imported.unasked)
    found += [f"{rows:,} refused ({reason})" for reason, rows in imported.refused[:3]]
    message = (
        f"no row of the file is used. Expected: {imported.expected}. Found: "
        f"{listed(found, 'and') or 'none'}."
    )
    raise BookError(Problem(imported.file.name, 0, "D121", message))


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


def _areas(existing: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return the areas of a list of councils, or the book's with the codes of another file."""
    try:
        return read_areas(path)
    except OtherLayoutError as other:
        try:
            return add_codes(existing, path)
        except OtherLayoutError:
            raise other from None
        except LayoutError as error:
            raise LayoutError(f"{other} {error}", other.line) from None


def _whole(existing: pd.DataFrame, merged: MergedAreas) -> None:
    """Raise `BookError` where a new area names a region or successor that is not listed."""
    codes = {*existing["code"], *merged.added["code"]}
    for column in ("region", "successor"):
        named = set(merged.added[column]) | {
            change.now for change in merged.changes if change.column == column
        }
        lacking = sorted(named - codes - {""})
        if lacking:
            raise BookError(
                Problem(
                    "data/areas.csv",
                    0,
                    "D303",
                    f"the file has councils whose {column} is {first_of(lacking, 3)}, which is "
                    "no code here. Take in the list of all councils and regions first.",
                )
            )


def _known(figures: pd.DataFrame, published_on: date) -> pd.DataFrame:
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


def _by_reason(reasons: pd.Series) -> tuple[tuple[str, int], ...]:
    """Count reasons, the most frequent first; those that differ in a name or number are one."""
    counts: dict[str, list[str]] = {}
    for reason in reasons:
        counts.setdefault(_VARIES.sub("…", reason), []).append(reason)
    reasoned = []
    for alike in counts.values():
        others = len(set(alike)) - 1
        more = f" (and {others:,} other{'s' if others > 1 else ''} like it)" if others else ""
        reasoned.append((alike[0] + more, len(alike)))
    return tuple(sorted(reasoned, key=lambda pair: (-pair[1], pair[0])))


_VARIES = re.compile(r'"[^"]*"|\b[A-Z]\d{8}\b|\d+')


def _list_refused(book: Book, path: Path, refused: pd.DataFrame) -> Path | None:
    """Write the list of what cannot be used, in place of an earlier one; None for an empty list."""
    folder = imports_folder(book)
    listing = folder / f"{path.stem[:100]}-refused.csv"
    try:
        if refused.empty:
            listing.unlink(missing_ok=True)
            return None
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = f"cannot be written: {error.strerror or error}."
        raise BookError(Problem(book.relative(folder), 0, "B109", fault)) from None
    rows = refused[list(REFUSED)].astype(str).itertuples(index=False, name=None)
    atomic_write.replace(listing, csv_lines.as_published_csv([REFUSED, *rows]).encode())
    return listing
