"""A new quarter from the last one: its params, and what must be written for it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from quarterbook.book import Book
from quarterbook.data.params import Quarter, quarter_files
from quarterbook.data.recorded import read_recorded
from quarterbook.errors import BookError, CommandError
from quarterbook.periods import Period, PeriodError, parse_quarter


@dataclass(frozen=True)
class Started:
    """The params file written, and the checklist of what is due, in order."""

    path: Path
    due: tuple[str, ...]


def start_quarter(book: Book, text: str) -> Started:
    """Write params for a quarter, copied from the newest one with every date moved on.

    Raises `CommandError` for a quarter that has params or is no quarter, and
    `BookError` where the file cannot be written.
    """
    try:
        period = parse_quarter(text)
    except PeriodError as error:
        raise CommandError(str(error)) from None
    known = quarter_files(book)
    if period in known:
        raise CommandError(f"{book.relative(known[period])} is there already. Edit it instead.")
    recorded = read_recorded(book)
    last = recorded.quarters[max(recorded.quarters)]
    if period < last.quarter:
        raise CommandError(
            f"{period.slug} is before the newest quarter, {last.quarter.slug}. "
            "Write its params by hand if the past is to be filled in."
        )
    path = book.params / f"{period.slug}.yml"
    content = yaml.safe_dump(
        _moved_on(last, period), sort_keys=False, allow_unicode=True, width=100
    )
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise BookError(
            f"{book.relative(path)}: cannot be written: {error.strerror or error}."
        ) from None
    measures = recorded.tables["measures"]
    live = measures[measures["status"] == "live"]
    due = [
        f"{book.relative(path)}: check the dates, the meetings and the recommendations",
        f"data/observations.csv: figures for {period.label} ({len(live)} live measures)",
    ]
    due += [
        f"data/commentary.csv: {owner or 'no owner'}: {', '.join(rows['id'])}"
        for owner, rows in live.groupby("owner")
    ]
    return Started(path, tuple(due))


def _moved_on(last: Quarter, period: Period) -> dict[str, Any]:
    months = (period.year - last.quarter.year) * 12 + period.month - last.quarter.month
    plain: dict[str, Any] = last.model_dump(exclude={"quarter"})
    plain["status"] = "draft"
    plain["synopsis"] = ""
    plain["cut_off"] = _working_day(last.cut_off, months)
    for meeting in plain["meetings"]:
        meeting["date"] = _working_day(meeting["date"], months)
    for sign_off in plain["sign_offs"]:
        sign_off["state"], sign_off["date"] = "pending", None
    return {"quarter": period.code, **_without_blanks(plain)}


def _working_day(day: date, months: int) -> date:
    """Return the day so many months later, the Friday before where that is a weekend."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    moved = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return moved - timedelta(days=max(0, moved.weekday() - 4))


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_blanks(item) for key, item in value.items() if item is not None}
    return [_without_blanks(item) for item in value] if isinstance(value, list) else value
