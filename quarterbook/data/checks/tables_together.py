"""The tables against one another: names, periods, rules, decisions and cut-offs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from quarterbook.data.params.council import Council
from quarterbook.data.tables.cell_faults import quoted
from quarterbook.data.tables.rows import rows_of
from quarterbook.data.tables.schemas import several
from quarterbook.data.tables.totals import is_written_well, wholes_of
from quarterbook.ground.errors import Problem, nearest
from quarterbook.ground.periods import KINDS_OF_FREQUENCY, MONTHS, Period, parse
from quarterbook.ground.rule_names import Frequency, better_end
from quarterbook.ground.wording import listed

# Where the names stand that a code misses; a file with faults of its own is mended first.
STANDS_IN = {"D301": "data/measures.csv", "D303": "data/areas.csv"}

# Rules by which a figure is good from a target on, above or below.
_FOR_ONE_END = ("floor", "tolerance", "bands")


def check_references(council: Council, tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Return the names that must stand elsewhere too, and do not.

    ``tables`` are all tables of data/ by name: columns of one (``measure``, ``area`` …) name rows
    of another by ``id`` or ``code``.
    """
    return [
        *_unknown_names(council, tables),
        *_retired_without_quarter(tables["measures"]),
        *_never_reported(tables["measures"]),
        *_related_faults(tables["measures"]),
        *_total_faults(tables["measures"]),
        *_succession_faults(tables["areas"]),
        *_unknown_sub_outcomes(council, tables["measures"]),
    ]


def _problem(table: str, line: object, code: str, message: str) -> Problem:
    return Problem(f"data/{table}.csv", int(str(line)), code, message)


