"""What is public has a user; what has none is private by its name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard

import pytest

from support.books import ROOT

pytestmark = pytest.mark.house

PACKAGE = ROOT / "quarterbook"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
OTHERS = [
    path for folder in ("tests", "bench", "docs") for path in sorted((ROOT / folder).rglob("*.py"))
]
# Called by name from outside: by Sphinx, by `python -m`, through the registry of publishers.
CALLED = {"setup", "main", "NAME", "TITLE", "EXAMPLE", "COLUMNS", "read"}


def uses(tree: ast.Module, own: str = "") -> Iterator[tuple[str, str]]:
    """The names of other modules that a module uses, each with its module."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module != own:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in MODULES:
                    modules[alias.asname or alias.name] = whole
                else:
                    yield node.module, alias.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            of = node.value.id if isinstance(node.value, ast.Name) else ast.unparse(node.value)
            yield modules.get(of, of), node.attr
        elif _is_patch(node):
            of, *rest = map(ast.unparse, node.args)
            yield modules.get(of, of), rest[0].strip("'")


def _is_patch(node: ast.AST) -> TypeGuard[ast.Call]:
    is_setattr = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "setattr"
    return is_setattr and ast.unparse(node.func) == "monkeypatch.setattr"


def definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    """What a module defines at its top level."""
    defined: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                names = [part for part in ast.walk(target) if isinstance(part, ast.Name)]
                defined |= {name.id: node for name in names}
    return defined


def annotations(nodes: list[ast.stmt]) -> set[str]:
    """The words in the signatures and fields of definitions."""
    notes: list[ast.expr | None] = []
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.arg | ast.AnnAssign):
                notes.append(part.annotation)
            elif isinstance(part, ast.FunctionDef):
                notes.append(part.returns)
    return {
        part.id for note in notes if note for part in ast.walk(note) if isinstance(part, ast.Name)
    }


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def used() -> dict[str, set[str]]:
    """By module the names of it that others use."""
    names: dict[str, set[str]] = defaultdict(set)
    for module, path in [*MODULES.items(), *(("", other) for other in OTHERS)]:
        for of, name in uses(parsed(path), module):
            names[of].add(name)
    return names


def test_what_is_public_has_a_user() -> None:
    """In another module or a test, or as a type in the signature of something public."""
    unused = []
    for module, path in MODULES.items():
        defined = definitions(parsed(path))
        public = {name: node for name, node in defined.items() if not name.startswith("_")}
        types = annotations(list(public.values()))
        unused += [
            f"{module}.{name}" for name in public if name not in used()[module] | types | CALLED
        ]
    assert unused == []


def test_what_is_public_has_another_user_than_tests() -> None:
    """At home or elsewhere in the package, in a benchmark, in what makes the documents or in the
    guide, for notebooks.
    """
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    others = [path for path in OTHERS if "tests" not in path.relative_to(ROOT).parts]
    names: dict[str, set[str]] = defaultdict(set)
    for module, path in [*MODULES.items(), *(("", other) for other in others)]:
        for of, name in uses(parsed(path), module):
            names[of].add(name)
    unused = []
    for module, path in MODULES.items():
        tree = parsed(path)
        at_home = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        unused += [
            f"{module}.{name}"
            for name in definitions(tree)
            if not name.startswith("_")
            and name not in names[module] | at_home | CALLED
            and f"{module.rpartition('.')[2]}.{name}(" not in guide
        ]
    assert unused == []


def test_a_public_value_has_a_name_of_its_own() -> None:
    """Two modules do not call different things the same; every importer has the same three."""
    modules = defaultdict(list)
    for module, path in MODULES.items():
        for name, node in definitions(parsed(path)).items():
            is_value = isinstance(node, ast.Assign | ast.AnnAssign)
            if is_value and not name.startswith("_") and name not in CALLED:
                modules[name].append(module)
    assert {name: homes for name, homes in modules.items() if len(homes) > 1} == {}


def test_every_public_name_says_what_it_is() -> None:
    """In docs/reference.md, which is made from the docstrings."""
    lines = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.endswith(("|  |", "`: "))] == []


def test_what_is_private_is_used_at_home_alone() -> None:
    shared = [
        f"{module}.{name}"
        for module in MODULES
        for name in sorted(used()[module])
        if name.startswith("_") and not name.startswith("__")
    ]
    assert shared == []


