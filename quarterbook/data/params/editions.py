"""The papers of a quarter: what an edition is made of, for whom, and what is exempt."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from quarterbook.data.params.fields import (
    Day,
    Id,
    Reason,
    SomeText,
    Strict,
    WebAddress,
    WholeNumber,
    at_fault,
)

# The whole book, which every quarter has without being asked for.
REPORT = "report"


class Classification(StrEnum):
    """Who may read a paper: everybody, or only those whom the law lets stay in the meeting."""

    PUBLIC = "public"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        """The word that fronts and pages show."""
        return self.value.capitalize()


class Meeting(Strict):
    """A committee's meeting: its day and, where known, the number of the item."""

    committee: Id = Field(
        description="which of council.yml's committees meets", examples=["scrutiny"]
    )
    date: Day = Field(description="the day on which it meets", examples=["2021-11-18"])
    item: WholeNumber | None = None
    classification: Classification = Classification.PUBLIC


class Appendix(Strict):
    """What stands behind a paper, each under a letter: pages or notebooks, without ending."""

    title: SomeText = Field(description="its heading behind the letter", examples=["Benchmarking"])
    pages: list[SomeText] = Field(
        min_length=1,
        description="the pages that it consists of, without ending",
        examples=["[notebooks/benchmarking]"],
    )


class BackgroundPaper(Strict):
    """A paper that this one relies on: its title and, where it is on the web, its address."""

    title: SomeText = Field(description="its title", examples=["Business plan"])
    address: WebAddress = ""


class ForwardPlan(Strict):
    """Where the decision was announced: the reference, and the day the notice was published."""

    reference: SomeText = Field(description="the notice's reference", examples=["FP/22/01/05"])
    first_published: Day = Field(
        description="the day on which the notice was published", examples=["2022-01-31"]
    )


class Exempt(Strict):
    """A page or a measure that only exempt editions may show, and by which rule."""

    page: str = ""
    measure: str = ""
    reason: Reason = Field(
        description="the rule by which it is exempt",
        examples=["Paragraph 3 of Part 1 of Schedule 12A to the Local Government Act 1972"],
    )

    @model_validator(mode="after")
    def _one(self) -> Exempt:
        if bool(self.page) == bool(self.measure):
            raise at_fault("what is exempt is either a page: or a measure:, one in each item")
        return self


class Edition(Strict):
    """A paper of a quarter: ``<name>.pdf`` and ``<name>.docx``.

    title, synopsis
        by default the quarter's.
    committee, meeting
        whom it is for; the day is needed only where the committee meets twice.
    item
        its number on the agenda, where it is another than the meeting's, as of an exempt part.
    classification
        ``exempt``: never on the site, and in a folder of its own.
    page
        the paper's own words, a page of book/ whose sections and paragraphs
        are numbered; ``appendices`` stand behind it.
    pages
        of a paper without words of its own: its pages, by default all of _toc.yml.
    measures
        which measures it speaks of; by default those that measures.csv gives
        to the committee or, where it gives it none, all.
    template
        the council's own look: the name of a .typ and of a .docx file in book/_templates/.
    background_papers
        what the paper relies on, each with its address.
    note_older_than
        days between a figure's period and the meeting after which the paper says so.
    newer_to
        figures recorded after the cut-off and up to this day are named as newer.
    """

    name: Id = Field(description="the name of the paper's files", examples=["scrutiny"])
    title: str = ""
    synopsis: str = ""
    committee: Id = ""
    meeting: Day | None = None
    item: WholeNumber | None = None
    classification: Classification = Classification.PUBLIC
    page: str = ""
    appendices: list[Appendix] = Field(default=[], max_length=26)
    pages: list[SomeText] = []
    measures: list[Id] = []
    template: str = ""
    recommendations: list[SomeText] = []
    forward_plan: ForwardPlan | None = None
    background_papers: list[BackgroundPaper] = []
    note_older_than: WholeNumber = 60
    newer_to: Day | None = None

    @property
    def is_exempt(self) -> bool:
        return self.classification is Classification.EXEMPT

    @property
    def all_pages(self) -> list[str]:
        """The pages it names: its own, those of its appendices, or what it consists of."""
        own = [self.page] if self.page else []
        return [*own, *(page for part in self.appendices for page in part.pages), *self.pages]

    @model_validator(mode="after")
    def _whole(self) -> Edition:
        if self.name == REPORT:
            raise at_fault(
                f'"{REPORT}" is the whole book, which is always made. Give the edition another '
                "name",
                "name",
            )
        if self.page and self.pages:
            raise at_fault(
                "an edition has either a page: of its own, with appendices:, or pages:", "pages"
            )
        if self.appendices and not self.page:
            raise at_fault(
                "appendices stand behind a paper's own words. Name its page:", "appendices"
            )
        if self.meeting and not self.committee:
            raise at_fault("a meeting needs its committee:. Add it", "meeting")
        return self
