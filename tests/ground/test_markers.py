"""Markers and classifications are told apart by their names, never by a word in the code."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

import quarterbook
from quarterbook.data.params.editions import Classification
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


def bare(path: Path, words: Collection[str]) -> Iterator[str]:
    """Yield each place of a module where something is compared with one of some words."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for operand in operands(node):
            listed = isinstance(operand, ast.Tuple | ast.List | ast.Set)
            for part in operand.elts if listed else [operand]:
                if isinstance(part, ast.Constant) and part.value in words:
                    yield f"{path.relative_to(PACKAGE)}:{part.lineno} {part.value!r}"


def test_no_module_compares_a_marker_with_its_letter() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if path != Path(markers.__file__)]
    assert [place for path in sorted(modules) for place in bare(path, set(Marker))] == []


def test_no_module_compares_a_classification_with_its_word() -> None:
    words = {word for one in Classification for word in (one.value, one.label)}
    modules = sorted(PACKAGE.rglob("*.py"))
    assert [place for path in modules for place in bare(path, words)] == []


def test_each_marker_has_its_meaning() -> None:
    assert list(MARKERS) == list(Marker)
    assert meaning("b") == "break in series"
    assert f"[{Marker.CONFIDENTIAL}]" == "[c]"
