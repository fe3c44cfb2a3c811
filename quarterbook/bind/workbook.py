"""The workbook: every figure of a quarter's report as a spreadsheet, laid out by gptables.

One tidy table per sheet below its title, nothing merged, no empty cell. Where
there is no figure its marker stands in its place, such as ``[c]``; ``[z]``
means that there is nothing to give, such as the target of a measure without one.
"""

from __future__ import annotations

import io
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import gptables
import pandas as pd

from quarterbook.errors import BookError
from quarterbook.measure.judgement import Goal, Reading
from quarterbook.measure.standing import rank
from quarterbook.periods import long_date
from quarterbook.report import Report
from quarterbook.report.benchmark import compare, in_order
from quarterbook.report.clean import plain
from quarterbook.report.marks import RAG_MARKS, STATUS_MARKS, basis_words, direction_words
from quarterbook.report.measure import MeasureView
from quarterbook.report.values import MARKER_WORDS, markers_of

Cell = str | float | int | date | None

NONE = "[z]"
MISSING = "[x]"
DATE_FORMAT = "d mmmm yyyy"
UNITS = {"%": "per cent", "£": "pounds", "£m": "million pounds", "": "number"}
TAKEN = (
    "Cover", "Contents", "Notes", "Summary", "Comparison", "Benchmarks", "Milestones", "Markers",
)  # fmt: skip
SMALL_WORDS = {"a", "and", "any", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"}

NOTES = {
    "known": "A figure is given as it was known on the cut-off date of this quarter.",
    "revised": "Before revision: the figure that the previous quarter's report gave, where it has "
    "changed since.",
    "goals": "A target set for a whole year stands beside every period of that year, unless the "
    "measure counts up over the year.",
    "shorthand": "A marker in square brackets in place of a figure says why there is none; "
    "[z] also stands where nothing is set or known. The sheet Markers explains all of them.",
    "judged": "RAG (red, amber, green) follows the rule in the column How it is judged. Activity "
    "indicators are held against an expected range and are not rated.",
    "travel": "The direction of travel says whether performance improved, with what it is compared "
    "with in the column Basis.",
    "standing": "Rank 1 is best, ties share the lowest rank, councils without a figure are not "
    "ranked. A figure for statistical neighbours is the simple mean of those that have one.",
}


@dataclass(frozen=True)
class _Column:
    """A column: its heading, its width in characters and what its cells hold."""

    name: str
    width: int
    kind: str = "text"


@dataclass(frozen=True)
class _Sheet:
    """A sheet: its label, its table for gptables, its columns, the notes it refers to."""

    label: str
    table: Any
    columns: Sequence[_Column]
    notes: tuple[str, ...]


def write_workbook(report: Report, path: Path, *, draft: bool = False) -> None:
    """Write the workbook of a quarter to `path`; the same report gives the same bytes.

    `draft` marks the workbook of a final quarter as a draft all the same.
    Raises `BookError` where the file cannot be written; what was there stays.
    """
    _replace(path, _bytes(report, draft or report.quarter.is_draft))


def _bytes(report: Report, draft: bool) -> bytes:
    sheets = list(_sheets(report))
    used = {note for sheet in sheets for note in sheet.notes}
    notes = pd.DataFrame(
        [(key, text) for key, text in NOTES.items() if key in used],
        columns=["key", "Note"],
        dtype=object,
    )
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.PandasChangeWarning)  # gptables' own calls
        book = gptables.produce_workbook(
            out,
            {sheet.label: sheet.table for sheet in sheets},
            theme=_theme(),
            cover=_cover(report, draft),
            notes_table=notes,
            auto_width=False,
            workbook_options={
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
    _lay_out(book, sheets)
    quarter, council = report.quarter, report.council.council
    book.set_properties(
        {
            "title": _title(report),
            "author": council.name,
            "company": council.name,
            "category": "Draft" if draft else "Final",
            "created": datetime.combine(quarter.cut_off, time()),
        }
    )
    book.close()
    return out.getvalue()


def _theme() -> Any:
    theme = deepcopy(gptables.gptheme)
    theme.update_data_format({"valign": "top"})
    theme.update_index_2_format({"valign": "top"})
    return theme


def _lay_out(book: Any, sheets: Sequence[_Sheet]) -> None:
    """Set widths, frozen headers and printing; gptables has no say in these."""
    for sheet in book.worksheets():
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&A, page &P of &N")
    for label, widths in (("Contents", (36, 80)), ("Notes", (16, 110))):
        for number, width in enumerate(widths):
            book.get_worksheet_by_name(label).set_column(number, number, width)
    for each in sheets:
        sheet = book.get_worksheet_by_name(each.label)
        header = each.table.data_range[0]
        for number, column in enumerate(each.columns):
            sheet.set_column(number, number, column.width)
        sheet.freeze_panes(header + 1, 0)
        sheet.repeat_rows(header)
        sheet.set_landscape()


def _title(report: Report) -> str:
    quarter = report.quarter
    return f"{report.council.council.name}: {quarter.title}, {quarter.quarter.label}"


def _cover(report: Report, draft: bool) -> Any:
    quarter, council = report.quarter, report.council
    intro = [
        "The figures behind the report.",
        f"Quarter: {quarter.quarter.label}.",
        f"Figures as at {long_date(quarter.cut_off)}.",
        "Status: DRAFT. Not signed off, figures may change." if draft else "Status: final.",
    ]
    if council.illustrative:
        intro.append("All figures are illustrative: this council does not exist.")
    contact = _text(council.council.contact)
    if re.fullmatch(r"[\w.+-]+@[\w.-]+", contact):
        contact = f"[{contact}](mailto:{contact})"
    return gptables.Cover(
        title=_text(_title(report)),
        intro=intro,
        about=[
            "Summary has the newest figure of every measure and how it is judged.",
            "The sheet of an outcome area has every figure known, one row for measure and period.",
            "Every sheet holds one table. Notes and Markers explain the notes and shorthand used.",
        ],
        contact=[contact],
    )


def _sheets(report: Report) -> Iterator[_Sheet]:
    views = list(report)
    if views:
        yield _summary(report, views)
        yield from _areas(report, views)
    yield from _benchmarks(report, views)
    if len(report.milestones):
        yield _milestones(report)
    yield _markers()


def _summary(report: Report, views: Sequence[MeasureView]) -> _Sheet:
    """The newest state of every measure."""
    outcomes = {outcome.id: outcome.title for outcome in report.council.outcomes}
    columns = [
        _Column("Outcome area", 30),
        _Column("Measure", 45),
        _Column("Measure id", 30),
        _Column("Type", 18),
        _Column("Period", 18),
        _Column("Figure", 13, "number"),
        _Column("Unit", 18),
        _Column("Marker", 10),
        _Column("Target", 13, "number"),
        _Column("Expected from", 13, "number"),
        _Column("Expected to", 13, "number"),
        _Column("RAG", 24),
        _Column("Direction of travel", 16),
        _Column("Basis", 36),
        _Column("Previous figure", 13, "number"),
        _Column("Previous period", 18),
        _Column("New this quarter", 12),
        _Column("How it is judged", 70),
    ]
    rows: list[list[Cell]] = []
    for view in views:
        judged = view.judged
        current, previous = judged.current, judged.previous
        direction = direction_words(judged.direction)[1]
        compared = direction != "Not compared"
        rows.append(
            [
                outcomes[view.row["outcome"]],
                view.title,
                view.id,
                "Activity indicator" if view.is_activity else "Measure",
                view.period or MISSING,
                _figure(current),
                _unit(view),
                _markers_cell(current),
                judged.goal.target,
                judged.goal.lower,
                judged.goal.upper,
                _rating(view),
                direction,
                basis_words(judged.direction, current.period if current else None)
                if compared
                else judged.direction.reason,
                _figure(previous) if previous else NONE,
                previous.period.label if previous else NONE,
                "Yes" if view.is_updated else "No",
                view.how_judged,
            ]
        )
    columns, rows = _without_unused(columns, rows, ("Expected from", "Expected to"))
    return _sheet(
        "Summary",
        "summary",
        "All measures: newest figure, rating and direction of travel",
        columns,
        rows,
        [view.decimals for view in views],
        subtitle=_as_at(report),
        notes=("known", "shorthand", "goals", "judged", "travel"),
    )


def _rating(view: MeasureView) -> str:
    """The rating in a word and, where there is none, why."""
    rag = view.judged.rag
    word = RAG_MARKS[rag.outcome][1]
    return f"{word}: {rag.reason}" if rag.outcome == "not_rated" and rag.reason else word


def _areas(report: Report, views: Sequence[MeasureView]) -> Iterator[_Sheet]:
    """One sheet per outcome area: every figure known, all with the same columns."""
    columns = [
        _Column("Measure", 45),
        _Column("Measure id", 30),
        _Column("Period", 18),
        _Column("Period code", 13),
        _Column("Figure", 13, "number"),
        _Column("Unit", 18),
        _Column("Marker", 10),
        _Column("Before revision", 13, "number"),
        _Column("Target", 13, "number"),
        _Column("Floor", 13, "number"),
        _Column("Expected from", 13, "number"),
        _Column("Expected to", 13, "number"),
    ]
    rows = [row for view in views for row in _area_rows(view)]
    optional = ("Before revision", "Floor", "Expected from", "Expected to")
    shown, _ = _without_unused(columns, rows, optional)
    kept = [number for number, column in enumerate(columns) if column in shown]
    labels = set(TAKEN)
    for outcome in report.council.outcomes:
        own = report.of(outcome.id)
        if not own:
            continue
        label = _label(outcome.title, labels)
        labels.add(label)
        per_view = [list(_area_rows(view)) for view in own]
        yield _sheet(
            label,
            f"area_{outcome.id}",
            f"{outcome.title}: all figures",
            shown,
            [[row[number] for number in kept] for rows in per_view for row in rows],
            [view.decimals for view, rows in zip(own, per_view, strict=True) for _ in rows],
            subtitle=_as_at(report),
            notes=("known", "shorthand", "goals", "revised")
            if any(column.name == "Before revision" for column in shown)
            else ("known", "shorthand", "goals"),
        )


def _area_rows(view: MeasureView) -> Iterator[list[Cell]]:
    head: list[Cell] = [view.title, view.id]
    if not view.judged.readings:
        absent: list[Cell] = [MISSING, MISSING, MISSING, _unit(view), "none"]
        yield [*head, *absent, *[None] * 5]
    for reading in view.judged.readings:
        goal = view.judged.goals.get(reading.period, Goal())
        yield [
            *head,
            reading.period.label,
            reading.period.code,
            _figure(reading),
            _unit(view),
            _markers_cell(reading),
            None if reading.marker == "c" else reading.was,
            goal.target,
            goal.floor,
            goal.lower,
            goal.upper,
        ]


def _benchmarks(report: Report, views: Sequence[MeasureView]) -> Iterator[_Sheet]:
    """Where there are benchmarks: how the council compares, and every figure published."""
    known = report.known
    by_id = {view.id: view for view in views}
    chosen = [by_id[id_] for id_ in in_order(known, list(by_id))]
    pairs = [(view, compared) for view in chosen if (compared := compare(known, view.id))]
    if pairs:
        names: list[str] = []
        for comparator in report.council.comparators:
            names.append(_once(comparator.title, names))
        columns = [
            _Column("Measure", 45),
            _Column("Measure id", 30),
            _Column("Unit", 18),
            _Column("Period", 18),
            _Column("Own figure", 13, "number"),
            *(_Column(f"Figure for {name}", 16, "number") for name in names),
            _Column("Own previous figure", 13, "number"),
            _Column("Previous period", 18),
            _Column("Rank", 10, "whole"),
            _Column("Councils ranked", 12, "whole"),
            _Column("Quartile", 12),
            _Column("Published", 20),
            _Column("Source", 60),
        ]
        rows: list[list[Cell]] = []
        for view, compared in pairs:
            ranked = rank(compared.values, str(view.row["polarity"]))
            own_rank = ranked.reindex([compared.code]).iloc[0]
            place: list[Cell] = [None, None, None]
            if not pd.isna(own_rank["rank"]):
                quartile = str(own_rank["quartile"]).capitalize()
                place = [int(own_rank["rank"]), int(own_rank["of"]), quartile]
            own = compared.own if compared.own is not None else f"[{compared.own_marker or 'x'}]"
            rows.append(
                [
                    view.title,
                    view.id,
                    _unit(view),
                    compared.period.label,
                    own,
                    *(MISSING if value is None else value for _, value in compared.comparators),
                    compared.previous[1] if compared.previous else None,
                    compared.previous[0].label if compared.previous else None,
                    *place,
                    compared.published_on,
                    compared.source,
                ]
            )
        yield _sheet(
            "Comparison",
            "comparison",
            "Benchmarking: the council beside others, newest published figures",
            columns,
            rows,
            [view.decimals for view, _ in pairs],
            subtitle=_as_at(report),
            notes=("shorthand", "standing"),
        )
    frame = known.benchmarks[known.benchmarks["measure"].isin(list(by_id))]
    if len(frame):
        yield _published(report, chosen, frame)


def _published(report: Report, views: Sequence[MeasureView], frame: pd.DataFrame) -> _Sheet:
    """Every benchmark published by the cut-off."""
    areas = {row.code: row for row in report.known.areas.itertuples()}
    columns = [
        _Column("Measure", 45),
        _Column("Measure id", 30),
        _Column("Period", 18),
        _Column("Period code", 13),
        _Column("Area", 32),
        _Column("Area code", 14),
        _Column("Area type", 12),
        _Column("Figure", 13, "number"),
        _Column("Unit", 18),
        _Column("Marker", 10),
        _Column("Published", 20, "date"),
        _Column("Source", 60),
    ]
    rows: list[list[Cell]] = []
    decimals: list[int] = []
    by_measure = dict(iter(frame.groupby("measure")))
    for view in views:
        for row in by_measure[view.id].itertuples():
            area = areas[row.area]
            absent = row.marker == "c" or pd.isna(row.value)
            rows.append(
                [
                    view.title,
                    view.id,
                    row.period.label,
                    row.period.code,
                    area.name,
                    row.area,
                    area.kind.capitalize(),
                    f"[{row.marker or 'x'}]" if absent else float(row.value),
                    _unit(view),
                    f"[{row.marker}]" if row.marker else "none",
                    row.published_on.date(),
                    row.source,
                ]
            )
            decimals.append(view.decimals)
    return _sheet(
        "Benchmarks",
        "benchmarks",
        "Benchmarking: every published figure",
        columns,
        rows,
        decimals,
        subtitle=_as_at(report),
        notes=("shorthand",),
    )


def _milestones(report: Report) -> _Sheet:
    titles = {outcome.id: outcome.title for outcome in report.council.outcomes}
    columns = [
        _Column("Milestone", 50),
        _Column("Milestone id", 30),
        _Column("Outcome area", 30),
        _Column("Owner", 30),
        _Column("Due", 20, "date"),
        _Column("Forecast", 20, "date"),
        _Column("Completed", 20, "date"),
        _Column("Status", 14),
        _Column("Status last quarter", 16),
        _Column("New this quarter", 12),
        _Column("Commentary", 80),
    ]
    rows: list[list[Cell]] = [
        [
            row.title,
            row.id,
            titles[row.outcome],
            row.owner,
            _day(row.due),
            _day(row.forecast),
            _day(row.completed_on),
            STATUS_MARKS[row.status][1],
            STATUS_MARKS[row.status_before][1] if row.status_before else None,
            "Yes" if row.is_new else "No",
            plain(row.commentary),
        ]
        for row in report.milestones.itertuples()
    ]
    return _sheet(
        "Milestones",
        "milestones",
        "Milestones, soonest due first",
        columns,
        rows,
        subtitle=_as_at(report),
        notes=("shorthand",),
    )


def _markers() -> _Sheet:
    rows: list[list[Cell]] = [
        [f"[{mark}]", word[0].upper() + word[1:]] for mark, word in MARKER_WORDS.items()
    ]
    return _sheet(
        "Markers",
        "markers",
        "Markers and what they mean",
        [_Column("Marker", 16), _Column("Meaning", 60)],
        rows,
        notes=(),
    )


def _as_at(report: Report) -> str:
    quarter = report.quarter
    return f"{quarter.quarter.label}, figures as at {long_date(quarter.cut_off)}"


def _figure(reading: Reading | None) -> Cell:
    """The number, or the marker that stands in its place; never a confidential number."""
    if reading is None:
        return MISSING
    if reading.value is None or reading.marker == "c":
        return f"[{reading.marker or 'x'}]"
    return reading.value


def _markers_cell(reading: Reading | None) -> str:
    if reading is None:
        return "none"
    return " ".join(f"[{mark}]" for mark in markers_of(reading)) or "none"


def _unit(view: MeasureView) -> str:
    return UNITS.get(view.unit, view.unit)


def _day(day: pd.Timestamp) -> date | None:
    return None if pd.isna(day) else day.date()


def _without_unused(
    columns: Sequence[_Column], rows: Sequence[Sequence[Cell]], optional: Iterable[str]
) -> tuple[list[_Column], list[list[Cell]]]:
    """Leave out the optional columns that have nothing in any row."""
    optional = set(optional)
    kept = [
        number
        for number, column in enumerate(columns)
        if column.name not in optional or any(row[number] is not None for row in rows)
    ]
    return [columns[number] for number in kept], [[row[number] for number in kept] for row in rows]


def _sheet(
    label: str,
    name: str,
    title: str,
    columns: Sequence[_Column],
    rows: Sequence[Sequence[Cell]],
    decimals: Sequence[int] = (),
    *,
    subtitle: str = "",
    notes: tuple[str, ...],
) -> _Sheet:
    """Return a sheet with one table; `decimals` gives the number format of each row."""
    frame = pd.DataFrame(
        [[_cell(cell) for cell in row] for row in rows],
        columns=[_text(column.name) for column in columns],
        dtype=object,
    )
    formats: list[dict[str, Any]] = [
        {
            "row": {
                "rows": [number for number, own in enumerate(decimals, 1) if own == places],
                "format": {"num_format": "#,##0" + ("." + "0" * places if places else "")},
            }
        }
        for places in sorted(set(decimals))
    ]
    for number, column in enumerate(columns):
        style: dict[str, Any] = {"align": "left" if column.kind == "text" else "right"}
        if column.kind in ("whole", "date"):
            style["num_format"] = "0" if column.kind == "whole" else DATE_FORMAT
        formats.append({"column": {"columns": [number], "format": style, "include_names": True}})
    references = "".join(f"$${note}$$" for note in notes)
    table = gptables.GPTable(
        frame,
        re.sub(r"\W", "_", f"qb_{name}"),
        _text(title),
        subtitles=[_text(subtitle)] if subtitle else [],
        instructions=f"This worksheet contains one table. {references}".strip(),
        index_columns={},
        additional_formatting=formats,
    )
    return _Sheet(label, table, columns, notes)


def _cell(cell: Cell) -> Cell:
    if cell is None or cell == "":
        return NONE
    return _text(cell) if isinstance(cell, str) else cell


def _text(words: str) -> str:
    """Return words that gptables takes as words.

    It reads ``[a](b)`` as a link and ``$$a$$`` as a note, and refuses a cell
    that has neither an ASCII letter nor a digit.
    """
    said = words.strip().replace("](", "] (").replace("$$", "$ $")
    return said if re.search("[A-Za-z0-9]", said) else NONE


def _label(title: str, taken: Iterable[str]) -> str:
    """Return a sheet's name: Excel allows 31 characters, some not at all, and none twice."""
    words = re.sub(r"[^\w ,.&()’-]", "", title.replace("'", "’")).split()
    while len(" ".join(words)) > 31 and len(words) > 1:
        words.pop()
        while len(words) > 1 and words[-1].lower() in SMALL_WORDS:
            words.pop()
    return _once(" ".join(words)[:31].strip() or "Area", taken)


def _once(name: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken, small and capital letters being the same."""
    known = {other.lower() for other in taken} | {"history"}
    found, number = name, 2
    while found.lower() in known:
        ending = f" {number}"
        found, number = f"{name[: 31 - len(ending)].strip()}{ending}", number + 1
    return found


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise BookError(
            f"{path.name} cannot be written: {error.strerror or error}. What was there stays."
        ) from None
