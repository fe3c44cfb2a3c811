"""The rows of each table of data/: measures, targets, commentary, milestones, areas, benchmarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from drawn_series import (
    CUT_OFFS,
    Row,
    decimals_of,
    financial_year,
    generator,
    period_end,
    with_fraction,
    working_day,
)

OWN = "E10000099"
ENGLAND = "E92000001"
YEARS = [2018, 2019, 2020, 2021]
BUDGET_COUNCIL = {  # when targets are agreed
    2018: dt.date(2018, 2, 22),
    2019: dt.date(2019, 2, 21),
    2020: dt.date(2020, 2, 20),
    2021: dt.date(2021, 2, 25),
}
SETTINGS = (
    "tolerance",
    "amber_when",
    "same_within",
    "definition_from",
    "small_numbers",
    "part_of",
    "related",
    "intervals",
)
LIMITS_OF_TOTAL = 0.1  # how much narrower a total's limits are than a council's


def measure_row(measure: Row, place: Row) -> Row:
    live = measure.get("status", "live")
    if live == "in_development":
        first = "2021-22-Q1"
    else:
        end = (
            period_end(next(iter(measure["series"])))
            if "series" in measure
            else dt.date(2018, 6, 30)
        )
        first = f"{financial_year(end.year - (end.month < 4))}-Q{(end.month - 4) % 12 // 3 + 1}"
    activity = measure.get("kind") == "activity"
    to_date = measure["reading"] == "year_to_date"
    return {
        "id": measure["id"],
        "title": measure["title"],
        "outcome": place["outcome"],
        "sub_outcome": measure["in"],
        "service": measure.get("service", place["service"]),
        "owner": measure.get("owner", place["owner"]),
        "committee": place["committee"],
        "unit": measure["unit"],
        "decimals": decimals_of(measure),
        "polarity": measure["polarity"],
        "kind": "activity" if activity else "measure",
        "frequency": measure["freq"],
        "reading": measure["reading"],
        "rag_rule": "expected_range" if activity else measure.get("rag", ""),
        "direction_basis": measure.get("basis", "year_ago" if to_date else ""),
        "seasonal": "yes" if measure.get("seasonal") else "no",
        "status": live,
        "first_quarter": first,
        "retired_quarter": measure.get("retired", ""),
        "definition": measure["def"],
        "source": measure["src"],
        "long_term_basis": measure.get("long_term", ""),
        **{key: measure.get(key, "") for key in SETTINGS},
    }


def yearly(spec: Any) -> dict[int, Any]:
    """Return what applies in each financial year, carried forward from its introduction."""
    by_year = spec if isinstance(spec, dict) else {"2018-19": spec}
    found, current = {}, None
    for year in YEARS:
        current = by_year.get(financial_year(year), current)
        found[year] = current
    return found


def target_rows(measure: Row) -> Iterator[Row]:
    spec = measure.get("targets", measure.get("range"))
    if spec is None:
        return
    columns = ("target", "floor") if "targets" in measure else ("lower", "upper")
    if "limits" in measure:
        spec, columns = [*spec, *measure["limits"]], ("target", "lower", "upper")
    decimals = max(decimals_of(measure), 1) if measure["unit"] == "%" else decimals_of(measure)

    def row(period: str, pair: Iterable[float], set_on: dt.date) -> Row:
        figures = {
            c: f"{round(float(v), decimals):.{decimals}f}"
            for c, v in zip(columns, pair, strict=False)
        }
        return {"measure": measure["id"], "period": period, **figures, "set_on": set_on}

    for year, pair in yearly(spec).items():
        label, agreed = financial_year(year), BUDGET_COUNCIL[year]
        if isinstance(pair[0], list):
            for place in range(12) if measure["freq"] == "monthly" else range(2, 12, 3):
                scale = [[0.0, *(p[side] for p in pair)] for side in (0, 1)]
                figures = [float(np.interp((place + 1) / 3, range(5), s)) for s in scale]
                month = (place + 3) % 12 + 1
                period = (
                    f"{year + (place > 8)}-{month:02}"
                    if measure["freq"] == "monthly"
                    else f"{label}-Q{place // 3 + 1}"
                )
                yield row(period, figures, agreed)
        elif measure["freq"] == "biennial":
            if label in measure["series"]:
                yield row(label, pair, agreed)
        elif "series" in measure and len(next(iter(measure["series"]))) == 4:
            yield row(str(year), pair, working_day(dt.date(year - 1, 11, 20)))
        elif "series" in measure and "/" in next(iter(measure["series"])):
            yield row(f"{year}/{(year + 1) % 100}-AY", pair, working_day(dt.date(year, 7, 9)))
        else:
            yield row(label, pair, agreed)


def commentary_rows(measure: Row, owner: str, observations: list[Row]) -> Iterator[Row]:
    for number, (quarter, cut_off) in enumerate(CUT_OFFS.items(), 1):
        key = f"q{number}"
        if key not in measure.get("say", {}):
            continue
        known = [o["recorded_on"] for o in observations if o["recorded_on"] <= cut_off]
        lead = int(generator(measure["id"], quarter).integers(2, 10))
        written = working_day(max(max(known), cut_off - dt.timedelta(lead)), -1)
        judgement, reason = measure.get("judged", {}).get(key, ("", ""))
        yield {
            "measure": measure["id"],
            "quarter": quarter,
            "commentary": measure["say"][key],
            "action": measure.get("do", {}).get(key, ""),
            "action_by": measure.get("by", {}).get(key, ""),
            "highlight": measure.get("flag", {}).get(key, ""),
            "rag_judgement": judgement,
            "rag_reason": reason,
            "owner": owner,
            "written_on": written,
        }


def milestone_rows(milestones: list[Row]) -> Iterator[Row]:
    for m in milestones:
        outcome, owner, committee = m["at"]
        for day, status, forecast, completed, words, *highlight in m["states"]:
            action, by = m.get("do", {}).get(day, ("", ""))
            yield {
                "id": m["id"],
                "title": m["title"],
                "outcome": outcome,
                "owner": owner,
                "committee": committee,
                "due": m["due"],
                "forecast": forecast,
                "completed_on": completed,
                "status": status,
                "commentary": words,
                "recorded_on": day,
                "highlight": "".join(highlight),
                "action": action,
                "action_by": by,
            }


def area_rows(book: Row) -> list[Row]:
    ended, long_ago = book["ended"], dt.date(2009, 4, 1)
    councils: list[Row] = []
    codes = iter(f"E060009{n:02}" for n in range(1, 99))
    for region, (_, names) in book["regions"].items():
        if region == min(book["regions"]):
            councils.append(
                {
                    "code": OWN,
                    "name": "Mereshire County Council",
                    "region": region,
                    "from": long_ago,
                }
            )
        councils += [
            {"code": next(codes), "name": n, "region": region, "from": long_ago} for n in names
        ]
    begun = ended["last_day"] + dt.timedelta(1)
    successor = {
        "code": next(codes),
        "name": ended["successor"],
        "region": ended["region"],
        "from": begun,
    }
    old = {"code": next(codes), "name": ended["name"], "region": ended["region"], "from": long_ago}
    councils += [{**old, "to": ended["last_day"], "successor": successor["code"]}, successor]
    regions = [
        {"code": c, "name": n, "kind": "region", "from": long_ago}
        for c, (n, _) in book["regions"].items()
    ]
    country = [{"code": ENGLAND, "name": "England", "kind": "country", "from": long_ago}]
    return [{"kind": "council", **c} for c in councils] + regions + country


def own_figure(measure: Row, period: str, observations: dict[str, Row]) -> Row | None:
    """Return the council's latest figure; a published year is the last reading of that year."""
    year = period[:4]
    for name in (period, f"{period}-Q4", f"{int(year) + 1}-03"):
        if name in observations:
            return observations[name]
    return None


