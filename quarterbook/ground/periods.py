"""Periods of UK public statistics: months, quarters and three kinds of year.

Each has one written form that nobody can misread:

========================  =============  ======================
period                    written        shown to readers
========================  =============  ======================
month                     2021-09        September 2021
quarter of a fin. year    2021-22-Q2     Q2 2021/22
financial year            2021-22        2021/22
calendar year             2021           2021
academic year             2020/21-AY     2020/21 academic year
========================  =============  ======================

Financial years run from April to March, academic years from September to
August.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

from quarterbook.ground.rule_names import Frequency

Kind = Literal["month", "quarter", "year", "calendar", "academic"]


PERIOD_FORMS = (
    'month "2021-09", quarter "2021-22-Q2", financial year "2021-22", '
    'calendar year "2021", academic year "2020/21-AY"'
)


KINDS_OF_FREQUENCY: dict[Frequency, tuple[Kind, ...]] = {
    "monthly": ("month",),
    "quarterly": ("quarter",),
    "annual": ("year", "calendar", "academic"),
    "biennial": ("year", "calendar", "academic"),
}


MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "year": 12, "calendar": 12, "academic": 12}


_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("quarter", re.compile(r"(\d{4})-(\d{2})-[Qq]([1-4])")),
    ("academic", re.compile(r"(\d{4})/(\d{2})-AY")),
    ("calendar", re.compile(r"(\d{4})")),
    ("month", re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
    ("year", re.compile(r"(\d{4})-(\d{2})")),
)


class PeriodError(ValueError):
    """The text is no period in one of the written forms."""


@dataclass(frozen=True, order=True)
class Period:
    """A span of months with a written and a shown form; ordered by time."""

    year: int
    month: int
    kind: Kind

    @property
    def start(self) -> date:
        return date(self.year, self.month, 1)

    @cached_property
    def end(self) -> date:
        """The last day of the period."""
        last = self._months_on(MONTHS[self.kind] - 1)
        return date(last.year, last.month, monthrange(last.year, last.month)[1])

    @property
    def code(self) -> str:
        """The written form."""
        if self.kind == "month":
            return f"{self.year}-{self.month:02}"
        if self.kind == "calendar":
            return f"{self.year}"
        if self.kind == "academic":
            return f"{self.year}/{(self.year + 1) % 100:02}-AY"
        if self.kind == "year":
            return f"{self.year}-{(self.year + 1) % 100:02}"
        return f"{self.financial_year.code}-Q{self.quarter_number}"

    @property
    def slug(self) -> str:
        """The form used in commands and addresses: ``2021-22-q2``."""
        return self.code.lower().replace("/", "-")

    @property
    def label(self) -> str:
        """The form readers see."""
        if self.kind == "month":
            return f"{month_name[self.month]} {self.year}"
        if self.kind == "calendar":
            return f"{self.year}"
        if self.kind == "quarter":
            return f"Q{self.quarter_number} {self.financial_year.label}"
        years = f"{self.year}/{(self.year + 1) % 100:02}"
        return f"{years} academic year" if self.kind == "academic" else years

    @property
    def quarter_number(self) -> int:
        return (self.month - 4) // 3 % 4 + 1

    @property
    def financial_year(self) -> Period:
        """The financial year in which the period starts."""
        return Period(self.year if self.month >= 4 else self.year - 1, 4, "year")

    @property
    def quarter(self) -> Period:
        """The quarter in which the period ends."""
        end = self.end
        return Period(end.year, (end.month - 1) // 3 * 3 + 1, "quarter")

    def back(self, count: int = 1) -> Period:
        """Return the period of the same kind ``count`` periods earlier."""
        return self._months_on(-count * MONTHS[self.kind])

    def year_ago(self) -> Period:
        """Return the same period of the year before."""
        return self._months_on(-12)

    def _months_on(self, months: int) -> Period:
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1, self.kind)

    def __str__(self) -> str:
        return self.code


@lru_cache(maxsize=4096)
def parse(text: str, frequency: str | None = None) -> Period:
    """Read a period in its written form.

    ``frequency`` is the measure's, where it is known: ``2011-12`` is December
    2011 of a monthly one, and the year of any other. Raises `PeriodError` for
    any other text, ``2021-23`` (no financial year) included.
    """
    is_no_month = frequency in ("quarterly", "annual", "biennial")
    for kind, pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if not match:
            continue
        if kind == "month" and is_no_month and int(match[2]) == (int(match[1]) + 1) % 100:
            continue
        year = int(match[1])
        if not 1900 <= year <= 2199:
            break
        if kind == "month":
            return Period(year, int(match[2]), "month")
        if kind == "calendar":
            return Period(year, 1, "calendar")
        if int(match[2]) != (year + 1) % 100:
            break
        if kind == "academic":
            return Period(year, 9, "academic")
        if kind == "year":
            return Period(year, 4, "year")
        number = int(match[3])
        return Period(year + (number == 4), (number * 3) % 12 + 1, "quarter")
    raise PeriodError(f'"{text}" is not a period. Write one of: {PERIOD_FORMS}.')


def parse_quarter(text: str) -> Period:
    """Read a quarter, in capitals or not; raises `PeriodError` otherwise."""
    try:
        period = parse(text.upper())
    except PeriodError:
        period = None
    if period is None or period.kind != "quarter":
        raise PeriodError(f'"{text}" is not a quarter. Write it like "2021-22-Q2".')
    return period


def long_date(day: date) -> str:
    """Return ``5 November 2021``."""
    return f"{day.day} {month_name[day.month]} {day.year}"
