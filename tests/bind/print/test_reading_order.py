"""A paper is read out in the order in which it is painted, links within a sentence included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf

from support.bound_papers import BOOK


def _painted(page: pikepdf.Page) -> list[int]:
    """The marked pieces of a page as its content stream has them."""
    return [
        int(operands[1]["/MCID"])
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "BDC" and "/MCID" in operands[1]
    ]


def _told(node: Any, page: pikepdf.Page, on: Any = None) -> Iterator[int]:
    """The marked pieces of a page as the tree of tags has them, each element's in its place."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from _told(part, page, on)
    elif isinstance(node, pikepdf.Dictionary):
        on = node["/Pg"].objgen if "/Pg" in node else on
        if node.get("/Type") == "/MCR":
            yield from [int(node["/MCID"])] * (on == page.objgen)
        elif "/K" in node:
            yield from _told(node["/K"], page, on)
    elif on == page.objgen:
        yield int(node)


def test_tags_follow_what_is_painted(bind: Callable[..., Path]) -> None:
    """The checker's ORD-001 takes an element's own words to come before those of its links."""
    sentence = (
        '<p>See <a href="#red">red</a> and <a href="#cars">cars</a>, then '
        "<strong>bold</strong> words.</p>"
    )
    with pikepdf.open(bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", sentence * 9))) as file:
        for page in file.pages:
            pieces = _painted(page)
            assert pieces
            assert list(_told(file.Root["/StructTreeRoot"]["/K"], page)) == pieces


def test_a_comment_spans_all_columns_but_the_one_its_row_header_spans(
    bind: Callable[..., Path],
) -> None:
    """The checker's TBL-015 counts the cell below a row alone: four of five columns."""
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Measure", "A", "B", "C", "D"))
    row = (
        '<tr><th scope="row">Bins</th><td>1</td><td>2</td><td>3</td><td>4</td><td>Late again.</td>'
    )
    table = (
        '<table class="qb-table qb-wide qb-upright qb-below-1"><caption>Late</caption><thead><tr>'
        f'{heads}<th scope="col">Comment</th></tr></thead><tbody>{row * 2}</tbody></table>'
    )
    with pikepdf.open(bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", table))) as file:
        cells = [one for one in file.objects if isinstance(one, pikepdf.Dictionary)]
        spans = [_spans(one) for one in cells if one.get("/S") in ("/TD", "/TH")]
    assert spans.count(("/TH", 1, 2)) == 2
    assert spans.count(("/TD", 4, 1)) == 2


def _spans(cell: pikepdf.Dictionary) -> tuple[str, int, int]:
    attributes = cell.get("/A", pikepdf.Array())
    every = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    columns, rows = 1, 1
    for one in every:
        columns = int(one.get("/ColSpan", columns))
        rows = int(one.get("/RowSpan", rows))
    return str(cell["/S"]), columns, rows