def council_figure(spec: Row, council: Row, period: str, decimals: int) -> Row:
    effect = generator(spec["measure"], council["code"]).normal(size=2)
    size = float(np.exp(0.35 * generator("size", council["code"]).normal()))
    change = generator(spec["measure"], council["code"], period).normal()
    value = spec["typical"][period] + spec["spread"] * (
        0.92 * float(np.clip(effect[0], -2.2, 2.2)) + 0.3 * change
    )
    value = min(value, spec.get("top", np.inf))
    numerator = denominator = None
    if "of" in spec or "per" in spec:
        multiplier, usual = spec.get("per", (100, spec.get("of")))
        value, numerator, denominator = with_fraction(value, usual * size, multiplier, decimals)
    return {"value": round(value, decimals), "numerator": numerator, "denominator": denominator}


def total(members: list[Row], multiplier: float, decimals: int) -> Row:
    known = [m for m in members if m["value"] not in ("", None)]
    if all(m["denominator"] for m in known):
        top, bottom = sum(m["numerator"] for m in known), sum(m["denominator"] for m in known)
        return {
            "value": round(multiplier * top / bottom, decimals),
            "numerator": top,
            "denominator": bottom,
        }
    mean = sum(float(m["value"]) for m in known) / len(known)
    return {"value": round(mean, decimals), "numerator": None, "denominator": None}


