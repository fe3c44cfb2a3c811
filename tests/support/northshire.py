"""Northshire and seven other councils that it is compared with, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from quarterbook.data.nations import ENGLAND
from quarterbook.data.params.council import Council, Defaults
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.vintage import Vintage
from quarterbook.ground.periods import Period, parse
from quarterbook.ground.units import NumberFormat
from quarterbook.judge.assessment import assess
from quarterbook.judge.comparison import Compared, compare
from quarterbook.judge.judging_rules import judging_rules
from quarterbook.judge.observations import Point
from quarterbook.report.blocks import benchmark
from quarterbook.report.charts.comparison import Line
from quarterbook.report.html.block import Block
from quarterbook.report.sentences import ranking
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView

NORTHSHIRE = "E06000001"
OTHERS = [f"E0600000{number}" for number in range(2, 9)]
REGION = "E12000001"
COMPARATORS = [
    {"id": "neighbours", "title": "Statistical neighbours"},
    {"id": "region", "title": "North Marches"},
    {"id": "england", "title": "England"},
]

Figure = float | str | None  # a marker stands where there is no figure
Figures = Mapping[str, Mapping[str, Figure]]


def known(
    figures: Figures,
    *,
    polarity: str = "higher",
    comparators: Sequence[Mapping[str, str]] = COMPARATORS,
    areas: Sequence[Mapping[str, Any]] = (),
    own: Mapping[str, Any] | None = None,
    definition_from: str = "",
    marked: Mapping[tuple[str, str], str] | None = None,
    breaks: Sequence[str] = (),
) -> Vintage:
    """A quarter that knows figures of one measure by period and area.

    Councils are Northshire and seven others, the first three of them its neighbours and the first
    four in its region. In the council's own record the series breaks at ``breaks``.
    """
    rows = []
    for period, by_area in figures.items():
        for area, figure in by_area.items():
            absent = figure is None or isinstance(figure, str)
            rows.append(
                {
                    "measure": "homes",
                    "period": parse(period, "annual"),
                    "area": area,
                    "value": np.nan if absent else figure,
                    "marker": figure
                    if isinstance(figure, str)
                    else (marked or {}).get((period, area), ""),
                    "source": "Survey of homes",
                    "published_on": pd.Timestamp("2022-11-10"),
                }
            )
    plain = {"kind": "council", "region": "", "from": pd.NaT, "to": pd.NaT, "successor": ""}
    places = [
        {**plain, "code": NORTHSHIRE, "name": "Northshire Council", "region": REGION, **(own or {})}
    ]
    places += [
        {**plain, "code": code, "name": f"Council {code[-1]}", "region": REGION if i < 4 else "R2"}
        for i, code in enumerate(OTHERS)
    ]
    places += [{**plain, **area} for area in areas]
    places += [
        {**plain, "code": REGION, "name": "North Marches", "kind": "region"},
        {**plain, "code": ENGLAND, "name": "England", "kind": "country"},
    ]
    groups = [("neighbours", NORTHSHIRE, code) for code in OTHERS[:3]]
    groups += [("unitaries", NORTHSHIRE, code) for code in OTHERS]
    groups += [("neighbours", "E06000099", code) for code in OTHERS[4:]]
    council = Council.model_validate(
        {
            "council": {
                "name": "Northshire Council",
                "short_name": "Northshire",
                "code": NORTHSHIRE,
                "contact": "performance@northshire.example",
            },
            "outcomes": [{"id": "homes", "title": "Homes"}],
            "comparators": list(comparators),
        }
    )
    quarter = Quarter.model_validate(
        {"quarter": "2022-23-Q3", "title": "Report", "cut_off": "2023-02-03", "status": "final"}
    )
    anew = parse(definition_from) if definition_from else None
    measure = {
        "id": "homes",
        "polarity": polarity,
        "definition_from": anew,
        "decimals": 1,
        "intervals": "",
    }
    empty = pd.DataFrame()
    recorded = [{"measure": "homes", "period": parse(one), "marker": "b"} for one in breaks]
    numbers = ["numerator", "denominator", "lower", "upper"]
    columns = ["measure", "period", "area", "value", *numbers, "marker", "source", "published_on"]
    published = pd.DataFrame(rows, columns=[*columns, "note"]).fillna({"note": ""})
    return Vintage(
        council=council,
        quarter=quarter,
        previous=None,
        measures=pd.DataFrame([measure]),
        observations=pd.DataFrame(recorded, columns=["measure", "period", "marker"]),
        targets=empty,
        recalculations=empty,
        milestones=empty,
        commentary=empty,
        benchmarks=published,
        areas=pd.DataFrame(places),
        comparators=pd.DataFrame(groups, columns=["group", "council", "member"]).assign(rank=1),
        series=pd.DataFrame(columns=["measure", "caveat"]),
        decisions=empty,
    )


def all_of(own: Figure, others: Sequence[Figure], **more: Figure) -> dict[str, Figure]:
    """The figures of a period: Northshire's, those of the seven, the region's and England's."""
    codes = {"region": REGION, "england": ENGLAND}
    named = {codes.get(name, name): figure for name, figure in more.items()}
    return {NORTHSHIRE: own, **dict(zip(OTHERS, others, strict=True)), **named}


def compared(figures: Figures, **given: Any) -> Compared:
    found = compare(known(figures, **given), "homes")
    assert found is not None
    return found


def said(figures: Figures, **given: Any) -> str:
    return ranking.sentences(compared(figures, **given), NumberFormat("%", 1), "Northshire")


def homes(title: str = "Homes of their own", unit: str = "%") -> MeasureView:
    """The measure that is compared, as the report has it; its own figures do not matter here."""
    row = {
        "id": "homes",
        "title": title,
        "unit": unit,
        "decimals": 1,
        "polarity": "higher",
        "rag_rule": "none",
        "seasonal": "no",
        "reading": "snapshot",
        "frequency": "annual",
        "kind": "measure",
        "direction_basis": "previous",
        "long_term_basis": "",
    }
    return MeasureView(row, assess(judging_rules(row, Defaults()), [], {}, {}))


def comparison_of(vintage: Vintage, compared: Compared, view: MeasureView | None = None) -> Block:
    return benchmark.comparison(QuarterView(vintage, {}), view or homes(), compared)


# Northshire 4th of eight on 60 and then 2nd on 75; neighbours 50, 70, 80 and then 52, 72, 80.
TWO_YEARS = {
    "2020-21": all_of(60.0, [50.0, 70.0, 80.0, 65.0, 40.0, 30.0, 20.0], region=61.0, england=58.2),
    "2021-22": all_of(75.0, [52.0, 72.0, 80.0, 65.0, 40.0, 30.0, 20.0], region=64.0, england=59.9),
}


def line(label: str, figures: Sequence[float | None], *, own: bool = False) -> Line:
    points = [
        Point(Period(2018 + at, 4, "year"), figure, "" if figure is not None else "w")
        for at, figure in enumerate(figures)
    ]
    return Line(label, tuple(points), own)
