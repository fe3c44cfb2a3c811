"""What is said of a word that is not known."""

from __future__ import annotations

import pytest

from quarterbook.ground.errors import nearest


@pytest.mark.parametrize(
    ("word", "known", "told"),
    [
        ("wrad", ["ward", "year"], "ward"),
        ("book/methd", ["book/method", "book/papers/wards"], "book/method"),
        ("boook/method", ["book/method"], "book/method"),
        ("book/method.ipynb", ["book/method.md", "book/markers.md"], "book/method.md"),
        ("book/markers", ["book/papers/wards", "book/method"], ""),  # alike by their folder alone
        ("size", ["ward", "year"], ""),
    ],
)
def test_the_nearest_is_near_by_its_own_name(word: str, known: list[str], told: str) -> None:
    assert nearest(word, known) == (f' Did you mean "{told}"?' if told else "")