def bound(function: ast.AST) -> Iterator[str]:
    """The names that a function, a lambda or a comprehension binds: parameters and locals."""
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) if node is not function:
                yield name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield name
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name


def hidden(tree: ast.Module) -> set[str]:
    """The names of a module, its own and imported ones, that something in it takes for another."""
    there = set(definitions(tree))
    for node in tree.body:
        parts = ast.walk(node) if isinstance(node, ast.If | ast.Try) else [node]
        for part in parts:
            if isinstance(part, ast.Import | ast.ImportFrom):
                there |= {(a.asname or a.name).partition(".")[0] for a in part.names}
    scopes = [
        node
        for node in ast.walk(tree)
        if isinstance(
            node,
            ast.FunctionDef
            | ast.Lambda
            | ast.ListComp
            | ast.SetComp
            | ast.DictComp
            | ast.GeneratorExp,
        )
    ]
    shared = {
        name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names
    }
    return {name for scope in scopes for name in bound(scope)} & there - shared


def test_a_local_name_hides_none_of_its_module() -> None:
    """A parameter called as a function or an import beside it is read as that, and breaks it."""
    trees = {module: hidden(parsed(path)) for module, path in MODULES.items()}
    assert {module: names for module, names in trees.items() if names} == {}


def test_a_hidden_name_is_found() -> None:
    """In parameters, locals, comprehensions, matches and closures; not where it is global."""
    text = """
import json
from os import path
SEEN = 0
def read(): return 0
def one(read): return read
def two(): return [path for path in ""]
def three():
    global SEEN
    SEEN = 1
def four(value):
    match value:
        case [json]: return json
def five(reading): return reading
"""
    assert hidden(ast.parse(text)) == {"read", "path", "json"}


# They stand for everything, and so say nothing of what they hold.
VAGUE = {"asked", "fill_in", "found", "given", "known", "said", "take_in", "told", "wanted"}


def vague(tree: ast.Module) -> set[str]:
    """The functions, classes, parameters and locals of a module that are named for anything."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            names |= {*bound(node)}
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name.lower())
    return {name for name in names if name.strip("_") in VAGUE}


def test_a_name_says_what_it_holds() -> None:
    trees = {module: vague(parsed(path)) for module, path in MODULES.items()}
    assert {module: names for module, names in trees.items() if names} == {}


def test_a_vague_name_is_seen() -> None:
    """In functions, classes, parameters, locals, comprehensions; not as part of another."""
    text = """
class Known: pass
def take_in(asked): return [said for said in asked]
async def _fill_in(): wanted = 0
def one(foundation, as_given): found_at = (lambda found: found)(foundation)
def two(match, inputs): return {"given": match.said, "known": inputs}
"""
    names = {"known", "take_in", "asked", "said", "_fill_in", "wanted", "found"}
    assert vague(ast.parse(text)) == names


def test_every_code_of_a_finding_is_of_a_family_that_the_page_lists() -> None:
    used = {
        code[:2]
        for path in MODULES.values()
        for code in re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8"))
        if code[0] in "PDNBR"
    }
    page = (ROOT / "docs" / "how-it-is-built.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([A-Z]\d)xx \| .+ \|$", page, re.MULTILINE)
    assert sorted(listed) == sorted(used)


def test_what_stops_publishing_is_listed_where_it_is_refused() -> None:
    """Of the release's own codes all are listed but those of signing alone."""
    raised: dict[str, set[str]] = {}
    for path in MODULES.values():
        for code in re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8")):
            raised.setdefault(code, set()).add(path.name)
    page = (ROOT / "docs" / "how-it-is-built.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:[A-Z]\d{3} ?)+) \| .+ \| (`.+`) \|$", page, re.MULTILINE)
    listed = {
        code: re.findall(r"`(\w+\.py)`", modules)
        for codes, modules in rows
        for code in codes.split()
    }
    not_of_publishing = {"R112": "signing with a key", "R114": "signing", "R116": "a note"}
    own = {code for code in raised if code.startswith("R1")}
    assert own - not_of_publishing.keys() <= listed.keys()
    assert not {code for code, modules in listed.items() if not raised[code] & {*modules}}
    assert not {module for some in listed.values() for module in some} - {
        module for code in listed for module in raised[code]
    }
