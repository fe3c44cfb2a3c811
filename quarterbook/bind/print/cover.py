"""What stands on the first page of a paper, from the quarter's params."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from quarterbook.data.params.editions import Classification, Edition, Meeting
from quarterbook.data.params.quarter import Officer
from quarterbook.data.signatures import SignOff
from quarterbook.ground.periods import long_date, weekday_date
from quarterbook.ground.wording import with_apostrophes
from quarterbook.report.html.contrast import TEXT, WHITE, readable
from quarterbook.report.substitutions.papers import STATES
from quarterbook.report.views.quarter import QuarterView

_LONG_TITLE = 60  # characters of a title that a header can hold


@dataclass(frozen=True)
class MeetingLine:
    """A committee, the day on which it meets, and which item of its agenda the report is."""

    committee: str
    date: str
    item: str = ""


@dataclass(frozen=True)
class SignOffLine:
    """How a role's sign-off stands and since which day, in words."""

    role: str
    state: str
    date: str = ""


@dataclass(frozen=True)
class Cover:
    """The words of the front of a paper, and what every page's header and footer say.

    ``timestamp`` is the paper's date in its metadata; it comes from the
    params, never from a clock. A ``committee_paper`` begins with its own words right under its
    front; any other paper has a front page, contents, and then its pages.
    """

    council: str
    title: str
    quarter: str
    as_at: str
    timestamp: date
    committee_paper: bool = False
    meetings: tuple[MeetingLine, ...] = ()
    item: str = ""
    appendix: str = ""
    classification: Classification | None = None
    exempt_reasons: tuple[str, ...] = ()
    officers: tuple[Officer, ...] = ()
    sign_offs: tuple[SignOffLine, ...] = ()
    corrections: tuple[str, ...] = ()
    synopsis: str = ""
    recommendations: tuple[str, ...] = ()
    draft: bool = False
    illustrative: bool = False
    primary: str = "#12436D"
    site: str | None = None

    @property
    def name(self) -> str:
        """The paper's title in its metadata, where it is not to be longer than a title."""
        whole = f"{self.title}, {self.quarter}"
        return whole if len(whole) <= 200 else f"{self.short_title}, {self.quarter}"

    @property
    def exempt(self) -> bool:
        """Whether every page says that the paper is not for publication."""
        return self.classification is Classification.EXEMPT

    @property
    def classification_label(self) -> str:
        """The word for it on the front; nothing hangs on how it is put."""
        return self.classification.label if self.classification else ""

    @property
    def short_title(self) -> str:
        """The title as it fits into a header."""
        if len(self.title) <= _LONG_TITLE:
            return self.title
        return f"{self.title[:_LONG_TITLE].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"

    @property
    def item_line(self) -> str:
        """Which item of the agenda the paper is, and which appendix: ``Item 6, Appendix A``."""
        return ", ".join(filter(None, [f"Item {self.item}" if self.item else "", self.appendix]))

    @property
    def words(self) -> dict[str, Any]:
        """What a template can name, as JSON has it."""
        meeting = self.meetings[0] if self.meetings else MeetingLine("", "")
        words = {key: value for key, value in asdict(self).items() if key != "timestamp"}
        return words | {
            "name": self.name,
            "officers": [officer.model_dump() for officer in self.officers],
            "classification": self.classification_label,
            "exempt": self.exempt,
            "short_title": self.short_title,
            "committee": meeting.committee,
            "date": meeting.date,
            "item": self.item_line,
        }

    @property
    def seconds(self) -> int:
        """The paper's date in seconds since 1970, at midnight UTC."""
        day = self.timestamp
        return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def report_cover(report: QuarterView, sign_offs: Sequence[SignOff], *, draft: bool) -> Cover:
    """Return the cover of the whole report: all its meetings, sign-offs and recommendations."""
    quarter, council = report.quarter, report.council
    meetings = [one for one in quarter.meetings if one.classification is Classification.PUBLIC]
    return Cover(
        council=council.council.name,
        title=with_apostrophes(quarter.title),
        quarter=quarter.quarter.label,
        as_at=long_date(quarter.cut_off),
        timestamp=quarter.cut_off,
        meetings=tuple(_meeting(report, meeting, meeting.item) for meeting in meetings),
        classification=Classification.PUBLIC if meetings else None,
        officers=tuple(quarter.officers),
        sign_offs=tuple(
            SignOffLine(one.role, STATES[one.state], long_date(one.date) if one.date else "")
            for one in sign_offs
        ),
        corrections=tuple(notice.sentence for notice in quarter.corrections),
        synopsis=with_apostrophes(quarter.synopsis),
        recommendations=tuple(map(with_apostrophes, quarter.recommendations)),
        draft=draft,
        illustrative=council.illustrative,
        primary=readable(council.council.colours.primary, WHITE, TEXT),
        site=council.council.site or None,
    )


def edition_cover(report: QuarterView, edition: Edition, *, draft: bool) -> Cover:
    """Return the front of a paper of its own: its committee's meeting, and what it is about.

    Recommendations and sign-offs stand in the words of a committee's paper.
    """
    quarter = report.quarter
    meeting, number = quarter.meeting_of(edition), quarter.item_of(edition)
    appendix = quarter.appendix_of(edition)
    whole = report_cover(report, (), draft=draft)
    reasons = dict.fromkeys(item.reason for item in quarter.exempt) if edition.is_exempt else {}
    return replace(
        whole,
        title=with_apostrophes(edition.title or whole.title),
        committee_paper=bool(edition.page),
        meetings=(_meeting(report, meeting, number, appendix),) if meeting else (),
        item="" if number is None else str(number),
        appendix=appendix,
        classification=edition.classification,
        exempt_reasons=tuple(reasons),
        officers=whole.officers if edition.page or meeting else (),
        synopsis=with_apostrophes(
            report.synopsis_of(edition) if edition.page else edition.synopsis
        ),
        recommendations=(),
    )


def _meeting(
    report: QuarterView, meeting: Meeting, item: int | None, appendix: str = ""
) -> MeetingLine:
    of_agenda = "" if item is None else f"Item {item}"
    return MeetingLine(
        report.council.committee_title(meeting.committee),
        weekday_date(meeting.date),
        ", ".join(filter(None, (of_agenda, appendix))),
    )
