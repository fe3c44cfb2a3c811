"""Periods as data/ writes them, from the guide: which months they are, and how readers see them."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


class Span(NamedTuple):
    """Months that follow one another: the first, counted from year 0, and how many."""

    first: int
    length: int
    code: str

    @property
    def last(self) -> int:
        return self.first + self.length - 1

    @property
    def end(self) -> dt.date:
        year, month = divmod(self.last + 1, 12)
        return dt.date(year, month + 1, 1) - dt.timedelta(days=1)

    def moved(self, months: int) -> Span:
        """The span so many months later, without a code of its own."""
        return Span(self.first + months, self.length, "")

    def is_at(self, other: Span) -> bool:
        return self[:2] == other[:2]

    @property
    def financial_year(self) -> str:
        """The financial year, April to March, in which its last month lies: 2021-22."""
        year = (self.last - 3) // 12
        return f"{year}-{(year + 1) % 100:02d}"

    @property
    def label(self) -> str:
        year, month = divmod(self.first, 12)
        if self.length == 1:
            return f"{MONTHS[month]} {year}"
        if self.length == 3:
            start = int(self.financial_year[:4])
            return f"Q{(month - 3) % 12 // 3 + 1} {start}/{(start + 1) % 100:02d}"
        if self.length > 12:
            return self.code
        return f"{year}" if month == 0 else _years(year, " academic year" * (month == 8))


def _years(year: int, more: str) -> str:
    return f"{year}/{(year + 1) % 100:02d}{more}"


def read_span(text: str, *, monthly: bool = False) -> Span:
    """Read a period; ``2010-11`` is a month only where the measure is monthly."""
    if found := re.fullmatch(r"(\d{4})-(\d\d)-Q([1-4])", text):
        return Span(int(found[1]) * 12 + 3 * int(found[3]), 3, text)
    if found := re.fullmatch(r"(\d{4})/(\d\d)-AY", text):
        return Span(int(found[1]) * 12 + 8, 12, text)
    if " to " in text:
        first, last = (read_span(part, monthly=part.count("-") == 1) for part in text.split(" to "))
        return Span(first.first, last.last - first.first + 1, text)
    if found := re.fullmatch(r"(\d{4})-(\d\d)", text):
        year, rest = int(found[1]), int(found[2])
        if rest == (year + 1) % 100 and not (monthly and rest <= 12):
            return Span(year * 12 + 3, 12, text)
        return Span(year * 12 + rest - 1, 1, text)
    return Span(int(text) * 12, 12, text)
