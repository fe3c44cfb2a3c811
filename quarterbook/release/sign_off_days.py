"""On which days a quarter can be signed off: not before its cut-off, and not after today."""

from __future__ import annotations

from datetime import date

from quarterbook.data.params.quarter import Quarter
from quarterbook.ground.days import day_fault
from quarterbook.ground.errors import CommandError


def too_early(quarter: Quarter, day: date) -> str:
    """Return what is wrong with a day of signing that is before the cut-off, or nothing."""
    if day >= quarter.cut_off:
        return ""
    return f"is dated {day}, before the cut-off ({quarter.cut_off})"


def yet_to_come(day: date, today: date) -> str:
    """Return what is wrong with a day of signing that is after today, or nothing."""
    return f"is dated {day}, which is yet to come" if day > today else ""


def signing_day(quarter: Quarter, text: str, today: date) -> date:
    """Read a day of signing as somebody typed it, today where it is blank.

    Raises `CommandError` for what is no day, and for one on which nobody can have signed.
    """
    if text and (fault := day_fault(text)):
        raise CommandError(f'--on "{text}": {fault}.')
    day = date.fromisoformat(text) if text else today
    ahead = yet_to_come(day, today)
    if fault := f"{ahead}," if ahead else too_early(quarter, day):
        raise CommandError(
            f"a sign-off of {quarter.quarter.slug} that {fault} cannot be right. Give the day on "
            "which it was signed with --on, or correct the dates in "
            f"params/{quarter.quarter.slug}.yml."
        )
    return day
