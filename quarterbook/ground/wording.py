"""Words for lists and counts: ``a, b and c``, ``one measure``, ``is`` or ``are``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from num2words import num2words


def listed(words: Iterable[str], joiner: str = "or") -> str:
    """Return ``a, b or c``."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def first_of(words: Iterable[str], most: int) -> str:
    """Return ``a, b and c`` or, where there are more than ``most``, ``a, b and 4 more``."""
    items = list(words)
    if len(items) <= most:
        return listed(items, "and")
    return f"{', '.join(items[:most])} and {len(items) - most} more"


def count(number: int, thing: str, *, start: bool = False) -> str:
    """Return ``twenty-three measures``, ``one milestone`` or ``no measures``."""
    words = "no" if number == 0 else num2words(number)
    text = f"{words} {thing if number == 1 else thing + 's'}"
    return text[0].upper() + text[1:] if start else text


def number_style(largest: int) -> Callable[[int], str]:
    """Return how a sentence writes its numbers: words up to ten, figures where one is larger."""
    return num2words if largest <= 10 else lambda number: f"{number:,}"


def verb(number: int, one: str, many: str) -> str:
    """Return the form of a verb that goes with a number: ``verb(2, "is", "are")``."""
    return one if number == 1 else many


# A quotation mark that opens; any other is an apostrophe or closes.
_OPENING = re.compile(r"(?:(?<=[\s(\[–—])|^)'(?=\w)(?!s\b)")


def with_apostrophes(text: str) -> str:
    """Return words with the apostrophes and quotation marks that prose is set with."""
    return _OPENING.sub("‘", text).replace("'", "’")


def one_line(text: str) -> str:
    """Return text as a line: no control characters, no invisible ones, one space between words."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def file_name(text: str) -> str:
    """Return text as the name of a file: "Llŷn" is llyn, "St Mary's" is st-marys."""
    letters = unicodedata.normalize("NFKD", re.sub(r"['’]", "", text).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
