"""What is asked for: the council (council.yml) and its quarters (2021-22-q2.yml)."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quarterbook.book import Book
from quarterbook.data.yaml_file import load, read_yaml
from quarterbook.errors import BookError, CommandError, Problem, nearest
from quarterbook.margins import FORMS, Margin, MarginError, parse_margin
from quarterbook.periods import Period, PeriodError, parse_quarter
from quarterbook.rules import AmberWhen, Basis, LongTermBasis, RagRule


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


def _at_fault(message: str, *below: int | str) -> PydanticCustomError:
    """A fault of a whole model, and where below it the line at fault is."""
    return PydanticCustomError("at_fault", "{message}", {"message": message, "below": below})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Colours(_Strict):
    """The council's two colours; text on them must reach a contrast of 4.5 to 1."""

    primary: Colour = "#12436D"
    accent: Colour = "#28A197"


class CouncilName(_Strict):
    name: Text
    short_name: Text
    code: Text = Field(description="the council's code in areas.csv")
    contact: Text
    colours: Colours = Colours()


class SubOutcome(_Strict):
    id: Id
    title: Text


class Outcome(_Strict):
    """An outcome area: one notebook, one sheet of the workbook."""

    id: Id
    title: Text
    summary: str = ""
    sub_outcomes: list[SubOutcome] = []


class Committee(_Strict):
    id: Id
    title: Text


class Comparator(_Strict):
    """A column of the benchmarking tables: a group of comparators.csv, the region or England."""

    id: Text = Field(description="region, england, or a group of the council in comparators.csv")
    title: Text


class ByRule(_Strict):
    """The rules that stand beside what owners recorded, in the table that compares the two."""

    rag_rule: RagRule = "floor"
    direction_basis: Basis = "previous"


class Defaults(_Strict):
    """Rules for measures that name none of their own."""

    rag_rule: RagRule = "floor"
    tolerance: Tolerance | None = None
    amber_when: AmberWhen = "within_tolerance"
    direction_basis: Basis = "previous"
    long_term_basis: LongTermBasis | None = None
    same_within: Tolerance | None = None
    significance: float = Field(default=0.05, gt=0, lt=1)
    drop_outlying_ranges: bool = True
    by_rule: ByRule | None = None


class Council(_Strict):
    """``params/council.yml``."""

    council: CouncilName
    illustrative: bool = False
    outcomes: list[Outcome] = Field(min_length=1)
    committees: list[Committee] = []
    comparators: list[Comparator] = []
    defaults: Defaults = Defaults()
    suppression_threshold: int = Field(default=5, ge=0)

    @model_validator(mode="after")
    def _ids_once(self) -> Council:
        places: tuple[tuple[str, list[tuple[str, tuple[int | str, ...]]]], ...] = (
            ("outcome area", [(o.id, ("outcomes", i, "id")) for i, o in enumerate(self.outcomes)]),
            (
                "sub-outcome",
                [
                    (sub.id, ("outcomes", i, "sub_outcomes", j, "id"))
                    for i, outcome in enumerate(self.outcomes)
                    for j, sub in enumerate(outcome.sub_outcomes)
                ],
            ),
            ("committee", [(c.id, ("committees", i, "id")) for i, c in enumerate(self.committees)]),
        )
        for what, ids in places:
            seen = set()
            for id_, place in ids:
                if id_ in seen:
                    raise _at_fault(
                        f'the id "{id_}" belongs to another {what} already. Give this one an id '
                        "of its own, or take it out",
                        *place,
                    )
                seen.add(id_)
        return self

    def outcome(self, id_: str) -> Outcome:
        """Return an outcome area; raises `CommandError` naming the nearest one."""
        for outcome in self.outcomes:
            if outcome.id == id_:
                return outcome
        known = [outcome.id for outcome in self.outcomes]
        raise CommandError(f'"{id_}" is not an outcome area.{nearest(id_, known)}')

    def committee_title(self, id_: str) -> str:
        return next((c.title for c in self.committees if c.id == id_), id_)


class Meeting(_Strict):
    committee: Id
    date: Day
    item: int | None = None
    classification: Literal["public", "exempt"] = "public"


class Officer(_Strict):
    """A contact, by role and post and never by a person's name."""

    role: Text
    post: Text
    email: str = ""


class SignOff(_Strict):
    role: Text
    state: Literal["signed", "pending"]
    date: Day | None = None

    @model_validator(mode="after")
    def _dated(self) -> SignOff:
        if self.state == "signed" and self.date is None:
            raise _at_fault(
                f'the sign-off of the {self.role} is "signed" but has no date. Add '
                'date: with the day of signing, or set state: to "pending"',
                "state",
            )
        return self


