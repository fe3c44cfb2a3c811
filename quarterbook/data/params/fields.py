"""What a value in params/ may be: days, ids, colours, margins; how a model tells a fault."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from quarterbook.ground.days import day_fault
from quarterbook.ground.periods import Period, PeriodError, parse, parse_quarter
from quarterbook.ground.tolerance import TOLERANCE_FORMS, Tolerance, ToleranceError, parse_tolerance
from quarterbook.storage.characters import NOT_ON_WINDOWS


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


def _period(value: object) -> Period:
    try:
        return value if isinstance(value, Period) else parse(str(value))
    except PeriodError as error:
        raise ValueError(f"not a period of observations.csv: {error}") from None


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 100:
        raise ValueError("an id has small letters, digits and single hyphens only, 100 at most")
    if value in NOT_ON_WINDOWS:
        raise ValueError(f'no file can be named "{value}" on Windows. Write another id')
    return value


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise ValueError('a colour is written like "#12436D"')
    return value.upper()


def _web_address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s<>\"]+", value):
        raise ValueError('an address of the web begins with "https://" and has no spaces')
    return value


def _email(value: str) -> str:
    if value and not re.fullmatch(r"[\w.!#$%'*+/=^`{|}~-]+@[\w.-]+", value):
        raise ValueError("an address for mail is written like name@council.gov.uk")
    return value


def _margin(value: object) -> Tolerance:
    try:
        return value if isinstance(value, Tolerance) else parse_tolerance(str(value))
    except ToleranceError:
        raise ValueError(f"not a margin. Write {TOLERANCE_FORMS}") from None


ToleranceText = Annotated[Tolerance, BeforeValidator(_margin)]


Day = Annotated[date, BeforeValidator(_day)]


QuarterPeriod = Annotated[Period, BeforeValidator(_quarter)]


AnyPeriod = Annotated[Period, BeforeValidator(_period)]


Id = Annotated[str, AfterValidator(_id)]


WebAddress = Annotated[str, AfterValidator(_web_address)]


Email = Annotated[str, AfterValidator(_email)]


Colour = Annotated[str, AfterValidator(_colour)]


SomeText = Annotated[str, Field(min_length=1)]


MOST_OF_A_REASON = 1000  # letters


def _reason(value: str) -> str:
    if len(value) > MOST_OF_A_REASON:
        raise ValueError(
            f"a reason has {MOST_OF_A_REASON:,} letters at most, and this has {len(value):,}"
        )
    return value


Reason = Annotated[SomeText, AfterValidator(_reason)]


# Numbers as YAML has them: yes, on and true are none, though Python counts them as 1.
WholeNumber = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]


FiniteNumber = Annotated[float, Field(strict=True, allow_inf_nan=False)]


def at_fault(message: str, *below: int | str) -> PydanticCustomError:
    """A fault of a whole model, and where below it the line at fault is."""
    return PydanticCustomError("at_fault", "{message}", {"message": message, "below": below})


class Strict(BaseModel):
    """A model without any key that it does not name, fixed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
