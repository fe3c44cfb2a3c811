"""How long it takes to decide what is withheld of a large record, and what is withheld by chance.

    python bench/disclosure.py
    python bench/disclosure.py --unrelated 620

The first: 332 measures by quarter over three years, in families of a total and its parts, eight
editions, a figure in twenty revised, and of sixty measures the yearly figures of 150 councils and 9
regions.

The second: so many books of 6 to 40 measures that have nothing to do with one another, over 8 to 20
quarters: counts of every size, percentages with and without numerators, those that wander and those
that start anew each quarter. Nothing should be withheld there but what is small itself.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from multiprocessing import Pool

import pandas as pd

from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import TABLES, typed
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.disclosure.deciding.suppression import BESIDE, SAME
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


def _record(quarters: dict[Period, Quarter], **filled: pd.DataFrame) -> Recorded:
    plain = {"name": "A", "short_name": "A", "code": CODE, "contact": "a@a.example"}
    outcome = {"id": "people", "title": "People", "summary": "All."}
    council = Council.model_validate({"council": plain, "outcomes": [outcome]})
    tables = {
        name: typed(table, pd.DataFrame(columns=table.columns, dtype=str))
        for name, table in TABLES.items()
    }
    return Recorded(council, quarters, tables | filled)


def _quarter(code: str) -> Quarter:
    cut_off = pd.Timestamp(_last_day(code)) + pd.Timedelta(days=30)
    told = {"quarter": code, "title": "R", "cut_off": cut_off.date().isoformat()}
    return Quarter.model_validate({**told, "status": "draft"})


def large_record() -> Recorded:
    """Return the record."""
    chance = random.Random(1)
    measures = _measures()
    quarters = {parse(code): _quarter(code) for code in QUARTERS[-8:]}
    observations = _observations(chance, measures)
    benchmarks, areas = _benchmarks(chance, measures)
    return _record(
        quarters, measures=measures, observations=observations, benchmarks=benchmarks, areas=areas
    )


def _wandering(chance: random.Random, typical: float, length: int, most: float) -> Iterator[float]:
    """Numbers around one, each anew or near the one before."""
    is_anew, last = chance.random() < 0.5, typical
    for _ in range(length):
        around = typical if is_anew else last
        last = min(most, max(0.0, around + chance.gauss(0, typical * (0.3 if is_anew else 0.1))))
        yield last


def _unrelated(chance: random.Random, length: int) -> tuple[str, list[tuple[float, ...]]]:
    """A unit and figures: value, numerator and denominator."""
    nobody, decimals = float("nan"), chance.choice((0, 1))
    kind = chance.choice(("count", "rate", "bare"))
    if kind == "count":
        typical = chance.choice((4, 8, 30, 200, 2000))
        some = _wandering(chance, typical, length, 10.0 * typical)
        return "number", [(float(round(number)), nobody, nobody) for number in some]
    shares = list(_wandering(chance, chance.uniform(2, 98), length, 100.0))
    if kind == "bare":
        return "%", [(round(share, decimals), nobody, nobody) for share in shares]
    many = chance.choice((30, 100, 400, 3000))
    of = [round(number) + 1 for number in _wandering(chance, many, length, 10.0 * many)]
    counts = [round(share * n / 100) for share, n in zip(shares, of, strict=True)]
    return "%", [
        (round(100 * top / n, decimals), float(top), float(n))
        for top, n in zip(counts, of, strict=True)
    ]


def unrelated_record(seed: int) -> Recorded:
    """Return a record of measures that have nothing to do with one another."""
    chance = random.Random(seed)
    codes = [f"{y}-{(y + 1) % 100:02}-Q{n}" for y in range(2017, 2022) for n in range(1, 5)]
    codes = codes[-chance.randint(8, 20) :]
    usual = {"decimals": 1, "frequency": "quarterly", "reading": "snapshot", "small_numbers": ""}
    usual |= dict.fromkeys(("part_of", "first_quarter", "retired_quarter", "related"), "")
    measures, rows = [], []
    for number in range(chance.randint(6, 40)):
        unit, figures = _unrelated(chance, len(codes))
        measures.append({**usual, "id": f"m{number:02}", "unit": unit})
        for code, figure in zip(codes, figures, strict=True):
            rows.append((f"m{number:02}", parse(code), *figure, pd.Timestamp(_last_day(code))))
    names = ["measure", "period", "value", "numerator", "denominator", "recorded_on"]
    frame = pd.DataFrame(rows, columns=names).assign(marker="", note="")
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    quarters = {parse(codes[-1]): _quarter(codes[-1])}
    return _record(quarters, measures=pd.DataFrame(measures), observations=frame)


def _by_chance(seed: int) -> Counter[str]:
    """How many figures an unrelated record has, and what is withheld for what only seems so."""
    record = unrelated_record(seed)
    suppression = suppression_of(record, max(record.quarters))
    told = Counter({"figures": len(suppression.cells)})
    told["small"] = sum(cell.rule != "" for cell in suppression.cells.values())
    for why in suppression.withheld.values():
        told["by chance"] += why.rule in (SAME, BESIDE)
    told.update({f"  {seed}: {claim}": 1 for claim in suppression.claims.values()})
    return told


def _say_by_chance(books: int) -> None:
    with Pool(2) as pool:
        told = sum(pool.imap_unordered(_by_chance, range(books)), Counter[str]())
    print(
        f"{books} books, {told['figures']:,} figures, {told['small']:,} small; "
        f"{told['by chance']} withheld by chance"
    )
    print("\n".join(sorted(name for name in told if name.startswith(" "))))


def _say_how_long() -> None:
    record = large_record()
    begun = time.process_time()
    suppression = suppression_of(record, max(record.quarters))
    print(
        f"{time.process_time() - begun:.1f} s for {len(suppression.cells):,} figures, "
        f"{len(suppression.withheld):,} withheld"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--unrelated", type=int, metavar="BOOKS", default=0)
    asked = options.parse_args()
    if asked.unrelated:
        _say_by_chance(asked.unrelated)
    else:
        _say_how_long()
