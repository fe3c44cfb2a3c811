"""The suite in order: tests stand by themselves, use what is public, and lie in their rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.books import ROOT

pytestmark = pytest.mark.house

TESTS = ROOT / "tests"
MODULES = [path.relative_to(TESTS).as_posix() for path in sorted(TESTS.rglob("*.py"))]
# Beside the rooms: what is true of the whole, the rules as chapters, and what tests share.
OTHERS = {"attack", "fuzz", "house", "oracle", "spec", "support"}


def imports(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the module that each import is from, and the name that it brings."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, alias.asname or alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def inside(package: ast.Module) -> Iterator[str]:
    """The private methods and fields that classes of a module have."""
    for node in ast.walk(package):
        if isinstance(node, ast.ClassDef):
            methods = [part.name for part in node.body if isinstance(part, ast.FunctionDef)]
            fields = [
                part.attr
                for part in ast.walk(node)
                if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "self"
            ]
            yield from filter(private, [*methods, *fields])


@pytest.fixture(scope="module")
def parsed() -> dict[str, ast.Module]:
    """The modules of the suite, each parsed once."""
    return {name: ast.parse((TESTS / name).read_text(encoding="utf-8")) for name in MODULES}


def test_no_test_reaches_into_an_object_of_the_package(parsed: dict[str, ast.Module]) -> None:
    """Beside its own: a class of a test may have private methods and fields, too."""
    hidden = {
        name
        for path in (ROOT / "quarterbook").rglob("*.py")
        for name in inside(ast.parse(path.read_text(encoding="utf-8")))
        if not name.endswith("_")  # as IPython asks for them: `_repr_html_`
    }
    assert hidden
    reached = {
        f"{name}:{node.lineno} {node.attr}"
        for name, module in parsed.items()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in hidden
        if ast.unparse(node.value) not in ("self", "cls") and node.attr not in {*inside(module)}
    }
    assert reached == set()


def test_a_private_method_or_field_of_a_class_is_found() -> None:
    text = """
class Kept:
    def __init__(self): self._rows = self.rows = []
    def _read(self): return len(self._rows)
    def read(self): return self._read()
def _read_all(): return Kept()._repr_html_()
"""
    assert {*inside(ast.parse(text))} == {"_rows", "_read"}


def needed(module: ast.Module) -> Iterator[str]:
    """Yield each test and each private name that a module takes from elsewhere, and each patch."""
    brought = {name: source for source, name in imports(module)}
    for source, bound in imports(module):
        for part in (*source.split("."), bound):
            if part.startswith("test_") or private(part) or part == "mock":
                yield f"{source} {bound}"
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            package = brought.get(node.value.id, "").startswith("quarterbook")
            if package and private(node.attr):
                yield f"{node.value.id}.{node.attr}"
        if isinstance(node, ast.Call) and patched(node):
            yield ast.unparse(node)


def test_no_test_needs_another_or_what_is_private(parsed: dict[str, ast.Module]) -> None:
    assert {name: told for name, module in parsed.items() if (told := [*needed(module)])} == {}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("from test_other import rows", True),
        ("from build.test_build import pages", True),
        ("from quarterbook.build.stages import _build", True),
        ("from quarterbook.build import stages\nstages._build()", True),
        ("from quarterbook.build import stages\nsetattr(stages, '_build', 0)", True),
        ("from unittest import mock", True),
        ("import unittest.mock", True),
        ("from quarterbook.build import stages\nstages.build()", False),
        ("from support.books import digest\nfrom __future__ import annotations", False),
        ("import other\nother._own", False),
    ],
)
def test_what_a_test_may_not_need_is_found(text: str, is_found: bool) -> None:
    assert bool([*needed(ast.parse(text))]) == is_found


def patched(call: ast.Call) -> bool:
    """Whether a call patches or reaches something by its path, or by a name that is private."""
    by_name = ast.unparse(call.func).rpartition(".")[2] in ("setattr", "delattr", "getattr")
    names = [str(one.value) for one in call.args[:2] if isinstance(one, ast.Constant)]
    is_path = bool(call.args) and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    return by_name and (is_path or any(map(private, names)))


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("monkeypatch.setattr('quarterbook.build.stages.build', 0)", True),
        ("patch.setattr(f'{module}.build', 0)", True),
        ("monkeypatch.setattr(stages, '_build', 0)", True),
        ("monkeypatch.delattr(stages, '_build')", True),
        ("getattr(stages, '_build')", True),
        ("setattr(stages, '_build', 0)", True),
        ("monkeypatch.setattr(stages, 'build', 0)", False),
        ("getattr(module, '__file__')", False),
    ],
)
def test_what_is_patched_by_path_or_private_is_found(code: str, is_found: bool) -> None:
    (call,) = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    assert patched(call) == is_found


def test_folders_are_the_package_s_rooms() -> None:
    rooms = {path.name for path in (ROOT / "quarterbook").iterdir() if path.is_dir()}
    for name in MODULES:
        path = Path(name)
        if path.name.startswith("test_"):
            assert path.parts[0] in rooms | OTHERS, name


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """pytest leaves out folders by their names, and tests that never run fail nobody."""
    folders = {part for name in MODULES for part in Path(name).parent.parts}
    left_out = pytestconfig.getini("norecursedirs")
    assert "build" in folders
    for folder in folders:
        assert not any(Path(folder).match(pattern) for pattern in left_out), folder
