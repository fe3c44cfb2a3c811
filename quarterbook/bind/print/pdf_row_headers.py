"""Tags of a PDF's tables: the first cell of a row as its header, which Typst cannot write yet."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode


def tag_row_headers(made: bytes) -> bytes:
    """Tag the first cell of a row as its header where paper.typ marked it as strong.

    Typst 0.15 has row headers only in a feature that its wheel leaves out.
    """
    with pikepdf.open(BytesIO(made)) as pdf:
        for element in pdf.objects:
            if isinstance(element, Dictionary) and element.get("/S") == Name.Table:
                for row in _headed_rows(element):
                    _tag_row(row)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _headed_rows(table: pikepdf.Object) -> list[list[pikepdf.Object]]:
    """Return the cells of each row whose first is to be its header.

    A table so small that headers would outnumber figures keeps column headers alone. A row of one
    cell is what stands below the row before it.
    """
    bodies = [part for part in _kids(table) if part.S in (Name.TBody,)]
    rows = [_kids(row) for body in bodies for row in _kids(body)]
    headed = [row for row in rows if len(row) > 1 and _is_marked(row[0])]
    figures = sum(map(len, rows)) - len(headed)
    if not headed or max(map(len, rows)) + len(headed) > figures:
        return []
    return headed


def _tag_row(row: list[pikepdf.Object]) -> None:
    """Make the first cell a header.

    All cells drop their list of headers, so that a reader finds both the column's and the row's
    by scope.
    """
    for cell in row:
        for attributes in cell.get("/A", []):
            if "/Headers" in attributes:
                del attributes["/Headers"]
        cell.A = Array([part for part in cell.get("/A", []) if len(part) > 1])
    head, *others = row
    head.S = Name.TH
    head.A.append(Dictionary(O=Name.Table, Scope=Name.Row))
    for cell in others:
        if not len(cell.A):
            del cell.A


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return the structure elements inside one."""
    inside: Any = element.get("/K", [])
    listed = inside if isinstance(inside, Array) else [inside]
    return [kid for kid in listed if isinstance(kid, Dictionary) and "/S" in kid]


def _is_marked(cell: pikepdf.Object) -> bool:
    """Whether what a cell begins with, a link or none, is strong."""
    inside = _kids(cell)
    while inside and inside[0].S in (Name.P, Name.Link):
        inside = _kids(inside[0])
    return bool(inside) and inside[0].S in (Name.Strong,)
