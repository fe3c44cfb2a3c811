"""The council as council.yml has it: outcome areas, committees, comparators, default rules."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, model_validator

from quarterbook.data.params.checked_yaml import read_yaml
from quarterbook.data.params.fields import (
    AnyPeriod,
    Colour,
    FiniteNumber,
    Id,
    Reason,
    SomeText,
    Strict,
    ToleranceText,
    WebAddress,
    WholeNumber,
    at_fault,
)
from quarterbook.ground.errors import CommandError, nearest
from quarterbook.ground.rule_names import AmberWhen, Basis, LongTermBasis, RagRule
from quarterbook.storage.book import Book


class Colours(Strict):
    """The council's two colours; text on them must reach a contrast of 4.5 to 1."""

    primary: Colour = "#12436D"
    accent: Colour = "#28A197"


class CouncilName(Strict):
    """Who the council is, and how its papers and pages look."""

    name: SomeText = Field(description="its name in full", examples=["Northshire County Council"])
    short_name: SomeText = Field(description="its name in sentences", examples=["Northshire"])
    code: SomeText = Field(description="the council's code in areas.csv", examples=["E10000099"])
    contact: SomeText = Field(
        description="whom readers may write to", examples=["performance@northshire.gov.uk"]
    )
    site: WebAddress = Field(default="", description="where the report's site is published")
    colours: Colours = Colours()
    template: str = Field(default="", description="the look of papers that name none of their own")


class SubOutcome(Strict):
    """A part of an outcome area: a heading on its page."""

    id: Id = Field(description="what measures.csv calls it", examples=["waste"])
    title: SomeText = Field(description="its heading", examples=["Waste and recycling"])


class Outcome(Strict):
    """An outcome area: one notebook, one sheet of the workbook."""

    id: Id = Field(
        description="what measures.csv and its notebook call it", examples=["clean-streets"]
    )
    title: SomeText = Field(description="its name for readers", examples=["Clean streets"])
    summary: str = ""
    sub_outcomes: list[SubOutcome] = []


class Committee(Strict):
    """A committee that papers may be for and that measures may belong to."""

    id: Id = Field(description="what meetings and editions call it", examples=["scrutiny"])
    title: SomeText = Field(description="its name for readers", examples=["Scrutiny Committee"])


# Comparators that are all councils of an area; any other is a group of data/comparators.csv.
AREA_COMPARATORS = ("region", "country", "england")


class Comparator(Strict):
    """A column of the benchmarking tables: a group of comparators.csv, or councils of an area."""

    id: SomeText = Field(
        description="region, country, england, or a group of the council in comparators.csv",
        examples=["england"],
    )
    title: SomeText = Field(description="the head of its column", examples=["England"])


class ByRule(Strict):
    """The rules that stand beside what owners recorded, in the table that compares the two."""

    rag_rule: RagRule = "floor"
    direction_basis: Basis = "previous"


class Chance(Strict):
    """Measures of which the figures show a sum, a rate or one count twice, and which is chance.

    Nothing is withheld for it. One measure alone: that its targets are its figures of before.
    """

    measures: list[Id] = Field(
        min_length=1,
        description="whose figures are alike by chance",
        examples=["[library-visits, missed-bins]"],
    )
    reason: Reason = Field(
        description="why it is chance", examples=["They have nothing in common."]
    )


class NoLongerConfidential(Strict):
    """A figure that was marked ``c`` when it was published, and that the council releases.

    It is shown from the first quarter on that has a newer row of it without the mark.
    """

    measure: Id = Field(description="whose figure it is", examples=["deaths"])
    period: AnyPeriod = Field(
        description="of when, as observations.csv writes it", examples=["2025-26-Q1"]
    )
    reason: Reason = Field(description="why it may be known now", examples=["The inquest ended."])


SearchWords = Annotated[list[SomeText], Field(min_length=2)]


class Defaults(Strict):
    """Rules for measures that name none of their own."""

    rag_rule: RagRule = "floor"
    tolerance: ToleranceText | None = None
    amber_when: AmberWhen = "within_tolerance"
    direction_basis: Basis = "previous"
    long_term_basis: LongTermBasis | None = None
    same_within: ToleranceText | None = None
    significance: FiniteNumber = Field(default=0.05, gt=0, lt=1)
    drop_outlying_ranges: StrictBool = True
    by_rule: ByRule | None = None


# Under a threshold of 3 a count of one or two people is published.
_LOWEST_USUAL = 3


class Council(Strict):
    """``params/council.yml``.

    suppression_threshold
        the smallest count that is shown; counts from 1 to one less are withheld.
    low_threshold_reason
        why a threshold under 3 is meant, without which it is refused.
    search_words
        words and phrases that mean the same to readers, group by group.
    chance
        what ``check --disclosure`` finds in the figures and the council says is chance.
    no_longer_confidential
        figures that were confidential when they were published, and that may be shown now.
    """

    council: CouncilName = Field(
        description="who the council is, with a line each for name, short_name, code and contact",
        examples=[""],
    )
    illustrative: StrictBool = False
    outcomes: list[Outcome] = Field(
        min_length=1,
        description="the outcome areas, each with a notebook of its own",
        examples=["[{id: clean-streets, title: Clean streets}]"],
    )
    committees: list[Committee] = []
    comparators: list[Comparator] = []
    defaults: Defaults = Defaults()
    suppression_threshold: WholeNumber = 5
    low_threshold_reason: str = ""
    search_words: list[SearchWords] = []
    chance: list[Chance] = []
    no_longer_confidential: list[NoLongerConfidential] = []

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

    @model_validator(mode="after")
    def _threshold_meant(self) -> Council:
        threshold, reason = self.suppression_threshold, self.low_threshold_reason.strip()
        if threshold < _LOWEST_USUAL and not reason:
            raise at_fault(
                f"suppression_threshold is {threshold}, so that counts of one or two people would "
                f"be published. Write {_LOWEST_USUAL} or more, or say under low_threshold_reason: "
                "why this is meant",
                "suppression_threshold",
            )
        if threshold >= _LOWEST_USUAL and reason:
            raise at_fault(
                f"low_threshold_reason gives the reason for a threshold under {_LOWEST_USUAL}, but "
                f"the threshold is {threshold}. Take it out",
                "low_threshold_reason",
            )
        return self

    def outcome(self, id_: str) -> Outcome:
        """Return an outcome area; raises `CommandError` naming the nearest one."""
        for outcome in self.outcomes:
            if outcome.id == id_:
                return outcome
        ids = [outcome.id for outcome in self.outcomes]
        raise CommandError(f'"{id_}" is not an outcome area.{nearest(id_, ids)}')

    def committee_title(self, id_: str) -> str:
        return next((c.title for c in self.committees if c.id == id_), id_)


def read_council(book: Book) -> Council:
    """Read ``params/council.yml``."""
    return read_yaml(book, book.params / "council.yml", Council)
