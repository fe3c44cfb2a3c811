"""Periods as publishers and councils write them: ``Oct-20``, ``2019/20``, ``Q2 2021/22``."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.periods import (
    KINDS_OF_FREQUENCY,
    MONTH_NAMES,
    MONTHS,
    YEAR_KINDS,
    Kind,
    Period,
    PeriodError,
    span,
)
from quarterbook.ground.rule_names import Frequency

_YEAR = r"((?:19|20|21)\d\d)"
_ANY = r"((?:19|20|21)\d\d|\d\d)"  # a year, of the century or not

_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)

_MONTHS = [name[:3].lower() for name in MONTH_NAMES]

_QUARTER = r"q(?:uarter|tr)? ?([1-4])"

_AMBIGUOUS_QUARTER = (
    "is a quarter of a calendar year or of a financial one: write it like Q2 2021/22, or say "
    "calendar under period in series.csv"
)
# A period, or what is wrong with it as the end of a sentence.
_Read = Period | str


class _Hint(NamedTuple):
    """What a book says of a series' periods."""

    kind: Kind | None
    frequency: Frequency | None

    @property
    def is_no_month(self) -> bool:
        return self.frequency in ("quarterly", "annual", "biennial")


KIND_NAMES: dict[Kind, str] = {
    "month": "month",
    "quarter": "quarter",
    "year": "financial year",
    "calendar": "calendar year",
    "academic": "academic year",
    "span": "span of several years",
}


def _long_enough(period: Period, hint: _Hint) -> _Read:
    """A benchmark may stand for more than a figure of the measure, not for less."""
    frequency = hint.frequency
    if not frequency or period.months >= MONTHS[KINDS_OF_FREQUENCY[frequency][0]]:
        return period
    fault = f"is a {KIND_NAMES[period.kind]}, and the measure is {frequency}"
    if frequency != "quarterly":
        return fault
    if period.month % 3:
        return f"{fault}; no quarter ends with it" if hint.kind == "quarter" else fault
    if hint.kind == "quarter":
        return Period(period.year, period.month - 2, "quarter")
    return f"{fault}; if it is the quarter that ends then, say quarter under period in series.csv"


