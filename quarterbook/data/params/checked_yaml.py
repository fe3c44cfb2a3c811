"""YAML files checked against a model, each fault reported with its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from quarterbook.ground.errors import BookError, Problem, nearest
from quarterbook.ground.wording import listed
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import Document, as_found, load

_Model = TypeVar("_Model", bound=BaseModel)


def read_yaml(book: Book, path: Path, model: type[_Model]) -> _Model:
    """Read ``path`` as ``model``; raises `BookError` with file and line of each fault."""
    document = load(book, path)
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        if quote := document.open_quote:
            raise BookError(quote) from None
        raise BookError(_problem(document, model, fault) for fault in error.errors()) from None


def _problem(document: Document, model: type[BaseModel], fault: ErrorDetails) -> Problem:
    kind = fault["type"]
    path: tuple[int | str, ...] = fault["loc"]
    if kind == "at_fault":  # raised by a model of ours
        path = (*path, *fault["ctx"]["below"])
        return Problem(document.name, document.line(*path), "P107", f"{fault['ctx']['message']}.")
    line = document.line(*path)
    last, under = path[-1], _under(path[:-1])
    if isinstance(last, int):
        last, under = _spoken(path), ""
    if kind in ("extra_forbidden", "invalid_key"):
        fields = _fields(model, path[:-1])
        return Problem(
            document.name,
            line,
            "P105",
            f"{as_found(str(last))}{under} is not a known key.{nearest(str(last), fields)} "
            f"Known here: {listed(fields, 'and')}.",
        )
    if kind == "missing":
        mend = _example(model, path)
        return Problem(document.name, line, "P106", f'"{last}"{under} is missing. {mend}')
    expected = f"{_expected(fault)}{_keys(model, path, kind)}"
    value = f"{last}{under} is {as_found(fault['input'])}"
    return Problem(document.name, line, "P107", f"{value}: {expected}")


def _keys(model: type[BaseModel], path: Sequence[int | str], kind: str) -> str:
    fields = _fields(model, path) if kind.startswith("model_") else []
    return f" Known here: {listed(fields, 'and')}." if fields else ""


def _spoken(path: Sequence[int | str]) -> str:
    return ", ".join(f"item {part + 1}" if isinstance(part, int) else part for part in path)


def _under(path: Sequence[int | str]) -> str:
    return f" (in {_spoken(path)})" if path else ""


_TYPES = {
    "string_type": "expected text",
    "string_too_short": "expected text",
    "int_type": "expected a whole number",
    "float_type": "expected a number",
    "finite_number": "expected a number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "list_type": 'expected a list, each item on a line of its own after "- "',
    "too_short": "expected at least one item",
    "dict_type": 'expected lines of "key: value" below it',
    "model_type": 'expected lines of "key: value" below it',
    "model_attributes_type": 'expected lines of "key: value" below it',
}


def _expected(fault: ErrorDetails) -> str:
    """Return what would be right, as a sentence's end."""
    kind, value = fault["type"], fault["input"]
    if kind in ("literal_error", "enum"):
        words = fault["ctx"]["expected"].replace("'", '"')
        return f"expected {words}.{nearest(str(value), words.split(chr(34))[1::2])}"
    if kind == "string_type" and isinstance(value, int | float):
        return "expected text. Put it in quotes."
    if kind in _TYPES:
        return f"{_TYPES[kind]}."
    if kind == "value_error":
        return f"{str(fault['ctx']['error']).rstrip('.')}."
    if kind == "greater_than_equal":
        return f"expected {fault['ctx']['ge']} or more."
    if kind == "greater_than":
        return f"expected more than {fault['ctx']['gt']:g}."
    if kind == "less_than":
        return f"expected less than {fault['ctx']['lt']:g}."
    if kind == "less_than_equal":
        return f"expected {fault['ctx']['le']} or less."
    message = fault["msg"]
    return f"{message[0].lower()}{message[1:].rstrip('.')}."


def _example(model: type[BaseModel], path: Sequence[int | str]) -> str:
    """Return how to add what is missing: a line of its form, and what it says."""
    above = _model_at(model, path[:-1])
    field = above.model_fields.get(str(path[-1])) if above else None
    if not field or not field.examples:
        return "Add it."
    line = f"{path[-1]}: {field.examples[0]}".rstrip()
    return f'Add a line such as "{line}": {field.description}.'


def _fields(model: type[BaseModel], path: Sequence[int | str]) -> list[str]:
    """Return the keys known at ``path`` of a model."""
    parent = _model_at(model, path)
    return list(parent.model_fields) if parent else []


def _model_at(model: type[BaseModel], path: Sequence[int | str]) -> type[BaseModel] | None:
    """Return the model of the group of keys at ``path`` of a model, None of what is no group."""
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        field = current.model_fields.get(part)
        annotation = field.annotation if field else None
        while not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            inner = [a for a in getattr(annotation, "__args__", ()) if a is not type(None)]
            if not inner:
                return None
            annotation = inner[0]
        current = annotation
    reached: type[BaseModel] = current
    return reached
