"""The size of things: folders, modules, functions, and one name for one thing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from radon.complexity import add_inner_blocks, cc_visit

from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.markers import Marker
from support.books import ROOT

pytestmark = pytest.mark.house

PACKAGE = ROOT / "quarterbook"
MODULES = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
TEST_MODULES = {
    path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py"))
}
MOST_COMPLEX = 15
TOLD = {"BookError", "CommandError", "LayoutError", "PeriodError", "NotebookFailed", "ValueError"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_a_folder_has_at_most_thirteen_modules() -> None:
    modules: dict[Path, int] = defaultdict(int)
    for path in MODULES:
        modules[path.parent] += path.name != "__init__.py"
    assert {named(folder): count for folder, count in modules.items() if count > 13} == {}


def _raises(function: ast.FunctionDef) -> Iterator[str]:
    """The book's own errors that a function raises itself, those of functions within it not."""
    nodes: list[ast.AST] = [*function.body]
    for node in nodes:
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = ast.unparse(node.exc.func)
            yield from [name] if name in TOLD else []
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            nodes += ast.iter_child_nodes(node)


def test_a_public_function_says_what_it_raises() -> None:
    faults = [
        f"{named(path)}: {function.name} raises {name}"
        for path, text in MODULES.items()
        if path.parent.name != "cli"  # whose docstrings are the help
        for function in ast.parse(text).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        for name in dict.fromkeys(_raises(function))
        if name not in (ast.get_docstring(function) or "")
    ]
    assert faults == []


def _public_functions(body: Sequence[ast.stmt]) -> Iterator[ast.FunctionDef]:
    """The functions and methods that others may call, each once however it is overloaded."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public_functions(node.body)
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield from [node] if "overload" not in map(ast.unparse, node.decorator_list) else []


def _frame_is_told(function: ast.FunctionDef) -> bool:
    """Whether a function has no frame, or says what columns: some, a file's or any whatever."""
    arguments = [*function.args.args, *function.args.kwonlyargs]
    notes = [function.returns, *(one.annotation for one in arguments)]
    if not any(note and "DataFrame" in ast.unparse(note) for note in notes):
        return True
    words = ast.get_docstring(function) or ""
    named = {name for part in re.findall(r"`+([^`]+)`+", words) for name in part.split(", ")}
    is_of_file = any(f"{table}.csv" in words for table in TABLES)
    return bool(named - {one.arg for one in arguments}) or is_of_file or "whatever" in words


def test_a_public_function_says_what_the_columns_of_a_frame_are() -> None:
    faults = [
        f"{named(path)}:{function.lineno} {function.name}"
        for path, text in MODULES.items()
        for function in _public_functions(ast.parse(text).body)
        if not _frame_is_told(function)
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("function", "is_told"),
    [
        ('def one(rows: pd.DataFrame): "Return the newest."', False),
        ('def one(rows: pd.DataFrame): "Return the newest of ``rows``."', False),
        ('def one() -> dict[str, pd.DataFrame]: "Return all."', False),
        ('def one(rows: pd.DataFrame): "Return the newest (``measure, period``)."', True),
        ('def one(rows: pd.DataFrame): "Return rows of targets.csv."', True),
        ('def one(rows: list[str]): "Return the newest."', True),
    ],
)
def test_a_frame_of_unknown_columns_is_found(function: str, is_told: bool) -> None:
    (node,) = _public_functions(ast.parse(function).body)
    assert _frame_is_told(node) == is_told


def test_a_module_has_at_most_400_lines() -> None:
    """Those of the tests too, and those that pandoc runs."""
    filters = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.lua")}
    modules = MODULES | TEST_MODULES | filters
    lines = {named(path): len(text.splitlines()) for path, text in modules.items()}
    assert len(filters) > 5
    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_no_function_is_complex() -> None:
    """Radon counts branches, those of closures apart."""
    assert [
        f"{named(path)}:{block.lineno} {block.name} {block.complexity}"
        for path, text in MODULES.items()
        for block in add_inner_blocks(cc_visit(text))
        if block.letter != "C" and block.complexity > MOST_COMPLEX
    ] == []


def _types(text: str) -> Iterator[str]:
    """The classes of a module, private ones too, and the names that it gives to other types."""
    module = ast.parse(text)
    yield from (node.name for node in ast.walk(module) if isinstance(node, ast.ClassDef))
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield from re.findall(r"^[A-Z][a-z]\w*$", node.targets[0].id)


def test_a_type_s_name_stands_for_one_type() -> None:
    """A name met in a traceback or a search leads to one place."""
    types: dict[str, list[str]] = defaultdict(list)
    for path, text in MODULES.items():
        for name in _types(text):
            types[name].append(named(path))
    twice = {name: paths for name, paths in types.items() if len(paths) > 1}
    assert twice == {}


def test_a_type_is_found_by_its_class_and_by_its_name() -> None:
    text = "class Row: ...\nclass _Kept: ...\nCell = str | int\n_Key = str\nMOST = 3\nrows = Row()"
    assert [*_types(text)] == ["Row", "_Kept", "Cell"]


def test_a_marker_is_called_by_its_name() -> None:
    """What protects people is no letter that is typed anew: neither compared nor given as one."""
    faults = []
    for path, text in MODULES.items():
        for node in ast.walk(ast.parse(text)):
            within = node.values if isinstance(node, ast.Dict) else []
            within = [node.left, *node.comparators] if isinstance(node, ast.Compare) else within
            letters = [one.value for one in within if isinstance(one, ast.Constant)]
            if not {*letters}.isdisjoint(Marker):
                faults.append(f"{named(path)}:{node.lineno} {ast.unparse(node)}")
    assert faults == []


def test_each_module_says_what_it_is_about() -> None:
    modules: dict[str, list[str]] = defaultdict(list)
    for path, text in MODULES.items():
        subject = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
        modules[subject].append(named(path))
    assert {subject: paths for subject, paths in modules.items() if len(paths) > 1} == {}


def test_a_text_file_is_opened_with_its_encoding() -> None:
    """Windows would take its own."""
    faults = []
    for path, text in MODULES.items():
        for call in ast.walk(ast.parse(text)):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            given = [one.value for one in call.args if isinstance(one, ast.Constant)]
            mode = given[0] if given else "rb" if call.args or call.keywords else "r"
            is_opened = call.func.attr == "open" and mode in ("r", "w", "a", "x")
            is_text = call.func.attr in ("read_text", "write_text")
            is_told = "utf-8" in given or any(one.arg == "encoding" for one in call.keywords)
            if (is_opened or is_text) and not is_told and "csv_lines" not in ast.unparse(call):
                faults.append(f"{named(path)}:{call.lineno} {ast.unparse(call)}")
    assert faults == []


def test_names_of_months_and_days_are_english_on_every_machine() -> None:
    local = re.compile(r"\b(?:month|day)_(?:name|abbr)\b|:[^\"}]*%[aAbBcxXp]\b|\bsetlocale\b")
    faults = {
        named(path): found
        for path, text in MODULES.items()
        if (found := [line for line in text.splitlines() if local.search(line)])
    }
    assert faults == {}
