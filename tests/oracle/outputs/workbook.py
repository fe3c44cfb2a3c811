"""The workbook against the record: every figure, target, rating, direction, rank and mean in it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

from oracle.expected import Expected, Verdict
from oracle.records import Known, number
from oracle.spans import read_span

NONE = "[z]"  # there is none to give
UNKNOWN = "[x]"
RANGE = {"within": "Within range", "above": "Above range", "below": "Below range"}
BACKS = {"previous", "same"}

Mismatch = str


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet's table by its headers; the table begins at the row "Measure"."""
    cells = [list(row) for row in sheet.iter_rows(values_only=True)]
    place = next(number for number, row in enumerate(cells) if row.count(None) == 0 and number > 1)
    return [dict(zip(cells[place], row, strict=True)) for row in cells[place + 1 :]]


def check_workbook(path: Path, book: Expected) -> tuple[list[Mismatch], int]:
    """Compare a workbook with the record: what differs, and how many cells were compared."""
    workbook = openpyxl.load_workbook(path, read_only=False)
    wrong: list[Mismatch] = []
    compared = 0
    for sheet in workbook:
        if sheet.title in ("Cover", "Contents", "Notes", "Markers"):
            continue
        pairs = {
            "Summary": _summary,
            "Comparison": _comparison,
            "Benchmarks": _benchmarks,
            "Milestones": _milestones,
        }.get(sheet.title, _figures)
        for where, found, right in pairs(rows_of(sheet), book):
            compared += 1
            if not _same(found, right):
                wrong.append(f"{sheet.title}: {where}: {found!r}, by the record {right!r}")
    return wrong, compared


def _same(found: Any, right: Any) -> bool:
    if isinstance(right, Fraction):
        return not isinstance(found, str) and Fraction(str(found)) == right
    return bool(found == right)


Pairs = Iterator[tuple[str, Any, Any]]


def _cell(verdict: Verdict, value: Fraction | None) -> Fraction | str:
    return NONE if value is None else verdict.measure.shown(value)


def _figure(verdict: Verdict, figure: Known | None) -> Fraction | str:
    if figure is None:
        return NONE
    if figure.withheld:
        return "[c]"
    if figure.value is None:
        return f"[{figure.marker or 'x'}]"
    return verdict.measure.shown(figure.value)


def _summary(rows: list[dict[str, Any]], book: Expected) -> Pairs:
    by_id = {row["Measure id"]: row for row in rows}
    yield "measures", sorted(by_id), sorted(one.measure.id for one in book.verdicts)
    for verdict in book.verdicts:
        row = by_id[verdict.measure.id]
        for name, right in _summary_cells(verdict).items():
            if name in row or right != NONE:
                yield f"{verdict.measure.id}: {name}", row.get(name), right


def _summary_cells(verdict: Verdict) -> dict[str, Any]:
    """The cells of a measure's row, but for those that are words alone."""
    figure, goal, measure = verdict.figure, verdict.goal, verdict.measure
    previous, outlook, second = verdict.previous, verdict.outlook, verdict.second
    year_ago = verdict.year_ago
    if measure.frequency in ("monthly", "quarterly") and previous == year_ago:
        previous = None
    ranged = measure.rule in ("expected_range", "bands", "plan")
    if measure.is_activity:
        rating = RANGE.get(verdict.rating, f"Not rated: {verdict.reason}")
    elif verdict.rating == "not rated":
        why = "" if verdict.reason == "not rated" else f": {verdict.reason}"
        rating = f"Not rated{why}"
    else:
        rating = verdict.rating.capitalize()
    return {
        "Period": figure.span.label if figure else NONE,
        "Figure": _figure(verdict, figure),
        "Target": UNKNOWN if goal.marker else _cell(verdict, goal.target),
        "Expected from": _cell(verdict, goal.lower if ranged else None),
        "Expected to": _cell(verdict, goal.upper if ranged else None),
        "RAG": rating,
        "Direction of travel": _direction(verdict.travel.word),
        "Basis": basis_words(verdict.travel.basis or verdict.travel.reason),
        "Long-term direction": _direction(second.word) if second else NONE,
        "Long-term basis": basis_words(second.basis or second.reason) if second else NONE,
        "Outlook": outlook.value if outlook else NONE,
        "Outlook for": outlook.span.label if outlook else NONE,
        "Outlook from": NONE if outlook is None or outlook.low is None else outlook.low,
        "Outlook to": NONE if outlook is None or outlook.high is None else outlook.high,
        "RAG of the outlook": outlook.rating.capitalize() if outlook else NONE,
        "Previous figure": _figure(verdict, previous) if previous else UNKNOWN,
        "Previous period": previous.span.label if previous else UNKNOWN,
        "Same time last year": _figure(verdict, year_ago) if year_ago else UNKNOWN,
        "Period last year": year_ago.span.label if year_ago else UNKNOWN,
        "New this quarter": "Yes" if verdict.is_new else "No",
    }