def _unknown_names(council: Council, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    measures = list(tables["measures"]["id"])
    outcomes = [outcome.id for outcome in council.outcomes]
    committees = [committee.id for committee in council.committees]
    areas = list(tables["areas"]["code"])
    checks = (
        ("measures", "outcome", outcomes, "D302", "an outcome area of council.yml"),
        ("milestones", "outcome", outcomes, "D302", "an outcome area of council.yml"),
        ("measures", "committee", committees, "D302", "a committee of council.yml"),
        ("milestones", "committee", committees, "D302", "a committee of council.yml"),
        ("decisions", "committee", committees, "D302", "a committee of council.yml"),
        ("observations", "measure", measures, "D301", "a measure of measures.csv"),
        ("targets", "measure", measures, "D301", "a measure of measures.csv"),
        ("recalculations", "measure", measures, "D301", "a measure of measures.csv"),
        ("series", "measure", measures, "D301", "a measure of measures.csv"),
        ("commentary", "measure", measures, "D301", "a measure of measures.csv"),
        ("benchmarks", "measure", measures, "D301", "a measure of measures.csv"),
        ("decisions", "measure", measures, "D301", "a measure of measures.csv"),
        ("benchmarks", "area", areas, "D303", "a code of areas.csv"),
        ("comparators", "council", areas, "D303", "a code of areas.csv"),
        ("comparators", "member", areas, "D303", "a code of areas.csv"),
        ("areas", "region", areas, "D303", "a code of areas.csv"),
        ("areas", "successor", areas, "D303", "a code of areas.csv"),
    )
    for table, column, names, code, what in checks:
        cells = tables[table][column]
        for line, cell in cells[(cells != "") & ~cells.isin(names)].items():
            fault = f"{column} {quoted(cell)} is not {what}.{nearest(cell, names)}"
            if names is areas:
                fault += " Councils are taken in with: quarterbook import areas FILE"
            yield _problem(table, line, code, fault)


def _retired_without_quarter(measures: pd.DataFrame) -> Iterator[Problem]:
    unsaid = (measures["status"] == "retired") & (measures["retired_quarter"] == "")
    for line, id_ in measures.loc[unsaid, "id"].items():
        fault = (
            f'"{id_}" is retired, but retired_quarter is blank. Give the last quarter that '
            "reports it."
        )
        yield _problem("measures", line, "D309", fault)


def _never_reported(measures: pd.DataFrame) -> Iterator[Problem]:
    retired = measures["retired_quarter"]
    for row in rows_of(measures[(retired != "") & (retired < measures["first_quarter"])]):
        fault = (
            f'"{row.id}" is retired in {row.retired_quarter}, before its first_quarter '
            f"{row.first_quarter}: no quarter would report it. Exchange or correct them."
        )
        yield _problem("measures", row.Index, "D309", fault)


def _total_faults(measures: pd.DataFrame) -> Iterator[Problem]:
    """Totals in part_of that are no measures, and what is not written as a total."""
    ids = list(measures["id"])
    for line, cell in measures.loc[measures["part_of"] != "", "part_of"].items():
        if not is_written_well(cell):
            fault = (
                f'part_of {quoted(cell)} is not a list of totals such as "referrals (ward); '
                'under-fives": ids, each with its breakdown in brackets where it has several.'
            )
            yield _problem("measures", line, "D301", fault)
            continue
        for total in dict.fromkeys(whole.total for whole in wholes_of(cell)):
            if total not in ids:
                fault = f"part_of {quoted(total)} is not a measure of measures.csv."
                yield _problem("measures", line, "D301", f"{fault}{nearest(total, ids)}")


def _circle(first: str, following: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the way from one name back to itself, both ends named; nothing where there is none."""
    ways, seen = [[first]], set()
    while ways:
        way = ways.pop(0)
        for after in following.get(way[-1], ()):
            if after == first:
                return [*way, first]
            if after not in seen:
                seen.add(after)
                ways.append([*way, after])
    return []


def _succession_faults(areas: pd.DataFrame) -> Iterator[Problem]:
    """Areas that succeed themselves, by themselves or in a circle, or end before they begin."""
    successors = {row.code: [row.successor] for row in rows_of(areas)}
    for row in rows_of(areas):
        if circle := _circle(row.code, successors):
            fault = (
                f'"{row.code}" succeeds itself ({" → ".join(circle)}). Name in '
                "successor the area that came after it, and leave that of the newest blank."
            )
            yield _problem("areas", row.Index, "D323", fault)
    for line, code in areas.loc[areas["to"] < areas["from"], "code"].items():
        fault = f'"{code}" ends (to) before it begins (from). Exchange or correct the days.'
        yield _problem("areas", line, "D323", fault)


def _related_faults(measures: pd.DataFrame) -> Iterator[Problem]:
    ids = list(measures["id"])
    for line, id_, cell in zip(measures.index, ids, measures["related"], strict=True):
        for name in several(cell):
            if name == id_:
                fault = f'"{id_}" is named as related to itself. Take it out.'
                yield _problem("measures", line, "D316", fault)
            elif name not in ids:
                fault = (
                    f"related {quoted(name)} is not a measure of measures.csv.{nearest(name, ids)}"
                )
                yield _problem("measures", line, "D301", fault)


def _unknown_sub_outcomes(council: Council, measures: pd.DataFrame) -> Iterator[Problem]:
    subs = {outcome.id: [sub.id for sub in outcome.sub_outcomes] for outcome in council.outcomes}
    for row in rows_of(measures):
        names = subs.get(row.outcome, [])
        if row.sub_outcome and row.outcome in subs and row.sub_outcome not in names:
            fault = (
                f'sub_outcome {quoted(row.sub_outcome)} is not one of "{row.outcome}": '
                f"{listed(names) or 'it has none'}.{nearest(row.sub_outcome, names)}"
            )
            yield _problem("measures", row.Index, "D302", fault)


def parse_periods_in_place(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Turn written periods into `Period`, and report those that do not fit the frequency."""
    measures = tables["measures"]
    frequency = dict(zip(measures["id"], measures["frequency"], strict=True))
    problems = _parse_definition_from_in_place(measures)
    for name in ("observations", "targets", "benchmarks", "recalculations"):
        frame = tables[name]
        periods = [
            parse(text, frequency.get(measure))
            for measure, text in zip(frame["measure"], frame["period"], strict=True)
        ]
        frame["period"] = pd.Series(periods, index=frame.index, dtype=object)
        for line, measure, period in zip(frame.index, frame["measure"], periods, strict=True):
            often = frequency.get(measure)
            if often is None or period.kind in KINDS_OF_FREQUENCY[often]:
                continue
            if name == "targets" and period.kind == "year":
                continue
            if name == "benchmarks" and _is_longer(period, often):
                continue
            problems.append(_misfit(name, "period", line, period, measure, often))
    return problems


def _parse_definition_from_in_place(measures: pd.DataFrame) -> list[Problem]:
    """Turn the periods of new definitions into `Period`, and report those of another kind."""
    problems = []
    begins: list[Period | None] = []
    for row in rows_of(measures):
        often = row.frequency
        period = parse(row.definition_from, often) if row.definition_from else None
        if period and period.kind not in KINDS_OF_FREQUENCY[often]:
            problems.append(
                _misfit("measures", "definition_from", row.Index, period, row.id, often)
            )
        begins.append(period)
    measures["definition_from"] = pd.Series(begins, index=measures.index, dtype=object)
    return problems


def _misfit(
    table: str, column: str, line: object, period: Period, measure: str, often: Frequency
) -> Problem:
    fault = (
        f'{column} "{period.code}" does not fit "{measure}", which is {often}. '
        f"Write it like {_EXAMPLES[often]}"
        f"{', or 2021-22 for a year' if table == 'targets' and often != 'annual' else ''}."
    )
    return _problem(table, line, "D304", fault)


def _is_longer(period: Period, frequency: Frequency) -> bool:
    """Whether a benchmark's period is longer than the measure's: others count by the year."""
    return period.months > MONTHS[KINDS_OF_FREQUENCY[frequency][0]]


def check_rules(council: Council, measures: pd.DataFrame) -> list[Problem]:
    """Measures whose rule lacks what it needs, and those that are parts of themselves.

    By ``rag_rule``, ``tolerance``, ``complete``, ``frequency`` and ``part_of`` of measures.csv.
    """
    wholes = {
        row.id: [whole.total for whole in wholes_of(row.part_of)] for row in rows_of(measures)
    }
    problems = []
    for row in rows_of(measures):
        rule = _rule_of(row, council)
        if rule in ("tolerance", "plan") and not (row.tolerance or council.defaults.tolerance):
            fault = (
                f'"{row.id}" is rated by the rule "{rule}", but has no tolerance. Give one '
                'such as "5%" or "2 points" in its column tolerance, or for all in council.yml '
                "under defaults:."
            )
            problems.append(Problem("data/measures.csv", int(row.Index), "D310", fault))
        if row.rag_rule in _FOR_ONE_END and better_end(row.polarity) is None:
            problems.append(_no_better_end(row))
        if row.complete and row.frequency not in ("annual", "biennial"):
            fault = (
                f'"{row.id}" is {row.frequency}, but complete names a month of the year in which '
                "its figure is taken. Leave it blank, or make the measure annual."
            )
            problems.append(Problem("data/measures.csv", int(row.Index), "D322", fault))
        if circle := _circle(row.id, wholes):
            fault = (
                f'"{row.id}" is part of itself ({" → ".join(circle)}). Name the total in '
                "part_of, and leave the total's own blank."
            )
            problems.append(Problem("data/measures.csv", int(row.Index), "D311", fault))
    return problems


def _rule_of(row: Any, council: Council) -> str:
    """Return the rule that a measure is rated by, its own or the council's."""
    usual = "expected_range" if row.kind == "activity" else council.defaults.rag_rule
    rule = str(row.rag_rule or usual)
    by_rule = council.defaults.by_rule
    return by_rule.rag_rule if rule == "judged" and by_rule else rule


def _no_better_end(row: Any) -> Problem:
    """Return what is wrong with a rule that no figure of a measure can be rated by."""
    otherwise = 'the rule "plan"' if row.polarity == "plan" else 'the rule "none"'
    fault = (
        f'"{row.id}" is rated by the rule "{row.rag_rule}", for which higher or lower figures are '
        f'better, and its polarity is "{row.polarity}", so that it would never be rated. Correct '
        f"one of them, or take {otherwise}."
    )
    return Problem("data/measures.csv", int(row.Index), "D336", fault)


def check_decisions(decisions: pd.DataFrame) -> list[Problem]:
    """Requests that do not say how they stand, and days that do not fit how they stand.

    By ``kind``, ``status`` and the days of decisions.csv.
    """
    problems = []
    for row in rows_of(decisions):
        fault = ""
        if row.kind in ("asked", "") and not row.status:
            fault = (
                f'"{row.id}" was asked for, but its status is blank. Write open or closed, or say '
                "in the column kind that it was noted, resolved or proposed, or a question."
            )
        elif row.status == "closed" and pd.isna(row.closed_on):
            fault = f'"{row.id}" is closed, but closed_on is blank. Give the day it was closed.'
        elif row.status != "closed" and not pd.isna(row.closed_on):
            fault = (
                f'"{row.id}" has a day in closed_on, but is not closed. Write closed as its '
                "status, or take the day out."
            )
        elif row.closed_on < row.met_on:
            fault = (
                f'"{row.id}" was closed on {row.closed_on.date()}, before the committee met on '
                f"{row.met_on.date()}. Correct one of the days."
            )
        if fault:
            problems.append(Problem("data/decisions.csv", int(row.Index), "D317", fault))
    return problems


_EXAMPLES: dict[Frequency, str] = {
    "monthly": "2021-09",
    "quarterly": "2021-22-Q2",
    "annual": "2021-22, 2021 or 2020/21-AY",
    "biennial": "2021-22, 2021 or 2020/21-AY",
}
