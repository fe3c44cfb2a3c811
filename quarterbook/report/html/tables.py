"""Tables as real HTML tables: a caption, header cells with a scope, numbers to the right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape

from tabulate import TableFormat, tabulate


def table(
    caption: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Iterable[int] = (),
    css: str = "",
    caption_hidden: bool = False,
) -> str:
    """Return an HTML table in a box that scrolls sideways.

    headers, rows
        HTML; the first cell of each row is its header. ``numeric`` names the
        columns set to the right, counted from 0. There are no blank lines in
        the result, so that it can stand in Markdown.
    """
    right = set(numeric)

    def head(cells: Sequence[str], _widths: object, _aligns: object) -> str:
        row = "".join(_cell("th", "col", i, c) for i, c in enumerate(cells))
        return f"<thead><tr>{row}</tr></thead>"

    def body(cells: Sequence[str], _widths: object, _aligns: object) -> str:
        first = _cell("th", "row", 0, cells[0])
        rest = (_cell("td", "", i, c) for i, c in enumerate(cells[1:], 1))
        return f"<tr>{first}{''.join(rest)}</tr>"

    def _cell(tag: str, scope: str, index: int, content: str) -> str:
        attributes = f' scope="{scope}"' if scope else ""
        attributes += ' class="num"' if index in right else ""
        return f"<{tag}{attributes}>{content.strip()}</{tag}>"

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
    filled = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    if not filled:
        return ""
    inside = tabulate(filled, headers=list(headers), tablefmt=style, disable_numparse=True)
    header, *lines = inside.splitlines()
    hidden = ' class="qb-hidden"' if caption_hidden else ""
    label = escape(_text(caption), quote=True)
    classes = " ".join(["qb-table", *css.split()])
    return (
        f'<div class="qb-scroll" role="region" aria-label="{label}" tabindex="0">'
        f'<table class="{classes}"><caption{hidden}>{caption}</caption>'
        f"{header}\n<tbody>\n" + "\n".join(lines) + "\n</tbody></table></div>"
    )


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))
