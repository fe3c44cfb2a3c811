"""Small tables of measures and observations, and which of them are withheld."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from quarterbook.ground.periods import parse
from support.records import withheld

MONTHS = [f"2021-{month:02}" for month in range(4, 13)]
QUARTERS = ["2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2022-23-Q1"]
Q1, Q2 = parse("2021-22-Q1"), parse("2021-22-Q2")


def measures(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"unit": "number", "frequency": "quarterly", "reading": "snapshot"}
    return pd.DataFrame([{**usual, "small_numbers": "", "part_of": "", **row} for row in rows])


def observed(**series: list[Any]) -> pd.DataFrame:
    """Rows by measure: a value each, or (numerator, denominator), or a dict; None leaves one out.

    A measure's periods are months where its name begins with m, years with y, else quarters.
    """
    rows = []
    for measure, values in series.items():
        codes = MONTHS if measure.startswith("m") else QUARTERS
        codes = ["2021-22"] if measure.startswith("y") else codes
        for code, given_ in zip(codes, values, strict=False):
            if given_ is None:
                continue
            row = {"measure": measure, "period": parse(code)}
            if isinstance(given_, tuple):
                top, bottom = given_
                row |= {"value": 100 * top / bottom, "numerator": top, "denominator": bottom}
            else:
                row |= given_ if isinstance(given_, dict) else {"value": given_}
            rows.append(row)
    frame = pd.DataFrame(
        rows, columns=["measure", "period", "value", "numerator", "denominator", "marker"]
    )
    figures = ["value", "numerator", "denominator"]
    return frame.assign(marker=frame["marker"].fillna(""), **frame[figures].astype(float))


def gone(table: pd.DataFrame, rows: pd.DataFrame, threshold: int = 5) -> dict[str, list[str]]:
    """By measure the periods withheld."""
    found: dict[str, list[str]] = {}
    for measure, period in sorted(withheld(table, rows, threshold)):
        found.setdefault(measure, []).append(period.code)
    return found


def all_of(ids: str, code: str) -> dict[str, list[str]]:
    return {id_: [code] for id_ in ids}


COUNT = measures({"id": "a"})
SHARE = measures({"id": "a", "unit": "%"})
RATE = measures({"id": "a", "unit": "per 10,000 children"})
TO_DATE = measures({"id": "a", "reading": "year_to_date"})
PARTS = measures({"id": "t"}, *({"id": id_, "part_of": "t"} for id_ in "abcd"))


def parts_of(table: pd.DataFrame, *ids: str) -> pd.DataFrame:
    return table[table["id"].isin(ids)]


@st.composite
def tables(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A total, its parts and a share of it, in quarters or running over the year."""
    ids = "abcd"[: draw(st.integers(1, 4))]
    periods = draw(st.integers(1, 4))
    counts = st.lists(st.integers(0, 12), min_size=periods, max_size=periods)
    parts = {id_: draw(counts) for id_ in ids}
    rest = draw(counts) if draw(st.booleans()) else [0] * periods
    observations = {id_: draw(st.sampled_from(["snapshot", "year_to_date"])) for id_ in (*ids, "t")}

    def shown(id_: str, amounts: list[int]) -> list[Any]:
        running = observations[id_] == "year_to_date"
        figures = list(itertools.accumulate(amounts)) if running else amounts
        return [
            draw(st.sampled_from([value, value, value, None, {"value": value, "marker": "c"}]))
            for value in figures
        ]

    total = [sum(column) + more for *column, more in zip(*parts.values(), rest, strict=True)]
    rows = {id_: shown(id_, amounts) for id_, amounts in {**parts, "t": total}.items()}
    rows["s"] = [(count, 100) for count in parts["a"]] if draw(st.booleans()) else []
    table = measures(
        *({"id": id_, "reading": observations[id_], "part_of": "t"} for id_ in ids),
        {"id": "t", "reading": observations["t"]},
        {"id": "s", "unit": "%", "reading": "snapshot"},
    )
    return table, observed(**rows)
