"""Calls of a report whose result no cell shows: a cell shows the value of its last line alone."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

# What of a report and of a measure gives a block, which is there to be shown.
BLOCKS = frozenset(
    [
        "actions",
        "areas",
        "benchmark",
        "benchmark_summary",
        "benchmarks",
        "chart",
        "commentary",
        "compare",
        "control_chart",
        "control_charts",
        "decisions",
        "figure",
        "figures",
        "headline",
        "heading",
        "highlights",
        "method",
        "milestone_table",
        "notes",
        "outlook",
        "overview",
        "section",
        "sections",
        "standfirst",
        "table",
        "text",
    ]
)
_COMMAND = re.compile(r"^\s*[%!].*$", re.MULTILINE)


def reports_of(notebook: NotebookNode) -> set[str]:
    """Return the names that a notebook gives its reports, as of ``report = Report(quarter)``."""
    trees = (_read(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    return {
        target.id
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _root(node.value) == "Report"
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def unshown_calls(source: str, reports: Iterable[str]) -> list[str]:
    """Return the calls of a cell, such as ``report.figure``, that it makes for nothing."""
    tree = _read(source)
    last = tree.body[-1:]
    return [*dict.fromkeys(_calls(tree, last, {"Report", *reports}))]


def _calls(tree: ast.Module, last: list[ast.stmt], roots: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Expr) or node in last:
            continue
        call = node.value
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in BLOCKS
            and _root(call.func) in roots
        ):
            yield ast.unparse(call.func)


def _root(node: ast.AST) -> str:
    """Return the name that an expression such as ``report["id"].chart()`` begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _read(source: str) -> ast.Module:
    """Return the code of a cell; of one that Python alone cannot read, none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_COMMAND.sub("", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
