"""A book's data/ and params/, read afresh: what was known of each measure at a quarter's cut-off.

From the guide ("Record figures", "Set a target") and the data dictionary.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from oracle.amounts import rounded
from oracle.spans import MONTHS, Span, read_span

Row = dict[str, str]


@dataclass
class Known:
    """What is known of one period: the figure as recorded, its marker, and whether it is withheld.

    ``was`` is the figure of the report before, where that gave one.
    """

    span: Span
    value: Fraction | None
    marker: str
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    withheld: bool = False
    was: Fraction | None = None


@dataclass
class Goal:
    """Target and limits of a period, with the period they were set for."""

    target: Fraction | None = None
    floor: Fraction | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    marker: str = ""


@dataclass
class Measure:
    """A row of measures.csv with the council's defaults filled in, and its figures in order."""

    row: Row
    defaults: dict[str, Any]
    figures: list[Known] = field(default_factory=list)
    forecasts: list[Known] = field(default_factory=list)
    newest_before: Span | None = None
    goals: dict[str, Goal] = field(default_factory=dict)
    recalculated: list[Span] = field(default_factory=list)
    comment: Row = field(default_factory=dict)

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.row.get(name) or ""

    @property
    def id(self) -> str:
        return self.row["id"]

    @property
    def places(self) -> int:
        return int(self.row["decimals"])

    @property
    def is_activity(self) -> bool:
        return self.row["kind"] == "activity"

    def setting(self, name: str, otherwise: str) -> str:
        return self.row.get(name) or str(self.defaults.get(name) or "") or otherwise

    @property
    def rule(self) -> str:
        """Which rule rates it: its own cell's, or what its kind or the council says."""
        if self.row["rag_rule"]:
            return self.row["rag_rule"]
        if self.is_activity:
            return "expected_range"
        if self.row["polarity"] == "plan" and self.setting("tolerance", ""):
            return "plan"
        return self.setting("rag_rule", "floor")

    @property
    def step(self) -> int:
        """Months from one period to the next."""
        return {"monthly": 1, "quarterly": 3, "annual": 12, "biennial": 24}[self.row["frequency"]]

    def shown(self, value: Fraction) -> Fraction:
        """The value as readers get it."""
        return value if self.row.get("precision") == "recorded" else rounded(value, self.places)

    def at(self, span: Span) -> Known | None:
        return next((one for one in self.figures if one.span.is_at(span)), None)

    def goal(self, span: Span) -> Goal:
        """The row of the period itself or, unless the figure adds up over the year, of its year."""
        own = next((g for code, g in self.goals.items() if _read(self, code).is_at(span)), None)
        if own is not None:
            return own
        if self.row["reading"] == "year_to_date":
            return Goal()
        return self.goals.get(span.financial_year, Goal())


def _read(measure: Measure, code: str) -> Span:
    return read_span(code, monthly=measure.row["frequency"] == "monthly")


@dataclass
class Record:
    """A book as it was known at the cut-off of its newest quarter."""

    root: Path
    council: dict[str, Any]
    quarter: Span
    cut_off: str
    before: str
    measures: list[Measure] = field(default_factory=list)
    in_development: int = 0
    milestones: list[dict[str, Row]] = field(default_factory=list)
    _tables: dict[str, list[Row]] = field(default_factory=dict)

    def table(self, name: str) -> list[Row]:
        """The rows of a table of data/, as strings; none where the file is absent."""
        path = self.root / "data" / f"{name}.csv"
        if name not in self._tables and path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                self._tables[name] = list(csv.DictReader(file))
        return self._tables.get(name, [])

    @property
    def live(self) -> list[Measure]:
        return [one for one in self.measures if not one.is_activity]

    @property
    def activities(self) -> list[Measure]:
        return [one for one in self.measures if one.is_activity]


