"""The quarters of a book: their files, the one that is asked for, and what they check together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from quarterbook.data.params.checked_yaml import read_yaml
from quarterbook.data.params.council import Council
from quarterbook.data.params.editions import Edition
from quarterbook.data.params.quarter import Quarter
from quarterbook.ground.errors import BookError, CommandError, Problem, nearest
from quarterbook.ground.periods import Period, PeriodError, parse_quarter
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import Document, load


def quarter_files(book: Book) -> dict[Period, Path]:
    """Return the quarters that have params, oldest first; raises `BookError` for misnamed files."""
    by_period: dict[Period, Path] = {}
    problems = []
    for path in sorted(book.params.glob("*")):
        name = path.name.lower()
        if not name.endswith((".yml", ".yaml")) or name == "council.yml" or name.startswith("."):
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
        by_period[period] = path
    if problems:
        raise BookError(problems)
    return dict(sorted(by_period.items()))


def _misnamed(book: Book, path: Path, fault: str) -> Problem:
    return Problem(book.relative(path), 0, "P108", f"the file's name {fault}.")


def choose_quarter(book: Book, text: str | None) -> Period:
    """Return the quarter asked for, by default the newest in params/.

    Raises `CommandError` for a quarter that has no params.
    """
    files = quarter_files(book)
    if not files:
        raise _no_quarter()
    if text is None:
        return max(files)
    names = [period.slug for period in files]
    try:
        period = parse_quarter(text)
    except PeriodError as error:
        raise CommandError(f"{error}{nearest(text.lower(), names)}") from None
    if period not in files:
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
    """Read the params of all quarters, oldest first, and check them against each other.

    Raises `BookError` with all that is wrong with them, and where there are none.
    """
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


def newest_cut_off(book: Book) -> date | None:
    """Return the cut-off of the newest quarter, None where its params have none to be read."""
    try:
        files = quarter_files(book)
        return read_yaml(book, files[max(files)], Quarter).cut_off if files else None
    except BookError:
        return None


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
    committees = [committee.id for committee in council.committees]
    for index, meeting in enumerate(quarter.meetings):
        if meeting.committee not in committees:
            faults.append(
                fault(
                    f'"{meeting.committee}" is not a committee of council.yml.'
                    f"{nearest(meeting.committee, committees)}",
                    "meetings",
                    index,
                    "committee",
                )
            )
        if meeting.date < quarter.cut_off:
            faults.append(
                fault(
                    f'"{meeting.committee}" meets on {meeting.date}, before the cut-off '
                    f"({quarter.cut_off}): it could not have read the report. Correct the day.",
                    "meetings",
                    index,
                    "date",
                )
            )
    return faults + _edition_checks(document, quarter)


def _edition_checks(document: Document, quarter: Quarter) -> list[Problem]:
    """What of the editions only the whole quarter can tell: their meetings, their exempt pages."""
    return [
        Problem(document.name, document.line("editions", index, key), "P111", message)
        for index, edition in enumerate(quarter.editions)
        for key, message in (
            *_meeting_faults(quarter, edition),
            *_newer_faults(quarter, edition),
            *_exempt_faults(quarter, edition),
        )
    ]


def _meeting_faults(quarter: Quarter, edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield key and message where no one meeting is the edition's."""
    met = [meeting for meeting in quarter.meetings if meeting.committee == edition.committee]
    days = ", ".join(str(meeting.date) for meeting in met)
    if edition.committee and not met:
        committees = [meeting.committee for meeting in quarter.meetings]
        yield (
            "committee",
            f'the edition "{edition.name}" is for "{edition.committee}", which has no meeting '
            f"here.{nearest(edition.committee, committees)} Add it to meetings: with its date.",
        )
    elif edition.meeting and quarter.meeting_of(edition) is None:
        yield (
            "meeting",
            f'"{edition.committee}" does not meet on {edition.meeting}. Its meetings: {days}.',
        )
    elif len(met) > 1 and not edition.meeting:
        yield (
            "committee",
            f'"{edition.committee}" meets more than once: {days}. Say with meeting: which '
            f'of them the edition "{edition.name}" is for.',
        )


def _newer_faults(quarter: Quarter, edition: Edition) -> Iterator[tuple[str, str]]:
    if edition.newer_to and edition.newer_to <= quarter.cut_off:
        yield (
            "newer_to",
            f"newer_to is {edition.newer_to}, which is not after the cut-off "
            f"({quarter.cut_off}). Give a later day, or take it out.",
        )


def _exempt_faults(quarter: Quarter, edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield key and message of exempt pages in a public edition."""
    exempt = {item.page for item in quarter.exempt if item.page}
    for page in sorted(exempt.intersection(edition.all_pages)) if not edition.is_exempt else ():
        yield (
            "name",
            f'{page} is exempt, but the edition "{edition.name}" is public. Leave the page '
            "out of it, or set classification: exempt.",
        )
