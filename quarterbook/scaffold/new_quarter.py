"""A new quarter from the last one: its params, and what must be written for it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import yaml

from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.data.tables.in_use import measures_in_use
from quarterbook.data.tables.rows import rows_of
from quarterbook.execute.loose_files.own_tables import files_named_in_code
from quarterbook.ground import wording
from quarterbook.ground.errors import CommandError
from quarterbook.ground.periods import MONTH_NAMES, Period, PeriodError, parse_quarter
from quarterbook.ground.wording import listed
from quarterbook.judge.follow_up import request_states
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book

_DATES = (
    ("cut_off",),
    ("meetings", "date"),
    ("editions", "meeting"),
    ("editions", "newer_to"),
    ("editions", "forward_plan", "first_published"),
)


@dataclass(frozen=True)
class NewQuarter:
    """The params file written, and the checklist of what is due, in order."""

    path: Path
    due: tuple[str, ...]


def start_quarter(book: Book, text: str) -> NewQuarter:
    """Write params for a quarter, copied from the newest one with every date moved on.

    They are copied as they are written, but for the synopsis, which is blank,
    a status, which is draft, and corrections, of which there are none. Raises
    `CommandError` for a quarter that has params or is no quarter, and
    `BookError` where the file cannot be written.
    """
    try:
        period = parse_quarter(text)
    except PeriodError as error:
        raise CommandError(str(error)) from None
    files = quarter_files(book)
    if period in files:
        raise CommandError(f"{book.relative(files[period])} is there already. Edit it instead.")
    recorded = read_recorded(book)
    last = recorded.quarters[max(recorded.quarters)]
    if period < last.quarter:
        raise CommandError(
            f"{period.slug} is before the newest quarter, {last.quarter.slug}. "
            "Write its params by hand if the past is to be filled in."
        )
    path = book.params / f"{period.slug}.yml"
    written = files[last.quarter].read_text(encoding="utf-8-sig")
    atomic_write.replace(path, _moved_on(written, last.quarter, period).encode())
    return NewQuarter(path, tuple(_due(book, recorded, last, period, book.relative(path))))


# The params.


def _moved_on(text: str, last: Period, period: Period) -> str:
    """Return a quarter's params as text, with what belongs to that quarter alone changed."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    months = _months(last, period)
    changes: dict[tuple[int, int], str] = {}

    def change(key: tuple[str, ...], words: str | None = None) -> None:
        for node in _below(root, key):
            end = node.end_mark.index
            if node.style in ("|", ">"):  # ends with its last line
                end -= len(text[:end]) - len(text[:end].rstrip())
            moved = words or str(_working_day(date.fromisoformat(node.value), months))
            changes[node.start_mark.index, end] = moved

    change(("quarter",), period.code)
    change(("status",), "draft")
    change(("synopsis",), '""')
    for key in _DATES:
        change(key)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "corrections":
            end = len(text[: value.end_mark.index].rstrip())
            changes[key.start_mark.index, end] = "corrections: []"
    for (begin, end), words in sorted(changes.items(), reverse=True):
        text = f"{text[:begin]}{words}{text[end:]}"
    return text


def _below(node: yaml.Node | None, key: tuple[str, ...]) -> Iterator[yaml.ScalarNode]:
    """Yield what stands under a key, in every item of a list."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _below(item, key)
    elif isinstance(node, yaml.MappingNode) and key:
        for name, value in node.value:
            if name.value == key[0]:
                yield from _below(value, key[1:])
    elif isinstance(node, yaml.ScalarNode) and not key and not node.tag.endswith(":null"):
        yield node


def _months(last: Period, period: Period) -> int:
    return (period.year - last.year) * 12 + period.month - last.month


def _working_day(day: date, months: int) -> date:
    """Return the day so many months later, the Friday before where that is a weekend."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    moved = date(year, month, min(day.day, monthrange(year, month)[1]))
    return moved - timedelta(days=max(0, moved.weekday() - 4))


# What must be written.


