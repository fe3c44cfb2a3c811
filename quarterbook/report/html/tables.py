"""Tables as real HTML tables: a caption, header cells with a scope, numbers to the right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape
from tabulate import TableFormat, tabulate

from quarterbook.report.html.element import element

_FEW = 3  # rows from which on a column is told once


_SHADED = re.compile(r'<span class="qb-shade" style="([^"]*)">(.*)</span>', re.DOTALL)


def shaded(words: Markup, ground: str, ink: str) -> Markup:
    """Return a cell of a table on a colour of its own, both as ``#RRGGBB``."""
    return Markup('<span class="qb-shade" style="{}">{}</span>').format(
        f"background-color: {ground}; color: {ink}", words
    )


def table(
    caption: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Iterable[int] = (),
    css: str = "",
    caption_hidden: bool = False,
    row_headers: int = 1,
    once: Iterable[int] = (),
) -> Markup:
    """Return an HTML table in a box that scrolls sideways.

    headers, rows
        text, or HTML as Markup; the first cell of each row is its header, or the first
        ``row_headers``. ``numeric`` names the columns set to the right, counted from 0. There
        are no blank lines in the result, so that it can stand in Markdown. Without a
        ``caption`` it has none.

    A column that says nothing in any row is left out. One of ``once`` is too where all rows
    say the same; its caption says that.
    """
    figures = set(numeric)
    alike, kept, cells = _said_once(headers, [list(row) for row in rows], set(once), figures)
    right = {number for number, index in enumerate(kept) if index in figures}
    names, filled, right, heads = _without_empty(
        [headers[index] for index in kept], cells, right, row_headers
    )

    def head(cells: Sequence[str], _widths: object, _aligns: object) -> str:
        row = Markup().join(cell("th", "col", i, c) for i, c in enumerate(cells))
        return Markup("<thead><tr>{}</tr></thead>").format(row)

    def body(cells: Sequence[str], _widths: object, _aligns: object) -> str:
        row = Markup().join(
            cell("th", "row", i, c) if i < heads else cell("td", "", i, c)
            for i, c in enumerate(cells)
        )
        return Markup("<tr>{}</tr>").format(row)

    def cell(tag: str, scope: str, index: int, content: str) -> Markup:
        words = content.strip()
        own = _SHADED.fullmatch(words)
        inside = Markup(own[2] if own else words)  # escaped below, before tabulate takes it
        names = ["num"] if index in right else []
        names += ["qb-shade"] if own else []
        style = own[1] if own else ""
        return element(tag, inside, scope=scope, class_=" ".join(names), style=style)

    style = TableFormat(
        lineabove=None,
        linebelowheader=None,
        linebetweenrows=None,
        linebelow=None,
        headerrow=head,
        datarow=body,
        padding=0,
        with_header_hide=None,
    )
    if not filled:
        return Markup()
    inside = tabulate(filled, headers=names, tablefmt=style, disable_numparse=True)
    header, *lines = inside.splitlines()
    hidden = "qb-hidden" if caption_hidden else ""
    return Markup(
        '<div class="qb-scroll" role="region" aria-label="{}" tabindex="0">'
        "{}{}\n<tbody>\n{}\n</tbody></table></div>"
    ).format(
        caption or "Table",
        Markup('<table class="{}">').format(" ".join(["qb-table", *css.split()]))
        + (element("caption", caption + alike, class_=hidden) if caption else Markup()),
        Markup(header),
        Markup("\n".join(lines)),
    )


def _said_once(
    headers: Sequence[str], rows: Sequence[Sequence[str]], once: set[int], figures: set[int]
) -> tuple[str, list[int], list[list[str]]]:
    """Return what all rows say in the columns of ``once``, and which columns stay with their cells.

    Figures and colours stay, and of two rows all but that there is nothing.
    """
    alike = {index: {_one_line(row[index]) for row in rows} for index in sorted(once) if rows[1:]}
    leave = {
        index: " ".join(Markup(cell).striptags().strip("– ").split())
        for index, (cell, *others) in alike.items()
        if not others and _may_leave(cell, len(rows), is_figure=index in figures)
    }
    kept = [index for index in range(len(headers)) if index not in leave]
    words = "; ".join(f"{headers[index]}: {cell}" for index, cell in leave.items())
    alike_words = f". The same in every row: {words}" if words else ""
    return alike_words, kept, [[row[index] for index in kept] for row in rows]


def _may_leave(cell: str, rows: int, *, is_figure: bool) -> bool:
    """Whether a column of this one cell may leave its table: one of nothing, or of words."""
    if "qb-none" in cell or "qb-not-rated" in cell:
        return True
    return rows >= _FEW and not is_figure and "qb-rag" not in cell and _says(cell)


def _without_empty(
    headers: Sequence[str], rows: Iterable[Sequence[str]], numeric: set[int], heads: int
) -> tuple[list[str], list[list[str]], set[int], int]:
    """Return headers, rows as HTML, numeric columns and how many are headers of rows.

    Columns that say nothing are left out.
    """
    filled = [[_one_line(cell) for cell in row] for row in rows]
    kept = [i for i in range(len(headers)) if not i or any(_says(row[i]) for row in filled)]
    names = [str(escape(headers[index])) for index in kept]
    right = {number for number, index in enumerate(kept) if index in numeric}
    left = sum(index < heads for index in kept)
    return names, [[row[index] for index in kept] for row in filled], right, left


def _says(cell: str) -> bool:
    """Whether a cell holds more than a dash."""
    return "<img" in cell or Markup(cell).striptags() not in ("", "–")


def _one_line(cell: str) -> str:
    return " ".join(str(escape(cell)).split())
