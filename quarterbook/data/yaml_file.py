"""YAML files checked against a model, each fault reported with its line."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from quarterbook.book import Book
from quarterbook.errors import BookError, Problem, listed, nearest

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[Hashable, ...]


class _Loader(yaml.SafeLoader):
    """YAML as people mean it: dates stay text until the model reads them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(book: Book, path: Path, model: type[Model]) -> Model:
    """Read ``path`` as ``model``; raises `BookError` with file and line of each fault."""
    name = book.relative(path)
    text = _read_text(name, path)
    try:
        node = yaml.compose(text, Loader=_Loader)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "the file cannot be read"
        raise BookError(
            Problem(
                name,
                mark.line + 1 if mark else 0,
                "P101",
                f"this is not YAML: {what}. Check the indentation, the colons and the quotes "
                "on this line and the one above it.",
            )
        ) from None
    if not isinstance(content, dict):
        raise BookError(
            Problem(name, 0, "P101", 'expected lines of "key: value", found something else.')
        )
    lines, twice = _lines(node)
    problems = [
        Problem(name, line, "P102", f'"{key}" is given twice. Keep one.') for key, line in twice
    ]
    if problems:
        raise BookError(problems)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise BookError(_problem(name, lines, model, fault) for fault in error.errors()) from None


def _read_text(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BookError(
            Problem(name, 0, "P103", "the file is not UTF-8 text. Save it with encoding UTF-8.")
        ) from None
    except OSError as error:
        raise BookError(
            Problem(name, 0, "P104", f"the file cannot be read: {error.strerror}.")
        ) from None


def _lines(node: yaml.Node | None) -> tuple[dict[Path_, int], list[tuple[str, int]]]:
    """Return the line of every path in a document, and the keys given twice."""
    lines: dict[Path_, int] = {}
    twice: list[tuple[str, int]] = []

    def walk(node: yaml.Node | None, path: Path_) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                below = (*path, key.value)
                if below in lines:
                    twice.append((key.value, key.start_mark.line + 1))
                lines[below] = key.start_mark.line + 1
                walk(value, below)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                lines[(*path, index)] = value.start_mark.line + 1
                walk(value, (*path, index))

    walk(node, ())
    return lines, twice


def _problem(
    name: str, lines: dict[Path_, int], model: type[BaseModel], fault: ErrorDetails
) -> Problem:
    path = tuple(fault["loc"])
    line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 0)
    where = ".".join(str(part) for part in path)
    kind = fault["type"]
    if kind == "extra_forbidden":
        known = _fields(model, path[:-1])
        return Problem(
            name,
            line,
            "P105",
            f'"{path[-1]}" is not a known key.{nearest(str(path[-1]), known)} '
            f"Known here: {listed(known, 'and')}.",
        )
    if kind == "missing":
        return Problem(name, line, "P106", f'"{where}" is missing. Add it.')
    found = fault["input"]
    shown = f'"{found}"' if isinstance(found, str | int | float) else type(found).__name__
    return Problem(name, line, "P107", f"{where} is {shown}: {_expected(fault)}.")


def _expected(fault: ErrorDetails) -> str:
    kind = fault["type"]
    if kind.startswith("date"):
        return 'this is not a date that exists. Write it like "2021-11-05"'
    if kind == "literal_error":
        return f"expected {fault['ctx']['expected']}"
    if kind == "value_error":
        return str(fault["ctx"]["error"]).rstrip(".")
    message = fault["msg"]
    return message[0].lower() + message[1:]


def _fields(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """Return the keys known at ``path`` of a model."""
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        annotation = current.model_fields[part].annotation
        while not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            inner = [a for a in getattr(annotation, "__args__", ()) if a is not type(None)]
            if not inner:
                return []
            annotation = inner[0]
        current = annotation
    return list(current.model_fields)
