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
several years together    2015 to 2017   2015 to 2017
========================  =============  ======================

Financial years run from April to March, academic years from September to
August. Several years together, of which a figure is the rate or the mean, are
a period of their own: from one of these years to another (``2018-19 to
2020-21``), or whole years from another month on (``2021-10 to 2022-09``).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

from quarterbook.ground.rule_names import Frequency

Kind = Literal["month", "quarter", "year", "calendar", "academic", "span"]


PERIOD_FORMS = (
    'month "2021-09", quarter "2021-22-Q2", financial year "2021-22", '
    'calendar year "2021", academic year "2020/21-AY", several years "2015 to 2017"'
)


# What a sentence calls a period of each kind.
PERIOD_WORDS: dict[Kind, str] = {
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "calendar": "year",
    "academic": "year",
    "span": "period",
}

KINDS_OF_FREQUENCY: dict[Frequency, tuple[Kind, ...]] = {
    "monthly": ("month",),
    "quarterly": ("quarter",),
    "annual": ("year", "calendar", "academic", "span"),
    "biennial": ("year", "calendar", "academic", "span"),
}


# In English on every machine: those of `calendar` and `strftime` are the process's own.
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


# How many months one period begins after the one before; spans are published every year.
MONTHS: dict[Kind, int] = {
    "month": 1, "quarter": 3, "year": 12, "calendar": 12, "academic": 12, "span": 12,
}  # fmt: skip


YEAR_KINDS: dict[int, Kind] = {
    4: "year",
    1: "calendar",
    9: "academic",
}  # by the month they begin in


_LONGEST_SPAN = 120  # months


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
    """Some months with a written and a shown form; ordered by time.

    ``length`` is how many months a span has, nothing for the other kinds: `span` makes one.
    """

    year: int
    month: int
    kind: Kind
    length: int = 0

    @property
    def months(self) -> int:
        """How many months the period has."""
        return self.length or MONTHS[self.kind]

    @property
    def start(self) -> date:
        return date(self.year, self.month, 1)

    @cached_property
    def end(self) -> date:
        """The last day of the period."""
        last = self._months_on(self.months - 1)
        return date(last.year, last.month, monthrange(last.year, last.month)[1])

    @property
    def code(self) -> str:
        """The written form."""
        if self.kind == "span":
            first, last = self._first_and_last()
            return f"{first.code} to {last.code}"
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
        return self.code.lower().replace("/", "-").replace(" ", "-")

    @property
    def label(self) -> str:
        """The form readers see."""
        if self.kind == "span":
            first, last = self._first_and_last()
            return f"{first.label.removesuffix(' academic year')} to {last.label}"
        if self.kind == "month":
            return f"{MONTH_NAMES[self.month - 1]} {self.year}"
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

    def shares_years(self, other: Period) -> bool:
        """Whether it and another are several years each, of which some are in both.

        Figures of such periods are not independent: most of what a change between them rests on
        is in either of them.
        """
        apart = self.end < other.start or other.end < self.start
        return "span" in (self.kind, other.kind) and self != other and not apart

    def _months_on(self, months: int) -> Period:
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1, self.kind, self.length)

    def _first_and_last(self) -> tuple[Period, Period]:
        """Return the years, or else months, that a span begins and ends with."""
        kind: Kind = YEAR_KINDS.get(self.month, "month")
        first = Period(self.year, self.month, kind)
        return first, first._months_on(self.length - MONTHS[kind])

    def __str__(self) -> str:
        return self.code


def span(year: int, month: int, months: int) -> Period:
    """Return the period of whole years from a month on: a year that has a name, or a span.

    Raises `PeriodError` where ``months`` are no whole years, or more than ten.
    """
    if months == 12 and month in YEAR_KINDS:
        return Period(year, month, YEAR_KINDS[month])
    if months < 12 or months % 12 or months > _LONGEST_SPAN:
        raise PeriodError(f"{months} months are not one to ten whole years")
    return Period(year, month, "span", months)


@lru_cache(maxsize=4096)
def parse(text: str, frequency: str | None = None) -> Period:
    """Read a period in its written form.

    ``frequency`` is the measure's, where it is known: ``2011-12`` is December
    2011 of a monthly one, and the year of any other. Raises `PeriodError` for
    any other text, ``2021-23`` (no financial year) included.
    """
    if " to " in text:
        return _parse_span(text)
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


def _parse_span(text: str) -> Period:
    """Read several years together: both ends are years of one kind, or months."""
    for frequency in ("annual", "monthly"):
        try:
            first, last = (parse(end, frequency) for end in text.split(" to "))
            months = (last.year - first.year) * 12 + last.month - first.month + last.months
            period = span(first.year, first.month, months)
        except ValueError:  # `PeriodError` is one, and so are three ends
            continue
        if first.kind == last.kind and period.code == text:
            return period
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


def complete_on(period: Period, month: str = "") -> date:
    """Return the day from which a period's figure can be known.

    It is the period's last day; for an academic year 1 August, as exam results come in that
    month. ``month`` names the one of a year in which its figure is taken, such as a survey's: then
    it is that month's last day.
    """
    if month and period.kind in YEAR_KINDS.values():
        number = MONTH_NAMES.index(month) + 1
        year = period.year + (number < period.month)
        return date(year, number, monthrange(year, number)[1])
    return date(period.year + 1, 8, 1) if period.kind == "academic" else period.end


def long_date(day: date) -> str:
    """Return ``5 November 2021``."""
    return f"{day.day} {month_year(day)}"


def weekday_date(day: date) -> str:
    """Return ``Friday 5 November 2021``."""
    return f"{_WEEKDAYS[day.weekday()]} {long_date(day)}"


def month_year(day: date) -> str:
    """Return ``November 2021``."""
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


def months_of(quarter: Period) -> str:
    """Return ``October to December 2021``."""
    return f"{MONTH_NAMES[quarter.start.month - 1]} to {month_year(quarter.end)}"
