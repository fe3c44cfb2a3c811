"""Names of places and rounds that a number tells apart: "Home 1", "Home 2" and "Home 3"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quarterbook.disclosure.words.passed_over import NAMED_APART

_NAME = re.compile(rf"\s*({NAMED_APART})\s+(\d{{1,2}})\s*", re.IGNORECASE)


def names_by_number(some: Iterable[str]) -> frozenset[str]:
    """Return those of several texts that are such a name, where they count up from 1 together."""
    numbers: dict[str, dict[int, str]] = {}
    for text in some:
        if name := _NAME.fullmatch(text):
            numbers.setdefault(name[1].lower(), {})[int(name[2])] = text
    return frozenset(_in_rows(numbers.values()))


def _in_rows(numbers: Iterable[dict[int, str]]) -> Iterator[str]:
    for names in numbers:
        if len(names) > 1 and set(names) == {*range(1, len(names) + 1)}:
            yield from names.values()