def _direction(word: str) -> str:
    return "Not compared" if word == "not comparable" else word.capitalize()


def basis_words(basis: str) -> str:
    if basis == "as recorded":
        return "as recorded by the service"
    first = basis.split(" ")[0]
    if first in BACKS:
        return f"compared with the {basis}"
    return f"compared with {basis}" if first[:1].isdigit() or first[:1] == "Q" else basis


def _figures(rows: list[dict[str, Any]], book: Expected) -> Pairs:
    verdicts = {one.measure.id: one for one in book.verdicts}
    for id_ in {row["Measure id"]: None for row in rows}:
        of_measure = [row for row in rows if row["Measure id"] == id_]
        codes = [row["Period code"] for row in of_measure]
        yield f"{id_}: periods", codes, [one.span.code for one in verdicts[id_].measure.figures]
    for row in rows:
        verdict = verdicts[row["Measure id"]]
        measure = verdict.measure
        span = read_span(row["Period code"], monthly=measure.frequency == "monthly")
        figure = measure.at(span)
        where = f"{measure.id}: {row['Period code']}"
        if figure is None:
            continue
        goal = measure.goal(span)
        ranged = measure.rule in ("expected_range", "bands", "plan")
        yield f"{where}: Figure", row["Figure"], _figure(verdict, figure)
        yield f"{where}: Period", row["Period"], span.label
        ago = measure.at(span.moved(-24 if measure.frequency == "biennial" else -12))
        right = _figure(verdict, ago) if ago else UNKNOWN
        yield f"{where}: last year", row["Same time last year"], right
        targets = [measure.goal(one.span).target for one in measure.figures]
        without = UNKNOWN if goal.marker or any(one is not None for one in targets) else NONE
        right = without if goal.target is None else _cell(verdict, goal.target)
        yield f"{where}: Target", row["Target"], right
        for name, value in (
            ("Floor", goal.floor),
            ("Expected from", goal.lower if ranged else None),
            ("Expected to", goal.upper if ranged else None),
        ):
            if name in row or value is not None:
                yield f"{where}: {name}", row.get(name), _cell(verdict, value)
        revised = (
            None
            if figure.was is None or figure.value is None or _unchanged(verdict, figure)
            else figure.was
        )
        if "Before revision" in row or revised is not None:
            yield f"{where}: Before revision", row.get("Before revision"), _cell(verdict, revised)


def _unchanged(verdict: Verdict, figure: Known) -> bool:
    assert figure.was is not None
    assert figure.value is not None
    return verdict.measure.shown(figure.was) == verdict.measure.shown(figure.value)


