"""A boolean is no number in params, in no field of any model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter


def parts(annotation: Any) -> Iterator[Any]:
    """Yield a type and all that it is made of."""
    yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and all that its fields are made of."""
    yield model
    for field in model.model_fields.values():
        for part in parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from models(part)


NUMBERS = {
    f"{model.__name__}.{name}": field
    for top in (Council, Quarter)
    for model in models(top)
    for name, field in model.model_fields.items()
    if any(part in (int, float) for part in parts(field.annotation))
}


def test_there_are_fields_to_try() -> None:
    assert {"Council.suppression_threshold", "Defaults.significance", "Meeting.item"} <= set(
        NUMBERS
    )


@pytest.mark.parametrize("value", [True, False, "5"])
@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_number_in_yaml_is_none_here(name: str, value: Any) -> None:
    field = NUMBERS[name]
    kind: Any = Annotated[field.annotation, field]
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)
