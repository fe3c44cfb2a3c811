"""Where links of a book may lead, as far as it can be told without running its notebooks."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from quarterbook.compose.page_text import texts_of_page
from quarterbook.data.as_stored import is_as_stored
from quarterbook.ground import myst
from quarterbook.ground.wording import file_name
from quarterbook.storage.book import Book

# The name of a directive or a formula, in one of the forms that it may be given in.
_NAMED = re.compile(
    r"^[ \t]*(?::(?:name|label):|(?:name|label):|\.\. _)[ \t]*([^\s:]+)|\$\$[ \t]*\(([\w.-]+)\)",
    re.MULTILINE,
)
# What begins a target in a text that code puts together.
_BY_CODE = re.compile(r"\)=|\bid\s*=|\bname:|\blabel:")
# What the package's own tables and lists have for papers.
_OF_THE_PACKAGE = re.compile(r"in-table-|milestone-|.*-measures$")


@dataclass(frozen=True)
class Targets:
    """The names that links may lead to, forms of further ones, and whether code may make others.

    ``forms`` are those of charts and tables that code gives a name that it has put together.
    """

    names: frozenset[str]
    forms: tuple[str, ...]
    are_all: bool

    def lack(self, name: str) -> bool:
        """Whether nothing of the book can go by a name."""
        is_here = name in self.names or name.lower() in self.names
        is_here = is_here or any(fnmatchcase(name, form) for form in self.forms)
        return self.are_all and not is_here and not _OF_THE_PACKAGE.match(name)


def targets_of(text: str) -> list[str]:
    """Return what links can lead to in a text: labels, ids, and names of directives."""
    named = (match[1] or match[2] for match in _NAMED.finditer(text))
    return [*myst.anchors(text), *named]


def targets_of_book(book: Book, pages: Iterable[str], measures: Iterable[str]) -> Targets:
    """Return where the links of pages may lead: to what they name, make of measures and draw."""
    measures = [*measures]
    texts = [text for page in pages for *_, text in texts_of_page(book, page)]
    names = {*measures, *(name for text in texts for name in targets_of(text))}
    forms = {form for id_ in measures for form in (f"fig-{id_}", f"fig-{id_}-*")}
    are_all = True
    for code in _code(book):
        forms |= {*_charts_and_tables(code)}
        for text, is_whole in _strings(code):
            targets = targets_of(text)
            names |= {*targets}
            are_all &= not _BY_CODE.search(text) or (is_whole and bool(targets))
    plain = {form for form in forms if "*" not in form}
    whole = frozenset((*names, *(name.lower() for name in names), *plain))
    return Targets(whole, tuple(sorted(forms - plain)), are_all)


def _code(book: Book) -> Iterator[str]:
    """Yield the code of a book's notebooks, what those not run are stored with, and of modules."""
    for folder in (book.notebooks, book.pages):
        for path in sorted(folder.rglob("*")):
            is_code = path.suffix in (".ipynb", ".py", ".md") and not path.name.startswith(".")
            if not is_code or not path.is_file():
                continue
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            page = book.relative(path.with_suffix(""))
            if path.suffix == ".ipynb" and not is_as_stored(book, page):
                yield from _code_cells(text)
            elif path.suffix != ".md" or "{code-cell}" in text:
                yield text


def _code_cells(notebook: str) -> Iterator[str]:
    try:
        for cell in json.loads(notebook)["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])
    except (ValueError, KeyError, TypeError):
        return  # what cannot be read is said where notebooks are run


def _tree(code: str) -> ast.Module | None:
    """Return code as Python reads it; None of what it cannot read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(re.sub(r"^\s*[%!].*$", "", code, flags=re.MULTILINE))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _charts_and_tables(code: str) -> Iterator[str]:
    """Yield by what names code gives links find charts and tables: ``*`` is what it works out."""
    tree = _tree(code)
    for call in ast.walk(tree) if tree else ():
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        stem = {"figure": "fig-", "table": "table-"}.get(call.func.attr)
        names = [word.value for word in call.keywords if word.arg == "name"]
        names += call.args[1:2] if stem == "fig-" else []
        if stem and names:
            yield stem + _form(names[0])


def _form(name: ast.expr) -> str:
    if isinstance(name, ast.Constant):
        return file_name(str(name.value))
    parts = name.values if isinstance(name, ast.JoinedStr) else [name]
    return "".join(_form(part) if isinstance(part, ast.Constant) else "*" for part in parts)


def _strings(code: str) -> Iterator[tuple[str, bool]]:
    """Yield the texts that stand in code, and whether each is whole as it stands."""
    tree = _tree(code)
    if tree is None:
        yield code, False
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [str(one.value) for one in node.values if isinstance(one, ast.Constant)]
            yield "".join(parts), False
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, "{" not in node.value and "%" not in node.value
