"""The roles that sign a quarter: their names among keys, and that each has its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from quarterbook.storage.characters import unseen


def principal_of(role: str) -> str:
    """Return the name that a role has in the file of allowed signers."""
    return re.sub(r"\W+", "-", unicodedata.normalize("NFKC", role).casefold()).strip("-")


def role_faults(roles: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the place and the fault of each role that no key, or another role's, would be for."""
    first: dict[str, str] = {}
    for index, role in enumerate(roles):
        principal = principal_of(role)
        if sign := unseen(role):
            yield index, f'"{role}" has a character that nobody sees ({sign}). Write it anew'
        elif not principal:
            yield (
                index,
                f'"{role}" is no role: write it in words, like "- Director of Resources"',
            )
        elif principal in first:
            yield (
                index,
                f'"{role}" and "{first[principal]}" are one role, "{principal}", so one signature '
                "would do for both. List each role once",
            )
        else:
            first[principal] = role
