"""Measures and outcome areas that a notebook names in so many words, told without running it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from nbformat import NotebookNode

from quarterbook.execute.stored.notebook import tags_of
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.ground.errors import CommandError

_COMMAND = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)

# Looks an id up, and raises `CommandError` where there is none.
LookUp = Callable[[str], object]


class _Named(NamedTuple):
    id_: str
    line: int
    look_up: LookUp


def unknown_names(
    notebook: NotebookNode, measure: LookUp, outcome: LookUp, parameters: Collection[str]
) -> Iterator[NotebookFailed]:
    """Yield how each cell would fail that names a measure or outcome area there is not.

    What stands in a ``try``, or belongs to a report of a quarter written out, is left to its run,
    and so are names that are ``parameters`` or assigned more than once.
    """
    cells = {
        index: _nodes(cell.source)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and "raises-exception" not in tags_of(cell)
    }
    assigned = _assigned_once(node for nodes in cells.values() for node in nodes)
    values = {name: value for name, value in assigned.items() if name not in parameters}
    for index, nodes in cells.items():
        for node in nodes:
            for named in (*_measures(node, values, measure), *_outcomes(node, values, outcome)):
                try:
                    named.look_up(named.id_)
                except CommandError as error:
                    yield NotebookFailed(index, "N102", str(error), named.line)


def _nodes(source: str) -> list[ast.AST]:
    """Return the parts of a cell's code, nothing of what it tries."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(_COMMAND.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    nodes: list[ast.AST] = []
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        nodes.append(node)
        waiting += [] if isinstance(node, ast.Try) else ast.iter_child_nodes(node)
    return nodes


def _assigned_once(nodes: Iterator[ast.AST]) -> dict[str, ast.expr]:
    """Return the values of names that code gives one value and no other."""
    values: dict[str, ast.expr] = {}
    stored: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values[node.targets[0].id] = node.value
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored.append(node.id)
    return {name: value for name, value in values.items() if stored.count(name) == 1}


def _is_report(node: ast.expr, values: Mapping[str, ast.expr]) -> bool:
    """Whether an expression is the report of the quarter that is built."""
    if isinstance(node, ast.Name):
        node = values.get(node.id, node)
    if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Report"):
        return False
    quarters = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "quarter")]
    return all(isinstance(one, ast.Name) and one.id == "quarter" for one in quarters)


def _measures(node: ast.AST, values: Mapping[str, ast.expr], look_up: LookUp) -> Iterator[_Named]:
    """Yield what is named by ``report["…"]``, ``compare`` and ``leave_out``."""
    if isinstance(node, ast.Subscript) and _is_report(node.value, values):
        yield from _texts(node.slice, look_up)
    if not isinstance(node, ast.Call):
        return
    method = node.func if isinstance(node.func, ast.Attribute) else None
    if method and method.attr == "compare" and node.args and _is_report(method.value, values):
        yield from _texts(node.args[0], look_up)
    if _is_report(node, values):
        for one in node.keywords:
            if one.arg == "leave_out":
                yield from _texts(one.value, look_up)


def _outcomes(node: ast.AST, values: Mapping[str, ast.expr], look_up: LookUp) -> Iterator[_Named]:
    """Yield the outcome area that a report is of, be it written out or a parameter."""
    if not (isinstance(node, ast.Call) and _is_report(node, values)):
        return
    for one in (*node.args[1:2], *(key.value for key in node.keywords if key.arg == "outcome")):
        value = values.get(one.id) if isinstance(one, ast.Name) else one
        if value is not None:
            yield from (named._replace(line=one.lineno) for named in _texts(value, look_up))


def _texts(node: ast.expr, look_up: LookUp) -> Iterator[_Named]:
    of_list = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    for one in of_list:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield _Named(one.value, one.lineno, look_up)
