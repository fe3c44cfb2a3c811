"""A publisher's workbook as text cells, whichever program it was made with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.data.tables.cell_kinds import NUMBER
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.header_row import (
    HEADER_WITHIN,
    NumberedRow,
    find_header,
    fitted,
    other_layout,
)
from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.publishers.reading.workbooks.archive import DAMAGED, check_workbook
from quarterbook.publishers.reading.workbooks.formulas import cell_without_value
from quarterbook.publishers.reading.workbooks.shown import PER_CENT, ShownAs, shown_cells
from quarterbook.storage.file_kinds import PASSWORD_WORKBOOK


def workbook_cells(
    path: Path, needed: Sequence[str], sheet: str | None, publisher: str, header_rows: int
) -> tuple[int, list[str], pd.DataFrame]:
    """Return the header's line and cells, and the rows below it, of the sheet that fits.

    The workbook is an .xlsx, .xlsb, .xls or .ods; of hidden sheets only the one that ``sheet``
    names is read. A cell with an error in it has its name, such as #N/A, and a share that is shown
    in per cent (.xlsx, .ods) its percent sign. Raises `LayoutError` for one larger than any real
    one, before it is unpacked, for one with a password, with several sheets that fit, with formulas
    that have no values, or without the columns ``needed``.
    """
    with _open_workbook(path, publisher) as workbook:
        sheets = _sheet_names(workbook)
        if sheet is not None and sheet not in sheets:
            raise LayoutError(
                f"The workbook has no sheet {quoted(sheet)}. It has {listed(map(quoted, sheets))}."
            )
        shown_in = shown_cells(path)
        seen: list[NumberedRow] = []
        fitting: dict[str, NumberedRow] = {}
        for name in [sheet] if sheet is not None else _visible_names(workbook):
            page = workbook.get_sheet_by_name(name)
            top = _sheet_rows(page, shown_in.get(name, {}), HEADER_WITHIN)
            header_row = find_header(top, needed, header_rows)
            if header_row is None:
                seen += top
            else:
                fitting[name] = header_row
        if len(fitting) > 1:
            raise LayoutError(
                f"Several sheets have these columns: {listed(map(quoted, fitting), 'and')}. Say in "
                "a map which sheet is meant, or save that one as CSV UTF-8 and give that file."
            )
        for name, (line, cells) in fitting.items():
            page = workbook.get_sheet_by_name(name)
            header = cells[: max(at for at, cell in enumerate(cells, 1) if cell)]
            width = len(header)
            kept = {
                at: fitted(row, width, at)
                for at, row in _sheet_rows(page, shown_in.get(name, {}))
                if at > line and any(row)
            }
            cell = cell_without_value(path, name)
            if cell:
                raise LayoutError(
                    f"The formula in {cell} of the sheet {quoted(name)} has not been worked out, "
                    "so that the cell has no figure. Open the workbook in Excel, save it and give "
                    "it again.",
                    int(re.sub(r"\D", "", cell)),
                )
            frame = pd.DataFrame.from_dict(kept, orient="index", columns=range(width), dtype=str)
            return line, header, frame
        raise other_layout(seen, needed, publisher)


def sheet_tops(path: Path, publisher: str) -> dict[str, list[NumberedRow]]:
    """Return the first lines of each sheet of a workbook."""
    with _open_workbook(path, publisher) as workbook:
        shown_in = shown_cells(path)
        return {
            name: _sheet_rows(
                workbook.get_sheet_by_name(name), shown_in.get(name, {}), HEADER_WITHIN
            )
            for name in _sheet_names(workbook)
        }


@contextmanager
def _open_workbook(path: Path, publisher: str) -> Iterator[CalamineWorkbook]:
    """Open a workbook as long as it is read; what the reader stumbles over is a `LayoutError`."""
    check_workbook(path, publisher)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            yield workbook
    except LayoutError:
        raise
    except PasswordError:
        name, mend = PASSWORD_WORKBOOK
        raise LayoutError(f"This is {name}, not the data file of {publisher}. {mend}") from None
    except Exception as error:  # the reader stumbles in many ways over what is nearly a workbook
        raise LayoutError(DAMAGED) from error


def _sheet_names(workbook: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets that have cells: charts are sheets, too."""
    return [
        sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _visible_names(workbook: CalamineWorkbook) -> list[str]:
    """Return the sheets with cells that a reader sees; all of them where every one is hidden."""
    hidden = {
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible != SheetVisibleEnum.Visible
    }
    names = _sheet_names(workbook)
    return [name for name in names if name not in hidden] or names


def _sheet_rows(
    sheet: CalamineSheet, shown_as: ShownAs, most: int | None = None
) -> list[NumberedRow]:
    """Return the rows of a sheet, the first ``most`` or all, each with its line."""
    shared: dict[str, str] = {}
    rows = [
        [shared.setdefault(text, text) for text in map(_cell, row)]
        for row in sheet.to_python(skip_empty_area=False, nrows=most)
    ]
    for (line, column), text in shown_as.items():
        if line <= (most or line):
            rows += [[] for _ in range(line - len(rows))]
            row = rows[line - 1]
            row += [""] * (column - len(row))
            row[column - 1] = _in_per_cent(row[column - 1]) if text == PER_CENT else text
    return list(enumerate(rows, 1))


def _in_per_cent(cell: str) -> str:
    """Return a share as the sheet shows it: 45.5% of 0.455."""
    if not NUMBER.fullmatch(cell):
        return cell
    return f"{(Decimal(cell) * 100).normalize():f}%"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value).strip()