class Quarter(_Strict):
    """``params/2021-22-q2.yml``."""

    quarter: QuarterPeriod
    title: Text
    cut_off: Day
    status: Literal["draft", "final"]
    meetings: list[Meeting] = []
    officers: list[Officer] = []
    sign_offs: list[SignOff] = []
    synopsis: str = ""
    recommendations: list[Text] = []

    @property
    def is_draft(self) -> bool:
        """A quarter is final when it says so and every sign-off holds."""
        unsigned = any(sign_off.state != "signed" for sign_off in self.sign_offs)
        return self.status == "draft" or unsigned


def read_council(book: Book) -> Council:
    """Read ``params/council.yml``."""
    return read_yaml(book, book.params / "council.yml", Council)


def quarter_files(book: Book) -> dict[Period, Path]:
    """Return the quarters that have params, oldest first."""
    found: dict[Period, Path] = {}
    problems = []
    for path in sorted(book.params.glob("*.y*ml")):
        if path.name == "council.yml" or path.name.startswith("."):
            continue
        try:
            period = parse_quarter(path.stem)
        except PeriodError:
            problems.append(_misnamed(book, path, "is not a quarter. Name it like 2021-22-q2.yml"))
            continue
        if path.name != f"{period.slug}.yml":
            problems.append(
                _misnamed(book, path, f"is not in the usual form. Name it {period.slug}.yml")
            )
        found[period] = path
    if problems:
        raise BookError(problems)
    return dict(sorted(found.items()))


def _misnamed(book: Book, path: Path, fault: str) -> Problem:
    return Problem(book.relative(path), 0, "P108", f"the file's name {fault}.")


def choose_quarter(book: Book, text: str | None) -> Period:
    """Return the quarter asked for, by default the newest in params/.

    Raises `CommandError` for a quarter that has no params.
    """
    known = quarter_files(book)
    if not known:
        raise _no_quarter()
    if text is None:
        return max(known)
    names = [period.slug for period in known]
    try:
        period = parse_quarter(text)
    except PeriodError as error:
        raise CommandError(f"{error}{nearest(text.lower(), names)}") from None
    if period not in known:
        raise CommandError(
            f'"{period.slug}" has no params. Known: {", ".join(names)}. '
            f"Start it with: quarterbook new {period.slug}"
        )
    return period


def _no_quarter() -> BookError:
    return BookError(
        Problem("params", 0, "P109", "no quarter here. Add a file like params/2021-22-q2.yml.")
    )


def read_quarters(book: Book, council: Council) -> dict[Period, Quarter]:
    """Read the params of all quarters, oldest first, and check them against each other."""
    quarters: dict[Period, Quarter] = {}
    problems: list[Problem] = []
    before: Quarter | None = None
    files = quarter_files(book)
    if not files:
        raise _no_quarter()
    for period, path in files.items():
        try:
            quarter = read_yaml(book, path, Quarter)
        except BookError as error:
            problems += error.problems
            continue
        problems += _cross_checks(book, path, period, quarter, before, council)
        quarters[period] = before = quarter
    if problems:
        raise BookError(problems)
    return quarters


def _cross_checks(
    book: Book,
    path: Path,
    period: Period,
    quarter: Quarter,
    before: Quarter | None,
    council: Council,
) -> list[Problem]:
    document = load(book, path)

    def fault(message: str, *place: int | str) -> Problem:
        return Problem(document.name, document.line(*place), "P110", message)

    faults: list[Problem] = []
    if quarter.quarter != period:
        faults.append(
            fault(
                f'the quarter is "{quarter.quarter.code}", but the file\'s name says '
                f'"{period.code}". Make them the same.',
                "quarter",
            )
        )
    if quarter.cut_off <= period.start:
        faults.append(
            fault(
                f"the cut-off {quarter.cut_off} is before {period.label} has begun "
                f"({period.start}). Give the day after which no figure was taken in.",
                "cut_off",
            )
        )
    if before and quarter.cut_off <= before.cut_off:
        faults.append(
            fault(
                f"the cut-off {quarter.cut_off} is not after that of the quarter before, "
                f"{before.quarter.code} ({before.cut_off}). Give a later day.",
                "cut_off",
            )
        )
    known = [committee.id for committee in council.committees]
    for index, meeting in enumerate(quarter.meetings):
        if meeting.committee not in known:
            faults.append(
                fault(
                    f'"{meeting.committee}" is not a committee of council.yml.'
                    f"{nearest(meeting.committee, known)}",
                    "meetings",
                    index,
                    "committee",
                )
            )
    return faults
