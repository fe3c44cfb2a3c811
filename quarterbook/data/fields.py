"""What a value in params/ may be: days, ids, colours, margins; how a model tells a fault."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from quarterbook.margins import FORMS, Margin, MarginError, parse_margin
from quarterbook.periods import Period, PeriodError, parse_quarter


def day_fault(text: str) -> str:
    """Return what is wrong with a date and how to write it; nothing for a good one."""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    if not match:
        return "not a date as it is written here: year, month, day, such as 2021-11-05"
    year, month = int(match[1]), int(match[2])
    if not 1900 <= year <= 2199:
        return "not a date of our time. Write one like 2021-11-05"
    if not 1 <= month <= 12:
        return f"not a date that exists (there is no month {month}). Write it like 2021-11-05"
    last = monthrange(year, month)[1]
    if not 1 <= int(match[3]) <= last:
        return f"not a date that exists ({month_name[month]} {year} has {last} days)"
    return ""


def _day(value: object) -> date:
    fault = day_fault("" if value is None else str(value))
    if fault:
        raise ValueError(fault)
    return date.fromisoformat(str(value))


def _quarter(value: object) -> Period:
    try:
        return value if isinstance(value, Period) else parse_quarter(str(value))
    except PeriodError:
        raise ValueError("not a quarter. Write it like 2021-22-Q2") from None


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError("an id has small letters, digits and single hyphens only")
    return value


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise ValueError('a colour is written like "#12436D"')
    return value.upper()


def _margin(value: object) -> Margin:
    try:
        return value if isinstance(value, Margin) else parse_margin(str(value))
    except MarginError:
        raise ValueError(f"not a margin. Write {FORMS}") from None


Tolerance = Annotated[Margin, BeforeValidator(_margin)]
Day = Annotated[date, BeforeValidator(_day)]
QuarterPeriod = Annotated[Period, BeforeValidator(_quarter)]
Id = Annotated[str, AfterValidator(_id)]
Colour = Annotated[str, AfterValidator(_colour)]
Text = Annotated[str, Field(min_length=1)]


def at_fault(message: str, *below: int | str) -> PydanticCustomError:
    """A fault of a whole model, and where below it the line at fault is."""
    return PydanticCustomError("at_fault", "{message}", {"message": message, "below": below})


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