def _due(
    book: Book, recorded: Recorded, last: Quarter, period: Period, params: str
) -> Iterator[str]:
    """Yield what has to be written for a quarter, in the order of writing it."""
    skipped = [period.back(n) for n in range(_months(last.quarter, period) // 3 - 1, 0, -1)]
    if skipped:
        yield (
            f"{params}: {wording.count(len(skipped), 'quarter')} "
            f"{wording.verb(len(skipped), 'is', 'are')} skipped since {last.quarter.slug}: "
            f"{listed([one.slug for one in skipped], 'and')}. Start them too if they are to have "
            "a report"
        )
    cut_off = _working_day(last.cut_off, _months(last.quarter, period))
    yield f"{params}: check the cut-off, {cut_off}"
    for meeting in last.meetings:
        title = recorded.council.committee_title(meeting.committee)
        day = _working_day(meeting.date, _months(last.quarter, period))
        yield f"{params}: check the meeting, its day and its item: {title}, {day}"
    words = ["the synopsis", "the recommendations"] if last.synopsis else ["the recommendations"]
    if any(edition.forward_plan for edition in last.editions):
        words.append("the references of the forward plan")
    yield f"{params}: write {listed(words, 'and')}"
    for item in last.exempt:
        what = item.page or f'the measure "{item.measure}"'
        yield f'{params}: is {what} still exempt? The reason given is "{_one_line(item.reason)}"'

    yield from _figures(recorded, period, last, cut_off)
    measures = measures_in_use(recorded.tables["measures"], period)
    yield from _by_owner("data/commentary.csv", measures[measures["status"] == "live"])
    milestones = recorded.tables["milestones"].sort_values("recorded_on", kind="stable")
    milestones = milestones.drop_duplicates("id", keep="last").sort_index()
    yield from _by_owner("data/milestones.csv", milestones[milestones["status"] != "completed"])
    yield from _decisions(recorded.tables["decisions"], cut_off)
    for path, _ in files_named_in_code(book):
        yield f"{book.relative(path)}: a file of your own that pages show; add what is new"
    papers: dict[str, list[str]] = {}
    for edition in last.editions:
        if edition.page:
            papers.setdefault(edition.page, []).append(edition.name)
    for page, names in papers.items():
        yield f"{page}.md: read through and bring up to date, for {listed(names, 'and')}"
    if last.sign_offs:
        yield (
            f"when it is built, {listed(last.sign_offs, 'and')} sign: "
            f"quarterbook sign {period.slug} --as ROLE"
        )


def _figures(recorded: Recorded, period: Period, last: Quarter, cut_off: date) -> Iterator[str]:
    """Figures of the quarter's periods that are not recorded, and yearly ones of a year ago."""
    measures = measures_in_use(recorded.tables["measures"], period)
    live = measures[measures["status"] == "live"]
    rows = recorded.tables["observations"]
    its_months = [Period(period.year, period.month + number, "month") for number in range(3)]
    for often, periods in (("monthly", its_months), ("quarterly", [period])):
        ids = live.loc[live["frequency"] == often, "id"]
        lacking = {one: {*ids} - {*rows.loc[rows["period"] == one, "measure"]} for one in periods}
        left = [one for one in periods if lacking[one]]
        if left:
            names = [MONTH_NAMES[one.month - 1] for one in left]
            label = (
                period.label if often == "quarterly" else f"{listed(names, 'and')} {period.year}"
            )
            count = len(set().union(*lacking.values()))
            yield f"data/observations.csv: {often} measures ({count}): {label}"
    for often, months in (("annual", 12), ("biennial", 24)):
        begin, end = (pd.Timestamp(_working_day(day, -months)) for day in (last.cut_off, cut_off))
        came = rows[(rows["recorded_on"] > begin) & (rows["recorded_on"] <= end)]
        due = live[(live["frequency"] == often) & live["id"].isin(came["measure"])]
        if len(due):
            yield (
                f"data/observations.csv: {often} measures ({len(due)}) whose figures came at this "
                f"time {'last year' if months == 12 else 'two years ago'}: {', '.join(due['id'])}"
            )


def _by_owner(file: str, rows: pd.DataFrame) -> Iterator[str]:
    for owner, own in rows.groupby("owner"):
        yield f"{file}: {owner or 'no owner'}: {', '.join(own['id'])}"


def _decisions(decisions: pd.DataFrame, cut_off: date) -> Iterator[str]:
    """What committees asked for and wait for, by whom it is to be answered."""
    state = request_states(decisions, pd.Timestamp(cut_off))
    waiting = decisions.assign(state=state)[state.isin(["open", "overdue"])]
    for owner, own in waiting.groupby("owner"):
        answers = [
            f"{row.id}{_when(row.due_quarter, row.state == 'overdue')}" for row in rows_of(own)
        ]
        yield f"data/decisions.csv: {owner or 'no owner'}: answer {', '.join(answers)}"


def _when(due: str, is_overdue: bool) -> str:
    if not due:
        return ""
    return f" (due by {parse_quarter(due).label}{', overdue' if is_overdue else ''})"


def _one_line(text: str) -> str:
    return " ".join(text.split())