@lru_cache(maxsize=4096)
def read_period(text: str, kind: Kind | None = None, frequency: Frequency | None = None) -> Period:
    """Read a period in any form that is common in the United Kingdom.

    ====================================================  =======================
    form                                                  read as
    ====================================================  =======================
    2019/20, 2019-20, 2019/2020, 19/20, FY 2019/20        financial year, unless
                                                          ``kind`` is academic
    2020/21 academic year, AY 2020/21                     academic year
    2019, Mid-2019                                        calendar year
    year ending March 2022, YE Mar 22, FYE 2022,          the year of those months
    Apr 2021 - Mar 2022
    2015 - 17, 2018/19 - 20/21                            several years together
    12 months to September 2022, Oct 2021 - Sep 2022      the months from one to the other
    Q2 2021/22, 2021/22 Q2, 2021-22;Q2, Jul-Sep 2021,     quarter
    quarter ending September 2021, 3 months to Sep 2021
    Q3 2021, 2021 Q3                                      quarter, where ``kind`` is
                                                          calendar
    Oct-20, October 2020, Hydref 2020, 10/2020, 2020-10,  month
    2020M10
    31/03/2022, 1 March 2022, as at 2022-03-31            month, of its first or
                                                          last day
    202021                                                what 2020-21 is
    ====================================================  =======================

    kind
        what series.csv says of the series' years: a year that says it is of
        another kind is refused. Financial years where neither says anything. ``quarter``
        says that a month names the quarter that it ends: Jun-24, 30/06/2024.
    frequency
        the measure's. Of an annual one 2011-12 is a year and 2009-11 several
        together; of a monthly one both are months.

    Raises `PeriodError`, with the reason, for what could be read in two ways
    (2011-12 where the frequency is not known, Q2 2021 where ``kind`` is not calendar,
    20-Oct), for what is
    shorter than the measure's periods and for everything else.
    """
    words = re.sub(r"^\s*(?:as )?at ", "", text.lower().translate(_SIGNS))
    words = _WELSH.sub(lambda name: _IN_ENGLISH[name[0]], words)
    words = re.sub(r"(?<=\d)\.(?=\d)", "/", words)
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[,.']", "", words)
    words = re.sub(r"\s*(-|/|\bto\b)\s*", lambda sign: sign[1].replace("to", "-"), words)
    words = " ".join(words.replace(";", " ").split())
    for pattern, meaning in _FORMS:
        match = pattern.fullmatch(words)
        if match:
            period_or_fault = meaning(match, _Hint(kind, frequency))
            if isinstance(period_or_fault, Period):
                period_or_fault = _long_enough(period_or_fault, _Hint(kind, frequency))
            if isinstance(period_or_fault, Period):
                return period_or_fault
            raise PeriodError(f"{quoted(text)} {period_or_fault}")
    raise PeriodError(f"{quoted(text)} is no period in a form that is known here")


# Months as Welsh statistics have them, in full or short.
_IN_ENGLISH = {
    name: english
    for english, names in zip(
        _MONTHS,
        (
            "ionawr ion", "chwefror chwef", "mawrth maw", "ebrill ebr", "mai", "mehefin meh",
            "gorffennaf gorff", "awst", "medi", "hydref hyd", "tachwedd tach", "rhagfyr rhag",
        ),
        strict=True,
    )
    for name in names.split()
}  # fmt: skip

_WELSH = re.compile(rf"\b(?:{'|'.join(_IN_ENGLISH)})\b")

_NOTE = re.compile(r"\s*\[notes? [^\]]*\]\s*$", re.IGNORECASE)

# What stands behind a period and says how far its figures are settled.
_BEHIND = re.compile(
    r"\s*(?:[(\[](p|r|e|f|prov|provisional|rev|revised|est|estimated?|forecast|final)[)\]]"
    r"|\b(provisional|revised|estimated|forecast|final))$",
    re.IGNORECASE,
)


def without_marker(text: str) -> tuple[str, str]:
    """Return a period without marker and note behind it, and the marker: ``2024/25 Q3 (p)``."""
    text = _NOTE.sub("", text)
    match = _BEHIND.search(text)
    if not match:
        return text, ""
    what = (match[1] or match[2]).lower()
    before = _NOTE.sub("", text[: match.start()])
    return before.rstrip(), "" if what == "final" else what[0]


def year_ending(year: int, kind: Kind) -> Period:
    """Return the year of a kind that ends in a calendar year: in 2022, 2021-22 or 2021/22-AY."""
    if kind == "calendar":
        return Period(year, 1, kind)
    return Period(year - 1, 9 if kind == "academic" else 4, kind)


_SIGNS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def _full(year: str) -> int:
    """Return a year with its century: 70 to 99 are of the last one."""
    number = int(year)
    return number if number > 99 else number + (1900 if number >= 70 else 2000)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _one_month(year: str, month: str) -> _Read:
    return Period(_full(year), int(month) if month.isdecimal() else _month(month), "month")


def _years(match: re.Match[str], hint: _Hint) -> _Read:
    before, first, sign, second, after = match.groups()
    year = _full(first)
    consecutive = int(second) in (year + 1, (year + 1) % 100)
    named = before or after
    if not named and sign == "-" and len(second) == 2 and 1 <= int(second) <= 12:
        if hint.frequency == "monthly" or not (consecutive or hint.is_no_month):
            return Period(year, int(second), "month")
        if not hint.is_no_month:
            return _year_or_month(first, second)
    if not consecutive:
        return _several_years(year, second, named, hint)
    if not named:
        return _unnamed_year(year, hint)
    kind: Kind = "academic" if named.startswith("a") else "year"
    if hint.kind and hint.kind != kind:
        return f"is {_a(kind)}, and series.csv says {KIND_NAMES[hint.kind]}s"
    return _twelve_months(year, kind)


def _unnamed_year(year: int, hint: _Hint) -> _Read:
    if hint.kind == "calendar":
        return "is two years, and series.csv says calendar years"
    return _twelve_months(year, "academic" if hint.kind == "academic" else "year")


def _a(kind: Kind) -> str:
    return f"{'an' if kind == 'academic' else 'a'} {KIND_NAMES[kind]}"


def _several_years(first: int, second: str, named: str | None, hint: _Hint) -> _Read:
    """Return calendar years together, as statistics of health have them: 2015 - 17."""
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    last += 100 * (last < first)
    if not 1 < last - first < 10:
        return "is neither one year nor two consecutive ones"
    if named or hint.kind not in (None, "calendar"):
        kind = hint.kind or ("academic" if named and named.startswith("a") else "year")
        return (
            f"is several years together, and which {KIND_NAMES[kind]}s is not said: write it like "
            f"{first}/{(first + 1) % 100:02} to {last - 1}/{last % 100:02}"
        )
    return span(first, 1, (last - first + 1) * 12)


def _years_to_years(match: re.Match[str], hint: _Hint) -> _Read:
    """Return financial or academic years together, or the months from one to another."""
    first, second, third, fourth, named = match.groups()
    begin, end = _full(first), _full(third)
    if all(int(b) in (a + 1, (a + 1) % 100) for a, b in ((begin, second), (end, fourth))):
        is_academic = named or hint.kind == "academic"
        kind: Kind = "academic" if is_academic else "year"
        if hint.kind and hint.kind != kind:
            names = KIND_NAMES[kind], KIND_NAMES[hint.kind]
            return f"is several {names[0]}s together, and series.csv says {names[1]}s"
        return _whole_years(begin, 9 if is_academic else 4, (end - begin + 1) * 12)
    if not (1 <= int(second) <= 12 and 1 <= int(fourth) <= 12):
        return "is neither several years nor some months together"
    months = (end - begin) * 12 + int(fourth) - int(second) + 1
    return _whole_years(begin, int(second), months)


def _whole_years(year: int, month: int, months: int) -> _Read:
    try:
        return span(year, month, months)
    except PeriodError:
        return f"is {months} months, which are no quarter and no whole years"


def _twelve_months(year: int, kind: Kind) -> Period:
    month = next(month for month, starting in YEAR_KINDS.items() if starting == kind)
    return Period(year, month, kind)


def _run_together(match: re.Match[str], hint: _Hint) -> _Read:
    """Return what 202122 is: two years, or a month of a monthly measure where it can be one."""
    year, second = int(match[1]), int(match[2])
    is_month = 1 <= second <= 12
    if is_month and hint.frequency == "monthly":
        return Period(year, second, "month")
    if second != (year + 1) % 100:
        return "is no two consecutive years"
    if is_month and not hint.is_no_month:
        return _year_or_month(match[1], match[2])
    return _unnamed_year(year, hint)


def _year_or_month(first: str, second: str) -> str:
    month = _MONTHS[int(second) - 1].title()
    return f'is a year or a month: write "{first}/{second}" or "{month} {first}"'


def _short_years(match: re.Match[str], hint: _Hint) -> _Read:
    first, second = int(match[1]), int(match[2])
    if first > 12 and second == (first + 1) % 100:
        return _unnamed_year(_full(match[1]), hint)
    return "is a month or a year: write the year in full, as in 2019/20"


def _one_year(match: re.Match[str], hint: _Hint) -> _Read:
    if hint.kind not in (None, "calendar"):
        return f"is one year, and series.csv says {KIND_NAMES[hint.kind]}s"
    return Period(int(match[1]), 1, "calendar")


def _quarter(match: re.Match[str], hint: _Hint, number: int, first: int, second: int) -> _Read:
    year = _full(match[first])
    if match[second] is None:
        if hint.kind != "calendar":
            return _AMBIGUOUS_QUARTER
        return Period(year, int(match[number]) * 3 - 2, "quarter")
    if int(match[second]) not in (year + 1, (year + 1) % 100):
        return "is a quarter of years that do not follow each other"
    which = int(match[number])
    return Period(year + (which == 4), which * 3 % 12 + 1, "quarter")


def _several_months(match: re.Match[str], _: _Hint) -> _Read:
    first, last = _month(match[1]), _month(match[3])
    end = _full(match[4])
    year = _full(match[2]) if match[2] else end - (first > last)
    months = (end - year) * 12 + last - first + 1
    if months == 3 and first % 3 == 1:
        return Period(year, first, "quarter")
    return _whole_years(year, first, months)


def _year_ending(match: re.Match[str], _: _Hint) -> _Read:
    first = _month(match[1]) % 12 + 1
    return span(_full(match[2]) - (first > 1), first, 12)


def _quarter_ending(match: re.Match[str], _: _Hint) -> _Read:
    year, last = _full(match[2]), _month(match[1])
    if last % 3:
        return "is three months, which are no quarter"
    return Period(year, last - 2, "quarter")


def _day(year: int, month: int, day: int) -> _Read:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return "is no day that exists, with the day before the month"
    if day not in (1, monthrange(year, month)[1]):
        return "is a day within a month: which period it stands for is not said"
    return Period(year, month, "month")


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Hint], _Read]], ...] = tuple(
    (re.compile(pattern, re.ASCII), meaning)
    for pattern, meaning in (
        (
            rf"(?:(fy|financial year|ay|academic year) ?)?{_YEAR}([/-])(\d\d|\d{{4}})"
            r"(?:[ -]?(fy|financial year|ay|academic year))?",
            _years,
        ),
        (
            rf"{_YEAR}[/-](\d\d|\d{{4}})-{_ANY}[/-](\d\d|\d{{4}})(?: (ay|academic year))?",
            _years_to_years,
        ),
        (r"(\d\d)/(\d\d)", _short_years),
        (rf"{_YEAR}(\d\d)", _run_together),
        (rf"(?:calendar year |mid[ -]?)?{_YEAR}", _one_year),
        (
            rf"{_QUARTER}[ -]?(?:of )?{_ANY}(?:[/-](\d\d|\d{{4}}))?",
            lambda match, hint: _quarter(match, hint, 1, 2, 3),
        ),
        (
            rf"{_ANY}(?:[/-](\d\d|\d{{4}}))?[ -]?{_QUARTER}",
            lambda match, hint: _quarter(match, hint, 3, 1, 2),
        ),
        (rf"{_MONTH}[ /-]?{_ANY}", lambda match, _: _one_month(match[2], match[1])),
        (rf"{_YEAR}[ /-]{_MONTH}", lambda match, _: _one_month(match[1], match[2])),
        (rf"{_YEAR}m(0[1-9]|1[0-2])", lambda match, _: _one_month(match[1], match[2])),
        (rf"(0?[1-9]|1[0-2])/{_YEAR}", lambda match, _: _one_month(match[2], match[1])),
        (
            rf"\d\d?[ /-]{_MONTH}",
            lambda match, _: 'is a day, or a month and a year: write it like "Oct 2020"',
        ),
        (rf"{_MONTH} ?{_ANY}?-{_MONTH} ?{_ANY}", _several_months),
        (
            rf"(?:year|12 months|ye)(?: ended| ending|-)? ?(?:\d\d? )?{_MONTH}[ /-]?{_ANY}",
            _year_ending,
        ),
        (rf"fye ?{_ANY}", lambda match, _: year_ending(_full(match[1]), "year")),
        (
            rf"(?:quarter|qtr|3 months|three months)(?: ended| ending|-)? ?(?:\d\d? )?"
            rf"{_MONTH}[ /-]?{_ANY}",
            _quarter_ending,
        ),
        (
            rf"(\d\d?)[/-](\d\d?)[/-]{_ANY}",
            lambda match, _: _day(_full(match[3]), int(match[2]), int(match[1])),
        ),
        (
            rf"{_YEAR}-(\d\d)-(\d\d)(?:[ t]00:00(?::00)?)?",
            lambda match, _: _day(int(match[1]), int(match[2]), int(match[3])),
        ),
        (
            rf"(\d\d?)[ /-]{_MONTH}[ /-]?{_ANY}",
            lambda match, _: _day(_full(match[3]), _month(match[2]), int(match[1])),
        ),
    )
)