def _comparison(rows: list[dict[str, Any]], book: Expected) -> Pairs:
    by_id = {row["Measure id"]: row for row in rows}
    yield "measures", sorted(by_id), sorted(book.standings)
    verdicts = {one.measure.id: one for one in book.verdicts}
    for id_, standing in book.standings.items():
        row, shown = by_id[id_], verdicts[id_].measure.shown
        missing = f"[{standing.marker}]" if standing.marker else NONE
        right: dict[str, Any] = {
            "Period": standing.span.label,
            "Own figure": missing if standing.own is None else shown(standing.own),
            "Rank": standing.place.rank if standing.place else UNKNOWN,
            "Councils ranked": standing.place.of if standing.place else UNKNOWN,
            "Quartile": standing.place.quartile.capitalize() if standing.place else UNKNOWN,
            "Own previous figure": shown(standing.previous[1]) if standing.previous else UNKNOWN,
            "Previous period": standing.previous[0].label if standing.previous else UNKNOWN,
            "Previous rank": standing.place_before.rank
            if standing.place and standing.place_before
            else UNKNOWN,
        }
        possible = standing.ranks or (UNKNOWN, UNKNOWN)
        limits = [shown(limit) for limit in standing.between or ()] or [UNKNOWN, UNKNOWN]
        chances = {
            "Lower 95% confidence limit": limits[0],
            "Upper 95% confidence limit": limits[1],
            "Best rank allowing for chance": possible[0],
            "Worst rank allowing for chance": possible[1],
        }
        right |= {name: cell for name, cell in chances.items() if name in row or cell != UNKNOWN}
        means = []
        for one in standing.comparators:
            absent = f"[{one.marker}]" if one.marker else NONE
            right[f"Figure for {one.title}"] = absent if one.value is None else shown(one.value)
            if one.mean_of:
                means.append(f"{one.title}: mean of {one.mean_of}")
        right["Figures that are means"] = "; ".join(means) or "none"
        for name, cell in right.items():
            yield f"{id_}: {name}", row.get(name), cell


def _benchmarks(rows: list[dict[str, Any]], book: Expected) -> Pairs:
    recorded = {
        (row["measure"], row["period"], row["area"]): row
        for row in sorted(book.record.table("benchmarks"), key=lambda row: row["published_on"])
        if row["published_on"] <= book.record.cut_off
    }
    measures = {one.measure.id: one.measure for one in book.verdicts}
    kept = {key for key in recorded if key[0] in measures}
    keys = {(row["Measure id"], row["Period code"], row["Area code"]) for row in rows}
    yield "rows", sorted(keys), sorted(kept)
    for row in rows:
        key = (row["Measure id"], row["Period code"], row["Area code"])
        known = recorded.get(key)
        if known is not None and key in kept:
            value = measures[key[0]].shown(Fraction(known["value"])) if known["value"] else None
            right = f"[{known['marker'] or 'x'}]" if value is None else value
            yield f"{key}: Figure", row["Figure"], right
            for name, limit in (("lower", "lower"), ("upper", "upper")):
                cell = f"Publisher's {name} limit"
                end = number(known.get(limit))
                if cell in row or end is not None:
                    told = NONE if end is None else measures[key[0]].shown(end)
                    yield f"{key}: {cell}", row.get(cell), told


STATES = {
    "not_started": "Not started",
    "on_track": "On track",
    "at_risk": "At risk",
    "off_track": "Off track",
    "completed": "Completed",
}


def _milestones(rows: list[dict[str, Any]], book: Expected) -> Pairs:
    by_id = {row["Milestone id"]: row for row in rows}
    yield "milestones", sorted(by_id), sorted(one["now"]["id"] for one in book.milestones)
    for one in book.milestones:
        now, before = one["now"], one.get("before")
        row = by_id[now["id"]]
        is_new = before is None or now["recorded_on"] > book.record.before
        yield f"{now['id']}: Status", row["Status"], STATES[now["status"]]
        yield f"{now['id']}: New", row["New this quarter"], "Yes" if is_new else "No"
        if "Status last quarter" in row:
            last = STATES[before["status"]] if before else NONE
            yield f"{now['id']}: Status last quarter", row["Status last quarter"], last
