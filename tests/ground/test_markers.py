"""Markers are told apart by their names, never by a letter that stands in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import quarterbook
from quarterbook.ground import markers
from quarterbook.ground.markers import MARKERS, Marker, meaning

PACKAGE = Path(quarterbook.__file__).parent
TESTING = ("isin", "mask", "where", "eq", "ne")  # of pandas: what compares or sets a marker


def operands(node: ast.AST) -> list[ast.expr]:
    """Return what an expression compares, or what pandas is asked to compare or to set."""
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.MatchValue):
        return [node.value]
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return list(node.args) if is_method and node.func.attr in TESTING else []


def bare_markers(path: Path) -> Iterator[str]:
    """Yield each place of a module where a marker is compared with its letter."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for operand in operands(node):
            listed = isinstance(operand, ast.Tuple | ast.List | ast.Set)
            for part in operand.elts if listed else [operand]:
                if isinstance(part, ast.Constant) and part.value in set(Marker):
                    yield f"{path.relative_to(PACKAGE)}:{part.lineno} {part.value!r}"


def test_no_module_compares_a_marker_with_its_letter() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if path != Path(markers.__file__)]
    assert [place for path in sorted(modules) for place in bare_markers(path)] == []


def test_each_marker_has_its_meaning() -> None:
    assert list(MARKERS) == list(Marker)
    assert meaning("b") == "break in series"
    assert f"[{Marker.CONFIDENTIAL}]" == "[c]"
