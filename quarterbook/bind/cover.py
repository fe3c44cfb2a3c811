"""What stands on the first page of a paper, from the quarter's params."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from quarterbook.periods import long_date
from quarterbook.report import Report


@dataclass(frozen=True)
class Meeting:
    committee: str
    date: str


@dataclass(frozen=True)
class Officer:
    role: str
    post: str
    email: str = ""


@dataclass(frozen=True)
class SignOff:
    role: str
    state: str
    date: str = ""


@dataclass(frozen=True)
class Cover:
    """The words of the cover, and what every page's header and footer say.

    ``timestamp`` is the paper's date in its metadata; it comes from the
    params, never from a clock.
    """

    council: str
    title: str
    quarter: str
    as_at: str
    timestamp: date
    meetings: tuple[Meeting, ...] = ()
    item: str = ""
    classification: str = ""
    officers: tuple[Officer, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    synopsis: str = ""
    recommendations: tuple[str, ...] = ()
    draft: bool = False
    illustrative: bool = False
    primary: str = "#12436D"
    site: str | None = None

    @property
    def name(self) -> str:
        """The paper's title in its metadata."""
        return f"{self.title}, {self.quarter}"

    @property
    def seconds(self) -> int:
        """The paper's date in seconds since 1970, at midnight UTC."""
        day = self.timestamp
        return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def cover_of(report: Report, *, draft: bool) -> Cover:
    """Return a quarter's cover."""
    quarter, council = report.quarter, report.council
    meetings = quarter.meetings
    exempt = any(meeting.classification == "exempt" for meeting in meetings)
    return Cover(
        council=council.council.name,
        title=quarter.title,
        quarter=quarter.quarter.label,
        as_at=long_date(quarter.cut_off),
        timestamp=quarter.cut_off,
        meetings=tuple(
            Meeting(
                council.committee_title(meeting.committee),
                f"{meeting.date:%A} {long_date(meeting.date)}",
            )
            for meeting in meetings
        ),
        item=str(next((m.item for m in meetings if m.item is not None), "")),
        classification=("Exempt" if exempt else "Public") if meetings else "",
        officers=tuple(Officer(o.role, o.post, o.email) for o in quarter.officers),
        sign_offs=tuple(
            SignOff(
                sign_off.role,
                "Signed off" if sign_off.state == "signed" else "Not yet signed off",
                long_date(sign_off.date) if sign_off.date else "",
            )
            for sign_off in quarter.sign_offs
        ),
        synopsis=quarter.synopsis,
        recommendations=tuple(quarter.recommendations),
        draft=draft,
        illustrative=council.illustrative,
        primary=council.council.colours.primary,
    )


def appendix_cover(cover: Cover) -> Cover:
    """Return the cover of the benchmarking appendix: the quarter's own, without what asks."""
    return replace(
        cover, title=f"{cover.title}: benchmarking appendix", synopsis="", recommendations=()
    )
