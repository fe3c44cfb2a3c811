"""How long it takes to decide what is withheld of a large record.

    python bench/disclosure.py

332 measures by quarter over three years, in families of a total and its parts, eight editions, a
figure in twenty revised, and of sixty measures the yearly figures of 150 councils and 9 regions.
"""

from __future__ import annotations

import random
import time
from datetime import date

import pandas as pd

from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import TABLES, typed
from quarterbook.disclosure.suppress import suppression_of
from quarterbook.ground.periods import Period, parse

MEASURES, FAMILY, COUNCILS, REGIONS, COMPARED = 332, 4, 150, 9, 60
YEARS = (2019, 2020, 2021)
QUARTERS = [f"{y}-{(y + 1) % 100:02}-Q{n}" for y in YEARS for n in range(1, 5)]
CODE = "E10000099"


def _last_day(code: str) -> date:
    month = 3 * (int(code[-1]) + 1)
    return date(int(code[:4]) + month // 13, (month - 1) % 12 + 1, 28)


def _measures() -> pd.DataFrame:
    rows = []
    for number in range(MEASURES):
        total = number - number % (FAMILY + 1)
        kind = "%" if number % 3 == 2 and total == number else "number"
        rows.append(
            {
                "id": f"m{number:03}",
                "unit": kind,
                "decimals": 0,
                "frequency": "quarterly",
                "reading": "snapshot",
                "small_numbers": "",
                "part_of": "" if total == number or total % 3 == 2 else f"m{total:03}",
                "first_quarter": "",
                "retired_quarter": "",
                "related": "",
            }
        )
    return pd.DataFrame(rows)


def _observations(chance: random.Random, measures: pd.DataFrame) -> pd.DataFrame:
    rows = []
    parts = measures[measures["part_of"] != ""].groupby("part_of")["id"].apply(list).to_dict()
    leaves = [id_ for id_ in measures["id"] if id_ not in parts]
    typical = {id_: chance.choice((4, 8, 30, 200)) for id_ in leaves}
    units = dict(zip(measures["id"], measures["unit"], strict=True))
    for code in QUARTERS:
        day = pd.Timestamp(_last_day(code)) + pd.Timedelta(days=20)
        amounts = {id_: chance.randint(0, 2 * typical[id_]) for id_ in leaves}
        for later in (0, 100):
            known = amounts | {id_: sum(amounts[p] for p in some) for id_, some in parts.items()}
            for id_, amount in known.items():
                share = units[id_] == "%"
                of = 500 if share else float("nan")
                value = amount / 5 if share else amount
                top = amount if share else float("nan")
                rows.append((id_, parse(code), value, top, of, day + pd.Timedelta(days=later)))
            amounts = {
                id_: amount + (chance.randint(0, 3) if chance.random() < 0.05 else 0)
                for id_, amount in amounts.items()
            }
    names = ["measure", "period", "value", "numerator", "denominator", "recorded_on"]
    frame = pd.DataFrame(rows, columns=names)
    figures = frame.groupby(["measure", "period"])["value"]
    frame = frame[figures.shift() != frame["value"]]
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame.assign(marker="", note="", value=frame["value"].astype(float))


def _benchmarks(chance: random.Random, measures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    areas = [(CODE, "council", "R0")]
    areas += [(f"C{n:03}", "council", f"R{n % REGIONS}") for n in range(1, COUNCILS)]
    areas += [(f"R{n}", "region", "") for n in range(REGIONS)]
    rows = []
    for id_ in measures["id"][:COMPARED]:
        for year in ("2018-19", "2019-20", "2020-21"):
            shown = {code: chance.randint(0, 60) for code, kind, _ in areas if kind == "council"}
            sums: dict[str, int] = {}
            for code, _, region in areas:
                if region:
                    sums[region] = sums.get(region, 0) + shown[code]
            day = pd.Timestamp(int(year[:4]) + 1, 11, 1)
            rows += [(id_, parse(year), area, float(v), day) for area, v in (shown | sums).items()]
    frame = pd.DataFrame(rows, columns=["measure", "period", "area", "value", "published_on"])
    blank = {"numerator": float("nan"), "denominator": float("nan"), "marker": "", "note": ""}
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame.assign(**blank), pd.DataFrame(areas, columns=["code", "kind", "region"]).assign(
        successor=""
    )


def large_record() -> Recorded:
    """Return the record."""
    chance = random.Random(1)
    measures = _measures()
    plain = {"name": "A", "short_name": "A", "code": CODE, "contact": "a@a.example"}
    outcome = {"id": "people", "title": "People", "summary": "All."}
    council = Council.model_validate({"council": plain, "outcomes": [outcome]})
    quarters: dict[Period, Quarter] = {}
    for code in QUARTERS[-8:]:
        cut_off = pd.Timestamp(_last_day(code)) + pd.Timedelta(days=30)
        told = {"quarter": code, "title": "R", "cut_off": cut_off.date().isoformat()}
        quarters[parse(code)] = Quarter.model_validate({**told, "status": "draft"})
    tables = {
        name: typed(table, pd.DataFrame(columns=table.columns, dtype=str))
        for name, table in TABLES.items()
    }
    benchmarks, areas = _benchmarks(chance, measures)
    tables |= {"measures": measures, "observations": _observations(chance, measures)}
    return Recorded(council, quarters, tables | {"benchmarks": benchmarks, "areas": areas})


if __name__ == "__main__":
    record = large_record()
    begun = time.process_time()
    suppression = suppression_of(record, max(record.quarters))
    print(
        f"{time.process_time() - begun:.1f} s for {len(suppression.cells):,} figures, "
        f"{len(suppression.withheld):,} withheld"
    )
