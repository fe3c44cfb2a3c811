"""A measure as a quarter's report shows it: data only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quarterbook.data.params.council import Colours
from quarterbook.ground.markers import FIGURE_NOT_SHOWN, Marker
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import Frequency, adds_up
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import Assessment, comparable
from quarterbook.judge.observations import Observation, window
from quarterbook.report.views.control_chart import ControlChart


@dataclass(frozen=True)
class MeasureView:
    """A measure or activity indicator of a quarter.

    row
        of measures.csv.
    assessment
        its figures and how they are judged.
    by_rule
        how it is judged by council.yml's ``by_rule`` where its owner judges it; else None.
    words
        its row of commentary.csv this quarter; empty where there is none.
    is_updated
        whether it has a period newer than any in the report before.
    is_exempt
        whether only exempt editions show it.
    charted_from
        the first period that its trend chart shows; None for as many as usual.
    colours
        the council's, in which its charts are drawn.
    """

    row: Mapping[str, Any]
    assessment: Assessment
    by_rule: Assessment | None = None
    words: Mapping[str, Any] = field(default_factory=dict)
    is_updated: bool = False
    is_exempt: bool = False
    charted_from: Period | None = None
    colours: Colours = field(default_factory=Colours)

    @property
    def id(self) -> str:
        """Its id in measures.csv."""
        return str(self.row["id"])

    @property
    def title(self) -> str:
        """What readers call it."""
        return str(self.row["title"])

    @property
    def outcome(self) -> str:
        """The id of its outcome area."""
        return str(self.row["outcome"])

    @property
    def sub_outcome(self) -> str:
        """The id of its part of the outcome area; "" where it is in none."""
        return str(self.row["sub_outcome"])

    @property
    def service(self) -> str:
        """The service that is responsible for it."""
        return str(self.row["service"])

    @property
    def frequency(self) -> Frequency:
        """How often it has a figure."""
        return self.assessment.rules.frequency

    @property
    def href(self) -> str:
        """Where tables of other pages lead: the measure's section on its outcome area's page."""
        return f"../notebooks/{self.outcome}.html#{self.id}"

    @property
    def format(self) -> NumberFormat:
        """How its figures are written."""
        return NumberFormat.of(self.row)

    @property
    def is_activity(self) -> bool:
        """Whether it gives context and is not judged."""
        return bool(self.row["kind"] == "activity")

    @property
    def commentary(self) -> str:
        """What the owner says, as Markdown."""
        return str(self.words.get("commentary", ""))

    @property
    def action(self) -> str:
        """What is being done, as Markdown."""
        return str(self.words.get("action", ""))

    @property
    def highlight(self) -> str:
        """What the owner singles it out as: ``success``, ``concern``, ``note`` or nothing."""
        return str(self.words.get("highlight", ""))

    @property
    def rag(self) -> str:
        """The rating in a word: red, amber, green, not rated, within, above, below."""
        return self.assessment.rag.outcome.replace("_", " ")

    @property
    def direction(self) -> str:
        """The direction of travel in a word: improved, same, declined, not comparable."""
        return self.assessment.direction.outcome.replace("_", " ")

    @property
    def value(self) -> str:
        """The quarter's figure with its unit, or why there is none."""
        current = self.assessment.current
        if current is None:
            return "no figure yet"
        marks = [f"[{mark}]" for mark in markers_of(current)]
        return " ".join(part for part in (self.format.full(current.value), *marks) if part)

    @property
    def period(self) -> str:
        """The period of `value`, as readers see it."""
        return self.assessment.current.period.label if self.assessment.current else ""

    @property
    def newest_figure(self) -> Observation | None:
        """The newest observation that has a figure, withheld or not; None where none has."""
        return next(
            (
                one
                for one in reversed(self.assessment.observations)
                if one.value is not None or one.marker in FIGURE_NOT_SHOWN
            ),
            None,
        )

    @property
    def next_period(self) -> Period | None:
        """The period that the next figure is for; None without any figure, or without a survey."""
        if self.assessment.current and self.assessment.current.marker == Marker.NO_SURVEY:
            return None
        newest = (
            self.assessment.later_figures[-1]
            if self.assessment.later_figures
            else self.newest_figure
        )
        return newest.period.back(-2 if self.frequency == "biennial" else -1) if newest else None

    @property
    def meets_target(self) -> bool | None:
        """Whether the quarter's figure meets its target; None without a figure or a target.

        Where a plan is to be kept to, on either side, it does if it is rated green.
        """
        return self.assessment.meets_target

    @property
    def since(self) -> str:
        """The newest figure of a period after the quarter and that period; "" where none is."""
        if not self.assessment.later_figures:
            return ""
        newest = self.assessment.later_figures[-1]
        marks = "".join(f" [{mark}]" for mark in markers_of(newest))
        return f"{self.format.full(newest.value)}{marks} ({newest.period.label})"

    @property
    def recent(self) -> tuple[Observation, ...]:
        """The observations that the trend chart shows."""
        every = self.assessment.observations
        if self.charted_from is None:
            return every[-window(self.frequency) :]
        begin = self.charted_from.start
        return tuple(one for one in every if one.period.start >= begin)

    @cached_property
    def control_chart(self) -> ControlChart | None:
        """Its control chart, where its direction of travel is read from one."""
        assessment = self.assessment
        if assessment.control is None:
            return None
        return ControlChart(
            id=self.id,
            title=self.title,
            href=self.href,
            observations=assessment.charted,
            xmr=assessment.control,
            target=assessment.goal.target,
            recalculations=assessment.recalculations,
            format=self.format,
            polarity=assessment.rules.polarity,
            colours=self.colours,
        )


def markers_of(observation: Observation) -> tuple[str, ...]:
    """Return the markers an observation is shown with; a changed past figure is always revised."""
    marks = [observation.marker] if observation.marker else []
    if observation.was is not None and Marker.REVISED not in marks:
        marks.append(Marker.REVISED)
    return tuple(marks)


def with_figures(view: MeasureView) -> Sequence[Observation]:
    """Return a measure's recent figures that may be compared with the newest, oldest first.

    Of one with a season, or that adds up over the year, these are of the same time of year.
    """
    rules = view.assessment.rules
    shown = comparable(rules, [one for one in view.recent if one.value is not None])
    if not rules.seasonal and not adds_up(rules.reading):
        return list(shown)
    return [one for one in shown if one.period.month == shown[-1].period.month]
