"""Writes the made part of docs/reference.md: the inventory of every public name.

The part above the mark is written by hand and kept. What stands below it comes
from the package: the command from its own options, everything else from the
source, whose docstrings' first lines say what a name is.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import typer

from quarterbook.cli.app import command

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "quarterbook"
PAGE = ROOT / "docs" / "reference.md"
MARK = "<!-- Made by `make reference` from here on. -->"
IN_NOTEBOOKS = {
    "report": "Report",
    'report["id"]': "Measure",
    "block": "Block",
    "report.view": "QuarterView",
    'report["id"].view': "MeasureView",
}
Function = ast.FunctionDef | ast.ClassDef


def _rooms() -> list[str]:
    """Return the rooms in the order in which they import, as pyproject.toml lays them down."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one.get("containers") == ["quarterbook"])
    return layers[::-1]


def reference() -> str:
    """Return the page: the part written by hand as it is, and the inventory anew."""
    by_hand = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    parts = [*_notebooks(), *_commands(), *_modules()]
    return by_hand + "\n".join([MARK, "", *parts])


# What notebooks use.


def _notebooks() -> Iterator[str]:
    classes = {
        node.name: node
        for path in sorted((PACKAGE / "report").rglob("*.py"))
        for node in _parsed(path).body
        if isinstance(node, ast.ClassDef)
    }
    yield "## What notebooks use"
    yield ""
    for example, name in IN_NOTEBOOKS.items():
        node = classes[name]
        yield f"### `{name}`"
        yield ""
        yield f"{_first_line(node)} In the examples `{example}` is one."
        yield ""
        yield "| name | gives |"
        yield "|---|---|"
        for attribute, kind in _attributes(node).items():
            yield f"| `{name}.{attribute}` | {_cell(kind)} |"
        for member in _members(node):
            call = "" if _is_property(member) else f"({_arguments(member)})"
            yield f"| `{name}.{member.name}{call}` | {_cell(_first_line(member))} |"
        yield ""


def _members(node: ast.ClassDef) -> list[ast.FunctionDef]:
    """Return public methods and properties."""
    functions = [member for member in node.body if isinstance(member, ast.FunctionDef)]
    return [member for member in functions if not member.name.startswith("_")]


def _attributes(node: ast.ClassDef) -> dict[str, str]:
    """Return public attributes, of a dataclass and of an instance, and their types."""
    kinds: dict[str, str] = {}
    init = [m for m in node.body if isinstance(m, ast.FunctionDef) and m.name == "__init__"]
    for part in (*node.body, *(part for method in init for part in method.body)):
        if isinstance(part, ast.AnnAssign):
            name = ast.unparse(part.target).removeprefix("self.")
            if not name.startswith("_"):
                kinds[name] = f"a `{ast.unparse(part.annotation)}`"
    return kinds


def _is_property(node: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def _arguments(node: ast.FunctionDef) -> str:
    spec = node.args
    names = [arg.arg for arg in (*spec.posonlyargs, *spec.args) if arg.arg not in ("self", "cls")]
    return ", ".join([*names, *(f"{arg.arg}=" for arg in spec.kwonlyargs)])


# The command.


def _commands() -> Iterator[str]:
    yield "## The command"
    yield ""
    verbs = typer.main.get_group(command).commands
    for name, verb in verbs.items():
        options = [p for p in verb.params if p.param_type_name == "option" and p.name != "help"]
        arguments = [p for p in verb.params if p.param_type_name == "argument"]
        needed = [f"{p.opts[0]} {p.metavar}" for p in options if p.required]
        words = " ".join(["quarterbook", name, *(p.metavar for p in arguments), *needed])
        yield f"### `{words}`"
        yield ""
        yield str(verb.help)
        yield ""
        yield "| word | means |"
        yield "|---|---|"
        for param in arguments:
            yield f"| `{param.metavar}` | {_cell(param.help)} |"
        for param in options:
            kind = "" if param.is_flag else " N" if isinstance(param.default, int) else " TEXT"
            value = f" {param.metavar}" if param.metavar else kind
            yield f"| `{param.opts[0]}{value}` | {_cell(param.help)} |"
        yield ""


# The modules.


def _modules() -> Iterator[str]:
    yield "## The modules"
    yield ""
    yield "For developers, in the order in which rooms import."
    yield ""
    for room in _rooms():
        yield f"### `{room}`"
        yield ""
        for path in sorted((PACKAGE / room).rglob("*.py")):
            if path.name == "__init__.py":
                continue
            tree = _parsed(path)
            yield f"**`{_dotted(path)}`**: {_first_line(tree)}"
            yield ""
            yield from _names(tree)


def _names(tree: ast.Module) -> Iterator[str]:
    nodes = [node for node in tree.body if isinstance(node, Function)]
    public = [node for node in nodes if not node.name.startswith("_") and not _is_overload(node)]
    for node in public:
        yield f"- `{node.name}`: {_first_line(node)}"
    values = [f"`{name}`" for name in _values(tree) if not name.startswith("_")]
    if values:
        yield f"- {', '.join(values)}"
    if public or values:
        yield ""


def _is_overload(node: Function) -> bool:
    return any(ast.unparse(decorator) == "overload" for decorator in node.decorator_list)


def _values(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def _first_line(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n")[0]


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    page = reference()
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/reference.md is not what the package is: run make reference.")
