"""The column ``part_of``: of which totals a measure is a part, and by what they are broken down."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

_TOTAL = re.compile(r"([^\s,;()]+)(?:\s*\(([^()]*)\))?")
_SEPARATORS = re.compile(r"[\s,;]+")


class Whole(NamedTuple):
    """A total as one breakdown makes it up: ``referrals (ward)`` is made of all parts that say so.

    The breakdown is blank where a total has one alone.
    """

    total: str
    breakdown: str


def wholes_of(cell: str) -> list[Whole]:
    """Return what a cell of ``part_of`` names, such as ``referrals (ward); under-fives``."""
    return [
        Whole(total, " ".join(breakdown.split()).lower())
        for total, breakdown in _TOTAL.findall(cell)
    ]


def is_written_well(cell: str) -> bool:
    """Whether a cell holds nothing but totals, each with its breakdown behind it in brackets."""
    return not _SEPARATORS.sub("", _TOTAL.sub("", cell))


def without_totals(cell: str, totals: Collection[str]) -> str:
    """Return a cell without some totals, as it is written where it has none of them."""
    written = [(match[1], match[0]) for match in _TOTAL.finditer(cell)]
    left = [words for total, words in written if total not in totals]
    return cell if len(left) == len(written) else "; ".join(left)


def parts_by_whole(ids: Iterable[str], cells: Iterable[str]) -> dict[Whole, list[str]]:
    """Return the parts of each breakdown of each total that is a measure itself, in order."""
    pairs = sorted(zip(ids, cells, strict=True))
    measures = {id_ for id_, _ in pairs}
    parts: dict[Whole, list[str]] = {}
    for part, cell in pairs:
        for whole in dict.fromkeys(wholes_of(cell)):
            if whole.total in measures and whole.total != part:
                parts.setdefault(whole, []).append(part)
    return parts
