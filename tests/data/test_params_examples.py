"""What is told of a key that is missing: a line of its form, which is one that may be written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import pytest
import yaml
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from quarterbook.data.params import council, editions, quarter
from quarterbook.data.params.fields import Strict


def required() -> Iterator[tuple[str, str, FieldInfo]]:
    for module in (council, editions, quarter):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, Strict) and model is not Strict:
                for name, field in model.model_fields.items():
                    if field.is_required():
                        yield model.__name__, name, field


REQUIRED = {f"{model}.{name}": (name, field) for model, name, field in required()}


@pytest.mark.parametrize("key", REQUIRED)
def test_a_key_that_every_book_has_comes_with_an_example(key: str) -> None:
    name, field = REQUIRED[key]
    assert field.description
    assert field.examples
    line = yaml.safe_load(f"{name}: {field.examples[0]}")
    if line[name] is not None:  # lines below it say the rest
        written = line[name] if isinstance(line[name], list) else field.examples[0]
        TypeAdapter(Annotated[field.annotation, field]).validate_python(written)  # type: ignore[name-defined]
