"""What is wrong with a day as somebody wrote it."""

from __future__ import annotations

import re
from calendar import monthrange

from quarterbook.ground.periods import MONTH_NAMES


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
        return f"not a date that exists ({MONTH_NAMES[month - 1]} {year} has {last} days)"
    return ""