def number(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None


def read_record(root: Path, quarter: str | None = None) -> Record:
    """Read a book for a quarter, by default its newest."""
    params = root / "params"
    council = yaml.safe_load((params / "council.yml").read_text(encoding="utf-8"))
    quarters = sorted(
        (yaml.safe_load(path.read_text(encoding="utf-8")) for path in params.glob("20*.yml")),
        key=lambda one: str(one["quarter"]),
    )
    codes = [one["quarter"] for one in quarters]
    place = codes.index(quarter) if quarter else len(codes) - 1
    before = str(quarters[place - 1]["cut_off"]) if place else ""
    exempt = {one.get("measure") for one in quarters[place].get("exempt") or ()}
    span = read_span(codes[place])
    record = Record(root, council, span, str(quarters[place]["cut_off"]), before)
    for row in record.table("measures"):
        if row["id"] in exempt or not _reported(row, codes[place]):
            continue
        if row["status"] == "in_development":
            record.in_development += 1
        else:
            record.measures.append(Measure(row, council.get("defaults") or {}))
    for measure in record.measures:
        _take_figures(record, measure)
    _take_goals(record)
    _take_words(record, codes[place])
    _take_milestones(record)
    return record


def _reported(row: Row, code: str) -> bool:
    first, last = row["first_quarter"], row["retired_quarter"]
    return (not first or first <= code) and (not last or code <= last)


def _latest(rows: list[Row], day: str, key: str) -> dict[str, Row]:
    """The newest row for each period that was recorded by a day."""
    known: dict[str, Row] = {}
    for row in sorted((row for row in rows if row[key] <= day), key=lambda row: row[key]):
        known[row["period"]] = row
    return known


def _take_figures(record: Record, measure: Measure) -> None:
    rows = [row for row in record.table("observations") if row["measure"] == measure.id]
    earlier = _latest(rows, record.before, "recorded_on")
    threshold = int(record.council.get("suppression_threshold", 5))
    for row in _latest(rows, record.cut_off, "recorded_on").values():
        known = Known(
            _read(measure, row["period"]),
            number(row["value"]),
            row["marker"],
            number(row["numerator"]),
            number(row["denominator"]),
        )
        if row["marker"] == "f":
            measure.forecasts.append(known)
            continue
        known.withheld = _is_small(measure, known, threshold)
        old = earlier.get(row["period"])
        if old and old["marker"] != "f" and number(old["value"]) is not None:
            known.was = number(old["value"])
        measure.figures.append(known)
    measure.figures.sort(key=lambda one: one.span)
    seen = [_read(measure, code) for code, row in earlier.items() if row["marker"] != "f"]
    measure.newest_before = max(seen, key=lambda span: span.last, default=None)


def _is_small(measure: Measure, known: Known, threshold: int) -> bool:
    """Whether a figure is withheld: marked c, a small count, or a rate made from one."""
    if known.marker == "c":
        return True
    if measure.row.get("small_numbers") == "show" or known.value is None:
        return False
    unit = measure.row["unit"]
    if not _counts_people(unit):
        counts = [known.numerator, known.denominator]
        if known.numerator is not None and known.denominator is not None:
            counts.append(known.denominator - known.numerator)
        return any(one is not None and 0 < one < threshold for one in counts)
    if known.value.denominator != 1 and measure.places:
        return False
    return 0 < known.value < threshold


def _counts_people(unit: str) -> bool:
    """A count is the value of a measure whose unit is number, blank or what is counted."""
    return unit in ("", "number")


def _take_goals(record: Record) -> None:
    measures = {one.id: one for one in record.measures}
    for row in sorted(record.table("targets"), key=lambda row: row["set_on"]):
        if row["measure"] in measures and row["set_on"] <= record.cut_off:
            cells = (number(row[name]) for name in ("target", "floor", "lower", "upper"))
            goal = Goal(*cells, marker=row.get("marker", ""))
            measures[row["measure"]].goals[row["period"]] = goal
    for row in record.table("recalculations"):
        if row["measure"] in measures and row["set_on"] <= record.cut_off:
            measure = measures[row["measure"]]
            measure.recalculated.append(_read(measure, row["period"]))


def _take_words(record: Record, code: str) -> None:
    measures = {one.id: one for one in record.measures}
    for row in sorted(record.table("commentary"), key=lambda row: row["written_on"]):
        if row["measure"] in measures and row["quarter"] == code:
            measures[row["measure"]].comment = row


def _take_milestones(record: Record) -> None:
    """The state of each milestone now and in the report before, in the order of the file."""
    states: dict[str, dict[str, Row]] = {}
    for row in sorted(record.table("milestones"), key=lambda row: row["recorded_on"]):
        if row["recorded_on"] <= record.cut_off:
            states.setdefault(row["id"], {})["now"] = row
        if row["recorded_on"] <= record.before:
            states.setdefault(row["id"], {})["before"] = row
    record.milestones = list(states.values())


def quarters_figure(measure: Measure, quarter: Span) -> Known | None:
    """The quarter's figure: that of its own last period, the newest that was over by its end."""
    if measure.row.get("headline") == "newest":
        return measure.figures[-1] if measure.figures else None
    over = [one for one in measure.figures if complete_by(measure, one.span) <= quarter.end]
    return over[-1] if over else None


def complete_by(measure: Measure, span: Span) -> dt.date:
    """The day from which a figure is complete: the end of its period, or of a survey's month."""
    month = measure.row.get("complete")
    if not month:
        return span.end
    place = MONTHS.index(month)
    first = next(one for one in range(span.first, span.first + 12) if one % 12 == place)
    return Span(first, 1, "").end


def comparable(measure: Measure, newest: Known) -> list[Known]:
    """The figures up to the newest since the last break in series or change of definition."""
    figures = [one for one in measure.figures if one.span <= newest.span]
    since = 0
    for place, one in enumerate(figures):
        if one.marker == "b" or is_new_definition(measure, one.span):
            since = place
    return figures[since:]


def is_new_definition(measure: Measure, span: Span) -> bool:
    code = measure.definition_from
    return bool(code) and span.is_at(read_span(code, monthly=measure.frequency == "monthly"))
