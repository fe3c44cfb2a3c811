"""The CSV behind each chart against the record."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

from oracle.expected import Expected, Verdict
from oracle.records import Known


def check_files(folder: Path, book: Expected) -> tuple[list[str], int]:
    """Compare every cell of every file with the record."""
    wrong, compared = [], 0
    verdicts = {one.measure.id: one for one in book.verdicts}
    names = {path.stem for path in folder.glob("*.csv")}
    if names != set(verdicts):
        wrong.append(f"files: {sorted(names ^ set(verdicts))}")
    for path in sorted(folder.glob("*.csv")):
        verdict = verdicts[path.stem]
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = {row["period"]: row for row in csv.DictReader(file)}
        figures = {one.span.code: one for one in verdict.measure.figures}
        if list(rows) != list(figures):
            wrong.append(f"{path.stem}: {list(rows)}, by the record {list(figures)}")
        for code in rows.keys() & figures.keys():
            for column, value in _cells(verdict, figures[code]).items():
                compared += 1
                found = Fraction(rows[code][column]) if rows[code][column] else None
                if found != value:
                    wrong.append(f"{path.stem}: {code}: {column} {found}, by the record {value}")
    return wrong, compared


def _cells(verdict: Verdict, figure: Known) -> dict[str, Fraction | None]:
    measure = verdict.measure
    goal = measure.goal(figure.span)
    value = None if figure.withheld or figure.value is None else measure.shown(figure.value)
    was = None if figure.was is None or value is None else measure.shown(figure.was)
    return {
        "value": value,
        "was": None if was == value else was,
        "target": goal.target,
        "lower": goal.lower,
        "upper": goal.upper,
    }
