"""Write the illustrative data of Mereshire County Council.

Every figure is invented: Mereshire, its officers and the councils it is compared with do not
exist. The words and the shape of each series are in ``mereshire.yml``; this script draws the
figures and writes the CSVs of ``data/``, the same bytes each time. Every series has its own random
generator, seeded with its id, so that adding one leaves the others as they were.

Keys of a measure in ``mereshire.yml`` that are not column names:

in, def, src  sub-outcome (which supplies outcome, service, owner, committee); definition; source
past, now     level in April 2018, 2019 and 2020 and March 2021; at the end of Q1, Q2, Q3 2021/22
totals, now   for year_to_date: outturns of three years; running total at the end of Q1, Q2, Q3
shares        for year_to_date: the part of a year's outturn reached by the end of each quarter
series        for annual and biennial: each value, as it is finally known
noise         standard deviation around the level, damped in 2021/22 so that the words stay true
season4/12    multipliers by quarter of the financial year, or by calendar month
covid         multipliers for the last quarter of 2019/20 and the four of 2020/21
of, per       usual denominator of a percentage, or [multiplier, denominator] of a rate
base          name of a denominator that several measures share
lag           days from the end of a period until its figure is recorded
provisional   first recorded with a marker and a slightly different value, confirmed days later
revise        a later row with another value
marks, notes  markers and notes by period
targets       [target, floor] from a year on, or four such pairs by quarter
range         the same for [lower, upper] of an activity indicator
say, do, flag commentary, action and highlight by quarter of 2021/22
judged        rating and reason by quarter, for a measure rated by its owner
limits        [lower, upper] of the rule bands, beside the target
long_term     long_term_basis
anew          a row of recalculations.csv
forecast      what the owner expects of the year end
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "data"
OWN = "E10000099"
ENGLAND = "E92000001"
CUT_OFFS = {
    "2021-22-Q1": dt.date(2021, 8, 6),
    "2021-22-Q2": dt.date(2021, 11, 5),
    "2021-22-Q3": dt.date(2022, 2, 4),
}
NEWEST = CUT_OFFS["2021-22-Q3"]
YEARS = [2018, 2019, 2020, 2021]
BUDGET_COUNCIL = {  # when targets are agreed
    2018: dt.date(2018, 2, 22),
    2019: dt.date(2019, 2, 21),
    2020: dt.date(2020, 2, 20),
    2021: dt.date(2021, 2, 25),
}
LAGS = {"monthly": 21, "quarterly": 28}
BLANK_MARKERS = {"w", "x", "z", "c"}
NOW_AT = [38, 41, 44]  # months since April 2018 at the ends of Q1, Q2 and Q3 of 2021/22

Row = dict[str, Any]

SETTINGS = ("tolerance", "amber_when", "same_within", "definition_from", "small_numbers", "part_of")

COLUMNS = {
    "measures": (
        "id title outcome sub_outcome service owner committee unit decimals polarity kind "
        "frequency reading rag_rule direction_basis seasonal status first_quarter "
        "retired_quarter definition source tolerance amber_when same_within long_term_basis "
        "definition_from small_numbers part_of"
    ),
    "observations": "measure period value numerator denominator marker recorded_on note",
    "targets": "measure period target floor lower upper set_on",
    "recalculations": "measure period reason set_on",
    "milestones": (
        "id title outcome owner committee due forecast completed_on status commentary "
        "recorded_on highlight"
    ),
    "commentary": (
        "measure quarter commentary action highlight rag_judgement rag_reason owner written_on"
    ),
    "benchmarks": ("measure period area value numerator denominator marker source published_on"),
    "areas": "code name kind region from to successor",
    "comparators": "group council member rank",
    "decisions": (
        "id committee met_on measure request owner due_quarter status response closed_on kind"
        " answered_on"
    ),
}


def generator(*names: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32("|".join(names).encode()))


def working_day(day: dt.date, step: int = 1) -> dt.date:
    while day.weekday() > 4:
        day += dt.timedelta(step)
    return day


def financial_year(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02}"


def month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def period_end(period: str) -> dt.date:
    start = int(period[:4])
    if period.endswith("-AY"):
        return dt.date(start + 1, 8, 31)
    if "-Q" in period:
        quarter = int(period[-1])
        return month_end(start + (quarter == 4), (quarter * 3 + 2) % 12 + 1)
    if len(period) == 4:
        return dt.date(start, 12, 31)
    second = int(period[5:7])
    return (
        dt.date(start + 1, 3, 31)
        if second == (start + 1) % 100 and second > 12
        else month_end(start, second)
    )


def regular_periods(frequency: str) -> Iterator[tuple[str, int]]:
    """Yield each period of the history, with the months from April 2018 to its last month."""
    for index in range(45):
        year, month = 2018 + (index + 3) // 12, (index + 3) % 12 + 1
        if frequency == "monthly":
            yield f"{year}-{month:02}", index
        elif index % 3 == 2:
            yield f"{financial_year(2018 + index // 12)}-Q{index % 12 // 3 + 1}", index


def decimals_of(measure: Row) -> int:
    return measure.get("dec", 1 if measure["unit"] == "%" else 0)


def covid_factor(measure: Row, index: int) -> float:
    factors = measure.get("covid")
    if factors is None or not 21 <= index <= 35:
        return 1.0
    if index > 23:
        return factors[1 + (index - 24) // 3]
    if measure["freq"] == "quarterly":
        return factors[0]
    return max(0.3, 1 - 2 * (1 - factors[0])) if index == 23 else 1.0


def season_factor(measure: Row, index: int) -> float:
    if "season12" in measure:
        return measure["season12"][(index + 3) % 12]
    return measure["season4"][index % 12 // 3] if "season4" in measure else 1.0


def running_totals(measure: Row, rng: np.random.Generator) -> Iterator[tuple[str, float]]:
    shares = [0.0, *measure.get("shares", [0.25, 0.5, 0.75, 1.0])]
    this_year = [0.0, *measure["now"], 0.0]
    highest, before = 0.0, 0
    for period, index in regular_periods(measure["freq"]):
        year, place = divmod(index, 12)
        if year == 3:
            value = np.interp((place + 1) / 3, range(5), this_year)
        else:
            damp = 0.0 if place == 11 else 1.0
            value = measure["totals"][year] * np.interp((place + 1) / 3, range(5), shares)
            value += damp * measure["noise"] * rng.normal()
        highest = max(value, highest if year == before else 0.0)
        before = year
        yield period, highest


def levels(measure: Row, rng: np.random.Generator) -> Iterator[tuple[str, float]]:
    anchors, heights = [0, 12, 24, 35, *NOW_AT], [*measure["past"], *measure["now"]]
    for period, index in regular_periods(measure["freq"]):
        damp = 0.0 if index in NOW_AT else 0.35 if index >= 35 else 1.0
        factor = season_factor(measure, index) * covid_factor(measure, index)
        noise = measure.get("noise", 0) * damp * rng.normal() * min(1.0, factor)
        value = float(np.interp(index, anchors, heights)) * factor + noise
        top = 100.0 if measure["unit"] == "%" else np.inf
        yield period, float(np.clip(value, measure.get("min", 0), top))


def with_fraction(
    value: float, base: float, multiplier: float, decimals: int
) -> tuple[float, int | None, int | None]:
    """Return the value as a rounded fraction of a whole denominator."""
    denominator = round(base)
    numerator = round(value * denominator / multiplier)
    if multiplier == 100:
        numerator = min(numerator, denominator)
    return round(multiplier * numerator / denominator, decimals), numerator, denominator


def observation(
    measure: Row,
    period: str,
    wobble: float,
    figure: float | None,
    marker: str,
    day: dt.date,
    note: str = "",
) -> Row:
    """Return a row of observations; wobble moves the denominator around its usual size."""
    decimals = decimals_of(measure)
    numerator = denominator = None
    if figure is not None and "of" in measure:
        spec = measure["of"]
        usual, share = spec if isinstance(spec, list) else (spec, 0.05)
        figure, numerator, denominator = with_fraction(
            figure, usual * (1 + share * wobble), 100, decimals
        )
    elif figure is not None and "per" in measure:
        multiplier, usual = measure["per"]
        end = period_end(period)
        grown = usual * 1.004 ** (end.year - 2021 + end.month / 12)
        figure, numerator, denominator = with_fraction(figure, grown, multiplier, decimals)
    return {
        "measure": measure["id"],
        "period": period,
        "value": "" if figure is None else f"{figure:.{decimals}f}",
        "numerator": numerator,
        "denominator": denominator,
        "marker": marker,
        "recorded_on": day,
        "note": note,
    }


def recorded(measure: Row, rng: np.random.Generator) -> Iterator[Row]:
    """Yield every row of observations for a measure, in the order of recording within a period."""
    if "series" in measure:
        values: Iterable[tuple[str, float | None]] = measure["series"].items()
    elif measure["reading"] == "year_to_date":
        values = running_totals(measure, rng)
    else:
        values = levels(measure, rng)
    marks, notes = measure.get("marks", {}), measure.get("notes", {})
    revisions = {r["period"]: r for r in measure.get("revise", [])}
    provisional = measure.get("provisional")
    for period, value in list(values):
        jitter, drift = int(rng.integers(-2, 3)), rng.normal()
        base = str(measure.get("base", measure["id"]))
        wobble = generator("base", base, period).uniform(-1, 1)
        if period > measure.get("until", "9"):
            continue
        end = period_end(period)
        lag = measure.get("lag") or LAGS[measure["freq"]]
        day = working_day(end + dt.timedelta(lag + (0 if "series" in measure else jitter)))
        marker = marks.get(period, "")
        note = notes.get(period, measure.get("note_all", {}).get(marker, ""))

        row = partial(observation, measure, period, wobble)
        if value is None or marker in BLANK_MARKERS:
            rows = [row(None, marker, day, note)]
        elif provisional:
            early = value + float(np.clip(drift, -1.5, 1.5)) * provisional["spread"]
            first = row(early, provisional.get("marker", "p"), day)
            final = row(value, marker, working_day(day + dt.timedelta(provisional["days"])), note)
            if not marker and final["value"] != first["value"]:
                final["marker"] = "r"
            rows = [first, final]
        elif period in revisions:
            change = revisions[period]
            rows = [
                row(value, marker, day, note),
                row(change["value"], "r", change["dated"], change["note"]),
            ]
        else:
            rows = [row(value, marker, day, note)]
        yield from (r for r in rows if r["recorded_on"] <= NEWEST)
    if ahead := measure.get("forecast"):
        yield {
            "measure": measure["id"],
            "period": ahead["period"],
            "value": ahead["value"],
            "marker": "f",
            "recorded_on": ahead["dated"],
            "note": ahead["note"],
        }


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
                    **figure,
                    "value": value,
                    "source": spec["source"],
                    "published_on": spec["published"][period],
                }


def write(name: str, rows: Iterable[Row]) -> None:
    columns = COLUMNS[name].split()
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)


def main() -> None:
    book = yaml.safe_load((HERE / "mereshire.yml").read_text(encoding="utf-8"))
    measures = {m["id"]: m for m in book["measures"]}
    table = {id: measure_row(m, book["sub_outcomes"][m["in"]]) for id, m in measures.items()}
    by_measure = {
        id: list(recorded(m, generator(id))) if table[id]["status"] != "in_development" else []
        for id, m in measures.items()
    }
    observations = [row for rows in by_measure.values() for row in rows]
    areas = area_rows(book)
    codes = {a["name"]: a["code"] for a in areas}
    write("measures", table.values())
    write("observations", observations)
    write("targets", (row for m in measures.values() for row in target_rows(m)))
    write(
        "recalculations",
        (
            {
                "measure": id,
                "period": m["anew"]["period"],
                "reason": m["anew"]["reason"],
                "set_on": m["anew"]["dated"],
            }
            for id, m in measures.items()
            if "anew" in m
        ),
    )
    write(
        "commentary",
        sorted(
            (
                row
                for id, m in measures.items()
                for row in commentary_rows(m, table[id]["owner"], by_measure[id])
            ),
            key=lambda row: row["quarter"],
        ),
    )
    write(
        "milestones",
        sorted(milestone_rows(book["milestones"]), key=lambda row: (row["id"], row["recorded_on"])),
    )
    write("decisions", book["decisions"])
    write("areas", areas)
    write(
        "comparators",
        (
            {"group": "neighbours", "council": OWN, "member": codes[n], "rank": i}
            for i, n in enumerate(book["neighbours"], 1)
        ),
    )
    write("benchmarks", benchmark_rows(book, measures, areas, observations))


if __name__ == "__main__":
    main()
