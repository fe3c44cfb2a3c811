"""What a book's outputs must say of its quarter, worked out from the record alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from oracle.amounts import written
from oracle.control import Chart, control_chart
from oracle.directions import Travel, second, travel
from oracle.outlooks import Outlook, outlook
from oracle.places import Standing, standings
from oracle.ratings import rate
from oracle.records import (
    Goal,
    Known,
    Measure,
    Record,
    Row,
    is_new_definition,
    quarters_figure,
    read_record,
)


@dataclass
class Verdict:
    """All that is said of a measure in a quarter."""

    measure: Measure
    figure: Known | None
    rating: str
    reason: str
    travel: Travel
    second: Travel | None
    outlook: Outlook | None
    chart: Chart | None
    is_new: bool

    @property
    def title(self) -> str:
        return self.measure.row["title"]

    @property
    def goal(self) -> Goal:
        return self.measure.goal(self.figure.span) if self.figure else Goal()

    @property
    def previous(self) -> Known | None:
        """The newest figure with a value before the quarter's."""
        earlier = [
            one
            for one in self.measure.figures
            if self.figure and one.span < self.figure.span and one.value is not None
        ]
        return earlier[-1] if earlier else None

    @property
    def year_ago(self) -> Known | None:
        back = -24 if self.measure.frequency == "biennial" else -12
        return self.measure.at(self.figure.span.moved(back)) if self.figure else None

    def written(self, value: Fraction | None) -> str:
        """A value as it stands in a table, its unit at it where that is % or £."""
        if value is None:
            return ""
        return written(value, self.measure.places, self.measure.row["unit"])

    def marked(self, figure: Known | None) -> str:
        """A figure with its marker, or its marker alone."""
        if figure is None:
            return "–"
        if figure.withheld:
            return "[c]"
        if figure.value is None:
            return f"[{figure.marker or 'x'}]"
        breaks = "b" if is_new_definition(self.measure, figure.span) else ""
        mark = f" [{figure.marker or breaks}]" if figure.marker or breaks else ""
        return self.written(figure.value) + mark


@dataclass
class Expected:
    """A quarter of a book."""

    record: Record
    verdicts: list[Verdict]
    standings: dict[str, Standing]

    @property
    def measures(self) -> list[Verdict]:
        return [one for one in self.verdicts if not one.measure.is_activity]

    @property
    def ratings(self) -> Counter[str]:
        return Counter(one.rating for one in self.measures)

    @property
    def updated(self) -> list[Verdict]:
        return [one for one in self.measures if one.is_new]

    @property
    def milestones(self) -> list[dict[str, Row]]:
        return self.record.milestones


def expected(root: Path) -> Expected:
    """Judge the newest quarter of a book."""
    record = read_record(root)
    verdicts = []
    for measure in record.measures:
        figure = quarters_figure(measure, record.quarter)
        rating, reason = rate(measure, figure)
        chart = None
        if "spc" in (measure.long_term_basis, measure.setting("direction_basis", "")):
            usable = figure is not None and not figure.withheld
            chart = control_chart(measure, figure) if usable and figure else None
        verdicts.append(
            Verdict(
                measure,
                figure,
                rating,
                reason,
                travel(measure, figure),
                second(measure, figure),
                outlook(measure, figure),
                chart,
                _is_new(measure, figure, record),
            )
        )
    return Expected(record, verdicts, standings(record))


def by_other_rules(verdict: Verdict) -> Verdict:
    """The verdict that the council's ``by_rule`` would come to in place of what was recorded."""
    measure = verdict.measure
    other = Measure({**measure.row, **measure.defaults["by_rule"]}, measure.defaults)
    other.figures, other.goals = measure.figures, measure.goals
    rating, reason = rate(other, verdict.figure)
    return replace(
        verdict, measure=other, rating=rating, reason=reason, travel=travel(other, verdict.figure)
    )


def _is_new(measure: Measure, figure: Known | None, record: Record) -> bool:
    """Whether its figure is of a period newer than any in the report before."""
    if figure is None or (figure.value is None and not figure.withheld):
        return False
    before = measure.newest_before
    return before is None or figure.span.last > before.last
