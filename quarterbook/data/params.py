"""What is asked for: the council (council.yml) and its quarters (2021-22-q2.yml)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from quarterbook.book import Book
from quarterbook.data.editions import Edition, Exempt, Meeting
from quarterbook.data.fields import (
    Colour,
    Day,
    Id,
    QuarterPeriod,
    Strict,
    Text,
    Tolerance,
    at_fault,
)
from quarterbook.data.yaml_file import Document, load, read_yaml
from quarterbook.errors import BookError, CommandError, Problem, nearest
from quarterbook.periods import Period, PeriodError, parse_quarter
from quarterbook.rules import AmberWhen, Basis, LongTermBasis, RagRule


class Colours(Strict):
    """The council's two colours; text on them must reach a contrast of 4.5 to 1."""

    primary: Colour = "#12436D"
    accent: Colour = "#28A197"


class CouncilName(Strict):
    name: Text
    short_name: Text
    code: Text = Field(description="the council's code in areas.csv")
    contact: Text
    colours: Colours = Colours()
    template: str = Field(default="", description="the look of papers that name none of their own")


class SubOutcome(Strict):
    id: Id
    title: Text


class Outcome(Strict):
    """An outcome area: one notebook, one sheet of the workbook."""

    id: Id
    title: Text
    summary: str = ""
    sub_outcomes: list[SubOutcome] = []


class Committee(Strict):
    id: Id
    title: Text


class Comparator(Strict):
    """A column of the benchmarking tables: a group of comparators.csv, the region or England."""

    id: Text = Field(description="region, england, or a group of the council in comparators.csv")
    title: Text


class ByRule(Strict):
    """The rules that stand beside what owners recorded, in the table that compares the two."""

    rag_rule: RagRule = "floor"
    direction_basis: Basis = "previous"


class Defaults(Strict):
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


class Council(Strict):
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
                    raise at_fault(
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


class Officer(Strict):
    """A contact, by role and post and never by a person's name."""

    role: Text
    post: Text
    email: str = ""


class Quarter(Strict):
    """``params/2021-22-q2.yml``.

    sign_offs
        roles that must sign; the quarter is final when all of them have and
        what they signed still stands.
    status
        of a quarter that nobody has to sign: draft or final.
    exempt
        pages and measures that belong to exempt editions alone.
    """

    quarter: QuarterPeriod
    title: Text
    cut_off: Day
    status: Literal["draft", "final"] | None = None
    meetings: list[Meeting] = []
    officers: list[Officer] = []
    sign_offs: list[Text] = []
    synopsis: str = ""
    recommendations: list[Text] = []
    editions: list[Edition] = []
    exempt: list[Exempt] = []

    @field_validator("sign_offs", mode="before")
    @classmethod
    def _roles(cls, value: object) -> object:
        for index, item in enumerate(value if isinstance(value, list) else []):
            if isinstance(item, dict) and item.get("role"):
                raise at_fault(
                    f'who must sign is a role by itself, such as "- {item["role"]}". '
                    "What was signed, and when, is recorded by: quarterbook sign",
                    index,
                )
        return value

    @model_validator(mode="after")
    def _whole(self) -> Quarter:
        if self.sign_offs and self.status:
            raise at_fault(
                "a quarter with sign_offs is final when all of them hold. Take status out", "status"
            )
        if not self.sign_offs and not self.status:
            raise at_fault(
                "nothing says whether this quarter is final. List under sign_offs who must sign, "
                'or write status: "draft" or "final"',
                "quarter",
            )
        names = [edition.name for edition in self.editions]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise at_fault(
                    f'the name "{name}" belongs to another edition already. Give this one a name '
                    "of its own",
                    "editions",
                    index,
                    "name",
                )
        return self

    def meeting_of(self, edition: Edition) -> Meeting | None:
        """Return the meeting that an edition is for, or nothing for one of no committee."""
        return next(
            (
                meeting
                for meeting in self.meetings
                if meeting.committee == edition.committee
                and edition.meeting in (None, meeting.date)
            ),
            None,
        )


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
    return faults + _edition_checks(document, quarter)


def _edition_checks(document: Document, quarter: Quarter) -> list[Problem]:
    """What of the editions only the whole quarter can tell: their meetings, their exempt pages."""
    faults = []
    exempt = {item.page for item in quarter.exempt if item.page}

    def fault(message: str, *place: int | str) -> None:
        line = document.line("editions", *place)
        faults.append(Problem(document.name, line, "P111", message))

    for index, edition in enumerate(quarter.editions):
        met = [m for m in quarter.meetings if m.committee == edition.committee]
        days = ", ".join(str(meeting.date) for meeting in met)
        if edition.committee and not met:
            known = [meeting.committee for meeting in quarter.meetings]
            fault(
                f'the edition "{edition.name}" is for "{edition.committee}", which has no meeting '
                f"here.{nearest(edition.committee, known)} Add it to meetings: with its date.",
                index,
                "committee",
            )
        elif edition.meeting and quarter.meeting_of(edition) is None:
            fault(
                f'"{edition.committee}" does not meet on {edition.meeting}. Its meetings: {days}.',
                index,
                "meeting",
            )
        elif len(met) > 1 and not edition.meeting:
            fault(
                f'"{edition.committee}" meets more than once: {days}. Say with meeting: which '
                f'of them the edition "{edition.name}" is for.',
                index,
                "committee",
            )
        if edition.newer_to and edition.newer_to <= quarter.cut_off:
            fault(
                f"newer_to is {edition.newer_to}, which is not after the cut-off "
                f"({quarter.cut_off}). Give a later day, or take it out.",
                index,
                "newer_to",
            )
        if edition.classification == "public":
            for page in sorted(exempt.intersection(edition.all_pages)):
                fault(
                    f'{page} is exempt, but the edition "{edition.name}" is public. Leave the page '
                    "out of it, or set classification: exempt.",
                    index,
                    "name",
                )
    return faults
