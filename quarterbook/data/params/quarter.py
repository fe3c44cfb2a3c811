"""A quarter as its params have it: cut-off, meetings, officers, sign-offs, editions."""

from __future__ import annotations

from string import ascii_uppercase
from typing import Literal

from pydantic import Field, JsonValue, field_validator, model_validator

from quarterbook.data.params.editions import Edition, Exempt, Meeting
from quarterbook.data.params.fields import (
    Day,
    Email,
    QuarterPeriod,
    Reason,
    SomeText,
    Strict,
    at_fault,
)
from quarterbook.data.params.roles import role_faults
from quarterbook.ground.periods import long_date
from quarterbook.ground.wording import one_line


class Officer(Strict):
    """A contact, by role and post and never by a person's name."""

    role: SomeText = Field(description="what readers may ask of whom", examples=["Report author"])
    post: SomeText = Field(
        description="the post that has the role", examples=["Head of Performance"]
    )
    email: Email = ""
    telephone: str = ""


class CorrectionNotice(Strict):
    """What was put right in a quarter after it was public, and on which day."""

    date: Day = Field(description="the day on which it was put right", examples=["2021-12-10"])
    reason: Reason = Field(
        description="what was wrong, as readers are told",
        examples=["Visits in August were counted twice."],
    )

    @property
    def sentence(self) -> str:
        """What readers are told: ``Corrected on 10 December 2025: potholes in September.``"""
        reason = one_line(self.reason)
        stop = "" if reason.endswith((".", "?", "!")) else "."
        return f"Corrected on {long_date(self.date)}: {reason}{stop}"


class AcceptedWords(Strict):
    """A sentence with a number that seems to count what is withheld, and why it does not.

    It holds for the sentence as it is written, in one file and, in a table, on one measure, by
    whoever has the role.
    """

    words: SomeText = Field(
        description="the sentence as it is written", examples=["Only 3 took part."]
    )
    file: SomeText = Field(
        description="the file that it stands in, as the message names it",
        examples=["data/commentary.csv"],
    )
    measure: str = Field(
        "",
        description="the measure that it is about: needed in rows of tables that have one",
        examples=["children-on-plans"],
    )
    reason: Reason = Field(
        description="why it tells nothing that is withheld", examples=["It counts schools."]
    )
    role: SomeText = Field(description="who answers for that", examples=["Monitoring Officer"])


class Quarter(Strict):
    """``params/2021-22-q2.yml``.

    sign_offs
        roles that must sign; the quarter is final when all of them have and
        what they signed still stands.
    status
        of a quarter that nobody has to sign: draft or final.
    corrections
        what was put right since it was public, told on every page and on the front of papers.
    exempt
        pages and measures that belong to exempt editions alone.
    accepted_words
        sentences that say nothing of a withheld figure, though it seems so.
    notebooks
        parameters of their own, by notebook: ``budget`` is ``notebooks/budget``, one elsewhere
        is named by its path.
    """

    quarter: QuarterPeriod = Field(
        description="the quarter that the file's name says", examples=["2021-22-Q2"]
    )
    title: SomeText = Field(
        description="the title of site and report", examples=["Corporate performance report"]
    )
    cut_off: Day = Field(
        description="the last day on which a figure could be recorded and still count",
        examples=["2021-11-05"],
    )
    status: Literal["draft", "final"] | None = None
    meetings: list[Meeting] = []
    officers: list[Officer] = []
    sign_offs: list[SomeText] = []
    synopsis: str = ""
    recommendations: list[SomeText] = []
    editions: list[Edition] = []
    corrections: list[CorrectionNotice] = []
    exempt: list[Exempt] = []
    accepted_words: list[AcceptedWords] = []
    notebooks: dict[SomeText, dict[SomeText, JsonValue]] = {}

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
        for index, fault in role_faults(self.sign_offs):
            raise at_fault(fault, "sign_offs", index)
        if not self.sign_offs and not self.status:
            raise at_fault(
                "nothing says whether this quarter is final. List under sign_offs who must sign, "
                'or write status: "draft" or "final"',
                "quarter",
            )
        for index, correction in enumerate(self.corrections):
            if correction.date < self.cut_off:
                raise at_fault(
                    f"a correction is dated {correction.date}, before the cut-off "
                    f"({self.cut_off}). Give the day on which the mistake was put right",
                    "corrections",
                    index,
                    "date",
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

    @property
    def notebook_pages(self) -> dict[str, str]:
        """The page of each notebook that has parameters, by what `notebooks` calls it."""
        return {
            name: name if name.startswith(("notebooks/", "book/")) else f"notebooks/{name}"
            for name in self.notebooks
        }

    def item_of(self, edition: Edition) -> int | None:
        """Return which item of its meeting's agenda an edition is, where that is known."""
        meeting = self.meeting_of(edition)
        return edition.item if edition.item is not None else meeting.item if meeting else None

    def appendix_of(self, edition: Edition) -> str:
        """Return which appendix of another paper for its committee an edition is by itself."""
        own = [edition.page] if edition.page else edition.pages
        for paper in self.editions:
            if paper.committee == edition.committee:
                for letter, appendix in zip(ascii_uppercase, paper.appendices, strict=False):
                    if list(appendix.pages) == list(own):
                        return f"Appendix {letter}"
        return ""

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
