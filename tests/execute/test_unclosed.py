"""Fences of Markdown that are never closed, beside those that look so and are not."""

from __future__ import annotations

import pytest

from quarterbook.execute.page_faults import unclosed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# A\n\n:::{note}\nWords.\n", [(3, ":::{note}")]),
        ("```{note}\nWords.\n", [(1, "```{note}")]),
        ("::::{a}\n:::{b}\n:::\n::::\n", []),
        # of two fences alike the outer one ends with the first line that could end either
        (":::{a}\n:::{b}\n:::\n:::\n", [(2, ":::{b}")]),
        ("::::{a}\n:::{b}\n::::\n", [(2, ":::{b}")]),
        ("```python\n:::{note}\n```\n", []),
        ("Code in a line is ```x```, and so is `:::{note}`.\n", []),
        ("- a\n\n  :::{note}\n  b\n  :::\n", []),
        ("::: no directive\n", []),
        ("~~~\n```\n~~~\n", []),
    ],
)
def test_what_is_open(text: str, found: list[tuple[int, str]]) -> None:
    assert unclosed(text) == found
