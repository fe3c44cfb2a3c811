"""The workbook: every figure of a quarter's report as a spreadsheet, laid out by gptables.

One tidy table per sheet below its title, nothing merged, no empty cell.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime, time
from pathlib import Path
from typing import Any

import gptables
import pandas as pd

from quarterbook.bind.workbook.cells import CellValue, Sheet
from quarterbook.bind.workbook.sheets import sheets
from quarterbook.ground.periods import long_date
from quarterbook.report.views.quarter import QuarterView
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.steps import Given
from quarterbook.storage import atomic_write

_NONE = "[z]"


_DATE_FORMAT = "d mmmm yyyy"


_NOTES = {
    "known": "A figure is given as it was known on the cut-off date of this quarter.",
    "revised": "Before revision: the figure that the previous quarter's report gave, where it has "
    "changed since.",
    "goals": "A target set for a whole year stands beside every period of that year, unless the "
    "measure counts up over the year.",
    "shorthand": "A marker in square brackets in place of a figure says why there is none; "
    "[x] where a figure, a comment or a rank is not known; [z] where there is none to give, such "
    "as the target of a measure without one. The sheet Markers explains all of them.",
    "judged": "RAG (red, amber, green) follows the rule in the column How it is judged. Activity "
    "indicators are held against an expected range and are not rated.",
    "travel": "The direction of travel says whether performance improved, with what it is compared "
    "with in the column Basis.",
    "outlook": "An outlook is the figure to expect for the end of the year, with its range. The "
    "report says for each measure by which method.",
    "ranking": "Rank 1 is best, ties share the lowest rank, councils without a figure are not "
    "ranked. The column Figures that are means names comparators whose figure is a simple mean, "
    "and of how many councils; the others are the publisher's own.",
    "intervals": "Between its confidence limits the true figure lies with 95% confidence, and its "
    "rank between the best and the worst rank allowing for chance. The limits are the publisher's "
    "or follow from the counts behind the figure, as the report says under How measures are "
    "judged.",
}


def workbook_inputs(report: QuarterView, *, draft: bool = False) -> Given:
    """Return all that the workbook of a quarter is made of: its sheets and what its cover says."""
    quarter, council = report.quarter, report.council
    about = {
        f"the sheet {sheet.label}": fingerprint(
            [
                *(sheet.label, sheet.name, sheet.title, sheet.subtitle, sheet.notes),
                *(sheet.decimals, sheet.rows),
                [(column.name, column.width, column.kind) for column in sheet.columns],
            ]
        )
        for sheet in sheets(report)
    }
    about |= {
        "the title": fingerprint(quarter.title),
        "the quarter": fingerprint(quarter.quarter),
        "the cut-off": fingerprint(quarter.cut_off),
        "what was corrected": fingerprint([one.sentence for one in quarter.corrections]),
        "whether it is a draft": fingerprint(draft),
        "whether figures are illustrative": fingerprint(council.illustrative),
        "the council": fingerprint([council.council.name, council.council.contact]),
    }
    return {**about, "the order of its sheets": fingerprint(list(about))}


def write_workbook(report: QuarterView, path: Path, *, draft: bool = False) -> None:
    """Write the workbook of a quarter to `path`; the same report gives the same bytes.

    `draft` marks it as not signed off.
    Raises `BookError` where the file cannot be written; what was there stays.
    """
    atomic_write.replace(path, _bytes(report, draft))


def _bytes(report: QuarterView, draft: bool) -> bytes:
    pages = sheets(report)
    tables = {sheet.label: _table(sheet) for sheet in pages}
    used = {note for sheet in pages for note in sheet.notes}
    notes = pd.DataFrame(
        [(key, text) for key, text in _NOTES.items() if key in used],
        columns=["key", "Note"],
        dtype=object,
    )
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.PandasChangeWarning)  # gptables' own calls
        book = gptables.produce_workbook(
            out,
            tables,
            theme=_theme(),
            cover=_cover(report, draft),
            notes_table=notes if len(notes) else None,
            auto_width=False,
            workbook_options={
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
    _lay_out(book, pages, tables)
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


def _lay_out(book: Any, pages: Sequence[Sheet[Any]], tables: Mapping[str, Any]) -> None:
    """Set widths, frozen headers and printing; gptables has no say in these."""
    for sheet in book.worksheets():
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&A, page &P of &N")
    for label, widths in (("Contents", (36, 80)), ("Notes", (16, 110))):
        sheet = book.get_worksheet_by_name(label)
        for number, width in enumerate(widths if sheet else ()):
            sheet.set_column(number, number, width)
    for each in pages:
        sheet = book.get_worksheet_by_name(each.label)
        header = tables[each.label].data_range[0]
        for number, column in enumerate(each.columns):
            sheet.set_column(number, number, column.width)
        sheet.freeze_panes(header + 1, 0)
        sheet.repeat_rows(header)
        sheet.set_landscape()


def _title(report: QuarterView) -> str:
    quarter = report.quarter
    return f"{report.council.council.name}: {quarter.title}, {quarter.quarter.label}"


def _cover(report: QuarterView, draft: bool) -> Any:
    quarter, council = report.quarter, report.council
    intro = [
        "The figures behind the report.",
        f"Quarter: {quarter.quarter.label}.",
        f"Figures as at {long_date(quarter.cut_off)}.",
        "Status: DRAFT. Not signed off, figures may change." if draft else "Status: final.",
    ]
    if council.illustrative:
        intro.append("All figures are illustrative, not real.")
    intro += [notice.sentence for notice in quarter.corrections]
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


def _table(sheet: Sheet[Any]) -> Any:
    """Return a sheet's table for gptables."""
    frame = pd.DataFrame(
        [[_cell(cell) for cell in row] for row in sheet.rows],
        columns=[_text(column.name) for column in sheet.columns],
        dtype=object,
    )
    formats: list[dict[str, Any]] = [
        {
            "row": {
                "rows": [number for number, own in enumerate(sheet.decimals, 1) if own == places],
                "format": {"num_format": "#,##0" + ("." + "0" * places if places else "")},
            }
        }
        for places in sorted(set(sheet.decimals))
    ]
    for number, column in enumerate(sheet.columns):
        style: dict[str, Any] = {"align": "left" if column.kind == "text" else "right"}
        if column.kind in ("whole", "date"):
            style["num_format"] = "0" if column.kind == "whole" else _DATE_FORMAT
        formats.append({"column": {"columns": [number], "format": style, "include_names": True}})
    references = "".join(f"$${note}$$" for note in sheet.notes)
    return gptables.GPTable(
        frame,
        re.sub(r"\W", "_", f"qb_{sheet.name}"),
        _text(sheet.title),
        subtitles=[_text(sheet.subtitle)] if sheet.subtitle else [],
        instructions=f"This worksheet contains one table. {references}".strip(),
        index_columns={},
        additional_formatting=formats,
    )


def _cell(cell: CellValue) -> CellValue:
    if cell is None or cell == "":
        return _NONE
    return _text(cell) if isinstance(cell, str) else cell


def _text(words: str) -> str:
    """Return words that gptables takes as words.

    It reads ``[a](b)`` as a link and ``$$a$$`` as a note, and refuses a cell
    that has neither an ASCII letter nor a digit.
    """
    text = words.strip().replace("](", "] (").replace("$$", "$ $")
    return text if re.search("[A-Za-z0-9]", text) else _NONE