def benchmark_rows(
    book: Row, measures: dict[str, Row], areas: list[Row], observations: list[Row]
) -> Iterator[Row]:
    councils = [a for a in areas if a["kind"] == "council"]
    for spec in book["benchmarks"]:
        measure = measures[spec["measure"]]
        decimals = decimals_of(measure)
        own = {o["period"]: o for o in observations if o["measure"] == measure["id"]}
        codes = {c["code"] for c in councils}
        others = [c["code"] for c in councils if c["code"] != OWN]
        for period, typical in spec["typical"].items():
            end = period_end(period)
            missing = set(
                generator(spec["measure"], period, "missing").choice(others, 2, replace=False)
            )
            figures: dict[str, Row] = {}
            for council in (c for c in councils if c["from"] <= end <= c.get("to", dt.date.max)):
                code = council["code"]
                if typical is None:
                    figures[code] = {"value": None, "marker": "w"}
                elif code == OWN:
                    figure = own_figure(measure, period, own)
                    assert figure is not None, (measure["id"], period)
                    figures[code] = {k: figure[k] for k in ("value", "numerator", "denominator")}
                elif code in missing:
                    figures[code] = {"value": None, "marker": "x"}
                else:
                    figures[code] = council_figure(spec, council, period, decimals)
            multiplier = spec.get("per", [100])[0]
            for area in areas:
                if area["kind"] != "council":
                    inside = {
                        c["code"]
                        for c in councils
                        if area["kind"] == "country" or c["region"] == area["code"]
                    }
                    members = [f for code, f in figures.items() if code in inside]
                    figures[area["code"]] = (
                        {"value": None, "marker": "w"}
                        if typical is None
                        else total(members, multiplier, decimals)
                    )
            for code, figure in figures.items():
                value = figure["value"]
                if isinstance(value, float):
                    value = f"{value:.{decimals}f}"
                yield {
                    "measure": measure["id"],
                    "period": period,
                    "area": code,
                    "marker": "" if value is None else spec.get("marks", {}).get(period, ""),
                    **figure,
                    "value": value,
                    "source": spec["source"],
                    "published_on": spec["published"][period],
                    **limits(spec, figure["value"], code, codes),
                    "note": spec.get("note", {}).get(period, "") if code == OWN else "",
                }


def limits(spec: Row, value: Any, code: str, councils: set[str]) -> Row:
    """Return the publisher's limits of a figure, where the measure has some."""
    if "limits" not in spec or value is None:
        return {}
    width = float(value) * spec["limits"] * (1 if code in councils else LIMITS_OF_TOTAL)
    return {"lower": f"{float(value) - width:.2f}", "upper": f"{float(value) + width:.2f}"}
